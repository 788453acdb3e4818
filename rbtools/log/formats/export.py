"""What an export of another app is: how its header is known, what its columns mean, how its cells become ours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from rbtools.log.columns import Cells, Columns
from rbtools.log.header import Target, one_spaced, plain_name, target_of

ARROW = " → "
"""Between the name of a column and the field that a part of it is read as."""
_LONG = 10  # digits of a length of time that are read; the grammar refuses what is longer
Convert = Callable[[Columns], Columns]


@dataclass(frozen=True)
class Export:
    """One app's export. Header names are compared as `plain_name` gives them, each in the languages that were seen.

    `title` is how the report calls it. `known_by` are the columns that tell it from every other table. `fields` says
    what columns are read as; every other column is left unread, whatever its name, unless `others` are read as in any
    table. `cells` change the words of a field into ours. `set_rows`: one row is one set. `ticks`: sets are assumed,
    since the app knows only done and not done. `left` says in the report what else was left out. `convert` does what
    cannot be done word by word.
    """

    title: str
    known_by: tuple[tuple[str, ...], ...]
    fields: Mapping[str, tuple[str, ...]]
    cells: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    set_rows: bool = False
    ticks: bool = False
    others: bool = False
    left: Callable[[Columns], str] = lambda _: ""
    convert: Convert = lambda columns: columns

    def knows(self, header: Sequence[str]) -> bool:
        """Whether a header is one of this app."""
        names = set(map(plain_name, header))
        return all(names.intersection(alternatives) for alternatives in self.known_by)

    def renamed(self, header: Sequence[str]) -> dict[str, Target | None]:
        """What every column of the header is read as; None leaves it unread."""
        field_of = {name: f for f, names in self.fields.items() for name in names}
        found = {}
        for cell in header:
            field = cell.partition(ARROW)[2] or field_of.get(plain_name(cell))
            if cell.strip() and (field or not self.others):
                found[one_spaced(cell)] = target_of(field)
        return found

    def read(self, columns: Columns) -> Columns:
        """The columns with our words in their cells."""
        columns = self.convert(columns)
        renamed = self.renamed(columns.header)
        changed = []
        for name, cells in zip(columns.header, columns.cells, strict=True):
            target = renamed.get(one_spaced(name))
            change = self.cells.get(target.field) if target else None
            changed.append(Cells(cells.codes, [change(word) for word in cells.words]) if change else cells)
        return replace(columns, cells=changed)


def place_of(columns: Columns, *names: str) -> int | None:
    """The index of the first column with one of the names."""
    return next((i for i, cell in enumerate(columns.header) if plain_name(cell) in names), None)


def joined(columns: Columns, *names: str) -> Columns:
    """Columns of text as one, in the place of the first; each word once, ` / ` between them."""
    places = [i for i in (place_of(columns, name) for name in names) if i is not None]
    if len(places) < 2:
        return columns
    rows = zip(
        *([columns.cells[i].words[code] for code in columns.cells[i].codes.tolist()] for i in places), strict=True
    )
    texts = [" / ".join(dict.fromkeys(word.strip() for word in row if word.strip())) for row in rows]
    others = [i for i in range(len(columns.header)) if i not in places[1:]]
    cells = [cells_of(texts) if i == places[0] else columns.cells[i] for i in others]
    return replace(columns, header=tuple(columns.header[i] for i in others), cells=cells)


def without(columns: Columns, rows: np.ndarray) -> Columns:
    """The columns without some rows, which are counted as ignored."""
    keep = np.flatnonzero(~rows)
    if len(keep) == len(rows):
        return columns
    cells = [c.take(keep) for c in columns.cells]
    return replace(columns, cells=cells, lines=columns.lines[keep], ignored=columns.ignored + int(rows.sum()))


def cells_of(texts: Sequence[str]) -> Cells:
    """A column of text from its cells."""
    words = {word: code for code, word in enumerate(dict.fromkeys(texts))}
    return Cells(np.fromiter((words[t] for t in texts), np.int32, len(texts)), list(words))


def texts_of(cells: Cells) -> list[str]:
    """The cells of a column, row by row."""
    return [cells.words[code] for code in cells.codes.tolist()]


def rows_where(cells: Cells, test: Callable[[str], bool]) -> np.ndarray:
    """The rows in which a word passes a test."""
    return np.array([test(word) for word in cells.words], bool)[cells.codes]


def nothing_for_zero(word: str) -> str:
    """Apps write 0 where nothing was entered.

    >>> nothing_for_zero("0.0"), nothing_for_zero("10.0")
    ('', '10.0')
    """
    return "" if word.strip().strip("0") in ("", ".", ",") else word


def minutes_of_seconds(word: str) -> str:
    """Seconds as minutes; 0 is nothing entered.

    >>> minutes_of_seconds("90"), minutes_of_seconds("0"), minutes_of_seconds("x")
    ('1.5000', '', 'x')
    """
    text = nothing_for_zero(word).strip().replace(",", ".")
    return f"{float(text) / 60:.4f}" if _is_short_number(text.replace(".", "", 1)) else text


def minutes_of_clock(word: str) -> str:
    """A length of time such as 0:01:30 or 01:30 as minutes.

    >>> minutes_of_clock("0:01:30"), minutes_of_clock("2:00"), minutes_of_clock("0:00:00")
    ('1.5000', '2.0000', '')
    """
    parts = word.strip().split(":")
    if not 2 <= len(parts) <= 3 or not all(_is_short_number(part) for part in parts):
        return word
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + int(part)
    return f"{seconds / 60:.4f}" if seconds else ""


def _is_short_number(text: str) -> bool:
    return len(text) < _LONG and text.isascii() and text.isdecimal()
