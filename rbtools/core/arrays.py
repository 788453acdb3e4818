"""The few vectorised primitives that matching and the measures are written in: columns as integers, and segments.

A segment is a run of rows with the same key, given by the position of its first row (`starts`); it ends where the next
one starts. Sums stay whole numbers, so any row order and any partition by client give the same bits.
"""

from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd

Values = Any  # of a column: an array of numpy where pandas keeps one, else an extension array

MISSING_TIME = np.iinfo("int64").min  # a missing time as whole microseconds
NEVER = np.iinfo("int64").max  # later than any time


def values_of(column: pd.Series) -> Values:
    """The values of a column, without its index."""
    values = column.array
    return values.to_numpy() if isinstance(values, pd.arrays.NumpyExtensionArray) else values


def microseconds(times: pd.Series | Values) -> np.ndarray:
    """Times, with or without a zone, as whole microseconds since 1970."""
    if isinstance(times, np.ndarray):
        return times.astype("datetime64[us]", copy=False).view("int64")
    return times.to_numpy(dtype="datetime64[us]").view("int64")


def as_local(microseconds: np.ndarray) -> pd.arrays.DatetimeArray:
    """Whole microseconds since 1970 as times without a zone."""
    return pd.array(microseconds.view("datetime64[us]"))


def as_instants(microseconds: np.ndarray, missing: np.ndarray) -> pd.arrays.DatetimeArray:
    """Whole microseconds since 1970 as instants in UTC."""
    return pd.array(np.where(missing, MISSING_TIME, microseconds).view("datetime64[us]")).tz_localize("UTC")


def categorical(values: pd.Series | Values) -> "pd.Categorical[Any]":
    """The values of a categorical column."""
    return cast("pd.Categorical[Any]", values.array if isinstance(values, pd.Series) else values)


def codes_of(values: pd.Series | Values) -> np.ndarray:
    """Position of each value of a categorical column in its categories; -1 where it is missing."""
    return categorical(values).codes.astype("int64")


def codes_in(values: pd.Series | Values, known: pd.Index) -> np.ndarray:
    """Position of each value of a categorical column among `known`; -1 where it is missing or not known."""
    column = categorical(values)
    if column.categories is known or column.categories.equals(known):
        return column.codes.astype("int64")
    return np.append(known.get_indexer(column.categories), -1)[column.codes]


def find(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Position of the first of the sorted keys that equals each wanted one; -1 where there is none.

    >>> find(np.array([2, 5, 5, 9]), np.array([5, 3, 9])).tolist()
    [1, -1, 3]
    """
    if not len(keys):
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, at, -1)


def ranges(first: np.ndarray, length: np.ndarray) -> np.ndarray:
    """The numbers of several ranges, one after the other.

    >>> ranges(np.array([3, 10]), np.array([2, 3])).tolist()
    [3, 4, 10, 11, 12]
    """
    return np.repeat(first - np.cumsum(length) + length, length) + np.arange(length.sum())


def ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """`part / whole` where the whole is above 0, else missing.

    >>> ratio(np.array([1, 0]), np.array([4, 0])).tolist()
    [0.25, nan]
    """
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)


class Runs(NamedTuple):
    """Runs of true flags: the segment each lies in, the position of its first row and its length in rows."""

    segment: np.ndarray
    first: np.ndarray
    length: np.ndarray


def run_starts(*keys: np.ndarray) -> np.ndarray:
    """Positions at which any of the keys, sorted together, takes a new value.

    >>> run_starts(np.array([7, 7, 8, 8, 8]), np.array([1, 2, 2, 2, 3])).tolist()
    [0, 1, 2, 4]
    """
    if not len(keys[0]):
        return np.zeros(0, dtype=np.intp)
    new = np.ones(len(keys[0]), dtype=bool)
    new[1:] = False
    for key in keys:
        new[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(new)


def run_lengths(starts: np.ndarray, n_rows: int) -> np.ndarray:
    """Number of rows of each segment of a table with `n_rows` rows.

    >>> run_lengths(np.array([0, 1, 4]), 6).tolist()
    [1, 3, 2]
    """
    return np.diff(starts, append=n_rows)


def segment_of(starts: np.ndarray, n_rows: int) -> np.ndarray:
    """The number of the segment that each row lies in.

    >>> segment_of(np.array([0, 1, 4]), 6).tolist()
    [0, 1, 1, 1, 2, 2]
    """
    return np.repeat(np.arange(len(starts)), run_lengths(starts, n_rows))


def segment_sum(values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Sum of whole numbers, or count of true flags, in each segment.

    >>> segment_sum(np.array([True, False, True, True]), np.array([0, 2])).tolist()
    [1, 2]
    """
    whole = values.astype(np.int64, copy=False)
    return np.add.reduceat(whole, starts) if len(starts) else whole[:0]


def segment_any(values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Whether any flag of each segment is true.

    >>> segment_any(np.array([False, False, False, True]), np.array([0, 2])).tolist()
    [False, True]
    """
    return np.logical_or.reduceat(values, starts) if len(starts) else np.zeros(0, dtype=bool)


def segment_all(values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Whether every flag of each segment is true.

    >>> segment_all(np.array([True, True, False, True]), np.array([0, 2])).tolist()
    [True, False]
    """
    return np.logical_and.reduceat(values, starts) if len(starts) else np.zeros(0, dtype=bool)


def segment_min(values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Smallest value of each segment; a missing real counts as larger than all others.

    >>> segment_min(np.array([3, 1, 2, 5]), np.array([0, 3])).tolist()
    [1, 5]
    """
    return np.fmin.reduceat(values, starts) if len(starts) else values[:0]


def segment_max(values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Largest value of each segment; a missing real counts as smaller than all others.

    >>> segment_max(np.array([3, 1, 2, 5]), np.array([0, 3])).tolist()
    [3, 5]
    """
    return np.fmax.reduceat(values, starts) if len(starts) else values[:0]


def segment_last(values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Value in the last row of each segment.

    >>> segment_last(np.array([3, 1, 2, 5]), np.array([0, 3])).tolist()
    [2, 5]
    """
    return values[starts + run_lengths(starts, len(values)) - 1]


def true_runs(flags: np.ndarray, starts: np.ndarray) -> Runs:
    """The unbroken runs of true flags; no run goes over the border of a segment.

    >>> found = true_runs(np.array([True, True, False, True, True]), np.array([0, 4]))
    >>> found.segment.tolist(), found.first.tolist(), found.length.tolist()
    ([0, 0, 1], [0, 3, 4], [2, 1, 1])
    """
    border = np.zeros(len(flags) + 1, dtype=bool)
    border[starts] = border[len(flags)] = True
    before = np.append(False, flags)
    after = np.append(flags, False)
    first = np.flatnonzero(after & (border | ~before))
    behind = np.flatnonzero(before & (border | ~after))
    return Runs(np.searchsorted(starts, first, side="right") - 1, first, behind - first)


def longest(runs: Runs, n_segments: int) -> np.ndarray:
    """Length of the longest run in each segment; 0 where there is none.

    >>> longest(true_runs(np.array([True, True, False, True, False, False]), np.array([0, 2, 4])), 3).tolist()
    [2, 1, 0]
    """
    found = np.zeros(n_segments, dtype=np.int64)
    begins = run_starts(runs.segment)
    found[runs.segment[begins]] = segment_max(runs.length, begins)
    return found


def count_by(codes: np.ndarray, values: np.ndarray, n_groups: int) -> np.ndarray:
    """Sum of whole numbers (or flags) by group number, in rows of any order; exact below 2**53.

    >>> count_by(np.array([2, 0, 2]), np.array([5, 1, 4]), 3).tolist()
    [1, 0, 9]
    """
    return np.bincount(codes, weights=values, minlength=n_groups).astype(np.int64)
