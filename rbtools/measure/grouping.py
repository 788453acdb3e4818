"""How a measure groups what it counts: `by` checked once, groups numbered in key order, sums of whole numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.core.arrays import run_starts, segment_sum
from rbtools.core.clock import DAY
from rbtools.core.frame import Column, Frame
from rbtools.errors import ArgumentError

By = str | Sequence[str]
Columns = dict[str, Any]  # of a frame in the making
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BY: dict[str, Column] = {name: schema.PLAN[name] for name in ("client", "week", "day", "date")}
BY |= {"weekday": Column("weekday", "choice", "weekday of the plan day", allowed=WEEKDAYS)}
BY |= {name: schema.PLAN[name] for name in ("slot", "exercise")}

_MONDAY = 3  # 1970-01-01 was a Thursday
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


@dataclass(frozen=True)
class Groups:
    """Groups of rows, numbered in the order of their keys; `row` is one row of each group."""

    n: int
    of_row: np.ndarray
    row: np.ndarray

    @cached_property
    def _order(self) -> np.ndarray | None:
        """The rows group by group; None where they are so already."""
        in_order = bool((self.of_row[1:] >= self.of_row[:-1]).all())
        return None if in_order else np.argsort(self.of_row, kind="stable")

    @cached_property
    def _starts(self) -> np.ndarray:
        return run_starts(self.of_row if self._order is None else self.of_row[self._order])

    def total(self, values: np.ndarray) -> np.ndarray:
        """The sum of whole numbers, or the number of true flags, over the rows of each group."""
        return segment_sum(values if self._order is None else values[self._order], self._starts)

    def total_of_rows(self, values: np.ndarray, first: np.ndarray) -> np.ndarray:
        """The sum of whole numbers over the rows of each group; `first` is each session's first row."""
        if self._order is None:
            return segment_sum(values, first[self._starts])
        return self.total(segment_sum(values, first))

    def any(self, rows: np.ndarray) -> np.ndarray:
        """Whether any row of a group is marked."""
        return self.total(rows) > 0

    def all(self, rows: np.ndarray) -> np.ndarray:
        """Whether every row of a group is marked."""
        return self.total(~rows) == 0


def groups(*keys: np.ndarray) -> Groups:
    """Group rows by whole-number keys, the first weighing most."""
    key, width = keys[0] * 0, 1
    for code in keys:
        low, high = (int(code.min()), int(code.max())) if len(code) else (0, 0)
        if width * (high - low + 1) > _WIDEST:
            key = np.unique(key, return_inverse=True)[1]
            width = len(key)
        key, width = key * (high - low + 1) + (code - low), width * (high - low + 1)
    if (key[1:] >= key[:-1]).all():
        row = run_starts(key)
        new = np.zeros(len(key), dtype="int64")
        new[row[1:]] = 1
        return Groups(len(row), np.cumsum(new), row)
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
    """Whole numbers to group by, and the texts that they stand for where they are ids; the number after is missing."""

    columns: dict[str, np.ndarray]
    ids: dict[str, pd.Index]

    def groups(self, by: Iterable[str]) -> Groups:
        """The groups of rows with the same values in `by`."""
        return groups(*(self[name] for name in by))

    def __getitem__(self, name: str) -> np.ndarray:
        return (self.columns["date"] + _MONDAY) % 7 if name == "weekday" else self.columns[name]

    def read(self, by: Iterable[str], rows: np.ndarray) -> Columns:
        """The columns of `by` at some rows, as a frame has them; ids have only the categories that occur."""
        return {name: self._read(name, self[name][rows]) for name in by}

    def _read(self, name: str, values: np.ndarray) -> pd.Categorical | np.ndarray:
        if name == "date":
            return (values * DAY).view("datetime64[us]")
        if name == "weekday":
            return pd.Categorical.from_codes(values, categories=pd.Index(WEEKDAYS, dtype="str"))
        if name not in self.ids:
            return values
        known = self.ids[name]
        used = np.bincount(values, minlength=len(known) + 1)[:-1] > 0
        code = np.append(np.cumsum(used) - 1, -1)[values]
        return pd.Categorical.from_codes(code, categories=known if used.all() else known[used], validate=False)


def client_column(clients: pd.Index) -> pd.Categorical:
    """The column `client` of a frame with one row for each of the clients, sorted."""
    return pd.Categorical.from_codes(np.arange(len(clients)), categories=clients, validate=False)


def stacked(parts: Sequence[Columns]) -> Columns:
    """The columns of several parts one below the other, the clients of each after those of the one before."""
    if len(parts) == 1:
        return parts[0]
    columns: Columns = {
        "client": client_column(parts[0]["client"].categories.append([p["client"].categories for p in parts[1:]]))
    }
    for name in parts[0]:
        values = [part[name] for part in parts]
        if name != "client":
            numpy = isinstance(values[0], np.ndarray)
            columns[name] = np.concatenate(values) if numpy else type(values[0])._concat_same_type(values)
    return columns
