"""A plan as a CSV or Parquet file, and back: the same frame."""

import importlib.util
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from rbtools.core import files
from rbtools.core.clock import DAY_START, check_zone
from rbtools.core.column import Column
from rbtools.core.files import output_path
from rbtools.core.rules import position
from rbtools.errors import ArgumentError, FrameError, MissingExtraError, RbtoolsError
from rbtools.plan import old_files
from rbtools.schema import PLAN

_FORMULA = r"""[\s'"]*[=+\-@\t\r\n＝＋－＠]"""
_OFFSET = r".*\d(?:Z|[+-]\d\d:?\d\d)"


N_ROWS = "n_rows"
"""Last column of a plan file: how many rows the file has, in every row, so that a cut file is noticed."""


def write_plan(plan: pd.DataFrame, path: str | Path) -> Path:
    """Write a plan to a `.csv` or `.parquet` file that `read_plan` reads back as the same frame.

    Parameters
    ----------
    plan : DataFrame
        What `make_plan` gives.
    path : str or Path
        Where to write; the ending says how. The file is written whole or not at all.

    Returns
    -------
    Path
        The path. The file has one more column, `n_rows`: how many rows it has, in every row. In CSV an excuse that a
        spreadsheet would take for a formula gets a leading `'`, which reading takes off again.

    Raises
    ------
    ArgumentError
        For another ending, or a folder that does not exist.
    FileError
        When the file cannot be written.
    MissingExtraError
        Where Parquet is not installed.

    Examples
    --------
    >>> import tempfile, rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-16", tz="Europe/London")
    >>> path = rb.write_plan(plan, Path(tempfile.mkdtemp()) / "plan.csv")
    >>> rb.read_plan(path).equals(plan)
    True
    """
    plan = PLAN.check(plan)
    path = output_path(path)
    parquet = _is_parquet(path)
    counted = plan.assign(**{N_ROWS: len(plan)}) if len(plan) else plan
    if parquet:
        with files.replacing(path) as draft:
            counted.to_parquet(draft, index=False)
    else:
        guarded = plan["excuse_reason"].mask(plan["excuse_reason"].str.match(_FORMULA), "'" + plan["excuse_reason"])
        files.write(path, counted.assign(excuse_reason=guarded).to_csv(index=False, lineterminator="\n"))
    return path


def read_plan(path: str | Path) -> pd.DataFrame:
    """Read a plan that `write_plan` wrote, from `.csv` or `.parquet`.

    A file of an earlier version of rbtools is brought up to date here, once: its column `excused` is `excuse_reason`,
    and the day start that it does not have is read from where the windows of its days close.

    Parameters
    ----------
    path : str or Path
        The file; its ending says how it is read.

    Returns
    -------
    DataFrame
        The plan, sorted by its key.

    Raises
    ------
    ArgumentError
        For a file that does not exist or has another ending.
    FrameError
        With file, column, line and value for what is not a plan, and for a file with fewer or more rows than it states.

    Examples
    --------
    >>> import tempfile, rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-16", tz="Europe/London", weeks=2)
    >>> path = rb.write_plan(plan, Path(tempfile.mkdtemp()) / "plan.csv")
    >>> len(rb.read_plan(path))
    84
    """
    path = files.checked_path(path, "the path of a plan that rbtools wrote")
    parquet = _is_parquet(path)
    if not path.is_file():
        raise ArgumentError(f"{path}: there is no such file. Give the path of a plan that rbtools wrote.")
    try:
        cells = pd.read_parquet(path) if parquet else _cells(path)
    except (ValueError, OSError, pd.errors.ParserWarning) as error:
        raise FrameError(f"{path}: cannot be read as a plan ({error}). Give a file that rbtools wrote.") from None
    try:
        return _plan_of(cells, parquet)
    except RbtoolsError as error:
        raise FrameError(f"{path}: {error}") from None


def _plan_of(cells: pd.DataFrame, parquet: bool) -> pd.DataFrame:
    """The plan in the cells of a file, brought up to date where the file is old."""
    names = {old: new for old, new in old_files.RENAMED.items() if old in cells and new not in cells}
    cells = cells.rename(columns=names)
    _refuse_other_count(cells)
    is_old = "day_start" not in cells and {*PLAN.names} - {"day_start"} <= {*cells.columns}
    if is_old:
        cells = cells.assign(day_start=DAY_START)
    plan = PLAN.sort(PLAN.check(cells if parquet else _from_cells(cells)))
    for zone in plan["tz"].cat.categories:
        check_zone(zone, "plan, column tz")
    return PLAN.check(plan.assign(day_start=old_files.day_starts(plan))) if is_old else plan


def _refuse_other_count(cells: pd.DataFrame) -> None:
    """Raise `FrameError` unless the file has as many rows as it states; an old or an empty one states none."""
    if N_ROWS not in cells:
        return
    stated = pd.to_numeric(cells[N_ROWS], errors="coerce")
    if not len(cells) or not (stated == len(cells)).all():
        known = stated.dropna()
        number = f"{known.iloc[0]:g}" if len(known) else "some"
        raise FrameError(
            f"the file states {number} rows and has {len(cells)}. It was cut, or rows were added or removed. Get the "
            "whole file again; to leave sessions out, use excuse or revise_plan and write the plan anew."
        )


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
