"""Rows against each other: duplicates, conflicts, sessions, and the one rating that a session's rows stand for."""

from dataclasses import dataclass

import numpy as np

from rbtools.core.clock import MINUTE
from rbtools.log.header import RATINGS
from rbtools.log.order import order_of, runs
from rbtools.log.values.grammar import Fault
from rbtools.log.values.parse_columns import NONE, Parsed

PAUSE = 90 * MINUTE
"""Where no slot is named, a longer pause begins a new session (a choice)."""
MOMENTS = {
    "before": ("tightness_before", ""),
    "after": ("tightness_after", ""),
    "day": ("tightness", "pain"),
    "usual": ("usual_tightness", ""),
}
_VALUES = ("slot", "date", "known", "sets", "reps", "outcome", "recorded", "note", *RATINGS)
_OTHER_VALUES = Fault(
    "conflict", "has the same client, time, exercise and side as another record, with other values.",
    "Keep the record that is right and take the others out.",
)  # fmt: skip
_OTHER_RATING = Fault(
    "conflict", "is not what another record of the same session says.", "Keep one rating for each moment of a session."
)


@dataclass(frozen=True)
class Rated:
    """The ratings that rows stand for: the row each is taken from, moment (place in MOMENTS), values in tenths."""

    row: np.ndarray
    instant: np.ndarray
    moment: np.ndarray
    tightness: np.ndarray
    pain: np.ndarray


def resolve_conflicts(it: Parsed, record: np.ndarray, line: np.ndarray) -> tuple[np.ndarray, Rated]:
    """Which rows count (a mask; records that conflict get their fault in `it`), which of the rest repeat what another
    row said, and the ratings of the rows that count.

    A record whose row conflicts is rejected whole. What repeats is neither faulty nor counted.
    """
    _spread(it, line)
    good = _whole_records(it, record)
    duplicate = _same_key(it, np.flatnonzero(good), line)
    while True:
        good = _whole_records(it, record)
        rows = np.flatnonzero(good & ~duplicate)
        _spread(it, line, rows)
        session = _sessions(it, rows, line)
        if _ratings_conflict(it, rows, session):
            continue
        rated = _rated(it, rows, session, line)
        if not _instants_conflict(it, rated, rows, session):
            break
    _untangle(it, rows[it.columns["exercise"][rows] != NONE], line)
    return good & ~duplicate, _apart(it, rated, line)


def _whole_records(it: Parsed, record: np.ndarray) -> np.ndarray:
    """Rows whose whole record is sound and that stand for themselves; the fault of one row is given to its fellows."""
    apart = np.ones(it.n, bool) if it.leader is None else it.leader == np.arange(it.n)
    if it.several or (it.fault == 0).all():
        return (it.fault == 0) & apart
    first = np.zeros(int(record.max(initial=-1)) + 1, np.int32)
    at = np.flatnonzero(it.fault)[::-1]
    first[record[at]] = it.fault[at]
    it.fellow |= (it.fault == 0) & (first[record] > 0)
    it.fault = np.where(it.fault == 0, first[record], it.fault)
    return (it.fault == 0) & apart


def _spread(it: Parsed, line: np.ndarray, rows: np.ndarray | None = None) -> None:
    """Give dates without a time their instants: local noon, each further one of the day a minute later."""
    c = it.columns
    timeless = ~c["known"] & (it.fault == 0)
    if rows is not None:
        among = np.zeros(it.n, bool)
        among[rows] = True
        timeless &= among
    at = np.flatnonzero(timeless)
    if not len(at):
        return
    for name in ("instant", "local"):
        it.flags.setdefault(f"noon_{name}", c[name].copy())
    group = _in_place(*runs([c[k][at] for k in ("client", "exercise", "side", "date")]))
    order = np.lexsort((line[at], _slot_order(it)[at], group))
    place = np.arange(len(at)) - np.searchsorted(group[order], group[order])
    for name in ("instant", "local"):
        c[name] = c[name].copy()
        c[name][at[order]] = it.flags[f"noon_{name}"][at[order]] + place * MINUTE


def _in_place(order: np.ndarray, values: np.ndarray) -> np.ndarray:
    back = np.empty(len(order), values.dtype)
    back[order] = values
    return back


def _slot_order(it: Parsed) -> np.ndarray:
    """Slots as numbers in the order of their names, missing last."""
    words = it.words["slot"]
    rank = np.empty(len(words) + 1, np.int64)
    rank[np.argsort(np.array([*words], dtype=object), kind="stable") if words else []] = np.arange(len(words))
    rank[len(words)] = len(words)
    return rank[it.columns["slot"]]


def _same_key(it: Parsed, rows: np.ndarray, line: np.ndarray) -> np.ndarray:
    """Rows that repeat another; rows of one key with other values get their fault. A date alone has its own place."""
    c = it.columns
    duplicate = np.zeros(it.n, bool)
    rows = rows[c["known"][rows]]
    order, group = runs([c[k][rows] for k in ("client", "instant", "exercise", "side")])
    if not len(rows) or group[-1] == len(rows) - 1:
        return duplicate
    sizes = np.bincount(group)
    shared = sizes[group] > 1
    at, group = rows[order][shared], group[shared]
    by_line = order_of([group, line[at]])
    at, group = at[by_line], group[by_line]
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    first = at[np.repeat(starts, np.diff(np.r_[starts, len(group)]))]
    other = np.zeros(len(at), bool)
    for name in _VALUES:
        other |= c[name][at] != c[name][first]
    minutes = np.nan_to_num(c["minutes"], nan=-1.0)
    other |= minutes[at] != minutes[first]
    clash = np.isin(group, group[other])
    _reject(it, at[clash], "", _OTHER_VALUES)
    duplicate[at[~clash & (at != first)]] = True
    return duplicate


def _reject(it: Parsed, rows: np.ndarray, column: str, fault: Fault) -> None:
    mask = np.zeros(it.n, bool)
    mask[rows] = True
    it.reject(mask, column, fault)


def _sessions(it: Parsed, rows: np.ndarray, line: np.ndarray) -> np.ndarray:
    """The session of each of the rows: client, plan day and slot; without a slot a pause of 90 minutes begins a new
    one; a rating alone is its own."""
    c = it.columns
    session = np.empty(len(rows), np.int64)
    slotted, alone = c["slot"][rows] != NONE, c["exercise"][rows] == NONE
    named = np.flatnonzero(slotted & ~alone)
    order, group = runs([c[k][rows[named]] for k in ("client", "date", "slot")])
    session[named] = _in_place(order, group)
    start = int(group[-1]) + 1 if len(group) else 0
    loose = np.flatnonzero(~slotted & ~alone)
    order = order_of([c["client"][rows[loose]], c["instant"][rows[loose]], line[rows[loose]]])
    at = rows[loose[order]]
    new = np.ones(len(at), bool)
    new[1:] = (np.diff(c["client"][at]) != 0) | (np.diff(c["date"][at]) != 0) | (np.diff(c["instant"][at]) > PAUSE)
    session[loose[order]] = start + np.cumsum(new) - 1
    start += int(new.sum())
    session[alone] = start + np.arange(int(alone.sum()))
    return session


def _ratings_conflict(it: Parsed, rows: np.ndarray, session: np.ndarray) -> bool:
    """Reject the rows of a session that give different numbers for one moment; whether there were any."""
    found = False
    for name in RATINGS:
        value = it.columns[name][rows]
        has = np.flatnonzero(value != NONE)
        if not len(has):
            continue
        size = int(session.max()) + 1
        low, high = np.full(size, 1_000), np.full(size, -1)
        np.minimum.at(low, session[has], value[has])
        np.maximum.at(high, session[has], value[has])
        clash = has[(low < high)[session[has]]]
        if len(clash):
            _reject(it, rows[clash], name, _OTHER_RATING)
            found = True
    return found


def _rated(it: Parsed, rows: np.ndarray, session: np.ndarray, line: np.ndarray) -> Rated:
    """One rating per session and moment, at the earliest row that carries it."""
    c = it.columns
    parts = []
    in_time = order_of([session, c["instant"][rows], line[rows]])
    for moment, (tightness, pain) in enumerate(MOMENTS.values()):
        values = [c[tightness][rows], c[pain][rows] if pain else np.full(len(rows), NONE)]
        has = in_time[(values[0][in_time] != NONE) | (values[1][in_time] != NONE)]
        first = np.flatnonzero(np.r_[True, np.diff(session[has]) != 0]) if len(has) else np.empty(0, np.int64)
        both = [np.maximum.reduceat(v[has], first) if len(first) else v[:0] for v in values]
        parts.append((rows[has[first]], np.full(len(first), moment), *both))
    row, moment_of, tight, painful = (np.concatenate(p) for p in zip(*parts, strict=True))
    order = order_of([c["client"][row], c["instant"][row], moment_of])
    row = row[order]
    return Rated(row, c["instant"][row], moment_of[order], tight[order], painful[order])


def _instants_conflict(it: Parsed, rated: Rated, rows: np.ndarray, session: np.ndarray) -> bool:
    """Reject the rows of ratings of one client, instant and moment that differ (a rating alone and a session's)."""
    c = it.columns
    at = np.flatnonzero(c["known"][rated.row])
    order, group = runs([c["client"][rated.row[at]], rated.instant[at], rated.moment[at]])
    at = at[order]
    shared = np.bincount(group)[group] > 1 if len(group) else np.zeros(0, bool)
    if not shared.any():
        return False
    at, group = at[shared], group[shared]
    sessions = dict(zip(rows.tolist(), session.tolist(), strict=True))
    found = False
    for name, values in (("tightness", rated.tightness), ("pain", rated.pain)):
        for g in np.unique(group).tolist():
            these = at[group == g]
            if len(set(values[these].tolist()) - {NONE}) < 2:
                continue
            moment = list(MOMENTS.values())[int(rated.moment[these[0]])]
            column = moment[0] if name == "tightness" else moment[1]
            bad = {sessions[r] for r in rated.row[these].tolist()}
            carrying = [r for r in rows.tolist() if sessions[r] in bad and c[column][r] != NONE]
            _reject(it, np.array(carrying), column, _OTHER_RATING)
            found = True
    return found


def _later_first(it: Parsed, rows: np.ndarray, line: np.ndarray) -> list[np.ndarray]:
    """Who makes room where two share an instant: a date without a time, then the later slot, then the later line."""
    return [~it.columns["known"][rows], _slot_order(it)[rows], line[rows]]


def _untangle(it: Parsed, rows: np.ndarray, line: np.ndarray) -> None:
    """Move dates without a time on, a minute at a time, from instants that others of the same key hold."""
    c = it.columns
    if c["known"][rows].all():
        return
    while True:
        known, slot, by_line = _later_first(it, rows, line)
        keys = [c[k][rows] for k in ("client", "instant", "exercise", "side")]
        order = np.lexsort((by_line, slot, known, *keys[::-1]))
        same = np.ones(max(len(order) - 1, 0), bool)
        for key in keys:
            same &= key[order][1:] == key[order][:-1]
        late = rows[order][1:][same]
        if not len(late):
            return
        for name in ("instant", "local"):
            c[name][late] += MINUTE


def _apart(it: Parsed, rated: Rated, line: np.ndarray) -> Rated:
    """Ratings of one client and instant that say the same, once; those of a date without a time, a minute apart."""
    instant = rated.instant.copy()
    client = it.columns["client"][rated.row]
    known, slot, by_line = _later_first(it, rated.row, line)
    while known.any():
        order = np.lexsort((rated.moment, by_line, slot, known, instant, client))
        same = (client[order][1:] == client[order][:-1]) & (instant[order][1:] == instant[order][:-1])
        same &= known[order][1:] & (rated.row[order][1:] != rated.row[order][:-1])
        if not same.any():
            break
        late = np.isin(rated.row, rated.row[order][1:][same])
        instant[late] += MINUTE
    alone = it.columns["exercise"][rated.row] == NONE
    order = order_of([client, instant, rated.moment, ~alone, line[rated.row]])
    keys = [client[order], instant[order], rated.moment[order]]
    new = np.ones(len(order), bool)
    new[1:] = np.any([key[1:] != key[:-1] for key in keys], axis=0) if len(order) > 1 else new[1:]
    first = np.flatnonzero(new)
    tightness, pain = (np.maximum.reduceat(v[order], first) if len(first) else v for v in (rated.tightness, rated.pain))
    keep = order[first]
    return Rated(rated.row[keep], instant[keep], rated.moment[keep], tightness, pain)
