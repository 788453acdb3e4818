"""What a field of a programme or an exercise may hold: one rule for the TOML file and for the object."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rbtools.core.arguments import is_real, is_whole
from rbtools.core.ids import NAME_IN_WORDS, parse_name
from rbtools.errors import ArgumentError, did_you_mean

NOT_STATED = "not stated"
REQUIRED: Any = object()


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, whether it may hold a value, what it may hold in words, and its default."""

    name: str
    check: Callable[[Any], bool]
    allowed: str
    default: Any = REQUIRED


def text(name: str, default: Any = NOT_STATED) -> Field:
    """A field with text; where it is left out it is "not stated"."""
    return Field(name, _is_text, 'text that is not empty, or "not stated"', default)


def title(name: str) -> Field:
    """A field with text that has to be there."""
    return Field(name, _is_text, "text that is not empty")


def texts(name: str, default: tuple[str, ...] = ()) -> Field:
    """A field with a list of texts."""
    return Field(
        name,
        lambda v: isinstance(v, list | tuple) and all(map(_is_text, v)),
        'a list of texts, such as ["one", "two"]',
        default,
    )


def whole(name: str, low: int, high: int, default: Any = REQUIRED) -> Field:
    """A field with a whole number."""
    return Field(
        name,
        lambda v: is_whole(v, low, high),
        f"a whole number from {low} to {high}",
        default,
    )


def seconds(name: str, high: int) -> Field:
    """A field with a number of seconds, or none."""
    return Field(
        name,
        lambda v: is_real(v, 0, high),
        f"a number of seconds from 0 to {high}",
        None,
    )


def choice(name: str, allowed: Sequence[str], default: Any = REQUIRED) -> Field:
    """A field with one of a few words."""
    return Field(name, lambda v: isinstance(v, str) and v in allowed, ", ".join(allowed), default)


def identifier(name: str) -> Field:
    """A field with an id that a log can repeat."""
    return Field(name, lambda v: parse_name(v) is not None, NAME_IN_WORDS)


def flag(name: str) -> Field:
    """A field that is true or false, or not known."""
    return Field(name, lambda v: isinstance(v, bool), "true or false", None)


def check_fields(owner: str, values: Mapping[str, Any], fields: Sequence[Field]) -> dict[str, Any]:
    """The values of an object's fields, tidied; raises `ArgumentError` with owner, field, value and what is allowed."""
    for field in fields:
        value = values[field.name]
        if not field.check(value) and (field.default is REQUIRED or value != field.default):
            raise ArgumentError(f"{owner}, {field.name}={value!r} is not allowed. Allowed: {field.allowed}.")
    return {field.name: tidy(values[field.name]) for field in fields}


def check_names(owner: str, name: str, names: Sequence[str], known: Sequence[str]) -> None:
    """Raise `ArgumentError` unless all names are among the known ones."""
    for one in names:
        if one not in known:
            raise ArgumentError(
                f"{owner}, {name}={one!r} is not allowed{did_you_mean(one, known)}. Allowed: {', '.join(known)}."
            )


def check_order(owner: str, values: Mapping[str, Any], low: str, high: str) -> None:
    """Raise `ArgumentError` where one field is above another that limits it."""
    if values[low] is not None and values[high] is not None and values[low] > values[high]:
        raise ArgumentError(
            f"{owner}, {low}={values[low]!r} is not allowed. Allowed: at most {high}, which is {values[high]}."
        )


def tidy(value: Any) -> Any:
    """Texts on one line, lists as tuples, whole numbers as Python has them.

    >>> tidy(["a  b", "c"])
    ('a b', 'c')
    """
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list | tuple):
        return tuple(tidy(item) for item in value)
    return value.item() if isinstance(value, np.generic) else value


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
