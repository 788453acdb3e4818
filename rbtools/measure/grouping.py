"""How a measure groups its rows: `by` checked once, groups numbered in key order, sums of whole numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.core.arrays import count_by
from rbtools.core.frame import Column, Frame
from rbtools.errors import ArgumentError

By = str | Sequence[str]
Columns = dict[str, Any]  # of a frame in the making
BY: dict[str, Column] = {name: schema.PLAN[name] for name in ("client", "week", "day", "date", "slot", "exercise")}

_DAY = 86_400_000_000  # microseconds
_WIDEST = 2**62


def by_columns(by: By, choices: Iterable[str] = tuple(BY)) -> list[str]:
    """The names in `by`, one or several, each one of `choices` and none twice."""
    choices = list(choices)
    if not isinstance(by, str | list | tuple | np.ndarray | pd.Index):  # a set has no order
        raise ArgumentError.not_allowed("by", by, f"a name, or a list of several, of {', '.join(choices)}")
    names = [by] if isinstance(by, str) else list(by)
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
    """A whole number for each value that sorts as the column does: ids missing last, dates in days, 0 for no count."""
    if isinstance(values.array, pd.Categorical):
        codes = values.array.codes.astype("int64")
        return np.where(codes < 0, len(values.array.categories), codes)
    if values.dtype.kind == "M":
        return values.to_numpy(dtype="datetime64[us]").view("int64") // _DAY
    return values.to_numpy(dtype="int64", na_value=0)


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


@dataclass(frozen=True)
class Keys:
    """Columns to group by as whole numbers, and the texts of the ids among them."""

    columns: dict[str, np.ndarray]
    ids: dict[str, pd.Index]

    @classmethod
    def of(cls, frame: pd.DataFrame, names: Iterable[str]) -> "Keys":
        """The named columns of a checked frame."""
        ids = {name: frame[name].array.categories for name in names if BY[name].kind == "id"}
        return cls({name: whole(frame[name]) for name in names}, ids)

    def take(self, rows: np.ndarray) -> "Keys":
        """The same keys of some rows."""
        return Keys({name: values[rows] for name, values in self.columns.items()}, self.ids)

    def groups(self, by: Iterable[str]) -> Groups:
        """The groups of rows with the same values in `by`."""
        return groups(*(self.columns[name] for name in by))

    def read(self, by: Iterable[str], rows: np.ndarray) -> Columns:
        """The columns of `by` at some rows, as a frame has them; ids have only the categories that stand there."""
        return {name: self._read(name, self.columns[name][rows]) for name in by}

    def _read(self, name: str, values: np.ndarray) -> pd.Categorical | np.ndarray:
        if name == "date":
            return (values * _DAY).view("datetime64[us]")
        if name not in self.ids:
            return values
        known = self.ids[name]
        used = np.bincount(values, minlength=len(known) + 1)[:-1] > 0
        code = np.append(np.cumsum(used) - 1, -1)[values]
        return pd.Categorical.from_codes(code, categories=known if used.all() else known[used])


def is_whole(value: object) -> bool:
    """Whether an argument is a whole number, of Python or NumPy; True and False are none."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def is_real(value: object) -> bool:
    """Whether an argument is a number, whole or not."""
    return is_whole(value) or isinstance(value, float | np.floating)


def share(part: np.ndarray, whole_of: np.ndarray) -> np.ndarray:
    """`part / whole_of`, missing where there is nothing to divide by.

    >>> share(np.array([1, 0]), np.array([4, 0])).tolist()
    [0.25, nan]
    """
    return np.divide(part, whole_of, out=np.full(len(part), np.nan), where=whole_of > 0)
