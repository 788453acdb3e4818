"""MEASURE: how many of the due sessions were done, and how much of the prescribed dose."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from rbtools.core.arrays import ratio
from rbtools.match.matched import Matched
from rbtools.measure.dose import dose
from rbtools.measure.frames import ADHERENCE
from rbtools.measure.grouping import By, Columns
from rbtools.measure.planned import keys_of, planned
from rbtools.measure.share_interval import share_interval


def adherence(matched: pd.DataFrame, *, by: By = "client") -> pd.DataFrame:
    """Count due sessions done and complete, and the dose reached, with a 95 % interval.

    Only due sessions count: not yet due is never missed, excused sessions are counted separately, in `n_excused`.
    Every group of the plan is a row: a client with a plan and no log has `n_done` 0 and `share_done` 0, one with
    nothing due yet `n_due` 0 and missing shares. A client without a plan has no row.

    Parameters
    ----------
    matched : DataFrame
        What `match_log` gives.
    by : str or sequence of str, default "client"
        One or several of client, week, day, date, slot and exercise. With exercise, plan rows are counted instead of
        sessions.

    Returns
    -------
    DataFrame
        The columns of `by`, sorted, then `n_due`; `n_done` (any prescribed set); `n_complete` (every exercise at its
        minimum dose; by exercise: the row at its minimum); `n_excused` (closed windows); `n_clients` (with a due
        session); `share_done` (0-1) with `share_done_low` and `share_done_high`; `share_complete`; `n_sets_min` and
        `n_sets_max` (prescribed); `n_sets_counted_min` = Σ min(sets_done, sets_min) and `n_sets_counted_max` = Σ
        min(sets_done, sets_max); `share_min_dose`; `share_max_dose`; `share_taking` = all sets that were logged and
        looked at, extras and sessions still open included, of `n_sets_min`: uncapped, given by client alone, else
        missing.

    Raises
    ------
    FrameError, ArgumentError
        For a frame that is not a matched one, and for an unknown name in `by`.

    Notes
    -----
    The interval is Wilson's (1927, https://doi.org/10.1080/01621459.1927.10502953) with an effective number of
    sessions. Sessions of one person depend on each other: in a group of one client their number is divided by the
    design effects of a day and of days in a row, estimated from the group and drawn to 1.3 (two sessions a day) and a
    correlation of 0.2 with the weight of 25 days. People differ: in a group of several the clients are the clusters
    of a ratio estimator, with Student's t. Simulated coverage of a person's long-run share over 28 days is 98 % where
    sessions are independent, 97, 93 and 85 % as they depend on each other more; of pooled rows 94-96 %.
    `rbtools.measure.share_interval` has the formulas.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> log = rb.simulate_log(plan, seed=1)
    >>> matched = rb.match_log(plan, log, as_of="end")
    >>> rb.adherence(matched)[["client", "n_due"]]
      client  n_due
    0     me     28
    """
    found, names = planned(matched, by)
    return pd.DataFrame(adherence_of(found, names), copy=False)


def adherence_of(matched: Matched, by: Sequence[str]) -> Columns:
    """`adherence` of a match, as columns."""
    parts = matched.split(by)
    keys = keys_of(parts)
    group = keys.groups(by)
    n_due, n_done = group.total(parts.due), group.total(parts.due & parts.done)
    n_complete = group.total(parts.due & parts.complete)
    due = np.flatnonzero(parts.due)
    interval = share_interval(group.of_row[due], parts.client[due], parts.keys["date"][due], parts.done[due], group.n)
    doses = dose(parts, group)
    taken = matched.halves_logged / 2 if list(by) == ["client"] else np.full(group.n, np.nan)
    columns = keys.read(by, group.row) | doses
    columns |= {
        "n_due": n_due,
        "n_done": n_done,
        "n_complete": n_complete,
        "n_excused": group.total(parts.closed & ~parts.due),
        "n_clients": interval.n_clients,
        "share_done": ratio(n_done, n_due),
        "share_done_low": interval.low,
        "share_done_high": interval.high,
        "share_complete": ratio(n_complete, n_due),
        "share_taking": ratio(taken, doses["n_sets_min"]),
    }
    return {name: columns[name] for name in (*by, *ADHERENCE.names)}


def surely_differ(low_share: float, its_high: float, high_share: float, its_low: float) -> bool:
    """Whether the 95 % interval of the difference of two shares leaves 0 out, from the near ends of their own.

    Method 10 of Newcombe 1998, https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.

    >>> surely_differ(0.50, 0.67, 0.89, 0.73), surely_differ(0.50, 0.67, 0.71, 0.53)
    (True, False)
    """
    return bool(high_share - low_share > np.hypot(high_share - its_low, its_high - low_share))
