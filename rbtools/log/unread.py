"""Columns that are not read: named with what stands in them, and asked about where they look like ours."""

import re
from collections.abc import Sequence

import numpy as np

from rbtools.errors import LogError, did_you_mean
from rbtools.log.columns import Cells, Columns
from rbtools.log.header import FIELDS, Names, Target, is_other, one_spaced, plain_name, side_of
from rbtools.log.log import Unread
from rbtools.log.values.grammar import Fault, is_missing, mark, rating

_OFFSET = re.compile(r"(?:UTC|GMT)?[+\-−]\d{1,2}(?::?\d{2})?|Z")
_HALF_DAY = re.compile(r"[ap]\.?\s?m\.?", re.IGNORECASE)
_EXAMPLE = 40  # characters of an example that are shown


def unread_columns(columns: Columns, targets: Sequence[Target | None]) -> tuple[Unread, ...]:
    """The columns that are not read though cells of them hold something; without a name, by their number."""
    found = []
    for number, (name, target, cells) in enumerate(zip(columns.header, targets, columns.cells, strict=True), 1):
        if target or name.lstrip("\ufeff ").startswith("_"):
            continue
        filled = np.array([bool(word.strip()) for word in cells.words], bool)[cells.codes]
        if filled.any():
            example = cells.at(int(np.flatnonzero(filled)[0])).strip()
            shown = "".join(c if c.isprintable() else " " for c in example[:_EXAMPLE])
            found.append(Unread(one_spaced(name) or f"column {number} (no name)", int(filled.sum()), shown))
    return tuple(found)


def ask_about_columns(columns: Columns, targets: Sequence[Target | None], names: Names, source: str) -> None:
    """Stop where an unread column looks like ours. Raises `LogError` with all such columns and the way to answer."""
    questions, answers = [], []
    for name, target, cells in zip(columns.header, targets, columns.cells, strict=True):
        own, by_name = one_spaced(name), names.target(name)
        superseded = by_name is not None and not by_name.exercise  # another column is read as this field
        if target or not own or own in names.renamed or is_other(name) or superseded:
            continue
        words = used_words(cells)
        if looks := words and _kind(words):
            likely = did_you_mean(plain_name(name), [*FIELDS])
            n = int(np.isin(cells.codes, [i for i, w in enumerate(cells.words) if w.strip()]).sum())
            questions.append(f'"{own}" ({n} cells, such as "{words[0].strip()[:_EXAMPLE]}": {looks[0]}{likely})')
            answers.append((own, looks[1]))
    if questions:
        raise LogError(_question(source, questions, answers))


def _question(source: str, questions: Sequence[str], answers: Sequence[tuple[str, str]]) -> str:
    one, meant = answers[0]
    what, they, them = ("a column is", "it is", "it") if len(answers) == 1 else ("some columns are", "they are", "them")
    unread = ", ".join(f'"{own}": ""' for own, _ in answers)
    return (
        f"{source}: {what} not known, and the cells look like what a log holds: {', '.join(questions)}. "
        f'Say what {they}, such as columns={{"{one}": "{meant}"}}, or leave {them} unread: columns={{{unread}}}.'
    )


def used_words(cells: Cells) -> list[str]:
    """The different words of a column that say something and stand in a row."""
    counts = np.bincount(cells.codes, minlength=len(cells.words))
    return [w for w, n in zip(cells.words, counts, strict=True) if n and not is_missing(w)]


def _kind(words: Sequence[str]) -> tuple[str, str] | None:
    """What all the words of a column look like, and a field that they could be."""
    texts = [w.strip() for w in words]
    if any(len(text) > 30 for text in texts):
        return None
    if all(not isinstance(rating(text), Fault) for text in texts):
        return "numbers from 0 to 10", "tightness"
    if all(mark(text) and text.casefold() != "ok" for text in texts):  # ok is also how somebody feels
        return "yes or no", "done"
    if all(side_of(text) for text in texts):
        return "sides", "side"
    if all(_HALF_DAY.fullmatch(text) for text in texts):
        return "am or pm", "am_pm"
    if all(_OFFSET.fullmatch(text) for text in texts):
        return "offsets from UTC", "utc_offset"
    return None
