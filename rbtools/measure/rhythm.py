"""MEASURE: how a client keeps at it: begun, kept up, on time, in runs and gaps, discontinued."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from rbtools.core.arguments import real, whole
from rbtools.core.arrays import (
    count_by,
    longest,
    ratio,
    run_lengths,
    run_starts,
    segment_last,
    segment_max,
    segment_min,
    segment_of,
    segment_sum,
    true_runs,
)
from rbtools.match.matched import Matched
from rbtools.measure.frames import RHYTHM
from rbtools.measure.grouping import Columns, Groups, groups
from rbtools.measure.planned import keys_of, planned

ON_TIME_MINUTES = 90  # a choice
DISCONTINUED_AFTER_DAYS = 3  # a choice
LONGEST_SHORT_GAP = 2  # sessions in a row not done; three make an interruption, as exercise trials report it


def rhythm(
    matched: pd.DataFrame,
    *,
    on_time_minutes: float = ON_TIME_MINUTES,
    discontinued_after_days: int = DISCONTINUED_AFTER_DAYS,
) -> pd.DataFrame:
    """Describe each client's phases: initiation, implementation, persistence and discontinuation.

    Only due sessions count; an excused session in which nothing was done neither breaks nor extends a run. Every
    client of the plan is a row, also one who never began.

    Parameters
    ----------
    matched : DataFrame
        What `match_log` gives.
    on_time_minutes : float, default 90
        How far from the planned time, early or late, still is on time; minutes, 0 or more.
    discontinued_after_days : int, default 3
        A client who has done nothing on so many of the last due plan days has discontinued; 1 or more.

    Returns
    -------
    DataFrame
        One row a client: `initiated`; `days_to_first` (first plan day to first day done, missing if never);
        `persistence_days` (first day done to last, both counted, 0 if never); `discontinued`; `n_on_time` and
        `share_on_time` (0-1, of the `n_timed` sessions done at a known time, missing if none); `median_minutes_off`
        (minutes, positive is late, missing if none); `longest_gap` (sessions); `n_short_gap` (runs of 1-2 sessions not
        done); `n_long_gap` (runs of 3 or more); `current_streak` (0 where the last due session was not done) and
        `longest_streak`; `n_day_due`, `n_day_complete` and `share_day_complete` (days on which every due session is
        complete); `n_timed`; `n_sets_done`, `n_sets_min` and `relative_dose_intensity`, the first of the second: dose
        done of dose planned, over all due sessions, also those before the first and after the last one done; uncapped,
        extras left out.

    Raises
    ------
    FrameError, ArgumentError
        For a frame that is not a matched one, and for a parameter out of range.

    Notes
    -----
    Terms: Vrijens et al. (2012), https://doi.org/10.1111/j.1365-2125.2012.04167.x. That three sessions make an
    interruption follows reporting in exercise trials; 90 minutes and three days are choices of ours.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> log = rb.simulate_log(plan, seed=1)
    >>> matched = rb.match_log(plan, log, as_of="end")
    >>> rb.rhythm(matched)[["client", "n_day_due"]]
      client  n_day_due
    0     me         14
    """
    check_on_time(on_time_minutes)
    check_last_days(discontinued_after_days)
    found, _ = planned(matched)
    return pd.DataFrame(rhythm_of(found, on_time_minutes, discontinued_after_days), copy=False)


def check_last_days(discontinued_after_days: int) -> None:
    """Refuse what is not a whole number of days, 1 or more."""
    discontinued_after_days = whole("discontinued_after_days", discontinued_after_days, 1)


def check_on_time(on_time_minutes: float) -> None:
    """Refuse what is not a number of minutes, 0 or more."""
    real("on_time_minutes", on_time_minutes, 0, unit="minutes")


def rhythm_of(
    matched: Matched, on_time_minutes: float = ON_TIME_MINUTES, discontinued_after_days: int = DISCONTINUED_AFTER_DAYS
) -> Columns:
    """`rhythm` of a match, as columns."""
    due = due_sessions(matched)
    columns = keys_of(matched).read(["client"], matched.starts)
    columns |= _phases(matched, due, discontinued_after_days)
    columns |= _timing(due, matched.minutes_off, on_time_minutes)
    columns |= _runs(due) | _full_days(due) | _intensity(matched)
    return {name: columns[name] for name in RHYTHM.names}


@dataclass(frozen=True)
class Due:
    """The due sessions in the order of client and session."""

    n: int  # clients of the plan
    of_session: np.ndarray  # of all sessions, which are due
    client: np.ndarray  # numbered without gaps
    starts: np.ndarray  # first due session of each client that has one
    date: np.ndarray  # days since 1970
    done: np.ndarray
    complete: np.ndarray

    @cached_property
    def days(self) -> Groups:
        """The due sessions by client and day."""
        return groups(self.client, self.date)

    def per_client(self, values: np.ndarray) -> np.ndarray:
        """One value for each client from one for each client that has a due session; 0 for the others."""
        spread = np.zeros(self.n, dtype=values.dtype)
        spread[self.client[self.starts]] = values
        return spread


def due_sessions(matched: Matched) -> Due:
    """The due sessions of a match."""
    due = matched.due
    client = segment_of(matched.starts, len(due))[due]
    return Due(
        n=len(matched.starts),
        of_session=due,
        client=client,
        starts=run_starts(client),
        date=matched.keys["date"][due],
        done=matched.done[due],
        complete=matched.complete[due],
    )


def _phases(matched: Matched, due: Due, last_days: int) -> Columns:
    """Initiation, implementation, persistence, discontinuation."""
    planned_first = segment_min(matched.keys["date"], matched.starts)
    done = np.flatnonzero(due.done)
    begins = run_starts(due.client[done])
    n_done = run_lengths(begins, len(done))
    initiated = np.zeros(due.n, dtype=bool)
    initiated[due.client[done[begins]]] = True
    first, last = np.zeros(due.n, dtype="int64"), np.zeros(due.n, dtype="int64")
    first[initiated] = segment_min(due.date[done], begins)
    last[initiated] = segment_max(due.date[done], begins)
    implemented = np.full(due.n, np.nan)
    implemented[initiated] = n_done / (done[begins + n_done - 1] - done[begins] + 1)
    days = due.days
    day_client, day_done = due.client[days.row], days.any(due.done)
    until_last = count_by(day_client, np.ones(days.n, dtype=bool), due.n).cumsum()[day_client] - np.arange(days.n)
    lately = count_by(day_client, day_done & (until_last <= last_days), due.n) > 0
    return {
        "initiated": initiated,
        "days_to_first": pd.arrays.IntegerArray(first - planned_first, ~initiated),
        "persistence_days": np.where(initiated, last - first + 1, 0),
        "share_implemented": implemented,
        "discontinued": initiated & ~lately,
    }


def _timing(due: Due, minutes_off: np.ndarray, on_time_minutes: float) -> Columns:
    """How far from the planned time the sessions were done."""
    minutes = minutes_off[due.of_session]
    timed = due.done & ~np.isnan(minutes)
    client, minutes = due.client[timed], minutes[timed]
    n_timed = count_by(client, np.ones(len(client), dtype=bool), due.n)
    n_on_time = count_by(client, np.abs(minutes) <= on_time_minutes, due.n)
    minutes = minutes[np.lexsort((minutes, client))]
    begins = n_timed.cumsum() - n_timed
    median, some = np.full(due.n, np.nan), n_timed > 0
    low, high = (begins + (n_timed - 1) // 2)[some], (begins + n_timed // 2)[some]
    median[some] = (minutes[low] + minutes[high]) / 2
    return {
        "n_on_time": n_on_time,
        "share_on_time": ratio(n_on_time, n_timed),
        "median_minutes_off": median,
        "n_timed": n_timed,
    }


def _runs(due: Due) -> Columns:
    """Gaps and streaks."""
    gaps, streaks = (true_runs(flags, due.starts) for flags in (~due.done, due.done))
    gap_client = due.client[gaps.first]
    at_end = np.zeros(len(due.done), dtype=np.int64)
    at_end[streaks.first + streaks.length - 1] = streaks.length
    return {
        "longest_gap": due.per_client(longest(gaps, len(due.starts))),
        "n_short_gap": count_by(gap_client, gaps.length <= LONGEST_SHORT_GAP, due.n),
        "n_long_gap": count_by(gap_client, gaps.length > LONGEST_SHORT_GAP, due.n),
        "current_streak": due.per_client(segment_last(at_end, due.starts)),
        "longest_streak": due.per_client(longest(streaks, len(due.starts))),
    }


def _full_days(due: Due) -> Columns:
    """Days on which every due session is complete."""
    days = due.days
    client = due.client[days.row]
    n_due = count_by(client, np.ones(days.n, dtype=bool), due.n)
    n_complete = count_by(client, days.all(due.complete), due.n)
    return {"n_day_due": n_due, "n_day_complete": n_complete, "share_day_complete": ratio(n_complete, n_due)}


def _intensity(matched: Matched) -> Columns:
    """Relative dose intensity: dose done of dose planned."""
    rows, first = matched.due_rows, matched.first[matched.starts]
    done, least = (segment_sum(values, first) for values in (rows.halves_done, rows.halves_min))
    return {"n_sets_done": done / 2, "n_sets_min": least // 2, "relative_dose_intensity": ratio(done, least)}
