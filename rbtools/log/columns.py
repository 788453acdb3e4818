"""Columns of text, each as its different words and a code per row: a word is looked at once, whatever its number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rbtools.log.values.grammar import Fault

Codes = np.ndarray[tuple[int], np.dtype[np.int32]]


class Cells(NamedTuple):
    """A column of text: `words[codes[i]]` stands in row i."""

    codes: Codes
    words: list[str]

    def take(self, rows: np.ndarray) -> "Cells":
        """The cells of some rows."""
        return Cells(self.codes[rows], self.words)

    def at(self, row: int) -> str:
        """The cell of one row."""
        return self.words[self.codes[row]]


class _Words(dict[str, int]):
    def __missing__(self, word: str) -> int:
        self[word] = code = len(self)
        return code


class Encoder:
    """Collects rows of `width` cells, chunk by chunk, into columns of words and codes."""

    def __init__(self, width: int) -> None:
        self._words = [_Words() for _ in range(width)]
        self._codes: list[list[Codes]] = [[] for _ in range(width)]

    def add(self, rows: Sequence[Sequence[str]]) -> None:
        """Take in some rows."""
        for words, codes, column in zip(self._words, self._codes, zip(*rows, strict=True), strict=False):
            codes.append(np.fromiter(map(words.__getitem__, column), np.int32, len(rows)))

    def cells(self) -> list[Cells]:
        """The columns."""
        none = np.empty(0, np.int32)
        return [
            Cells(np.concatenate(codes) if codes else none, list(words))
            for words, codes in zip(self._words, self._codes, strict=True)
        ]


class Misfit(NamedTuple):
    """A record that is not a row of the table, as it stood."""

    line: int
    cells: tuple[str, ...]
    fault: Fault


@dataclass(frozen=True)
class Columns:
    """A table whose header is known: the cells of every row as wide as the header, and what else was there."""

    header: tuple[str, ...]
    cells: list[Cells]
    lines: np.ndarray
    misfits: list[Misfit]
    ignored: int
    bad_cells: dict[tuple[int, int], Fault]

    def row(self, index: int) -> tuple[str, ...]:
        """The cells of one row, as they stood."""
        return tuple(c.at(index) for c in self.cells)

    def at_line(self, line: int) -> tuple[str, ...]:
        """The cells of the record that starts on a line, as they stood."""
        found = np.flatnonzero(self.lines == line)
        return self.row(int(found[0])) if len(found) else next((m.cells for m in self.misfits if m.line == line), ())


def concatenated(parts: Iterable[Cells]) -> Cells:
    """Several columns of text one below the other."""
    words = _Words()
    codes = []
    for part in parts:
        new = np.fromiter(map(words.__getitem__, part.words), np.int32, len(part.words))
        codes.append(new[part.codes] if len(new) else part.codes)
    return Cells(np.concatenate(codes) if codes else np.empty(0, np.int32), list(words))
