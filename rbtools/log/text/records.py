"""From bytes to records: rows of text cells, each with the physical line on which it starts."""

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from rbtools.errors import LogError
from rbtools.log.columns import Cells, Columns, Encoder, Misfit
from rbtools.log.header import Names, field_of, plain_name
from rbtools.log.text import arrow
from rbtools.log.text.dialect import Layout, is_blank, no_header
from rbtools.log.text.encoding import BROKEN, CONTROL, has_control_or_broken
from rbtools.log.text.scan import MAX_COLUMNS, MAX_FIELD, Record, fast_rows, lines_of, scan, split_record, start_of_line
from rbtools.log.values.grammar import Fault
from rbtools.log.values.times import parse_time

CONTROL_OR_BROKEN = re.compile(f"{BROKEN.pattern}|{CONTROL.pattern}")
_MEND = "Give it as many cells as the header."
_CONTROL = Fault(
    "control-char", "holds a control character.", "Take the control character out; the file may be damaged."
)


@dataclass(frozen=True)
class Table:
    """A table of text cells, before anything is known about its columns: what every format is turned into.

    `header` is empty where the header is still one of the first rows: the reader then looks for it, as in text files.
    `rows` are cells as they stood (never filled down, "" where empty); `lines[i]` is the physical line, or the sheet
    row, from 1, on which `rows[i]` stands. `bad_cells` says of single cells that no text can stand for them, by
    (index into rows, index of the column): the code of the reject, the reason (goes after the value in the message)
    and the hint. Such a record is rejected if its column is one that is read. `facts` goes into the report.
    """

    header: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    source: str
    sha256: str
    facts: Mapping[str, object] = field(default_factory=dict)
    bad_cells: Mapping[tuple[int, int], tuple[str, str, str]] = field(default_factory=dict)


def read_text(
    text: str, layout: Layout, *, careful: bool = False, max_field: int = MAX_FIELD, max_columns: int = MAX_COLUMNS
) -> Columns:
    """The records of a text below its header, as columns. `careful` keeps from the fast way (they agree; see tests)."""
    width = len(layout.header)

    def passed_over(cells: Sequence[str]) -> bool:
        """A blank line, or a comment: nothing but its first cell, or not a row and without a time in any cell."""
        if is_blank(cells):
            return True
        if not cells[0].lstrip(" \t\ufeff").startswith("#"):
            return False
        return is_blank(cells[1:]) or (len(cells) != width and not any(map(_looks_like_time, cells)))

    if not careful and (max_field, max_columns) == (MAX_FIELD, MAX_COLUMNS) and not has_control_or_broken(text):
        columns = _read_plain(text, layout, passed_over) if len(text) >= arrow.WORTHWHILE else None
        columns = columns or _read_fast(text, layout, passed_over)
        if columns is not None:
            return columns
    return _read_carefully(text, layout, passed_over, (max_field, max_columns))


def find_table_layout(
    table: Table, names: Names, listed: Sequence[str] | None
) -> tuple[tuple[str, ...], int, int, tuple[int, ...]]:
    """The header cells of a table, the index of the first row below it, its line, and the lines passed over."""
    if listed is not None:
        return tuple(listed), 0, 0, ()
    if table.header:
        return table.header, 0, 0, ()
    best, place = (False, 0), -1
    for i, row in enumerate(table.rows[:40]):
        known = names.known(row)
        score = (known > 0 and names.is_header(row), known)
        if score > best:
            best, place = score, i
    if best[1] < 2:
        raise LogError(no_header([" ".join(table.rows[0])] if len(table.rows) else [], table.source))
    header = list(table.rows[place])
    while header and not header[-1].strip():
        header.pop()
    above = tuple(int(table.lines[i]) for i in range(place) if not is_blank(table.rows[i]))
    return tuple(header), place + 1, int(table.lines[place]), above


def table_columns(table: Table, layout_row: int, header: tuple[str, ...]) -> Columns:
    """The rows of a table below its header row (`layout_row` rows are above, the header among them)."""
    keep, misfits, ignored = [], [], 0
    rows = list(table.rows)
    for i in range(layout_row, len(rows)):
        row = [*rows[i], *[""] * (len(header) - len(rows[i]))]
        spare = row[len(header) :]
        if is_blank(row) or _is_comment(row):
            ignored += 1
        elif not is_blank(spare):
            misfits.append(Misfit(int(table.lines[i]), tuple(row), _ragged(len(row), len(header), ",")))
        elif any(CONTROL_OR_BROKEN.search(cell) for cell in row):
            misfits.append(Misfit(int(table.lines[i]), tuple(row), _CONTROL))
        else:
            keep.append((i, row[: len(header)]))
    encoder = Encoder(len(header))
    encoder.add([row for _, row in keep])
    place = {i: k for k, (i, _) in enumerate(keep)}
    bad = {(place[i], j): Fault(*told) for (i, j), told in table.bad_cells.items() if i in place and j < len(header)}
    lines = np.array([table.lines[i] for i, _ in keep], "int64")
    return Columns(header, encoder.cells(), lines, misfits, ignored, bad)


def _is_comment(row: Sequence[str]) -> bool:
    return row[0].lstrip().startswith("#") and is_blank(row[1:])


def _read_plain(text: str, layout: Layout, passed_over: Callable[[Sequence[str]], bool]) -> Columns | None:
    start = start_of_line(text, layout.first_line)
    cells = arrow.plain_cells(text, start, len(layout.header), layout.dialect)
    if cells is None or _has_odd_words(cells, layout):
        return None
    lines = np.arange(layout.first_line, layout.first_line + len(cells[0].codes), dtype="int64")
    return _without_passed_over(Columns(layout.header, cells, lines, [], 0, {}), passed_over)


def _has_odd_words(cells: Sequence[Cells], layout: Layout) -> bool:
    """Whether a cell is too long, or has a quote that stands behind a space: the careful way knows what to do."""
    blanks, quote = layout.dialect.blanks, layout.dialect.quote
    odd = [w for column in cells for w in column.words if quote in w or len(w) > MAX_FIELD]
    return any(len(word) > MAX_FIELD or word.lstrip(blanks).startswith(quote) for word in odd)


def _read_fast(text: str, layout: Layout, passed_over: Callable[[Sequence[str]], bool]) -> Columns | None:
    chunks = fast_rows(text, layout.dialect, layout.first_line, len(layout.header), passed_over)
    if chunks is None:
        return None
    encoder, lines, ignored = Encoder(len(layout.header)), [], 0
    try:
        for rows, starts, skipped in chunks:
            encoder.add(rows)
            lines.append(np.array(starts, "int64"))
            ignored += skipped
    except csv.Error:
        return None
    cells = encoder.cells()
    if _has_odd_words(cells, layout):
        return None
    columns = Columns(layout.header, cells, np.concatenate([np.empty(0, "int64"), *lines]), [], ignored, {})
    return _without_passed_over(columns, passed_over)


def _read_carefully(
    text: str, layout: Layout, passed_over: Callable[[Sequence[str]], bool], caps: tuple[int, int]
) -> Columns:
    dialect, width = layout.dialect, len(layout.header)
    names = [field_of(c) for c in layout.header]
    when = next((i for i, name in enumerate(names) if name in ("performed_at", "date")), None)

    def could_be_record(line: str) -> bool:
        cells, _, _ = split_record([line], 0, dialect)
        return cells is not None and len(cells) == width and (when is None or _looks_like_time(cells[when]))

    whole: list[Record] = []
    misfits, ignored = [], 0
    for record in scan(lines_of(text, layout.first_line), dialect, layout.first_line, could_be_record):
        if not record.code and passed_over(record.cells):
            ignored += 1
        elif fault := _unreadable(record, *caps):
            misfits.append(Misfit(record.line, tuple(record.cells), fault))
        else:
            whole.append(record)
    spare = _spare_cells([len(r.cells) for r in whole], [r.cells for r in whole], width)
    fitting = [r for r in whole if len(r.cells) == width + spare]
    misfits += [
        Misfit(r.line, tuple(r.cells), _ragged(len(r.cells), width, dialect.delimiter))
        for r in whole
        if len(r.cells) != width + spare
    ]
    encoder = Encoder(width)
    encoder.add([r.cells[:width] + [""] * (width - len(r.cells)) for r in fitting])
    lines = np.array([r.line for r in fitting], "int64")
    columns = Columns(layout.header, encoder.cells(), lines, misfits, ignored, {})
    return _without_passed_over(columns, passed_over)


def _looks_like_time(cell: str) -> bool:
    found = parse_time(cell)
    return not isinstance(found, Fault) or bool(found.option)


def _unreadable(record: Record, max_field: int, max_columns: int) -> Fault | None:
    if len(record.cells) > max_columns:
        return Fault("too-long", f"has {len(record.cells):,} cells; at most {max_columns:,} are read.", _MEND)
    if any(len(cell) > max_field for cell in record.cells):
        return Fault("too-long", f"has a cell of more than {max_field:,} characters.", "Shorten it.")
    text = "".join(record.cells)
    if BROKEN.search(text):
        return Fault("encoding", "is not in the encoding of the file.", "Type the letters again and save it as UTF-8.")
    if CONTROL.search(text):
        return _CONTROL
    return (
        Fault("quote", "has broken quoting.", "Close the quote, or write a quote inside a quoted cell twice.")
        if record.code
        else None
    )


def place_of_blame(cells: Sequence[str], fault: Fault) -> int | None:
    """The cell for which a record was rejected, where it is one cell."""
    wrong: dict[str, Callable[[str], object]] = {
        "encoding": BROKEN.search,
        "control-char": CONTROL.search,
        "too-long": lambda cell: len(cell) > MAX_FIELD,
    }
    test = wrong.get(fault.code)
    return next((i for i, cell in enumerate(cells) if test(cell)), None) if test else None


def _spare_cells(widths: Sequence[int], rows: Sequence[Sequence[str]], width: int) -> int:
    """How many empty cells more (or, of unnamed columns, fewer) than the header every row has at its end."""
    wide = {w for w in widths if w >= width}
    if len(wide) != 1 or (spare := wide.pop() - width) == 0:
        return 0
    rows = [row for row, w in zip(rows, widths, strict=True) if w > width]
    return spare if len(rows) > 1 and all(is_blank(row[width:]) for row in rows) else 0


def _ragged(cells: int, width: int, delimiter: str) -> Fault:
    hint = "Give it as many cells as the header."
    if cells > width and delimiter.strip() == ",":
        hint = "If the note holds a comma, put the note in double quotes."
    elif cells > width:
        hint = "If the note holds the delimiter, put the note in double quotes."
    return Fault("ragged", f"{cells} cell{'' if cells == 1 else 's'} where the header has {width}.", hint)


def _without_passed_over(columns: Columns, passed_over: Callable[[Sequence[str]], bool]) -> Columns:
    """Without rows that are blank, a comment, or the header again."""
    if not len(columns.lines):
        return columns
    gone = np.ones(len(columns.lines), bool)
    for column in columns.cells:
        gone &= np.array([is_blank([w]) for w in column.words])[column.codes]
        if not gone.any():
            break
    first = columns.cells[0]
    comment = np.array([w.lstrip(" \t\ufeff").startswith("#") and passed_over([w]) for w in first.words])[first.codes]
    for row in np.flatnonzero(comment & ~gone).tolist():
        gone[row] = passed_over(columns.row(row))
    again = ~gone
    for column, name in zip(columns.cells, columns.header, strict=True):
        again &= np.array([len(w) < 500 and plain_name(w) == plain_name(name) for w in column.words])[column.codes]
        if not again.any():
            break
    gone |= again
    if not gone.any():
        return columns
    keep = np.flatnonzero(~gone)
    return replace(
        columns,
        cells=[c.take(keep) for c in columns.cells],
        lines=columns.lines[keep],
        ignored=columns.ignored + int(gone.sum()),
    )
