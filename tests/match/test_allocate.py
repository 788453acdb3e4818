"""Allocating sets to rows, against doing it set by set."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rbtools.match.allocate import allocate

counts = st.integers(0, 6)
group = st.tuples(
    st.lists(st.tuples(counts, counts), max_size=4),  # entries: left, right
    st.lists(st.tuples(counts, counts), min_size=1, max_size=4),  # rows: room left, room right
)


def set_by_set(entries: list[tuple], rows: list[tuple]) -> dict[tuple, int]:
    """Sets of (entry, row, side), one set after the other into the first row with room, else into the last."""
    taken: dict[tuple, int] = {}
    free = [list(row) for row in rows]
    for entry, sides in enumerate(entries):
        for side, sets in enumerate(sides):
            for _ in range(sets):
                row = next((r for r, room in enumerate(free) if room[side] > 0), len(rows) - 1)
                free[row][side] -= 1
                taken[entry, row, side] = taken.get((entry, row, side), 0) + 1
    return taken


@given(st.lists(group, min_size=1, max_size=4))
def test_allocating_is_the_same_as_set_by_set(groups):
    expected, first_entry, first_row = {}, 0, 0
    for entries, rows in groups:
        for (entry, row, side), n in set_by_set(entries, rows).items():
            expected[first_entry + entry, first_row + row, side] = n
        first_entry, first_row = first_entry + len(entries), first_row + len(rows)
    sets = np.array([e for entries, _ in groups for e in entries], dtype="int64").reshape(-1, 2).T
    room = np.array([r for _, rows in groups for r in rows], dtype="int64").T
    of_entry = np.repeat(np.arange(len(groups)), [len(entries) for entries, _ in groups])
    of_row = np.repeat(np.arange(len(groups)), [len(rows) for _, rows in groups])
    found = allocate(sets, of_entry, room, of_row)
    assert (found.left > 0).tolist() == (found.right == 0).tolist()
    pieces = zip(found.entry, found.row, found.left, found.right, strict=True)
    assert {(e, r, int(right > 0)): left + right for e, r, left, right in pieces} == expected
    led = found.entry[found.leads]
    assert sorted(led) == sorted({e for e, _, _ in expected})
    assert all(found.row[found.leads][i] == min(r for e, r, _ in expected if e == entry) for i, entry in enumerate(led))
