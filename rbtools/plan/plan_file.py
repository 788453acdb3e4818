"""A plan as a CSV or Parquet file, and back: the same frame."""

import importlib.util
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from rbtools.core import files
from rbtools.core.clock import check_zone
from rbtools.core.column import Column
from rbtools.core.files import output_path
from rbtools.core.rules import position
from rbtools.errors import ArgumentError, FrameError, MissingExtraError, RbtoolsError
from rbtools.schema import PLAN

_FORMULA = r"""[\s'"]*[=+\-@\t\r\n＝＋－＠]"""
_OFFSET = r".*\d(?:Z|[+-]\d\d:?\d\d)"


def write(plan: pd.DataFrame, path: str | Path) -> Path:
    """Write a checked plan; the ending says how."""
    path = output_path(path)
    if _is_parquet(path):
        with files.replacing(path) as draft:
            plan.to_parquet(draft, index=False)
    else:
        guarded = plan["excuse_reason"].mask(plan["excuse_reason"].str.match(_FORMULA), "'" + plan["excuse_reason"])
        files.write(path, plan.assign(excuse_reason=guarded).to_csv(index=False, lineterminator="\n"))
    return path


def read(path: str | Path) -> pd.DataFrame:
    """Read a plan from the file, whose ending says how; faults name the file and the line."""
    if not isinstance(path, str | Path):
        raise ArgumentError.not_allowed("path", path, "the path of a plan that rbtools wrote")
    path = Path(path)
    parquet = _is_parquet(path)
    if not path.is_file():
        raise ArgumentError(f"{path}: there is no such file. Give the path of a plan that rbtools wrote.")
    try:
        cells = pd.read_parquet(path) if parquet else _cells(path)
    except (ValueError, OSError, pd.errors.ParserWarning) as error:
        raise FrameError(f"{path}: cannot be read as a plan ({error}). Give a file that rbtools wrote.") from None
    try:
        plan = PLAN.sort(PLAN.check(cells if parquet else _from_cells(cells)))
        for zone in plan["tz"].cat.categories:
            check_zone(zone, "plan, column tz")
    except RbtoolsError as error:
        raise FrameError(f"{path}: {error}") from None
    return plan


def _cells(path: Path) -> pd.DataFrame:
    """The text cells of a CSV file, each row labelled with its line; with its number where a cell has several lines."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)  # rows longer than the header are not a plan
        cells = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig", index_col=False)
    broken = any(cells[name].str.contains("\n", regex=False).any() for name in cells)
    cells.index = pd.RangeIndex(1, len(cells) + 1, name="record") if broken else _lines(len(cells))
    return cells


def _lines(n: int) -> pd.RangeIndex:
    return pd.RangeIndex(2, n + 2, name="line")


def _from_cells(cells: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in PLAN.names if name not in cells.columns]
    if missing:
        raise FrameError.missing_columns("plan", missing, cells.columns)
    found = [column for column in PLAN.columns_in(cells) if column.name in cells]
    return pd.DataFrame({column.name: _typed(column, cells[column.name]) for column in found})


def _is_parquet(path: Path) -> bool:
    if path.suffix.lower() not in (".csv", ".parquet"):
        raise ArgumentError.not_allowed("path", str(path), "a path that ends in .csv or .parquet")
    parquet = path.suffix.lower() == ".parquet"
    if parquet and importlib.util.find_spec("pyarrow") is None:
        raise MissingExtraError.needs("Parquet", "parquet")
    return parquet


def _typed(column: Column, cells: pd.Series) -> pd.Series:
    """A column of text cells as the plan's dtype; raises `FrameError` at the first cell that is something else."""
    match column.kind:
        case "count":
            _refuse_unless(column, cells, cells.str.fullmatch(r"\d{1,9}"))
            return cells.astype("int64")
        case "instant" | "local" | "date":
            return _times(column, cells)
        case "text":
            guarded = cells.str.startswith("'") & cells.str[1:].str.match(_FORMULA)
            return cells.mask(guarded, cells.str[1:])
        case _:
            return cells.mask(cells == "")


def _times(column: Column, cells: pd.Series) -> pd.Series:
    aware = column.kind == "instant"
    known = ~(cells == "") if column.missing else pd.Series(True, index=cells.index)
    _refuse_unless(column, cells, ~known | (cells.str.fullmatch(_OFFSET) == aware))
    times = pd.to_datetime(cells, format="ISO8601", utc=aware, errors="coerce")
    _refuse_unless(column, cells, ~known | times.notna())
    return times.dt.as_unit("us")


def _refuse_unless(column: Column, cells: pd.Series, right: pd.Series) -> None:
    if not right.all():
        at = int(np.flatnonzero(~right.astype("bool"))[0])
        raise FrameError.bad_value("plan", column.name, position(cells.index, at), cells.iloc[at], column.limits)
