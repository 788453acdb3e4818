"""What a TOML table may say: its keys, what is allowed in each, and an error that names file, key, value and limits."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rbtools.core.clock import parse_clock
from rbtools.errors import ArgumentError, ProgramError, did_you_mean

ID = re.compile(r"[a-z][a-z0-9_]{0,63}")
NOT_STATED = "not stated"
_REQUIRED: Any = object()


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table: its name, whether a value may stand there, what may in words, and what stands for none."""

    name: str
    check: Callable[[Any], bool]
    allowed: str
    default: Any = _REQUIRED


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands, for messages."""

    file: str
    table: str = ""

    def refuse(self, key: str, value: object, allowed: str) -> ProgramError:
        """Build the error for a value that may not stand at a key."""
        shown = repr(value)
        shown = shown if len(shown) <= 80 else shown[:77] + "..."
        return ProgramError(f"{self}, key {key}: {shown} is not allowed. Allowed: {allowed}. {_NEXT}")

    def __str__(self) -> str:
        return f"{self.file}, {self.table}" if self.table else self.file


_NEXT = "Correct the file and load it again."


def text(name: str, default: Any = NOT_STATED) -> Key:
    """A key with text; where it is left out it is "not stated"."""
    return Key(name, _is_text, 'text that is not empty, or "not stated"', default)


def title(name: str) -> Key:
    """A key with text that has to be there."""
    return Key(name, _is_text, "text that is not empty")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def texts(name: str, default: tuple[str, ...] = ()) -> Key:
    """A key with a list of texts."""
    return Key(
        name,
        lambda v: isinstance(v, list) and all(map(_is_text, v)),
        'a list of texts, such as ["one", "two"]',
        default,
    )


def whole(name: str, low: int, high: int, default: Any = _REQUIRED) -> Key:
    """A key with a whole number."""
    return Key(
        name,
        lambda v: isinstance(v, int) and not isinstance(v, bool) and low <= v <= high,
        f"a whole number from {low} to {high}",
        default,
    )


def number(name: str, high: int) -> Key:
    """A key with a number of seconds."""
    return Key(
        name,
        lambda v: isinstance(v, int | float) and not isinstance(v, bool) and 0 <= v <= high,
        f"a number of seconds from 0 to {high}",
        None,
    )


def choice(name: str, allowed: Sequence[str], default: Any = _REQUIRED) -> Key:
    """A key with one of a few words."""
    return Key(name, lambda v: isinstance(v, str) and v in allowed, ", ".join(allowed), default)


def identifier(name: str) -> Key:
    """A key with an id that a log can repeat."""
    return Key(name, lambda v: isinstance(v, str) and bool(ID.fullmatch(v)), ID_IN_WORDS)


ID_IN_WORDS = "a lower-case letter, then up to 63 lower-case letters, digits and _"


def flag(name: str) -> Key:
    """A key that is true or false."""
    return Key(name, lambda v: isinstance(v, bool), "true or false", None)


def tables(name: str, default: Any = _REQUIRED) -> Key:
    """A key with a list of tables, each under `[[name]]`."""
    return Key(
        name,
        lambda v: isinstance(v, list) and bool(v) and all(isinstance(t, dict) for t in v),
        f"at least one table under [[{name}]]",
        default,
    )


def slots(name: str) -> Key:
    """A key with a table of named clock times."""
    return Key(
        name,
        lambda v: isinstance(v, dict) and 1 <= len(v) <= 6,
        '1 to 6 slots with their clock times, such as am = "07:30"',
    )


def read_table(table: Mapping[str, Any], keys: Sequence[Key], place: Place) -> dict[str, Any]:
    """The value of every key, checked, with texts on one line and lists as tuples; raises `ProgramError`."""
    known = [key.name for key in keys]
    for name in table:
        if name not in known:
            raise ProgramError(
                f"{place}, key {name}: unknown{did_you_mean(name, known)}. Allowed: {', '.join(known)}. {_NEXT}"
            )
    return {key.name: _value(table, key, place) for key in keys}


def _value(table: Mapping[str, Any], key: Key, place: Place) -> Any:
    if key.name not in table:
        if key.default is _REQUIRED:
            raise ProgramError(f"{place}, key {key.name}: missing. Allowed: {key.allowed}. {_NEXT}")
        return key.default
    value = table[key.name]
    if not key.check(value):
        raise place.refuse(key.name, value, key.allowed)
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return tuple(" ".join(v.split()) for v in value)
    return value


def check_ours(ours: Sequence[str], known: Sequence[str], place: Place) -> None:
    """Each name marked as ours has to be a key of the same table."""
    for name in ours:
        if name not in known:
            raise place.refuse("ours", name, f"names of keys of this table{did_you_mean(name, known)}")


def check_slots(table: Mapping[str, Any], place: Place) -> tuple[tuple[str, str], ...]:
    """The slots of a programme, in the order given; raises `ProgramError`."""
    by_time: dict[int, str] = {}
    for name, time in table.items():
        if not ID.fullmatch(name):
            raise place.refuse("slots", name, ID_IN_WORDS)
        try:
            minute = parse_clock(time, name)
        except ArgumentError:
            raise place.refuse(f"slots.{name}", time, 'a clock time written "HH:MM", 00:00 to 23:59') from None
        if minute in by_time:
            raise place.refuse(f"slots.{name}", time, f"a time that slot {by_time[minute]} does not have already")
        by_time[minute] = name
    return tuple(table.items())
