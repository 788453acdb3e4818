"""A plan and what was done of it, as the measures count it: sessions and their rows as whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from rbtools.core.arrays import (
    ranges,
    run_lengths,
    run_starts,
    segment_all,
    segment_any,
    segment_min,
    segment_of,
    segment_sum,
)
from rbtools.match.as_of import AsOf
from rbtools.match.assign import Assigned, assign
from rbtools.match.outcome import Extras, Outcome, extras_of, minutes_off, outcome_of
from rbtools.match.record import Record


@dataclass(frozen=True, eq=False)
class Rows:
    """Planned rows, each session's one after the other; sets in halves, since one side of two is half a set."""

    halves_min: np.ndarray
    halves_max: np.ndarray
    halves_done: np.ndarray
    reps_per_set: np.ndarray
    reps_done: np.ndarray
    n_reps_assumed: np.ndarray

    def take(self, positions: np.ndarray) -> "Rows":
        """The rows at these positions."""
        return Rows(*(values[positions] for values in vars(self).values()))


@dataclass(frozen=True, eq=False)
class Matched:
    """Planned sessions, sorted by client and number, and their rows, extras apart.

    `keys` are whole numbers to group sessions by, `row_keys` those of rows, `ids` the texts that such numbers stand
    for; a missing text has the number after the last. `halves_logged` are the sets of each client, extras too.
    """

    keys: dict[str, np.ndarray]
    row_keys: dict[str, np.ndarray]
    ids: dict[str, pd.Index]
    due: np.ndarray
    closed: np.ndarray
    minutes_off: np.ndarray  # of the session's first entry; missing without a known time
    first: np.ndarray  # first row of each session
    rows: Rows
    halves_logged: np.ndarray

    @property
    def client(self) -> np.ndarray:
        """The client of each session."""
        return self.keys["client"]

    @cached_property
    def starts(self) -> np.ndarray:
        """The first session of each client."""
        return run_starts(self.client)

    @cached_property
    def done(self) -> np.ndarray:
        """In which sessions anything was done."""
        return segment_any(self.rows.halves_done > 0, self.first)

    @cached_property
    def complete(self) -> np.ndarray:
        """In which sessions every exercise is at its minimum."""
        return segment_all(self.rows.halves_done >= self.rows.halves_min, self.first)

    @cached_property
    def due_rows(self) -> "Rows":
        """The rows with 0 for everything where their session is not due: what sums of doses are taken over."""
        if self.due.all():
            return self.rows
        due = np.repeat(self.due, run_lengths(self.first, len(self.rows.halves_min)))
        return Rows(*(values * due for values in vars(self.rows).values()))

    def of_sessions(self, which: np.ndarray) -> "Matched":
        """The marked sessions alone, with the clients who have one."""
        n_rows = run_lengths(self.first, len(self.rows.halves_min))[which]
        at = ranges(self.first[which], n_rows)
        return replace(
            self,
            keys={name: code[which] for name, code in self.keys.items()},
            row_keys={name: code[at] for name, code in self.row_keys.items()},
            due=self.due[which],
            closed=self.closed[which],
            minutes_off=self.minutes_off[which],
            first=np.cumsum(n_rows) - n_rows,
            rows=self.rows.take(at),
            halves_logged=self.halves_logged[segment_any(which, self.starts)],
        )

    def split(self, by: Sequence[str]) -> "Matched":
        """The sessions cut into parts where `by` names keys of rows, so that those are keys of sessions too."""
        names = [name for name in by if name in self.row_keys]
        if not names:
            return self
        session = segment_of(self.first, len(self.rows.halves_min))
        codes = [self.row_keys[name] for name in names]
        order = np.lexsort((*codes[::-1], session))
        session, codes = session[order], [code[order] for code in codes]
        first = run_starts(session, *codes)
        at = session[first]
        return replace(
            self,
            keys={name: code[at] for name, code in self.keys.items()}
            | {name: code[first] for name, code in zip(names, codes, strict=True)},
            row_keys={},
            due=self.due[at],
            closed=self.closed[at],
            minutes_off=self.minutes_off[at],
            first=first,
            rows=self.rows.take(order),
        )


def match(record: Record, until: AsOf) -> tuple[Matched, Outcome, Extras]:
    """Hold the entries of a record against its plan, up to a moment."""
    entries = record.entries
    seen = until.seen(entries.date, entries.instant)
    if not seen.all():
        entries = entries.take(np.flatnonzero(seen))
    pairs: Assigned = assign(record, entries)
    outcome = outcome_of(record, entries, pairs, until)
    extras = extras_of(record, entries, pairs)
    return matched_of(record, outcome, extras), outcome, extras


def matched_of(record: Record, outcome: Outcome, extras: Extras) -> Matched:
    """What the measures count of a record that has been matched."""
    rows, sessions = record.rows, record.sessions
    halves = segment_sum(outcome.halves_done, rows.first[record.starts])
    known = extras.entries.client >= 0
    np.add.at(halves, extras.entries.client[known], extras.halves_done[known])
    instant, timed = (segment_min(at, rows.first) for at in (outcome.instant, outcome.first_timed))
    return Matched(
        keys={name: getattr(sessions, name) for name in ("client", "date", "day", "week", "slot")},
        row_keys={"exercise": rows.exercise},
        ids={"client": record.clients, "exercise": record.exercises, "slot": record.slots},
        due=outcome.due,
        closed=outcome.closed,
        minutes_off=minutes_off(instant, timed, sessions.scheduled),
        first=rows.first,
        rows=Rows(
            2 * rows.sets_min,
            2 * rows.sets_max,
            outcome.halves_done,
            rows.reps * rows.sides,
            outcome.reps,
            outcome.n_reps_assumed,
        ),
        halves_logged=halves,
    )
