"""Delimiter, quote, escape and header row, found together: the reading whose header fits the log's columns wins."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from rbtools.errors import LogError
from rbtools.log.header import Names, one_spaced
from rbtools.log.text.scan import MAX_COLUMNS, Dialect, Record, lines_of, scan

DELIMITERS = (",", ";", "\t", "|", "^", "\x1f", ", ", " ")
_PLAIN_MARKS = (",", ";", "\t", "|")
_HEAD_LINES = 40
_SAMPLE_LINES = 2_000
_SAMPLE_CHARACTERS = 2_000_000
# A line of a chat that was exported: its date and time, then who wrote it.
_MESSAGE = re.compile(
    r"\W{0,3}\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+\d{1,2}[:.]\d{2}([:.]\d{2})?(\s*[ap]\.?m\.?)?"
    r"(\]|\s[-–])\s*[^:;\t|,]+: ",
    re.IGNORECASE,
)
_WORDS = 3  # so many words in a line make a sentence
TABLE = "date,exercise,sets,note\n2026-03-02 07:30,Side-lying on a roller,5,felt easier"
"""The table that is shown to somebody who has none."""
_EXCEL_LINE = re.compile(r'\ufeff?"?sep=(.)"?', re.IGNORECASE)


@dataclass(frozen=True)
class Layout:
    """How a text is laid out: its dialect, its header cells and their line (0: none), the line the records begin on."""

    dialect: Dialect
    header: tuple[str, ...]
    header_line: int
    first_line: int
    passed_over: tuple[int, ...] = ()


def find_layout(text: str, names: Names, columns: Sequence[str] | None, source: str) -> Layout:
    """The layout of a text; `columns` are the names of a file without a header.

    Raises `LogError` where no row of the first 40 lines is a header."""
    head = _first_lines(text, 2 * _HEAD_LINES)
    told = _EXCEL_LINE.fullmatch(head[0]) if head else None
    first = 2 if told else 1
    sample = _sample(text)
    dialects = list(_dialects("\n".join(sample), (told[1],) if told else DELIMITERS))
    if columns is not None:
        return _without_header(dialects, sample, first, tuple(columns))
    found = [_header_in(head, dialect, first, names) for dialect in dialects]
    best = max((known for known, _, _ in found), default=0)
    readings = [
        (_badness(dialect, sample, record, used, names), place, dialect, record, used)
        for place, (dialect, (known, record, used)) in enumerate(zip(dialects, found, strict=True))
        if record is not None and known == best
    ]
    if not readings or best < 2:
        raise LogError(no_header(head, source))
    _, _, dialect, record, used = min(readings, key=lambda reading: reading[:2])
    if len(record.cells) > MAX_COLUMNS:
        raise LogError(f"{source}: the header has {len(record.cells):,} columns; at most {MAX_COLUMNS:,} are read.")
    above = tuple(n for n in range(1, record.line) if head[n - 1].strip(" \t"))
    return Layout(dialect, tuple(record.cells), record.line, record.line + used, above)


def _dialects(text: str, delimiters: Sequence[str]) -> Iterator[Dialect]:
    """The dialects that could make a difference, the likelier first."""
    quotes = ['"', "'"] if "'" in text else ['"']
    for delimiter, quote in product(delimiters, quotes):
        if delimiter not in text and delimiter != ",":
            continue
        yield Dialect(delimiter, quote)
        if "\\" + quote in text or "\\\\" in text:
            yield Dialect(delimiter, quote, "backslash")


def _sample(text: str) -> list[str]:
    return _first_lines(text[:_SAMPLE_CHARACTERS], _SAMPLE_LINES)


def _first_lines(text: str, n: int) -> list[str]:
    at = -1
    for _ in range(n):
        if (at := text.find("\n", at + 1)) < 0:
            return lines_of(text)
    return lines_of(text[: at + 1])


def _header_in(head: list[str], dialect: Dialect, first: int, names: Names) -> tuple[int, Record | None, int]:
    """How many columns the best header row names, that row, and how many lines it takes; the first of equals."""
    best: tuple[tuple[bool, int], Record | None, int] = ((False, 0), None, 0)
    records = list(scan(head[first - 1 :], dialect, first, lambda _: False))
    ends = [r.line for r in records[1:]] + [len(head) + 1]
    for record, end in zip(records, ends, strict=False):
        if record.line > _HEAD_LINES or record.code:
            continue
        if dialect.delimiter == " " and any(mark in cell for cell in record.cells for mark in _PLAIN_MARKS):
            continue  # a header is never split at spaces where it has commas
        known = names.known(record.cells)
        score = (known > 0 and names.is_header(record.cells), known)
        if score > best[0]:
            best = (score, record, end - record.line)
    return best[0][1], best[1], best[2]


def _badness(
    dialect: Dialect, sample: list[str], header: Record, used: int, names: Names
) -> tuple[bool, bool, int, int]:
    """How ill a reading fits: no header, a quote that quotes nothing, broken records, cells that another one begins."""
    first = header.line + used
    return not names.is_header(header.cells), *_fit(dialect, sample[first - 1 :], len(header.cells), header)


def _fit(dialect: Dialect, lines: list[str], width: int, header: Record | None = None) -> tuple[bool, int, int]:
    other = '"' if dialect.quote == "'" else "'"
    broken, begins, both = 0, 0, 0
    quotes_any = dialect.quote == '"' or bool(header and header.quoted)
    in_header = (
        bool(header) and any(c.strip().startswith(other) for i, c in enumerate(header.cells) if i not in header.quoted)
        if header
        else False
    )
    for record in scan(lines, dialect, 1, lambda line: line.count(dialect.delimiter) == width - 1):
        if is_blank(record.cells) or record.cells[0].lstrip().startswith("#"):
            continue
        quotes_any = quotes_any or bool(record.quoted)
        broken += bool(record.code) or len(record.cells) != width
        for i, cell in enumerate(record.cells):
            if i not in record.quoted and (cell := cell.strip()).startswith(other):
                begins += 1
                both += len(cell) > 1 and cell.endswith(other)
    # An apostrophe may begin a word ('s avonds); a quote character also ends its cells. A `"` begins no word.
    quotes = begins if other == '"' or in_header or (begins == both and begins > 1) else 0
    return not quotes_any, broken, quotes + in_header


def _without_header(dialects: list[Dialect], sample: list[str], first: int, columns: tuple[str, ...]) -> Layout:
    fits = [
        (_fit(dialect, sample[first - 1 :], len(columns)), place, dialect) for place, dialect in enumerate(dialects)
    ]
    dialect = min(fits, key=lambda fit: fit[:2])[2]
    return Layout(dialect, columns, 0, first)


_BLANK = re.compile(r"[\s\ufeff]*")
_NOT_SPACE = re.compile("[\x0b\x0c\x1c-\x1f\x85]")


def is_blank(cells: Sequence[str]) -> bool:
    """Whether a record says nothing: no cells, or only spaces in them."""
    return all(not cell or (_BLANK.fullmatch(cell) and not _NOT_SPACE.search(cell)) for cell in cells)


def no_header(head: Sequence[str], source: str) -> str:
    """What is said where no row of the first lines is a header."""
    filled = [line for line in head[:_HEAD_LINES] if line.strip()]
    if _is_free_text(filled):
        return (
            f"{source}: no header was found, and the lines look like free text, which cannot be read. Type them into a "
            f"table such as this one:\n{TABLE}\nA note may be left out."
        )
    first = one_spaced(next(iter(filled), ""))[:80]
    return (
        f'{source}: no header was found in the first {_HEAD_LINES} lines; the first begins "{first}". '
        f'Name the columns of a file without a header: columns=["client", "performed_at", "exercise", "sets", …]; '
        f'or say what its own names mean: columns={{"Oefening": "exercise"}}.'
    )


def _is_free_text(lines: Sequence[str]) -> bool:
    """Whether most lines are messages of a chat, or fewer than half have the same marks between cells as another."""
    if sum(bool(_MESSAGE.match(line)) for line in lines) * 2 > len(lines):
        return True
    columns = Counter(tuple(map(line.count, _PLAIN_MARKS)) for line in lines)
    alike = max((n for marks, n in columns.items() if any(marks) and n > 1), default=0)
    return alike * 2 < len(lines) and any(len(line.split()) >= _WORDS for line in lines)
