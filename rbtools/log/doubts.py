"""Columns that are known and hold another kind of cell: ratings of another scale, marks where sets are counted."""

import re
from collections.abc import Sequence

import numpy as np

from rbtools.errors import LogError
from rbtools.log.columns import Cells, Columns
from rbtools.log.header import RATINGS, Names, Target, one_spaced, scale_of
from rbtools.log.unread import used_words
from rbtools.log.values.grammar import ascii_digits, is_missing, mark

_PERCENT = re.compile(r"\d+(?:[.,]\d+)?\s*%")
_NUMBER = re.compile(r"(\d{1,3})(?:[.,]0+)?(?:\s*/\s*\d+)?")
TOP, OTHER_TOP = 10, 100  # ratings go to 10; a number above 100 is on no scale
# The scale of a rating column is asked for where this share of its numbers is above 10, a single one included ("60" and
# "8"), or a smaller share where it is more than one. Fewer are typing errors, and each is rejected by itself.
SHARE_ABOVE_TEN, SHARE_OF_SEVERAL = 0.2, 0.1
# A column of sets is asked about where this many of its cells, and this share of those filled, are marks such as x.
MARKS, SHARE_OF_MARKS = 2, 0.5


def ask_about_scales(columns: Columns, targets: Sequence[Target | None], names: Names, source: str) -> None:
    """Stop where ratings are on another scale than 0 to 10: by their header, as percentages, or above 10.

    Raises `LogError`."""
    for name, target, cells in zip(columns.header, targets, columns.cells, strict=True):
        if not target or target.exercise or target.field not in RATINGS:
            continue
        own, said = one_spaced(name), one_spaced(name) in names.renamed
        if (scale := scale_of(name)) and not said:
            raise LogError(_scale_question(source, own, f'states the scale "{scale}"', target.field))
        if percents := [w for w in used_words(cells) if _PERCENT.fullmatch(w.strip())]:
            raise LogError(_scale_question(source, own, f'holds percentages, such as "{percents[0].strip()}"', ""))
        if above := _many_above(cells):
            raise LogError(_scale_question(source, own, f'holds numbers above 10, such as "{above}"', ""))


def _scale_question(source: str, own: str, what: str, field: str) -> str:
    as_it_is = f'; if its numbers are 0 to 10 as they are, say columns={{"{own}": "{field}"}}' if field else ""
    return (
        f'{source}: the column "{own}" {what}, and ratings go from 0 to 10. Convert the column to 0-10 and read '
        f'again{as_it_is}; or leave it unread: columns={{"{own}": ""}}.'
    )


def _many_above(cells: Cells) -> str:
    """A number above 10, where so many are that the scale is another one."""
    counts = np.bincount(cells.codes, minlength=len(cells.words))
    numbers = {}
    for i, word in enumerate(cells.words):
        found = _NUMBER.fullmatch(ascii_digits(word).strip()) if len(word) < 30 else None
        if found and counts[i]:
            numbers[i] = int(found[1])
    above = [i for i, value in numbers.items() if TOP < value <= OTHER_TOP]
    n, total = int(counts[above].sum()), int(counts[list(numbers)].sum())
    if not n or total == 1:  # a single number is rejected, and nothing of another scale is kept
        return ""
    share = SHARE_OF_SEVERAL if n > 1 else SHARE_ABOVE_TEN
    return cells.words[above[0]].strip() if n >= share * total else ""


def ask_about_marks(columns: Columns, targets: Sequence[Target | None], source: str) -> None:
    """Stop where a column of sets holds marks such as x or done, which do not say how many sets.

    Raises `LogError` with all such columns."""
    doubtful = []
    for name, target, cells in zip(columns.header, targets, columns.cells, strict=True):
        if target and target.field == "sets" and (marked := _many_marks(cells)):
            doubtful.append((one_spaced(name), *marked))
    if doubtful:
        them = ", ".join(f'"{own}" ({n} cells, such as "{example}")' for own, n, example in doubtful)
        what = "the column of sets holds marks" if len(doubtful) == 1 else "columns of sets hold marks"
        raise LogError(
            f"{source}: {what}, which do not say how many sets were done: {them}. Write the number of sets in place of "
            f'each mark, or leave the column unread: columns={{"{doubtful[0][0]}": ""}}.'
        )


def _many_marks(cells: Cells) -> tuple[int, str] | None:
    """How many cells are marks, and one of them, where so many are that it is a habit and no slip."""
    counts = np.bincount(cells.codes, minlength=len(cells.words))
    filled = [i for i, word in enumerate(cells.words) if counts[i] and not is_missing(word)]
    marks = [i for i in filled if mark(cells.words[i])]
    n = int(counts[marks].sum())
    many = n >= MARKS and n >= SHARE_OF_MARKS * int(counts[filled].sum())
    return (n, cells.words[marks[0]].strip()) if many else None
