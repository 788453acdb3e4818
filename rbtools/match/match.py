"""Hold a log against a plan: every planned row gets a status, every entry that fits no row stays as an extra."""

from dataclasses import dataclass, field
from typing import Any, Self, cast

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from rbtools import schema
from rbtools.core.arrays import (
    MISSING_TIME,
    NEVER,
    Values,
    as_instants,
    as_local,
    codes_in,
    codes_of,
    microseconds,
    run_lengths,
    run_starts,
    segment_any,
    segment_min,
    segment_sum,
)
from rbtools.core.clock import DAY
from rbtools.core.column import Column
from rbtools.core.sorting import sort_code
from rbtools.log.log import Log
from rbtools.match.as_of import AsOf, AsOfLike, parse_as_of
from rbtools.match.inputs import RATINGS, check_log, checked_plan, record_of
from rbtools.match.inputs import Columns as Checked
from rbtools.match.matched import Matched, match
from rbtools.match.outcome import Columns, Extras, Outcome, choice, first_case, matched_columns
from rbtools.match.record import Entries, Record

_MINIMUM, _EXCUSED, _SKIPPED = (schema.ROW_STATUSES.index(name) for name in ("minimum", "excused", "skipped"))


def match_log(plan: pd.DataFrame, log: Log, *, as_of: AsOfLike) -> pd.DataFrame:
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
    as_of : AsOfLike
        A plan day (`"2026-03-29"`: it and what came before is due and looked at), an instant
        (`"2026-03-29T21:00+02:00"`: windows closed by it are due, entries before it are looked at), or `"end"`: all.
        What is later is left out.

    Returns
    -------
    DataFrame
        The plan's columns, then `due`, `performed_at` (first entry that did something), `minutes_off` (minutes after
        the planned time; missing without a time of day), `sets_left`, `sets_right` (missing for one-sided exercises),
        `sets_done` (halves are possible), `sets_counted` (at most `sets_max`), `reps_done`, `n_reps_assumed` (entries
        without reps, for which the prescribed ones are taken), `status` and `window_closed`. Sorted
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
    return Match.of(plan, log, parse_as_of(as_of), ratings=False).frame()


@dataclass(frozen=True, eq=False)
class Match:
    """A plan and a log that have been matched: the record, what the measures count, and what the frame is made of."""

    plan: Checked = field(repr=False)
    entries: Checked = field(repr=False)
    record: Record = field(repr=False)
    matched: Matched = field(repr=False)
    outcome: Outcome = field(repr=False)
    extras: Extras = field(repr=False)

    @classmethod
    def of(cls, plan: pd.DataFrame, log: Log, until: AsOf, *, ratings: bool = True) -> Self:
        """Check a plan and a log, and match them; `ratings` says whether the record also holds those."""
        log, rows = check_log(log), checked_plan(plan, schema.PLAN)
        entries = schema.ENTRIES.arrays(log.entries)
        rated = RATINGS.arrays(log.ratings)
        record = record_of(rows, entries, rated if ratings else None)
        return cls(rows, entries, record, *match(record, until))

    def frame(self) -> pd.DataFrame:
        """The frame of `match_log`: the rows of the plan, each client's extras after them."""
        columns = matched_columns(self.record, self.outcome, self.extras)
        of_plan = {column.name: _plan_column(self.plan[column.name], column) for column in schema.PLAN.columns}
        logged = self.extras.entries
        if not len(logged.at):
            return pd.DataFrame(of_plan | columns, copy=False)
        ids = {name: _joined(self.plan[name], self.entries[name].take(logged.at)) for name in ("client", "exercise")}
        order = _extras_last(ids["client"], ids["exercise"], logged)
        at = np.where(order < len(self.record.rows.exercise), order, -1)
        fill = {"excuse_reason": ""}
        return pd.DataFrame(
            {name: of.take(at, allow_fill=True, fill_value=fill.get(name)) for name, of in of_plan.items()}
            | {name: of.take(order) for name, of in ids.items()}
            | {"date": as_local(np.append(microseconds(self.plan["date"]), logged.date * DAY)[order])}
            | {name: of[order] for name, of in columns.items()},
            copy=False,
        )


def _plan_column(values: Values, column: Column) -> ExtensionArray:
    """A copy of a column of the plan as matched has it: counts may be missing there."""
    if column.kind != "count":
        return values.copy()
    return pd.arrays.IntegerArray(np.array(values), np.zeros(len(values), dtype=bool))


def _joined(planned: "pd.Categorical[Any]", extras: "pd.Categorical[Any]") -> "pd.Categorical[Any]":
    """The ids of planned rows and extras, one after the other, with the categories that occur, in text order."""
    known, used = planned.categories, extras.categories[np.unique(codes_of(extras))]
    unknown = used[known.get_indexer(used) < 0]
    ids = known.union(unknown) if len(unknown) else known
    codes = np.append(codes_in(planned, ids), codes_in(extras, ids))
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(ids), validate=False)


def _extras_last(client: "pd.Categorical[Any]", exercise: "pd.Categorical[Any]", extras: Entries) -> np.ndarray:
    """Order in which each client's extras come after the planned rows; the extras come last in the arrays given."""
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
        and `window_closed`, sorted by client and session. `status` is `complete` (every exercise at its minimum),
        `partial` (some sets), `excused`, `skipped` (no sets, at least one exercise logged as not done), `missed` or
        `not_due`.

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
    planned = np.flatnonzero(matched["session"].notna())
    keys = [sort_code(matched[name])[planned] for name in ("client", "session", "exercise")]
    order = np.lexsort(keys[::-1])
    rows = {str(name): values.iloc[planned[order]] for name, values in matched.items()}
    return pd.DataFrame(_session_columns(rows, run_starts(keys[0][order], keys[1][order])), copy=False)


def _session_columns(rows: dict[str, pd.Series], first: np.ndarray) -> Columns:
    """The columns of `sessions` from sorted planned rows, of which each session's first is at `first`."""
    halves = np.rint(rows["sets_done"].to_numpy() * 2).astype("int64")
    status = codes_of(rows["status"])
    n, n_complete = run_lengths(first, len(halves)), segment_sum(status <= _MINIMUM, first)
    performed = microseconds(rows["performed_at"])
    performed = np.where(performed == MISSING_TIME, NEVER, performed)
    instant = segment_min(performed, first)
    is_first = (performed != NEVER) & (performed == np.repeat(instant, n))
    closed = rows["window_closed"].to_numpy()[first]
    cases = {
        "complete": n_complete == n,
        "partial": segment_sum(halves, first) > 0,
        "excused": segment_any(status == _EXCUSED, first),
        "skipped": segment_any(status == _SKIPPED, first),
        "missed": closed,
    }
    plan = schema.SESSIONS.names[: schema.SESSIONS.names.index("due")]
    return {name: _of_sessions(rows[name], first) for name in plan} | {
        "due": rows["due"].to_numpy()[first],
        "performed_at": as_instants(instant, instant == NEVER),
        "minutes_off": segment_min(np.where(is_first, rows["minutes_off"].to_numpy(), np.nan), first),
        "n_exercises": n,
        "n_exercises_done": segment_sum(halves > 0, first),
        "n_exercises_complete": n_complete,
        "sets_done": segment_sum(halves, first) / 2,
        "status": choice(first_case(cases, schema.SESSION_STATUSES, "not_due"), schema.SESSION_STATUSES),
        "window_closed": closed,
    }


def _of_sessions(values: pd.Series, at: np.ndarray) -> np.ndarray | ExtensionArray:
    """A plan column with one value a session, as whole numbers again."""
    one = values.array.take(at)
    if values.dtype == "Int64":
        return one.to_numpy(dtype="int64")
    return cast("pd.Categorical[Any]", one).remove_unused_categories() if values.name == "client" else one
