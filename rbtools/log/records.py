"""From bytes to records: rows of text cells, each with the physical line on which it starts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


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
