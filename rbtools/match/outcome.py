"""What became of planned rows and of extras: doses, first instants and statuses, as the columns of a matched frame."""

from functools import cache
from typing import Any, NamedTuple, Self

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from rbtools import schema
from rbtools.match.as_of import AsOf
from rbtools.match.assign import Logged, Placed
from rbtools.match.timeline import NEVER, Table, Timeline, as_instants, codes_of, microseconds

Columns = dict[str, np.ndarray | ExtensionArray]

_EXTRA = schema.ROW_STATUSES.index("extra")


class Outcome(NamedTuple):
    """What became of rows, as arrays; sets in halves, instants in µs, `NEVER` where nothing was done.

    `unsided` and `unknown_reps` mark where sets by side and reps are missing.
    """

    due: np.ndarray
    closed: np.ndarray
    status: np.ndarray
    instant: np.ndarray
    minutes_off: np.ndarray
    left: np.ndarray
    right: np.ndarray
    unsided: np.ndarray
    half_sets: np.ndarray
    sets_counted: np.ndarray
    reps: np.ndarray
    unknown_reps: np.ndarray
    n_reps_assumed: np.ndarray

    def then(self, other: Self, order: np.ndarray) -> Self:
        """These rows and the others, taken in an order."""
        return type(self)(*(np.append(mine, theirs)[order] for mine, theirs in zip(self, other, strict=True)))

    def columns(self) -> Columns:
        """The columns that a matched frame has beside the plan's."""
        return {
            "due": self.due,
            "performed_at": as_instants(self.instant, self.instant == NEVER),
            "minutes_off": self.minutes_off,
            "sets_left": pd.arrays.IntegerArray(self.left, self.unsided),
            "sets_right": pd.arrays.IntegerArray(self.right, self.unsided),
            "sets_done": self.half_sets / 2,
            "sets_counted": self.sets_counted,
            "reps_done": pd.arrays.IntegerArray(self.reps, self.unknown_reps),
            "n_reps_assumed": self.n_reps_assumed,
            "status": choice(self.status, schema.ROW_STATUSES),
            "window_closed": self.closed,
        }


def choice(codes: np.ndarray, allowed: tuple[str, ...]) -> "pd.Categorical[Any]":
    """A column of fixed words from their positions in the list."""
    return pd.Categorical.from_codes(codes, dtype=_dtype_of(allowed), validate=False)


@cache
def _dtype_of(allowed: tuple[str, ...]) -> "pd.CategoricalDtype[Any]":
    return pd.CategoricalDtype(list(allowed))


def first_case(cases: dict[str, np.ndarray], allowed: tuple[str, ...], otherwise: str) -> np.ndarray:
    """Position in the list of the first word whose case holds."""
    return np.select(list(cases.values()), [allowed.index(name) for name in cases], allowed.index(otherwise))


def of_planned(rows: Table, line: Timeline, log: Logged, placed: Placed, until: AsOf) -> Outcome:
    """What became of every planned row."""
    n, sides, sets_max = len(line.of_row), rows["sides"].to_numpy(), rows["sets_max"].to_numpy()
    left, right = (_total(placed, sets, n) for sets in (placed.left, placed.right))
    half_sets = _half_sets(left, right, sides)
    done, timed = log.done[placed.entry], log.timed[placed.entry]
    instant, first_timed = (_first(log, placed, among, n) for among in (done, done & timed))
    late = np.where(instant == NEVER, 0, instant) - microseconds(rows["scheduled_at"])
    assumed = done & (log.reps[placed.entry] == 0)
    reps = np.where(assumed, rows["reps"].to_numpy()[placed.row], log.reps[placed.entry])
    any_done = np.bincount(line.of_row, weights=half_sets, minlength=len(line.first))[line.of_row] > 0
    excused = (rows["excuse_reason"] != "").to_numpy() & ~any_done
    closed = until.closed(rows["date"], rows["closes_at"])
    return Outcome(
        due=closed & ~excused,
        closed=closed,
        status=_status(rows, half_sets, excused, _total(placed, ~done, n) > 0, closed),
        instant=instant,
        minutes_off=np.where((instant == first_timed) & (instant != NEVER), late / 60_000_000, np.nan),
        left=left,
        right=right,
        unsided=sides == 1,
        half_sets=half_sets,
        sets_counted=np.minimum(half_sets, 2 * sets_max) / 2,
        reps=_total(placed, (placed.left + placed.right) * reps, n),
        unknown_reps=np.zeros(n, dtype=bool),
        n_reps_assumed=_total(placed, assumed & placed.leads, n),
    )


def _total(placed: Placed, values: np.ndarray, n_rows: int) -> np.ndarray:
    return np.bincount(placed.row, weights=values, minlength=n_rows).astype("int64")


def _first(log: Logged, placed: Placed, among: np.ndarray, n_rows: int) -> np.ndarray:
    earliest = np.full(n_rows, NEVER)
    np.minimum.at(earliest, placed.row[among], log.instant[placed.entry[among]])
    return earliest


def _half_sets(left: np.ndarray, right: np.ndarray, sides: np.ndarray) -> np.ndarray:
    """A set on one of two sides is a half; a one-sided exercise has whole sets, all kept on the left."""
    return left + np.where(sides == 2, right, left)


def _status(
    rows: Table, half_sets: np.ndarray, excused: np.ndarray, left_out: np.ndarray, closed: np.ndarray
) -> np.ndarray:
    cases = {
        "full": half_sets >= 2 * rows["sets_max"].to_numpy(),
        "minimum": half_sets >= 2 * rows["sets_min"].to_numpy(),
        "partial": half_sets > 0,
        "excused": excused,
        "skipped": left_out,
        "missed": closed,
    }
    return first_case(cases, schema.ROW_STATUSES, "not_due")


def of_extras(rows: Table, log: Logged) -> Outcome:
    """What is known of entries that fit no planned row.

    A named side counts as half a set where the client's plan has the exercise for two sides, else as a whole one.
    """
    n_exercises = len(rows["exercise"].cat.categories)
    keys = codes_of(rows["client"]) * n_exercises + codes_of(rows["exercise"])
    planned = (log.client >= 0) & (log.exercise >= 0)
    two_sided = planned & np.isin(log.client * n_exercises + log.exercise, keys[rows["sides"].to_numpy() == 2])
    sides = np.where(two_sided, 2, 1)
    left, right = log.by_side(sides)
    n = len(left)
    return Outcome(
        due=np.zeros(n, dtype=bool),
        closed=np.zeros(n, dtype=bool),
        status=np.full(n, _EXTRA),
        instant=np.where(log.done, log.instant, NEVER),
        minutes_off=np.full(n, np.nan),
        left=left,
        right=right,
        unsided=np.ones(n, dtype=bool),
        half_sets=_half_sets(left, right, sides),
        sets_counted=np.full(n, np.nan),
        reps=(left + right) * log.reps,
        unknown_reps=log.reps == 0,
        n_reps_assumed=np.zeros(n, dtype="int64"),
    )
