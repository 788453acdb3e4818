"""How a frame is declared and checked: one declaration, one check, one data dictionary.

`schema.py` declares the frames; this module defines what a declaration means. A frame that passes `Frame.check` has the
declared columns in the declared order and dtypes, so internal code relies on it.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from rbtools.core.arrays import Values, values_of
from rbtools.core.column import INSTANT, LOCAL, TEXT, Column
from rbtools.core.convert import converted
from rbtools.core.rules import Same, position, refuse_disorder, refuse_two_values
from rbtools.core.sorting import is_sorted, sort_code
from rbtools.errors import FrameError

__all__ = ["INSTANT", "LOCAL", "TEXT", "Column", "Frame", "sort_code"]


@dataclass(frozen=True)
class Frame:
    """A declared frame: its name, what a row is, its columns and its key.

    `optional` columns are there all or none; each of `separate` is there or not by itself. `ordered` are pairs of
    columns of which the first is never above the second in any row; `same` are columns with one value in each group of
    rows.
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    optional: tuple[Column, ...] = ()
    ordered: tuple[tuple[str, str], ...] = ()
    same: tuple[Same, ...] = ()
    separate: tuple[Column, ...] = ()
    _by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {c.name: c for c in self.possible})

    @property
    def names(self) -> list[str]:
        """The names of the columns that are always there, in order."""
        return [c.name for c in self.columns]

    @property
    def possible(self) -> tuple[Column, ...]:
        """All columns that the frame may have."""
        return (*self.columns, *self.optional, *self.separate)

    def __getitem__(self, name: str) -> Column:
        return self._by_name[name]

    def empty(self) -> pd.DataFrame:
        """The frame with no rows: all columns, all dtypes."""
        return pd.DataFrame({c.name: pd.Series([], dtype=c.dtype) for c in self.columns})  # type: ignore[call-overload]

    def columns_in(self, frame: pd.DataFrame) -> tuple[Column, ...]:
        """The columns of the frame; the optional ones if `frame` has any of them, a separate one if it has it."""
        optional = self.optional if any(c.name in frame for c in self.optional) else ()
        return (*self.columns, *optional, *(c for c in self.separate if c.name in frame))

    def check(self, frame: pd.DataFrame, *, unique: bool = True) -> pd.DataFrame:
        """A new frame with the declared columns, order and dtypes, in the order of the rows as given.

        Parameters
        ----------
        frame : pandas.DataFrame
            The frame to check; it is not changed. Columns that are not declared are dropped.
        unique : bool
            Whether to refuse duplicate keys too.

        Returns
        -------
        pandas.DataFrame

        Raises
        ------
        FrameError
            With frame, column, row, value and what is allowed: for what is not a DataFrame, missing or duplicate column
            names, some of the optional columns without the others, values and dtypes that a column does not take, and
            duplicate keys.
        """
        values, unfit = self._checked(frame, unique=unique)
        names = list(values)
        checked = frame[names] if list(frame.columns) != names else frame.copy(deep=False)
        checked.index = pd.RangeIndex(len(frame))
        for name in unfit:
            checked[name] = values[name]
        return checked

    def arrays(self, frame: pd.DataFrame, *, unique: bool = True) -> dict[str, Values]:
        """The columns of `check`, each as the array that it is; what only counts needs no frame."""
        return self._checked(frame, unique=unique)[0]

    def _checked(self, frame: pd.DataFrame, *, unique: bool) -> tuple[dict[str, Values], list[str]]:
        """The checked columns, and the names of those that were converted."""
        if not isinstance(frame, pd.DataFrame):
            raise FrameError(f"{self.name}: expected a DataFrame, got {type(frame).__name__}.")
        columns = self.columns_in(frame)
        names = [c.name for c in columns]
        missing = [n for n in names if n not in frame.columns]
        if missing:
            raise FrameError.missing_columns(self.name, missing, map(str, frame.columns))
        if not frame.columns.is_unique and (many := [n for n in names if isinstance(frame[n], pd.DataFrame)]):
            raise FrameError(f'{self.name}: several columns are named "{many[0]}". Keep one of them.')
        values = {name: values_of(frame[name]) for name in names}
        unfit = [c for c in columns if not c.fits(values[c.name])]
        for column in unfit:
            values[column.name] = values_of(converted(self.name, column, frame[column.name]))
        refuse_disorder(self.name, values, self.ordered, frame.index)
        refuse_two_values(self.name, values, self.same, frame.index)
        if unique and self.key:
            self._refuse_duplicates(values, frame.index)
        return values, [c.name for c in unfit]

    def sort(self, frame: pd.DataFrame, *, then: tuple[str, ...] = ()) -> pd.DataFrame:
        """The rows in key order (ids by their text, choices as listed, missing last), with a fresh index."""
        keys = [sort_code(frame[name]) for name in (*self.key, *then)]
        if is_sorted(keys):
            return frame.reset_index(drop=True)
        return frame.take(np.lexsort(keys[::-1])).reset_index(drop=True)

    def _refuse_duplicates(self, values: dict[str, Values], index: pd.Index) -> None:
        keys = [sort_code(values[name]) for name in self.key]
        rows = np.arange(len(index))
        for name in self.key:
            if self[name].missing:  # a row whose key is missing in part, such as an extra entry, has no key
                rows = rows[~pd.isna(values[name])[rows]]
        if len(rows) < len(index):
            keys = [key[rows] for key in keys]
        if is_sorted(keys, strictly=True):
            return
        if (duplicate := pd.DataFrame(dict(enumerate(keys))).duplicated().to_numpy()).any():
            at = int(rows[duplicate][0])
            key = ", ".join(f"{name} {values[name][at]}" for name in self.key)
            raise FrameError(f"{self.name}, {position(index, at)}: duplicate key ({key}). Keep one of the rows.")
