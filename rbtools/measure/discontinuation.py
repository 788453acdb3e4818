"""MEASURE: how long people keep at it, for a group of people."""

import numpy as np
import pandas as pd

from rbtools.core.arrays import run_lengths, run_starts, segment_max
from rbtools.measure.frames import DISCONTINUATION
from rbtools.measure.planned import planned
from rbtools.measure.rhythm import DISCONTINUED_AFTER_DAYS, Due, check_last_days, due_sessions
from rbtools.measure.share_interval import Z95


def discontinuation(matched: pd.DataFrame, *, discontinued_after_days: int = DISCONTINUED_AFTER_DAYS) -> pd.DataFrame:
    """How many people keep at it how long: the Kaplan-Meier curve of time to discontinuation.

    Time runs from each person's first day done.

    Who has done nothing on the last due plan days has discontinued, as in `rhythm`; the event is the day after the last
    day done. The others are followed up to the first of those last days (`discontinued_after_days`-th from the end),
    since a stop after that cannot be distinguished from a short gap. Who never began has no first day and is not in
    the curve: give `initiated` of `rhythm` with it. Self-reported, and excused days are no break.

    Parameters
    ----------
    matched : DataFrame
        What `match_log` gives, of any number of clients.
    discontinued_after_days : int, default 3
        A client who has done nothing on so many of the last due plan days has discontinued; 1 or more.

    Returns
    -------
    DataFrame
        One row per day on which someone discontinued or is followed no longer, after a row for day 0: `time_days` (days
        since the first day done), `n_at_risk`, `n_event`, `n_censored` (people), `share_persisting` (0-1, after that
        day) with `share_persisting_low` and `share_persisting_high`, its 95 % interval by Greenwood's variance on the
        log(-log) scale; these are missing where the share is 0 or 1. No rows where nobody has begun.

    Raises
    ------
    FrameError, ArgumentError
        For a frame that is not a matched one, and for a parameter out of range.

    Notes
    -----
    Kaplan and Meier 1958, https://doi.org/10.1080/01621459.1958.10501452; interval: Kalbfleisch and Prentice, The
    Statistical Analysis of Failure Time Data (2nd ed., 2002). The same as R's `survfit(conf.type = "log-log")`.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> matched = rb.match_log(plan, rb.simulate_log(plan, seed=1), as_of="end")
    >>> rb.discontinuation(matched)[["n_at_risk", "share_persisting"]].values.tolist()[0]
    [1.0, 1.0]
    """
    check_last_days(discontinued_after_days)
    time, event = _persistence(due_sessions(planned(matched)[0]), discontinued_after_days)
    return DISCONTINUATION.check(pd.DataFrame(kaplan_meier(time, event)))


def _persistence(due: Due, last_days: int) -> tuple[np.ndarray, np.ndarray]:
    """Of all who began: days from the first done to discontinuation, or to the last day followed, and which of them."""
    day = run_starts(due.client, due.date)
    client, date = due.client[day], due.date[day]
    starts = run_starts(client)
    n = run_lengths(starts, len(client))
    horizon = date[starts + np.maximum(n - last_days, 0)]
    done = np.flatnonzero(due.done)
    begins = run_starts(due.client[done])
    first, last = due.date[done][begins], segment_max(due.date[done], begins)
    horizon = horizon[np.searchsorted(client[starts], due.client[done][begins])]
    event = last < horizon
    return np.where(event, last + 1 - first, np.maximum(horizon - first, 0)), event


def kaplan_meier(time: np.ndarray, event: np.ndarray) -> dict[str, np.ndarray]:
    """The columns of `discontinuation` from each person's time and whether it ended in an event.

    >>> kaplan_meier(np.array([2, 2, 3, 5]), np.array([True, False, True, False]))["share_persisting"].tolist()
    [1.0, 0.75, 0.375, 0.375]
    """
    times, of_person = np.unique(np.append(time, 0), return_inverse=True)
    of_person = of_person[:-1]
    n_event = np.bincount(of_person[event], minlength=len(times))
    n_gone = np.bincount(of_person, minlength=len(times))
    at_risk = len(time) - np.cumsum(n_gone) + n_gone
    persisting = np.cumprod(1 - n_event / np.maximum(at_risk, 1))
    low, high = _log_log(persisting, n_event, at_risk)
    keep = np.full(len(times), len(time) > 0)
    columns = {
        "time_days": times, "n_at_risk": at_risk, "n_event": n_event, "n_censored": n_gone - n_event,
        "share_persisting": persisting, "share_persisting_low": low, "share_persisting_high": high,
    }  # fmt: skip
    return {name: values[keep] for name, values in columns.items()}


def _log_log(persisting: np.ndarray, n_event: np.ndarray, at_risk: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """S^exp(± z SE / |ln S|) with SE² = Σ d/(n(n − d)); missing where S is 0 or 1."""
    left = at_risk * (at_risk - n_event)
    variance = np.cumsum(np.divide(n_event, left, out=np.zeros(len(left)), where=left > 0))
    inside = (persisting > 0) & (persisting < 1)
    log = np.log(np.where(inside, persisting, 0.5))
    wider = np.exp(Z95 * np.sqrt(variance) / -log)
    low, high = (np.where(inside, np.exp(log * power), np.nan) for power in (wider, 1 / wider))
    return low, high
