"""Values of a column as its declaration says: the dtype converted, and what the column does not take refused."""

import numpy as np
import pandas as pd

from rbtools.core.column import CLOCK, INSTANT, KIND_IN_WORDS, LOCAL, TEXT, Column, is_midnight
from rbtools.core.rules import position
from rbtools.errors import FrameError

_TEXT_IN_WORDS = "text (a client 7 and a client '007' are two people: keep ids as text)"


def converted(frame: str, column: Column, values: pd.Series) -> pd.Series:
    """The values with the dtype of the column; raises `FrameError` with frame, column, row and value."""
    found = _convert(frame, column, values)
    if column.kind != "text" and not column.missing and (absent := found.isna().to_numpy()).any():
        _refuse(frame, column, values, absent)
    if column.low is not None or column.high is not None:
        number = found.to_numpy(dtype="float64", na_value=np.nan)
        low = -np.inf if column.low is None else column.low
        high = np.inf if column.high is None else column.high
        if (outside := (number < low) | (number > high)).any():
            _refuse(frame, column, values, outside)
    return found


def _convert(frame: str, column: Column, values: pd.Series) -> pd.Series:
    match column.kind:
        case "id":
            return _id(frame, column, values)
        case "clock":
            return _clock(frame, column, values)
        case "choice":
            return _choice(frame, column, values)
        case "instant" | "local" | "date":
            return _time(frame, column, values)
        case "text":
            return _text(frame, column, values)
        case _:
            return _number(frame, column, values)


def _id(frame: str, column: Column, values: pd.Series) -> pd.Series:
    if not isinstance(values.dtype, pd.CategoricalDtype):
        return _normalised(frame, column, pd.Series(pd.Categorical(_text_or_missing(frame, column, values))), values)
    return _normalised(frame, column, _text_categories(frame, column, values), values)


def _normalised(frame: str, column: Column, values: pd.Series, given: pd.Series) -> pd.Series:
    """The ids by the rule of the column; `given` are the values as they were, for a message."""
    if column.rule is None or column.rule.holds(values.cat.categories):
        return values
    known = [column.rule.parse(text) for text in values.cat.categories]
    codes = values.cat.codes.to_numpy()
    if (refused := np.isin(codes, [code for code, text in enumerate(known) if text is None])).any():
        _refuse(frame, column, given, refused)
    places, different = pd.factorize(pd.Series(known, dtype=TEXT), sort=True)
    new = np.append(places, -1)[codes]
    return pd.Series(pd.Categorical.from_codes(new, categories=pd.Index(different, dtype=TEXT)))


def _text_categories(frame: str, column: Column, values: pd.Series) -> pd.Series:
    known = values.cat.categories
    if (wrong := np.array([not isinstance(text, str) for text in known], dtype=bool)).any():
        _refuse(frame, column, values, np.append(wrong, False)[values.cat.codes.to_numpy()], _TEXT_IN_WORDS)
    codes = values.cat.codes.to_numpy()
    used = np.bincount(codes[codes >= 0], minlength=len(known)) > 0
    if used.all() and known.is_monotonic_increasing and known.dtype == TEXT:
        return values if not values.cat.ordered else values.cat.as_unordered()
    return values.cat.as_unordered().cat.set_categories(pd.Index(sorted(known[used]), dtype=TEXT))


def _clock(frame: str, column: Column, values: pd.Series) -> pd.Series:
    checked = _id(frame, column, values)
    if (wrong := ~checked.isna() & ~checked.astype(TEXT).str.fullmatch(CLOCK).astype(bool)).any():
        _refuse(frame, column, values, wrong.to_numpy())
    return checked


def _choice(frame: str, column: Column, values: pd.Series) -> pd.Series:
    given = values.astype("object") if isinstance(values.dtype, pd.CategoricalDtype) else values
    if isinstance(values.dtype, pd.CategoricalDtype):
        if list(values.cat.categories) == list(column.allowed) and not values.cat.ordered:
            return values
        unknown = (given.notna() & ~given.isin(column.allowed)).to_numpy()
    else:
        unknown = (values.notna() & ~values.isin(column.allowed)).to_numpy()
    if unknown.any():
        _refuse(frame, column, values, unknown)
    return pd.Series(pd.Categorical(given, categories=list(column.allowed)))


def _time(frame: str, column: Column, values: pd.Series) -> pd.Series:
    aware = isinstance(values.dtype, pd.DatetimeTZDtype)
    naive = values.dtype.kind == "M" and not aware
    if column.kind == "instant" and aware:
        return values.dt.tz_convert("UTC").astype(INSTANT)
    if column.kind != "instant" and naive:
        times = values.astype(LOCAL)
        if column.kind == "date" and not (midnight := is_midnight(times)).all():
            _refuse(frame, column, values, ~midnight)
        return times
    if values.isna().all() and (values.dtype.kind != "M" or (column.missing and len(values))):
        return pd.Series([pd.NaT] * len(values), dtype=column.dtype)  # type: ignore[call-overload]
    next_step = (
        "Give instants with a time zone; naive times are ambiguous"
        if column.kind == "instant"
        else "Give it as the person's own clock and calendar had it, without a zone"
    )
    raise FrameError(f"{frame}, column {column.name}: dtype {values.dtype} is not {column.limits}. {next_step}.")


def _text(frame: str, column: Column, values: pd.Series) -> pd.Series:
    return _text_or_missing(frame, column, values).fillna("").astype(TEXT)


def _number(frame: str, column: Column, values: pd.Series) -> pd.Series:
    if values.dtype == object and values.isna().all():
        values = values.astype("boolean" if column.kind == "flag" else "Float64")
    if values.dtype.kind not in "biuf" or (column.kind == "flag") != (values.dtype.kind == "b"):
        raise FrameError(
            f"{frame}, column {column.name}: dtype {values.dtype} is not {KIND_IN_WORDS[column.kind]}. "
            f"Give the frame as rbtools made it."
        )
    if column.kind == "count" and values.dtype.kind == "f":
        number = values.to_numpy(dtype="float64", na_value=np.nan)
        if (broken := ~np.isnan(number) & (number != np.floor(number))).any():
            _refuse(frame, column, values, broken)
    if values.dtype.kind == "f" and (endless := np.isinf(values.to_numpy(dtype="float64", na_value=np.nan))).any():
        _refuse(frame, column, values, endless)
    if column.kind == "real":
        return pd.Series(values.to_numpy(dtype="float64", na_value=np.nan))
    if not column.missing and (absent := values.isna().to_numpy()).any():
        _refuse(frame, column, values, absent)
    return values.astype(column.dtype)  # type: ignore[call-overload]


def _text_or_missing(frame: str, column: Column, values: pd.Series) -> pd.Series:
    if isinstance(values.dtype, pd.StringDtype):
        return values
    wrong = np.array([not (isinstance(v, str) or v is None or v is pd.NA or v != v) for v in values], dtype=bool)
    if wrong.any():
        _refuse(frame, column, values, wrong, _TEXT_IN_WORDS)
    return values.astype(TEXT)


def _refuse(frame: str, column: Column, values: pd.Series, wrong: np.ndarray, allowed: str = "") -> None:
    at = int(np.flatnonzero(wrong)[0])
    where = position(values.index, at)
    raise FrameError.bad_value(frame, column.name, where, values.iloc[at], allowed or column.limits)
