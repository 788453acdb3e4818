"""How a measure groups its rows: `by` checked once, groups numbered in key order, sums of whole numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.errors import ArgumentError
from rbtools.frame import Column, Frame, sort_code
from rbtools.measure.segments import count_by

By = str | Sequence[str]
Columns = dict[str, Any]  # of a frame in the making
BY: dict[str, Column] = {name: schema.PLAN[name] for name in ("client", "week", "day", "date", "slot", "exercise")}

_DAY = 86_400_000_000  # microseconds
_WIDEST = 2**62


def by_columns(by: By, choices: Iterable[str] = tuple(BY)) -> list[str]:
    """The names in `by`, one or several, each one of `choices` and none twice."""
    names, choices = [by] if isinstance(by, str) else list(by), list(choices)
    for name in names:
        if name not in choices:
            raise ArgumentError.not_in("by", name, choices)
    if not names or len(set(names)) < len(names):
        raise ArgumentError.not_allowed("by", by, f"one or several of {', '.join(choices)}, each once")
    return names


def keyed(frame: Frame, by: Sequence[str]) -> Frame:
    """The declared frame of a measure with the columns of `by` in front, which are its key."""
    return Frame(frame.name, frame.row, (*(BY[name] for name in by), *frame.columns), key=tuple(by))


def whole(values: pd.Series) -> np.ndarray:
    """A whole number for each value that sorts as the column does; missing last."""
    if values.dtype.kind == "M":
        return sort_code(values) // _DAY
    if values.dtype.kind in "iu":
        return values.to_numpy(dtype="int64")
    return sort_code(values).astype("int64")


@dataclass(frozen=True)
class Groups:
    """Groups of rows, numbered in the order of their keys."""

    n: int
    of_row: np.ndarray
    row: np.ndarray  # one row of each group

    def count(self, rows: np.ndarray) -> np.ndarray:
        """How many rows of each group are marked."""
        return count_by(self.of_row, rows, self.n)

    def total(self, values: np.ndarray, rows: np.ndarray | None = None) -> np.ndarray:
        """The sum of whole numbers over the (marked) rows of each group; exact up to 2**53."""
        return count_by(self.of_row, values if rows is None else np.where(rows, values, 0), self.n)

    def any(self, rows: np.ndarray) -> np.ndarray:
        """Whether any row of a group is marked."""
        return self.count(rows) > 0

    def all(self, rows: np.ndarray) -> np.ndarray:
        """Whether every row of a group is marked."""
        return self.count(~rows) == 0


def groups(*keys: np.ndarray) -> Groups:
    """Group rows by whole-number keys, the first weighing most."""
    key, width = keys[0] * 0, 1
    for code in keys:
        low, high = (int(code.min()), int(code.max())) if len(code) else (0, 0)
        if width * (high - low + 1) > _WIDEST:
            key = np.unique(key, return_inverse=True)[1]
            width = len(key)
        key, width = key * (high - low + 1) + (code - low), width * (high - low + 1)
    if width > 4 * len(key) + 1000:
        _, row, of_row = np.unique(key, return_index=True, return_inverse=True)
        return Groups(len(row), of_row, row)
    number = np.cumsum(np.bincount(key, minlength=width) > 0)
    of_row = number[key] - 1
    row = np.empty(int(number[-1]), dtype=np.intp)
    row[of_row] = np.arange(len(key))
    return Groups(len(row), of_row, row)


def key_columns(rows: pd.DataFrame, names: Iterable[str], at: np.ndarray) -> Columns:
    """The key columns of groups: the values of `rows` at one row of each, ids with only the categories they use."""
    return {name: _settled(rows[name].take(at)) for name in names}


def _settled(values: pd.Series) -> pd.Series:
    values = values.reset_index(drop=True)
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.remove_unused_categories()
    return values.astype("int64") if values.dtype.kind == "i" else values


def share(part: np.ndarray, whole_of: np.ndarray) -> np.ndarray:
    """`part / whole_of`, missing where there is nothing to divide by.

    >>> share(np.array([1, 0]), np.array([4, 0])).tolist()
    [0.25, nan]
    """
    return np.divide(part, whole_of, out=np.full(len(part), np.nan), where=whole_of > 0)
