"""Spreadsheets (.xlsx): a sheet becomes a table of text cells, then goes the way of every other log.

A workbook is a zip file of XML and may be made to hurt. What it declares is looked at before anything is unpacked; what
is unpacked is counted, since headers lie; and the XML is read by defusedxml.
"""

import datetime as dt
import hashlib
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from rbtools.errors import ArgumentError, LogError, MissingExtraError, did_you_mean
from rbtools.log.formats.sheets import Sheet, fill_merged, together, visible
from rbtools.log.text.records import Table

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MAX_BYTES = 100_000_000
MAX_RATIO = 100
MAX_ENTRIES = 1_000
MAX_ROWS = 1_000_000
MAX_COLUMNS = 200

_SMALL = 1_000_000  # an entry below this cannot hurt, however well it is packed
_CHUNK = 65_536
_SAVE_ANEW = "Open it in the spreadsheet program and save the sheet as .csv (UTF-8), or copy it to a new workbook."
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_NO_RESULT = (
    "value",
    "is a formula without a stored result.",
    "Open the file in the spreadsheet program and save it, or type the value itself.",
)


def read_xlsx(data: bytes, *, name: str, sheet: str | None = None) -> Table:
    """The cells of a workbook as text, as they stand; the header is one of the first rows.

    Parameters
    ----------
    data : the bytes of the file.
    name : what the file is called in messages.
    sheet : the sheet's name; by default the first one that is not hidden, with those below it that have its header.

    Returns
    -------
    Table : `lines` are the sheet's row numbers. Text stays as it was typed (`'007'` is not `7`). Whole numbers have no
        decimals, others at most 15 digits. Real dates become `2026-03-02` or, where the cell shows a time of day,
        `2026-03-02T07:30:00`, by the workbook's epoch (1900 or 1904), without a zone. Truth values are TRUE and FALSE.
        A merged cell holds for all its rows. A formula gives its stored result; one without a result is
        among the `bad_cells`, with the code `value`.

    Raises
    ------
    MissingExtraError : openpyxl is not installed.
    LogError : it is no workbook, is damaged, or is larger than a log can be: over 100 MB unpacked, packed over 100
        times, over 1,000 parts, or with a cell beyond row 1,000,000 or column 200.
    ArgumentError : there is no such sheet.
    """
    _check_archive(data, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and rules, which are not read
            return _read(data, name, sheet)
    except (LogError, ArgumentError, MissingExtraError):
        raise
    except Exception as error:  # a damaged workbook can fail anywhere inside openpyxl, with any kind of error
        raise LogError(f"{name}: the workbook is damaged ({type(error).__name__}). {_SAVE_ANEW}") from error


def _check_archive(data: bytes, name: str) -> None:
    """Refuse by what the zip directory says, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, EOFError) as error:
        raise LogError(f"{name}: this is not a workbook, or it is damaged ({error}). {_SAVE_ANEW}") from error
    names = {part.filename for part in parts}
    if len(parts) > MAX_ENTRIES:
        raise _too_large(name, f"has {len(parts):,} parts; at most {MAX_ENTRIES:,} are read")
    if (total := sum(part.file_size for part in parts)) > MAX_BYTES:
        raise _too_large(name, f"unpacks to {total / 1e6:,.0f} MB; at most {MAX_BYTES / 1e6:,.0f} MB are read")
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise LogError(f"{name}: the workbook is packed in a way that no spreadsheet program uses. {_SAVE_ANEW}")
    for part in parts:
        if part.file_size > max(_SMALL, MAX_RATIO * part.compress_size):
            raise _too_large(name, f"holds a part packed more than {MAX_RATIO} times, as no log is")
    if "[Content_Types].xml" not in names or not any(n.startswith("xl/") for n in names):
        raise LogError(f"{name}: this is a zip file, but no .xlsx workbook. Unpack it, or save the sheet as .xlsx.")


def _too_large(name: str, what: str) -> LogError:
    return LogError(f"{name}: the workbook {what}. {_SAVE_ANEW}")


class _Counted(zipfile.ZipFile):
    """An archive that stops when more comes out of it than its directory may declare."""

    unpacked = 0

    def open(self, *args: Any, **options: Any) -> Any:
        return _Stream(super().open(*args, **options), self)


class _Stream(io.RawIOBase):
    def __init__(self, packed: Any, archive: _Counted) -> None:
        self._packed, self._archive = packed, archive

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self._packed.read(min(len(buffer), _CHUNK))
        self._archive.unpacked += len(found)
        if self._archive.unpacked > 3 * MAX_BYTES:  # a sheet is read up to three times: its size, values, formulas
            raise _too_large(str(self._archive.filename), "unpacks to more than it declares")
        buffer[: len(found)] = found
        return len(found)

    def close(self) -> None:
        self._packed.close()
        super().close()


class _Cell(NamedTuple):
    row: int
    column: int
    text: str


def _workbook(data: bytes, *, values: bool) -> "Workbook":
    try:
        from openpyxl.reader.excel import ExcelReader
    except ImportError:
        raise MissingExtraError.needs("Reading .xlsx", "excel") from None
    reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=values, keep_links=False)
    reader.archive = _Counted(io.BytesIO(data))
    reader.read()
    book: Workbook = reader.wb
    return book


def _read(data: bytes, name: str, sheet: str | None) -> Table:
    book = _workbook(data, values=True)
    titles = [s.title for s in book.worksheets]
    seen = [_chosen(titles, sheet, name)] if sheet is not None or not titles else visible(book)
    found = [_sheet(data, book, titles.index(title), name) for title in seen]
    read, places, others = together(found)
    facts: dict[str, object] = {"sheet": read.title, "other_sheets": [t for t in titles if t not in dict(places)]}
    if len(places) > 1:
        facts["sheets"] = places
    if unread := [s.example() for s in others]:
        facts["unread_sheets"] = unread
    if hidden := [title for title in titles if sheet is None and title not in seen]:
        facts["hidden_sheets"] = hidden
    return Table(
        header=(),
        rows=read.rows,
        lines=range(1, len(read.rows) + 1),
        source=name,
        sha256=hashlib.sha256(data).hexdigest(),
        facts=facts,
        bad_cells=read.bad,
    )


def _sheet(data: bytes, book: "Workbook", index: int, name: str) -> Sheet:
    """One sheet's cells as text; a merged cell holds for all its rows."""
    rows: dict[int, list[str]] = {}
    unvalued: list[tuple[int, int]] = []
    for number, cells in _rows(book, index, name):
        rows[number] = [_text(cell) for cell in cells]
        unvalued += [(number, j) for j, cell in enumerate(cells) if _may_lack_result(cell)]
    formulas = _formulas(data, index, unvalued, name) if unvalued else []
    for cell in formulas:
        row = rows[cell.row]
        row += [""] * (cell.column + 1 - len(row))
        row[cell.column] = cell.text
    worksheet: Any = book.worksheets[index]
    fill_merged(worksheet.parent._archive, worksheet._worksheet_path, rows)
    return Sheet(worksheet.title, _trimmed(rows), {(cell.row, cell.column): _NO_RESULT for cell in formulas})


def _trimmed(rows: dict[int, list[str]]) -> list[list[str]]:
    """All rows from the first, of one width, without empty ones at the end and empty columns at the right."""
    last = max((number for number, row in rows.items() if any(row)), default=-1)
    width = max((j for row in rows.values() for j, text in enumerate(row, 1) if text), default=0)
    blank = [""] * width  # one for all: a far cell must not fill the memory with the rows above it
    whole = {number: row[:width] + blank[len(row) :] for number, row in rows.items()}
    return [whole.get(number, blank) for number in range(last + 1)]


def _chosen(titles: list[str], sheet: str | None, name: str) -> str:
    if not titles:
        raise LogError(f"{name}: the workbook has no sheet with cells. {_SAVE_ANEW}")
    if sheet is None:
        return titles[0]
    if sheet not in titles:
        raise ArgumentError(f"{name}: no sheet {sheet!r}{did_you_mean(sheet, titles)}. There are: {', '.join(titles)}.")
    return sheet


def _rows(book: "Workbook", index: int, name: str) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The rows with cells, counted from 0; refuses a cell too far out. Declared dimensions are not believed."""
    sheet: Any = book.worksheets[index]
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows()):
        if number >= MAX_ROWS or len(cells) > MAX_COLUMNS:
            where = f"row {MAX_ROWS:,}" if number >= MAX_ROWS else f"column {MAX_COLUMNS}"
            raise _too_large(name, f"has a cell beyond {where}")
        if cells:
            yield number, tuple(cells)


def _may_lack_result(cell: Any) -> bool:
    """Whether an empty cell may be a formula without a stored result; a formula whose result is no text is `str`."""
    return cell.value is None and hasattr(cell, "parent") and cell.data_type == "n"


def _formulas(data: bytes, index: int, unvalued: Iterable[tuple[int, int]], name: str) -> list[_Cell]:
    """The formulas among cells without a value."""
    wanted = set(unvalued)
    return [
        _Cell(number, j, str(getattr(cell.value, "text", None) or cell.value))
        for number, cells in _rows(_workbook(data, values=False), index, name)
        for j, cell in enumerate(cells)
        if (number, j) in wanted and cell.data_type == "f"
    ]


def _text(cell: Any) -> str:
    """A cell as the text that a person would have typed."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float) and "%" in _LITERAL.sub("", str(cell.number_format)):
        return f"{value * 100:.10g}%"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, dt.datetime):
        shows_time = "h" in _LITERAL.sub("", str(cell.number_format)).lower()
        return _iso(value) if shows_time or value.time() != dt.time() else value.date().isoformat()
    if isinstance(value, dt.time):
        return _iso(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        return _unescaped(value)
    return str(value)


def _iso(value: dt.datetime | dt.time) -> str:
    return value.isoformat(timespec="milliseconds" if value.microsecond else "seconds")


def _unescaped(text: str) -> str:
    """Text without the `_x000D_` that stands for a character XML cannot hold; line ends as in any other text."""
    if "_x" not in text:
        return text
    plain = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)
    return plain.replace("\r\n", "\n")
