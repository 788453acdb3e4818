"""Hold a log against a plan: every planned row gets a status, every entry that fits no row stays as an extra."""

from typing import Any, cast

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from rbtools import schema
from rbtools.core.frame import sort_code
from rbtools.errors import FrameError
from rbtools.log.log import Log
from rbtools.match.as_of import AsOf, parse_as_of
from rbtools.match.assign import Logged, place
from rbtools.match.outcome import Columns, choice, first_case, of_extras, of_planned
from rbtools.match.timeline import (
    NAT,
    NEVER,
    Table,
    as_instants,
    as_local,
    codes_in,
    codes_of,
    entry_days,
    microseconds,
    run_starts,
    table,
    timeline,
)

__all__ = ["AsOf", "match_log", "parse_as_of", "sessions"]

_MINIMUM, _EXCUSED, _SKIPPED = (schema.ROW_STATUSES.index(name) for name in ("minimum", "excused", "skipped"))


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
        without reps, for which the prescribed ones are taken), `status` and `window_closed` (the window has closed). Sorted
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
    {'full': 1, 'missed': 5, 'not_due': 78}
    """
    until = parse_as_of(as_of)
    rows = table(schema.PLAN.sort(schema.PLAN.check(plan)))
    entries = table(_entries_of(log))
    line = timeline(rows)
    logged = Logged.of(entries, rows, entry_days(rows, line, entries))
    seen = np.flatnonzero(until.seen(pd.Series(as_local(logged.date)), entries["performed_at"]))
    logged = logged.take(seen)
    placed = place(rows, line, logged)
    outcome = of_planned(rows, line, logged, placed, until)
    extra = np.ones(len(seen), dtype=bool)
    extra[placed.entry] = False
    if not extra.any():
        return pd.DataFrame(_of_plan(rows) | outcome.columns(), copy=False)
    extras = logged.take(extra)
    ids = {name: _joined(rows[name], entries[name].iloc[seen[extra]]) for name in ("client", "exercise")}
    order = _behind(ids["client"], ids["exercise"], extras)
    return pd.DataFrame(
        _of_plan(rows, np.where(order < len(line.of_row), order, -1))
        | {name: values.take(order) for name, values in ids.items()}
        | {"date": as_local(np.append(microseconds(rows["date"]), extras.date)[order])}
        | outcome.then(of_extras(rows, extras), order).columns(),
        copy=False,
    )


def _entries_of(log: Log) -> pd.DataFrame:
    if not isinstance(log, Log):
        raise FrameError(f"log: expected a Log, got {type(log).__name__}. Give what read_log returns, or Log(entries).")
    return schema.ENTRIES.check(log.entries)


def _of_plan(rows: Table, at: np.ndarray | None = None) -> Columns:
    """The plan's columns, copied, or the rows at some positions, of which -1 is an extra."""
    columns: Columns = {}
    for column in schema.PLAN.columns:
        values = rows[column.name].array
        if column.kind == "count":
            values = pd.arrays.IntegerArray(np.array(values), np.zeros(len(values), dtype=bool))
        fill = "" if column.kind == "text" else None
        columns[column.name] = values.copy() if at is None else values.take(at, allow_fill=True, fill_value=fill)
    return columns


def _joined(planned: pd.Series, extras: pd.Series) -> "pd.Categorical[Any]":
    """The ids of planned rows and extras, one after the other, with the categories that occur, in text order."""
    known, used = planned.cat.categories, extras.cat.categories[np.unique(codes_of(extras))]
    unknown = used[known.get_indexer(used) < 0]
    ids = known.union(unknown) if len(unknown) else known
    codes = np.append(codes_in(planned, ids), codes_in(extras, ids))
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(ids), validate=False)


def _behind(client: "pd.Categorical[Any]", exercise: "pd.Categorical[Any]", extras: Logged) -> np.ndarray:
    """Order in which each client's extras stand behind the planned rows; the extras come last in the arrays given."""
    n = len(client) - len(extras.client)
    order = np.lexsort((extras.side, extras.instant, extras.date, exercise.codes[n:], client.codes[n:]))
    order = np.append(np.arange(n), n + order)
    return order[np.argsort(client.codes[order], kind="stable")]


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
        and `window_closed`, sorted by client and session. `status` is `complete` (every exercise at its minimum), `partial`
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
    return sessions_of(schema.MATCHED.check(matched))


def sessions_of(matched: pd.DataFrame) -> pd.DataFrame:
    """`sessions` of a matched frame that is known to be one."""
    rows = table(matched)
    planned = np.flatnonzero(rows["session"].notna())
    keys = [sort_code(rows[name])[planned] for name in ("client", "session", "exercise")]
    order = np.lexsort(keys[::-1])
    first = run_starts(keys[0][order], keys[1][order])
    return pd.DataFrame(_session_columns(rows, planned[order], first), copy=False)


def _session_columns(rows: Table, at: np.ndarray, first: np.ndarray) -> Columns:
    """The columns of `sessions`; `at` are the sorted planned rows, of which each session's first stands at `first`."""
    of_row = np.repeat(np.arange(len(first)), np.diff(first, append=len(at)))

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(of_row, weights=values, minlength=len(first)).astype("int64")

    half_sets = np.rint(rows["sets_done"].to_numpy()[at] * 2)
    status = codes_of(rows["status"])[at]
    n, n_complete = total(status >= 0), total(status <= _MINIMUM)
    instant, minutes_off = _first_done(rows, at, of_row, len(first))
    closed = rows["window_closed"].to_numpy()[at[first]]
    cases = {
        "complete": n_complete == n,
        "partial": total(half_sets) > 0,
        "excused": total(status == _EXCUSED) > 0,
        "skipped": total(status == _SKIPPED) > 0,
        "missed": closed,
    }
    plan = schema.SESSIONS.names[: schema.SESSIONS.names.index("due")]
    return {name: _of_sessions(rows[name], at[first]) for name in plan} | {
        "due": rows["due"].to_numpy()[at[first]],
        "performed_at": as_instants(instant, instant == NEVER),
        "minutes_off": minutes_off,
        "n_exercises": n,
        "n_exercises_done": total(half_sets > 0),
        "n_exercises_complete": n_complete,
        "sets_done": total(half_sets) / 2,
        "status": choice(first_case(cases, schema.SESSION_STATUSES, "not_due"), schema.SESSION_STATUSES),
        "window_closed": closed,
    }


def _of_sessions(values: pd.Series, at: np.ndarray) -> np.ndarray | ExtensionArray:
    """A plan column with one value a session, as whole numbers again."""
    one = values.array.take(at)
    if values.dtype == "Int64":
        return one.to_numpy(dtype="int64")
    return cast("pd.Categorical[Any]", one).remove_unused_categories() if values.name == "client" else one


def _first_done(rows: Table, at: np.ndarray, of_row: np.ndarray, n_sessions: int) -> tuple[np.ndarray, np.ndarray]:
    """The first instant at which something was done in each session, and how far off the plan that was."""
    performed, off = microseconds(rows["performed_at"])[at], rows["minutes_off"].to_numpy()[at]
    done = np.flatnonzero(performed != NAT)
    earliest, minutes_off = np.full(n_sessions, NEVER), np.full(n_sessions, np.nan)
    np.minimum.at(earliest, of_row[done], performed[done])
    first = done[performed[done] == earliest[of_row[done]]]
    np.fmin.at(minutes_off, of_row[first], off[first])
    return earliest, minutes_off
