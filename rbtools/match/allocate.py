"""Allocate logged sets to planned rows: an entry that knows only its day fills the sessions of that day one by one."""

from typing import NamedTuple

import numpy as np

from rbtools.core.arrays import ranges


class Allocated(NamedTuple):
    """Pieces of entries: which entry, which row, how many sets on each side, and whether it is the entry's first one.

    An entry that reaches a row on both sides gives two pieces, of which only one leads.
    """

    entry: np.ndarray
    row: np.ndarray
    left: np.ndarray
    right: np.ndarray
    leads: np.ndarray


def allocate(sets: np.ndarray, group: np.ndarray, room: np.ndarray, group_of_row: np.ndarray) -> Allocated:
    """Fill the rows of each group in order with the entries of that group in order, each side by itself.

    `sets` (2 x entries) and `room` (2 x rows) are whole sets on the left and on the right; `group` and `group_of_row`
    are sorted and count from 0, and every group has a row. A row takes what it has room for, the last one the rest.

    >>> found = allocate(np.array([[7, 4], [0, 0]]), np.array([0, 0]), np.array([[5, 5], [5, 5]]), np.array([0, 0]))
    >>> found.entry.tolist(), found.row.tolist(), found.left.tolist(), found.leads.tolist()
    ([0, 0, 1], [0, 1, 1], [5, 2, 4], [True, False, True])
    """
    left, right = (_overlaps(sets[side], group, room[side], group_of_row) for side in (0, 1))
    entry, row, amount = (np.concatenate(both) for both in zip(left, right, strict=True))
    is_left = np.arange(len(entry)) < len(left[0])
    order = np.lexsort((row, entry))
    entry, row, amount, is_left = entry[order], row[order], amount[order], is_left[order]
    leads = np.ones(len(entry), dtype=bool)
    leads[1:] = entry[1:] != entry[:-1]
    return Allocated(entry, row, np.where(is_left, amount, 0), np.where(is_left, 0, amount), leads)


def _overlaps(
    sets: np.ndarray, group: np.ndarray, room: np.ndarray, group_of_row: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lay entries and rows on one line, a stretch for each group; where they overlap, the row takes from the entry."""
    stretch = int(sets.sum() + room.sum()) + 1
    end = group * stretch + _running(sets, group)
    row_end = group_of_row * stretch + _running(room, group_of_row)
    last = np.append(group_of_row[1:] != group_of_row[:-1], True)
    row_end[last] = (group_of_row[last] + 1) * stretch
    row_start = np.append(0, row_end[:-1])
    some = np.flatnonzero(sets > 0)
    first = np.searchsorted(row_end, (end - sets)[some], side="right")
    n_rows = np.searchsorted(row_end, end[some]) - first + 1
    entry, row = np.repeat(some, n_rows), ranges(first, n_rows)
    amount = np.minimum(end[entry], row_end[row]) - np.maximum((end - sets)[entry], row_start[row])
    return entry[amount > 0], row[amount > 0], amount[amount > 0]


def _running(values: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Running total within each run of equal group numbers."""
    total = np.cumsum(values)
    first = np.searchsorted(group, group)
    return total - (total - values)[first]
