"""The slots of a day: one to six named times, no two of them alike."""

from collections.abc import Mapping
from typing import Any

from rbtools.core.clock import clock_text, parse_clock
from rbtools.core.ids import NAME_IN_WORDS, parse_name
from rbtools.errors import ArgumentError

MAX_SLOTS = 6


def check_slot_names(times: object, name: str) -> Mapping[str, Any]:
    """Return the mapping from slot to time; raises `ArgumentError` unless it has one to six slots with good names."""
    if not isinstance(times, Mapping) or not 1 <= len(times) <= MAX_SLOTS:
        allowed = 'one to six slots with their clock times, such as {"am": "07:30", "pm": "20:30"}'
        raise ArgumentError.not_allowed(name, times, allowed)
    for slot in times:
        if not parse_name(slot):
            raise ArgumentError.not_allowed(name, slot, f"slot names: {NAME_IN_WORDS}")
    return times


def check_slots(times: object) -> tuple[tuple[str, str], ...]:
    """The slots of a programme with their clock times, in the order given; raises `ArgumentError`.

    >>> check_slots({"am": "7:30"})
    (('am', '07:30'),)
    """
    given = check_slot_names(times, "slots")
    by_time: dict[int, str] = {}
    for slot, time in given.items():
        minute = parse_clock(time, f"slots[{slot!r}]")
        if minute in by_time:
            raise same_time(f"slots[{slot!r}]", time, by_time[minute])
        by_time[minute] = slot
    return tuple((slot, clock_text(minute)) for minute, slot in by_time.items())


def same_time(name: str, time: object, other: str) -> ArgumentError:
    """The error for a slot whose time another slot of the same day has."""
    return ArgumentError.not_allowed(name, time, f"a time that slot {other!r} does not have")
