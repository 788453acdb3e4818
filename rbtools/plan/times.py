"""The clock times of the slots on each weekday, from what a person writes.

A plan day has the weekday of its date; a slot at 00:30 belongs to the evening, and the weekday, of the day before.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from rbtools.core.clock import MINUTE, Ints, clock_text, parse_clock
from rbtools.errors import ArgumentError
from rbtools.program.slots import check_slot_names, same_time

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OTHER = "other"
NO_SESSION = -1
_DAY = 24 * 60  # minutes
_ALLOWED = (
    'a clock time such as "20:30", or times by weekday such as {"sat": "21:00", "sun": None, "other": "20:30"}, with '
    "the keys mon, tue, wed, thu, fri, sat, sun and other"
)


@dataclass(frozen=True, slots=True)
class Times:
    """Slot names in text order, and for each the minutes after midnight from Monday to Sunday (−1: no session)."""

    slots: tuple[str, ...]
    clock: tuple[tuple[int, ...], ...]

    @property
    def by_weekday(self) -> bool:
        """Whether any slot has another time on some weekday."""
        return any(len(set(week)) > 1 for week in self.clock)

    def __str__(self) -> str:
        """As `read_times` reads it: `am 07:30; pm 20:30, sat 21:00, sun none`."""
        return "; ".join(f"{slot} {_week_text(week)}" for slot, week in zip(self.slots, self.clock, strict=True))

    def in_day(self, day_start: int) -> tuple[Ints, Ints]:
        """Microseconds after the plan day's midnight and slot of each weekday's sessions, in time order, −1 at the end.

        What lies before the day start, in minutes, is on the next calendar date.
        """
        clock = np.array(self.clock, dtype="int64").T
        late = clock + np.where(clock < day_start, _DAY, 0)
        late = np.where(clock == NO_SESSION, 3 * _DAY, late)
        order = np.argsort(late, axis=1, kind="stable")
        minute = np.take_along_axis(late, order, axis=1)
        absent = minute == 3 * _DAY
        return np.where(absent, NO_SESSION, minute * MINUTE), np.where(absent, NO_SESSION, order)


def parse_times(times: object, name: str = "times") -> Times:
    """The times of a mapping from slot to clock time or to times by weekday; raises `ArgumentError`.

    >>> parse_times({"am": "7:30", "pm": {"sun": None, "other": "20:30"}}).clock[1]
    (1230, 1230, 1230, 1230, 1230, 1230, -1)
    """
    given = check_slot_names(times, name)
    slots = tuple(sorted(given))
    clock = tuple(_of_week(given[slot], f"{name}[{slot!r}]") for slot in slots)
    for weekday in range(len(WEEKDAYS)):
        taken: dict[int, str] = {}
        for slot, week in zip(slots, clock, strict=True):
            minute = week[weekday]
            if minute != NO_SESSION and taken.setdefault(minute, slot) != slot:
                raise same_time(f"{name}[{slot!r}]", given[slot], taken[minute])
    return Times(slots, clock)


def read_times(text: str, name: str) -> Times:
    """The times that a plan has as text; raises `ArgumentError`.

    >>> str(read_times("am 07:30; pm 20:30, sun none", "times"))
    'am 07:30; pm 20:30, sun none'
    """
    parts = [part.strip().partition(" ") for part in text.split(";")]
    return parse_times({slot: week for slot, _, week in parts}, name)


def _week_text(week: tuple[int, ...]) -> str:
    """The most frequent time, then the weekdays that have another."""
    usual = max(week, key=week.count)
    others = [f", {day} {_clock_text(minute)}" for day, minute in zip(WEEKDAYS, week, strict=True) if minute != usual]
    return _clock_text(usual) + "".join(others)


def _clock_text(minute: int) -> str:
    return "none" if minute == NO_SESSION else clock_text(minute)


def _of_week(value: Any, name: str) -> tuple[int, ...]:
    by_day = _by_weekday(value, name)
    rest = [day for day in WEEKDAYS if day not in by_day]
    if rest and OTHER not in by_day:
        raise ArgumentError(
            f"{name}={value!r} does not say what {', '.join(rest)} have. Add {OTHER!r}: a clock time, or None for none."
        )
    of_other = by_day.get(OTHER)
    week = tuple(_minute(by_day.get(day, of_other), f"{name}[{day!r}]", value) for day in WEEKDAYS)
    if set(week) == {NO_SESSION}:
        raise ArgumentError(f"{name}={value!r} has no session on any weekday. Leave the slot out.")
    return week


def _by_weekday(value: Any, name: str) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        for day in value:
            if day not in (*WEEKDAYS, OTHER):
                raise ArgumentError.not_in(name, day, (*WEEKDAYS, OTHER))
        return value
    if isinstance(value, str) and "," in value:
        return _from_text(value, name)
    return {OTHER: value}


def _from_text(value: str, name: str) -> Mapping[str, Any]:
    """Times by weekday from one text: `20:30, sat 21:00, sun none`."""
    found: dict[str, Any] = {}
    for part in value.split(","):
        words = re.split(r"[\s=]+", part.strip().casefold())
        day, time = (OTHER, words[0]) if len(words) == 1 else (words[0], " ".join(words[1:]))
        if day not in (*WEEKDAYS, OTHER) or day in found:
            raise ArgumentError.not_allowed(name, value, 'text such as "20:30, sat 21:00, sun none", each weekday once')
        found[day] = None if time == "none" else time
    return found


def _minute(time: Any, name: str, value: Any) -> int:
    if time is None:
        return NO_SESSION
    if not isinstance(time, str):
        raise ArgumentError.not_allowed(name, time, _ALLOWED)
    try:
        return parse_clock(time, name)
    except ArgumentError:
        if time is value:
            raise ArgumentError.not_allowed(name.rpartition("[")[0], value, f'"HH:MM"; {_ALLOWED}') from None
        raise
