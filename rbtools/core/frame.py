"""How a frame is declared and how it is checked at the door: one declaration, one check, one data dictionary.

`schema.py` says what the frames are; this module says what it means to be one. A frame that passes `Frame.check` has
the declared columns in the declared order and dtypes, so the code behind the door never asks again.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from rbtools.core.column import CLOCK, INSTANT, KIND_IN_WORDS, LOCAL, TEXT, Column, is_midnight
from rbtools.core.rules import Same, place, refuse_disorder, refuse_two_values
from rbtools.errors import FrameError

if TYPE_CHECKING:
    import pandera.pandas as pa

__all__ = ["INSTANT", "LOCAL", "TEXT", "Column", "Frame", "sort_code"]


@dataclass(frozen=True)
class Frame:
    """A declared frame: its name, what a row is, its columns and its key.

    `optional` columns stand there all or none. `ordered` are pairs of columns of which the first is never above the
    second in any row; `same` are columns with one value in each group of rows.
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    optional: tuple[Column, ...] = ()
    ordered: tuple[tuple[str, str], ...] = ()
    same: tuple[Same, ...] = ()
    _by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {c.name: c for c in (*self.columns, *self.optional)})

    @property
    def names(self) -> list[str]:
        """The names of the columns that always stand there, in order."""
        return [c.name for c in self.columns]

    def __getitem__(self, name: str) -> Column:
        return self._by_name[name]

    def empty(self) -> pd.DataFrame:
        """The frame with no rows: all columns, all dtypes."""
        return pd.DataFrame({c.name: pd.Series([], dtype=c.dtype) for c in self.columns})  # type: ignore[call-overload]

    def columns_in(self, frame: pd.DataFrame) -> tuple[Column, ...]:
        """The columns of the frame; the optional ones when `frame` has any of them."""
        return (*self.columns, *self.optional) if any(c.name in frame for c in self.optional) else self.columns

    def check(self, frame: pd.DataFrame, *, unique: bool = True) -> pd.DataFrame:
        """A new frame with the declared columns, order and dtypes; extra columns are left behind, row order is kept.

        Optional columns are kept where they stand; some without the others are refused. `unique` also asks that no key
        stands twice. Raises `FrameError` with frame, column, row and value.
        """
        if not isinstance(frame, pd.DataFrame):
            raise FrameError(f"{self.name}: expected a DataFrame, got {type(frame).__name__}.")
        columns = self.columns_in(frame)
        names = [c.name for c in columns]
        missing = [n for n in names if n not in frame.columns]
        if missing:
            raise FrameError.missing_columns(self.name, missing, map(str, frame.columns))
        if not frame.columns.is_unique and (many := [n for n in names if isinstance(frame[n], pd.DataFrame)]):
            raise FrameError(f'{self.name}: several columns are named "{many[0]}". Keep one of them.')
        unfit = [c for c in columns if not c.fits(frame[c.name])]
        checked = frame[names] if list(frame.columns) != names else frame.copy(deep=False)
        checked.index = pd.RangeIndex(len(frame))
        for column in unfit:
            checked[column.name] = self._checked(column, frame[column.name]).set_axis(checked.index)
        refuse_disorder(self.name, checked, self.ordered, frame.index)
        refuse_two_values(self.name, checked, self.same, frame.index)
        if unique and self.key and (twice := self._twice(checked)).any():
            at = int(np.flatnonzero(twice)[0])
            shown = ", ".join(f"{k} {checked[k].iloc[at]}" for k in self.key)
            where = place(frame.index, at)
            raise FrameError(f"{self.name}, {where}: {shown} stands there twice. Keep one of the rows.")
        return checked

    def sort(self, frame: pd.DataFrame, *, then: tuple[str, ...] = ()) -> pd.DataFrame:
        """The rows in key order (ids by their text, choices as listed, missing last), with a fresh index."""
        keys = [sort_code(frame[name]) for name in (*self.key, *then)]
        if _is_sorted(keys):
            return frame.reset_index(drop=True)
        return frame.take(np.lexsort(keys[::-1])).reset_index(drop=True)

    def _twice(self, frame: pd.DataFrame) -> np.ndarray:
        """The rows whose key stood there before."""
        if _is_sorted([sort_code(frame[name]) for name in self.key], strictly=True):
            return np.zeros(len(frame), dtype=bool)
        return frame.duplicated(list(self.key)).to_numpy()

    def _checked(self, column: Column, values: pd.Series) -> pd.Series:
        converted = self._converted(column, values)
        if column.kind != "text" and not column.missing and (absent := converted.isna().to_numpy()).any():
            self._refuse(column, values, absent)
        if column.low is not None or column.high is not None:
            number = converted.to_numpy(dtype="float64", na_value=np.nan)
            low = -np.inf if column.low is None else column.low
            high = np.inf if column.high is None else column.high
            if (outside := (number < low) | (number > high)).any():
                self._refuse(column, values, outside)
        return converted

    def _converted(self, column: Column, values: pd.Series) -> pd.Series:
        match column.kind:
            case "id":
                return self._id(column, values)
            case "clock":
                return self._clock(column, values)
            case "choice":
                return self._choice(column, values)
            case "instant" | "local" | "date":
                return self._time(column, values)
            case "text":
                return self._text(column, values)
            case _:
                return self._number(column, values)

    def _id(self, column: Column, values: pd.Series) -> pd.Series:
        if not isinstance(values.dtype, pd.CategoricalDtype):
            return pd.Series(pd.Categorical(self._text_or_missing(column, values)))
        known = values.cat.categories
        self._text_or_missing(column, known.to_series())
        codes = values.cat.codes.to_numpy()
        used = np.bincount(codes[codes >= 0], minlength=len(known)) > 0
        if used.all() and known.is_monotonic_increasing and known.dtype == TEXT:
            return values if not values.cat.ordered else values.cat.as_unordered()
        return values.cat.as_unordered().cat.set_categories(pd.Index(sorted(known[used]), dtype=TEXT))

    def _clock(self, column: Column, values: pd.Series) -> pd.Series:
        checked = self._id(column, values)
        if (wrong := ~checked.isna() & ~checked.astype(TEXT).str.fullmatch(CLOCK).astype(bool)).any():
            self._refuse(column, values, wrong.to_numpy())
        return checked

    def _choice(self, column: Column, values: pd.Series) -> pd.Series:
        given = values.astype("object") if isinstance(values.dtype, pd.CategoricalDtype) else values
        if isinstance(values.dtype, pd.CategoricalDtype):
            if list(values.cat.categories) == list(column.allowed) and not values.cat.ordered:
                return values
            unknown = (given.notna() & ~given.isin(column.allowed)).to_numpy()
        else:
            unknown = (values.notna() & ~values.isin(column.allowed)).to_numpy()
        if unknown.any():
            self._refuse(column, values, unknown)
        return pd.Series(pd.Categorical(given, categories=list(column.allowed)))

    def _time(self, column: Column, values: pd.Series) -> pd.Series:
        aware = isinstance(values.dtype, pd.DatetimeTZDtype)
        naive = values.dtype.kind == "M" and not aware
        if column.kind == "instant" and aware:
            return values.dt.tz_convert("UTC").astype(INSTANT)
        if column.kind != "instant" and naive:
            times = values.astype(LOCAL)
            if column.kind == "date" and not (midnight := is_midnight(times)).all():
                self._refuse(column, values, ~midnight)
            return times
        if values.isna().all() and (values.dtype.kind != "M" or (column.missing and len(values))):
            return pd.Series([pd.NaT] * len(values), dtype=column.dtype)  # type: ignore[call-overload]
        next_step = (
            "Give instants with a time zone; naive times are never guessed at"
            if column.kind == "instant"
            else "Give it as the person's own clock and calendar had it, without a zone"
        )
        raise FrameError(
            f"{self.name}, column {column.name}: dtype {values.dtype} is not {column.limits}. {next_step}."
        )

    def _text(self, column: Column, values: pd.Series) -> pd.Series:
        return self._text_or_missing(column, values).fillna("").astype(TEXT)

    def _number(self, column: Column, values: pd.Series) -> pd.Series:
        if values.dtype == object and values.isna().all():
            values = values.astype("boolean" if column.kind == "flag" else "Float64")
        if values.dtype.kind not in "biuf" or (column.kind == "flag") != (values.dtype.kind == "b"):
            raise FrameError(
                f"{self.name}, column {column.name}: dtype {values.dtype} is not {KIND_IN_WORDS[column.kind]}. "
                f"Give the frame as rbtools made it."
            )
        if column.kind == "count" and values.dtype.kind == "f":
            number = values.to_numpy(dtype="float64", na_value=np.nan)
            if (broken := np.isfinite(number) & (number != np.floor(number))).any():
                self._refuse(column, values, broken)
        if column.kind == "real":
            return pd.Series(values.to_numpy(dtype="float64", na_value=np.nan))
        if not column.missing and (absent := values.isna().to_numpy()).any():
            self._refuse(column, values, absent)
        return values.astype(column.dtype)  # type: ignore[call-overload]

    def _text_or_missing(self, column: Column, values: pd.Series) -> pd.Series:
        if isinstance(values.dtype, pd.StringDtype):
            return values
        wrong = np.array([not (isinstance(v, str) or v is None or v is pd.NA or v != v) for v in values], dtype=bool)
        if wrong.any():
            self._refuse(column, values, wrong, "text (a client 7 and a client '007' are two people: keep ids as text)")
        return values.astype(TEXT)

    def _refuse(self, column: Column, values: pd.Series, wrong: np.ndarray, allowed: str = "") -> None:
        at = int(np.flatnonzero(wrong)[0])
        where = place(values.index, at)
        raise FrameError.bad_value(self.name, column.name, where, values.iloc[at], allowed or column.limits)

    def dictionary(self) -> pd.DataFrame:
        """The frame's page of the data dictionary: one row a column, the optional ones last."""
        columns = (*self.columns, *self.optional)
        return pd.DataFrame(
            {
                "column": [c.name for c in columns],
                "key": ["key" if c.name in self.key else "" for c in columns],
                "dtype": [_dtype_in_words(c) for c in columns],
                "unit": [c.unit for c in columns],
                "allowed": [c.limits for c in columns],
                "missing": ["may be missing" if c.missing else "" for c in columns],
                "meaning": [c.meaning for c in columns],
            }
        )

    def pandera(self) -> "pa.DataFrameSchema":
        """The same declaration as a pandera schema, for those who validate with pandera."""
        import pandera.pandas as pa

        def checks(column: Column) -> list[pa.Check]:
            found = []
            if column.low is not None:
                found.append(pa.Check.ge(column.low))
            if column.high is not None:
                found.append(pa.Check.le(column.high))
            if column.kind == "date":
                found.append(pa.Check(lambda v: pd.Series(is_midnight(v), v.index), name=column.limits))
            return found

        def in_order(first: str, second: str) -> pa.Check:
            return pa.Check(lambda frame: frame[first] <= frame[second], name=f"{first} is not above {second}")

        return pa.DataFrameSchema(
            {
                c.name: pa.Column(
                    None if c.kind in ("id", "clock") else c.dtype,
                    checks(c),
                    nullable=c.missing,
                    required=c not in self.optional,
                )
                for c in (*self.columns, *self.optional)
            },
            checks=[in_order(*pair) for pair in self.ordered],
            strict=True,
            ordered=True,
            unique=list(self.key) or None,
        )


def _dtype_in_words(column: Column) -> str:
    if column.kind in ("id", "clock", "choice"):
        return "category"
    return "str" if column.kind == "text" else str(column.dtype)


def sort_code(values: pd.Series) -> np.ndarray:
    """Integers (or floats) that sort as the column does: ids by text, choices as listed, missing last.

    >>> sort_code(pd.Series(pd.Categorical(["b", None, "a"]))).tolist()
    [1, 2, 0]
    """
    if isinstance(values.dtype, pd.CategoricalDtype):
        codes = values.cat.codes.to_numpy().astype("int64")
        return np.where(codes < 0, len(values.cat.categories), codes)
    if values.dtype.kind == "M":
        number = values.to_numpy(dtype="datetime64[us]").view("int64")
        return np.where(number == np.iinfo("int64").min, np.iinfo("int64").max, number)
    if isinstance(values.dtype, pd.StringDtype):
        return sort_code(pd.Series(pd.Categorical(values)))
    if values.dtype.kind in "biu" and not values.hasnans:
        return values.to_numpy(dtype="int64")
    return np.nan_to_num(values.to_numpy(dtype="float64", na_value=np.nan), nan=np.inf)


def _is_sorted(keys: list[np.ndarray], *, strictly: bool = False) -> bool:
    """Whether rows already stand in the order of `keys`, the first key weighing most; strictly: no two are equal."""
    if not keys or len(keys[0]) < 2:
        return True
    undecided = np.ones(len(keys[0]) - 1, dtype=bool)
    for key in keys:
        if (undecided & (key[1:] < key[:-1])).any():
            return False
        undecided &= key[1:] == key[:-1]
    return not (strictly and undecided.any())
