"""Plan and log as one checked record of whole-number arrays: what matching and every measure are functions of.

Positions take the place of ids: a client, an exercise, a slot, a session and a row are their places in sorted arrays.
Instants and clock times are microseconds, dates are days since 1970, ratings are tenths.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
import pandas as pd

from rbtools.core.arrays import segment_of


class Sessions(NamedTuple):
    """The sessions of a plan, sorted by client and number: one value a session."""

    client: np.ndarray
    number: np.ndarray
    date: np.ndarray
    day: np.ndarray
    week: np.ndarray
    slot: np.ndarray
    version: np.ndarray
    day_start: np.ndarray  # µs after midnight
    scheduled: np.ndarray
    opens: np.ndarray
    closes: np.ndarray
    excused: np.ndarray


@dataclass(frozen=True, eq=False)
class Rows:
    """The planned rows, sorted by session and exercise: one value a row; `first` is each session's first row."""

    first: np.ndarray
    exercise: np.ndarray
    sides: np.ndarray
    sets_min: np.ndarray
    sets_max: np.ndarray
    reps: np.ndarray

    @cached_property
    def session(self) -> np.ndarray:
        """The session of each row."""
        return segment_of(self.first, len(self.exercise))


class Entries(NamedTuple):
    """Entries as logged: client and exercise -1 where the plan does not know them, slot as `SLOT_MISSING` says.

    `sets` is 0 where the exercise was left out, `reps` is 0 where they were not logged; `at` is the place in the log.
    """

    at: np.ndarray
    client: np.ndarray
    exercise: np.ndarray
    slot: np.ndarray
    date: np.ndarray
    instant: np.ndarray
    timed: np.ndarray
    side: np.ndarray
    done: np.ndarray
    sets: np.ndarray
    reps: np.ndarray

    def take(self, positions: np.ndarray) -> Self:
        """The entries at these positions."""
        return type(self)(*(values[positions] for values in self))


class Ratings(NamedTuple):
    """Ratings as logged, on plan days: client -1 if not in the plan, tightness and pain -1 where missing."""

    client: np.ndarray
    date: np.ndarray
    slot: np.ndarray
    instant: np.ndarray
    moment: np.ndarray
    tightness: np.ndarray
    pain: np.ndarray

    def take(self, positions: np.ndarray) -> Self:
        """The ratings at these positions."""
        return type(self)(*(values[positions] for values in self))


class Draw(NamedTuple):
    """The first and last day that each client's start could be drawn from; missing where none was drawn."""

    earliest: np.ndarray
    latest: np.ndarray


SLOT_MISSING = -1  # below it: one number for each slot that the plan does not have


@dataclass(frozen=True, eq=False)
class Record:
    """Plan and log of some clients, checked once: positions in the arrays mean what `clients` and the others list.

    Every one of `clients` has a session; `starts` is each one's first.
    """

    clients: pd.Index
    exercises: pd.Index
    slots: pd.Index
    starts: np.ndarray
    sessions: Sessions
    rows: Rows
    entries: Entries
    ratings: Ratings
    draw: Draw | None

    @cached_property
    def has_slot(self) -> np.ndarray:
        """Clients x slots: whether the client's plan has the slot. The last row and column are for what it lacks."""
        has = np.zeros((len(self.clients) + 1, len(self.slots) + 1), dtype=bool)
        has[self.sessions.client, self.sessions.slot] = True
        return has

    def named_slot(self, client: np.ndarray, slot: np.ndarray) -> np.ndarray:
        """Which of these slots their client's plan has."""
        return self.has_slot[np.maximum(client, SLOT_MISSING), np.maximum(slot, SLOT_MISSING)]
