"""Text to records: cells with the physical line on which the record starts, the careful way and the fast way.

Both ways give the same records; the fast one (`csv.reader`, strict) gives up where it might not, and a property test
holds them together. What a record means is not known here, but for one thing: whether a line could be a record of its
own, which tells a quote that was never closed from a note of several lines.
"""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

MAX_FIELD = 1_048_576
MAX_COLUMNS = 10_000
_SLICE = 1 << 20
_CHUNK = 4_096
Chunk = tuple[list[list[str]], Sequence[int], int]


@dataclass(frozen=True)
class Dialect:
    """How cells are separated and quoted. `escape` is "double" (`""`) or "backslash" (`\\"`)."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = "double"

    @cached_property
    def blanks(self) -> str:
        """The spaces that may stand around a quoted cell."""
        return " \t\u00a0".replace(self.delimiter, "")

    @cached_property
    def _closing(self) -> re.Pattern[str]:
        q = re.escape(self.quote)
        return re.compile(rf"{q}{q}|{q}" if self.escape == "double" else rf"\\[\\{q}]|{q}")

    def in_words(self) -> str:
        """The dialect as the report shows it."""
        names = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space", ", ": "comma and space"}
        delimiter = names.get(self.delimiter, repr(self.delimiter))
        return f"{delimiter}, quote {self.quote}, escape {self.escape}"

    def closing(self, line: str, at: int) -> int:
        """Where the quote opened before `at` is closed on this line, or -1."""
        while found := self._closing.search(line, at):
            if len(found.group()) == 1:
                return found.start()
            at = found.end()
        return -1

    def plain(self, cell: str) -> str:
        """The text of a quoted cell without its escapes."""
        if self.escape == "double":
            return cell.replace(self.quote * 2, self.quote)
        return re.sub(rf"\\([\\{re.escape(self.quote)}])", r"\1", cell)


class Record(NamedTuple):
    """One record: its physical line, its cells, the cells that were quoted; `code` "quote" where quoting is broken
    (then its one cell is the raw line)."""

    line: int
    cells: list[str]
    quoted: frozenset[int] = frozenset()
    code: str = ""


def lines_of(text: str, first: int = 1) -> list[str]:
    """The physical lines from line `first` on; a line end at the very end begins no further line."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return lines[first - 1 :]


def scan(lines: list[str], dialect: Dialect, first: int, could_be_record: Callable[[str], bool]) -> Iterator[Record]:
    """The careful way: every record of `lines`, the first of which is physical line `first`."""
    at = 0
    while at < len(lines):
        line = lines[at]
        if dialect.quote not in line:
            yield Record(first + at, line.split(dialect.delimiter))
            at += 1
            continue
        cells, quoted, used = split_record(lines, at, dialect)
        # The line that closes the quote is no evidence: it is the one that a stray quote would have cut.
        if cells is None or (used > 2 and any(could_be_record(x) for x in lines[at + 1 : at + used - 1])):
            yield Record(first + at, [line], code="quote")
            at += 1
        else:
            yield Record(first + at, cells, quoted)
            at += used


def split_record(lines: list[str], at: int, dialect: Dialect) -> tuple[list[str] | None, frozenset[int], int]:
    """The cells of the record that starts on `lines[at]`, which of them were quoted, and how many lines it takes.

    The cells are None where a quote is never closed or text follows the closing one."""
    line, used, position = lines[at], 1, 0
    cells: list[str] = []
    quoted: set[int] = set()
    while True:
        start = position
        while start < len(line) and line[start] in dialect.blanks:
            start += 1
        if not line.startswith(dialect.quote, start):
            end = line.find(dialect.delimiter, position)
            cells.append(line[position:] if end < 0 else line[position:end])
        else:
            quoted.add(len(cells))
            parts, position = [], start + 1
            while (end := dialect.closing(line, position)) < 0:
                parts.append(line[position:])
                if at + used >= len(lines):
                    return None, frozenset(), 1
                line, position, used = lines[at + used], 0, used + 1
            cells.append(dialect.plain("\n".join([*parts, line[position:end]])))
            end += 1
            while end < len(line) and line[end] in dialect.blanks:
                end += 1
            if end < len(line) and not line.startswith(dialect.delimiter, end):
                return None, frozenset(), 1
            end = -1 if end >= len(line) else end
        if end < 0:
            return cells, frozenset(quoted), used
        position = end + len(dialect.delimiter)


def fast_rows(
    text: str, dialect: Dialect, first: int, width: int, skip: Callable[[list[str]], bool]
) -> Iterator[Chunk] | None:
    """The fast way: chunks of (rows, their lines, number of records passed over), or None where it cannot be used.

    Raises `csv.Error` as soon as the text turns out to need the careful way; what was given before is then void."""
    if len(dialect.delimiter) > 1 or dialect.escape != "double" or dialect.delimiter == " ":
        return None
    return _fast_chunks(text, dialect, first, width, skip)


def _fast_chunks(
    text: str, dialect: Dialect, first: int, width: int, skip: Callable[[list[str]], bool]
) -> Iterator[Chunk]:
    reader = csv.reader(
        _line_iterator(text, first), delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True, doublequote=True
    )
    line = first
    while rows := list(islice(reader, _CHUNK)):
        if reader.line_num == line - first + len(rows) and all(len(row) == width for row in rows):
            yield rows, range(line, line + len(rows)), 0
        else:
            yield _uneven(rows, line, width, dialect, skip)
        line = first + reader.line_num


def _uneven(rows: list[list[str]], line: int, width: int, dialect: Dialect, skip: Callable[[list[str]], bool]) -> Chunk:
    """A chunk with lines to pass over or with cells of several lines."""
    whole, lines = [], []
    for row in rows:
        if len(row) == width:
            whole.append(row)
            lines.append(line)
        elif not skip(row) or any(cell.lstrip(dialect.blanks).startswith(dialect.quote) for cell in row):
            raise csv.Error("ragged")
        ends = sum(cell.count("\n") for cell in row)
        if ends > 1 and any(
            inner.count(dialect.delimiter) >= width - 1 for cell in row for inner in cell.split("\n")[1:-1]
        ):
            raise csv.Error("a cell that may have swallowed records")
        line += 1 + ends
    return whole, lines, len(rows) - len(whole)


def _line_iterator(text: str, first: int) -> Iterator[str]:
    """The physical lines from `first` on, with their ends, without a copy of the whole text as a list."""
    at = start_of_line(text, first)
    while at < len(text):
        end = text.find("\n", min(at + _SLICE, len(text)))
        end = len(text) if end < 0 else end + 1
        yield from _cut(text[at:end])
        at = end


def start_of_line(text: str, line: int) -> int:
    """Where physical line `line` (from 1) begins; the end of the text where there is no such line."""
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
        if not at:
            return len(text)
    return at


def _cut(piece: str) -> list[str]:
    lines = piece.split("\n")
    last = lines.pop()
    return [*(line + "\n" for line in lines), last] if last else [line + "\n" for line in lines]
