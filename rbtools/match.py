"""Hold a log against a plan: every planned row gets a status, every entry that fits no row stays as an extra."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.as_of import AsOf, parse_as_of
from rbtools.errors import FrameError
from rbtools.extras import Array, Columns, with_extras
from rbtools.frame import sort_code
from rbtools.log.log import Log
from rbtools.place import Logged, Placed, half_sets_of, place
from rbtools.timeline import Timeline, as_instants, as_local, microseconds, plan_days, run_starts, timeline

__all__ = ["AsOf", "match_log", "parse_as_of", "sessions"]

_ROW = {name: code for code, name in enumerate(schema.ROW_STATUSES)}
_SESSION = {name: code for code, name in enumerate(schema.SESSION_STATUSES)}
_NEVER = np.iinfo("int64").max


class _Done(NamedTuple):
    """What was done of each planned row; the first instants in µs, `_NEVER` where there is none."""

    left: np.ndarray
    right: np.ndarray
    reps: np.ndarray
    n_reps_assumed: np.ndarray
    left_out: np.ndarray
    at: np.ndarray
    at_timed: np.ndarray


def match_log(plan: pd.DataFrame, log: Log, *, as_of: object) -> pd.DataFrame:
    """Give every planned row what was done of it and a status, and keep every entry that fits no row as an extra.

    An entry that names a slot of the plan belongs to that slot of its plan day, whatever the clock says; else it
    belongs to the window it falls in. One without a time of day fills the sessions of its plan day in order: each up
    to `sets_max`, counting what entries of a known session left there, the rest on the last; left and right are filled
    apart. Written down as not done, it marks every session of that day. Sessions without the exercise are passed over.

    Parameters
    ----------
    plan : DataFrame
        A plan as `make_plan` makes it: one row per client, session and exercise, in any order.
    log : Log
        What `read_log` gives, or `Log(entries)`. Only the entries are looked at.
    as_of : date, datetime with a zone, or str
        A plan day (`"2026-03-29"`: it and what came before is due and looked at), an instant
        (`"2026-03-29T21:00+02:00"`: windows closed by it are due, entries before it are looked at), or `"end"`: all.
        What is later is left out.

    Returns
    -------
    DataFrame
        The plan's columns, then `due`, `performed_at` (first entry that did something), `minutes_off` (minutes after
        the planned time; missing without a time of day), `sets_left`, `sets_right` (missing for one-sided exercises),
        `sets_done` (halves are possible), `sets_counted` (at most `sets_max`), `reps_done`, `n_reps_assumed` (entries
        without reps, for which the prescribed ones are taken), `status` and `closed` (the window has closed). Sorted
        by client, session and exercise; a client's extras come last, one row an entry, with the plan's columns missing.
        Nothing done is 0 sets; a missing `performed_at` says that it is not known when, or that nothing was done.

    Raises
    ------
    FrameError
        When the plan or the entries are not the frames that rbtools makes, or a session has two times.
    ArgumentError
        When `as_of` is none of the three, such as a clock time without an offset.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> log = rb.read_log(pd.DataFrame({
    ...     "performed_at": ["2026-03-02T07:35+00:00"], "exercise": ["side_lying_roller"], "sets": ["5"],
    ... }))
    >>> matched = rb.match_log(plan, log, as_of="2026-03-02")
    >>> matched["status"].value_counts().loc[["full", "missed", "not_due"]].to_dict()
    {'full': 1, 'missed': 7, 'not_due': 104}
    """
    until = parse_as_of(as_of)
    rows = schema.PLAN.sort(schema.PLAN.check(plan))
    line = timeline(rows)
    entries = _looked_at(rows, line, _entries_of(log), until)
    logged = Logged.of(entries, rows)
    placed = place(rows, line, logged)
    columns = _planned(rows, line, _done(rows, logged, placed), until)
    extra = np.ones(len(entries), dtype=bool)
    extra[placed.entry] = False
    if extra.any():
        columns = with_extras(rows, columns, entries[extra], logged.take(np.flatnonzero(extra)))
    return pd.DataFrame(columns, copy=False)


def _entries_of(log: Log) -> pd.DataFrame:
    if not isinstance(log, Log):
        raise FrameError(f"log: expected a Log, got {type(log).__name__}. Give what read_log returns, or Log(entries).")
    return schema.ENTRIES.check(log.entries)


def _looked_at(rows: pd.DataFrame, line: Timeline, entries: pd.DataFrame, until: AsOf) -> pd.DataFrame:
    """The entries up to `as_of`, each with the plan day that its client's plan gives it."""
    entries = entries.assign(date=as_local(plan_days(rows, line, entries)))
    seen = until.seen(entries["date"], entries["performed_at"])
    return entries if seen.all() else entries[seen]


def _done(rows: pd.DataFrame, log: Logged, placed: Placed) -> _Done:
    """What the entries placed on each row amount to."""

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(placed.row, weights=values, minlength=len(rows)).astype("int64")

    def first(among: np.ndarray) -> np.ndarray:
        earliest = np.full(len(rows), _NEVER)
        np.minimum.at(earliest, placed.row[among], log.instant[placed.entry[among]])
        return earliest

    done, reps = log.done[placed.entry], log.reps[placed.entry]
    assumed = done & (reps == 0)
    reps = np.where(assumed, rows["reps"].to_numpy()[placed.row], reps)
    return _Done(
        left=total(placed.left),
        right=total(placed.right),
        reps=total((placed.left + placed.right) * reps),
        n_reps_assumed=total(assumed & placed.leads),
        left_out=total(~done) > 0,
        at=first(done),
        at_timed=first(done & log.timed[placed.entry]),
    )


def _planned(rows: pd.DataFrame, line: Timeline, done: _Done, until: AsOf) -> Columns:
    """The columns of `matched` for the planned rows."""
    two_sided = rows["sides"].to_numpy() == 2
    half_sets = half_sets_of(done.left, done.right, two_sided)
    any_done = np.bincount(line.of_row, weights=half_sets, minlength=len(line.first))[line.of_row] > 0
    excused = rows["excused"].to_numpy() != ""
    closed = until.closed(rows["date"], rows["closes_at"])
    timed = (done.at == done.at_timed) & (done.at != _NEVER)
    late = np.where(timed, done.at, 0) - microseconds(rows["scheduled_at"])
    return _plan_columns(rows) | {
        "due": closed & (~excused | any_done),
        "performed_at": as_instants(done.at, done.at == _NEVER),
        "minutes_off": np.where(timed, late / 60_000_000, np.nan),
        "sets_left": pd.arrays.IntegerArray(done.left, ~two_sided),
        "sets_right": pd.arrays.IntegerArray(done.right, ~two_sided),
        "sets_done": half_sets / 2,
        "sets_counted": np.minimum(half_sets, 2 * rows["sets_max"].to_numpy()) / 2,
        "reps_done": _nullable(done.reps),
        "n_reps_assumed": done.n_reps_assumed,
        "status": _row_status(rows, half_sets, excused & ~any_done, done.left_out, closed),
        "closed": closed,
    }


def _row_status(
    rows: pd.DataFrame, half_sets: np.ndarray, excused: np.ndarray, left_out: np.ndarray, closed: np.ndarray
) -> pd.Categorical:
    cases = {
        "full": half_sets >= 2 * rows["sets_max"].to_numpy(),
        "minimum": half_sets >= 2 * rows["sets_min"].to_numpy(),
        "partial": half_sets > 0,
        "excused": excused,
        "skipped": left_out,
        "missed": closed,
    }
    return _statuses(cases, _ROW, "not_due")


def _plan_columns(rows: pd.DataFrame) -> Columns:
    """The plan's own columns, copied, with whole numbers that extras can leave missing."""
    return {
        c.name: _nullable(rows[c.name]) if c.kind == "count" else rows[c.name].array.copy() for c in schema.PLAN.columns
    }


def _nullable(values: pd.Series | np.ndarray) -> pd.arrays.IntegerArray:
    return pd.arrays.IntegerArray(np.array(values), np.zeros(len(values), dtype=bool))


def _statuses(cases: dict[str, np.ndarray], codes: dict[str, int], otherwise: str) -> Array:
    """The first status whose case holds."""
    chosen = np.select(list(cases.values()), [codes[name] for name in cases], codes[otherwise])
    return pd.Categorical.from_codes(chosen, dtype=pd.CategoricalDtype(list(codes)))


def sessions(matched: pd.DataFrame) -> pd.DataFrame:
    """Sum up a matched frame: one row per client and planned session.

    Parameters
    ----------
    matched : DataFrame
        What `match_log` gives; extras are left out, and a frame with fewer exercises gives sessions of those alone.

    Returns
    -------
    DataFrame
        The plan's session columns, `due`, `performed_at` (the first of the session), `minutes_off` (of that one),
        `n_exercises`, `n_exercises_done` (any set), `n_exercises_complete` (minimum reached), `sets_done`, `status`
        and `closed`, sorted by client and session. `status` is `complete` (every exercise at its minimum), `partial`
        (some sets), `excused`, `skipped` (no sets, at least one exercise logged as not done), `missed` or `not_due`.

    Raises
    ------
    FrameError
        When it is not a matched frame.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> log = rb.Log(rb.schema.ENTRIES.empty())
    >>> rb.sessions(rb.match_log(plan, log, as_of="2026-03-02"))["status"].head(3).tolist()
    ['missed', 'missed', 'not_due']
    """
    rows = schema.MATCHED.check(matched)
    rows = rows[rows["session"].notna()]
    rows = rows.take(np.lexsort([sort_code(rows[name]) for name in ("exercise", "session", "client")]))
    first = run_starts(sort_code(rows["client"]), sort_code(rows["session"]))
    return pd.DataFrame(_session_columns(rows, first), copy=False)


def _session_columns(rows: pd.DataFrame, first: np.ndarray) -> Columns:
    """The columns of `sessions` for sorted planned rows of which each session's first stands at `first`."""
    of_row = np.repeat(np.arange(len(first)), np.diff(first, append=len(rows)))

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(of_row, weights=values, minlength=len(first)).astype("int64")

    half_sets = (rows["sets_done"].to_numpy() * 2).astype("int64")
    status = rows["status"].cat.codes.to_numpy()
    n, n_complete = total(status >= 0), total(status <= _ROW["minimum"])
    at, minutes_off = _first_done(rows, of_row, len(first))
    closed = rows["closed"].to_numpy()[first]
    cases = {
        "complete": n_complete == n,
        "partial": total(half_sets) > 0,
        "excused": total(status == _ROW["excused"]) > 0,
        "skipped": total(status == _ROW["skipped"]) > 0,
        "missed": closed,
    }
    plan = schema.SESSIONS.names[: schema.SESSIONS.names.index("due")]
    return {name: _of_sessions(rows[name], first) for name in plan} | {
        "due": rows["due"].to_numpy()[first],
        "performed_at": as_instants(at, at == _NEVER),
        "minutes_off": minutes_off,
        "n_exercises": n,
        "n_exercises_done": total(half_sets > 0),
        "n_exercises_complete": n_complete,
        "sets_done": total(half_sets) / 2,
        "status": _statuses(cases, _SESSION, "not_due"),
        "closed": closed,
    }


def _of_sessions(values: pd.Series, first: np.ndarray) -> Array:
    """A plan column with one value a session, as whole numbers again."""
    one = values.array.take(first)
    if values.dtype == "Int64":
        return one.to_numpy(dtype="int64")
    return one.remove_unused_categories() if isinstance(one, pd.Categorical) else one


def _first_done(rows: pd.DataFrame, of_row: np.ndarray, n_sessions: int) -> tuple[np.ndarray, np.ndarray]:
    """The first instant at which something was done in each session, and how far off the plan that was."""
    done = np.flatnonzero(rows["performed_at"].notna())
    at, session = microseconds(rows["performed_at"])[done], of_row[done]
    earliest, minutes_off = np.full(n_sessions, _NEVER), np.full(n_sessions, np.nan)
    np.minimum.at(earliest, session, at)
    first = at == earliest[session]
    np.fmin.at(minutes_off, session[first], rows["minutes_off"].to_numpy()[done[first]])
    return earliest, minutes_off
