"""MEASURE: sets and reps done, compared with the minimum and the full dose."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from rbtools.match.matched import Matched
from rbtools.measure.dose import dose
from rbtools.measure.frames import SETS_COMPLETED
from rbtools.measure.grouping import By, Columns
from rbtools.measure.planned import keys_of, planned


def sets_completed(matched: pd.DataFrame, *, by: By = ("client", "exercise")) -> pd.DataFrame:
    """Add up the sets and reps done in due sessions, and those prescribed.

    Extras and sessions not yet due are left out; every group of the plan is a row, with 0 where nothing was done.

    Parameters
    ----------
    matched : DataFrame
        What `match_log` gives.
    by : str or sequence of str, default ("client", "exercise")
        One or several of client, week, day, date, slot and exercise.

    Returns
    -------
    DataFrame
        The columns of `by`, sorted, then `n_sets_min` and `n_sets_max` (prescribed); `n_sets_done` (uncapped; one side
        of two is half a set); `n_sets_counted_min` and `n_sets_counted_max` (in each row at most the minimum, at most
        the full dose); `share_min_dose` and `share_max_dose` (0-1, missing when nothing is due); `n_reps_min` and
        `n_reps_max` (prescribed: sets × reps × sides); `n_reps_done`; `n_reps_assumed` (entries without reps, for which
        the prescribed ones are taken).

    Raises
    ------
    FrameError, ArgumentError
        For a frame that is not a matched one, and for an unknown name in `by`.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> log = rb.simulate_log(plan, seed=1)
    >>> matched = rb.match_log(plan, log, as_of="end")
    >>> rb.sets_completed(matched)[["exercise", "n_sets_min", "n_sets_max"]]
                  exercise  n_sets_min  n_sets_max
    0  four_point_rotation          56          84
    1    side_lying_roller         140         140
    2  wall_band_breathing         140         140
    """
    found, names = planned(matched, by)
    return pd.DataFrame(sets_completed_of(found, names), copy=False)


def sets_completed_of(matched: Matched, by: Sequence[str]) -> Columns:
    """`sets_completed` of a match, as columns."""
    parts = matched.split(by)
    keys, rows = keys_of(parts), parts.due_rows
    group = keys.groups(by)

    def total(values: np.ndarray) -> np.ndarray:
        return group.total_of_rows(values, parts.first)

    columns = keys.read(by, group.row) | dose(parts, group)
    columns |= {
        "n_sets_done": total(rows.halves_done) / 2,
        "n_reps_min": total(rows.reps_per_set * rows.halves_min) // 2,
        "n_reps_max": total(rows.reps_per_set * rows.halves_max) // 2,
        "n_reps_done": total(rows.reps_done),
        "n_reps_assumed": total(rows.n_reps_assumed),
    }
    return {name: columns[name] for name in (*by, *SETS_COMPLETED.names)}
