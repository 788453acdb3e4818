"""Words of a time column as instants: the wall clock, the zone in which it was meant, and what is wrong with it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rbtools.core import clock
from rbtools.core.clock import DAY, MINUTE
from rbtools.log.values.grammar import Fault, is_missing
from rbtools.log.values.iso import NO_OFFSET
from rbtools.log.values.times import Times, parse_times

DAY_START = clock.parse_clock(clock.DAY_START, "day_start") * MINUTE
NAT = np.iinfo("int64").min

_OVERLAPS = tuple(m * MINUTE for m in (30, 60, 120, 180, 1440))
_NO_ZONE = Fault(
    "no-zone", "has no offset, and no tz= was given.", 'Say tz=, for example tz="Europe/Amsterdam".', option="tz"
)
_NOT_THERE = Fault(
    "nonexistent-time", "was skipped by the clock that day.", "Write the time that the clock showed, or add the offset."
)
_NO_CLOCK = Fault("value", "has no time of day.", "Give the date and the time at which it was written down.")


class Instants(NamedTuple):
    """Words as times, in microseconds: the instant, the local clock, the plan day (by a day start of 04:00), whether a
    time of day was given, and what is doubtful; `faults` by index of the word."""

    instant: np.ndarray
    local: np.ndarray
    date: np.ndarray
    known: np.ndarray
    twelve: np.ndarray
    ambiguous: np.ndarray
    naive: np.ndarray
    faults: dict[int, Fault]


def instants_of(words: Sequence[str], tz: str | None, date_order: str | None, serial: str | None) -> Instants:
    """The times of many different words. What has no offset is meant in `tz`, and is a fault without one."""
    times = parse_times(words, date_order, serial)
    faults = dict(times.faults)
    naive = times.offset == NO_OFFSET
    sound = np.ones(len(words), bool)
    sound[list(faults)] = False
    instant = np.where(naive, times.wall, times.wall - np.where(naive, 0, times.offset) * MINUTE)
    local, ambiguous = times.wall.copy(), np.zeros(len(words), bool)
    here, away = np.flatnonzero(naive & sound), np.flatnonzero(~naive & sound)
    if tz is None:
        faults |= dict.fromkeys(here.tolist(), _NO_ZONE)
    else:
        instant[here] = clock.to_instant(times.wall[here], tz)
        gone = clock.to_wall(instant[here], tz) != times.wall[here]
        faults |= dict.fromkeys(here[gone].tolist(), _NOT_THERE)
        ambiguous[here] = _is_twice(times.wall[here], instant[here], tz) & times.known[here]
        local[away] = clock.to_wall(instant[away], tz)
    return Instants(instant, local, _plan_day(times, local), times.known, times.twelve, ambiguous, naive, faults)


def recorded_instants(
    words: Sequence[str], tz: str | None, date_order: str | None, serial: str | None
) -> tuple[np.ndarray, dict[int, Fault]]:
    """The instants of a column that says when something was written down (NAT where empty), and the faults in it."""
    instant, faults = np.full(len(words), NAT), {}
    given = [i for i, word in enumerate(words) if not is_missing(word)]
    times = instants_of([words[i] for i in given], tz, date_order, serial)
    instant[given] = times.instant
    for place, i in enumerate(given):
        if fault := times.faults.get(place, None if times.known[place] else _NO_CLOCK):
            faults[i] = fault
    instant[list(faults)] = NAT
    return instant, faults


def _plan_day(times: Times, local: np.ndarray) -> np.ndarray:
    return np.where(times.known, (local - DAY_START) // DAY * DAY, times.wall // DAY * DAY)


def _is_twice(wall: np.ndarray, first: np.ndarray, tz: str) -> np.ndarray:
    """Whether a wall time exists twice: whether the clock shows it again after one of the overlaps there are."""
    again = np.zeros(len(wall), bool)
    for overlap in _OVERLAPS:
        again |= clock.to_wall(first + overlap, tz) == wall
    return again
