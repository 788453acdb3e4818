"""A workbook's sheets: which are read, which of them together, and what a merged cell holds.

Sheets with the same header are one log, such as a sheet a week. Their rows count on: the second sheet begins on the
line after the first one's last. Hidden sheets are not read, unless asked for by name.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from rbtools.log.header import plain_name

_HEAD_ROWS = 40  # the header of a log is among so many rows
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_CHUNK = 1 << 16
_OVERLAP = 256  # longer than one mergeCell element


class Sheet(NamedTuple):
    """The cells of one sheet as text, all rows of one width, and the cells for which no text can stand."""

    title: str
    rows: Sequence[Sequence[str]]
    bad: Mapping[tuple[int, int], tuple[str, str, str]] = {}

    def example(self) -> tuple[str, int, str]:
        """The title, how many cells hold something, and one of them."""
        filled = [cell for row in self.rows for cell in row if cell.strip()]
        return f"sheet {self.title}", len(filled), filled[0] if filled else ""


def visible(book: Any) -> list[str]:
    """The titles of the sheets that a person sees; all of them where none is visible."""
    sheets = book.worksheets
    return [s.title for s in sheets if s.sheet_state == "visible"] or [s.title for s in sheets]


def fill_merged(archive: Any, path: str, rows: dict[int, list[str]]) -> None:
    """Write what a merged cell holds into every row that it covers; rows are counted from 0."""
    for top, bottom, column in _merged_in(archive, path):
        text = rows[top][column] if top in rows and column < len(rows[top]) else ""
        if not text:
            continue
        for number in range(top + 1, bottom + 1):
            if number in rows:
                row = rows[number]
                row += [""] * (column + 1 - len(row))
                row[column] = row[column] or text


def _merged_in(archive: Any, path: str) -> set[tuple[int, int, int]]:
    """The merged cells of more than one row: first row, last row and first column, counted from 0."""
    found = set()
    with archive.open(path) as part:
        rest = b""
        while piece := part.read(_CHUNK):
            text = rest + piece
            for left, top, _, bottom in _MERGED.findall(text):
                if int(bottom) > int(top):
                    found.add((int(top) - 1, int(bottom) - 1, _number(left) - 1))
            rest = text[-_OVERLAP:]
    return found


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def together(sheets: Sequence[Sheet]) -> tuple[Sheet, list[tuple[str, int]], list[Sheet]]:
    """The first sheet with cells and, below it, the rows of the others that have its header.

    Gives the sheet of them all, the title and first line of each that was read, and the sheets that were not."""
    filled = [s for s in sheets if any(any(row) for row in s.rows)] or list(sheets[:1])
    first, others = filled[0], []
    rows, bad = list(first.rows), dict(first.bad)
    read = [(first.title, 1)]
    for sheet in filled[1:]:
        header = _shared_header(first, sheet)
        if header is None:
            others.append(sheet)
            continue
        read.append((sheet.title, len(rows) + 1))
        start = len(rows) - header - 1
        bad |= {(start + i, j): told for (i, j), told in sheet.bad.items() if i > header}
        rows += sheet.rows[header + 1 :]
    width = max((len(row) for row in rows), default=0)
    whole = [row if len(row) == width else [*row, *[""] * (width - len(row))] for row in rows]
    return Sheet(first.title, whole, bad), read, others


def _shared_header(first: Sheet, sheet: Sheet) -> int | None:
    """The row of a sheet that says the same, in two cells or more, as one of the first sheet's first rows."""
    known = {_plain(row) for row in first.rows[:_HEAD_ROWS]}
    fitting = [i for i, row in enumerate(sheet.rows[:_HEAD_ROWS]) if _plain(row) in known and _is_header(row)]
    return fitting[0] if fitting else None


def _plain(row: Sequence[str]) -> tuple[str, ...]:
    names = [plain_name(cell) for cell in row]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _is_header(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell.strip()]
    return len(filled) > 1 and not any(cell.strip()[0].isdecimal() for cell in filled)
