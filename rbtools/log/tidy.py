"""Any table as tidy columns: one row an exercise or a rating alone, whatever was a column before."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from rbtools.log.columns import Cells, Columns, concatenated
from rbtools.log.header import FIELDS, RATINGS, Target, one_spaced
from rbtools.log.marks import joined_time, outcomes
from rbtools.log.values.grammar import Fault, is_missing
from rbtools.log.values.times import parse_time

SHARED = ("client", "performed_at", "slot", *RATINGS, "recorded_at", "note")


class Tidy(NamedTuple):
    """Tidy columns of text: `cells` by field, where the source has it; `record` is the row of the source;
    `wide` says of each row whether it was a cell of a wide diary; `origin` names the source's column by field."""

    cells: dict[str, Cells]
    record: np.ndarray
    wide: np.ndarray
    exercise: np.ndarray
    origin: dict[str, str]


def tidy(
    columns: Columns, targets: Sequence[Target | None], answers: Mapping[str, Mapping[str, str]], source: str
) -> Tidy:
    """The tidy form of a table. In a wide diary every column of an exercise gives a row where it says something."""
    found = {t: _answered(c, h, answers) for t, c, h in zip(targets, columns.cells, columns.header, strict=True) if t}
    origin = {str(t): one_spaced(h) for t, h in zip(targets, columns.header, strict=True) if t}
    plain = {t.field: cells for t, cells in found.items() if not t.exercise}
    plain = joined_time(outcomes(plain, origin, source), origin)
    n = len(columns.lines)
    groups = sorted({(t.exercise, t.side) for t in found if t.exercise}, key=lambda g: _place(targets, g))
    if not groups:
        every = np.arange(n)
        return Tidy({f: plain[f] for f in FIELDS if f in plain}, every, np.zeros(n, bool), np.full(n, ""), origin)
    return _melted(found, plain, groups, n, origin)


def _place(targets: Sequence[Target | None], group: tuple[str, str]) -> int:
    return next(i for i, t in enumerate(targets) if t and (t.exercise, t.side) == group)


def _melted(
    found: Mapping[Target, Cells],
    plain: Mapping[str, Cells],
    groups: list[tuple[str, str]],
    n: int,
    origin: dict[str, str],
) -> Tidy:
    parts: list[tuple[np.ndarray, str, str]] = []
    said = np.zeros(n, bool)
    for exercise, side in groups:
        here = np.zeros(n, bool)
        for target, cells in found.items():
            if (target.exercise, target.side) == (exercise, side):
                here |= _says_something(cells)
        parts.append((np.flatnonzero(here), exercise, side))
        said |= here
    tidy_rows = _says_something(plain["exercise"]) if "exercise" in plain else np.zeros(n, bool)
    parts.append((np.flatnonzero(~said | tidy_rows), "", ""))
    record = np.concatenate([rows for rows, _, _ in parts])
    tidied = {f: plain[f].take(record) for f in SHARED if f in plain}
    for field in ("exercise", "sets", "reps", "side", "minutes", "outcome"):
        tidied[field] = concatenated(_part(field, rows, exercise, side, found, plain) for rows, exercise, side in parts)
    wide = np.concatenate([np.full(len(rows), bool(exercise)) for rows, exercise, _ in parts])
    names = [".".join(p for p in (e, s) if p) for _, e, s in parts]
    named = np.concatenate([np.full(len(rows), name) for (rows, _, _), name in zip(parts, names, strict=True)])
    order = np.argsort(record, kind="stable")
    in_order = {f: tidied[f].take(order) for f in FIELDS if f in tidied}
    return Tidy(in_order, record[order], wide[order], named[order], origin)


def _part(
    field: str, rows: np.ndarray, exercise: str, side: str, found: Mapping[Target, Cells], plain: Mapping[str, Cells]
) -> Cells:
    constant = {"exercise": exercise, "side": side}.get(field, "")
    source = found.get(Target(field, exercise, side)) if exercise else plain.get(field)
    if source is None:
        return Cells(np.zeros(len(rows), np.int32), [constant])
    return source.take(rows)


def _says_something(cells: Cells) -> np.ndarray:
    return ~np.array([is_missing(w) for w in cells.words], bool)[cells.codes]


def _answered(cells: Cells, header: str, answers: Mapping[str, Mapping[str, str]]) -> Cells:
    given = answers.get(one_spaced(header))
    if not given:
        return cells
    return Cells(cells.codes, [given.get(one_spaced(w).casefold(), w) for w in cells.words])


def without_empty(tidied: Tidy, date_order: str | None) -> tuple[Tidy, int]:
    """The rows but those that say nothing but a time, a client or a slot, and of how many records they were.

    Such rows are found in sheets with prefilled dates. What is no time stays, and is rejected."""
    says = np.zeros(len(tidied.record), bool)
    for name, cells in tidied.cells.items():
        if name not in ("client", "performed_at", "slot", "recorded_at"):
            says |= _says_something(cells)
    if says.all():
        return tidied, 0
    when = tidied.cells["performed_at"]
    silent = np.flatnonzero(~says)
    timed = {c: _is_time(when.words[c], date_order) for c in np.unique(when.codes[silent]).tolist()}
    keep = says.copy()
    keep[silent] = [not timed[c] for c in when.codes[silent].tolist()]
    rows = np.flatnonzero(keep)
    n = len(np.unique(tidied.record)) - len(np.unique(tidied.record[rows]))
    kept = {name: c.take(rows) for name, c in tidied.cells.items()}
    return Tidy(kept, tidied.record[rows], tidied.wide[rows], tidied.exercise[rows], tidied.origin), n


def _is_time(word: str, date_order: str | None) -> bool:
    found = parse_time(word, date_order)
    return not isinstance(found, Fault) or bool(found.option)
