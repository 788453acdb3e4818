"""A row a set, as gym apps write it: the rows of one exercise in one session become one entry, its sets the rows."""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rbtools.errors import ArgumentError, LogError
from rbtools.log.account import PAUSE
from rbtools.log.columns import Cells, Columns
from rbtools.log.header import RATINGS, one_spaced, plain_name
from rbtools.log.order import order_of
from rbtools.log.targets import NUMBERS_OR_COUNTS
from rbtools.log.values import grammar
from rbtools.log.values.grammar import Fault
from rbtools.log.values.parse_columns import NONE, Parsed

WAYS = ("rows",)
# A column that numbers the sets, in six languages. What is in NUMBERS_OR_COUNTS also names a number of sets: its cells
# decide.
_NUMBERS = re.compile(
    r"(set|serie|satz|ronde|tour)_?(nr|no|n|number|num|nummer|numero|index|order|reihenfolge|volgorde|id)"
    r"|(numero|num|nr|n)_(de_|di_|della_|van_)?(set|serie|satz)|set_of_set|which_set|welche[rs]?_satz|welke_set"
)
_HASHED = re.compile(r"\s*(set|serie|satz|série)\s*[#№]\s*|\s*[#№]\s*(set|serie|satz|série)\s*", re.IGNORECASE)
_MANY = 1_000_000
_OTHER_RATING = Fault(
    "conflict", "is not what another set of the same exercise says.", "Keep one rating for each moment of a session."
)


def set_number_column(columns: Columns, group_by: Sequence[int]) -> int | None:
    """The column that numbers the sets, so that a row is a set; None where there is none.

    A column called `Set` or `Serie` numbers them where its cells count 1, 2, 3 … within rows that are alike in the
    columns `group_by` (day, exercise …), and at least once beyond 1."""
    for place, name in enumerate(columns.header):
        if _NUMBERS.fullmatch(plain_name(name)) or _HASHED.fullmatch(name):
            return place
        if plain_name(name) in NUMBERS_OR_COUNTS and _counts_up(columns, place, group_by):
            return place
    return None


def _counts_up(columns: Columns, place: int, group_by: Sequence[int]) -> bool:
    seen: dict[tuple[str, ...], int] = {}
    for row in range(len(columns.lines)):
        cells = columns.row(row)
        word = cells[place].strip()
        if not word.isdecimal():
            return False
        key = tuple(cells[i].strip().casefold() for i in group_by)
        if int(word) not in (seen.get(key, 0) + 1, 1):
            return False
        seen[key] = int(word)
    return max(seen.values(), default=0) > 1


def with_a_set_a_row(columns: Columns, number: int | None, outcome: int | None) -> Columns:
    """The columns with one more, `sets`: 1 in every row but those whose outcome says that the set was left out.

    The number of the set stays, unread."""
    ones = Cells(np.zeros(len(columns.lines), np.int32), ["1"])
    if outcome is not None:
        cells = columns.cells[outcome]
        ones = Cells(cells.codes, ["" if grammar.outcome(word) == "skipped" else "1" for word in cells.words])
    header = list(columns.header)
    if number is not None:
        header[number] = f"_{one_spaced(header[number])}"
    return replace(columns, header=(*header, "sets"), cells=[*columns.cells, ones])


def refuse_sets(sets: Sequence[str], source: str) -> None:
    """Refuse `sets_from="rows"` for a log that also has a column of sets. Raises `LogError`."""
    if sets:
        name = one_spaced(sets[0])
        raise LogError(
            f'{source}: sets_from="rows" says that a row is one set, and the column "{name}" says how many sets '
            f'a row is. Leave sets_from= out, or leave the column unread: columns={{"{name}": ""}}.'
        )


def check_sets_from(sets_from: object) -> None:
    """Refuse any other word. Raises `ArgumentError`."""
    if sets_from not in (None, *WAYS):
        raise ArgumentError.not_in("sets_from", sets_from, WAYS)


def join_sets(it: Parsed, line: np.ndarray) -> None:
    """Join the sets of an exercise into its first row; `it.leader` then says of every row which row it is part of.

    Rows belong together that are of one client, plan day, slot, exercise and side with no pause of more than 90
    minutes between them. Sets and minutes add up; reps stay where every set had the same, else they are named in the
    note; a set left out does not count, and an exercise is left out when all its sets are. A note that is repeated
    on every set is one.
    """
    c = it.columns
    at = np.flatnonzero((it.fault == 0) & (c["exercise"] != NONE))
    if not len(at):
        return
    keys = [c[name][at] for name in ("client", "date", "slot", "exercise", "side")]
    order = order_of([*keys, c["instant"][at], line[at]])
    at = at[order]
    new = np.r_[True, np.diff(c["instant"][at]) > PAUSE]
    for key in keys:
        new[1:] |= np.diff(key[order]) != 0
    starts = np.flatnonzero(new)
    first = at[starts]
    it.leader = np.arange(it.n)
    it.leader[at] = np.repeat(first, np.diff(np.r_[starts, len(at)]))
    if len(first) < len(at):
        _add_up(it, at, starts, first)


def _add_up(it: Parsed, at: np.ndarray, starts: np.ndarray, first: np.ndarray) -> None:
    c = {name: values.copy() for name, values in it.columns.items()}
    done = c["outcome"][at] == 0
    reps = np.where(done, c["reps"][at], NONE)
    least = np.minimum.reduceat(np.where(reps == NONE, _MANY, reps), starts)
    most = np.maximum.reduceat(reps, starts)
    minutes = c["minutes"][at]
    timed = np.logical_or.reduceat(~np.isnan(minutes), starts)
    ends = np.r_[starts[1:], len(at)]
    for i in np.flatnonzero((ends - starts) > 1).tolist():
        members = at[starts[i] : ends[i]]
        differ = least[i] < most[i]
        _one_note(it, c, members, c["reps"][members] if differ else None)
    c["reps"][first] = np.where(least == most, most, NONE)
    c["sets"][first] = np.add.reduceat(c["sets"][at], starts)
    c["outcome"][first] = np.minimum.reduceat(c["outcome"][at], starts)
    c["minutes"][first] = np.where(timed, np.add.reduceat(np.nan_to_num(minutes), starts), np.nan)
    for name in RATINGS:
        _one_rating(it, c, name, at, starts, first)
    it.columns = c


def _one_note(it: Parsed, c: dict[str, np.ndarray], members: np.ndarray, reps: np.ndarray | None) -> None:
    """The notes of the sets as one, each once; reps that differ are named there."""
    words = it.words["note"]
    texts = [words[code] for code in dict.fromkeys(c["note"][members].tolist()) if words[code]]
    if reps is not None:
        texts.append("reps " + ", ".join("-" if n == NONE else str(n) for n in reps.tolist()))
    text = " / ".join(texts)
    if text not in words:
        words.append(text)
    c["note"][members[0]] = words.index(text)


def _one_rating(
    it: Parsed, c: dict[str, np.ndarray], name: str, at: np.ndarray, starts: np.ndarray, first: np.ndarray
) -> None:
    """The rating that the sets of an exercise carry; sets that disagree are rejected."""
    values = c[name][at]
    most = np.maximum.reduceat(values, starts)
    least = np.minimum.reduceat(np.where(values == NONE, _MANY, values), starts)
    c[name][first] = most
    sizes = np.diff(np.r_[starts, len(at)])
    clash = np.repeat((least < most) & (most != NONE), sizes) & (values != NONE)
    rows = np.zeros(it.n, bool)
    rows[at[clash]] = True
    it.reject(rows, name, _OTHER_RATING)


def share_faults(it: Parsed) -> None:
    """Give the fault of an exercise's first set to the sets that are part of it: an entry is rejected whole."""
    if it.leader is not None:
        it.fault = np.where(it.fault == 0, it.fault[it.leader], it.fault)
