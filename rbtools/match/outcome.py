"""Status and dose of planned rows and of extra entries."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from rbtools import schema
from rbtools.core.arrays import NEVER, as_instants, segment_any
from rbtools.core.clock import MINUTE
from rbtools.match.as_of import AsOf
from rbtools.match.assign import Assigned, by_side
from rbtools.match.record import Entries, Record

Columns = dict[str, np.ndarray | ExtensionArray]

_EXTRA = schema.ROW_STATUSES.index("extra")


class Outcome(NamedTuple):
    """What was done of a plan, sets in halves, instants in µs, `NEVER` where nothing was done.

    The first four hold one value a session, the others one a planned row: `first_timed` is the first instant with a
    known time of day, `left_out` says whether the row was logged as not done.
    """

    due: np.ndarray
    closed: np.ndarray
    excused: np.ndarray
    done: np.ndarray
    left: np.ndarray
    right: np.ndarray
    halves_done: np.ndarray
    instant: np.ndarray
    first_timed: np.ndarray
    left_out: np.ndarray
    reps: np.ndarray
    n_reps_assumed: np.ndarray


def outcome_of(record: Record, entries: Entries, pairs: Assigned, until: AsOf) -> Outcome:
    """What was done of every planned row and session."""
    rows, sessions, n = record.rows, record.sessions, len(record.rows.exercise)
    left, right = (_total(pairs, sets, n) for sets in (pairs.left, pairs.right))
    halves_done = _halves(left, right, rows.sides)
    done, reps = entries.done[pairs.entry], entries.reps[pairs.entry]
    timed = done & entries.timed[pairs.entry]
    assumed = done & (reps == 0)
    reps = np.where(assumed, rows.reps[pairs.row], reps)
    any_done = segment_any(halves_done > 0, rows.first)
    closed = until.closed(sessions.date, sessions.closes)
    excused = sessions.excused & ~any_done
    instant = _first(entries, pairs, done, n)
    return Outcome(
        due=closed & ~excused,
        closed=closed,
        excused=excused,
        done=any_done,
        left=left,
        right=right,
        halves_done=halves_done,
        instant=instant,
        first_timed=instant if (done == timed).all() else _first(entries, pairs, timed, n),
        left_out=_total(pairs, ~done, n) > 0,
        reps=_total(pairs, (pairs.left + pairs.right) * reps, n),
        n_reps_assumed=_total(pairs, assumed & pairs.leads, n),
    )


def minutes_off(instant: np.ndarray, first_timed: np.ndarray, scheduled: np.ndarray) -> np.ndarray:
    """Minutes from the planned to the first instant; missing where that has no time of day, or nothing was done."""
    known = (instant == first_timed) & (instant != NEVER)
    return np.where(known, (np.where(known, instant, 0) - scheduled) / MINUTE, np.nan)


def _total(pairs: Assigned, values: np.ndarray, n_rows: int) -> np.ndarray:
    return np.bincount(pairs.row, weights=values, minlength=n_rows).astype("int64")


def _first(entries: Entries, pairs: Assigned, among: np.ndarray, n_rows: int) -> np.ndarray:
    earliest = np.full(n_rows, NEVER)
    np.minimum.at(earliest, pairs.row[among], entries.instant[pairs.entry[among]])
    return earliest


def _halves(left: np.ndarray, right: np.ndarray, sides: np.ndarray) -> np.ndarray:
    """A set on one of two sides is a half; a one-sided exercise has whole sets, all kept on the left."""
    return left + np.where(sides == 2, right, left)


class Extras(NamedTuple):
    """Entries that fit no planned row, with their sets in halves."""

    entries: Entries
    left: np.ndarray
    right: np.ndarray
    halves_done: np.ndarray


def extras_of(record: Record, entries: Entries, pairs: Assigned) -> Extras:
    """The entries in no pair.

    A named side counts as half a set where the client's plan has the exercise for two sides, else as a whole one.
    """
    extra = np.ones(len(entries.client), dtype=bool)
    extra[pairs.entry] = False
    entries = entries.take(np.flatnonzero(extra))
    rows = record.rows
    two_sided = np.zeros((len(record.clients) + 1, len(record.exercises) + 1), dtype=bool)  # the last: unknown ones
    if len(entries.at):
        two = np.flatnonzero(rows.sides == 2)
        two_sided[record.sessions.client[rows.session[two]], rows.exercise[two]] = True
    sides = np.where(two_sided[entries.client, entries.exercise], 2, 1)
    left, right = by_side(entries.sets, entries.side, sides)
    return Extras(entries, left, right, _halves(left, right, sides))


def matched_columns(record: Record, outcome: Outcome, extras: Extras) -> Columns:
    """The columns that a matched frame has next to the plan's: planned rows, then extras."""
    rows, n_extra = record.rows, len(extras.left)
    of_row, logged = rows.session, extras.entries
    nothing, no_flag, missing = (
        np.zeros(n_extra, dtype="int64"),
        np.zeros(n_extra, dtype=bool),
        np.full(n_extra, np.nan),
    )
    off = minutes_off(outcome.instant, outcome.first_timed, record.sessions.scheduled[of_row])
    instant = np.append(outcome.instant, np.where(logged.done, logged.instant, NEVER))
    unsided = np.append(rows.sides == 1, ~no_flag)
    reps = np.append(outcome.reps, (extras.left + extras.right) * logged.reps)
    unknown_reps = np.append(np.zeros(len(of_row), dtype=bool), logged.reps == 0)
    return {
        "due": np.append(outcome.due[of_row], no_flag),
        "performed_at": as_instants(instant, instant == NEVER),
        "minutes_off": np.append(off, missing),
        "sets_left": pd.arrays.IntegerArray(np.append(outcome.left, extras.left), unsided),
        "sets_right": pd.arrays.IntegerArray(np.append(outcome.right, extras.right), unsided),
        "sets_done": np.append(outcome.halves_done, extras.halves_done) / 2,
        "sets_counted": np.append(np.minimum(outcome.halves_done, 2 * rows.sets_max) / 2, missing),
        "reps_done": pd.arrays.IntegerArray(reps, unknown_reps),
        "n_reps_assumed": np.append(outcome.n_reps_assumed, nothing),
        "status": choice(np.append(_status(record, outcome, of_row), nothing + _EXTRA), schema.ROW_STATUSES),
        "window_closed": np.append(outcome.closed[of_row], no_flag),
    }


def _status(record: Record, outcome: Outcome, of_row: np.ndarray) -> np.ndarray:
    cases = {
        "full": outcome.halves_done >= 2 * record.rows.sets_max,
        "minimum": outcome.halves_done >= 2 * record.rows.sets_min,
        "partial": outcome.halves_done > 0,
        "excused": outcome.excused[of_row],
        "skipped": outcome.left_out,
        "missed": outcome.closed[of_row],
    }
    return first_case(cases, schema.ROW_STATUSES, "not_due")


def first_case(cases: dict[str, np.ndarray], allowed: tuple[str, ...], otherwise: str) -> np.ndarray:
    """Position in the list of the first word whose case holds."""
    return np.select(list(cases.values()), [allowed.index(name) for name in cases], allowed.index(otherwise))


def choice(codes: np.ndarray, allowed: tuple[str, ...]) -> "pd.Categorical[Any]":
    """A column of fixed words from their positions in the list."""
    return pd.Categorical.from_codes(codes, dtype=_dtype_of(allowed), validate=False)


@cache
def _dtype_of(allowed: tuple[str, ...]) -> "pd.CategoricalDtype[Any]":
    return pd.CategoricalDtype(list(allowed))
