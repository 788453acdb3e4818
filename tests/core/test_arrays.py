"""The primitives against loops over the same rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rbtools.core import arrays as segments

rows = st.lists(st.tuples(st.integers(0, 3), st.integers(-5, 5), st.booleans()), max_size=40)


def split(table: list[tuple]) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[list[tuple]]]:
    """Sorted keys, values and flags, and the same rows cut into a list for each key."""
    table = sorted(table, key=lambda row: row[0])
    parts = [[row for row in table if row[0] == key] for key in sorted({row[0] for row in table})]
    key, value, flag = (np.array([row[i] for row in table], dtype=t) for i, t in enumerate(("int64", "int64", "bool")))
    return key, value, flag, parts


def longest(flags: list[bool]) -> int:
    best = length = 0
    for flag in flags:
        length = length + 1 if flag else 0
        best = max(best, length)
    return best


@given(rows)
def test_each_segment_is_summed_up_like_its_own_rows(table):
    key, value, flag, parts = split(table)
    starts = segments.run_starts(key)
    assert segments.run_lengths(starts, len(key)).tolist() == [len(part) for part in parts]
    assert segments.segment_of(starts, len(key)).tolist() == [i for i, part in enumerate(parts) for _ in part]
    assert segments.segment_sum(value, starts).tolist() == [sum(row[1] for row in part) for part in parts]
    assert segments.segment_sum(flag, starts).tolist() == [sum(row[2] for row in part) for part in parts]
    assert segments.segment_min(value, starts).tolist() == [min(row[1] for row in part) for part in parts]
    assert segments.segment_max(value, starts).tolist() == [max(row[1] for row in part) for part in parts]
    assert segments.segment_last(value, starts).tolist() == [part[-1][1] for part in parts]
    assert segments.segment_any(flag, starts).tolist() == [any(row[2] for row in part) for part in parts]
    assert segments.segment_all(flag, starts).tolist() == [all(row[2] for row in part) for part in parts]


@given(rows)
def test_the_longest_run_never_goes_over_a_border(table):
    key, _, flag, parts = split(table)
    starts = segments.run_starts(key)
    found = segments.longest(segments.true_runs(flag, starts), len(starts))
    assert found.tolist() == [longest([row[2] for row in part]) for part in parts]


@given(rows)
def test_runs_cover_every_true_flag_once(table):
    key, _, flag, _ = split(table)
    runs = segments.true_runs(flag, segments.run_starts(key))
    covered = [at for first, n in zip(runs.first, runs.length, strict=True) for at in range(first, first + n)]
    assert covered == np.flatnonzero(flag).tolist()
    assert runs.length.sum() == flag.sum()


@given(rows)
def test_counts_by_number_do_not_need_an_order(table):
    codes, values = np.array([row[0] for row in table], dtype="int64"), np.array([row[1] for row in table])
    expected = [sum(row[1] for row in table if row[0] == code) for code in range(5)]
    assert segments.count_by(codes, values, 5).tolist() == expected


def test_several_keys_start_a_run_where_any_of_them_changes():
    found = segments.run_starts(np.array([1, 1, 2, 2]), np.array([5, 6, 6, 6]))
    assert found.tolist() == [0, 1, 2]


def test_a_missing_real_is_neither_smallest_nor_largest():
    values, starts = np.array([np.nan, 2.0, 1.0, np.nan]), np.array([0, 3])
    assert segments.segment_min(values, starts)[0] == 1.0
    assert segments.segment_max(values, starts)[0] == 2.0
    assert np.isnan(segments.segment_max(values, starts)[1])


@pytest.mark.parametrize("name", ["sum", "any", "all", "min", "max", "last"])
def test_no_rows_have_no_segments(name):
    values = np.zeros(0, dtype=bool if name in ("any", "all") else "int64")
    found = getattr(segments, f"segment_{name}")(values, segments.run_starts(values))
    assert len(found) == 0
    assert found.dtype == values.dtype
