"""MEASURE: how tight it felt: before, after, within a session, and one value a day."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from rbtools.core.arrays import count_by, ratio, segment_min
from rbtools.log.log import Log
from rbtools.match.as_of import parse_as_of
from rbtools.match.inputs import ratings_of, record
from rbtools.match.record import Ratings, Record
from rbtools.measure.frames import TIGHTNESS
from rbtools.measure.grouping import By, Columns, Keys, by_columns
from rbtools.measure.ratings import AFTER, BEFORE, DAY, PARTS, Rated, ratings_until

_BY_PLAN = ("client", "week", "day", "date", "weekday", "slot")


def tightness(log: Log, *, plan: pd.DataFrame | None = None, by: By = ("client", "date")) -> pd.DataFrame:
    """Average the self-rated tightness, 0-10, lower is better; a missing rating is never 0 and is never filled in.

    Parameters
    ----------
    log : Log
        What `read_log` gives; only its ratings are used.
    plan : DataFrame, optional
        The plan, to group by its weeks, days and slots. Then every group of the plan is a row, with counts of 0 where
        nothing was rated, and ratings of clients without a plan are left out. Days before the start count back: day 0,
        -1, ..., and week 0 is the seven days before the start. Where its days do not start at 04:00, ratings of the
        night stand on the day that it says.
    by : str or sequence of str, default ("client", "date")
        One or several of client and date; with a plan also of week, day and slot. A slot that the client's plan does
        not have is as no slot.

    Returns
    -------
    DataFrame
        The columns of `by`, sorted, then `n_before`, `n_after`, `n_day` (ratings); `before`, `after`, `day` (their
        means, 0-10); `within_session` (mean of after - before over the `n_within_session` sessions with both, negative
        is better); `daily` (mean over the `n_daily` days of each day's one value: its `day` rating, else the mean over
        slots of `before`); `pain` (mean of the `n_pain` ratings of pain, 0-10). A mean of nothing is missing. Where
        `by` names day, that is the column `day`, and the mean of the day ratings is `day_rating`.

        A session is one slot of a client's day. Where no slot is named, a new session begins with a `before` that
        follows an `after`, and after a pause of 90 minutes between ratings. For `daily`, ratings without a slot stand
        in one slot. When grouping by slot, `daily` is made of the ratings of that slot alone.

    Raises
    ------
    FrameError, ArgumentError
        For a log or plan that is not one, a rating with more than one decimal, and for an unknown name in `by`.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> log = rb.simulate_log(plan, seed=1)
    >>> weekly = rb.tightness(log, plan=plan, by=["client", "week"])
    >>> bool(weekly["daily"].between(0, 10).any())
    True
    """
    names = by_columns(by, ("client", "date") if plan is None else _BY_PLAN)
    if plan is None:
        ratings, clients = ratings_of(log)
        ratings = ratings.take(np.flatnonzero(ratings.moment <= DAY))
        keys = Keys({"client": ratings.client, "date": ratings.date}, {"client": clients})
        return pd.DataFrame(_tightness(ratings, Rated.of(ratings), keys, names), copy=False)
    found = record(plan, log, entries=False)
    ratings = ratings_until(found, parse_as_of("end"))
    return pd.DataFrame(tightness_of(found, ratings, Rated.of(ratings), names), copy=False)


def tightness_of(record: Record, ratings: Ratings, rated: Rated, by: Sequence[str]) -> Columns:
    """`tightness` of ratings of a record's clients, as columns; every group of the plan is a row."""
    sessions = record.sessions
    n_slots, before_start = len(record.slots), segment_min(sessions.date - sessions.day, record.starts)
    day = ratings.date - before_start[ratings.client]
    slot = np.where(record.named_slot(ratings.client, ratings.slot), ratings.slot, n_slots)
    of_ratings = {"client": ratings.client, "date": ratings.date, "day": day, "week": (day + 6) // 7, "slot": slot}
    both = {name: np.append(getattr(sessions, name), values) for name, values in of_ratings.items()}
    return _tightness(ratings, rated, Keys(both, {"client": record.clients, "slot": record.slots}), by)


def _tightness(ratings: Ratings, rated: Rated, keys: Keys, by: Sequence[str]) -> Columns:
    """The columns; the last of the keys are those of the ratings, any others make groups without ratings."""
    group = keys.groups(by)
    of_rating = group.of_row[len(group.of_row) - len(ratings.client) :]
    of_rated = of_rating[rated.at]
    columns: Columns = {}
    for name, moment in (("before", BEFORE), ("after", AFTER), ("day", DAY)):
        rows = rated.moment == moment
        count, mean = _mean(of_rated[rows], rated.tenths[rows], group.n, 10)
        columns |= {f"n_{name}": count, "day_rating" if name == "day" else name: mean}
    within = rated.within_session
    daily = rated.daily_in(of_rated) if "slot" in by else rated.daily
    pain = np.flatnonzero(ratings.pain >= 0)
    for name, of, values, parts in (
        ("within_session", of_rated[within.rating], within.parts, 10 * PARTS),
        ("daily", of_rated[daily.rating], daily.parts, 10 * PARTS**2),
        ("pain", of_rating[pain], ratings.pain[pain], 10),
    ):
        columns[f"n_{name}"], columns[name] = _mean(of, values, group.n, parts)
    return keys.read(by, group.row) | {name: columns[name] for name in TIGHTNESS.names}


def _mean(group: np.ndarray, values: np.ndarray, n: int, parts: int) -> tuple[np.ndarray, np.ndarray]:
    """Count and mean by group of whole numbers, `parts` of which make one."""
    count = np.bincount(group, minlength=n)
    return count, ratio(count_by(group, values, n), count * parts)
