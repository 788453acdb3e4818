"""Which planned row each entry of a log belongs to: by the slot it names, by the window it falls in, or by its day.

Everything works on integer positions: a session, a row and an entry are their places in the sorted plan and the log.
"""

from typing import NamedTuple, Self

import numpy as np

from rbtools import schema
from rbtools.match.allocate import pour, ranges
from rbtools.match.timeline import DAY, Table, Timeline, codes_in, codes_of, last_opened, microseconds

_LEFT, _RIGHT = schema.SIDES.index("left"), schema.SIDES.index("right")
_DONE = schema.OUTCOMES.index("done")


class Logged(NamedTuple):
    """A log as arrays, one value an entry: ids are positions in the plan's categories (-1: unknown), instants are µs.

    `sets` is 0 where the exercise was left out, `reps` is 0 where they were not logged.
    """

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

    @classmethod
    def of(cls, entries: Table, rows: Table, date: np.ndarray) -> Self:
        """Take the arrays from checked entries, for the rows of a checked plan; `date` is the entries' plan day."""
        sets = entries["sets"].to_numpy()
        done = (codes_of(entries["outcome"]) == _DONE) & (sets > 0)
        return cls(
            client=codes_in(entries["client"], rows["client"].cat.categories),
            exercise=codes_in(entries["exercise"], rows["exercise"].cat.categories),
            slot=codes_in(entries["slot"], rows["slot"].cat.categories),
            date=date,
            instant=microseconds(entries["performed_at"]),
            timed=entries["time_known"].to_numpy(),
            side=codes_of(entries["side"]),
            done=done,
            sets=np.where(done, sets, 0),
            reps=entries["reps"].to_numpy(dtype="int64", na_value=0),
        )

    def take(self, positions: np.ndarray) -> Self:
        """The entries at these positions."""
        return type(self)(*(values[positions] for values in self))

    def by_side(self, sides: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Sets on the left and on the right; a one-sided exercise (`sides` 1) has all of them on the left."""
        left = np.where((self.side != _RIGHT) | (sides == 1), self.sets, 0)
        return left, np.where((self.side != _LEFT) & (sides == 2), self.sets, 0)


class Placed(NamedTuple):
    """Pairs of an entry and a row that it belongs to, with the sets it gives to each side of the row.

    `leads` marks the first row that an entry reaches, so that an entry spread over several is counted once.
    """

    entry: np.ndarray
    row: np.ndarray
    left: np.ndarray
    right: np.ndarray
    leads: np.ndarray


def place(rows: Table, line: Timeline, log: Logged) -> Placed:
    """Find the planned rows of every entry; an entry that is in no pair is an extra."""
    named = _named_slot(line, log)
    session = np.full(len(named), -1)
    by_window = np.flatnonzero(log.timed & ~named)
    session[by_window] = _session_of_window(line, log.take(by_window))
    session[named] = _session_of_slot(line, log.take(named))
    n_exercises = len(rows["exercise"].cat.categories)
    row_keys = line.of_row * n_exercises + codes_of(rows["exercise"])
    row = _find(row_keys, np.where((session < 0) | (log.exercise < 0), -1, session * n_exercises + log.exercise))
    entry = np.flatnonzero(row >= 0)
    row = row[entry]
    sides = rows["sides"].to_numpy()
    placed = Placed(entry, row, *log.take(entry).by_side(sides[row]), np.ones(len(entry), dtype=bool))
    loose = np.flatnonzero(~log.timed & ~named & (log.client >= 0) & (log.exercise >= 0))
    return _with_loose(rows, line, log, placed, loose) if len(loose) and len(row_keys) else placed


def _named_slot(line: Timeline, log: Logged) -> np.ndarray:
    """Which entries name a slot that their client's plan has."""
    named = (log.client >= 0) & (log.slot >= 0)
    if named.any():
        has = np.zeros((int(line.client.max()) + 1, int(max(line.slot.max(), log.slot.max())) + 1), dtype=bool)
        has[line.client, line.slot] = True
        named &= has[log.client, log.slot]
    return named


def _session_of_slot(line: Timeline, log: Logged) -> np.ndarray:
    if not len(log.slot):
        return np.zeros(0, dtype="int64")
    planned, logged = _day_keys(line.client, line.date, log.client, log.date)
    n_slots = int(line.slot.max()) + 1
    keys = planned * n_slots + line.slot
    order = np.argsort(keys, kind="stable")
    found = _find(keys[order], logged * n_slots + log.slot)
    return np.where(found < 0, -1, order[found])


def _session_of_window(line: Timeline, log: Logged) -> np.ndarray:
    session = last_opened(line, log.client, log.instant)
    opened = np.flatnonzero(session >= 0)
    session[opened[log.instant[opened] >= line.closes[session[opened]]]] = -1
    return session


def _day_keys(
    client: np.ndarray, date: np.ndarray, other_client: np.ndarray, other_date: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """One number for each client and day, the same in both pairs of arrays."""
    low = min(date.min(), other_date.min())
    n_days = (max(date.max(), other_date.max()) - low) // DAY + 1
    return client * n_days + (date - low) // DAY, other_client * n_days + (other_date - low) // DAY


def _find(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Position of the first of the sorted keys that equals each wanted one; -1 where there is none."""
    if not len(keys):
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, at, -1)


def _with_loose(rows: Table, line: Timeline, log: Logged, placed: Placed, loose: np.ndarray) -> Placed:
    """Add the entries without time of day or slot: sets fill the rows of their day, one left out marks all of them.

    They are taken in order of instant and side, and each side is filled by itself up to what the entries that name
    their session have left free there.
    """
    row, group_of_row, group = _day_rows(rows, line, log.take(loose))
    loose, group = loose[group >= 0], group[group >= 0]
    if not len(loose):
        return placed
    order = np.lexsort((log.side[loose], log.instant[loose], group))
    loose, group = loose[order], group[order]
    sides = rows["sides"].to_numpy()[row[np.searchsorted(group_of_row, group)]]
    sets = np.stack(log.take(loose).by_side(sides))
    have = np.stack(
        [np.bincount(placed.row, weights=w, minlength=len(line.of_row)) for w in (placed.left, placed.right)]
    )
    room = np.maximum(rows["sets_max"].to_numpy() - have.astype("int64"), 0)[:, row]
    poured = pour(sets, group, room, group_of_row)
    out = np.flatnonzero(~log.done[loose])
    n_rows = np.bincount(group_of_row, minlength=1)[group[out]]
    marked = ranges(np.searchsorted(group_of_row, group[out]), n_rows)
    none = np.zeros(len(marked), dtype="int64")
    pieces = Placed(loose[poured.entry], row[poured.row], poured.left, poured.right, poured.leads)
    marks = Placed(loose[np.repeat(out, n_rows)], row[marked], none, none, none == 1)
    return Placed(*(np.concatenate(parts) for parts in zip(placed, pieces, marks, strict=True)))


def _day_rows(rows: Table, line: Timeline, log: Logged) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The rows of the days and exercises that are logged, in groups and by session, and the group of each entry."""
    n_exercises = len(rows["exercise"].cat.categories)
    planned, logged = _day_keys(line.client, line.date, log.client, log.date)
    row_keys = planned[line.of_row] * n_exercises + codes_of(rows["exercise"])
    keys = logged * n_exercises + log.exercise
    known = np.intersect1d(row_keys, keys)
    group_of_row = _find(known, row_keys)
    row = np.flatnonzero(group_of_row >= 0)
    row = row[np.argsort(group_of_row[row], kind="stable")]
    return row, group_of_row[row], _find(known, keys)
