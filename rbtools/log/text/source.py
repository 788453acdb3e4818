"""Where a log comes from: a path, an open file, bytes or a DataFrame; as bytes with a name, or as a table of text."""

import datetime as dt
import hashlib
from pathlib import Path
from typing import IO

import numpy as np
import pandas as pd

from rbtools.errors import ArgumentError, LogError
from rbtools.log.text.encoding import MAX_BYTES
from rbtools.log.text.records import Table

Source = str | Path | bytes | IO[str] | IO[bytes] | pd.DataFrame


def read_source(source: object) -> tuple[bytes | str, str]:
    """The content of a path, an open file or bytes, and the name by which messages call it."""
    if isinstance(source, (str, Path)):
        return _read_path(Path(source))
    if isinstance(source, (bytes, bytearray, memoryview)):
        return bytes(source), "bytes"
    if callable(read := getattr(source, "read", None)):
        try:
            content = read()
        except (OSError, ValueError) as error:
            raise LogError(
                f"source: the open file cannot be read ({error}). Open it again, or give its path."
            ) from None
        name = getattr(source, "name", None)
        shown = Path(name).name if isinstance(name, str) and name else "file"
        if isinstance(content, (bytes, str)):
            return content, shown
    raise ArgumentError.not_allowed("source", type(source).__name__, "a path, an open file, bytes or a DataFrame")


def _read_path(path: Path) -> tuple[bytes, str]:
    try:
        if path.is_dir():
            raise LogError(f"{path} is a folder. Give one of the files in it.")
        if (size := path.stat().st_size) > MAX_BYTES:
            raise LogError(
                f"{path.name} has {size:,} bytes; at most {MAX_BYTES:,} are read. Split it by client or year."
            )
        return path.read_bytes(), path.name
    except FileNotFoundError:
        raise LogError(f"{path} is not there. Give the path of the log.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise LogError(f"{path} cannot be read ({reason}). Give the path of the log.") from None


def table_of_frame(frame: pd.DataFrame) -> Table:
    """A DataFrame as a table of text; its rows are its lines, from 1."""
    columns = [_as_text(frame.iloc[:, i]) for i in range(frame.shape[1])]
    rows = list(zip(*columns, strict=True)) if columns else []
    header = tuple(str(name) for name in frame.columns)
    digest = hashlib.sha256(repr(header).encode("utf-8", "surrogatepass"))
    for column in columns:
        digest.update("\x1f".join(column).encode("utf-8", "surrogatepass"))
    return Table(header, rows, range(1, len(frame) + 1), "DataFrame", digest.hexdigest(), {"dialect": "DataFrame"})


def _as_text(column: pd.Series) -> list[str]:
    values = column.astype(object).to_numpy()
    if column.dtype.kind == "M" and getattr(column.dtype, "tz", None) is None:
        given = column.dropna()
        if len(given) and bool((given == given.dt.normalize()).all()):
            return ["" if pd.isna(v) else f"{v:%Y-%m-%d}" for v in values]
    return [_cell(v) for v in values]


def _cell(value: object) -> str:
    """One value as the text that a careful person would have typed."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value)).upper()
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    if isinstance(value, (float, np.floating)):
        number = float(value)
        if number != number:
            return ""
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else _decimal(number)
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    return str(value)


def _decimal(number: float) -> str:
    """A float as decimal text that the number grammar takes: never three digits after the point, nine at most."""
    text = repr(number)
    if "e" in text or "n" in text:
        return text
    whole, _, digits = text.partition(".")
    if len(digits) > 9:
        whole, _, digits = f"{number:.9f}".rstrip("0").partition(".")
    return f"{whole}.{digits}0" if len(digits) == 3 else f"{whole}.{digits}" if digits else whole
