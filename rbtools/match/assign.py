"""Which planned row each entry of a log belongs to: by the slot it names, by the window it falls in, or by its day."""

from typing import NamedTuple

import numpy as np

from rbtools import schema
from rbtools.core.arrays import find, ranges, run_lengths, run_starts
from rbtools.match.allocate import allocate
from rbtools.match.record import SLOT_MISSING, Entries, Record
from rbtools.match.timeline import last_opened

_LEFT, _RIGHT = schema.SIDES.index("left"), schema.SIDES.index("right")


class Assigned(NamedTuple):
    """Pairs of an entry and a row that it belongs to, with the sets it gives to each side of the row.

    `leads` marks the first row that an entry reaches, so that an entry spread over several is counted once.
    """

    entry: np.ndarray
    row: np.ndarray
    left: np.ndarray
    right: np.ndarray
    leads: np.ndarray


def by_side(sets: np.ndarray, side: np.ndarray, sides: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sets on the left and on the right; a one-sided exercise (`sides` 1) has all of them on the left."""
    left = np.where((side != _RIGHT) | (sides == 1), sets, 0)
    return left, np.where((side != _LEFT) & (sides == 2), sets, 0)


def assign(record: Record, entries: Entries) -> Assigned:
    """Find the planned rows of every entry; an entry that is in no pair is an extra."""
    named = record.named_slot(entries.client, entries.slot)
    session = np.full(len(named), -1)
    windows, slots = np.flatnonzero(entries.timed & ~named), np.flatnonzero(named)
    session[windows] = _session_of_window(record, entries.client[windows], entries.instant[windows])
    if len(slots):
        session[slots] = _session_of_slot(record, entries.client[slots], entries.date[slots], entries.slot[slots])
    loose = np.flatnonzero(~entries.timed & ~named & (entries.client >= 0))
    if len(loose):
        words, of_word = _session_of_unknown_slot(record, entries.take(loose))
        session[loose[words]] = of_word
        loose = np.delete(loose, words)
        loose = loose[entries.exercise[loose] >= 0]
    row = _row_of(record, session, entries.exercise)
    entry = np.flatnonzero(row >= 0)
    row = row[entry]
    left, right = by_side(entries.sets[entry], entries.side[entry], record.rows.sides[row])
    pairs = Assigned(entry, row, left, right, np.ones(len(entry), dtype=bool))
    return _with_loose(record, entries, pairs, loose) if len(loose) and len(record.rows.exercise) else pairs


def _row_of(record: Record, session: np.ndarray, exercise: np.ndarray) -> np.ndarray:
    """The row of a session with an exercise; -1 where there is none."""
    n_exercises, rows = len(record.exercises), record.rows
    keys = rows.session * n_exercises + rows.exercise
    return find(keys, np.where((session < 0) | (exercise < 0), -1, session * n_exercises + exercise))


def _session_of_window(record: Record, client: np.ndarray, instant: np.ndarray) -> np.ndarray:
    sessions = record.sessions
    session = last_opened(sessions.client, sessions.opens, client, instant)
    opened = np.flatnonzero(session >= 0)
    session[opened[instant[opened] >= sessions.closes[session[opened]]]] = -1
    return session


def _session_of_slot(record: Record, client: np.ndarray, date: np.ndarray, slot: np.ndarray) -> np.ndarray:
    sessions, n_slots = record.sessions, len(record.slots)
    planned, logged = _day_keys(sessions.client, sessions.date, client, date)
    keys, wanted = planned * n_slots + sessions.slot, logged * n_slots + slot
    if (keys[1:] >= keys[:-1]).all():
        return find(keys, wanted)
    order = np.argsort(keys, kind="stable")
    found = find(keys[order], wanted)
    return np.where(found < 0, -1, order[found])


def _session_of_unknown_slot(record: Record, entries: Entries) -> tuple[np.ndarray, np.ndarray]:
    """Entries of days on which a client names several slots that the plan does not have, and the session of each.

    The first such slot of the day, by the time it was logged at, is the day's first session, the next one the second,
    and so on: different slots never share a session. Those beyond the day's sessions belong to none (-1). A single one
    is as no slot.
    """
    sessions = record.sessions
    planned, logged = _day_keys(sessions.client, sessions.date, entries.client, entries.date)
    unknown = np.flatnonzero(entries.slot != SLOT_MISSING)
    unknown = unknown[np.lexsort((entries.slot[unknown], entries.instant[unknown], logged[unknown]))]
    day, slot = logged[unknown], entries.slot[unknown]
    lowest = int(slot.min(initial=0))
    word = day * (int(slot.max(initial=0)) - lowest + 1) + slot - lowest
    _, first, of_slot = np.unique(word, return_index=True, return_inverse=True)
    order = np.argsort(first)
    starts = run_starts(day[first[order]])
    n_slots = run_lengths(starts, len(first))
    rank, shared = np.empty(len(first), dtype="int64"), np.empty(len(first), dtype=bool)
    rank[order] = ranges(np.zeros(len(starts), dtype="int64"), n_slots)
    shared[order] = np.repeat(n_slots > 1, n_slots)
    at = np.flatnonzero(shared[of_slot])
    by_day = np.argsort(planned, kind="stable")
    begins = np.searchsorted(planned[by_day], day[at])
    ends = np.searchsorted(planned[by_day], day[at], "right")
    place = begins + rank[of_slot[at]]
    session = np.where(place < ends, np.append(by_day, -1)[np.minimum(place, len(by_day))], -1)
    return unknown[at], session


def _day_keys(
    client: np.ndarray, date: np.ndarray, other_client: np.ndarray, other_date: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """One number for each client and day, the same in both pairs of arrays."""
    if not len(date) or not len(other_date):
        return client, other_client
    low, high = min(date.min(), other_date.min()), max(date.max(), other_date.max())
    n_days = high - low + 1
    return client * n_days + (date - low), other_client * n_days + (other_date - low)


def _with_loose(record: Record, entries: Entries, pairs: Assigned, loose: np.ndarray) -> Assigned:
    """Add the entries without time of day or slot: sets fill the rows of their day, one left out marks all of them.

    They are taken in order of instant and side, and each side is filled by itself up to what the entries that name
    their session have left free there.
    """
    row, group_of_row, group = _day_rows(record, entries.take(loose))
    loose, group = loose[group >= 0], group[group >= 0]
    if not len(loose):
        return pairs
    order = np.lexsort((entries.side[loose], entries.instant[loose], group))
    loose, group = loose[order], group[order]
    of_loose, n_rows = entries.take(loose), len(record.rows.exercise)
    sets = np.stack(by_side(of_loose.sets, of_loose.side, record.rows.sides[row[np.searchsorted(group_of_row, group)]]))
    have = np.zeros((2, n_rows), dtype="int64")
    for side, given in enumerate((pairs.left, pairs.right)):
        np.add.at(have[side], pairs.row, given)
    room = np.maximum(record.rows.sets_max - have, 0)[:, row]
    pieces = allocate(sets, group, room, group_of_row)
    out = np.flatnonzero(~of_loose.done)
    n_marked = np.bincount(group_of_row, minlength=1)[group[out]]
    marked = ranges(np.searchsorted(group_of_row, group[out]), n_marked)
    none = np.zeros(len(marked), dtype="int64")
    spread = Assigned(loose[pieces.entry], row[pieces.row], pieces.left, pieces.right, pieces.leads)
    marks = Assigned(loose[np.repeat(out, n_marked)], row[marked], none, none, none == 1)
    return Assigned(*(np.concatenate(parts) for parts in zip(pairs, spread, marks, strict=True)))


def _day_rows(record: Record, entries: Entries) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The rows of the days and exercises that are logged, in groups and by session, and the group of each entry."""
    sessions, rows, n_exercises = record.sessions, record.rows, len(record.exercises)
    planned, logged = _day_keys(sessions.client, sessions.date, entries.client, entries.date)
    session = np.flatnonzero(find(np.unique(logged), planned) >= 0)
    n_rows = run_lengths(rows.first, len(rows.exercise))[session]
    row = ranges(rows.first[session], n_rows)
    row_keys = np.repeat(planned[session], n_rows) * n_exercises + rows.exercise[row]
    keys = logged * n_exercises + entries.exercise
    known = np.intersect1d(row_keys, keys)
    group_of_row = find(known, row_keys)
    inside = np.flatnonzero(group_of_row >= 0)
    inside = inside[np.argsort(group_of_row[inside], kind="stable")]
    return row[inside], group_of_row[inside], find(known, keys)
