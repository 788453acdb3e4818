"""MEASURE: how tight it felt: before, after, within a session, and one value a day."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.core.frame import sort_code
from rbtools.core.rules import position
from rbtools.errors import FrameError
from rbtools.log.log import Log
from rbtools.measure.frames import TIGHTNESS
from rbtools.measure.grouping import By, Columns, Groups, Keys, by_columns, groups, share, whole
from rbtools.measure.ratings import plan_rows, ratings_of

OF_A_DAY = schema.MOMENTS[:3]  # without the usual level, which is no rating of a day
BEFORE, AFTER, DAY = range(len(OF_A_DAY))

# A mean of up to ten ratings is a whole number of 1/2520 tenths (the least common multiple of 1 to 10), so means of
# means are summed as whole numbers too and any order of rows gives the same bits.
PARTS = 2520
_BY_PLAN = ("client", "week", "day", "date", "slot")
PAUSE = 90 * 60_000_000  # microseconds; where no slot is named, a longer pause begins a new session, as in read_log


def tightness(log: Log, *, plan: pd.DataFrame | None = None, by: By = ("client", "date")) -> pd.DataFrame:
    """Average the self-rated tightness, 0-10, lower is better; a missing rating is never 0 and is never filled in.

    Parameters
    ----------
    log
        the log that `read_log` gives; only its ratings are looked at.
    plan
        the plan, to group by its weeks, days and slots. Then every group of the plan is a row, with counts of 0 where
        nothing was rated, and ratings of clients without a plan are left out. Days before the start count back: day 0,
        -1, ..., and week 0 is the seven days before the start. Where its days do not start at 04:00, ratings of the
        night stand on the day that it says.
    by
        one or several of client and date; with a plan also of week, day and slot. A slot that the client's plan does
        not have is as no slot.

    Returns
    -------
    The columns of `by`, sorted, then
    `n_before`, `n_after`, `n_day` (ratings); `before`, `after`, `day` (their means, 0-10); `within_session` (mean of
    after - before over the `n_within_session` sessions with both, negative is better); `daily` (mean over the `n_daily`
    days of each day's one value: its `day` rating, else the mean over slots of `before`); `pain` (mean of the `n_pain`
    ratings of pain, 0-10). A mean of nothing is missing. Where `by` names day, that is the column `day`, and the mean
    of the day ratings is `day_rating`.

    A session is one slot of a client's day. Where no slot is named, a new session begins with a `before` that follows
    an `after`, and after a pause of 90 minutes between ratings. For `daily`, ratings without a slot stand in one slot.
    When grouping by slot, `daily` is made of the ratings of that slot alone.

    Raises
    ------
    FrameError, ArgumentError
        for a log or plan that is not one, a rating with more than one decimal, and for an unknown name in `by`.

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
        return tightness_of(ratings_of(log), None, names)
    sessions = plan_rows(plan)
    return tightness_by_plan(ratings_of(log, sessions), sessions, names)


def tightness_by_plan(ratings: pd.DataFrame, sessions: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """`tightness` of ratings and a plan's rows that are known to be such."""
    return tightness_of(ratings, Keys.of(sessions, _BY_PLAN), by)


def tightness_of(ratings: pd.DataFrame, plan: Keys | None, by: list[str]) -> pd.DataFrame:
    """`tightness` of ratings that are known to be such, and of the keys of a plan's rows."""
    of_ratings, inside = _keys_of_ratings(ratings, plan)
    keys = of_ratings if plan is None else _stacked(plan, of_ratings)
    group = keys.groups(by)
    of_rating = group.of_row[len(group.of_row) - inside.sum() :]
    rated = _rated(ratings, inside, of_rating)
    columns: Columns = {}
    of_moments = _mean(rated.moment * group.n + rated.group, rated.tenths, len(OF_A_DAY) * group.n, 10)
    for name, count, mean in zip(OF_A_DAY, *(np.split(values, len(OF_A_DAY)) for values in of_moments), strict=True):
        columns |= {f"n_{name}": count, name: mean}
    columns["n_within_session"], columns["within_session"] = _mean(*_within_session(rated), group.n, 10 * PARTS)
    columns["n_daily"], columns["daily"] = _mean(*_daily(rated), group.n, 10 * PARTS**2)
    known, pain = _tenths(ratings["pain"])
    known = known[inside]
    columns["n_pain"], columns["pain"] = _mean(of_rating[known], pain[inside][known], group.n, 10)
    measured = {name: columns["day" if name == "day_rating" else name] for name in TIGHTNESS.names}
    return pd.DataFrame(keys.read(by, group.row) | measured, copy=False)


def _keys_of_ratings(ratings: pd.DataFrame, plan: Keys | None) -> tuple[Keys, np.ndarray]:
    """The keys of the ratings, and which of them are of clients in the plan: those have keys."""
    if plan is None:
        return Keys.of(ratings, ("client", "date")), np.ones(len(ratings), dtype=bool)
    n_slots, of_plan = len(plan.ids["slot"]), plan.columns
    client, slot = _codes(ratings["client"], plan.ids["client"]), _codes(ratings["slot"], plan.ids["slot"])
    has_plan = np.zeros(len(plan.ids["client"]) + 1, dtype=bool)
    has_plan[of_plan["client"]] = True
    inside = has_plan[client]  # the last one, -1, is a client whom the plan does not know
    client, slot, date = client[inside], slot[inside], whole(ratings["date"])[inside]
    start = np.zeros(len(plan.ids["client"]), dtype="int64")
    start[of_plan["client"]] = of_plan["date"] - of_plan["day"] + 1
    day = date - start[client] + 1
    known = np.isin(client * n_slots + slot, of_plan["client"] * n_slots + of_plan["slot"]) & (slot >= 0)
    slot = np.where(known, slot, n_slots)
    return Keys({"client": client, "date": date, "day": day, "week": (day + 6) // 7, "slot": slot}, plan.ids), inside


def _stacked(first: Keys, second: Keys) -> Keys:
    """The rows of both in the columns of the second, the ids having the same texts."""
    both = {name: np.concatenate([first.columns[name], values]) for name, values in second.columns.items()}
    return Keys(both, first.ids)


def _codes(values: pd.Series, known: pd.Index) -> np.ndarray:
    """Positions of ids among others; -1 where missing or not among them."""
    return np.append(known.get_indexer(values.array.categories), -1)[values.array.codes]


@dataclass(frozen=True)
class _Rated:
    """Ratings of tightness, `group` being the group of `by` that each lies in."""

    group: np.ndarray
    client: np.ndarray
    date: np.ndarray
    slot: np.ndarray
    named: np.ndarray  # whether a slot is named
    instant: np.ndarray
    moment: np.ndarray
    tenths: np.ndarray


def _rated(ratings: pd.DataFrame, inside: np.ndarray, group: np.ndarray) -> _Rated:
    """The ratings inside that have a tightness."""
    known, tenths = _tenths(ratings["tightness"])
    client, moment, slot = (whole(ratings[name]) for name in ("client", "moment", "slot"))
    instant, named = sort_code(ratings["rated_at"]), slot < len(ratings["slot"].array.categories)
    rows = np.flatnonzero(inside & known)
    everywhere = np.zeros(len(ratings), dtype="int64")
    everywhere[inside] = group
    columns = (everywhere, client, whole(ratings["date"]), slot, named, instant, moment, tenths)
    return _Rated(*(column[rows] for column in columns))


def _tenths(values: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Which ratings are known, and all as whole tenths, 0 where missing."""
    number = values.to_numpy()
    known = ~np.isnan(number)
    tenths = np.rint(np.where(known, number, 0) * 10)
    if (finer := known & (np.abs(number * 10 - tenths) > 1e-6)).any():
        at = int(np.flatnonzero(finer)[0])
        allowed = f"{schema.RATINGS[str(values.name)].limits}, at most one decimal"
        raise FrameError.bad_value("ratings", str(values.name), position(values.index, at), values.iloc[at], allowed)
    return known, tenths.astype("int64")


def _mean(group: np.ndarray, values: np.ndarray, n: int, parts: int) -> tuple[np.ndarray, np.ndarray]:
    """Count and mean by group of whole numbers, `parts` of which make one."""
    count = np.bincount(group, minlength=n)
    return count, share(np.bincount(group, values, minlength=n), count * parts)


def _means(of: Groups, values: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Count and mean of the marked rows of each group, the mean in whole parts of the values; 0 where there is none."""
    count = of.count(rows)
    return count, np.rint(of.total(values, rows) * PARTS / np.maximum(count, 1)).astype("int64")


def _within_session(rated: _Rated) -> tuple[np.ndarray, np.ndarray]:
    """After - before of each session that has both, and its group."""
    session = groups(rated.group, rated.client, rated.date, rated.slot, _unnamed_session(rated))
    n_before, before = _means(session, rated.tenths, rated.moment == BEFORE)
    n_after, after = _means(session, rated.tenths, rated.moment == AFTER)
    both = (n_before > 0) & (n_after > 0)
    return rated.group[session.row][both], (after - before)[both]


def _unnamed_session(rated: _Rated) -> np.ndarray:
    """A number for each session without a named slot; 0 where a slot is named."""
    number = np.zeros(len(rated.instant), dtype="int64")
    rows = np.flatnonzero(~rated.named & (rated.moment != DAY))
    rows = rows[np.lexsort((rated.moment[rows], rated.instant[rows], rated.client[rows]))]
    moment, at = rated.moment[rows], rated.instant[rows]
    begins = np.ones(len(rows), dtype=bool)
    begins[1:] = ((moment[1:] == BEFORE) & (moment[:-1] == AFTER)) | (np.diff(at) > PAUSE)
    number[rows] = np.cumsum(begins)
    return number


def _daily(rated: _Rated) -> tuple[np.ndarray, np.ndarray]:
    """The one value of each client's day, and its group: the day rating, else the mean over slots of before."""
    days = groups(rated.group, rated.client, rated.date)
    n_day, day = _means(days, rated.tenths, rated.moment == DAY)
    slots = groups(days.of_row, rated.slot)
    n_before, before = _means(slots, rated.tenths, rated.moment == BEFORE)
    of_day = Groups(days.n, days.of_row[slots.row], days.row)
    n_slot, over_slots = _means(of_day, before, n_before > 0)
    value = np.where(n_day > 0, day * PARTS, over_slots)
    known = (n_day > 0) | (n_slot > 0)
    return rated.group[days.row][known], value[known]
