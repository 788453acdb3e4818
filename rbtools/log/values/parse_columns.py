"""Tidy columns of text to values by row, and for every row the first thing that is wrong with it, if anything is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rbtools.log.columns import Cells
from rbtools.log.header import RATINGS
from rbtools.log.tidy import Tidy
from rbtools.log.values import grammar
from rbtools.log.values.grammar import Fault
from rbtools.log.values.instants import NAT, instants_of, recorded_instants

NONE = -1

_NO_CLIENT = Fault("missing", "is empty.", "Fill in the client, or say client= for the rows without one.")
_NO_EXERCISE = Fault(
    "missing", "is empty.", "Name the exercise; a rating alone has no sets, reps, side, minutes or outcome."
)
_NO_SETS = Fault("missing", "is empty.", 'Give the sets done, or outcome "skipped".')
_ZERO_SETS = Fault("range", "is below 1.", 'Give 1 to 50, or outcome "skipped".')
_SKIPPED_SETS = Fault("conflict", "is given with outcome skipped.", "Take the sets out, or the outcome.")
_TWELVE = Fault(
    "conflict",
    "is given with slot pm and may be a 12-hour clock.",
    "Write it on the 24-hour clock with its offset, or with am or pm; or correct the slot.",
)


@dataclass
class Parsed:
    """The values of every row (NONE where there is none; ids as codes into their words), and its fault if any:
    `fault[i]` is 0 or a place in `faults`, a list of (column, fault); `fellow[i]` says that it is that of
    another row of the same record; `several` says that a record holds several facts, and `cell_faults` (row, column,
    fault) what cost no more than its cell; `leader` says which row a set is part of, where a row is a set."""

    n: int
    columns: dict[str, np.ndarray] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)
    empty: dict[str, np.ndarray] = field(default_factory=dict)
    fault: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int32))
    faults: list[tuple[str, Fault]] = field(default_factory=lambda: [("", Fault("", ""))])
    marks: dict[str, int] = field(default_factory=dict)
    flags: dict[str, np.ndarray] = field(default_factory=dict)
    several: bool = False
    cell_faults: list[tuple[int, str, Fault]] = field(default_factory=list)
    fellow: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))
    leader: np.ndarray | None = None

    def __post_init__(self) -> None:
        self.fault, self.fellow = np.zeros(self.n, np.int32), np.zeros(self.n, bool)

    def reject(self, rows: np.ndarray, column: str, fault: Fault) -> None:
        """Give the fault to those of the rows (a mask) that have none yet."""
        rows = rows & (self.fault == 0)
        if rows.any():
            self.faults.append((column, fault))
            self.fault[rows] = len(self.faults) - 1

    def reject_words(self, codes: np.ndarray, column: str, faults: dict[int, Fault]) -> None:
        """Give the faults of words to the rows they stand in."""
        if not faults:
            return
        table: dict[Fault, int] = {}
        of_word = np.zeros(int(codes.max(initial=0)) + 1, np.int32)
        for word, fault in faults.items():
            if fault not in table:
                table[fault] = len(self.faults)
                self.faults.append((column, fault))
            if word < len(of_word):
                of_word[word] = table[fault]
        found = of_word[codes]
        self.fault = np.where((self.fault == 0) & (found > 0), found, self.fault)


def parse_columns(
    tidied: Tidy,
    *,
    tz: str | None,
    client: str | None,
    date_order: str | None,
    times: str | None,
    exercise: Callable[[str], str | Fault] = grammar.identifier,
    slot: Callable[[str], str | Fault] = grammar.identifier,
) -> Parsed:
    """Every cell by its column's grammar, then what the cells of a row say together; the first fault by column.

    `exercise` and `slot` give the ids of names. A row of a wide diary holds several facts: a faulty rating there costs
    its cell (`cell_faults`), not the row."""
    it = Parsed(len(tidied.record), several=bool(tidied.wide.any()))
    cells = tidied.cells
    _clients(it, cells.get("client"), client)
    _times(it, cells["performed_at"], tz, date_order, times)
    _ids(it, "slot", cells.get("slot"), slot)
    _ids(it, "exercise", cells.get("exercise"), exercise)
    doses = ("sets", "reps", "side", "minutes", "outcome")
    later: list[tuple[np.ndarray, dict[int, Fault]]] = []
    outcome_ok = _parse(it, "outcome", cells.get("outcome"), _outcome_code, 0, np.int8, later)
    alone = it.empty["exercise"]
    no_dose = np.ones(it.n, bool)
    rated = np.zeros(it.n, bool)
    for name in doses:
        no_dose &= _blank(it, cells.get(name))
    for name in RATINGS:
        rated |= ~_blank(it, cells.get(name))
    it.reject(alone & ~(no_dose & rated), "exercise", _NO_EXERCISE)
    _parse(it, "sets", cells.get("sets"), grammar.sets, NONE, np.int64)
    _sets_and_outcome(it, tidied.wide, outcome_ok)
    _parse(it, "reps", cells.get("reps"), grammar.reps, NONE, np.int64)
    _parse(it, "side", cells.get("side"), _side_code, 0, np.int8)
    _parse(it, "minutes", cells.get("minutes"), grammar.minutes, np.nan, np.float64)
    for codes, faults in later:
        it.reject_words(codes, "outcome", faults)
    _ratings(it, cells, alone)
    _recorded(it, cells.get("recorded_at"), tz, date_order, times)
    _notes(it, cells.get("note"))
    if "pm" in it.words["slot"]:
        pm = it.columns["slot"] == it.words["slot"].index("pm")
        it.reject(pm & it.flags["twelve"], "performed_at", _TWELVE)
    return it


def _ratings(it: Parsed, cells: Mapping[str, Cells], alone: np.ndarray) -> None:
    faulty: list[tuple[str, np.ndarray, dict[int, Fault]]] = []
    for name in RATINGS:
        later: list[tuple[np.ndarray, dict[int, Fault]]] | None = [] if it.several else None
        _parse(it, name, cells.get(name), grammar.rating, NONE, np.int64, later)
        faulty += [(name, codes, faults) for codes, faults in later or ()]
    nothing_left = alone & np.logical_and.reduce([it.columns[name] == NONE for name in RATINGS])
    for name, codes, faults in faulty:
        for word, fault in faults.items():
            rows = codes == word
            it.reject(rows & nothing_left, name, fault)
            it.cell_faults += [(row, name, fault) for row in np.flatnonzero(rows & ~nothing_left).tolist()]


def _sets_and_outcome(it: Parsed, wide: np.ndarray, outcome_ok: np.ndarray) -> None:
    sets, empty = it.columns["sets"], it.empty["sets"]
    zero = (sets == 0) & ~empty
    # In a wide diary the cell of an exercise is all there is to say about it: a 0 there says that it was left out.
    it.columns["outcome"] = np.where(wide & zero & it.empty["outcome"], 1, it.columns["outcome"])
    skipped = it.columns["outcome"] == 1
    exercise = ~it.empty["exercise"]
    it.reject(exercise & empty & ~skipped & outcome_ok, "sets", _NO_SETS)
    it.reject(exercise & zero & ~skipped & outcome_ok, "sets", _ZERO_SETS)
    it.reject(exercise & skipped & (sets > 0), "sets", _SKIPPED_SETS)
    it.columns["sets"] = np.where(skipped, 0, sets)


def _side_code(cell: str) -> int | Fault:
    found = grammar.side(cell)
    return found if isinstance(found, Fault) else ("both", "left", "right").index(found)


def _outcome_code(cell: str) -> int | Fault:
    found = grammar.outcome(cell)
    return found if isinstance(found, Fault) else int(found == "skipped")


def _blank(it: Parsed, cells: Cells | None) -> np.ndarray:
    if cells is None:
        return np.ones(it.n, bool)
    return np.array([grammar.is_missing(w) for w in cells.words], bool)[cells.codes]


def _parse(
    it: Parsed,
    name: str,
    cells: Cells | None,
    parse: Callable[[str], Any],
    none: float,
    dtype: type,
    later: list[tuple[np.ndarray, dict[int, Fault]]] | None = None,
) -> np.ndarray:
    """Values of one column; says which rows are sound. Faults go to the rows now, or into `later`."""
    if cells is None:
        it.columns[name] = np.full(it.n, none, dtype)
        it.empty[name] = np.ones(it.n, bool)
        return np.ones(it.n, bool)
    values: np.ndarray = np.full(len(cells.words), none, dtype)
    empty = np.zeros(len(cells.words), bool)
    marked = np.zeros(len(cells.words), bool)
    faults: dict[int, Fault] = {}
    for i, word in enumerate(cells.words):
        if grammar.is_missing(word):
            empty[i], marked[i] = True, bool(word.strip())
        elif isinstance(value := parse(word), Fault):
            faults[i] = value
        else:
            values[i] = value
    it.columns[name], it.empty[name] = values[cells.codes], empty[cells.codes]
    it.marks[name] = int(marked[cells.codes].sum()) if marked.any() else 0
    if later is None:
        it.reject_words(cells.codes, name, faults)
    else:
        later.append((cells.codes, faults))
    if not faults:
        return np.ones(it.n, bool)
    sound = np.ones(len(cells.words), bool)
    sound[list(faults)] = False
    return sound[cells.codes]


def _ids(it: Parsed, name: str, cells: Cells | None, parse: Callable[[str], str | Fault]) -> None:
    places: dict[str, int] = {}

    def code(cell: str) -> int | Fault:
        found = parse(cell)
        return found if isinstance(found, Fault) else places.setdefault(found, len(places))

    _parse(it, name, cells, code, NONE, np.int64)
    it.words[name] = list(places)


def _clients(it: Parsed, cells: Cells | None, given: str | None) -> None:
    places: dict[str, int] = {}
    if cells is None:
        it.columns["client"], it.words["client"] = np.zeros(it.n, np.int64), ["me" if given is None else given]
        return
    values = np.full(len(cells.words), NONE, np.int64)
    faults = {}
    for i, word in enumerate(cells.words):
        found = (
            given if not word.strip() and given is not None else grammar.client(word) if word.strip() else _NO_CLIENT
        )
        if isinstance(found, Fault):
            faults[i] = found
        else:
            values[i] = places.setdefault(found, len(places))
    it.columns["client"], it.words["client"] = values[cells.codes], list(places)
    it.reject_words(cells.codes, "client", faults)


def _notes(it: Parsed, cells: Cells | None) -> None:
    if cells is None:
        it.columns["note"], it.words["note"] = np.zeros(it.n, np.int64), [""]
        return
    places: dict[str, int] = {}
    codes = np.fromiter(
        (places.setdefault(grammar.note(w), len(places)) for w in cells.words), np.int64, len(cells.words)
    )
    it.columns["note"], it.words["note"] = codes[cells.codes], list(places)


def _times(it: Parsed, cells: Cells, tz: str | None, date_order: str | None, serial: str | None) -> None:
    times = instants_of(cells.words, tz, date_order, serial)
    for name in ("instant", "local", "date", "known"):
        it.columns[name] = getattr(times, name)[cells.codes]
    it.flags = {
        "twelve": times.twelve[cells.codes],
        "ambiguous-time": times.ambiguous[cells.codes],
        "naive": times.naive[cells.codes],
    }
    it.reject_words(cells.codes, "performed_at", times.faults)


def _recorded(it: Parsed, cells: Cells | None, tz: str | None, date_order: str | None, serial: str | None) -> None:
    if cells is None:
        it.columns["recorded"] = np.full(it.n, NAT)
        return
    instant, faults = recorded_instants(cells.words, tz, date_order, serial)
    it.columns["recorded"] = instant[cells.codes]
    it.reject_words(cells.codes, "recorded_at", faults)
