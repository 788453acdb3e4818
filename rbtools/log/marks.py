"""Columns that say one thing in several cells: marks of done and not done, and times in parts."""

import re
from collections.abc import Mapping

import numpy as np

from rbtools.errors import LogError
from rbtools.log.columns import Cells
from rbtools.log.values.grammar import DONE, SKIPPED, is_missing, mark

_MIDNIGHT = re.compile(r"[T ]0?0:00(:00(\.0+)?)?\s*$")
_HALF = re.compile(r"[ap]\.?\s*m\.?", re.IGNORECASE)


def outcomes(plain: dict[str, Cells], origin: Mapping[str, str], source: str) -> dict[str, Cells]:
    """The fields with marks of done or not done as outcomes; where something was not done, the sets next to it are
    what was prescribed, so they are taken out.

    Raises `LogError` where a mark is neither yes nor no, and where only the undone is marked, so that an empty cell may
    mean either."""
    for name in ("done", "not_done"):
        if name not in plain:
            continue
        cells = plain.pop(name)
        header = origin.get(name, name)
        found = [None if is_missing(w) else mark(w) for w in cells.words]
        used = np.bincount(cells.codes, minlength=len(cells.words)) > 0
        _refuse_other_marks(cells, found, used, header, source)
        given = {f for f, u in zip(found, used, strict=True) if u and f}
        if name == "done":
            if given == {SKIPPED} and any(f is None and u for f, u in zip(found, used, strict=True)):
                raise LogError(
                    f'{source}: in the column "{header}" only what was not done is marked, so an empty cell may mean '
                    f'either. Fill in the empty cells, or say columns={{"{header}": "outcome"}} if empty means done.'
                )
            outcome = [f or SKIPPED for f in found]
        else:
            outcome = [SKIPPED if f == DONE else DONE for f in found]
        return plain | {"outcome": Cells(cells.codes, outcome), **_without_prescribed(plain, cells, outcome)}
    return plain


def _refuse_other_marks(cells: Cells, found: list[str | None], used: np.ndarray, header: str, source: str) -> None:
    for word, meaning, is_used in zip(cells.words, found, used, strict=True):
        if is_used and meaning is None and not is_missing(word):
            raise LogError(
                f'{source}: the column "{header}" holds "{word.strip()[:60]}", which is neither a yes nor a no. Say '
                f'what the column is, such as columns={{"{header}": "sets"}}, or leave it: columns={{"{header}": ""}}; '
                f"or correct the cell."
            )


def _without_prescribed(plain: Mapping[str, Cells], marks: Cells, outcome: list[str]) -> dict[str, Cells]:
    if "sets" not in plain:
        return {}
    sets = plain["sets"]
    undone = np.array([o == SKIPPED for o in outcome], bool)[marks.codes]
    return {"sets": Cells(np.where(undone, len(sets.words), sets.codes).astype(np.int32), [*sets.words, ""])}


def joined_time(plain: dict[str, Cells], origin: dict[str, str]) -> dict[str, Cells]:
    """The fields with date, time, am or pm, and offset in one cell, `performed_at`.

    In a column of dates 00:00 is what programs write after a date, not a time."""
    parts = [n for n in ("date", "performed_at", "time", "am_pm", "utc_offset") if n in plain]
    if "date" in plain:
        plain["date"] = Cells(plain["date"].codes, [_MIDNIGHT.sub("", word) for word in plain["date"].words])
    if parts == ["performed_at"]:
        return plain
    text = plain.pop(parts[0])
    for name in parts[1:]:
        text = _joined(text, plain.pop(name), "" if name == "utc_offset" else " ")
    origin["performed_at"] = " + ".join(origin.pop(n) for n in parts if n in origin)
    return plain | {"performed_at": text}


def _joined(first: Cells, second: Cells, between: str) -> Cells:
    """Two columns as one; where either says nothing, the other as it is, but for a second one without the first."""
    pairs = first.codes.astype("int64") * max(len(second.words), 1) + second.codes
    different, codes = np.unique(pairs, return_inverse=True)
    texts = []
    for pair in different.tolist():
        one, two = first.words[pair // len(second.words)].strip(), second.words[pair % len(second.words)].strip()
        if is_missing(two) or (_HALF.fullmatch(two) and _HALF.search(one)):
            two = ""
        gap = between if two else ""
        texts.append(f"{one}{gap}{two}" if one else "")
    return Cells(codes.astype(np.int32), texts)
