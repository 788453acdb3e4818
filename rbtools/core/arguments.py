"""Checks of arguments, each kind once: whole numbers, real numbers, flags, text, one of a few words."""

import math
from collections.abc import Iterable
from typing import TypeVar

import numpy as np

from rbtools.errors import ArgumentError

Noun = TypeVar("Noun")


def is_whole(value: object, low: float = -math.inf, high: float = math.inf) -> bool:
    """Whether a value is a whole number within limits.

    An `int` and a whole number of numpy are. True and False are not, and neither is 3.0: a number that was computed
    as a real one may be 2.9999999999999996, so the caller says `int(x)` or `round(x)`, whichever is meant.

    >>> is_whole(np.int64(3)), is_whole(True), is_whole(3.0), is_whole(13, 1, 12)
    (True, False, False, False)
    """
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and bool(low <= value <= high)


def is_real(value: object, low: float = -math.inf, high: float = math.inf) -> bool:
    """Whether a value is a finite real number within limits; true and false are not, whole numbers are.

    >>> is_real(2), is_real(np.float32(0.5)), is_real(float("nan")), is_real(True), is_real("2")
    (True, True, False, False, False)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        return False
    return math.isfinite(value) and bool(low <= value <= high)


def whole(name: str, value: object, low: int, high: int | None = None, *, or_none: bool = False) -> int:
    """A whole-number argument as an `int`; raises `ArgumentError` that names it.

    Parameters
    ----------
    name : str
        Name of the argument, for the message.
    value : object
        What was given.
    low, high : int
        Smallest and largest value allowed; no `high` means no upper limit.
    or_none : bool
        Whether the caller takes None too; the message then says so. None itself is for the caller to catch.

    Returns
    -------
    int

    Examples
    --------
    >>> whole("weeks", np.int64(4), 1, 12)
    4
    >>> whole("weeks", True, 1, 12)
    Traceback (most recent call last):
    rbtools.errors.ArgumentError: weeks=True is not allowed. Allowed: a whole number from 1 to 12.
    """
    if not is_whole(value, low, math.inf if high is None else high):
        limits = f"a whole number, {low} or more" if high is None else f"a whole number from {low} to {high}"
        raise ArgumentError.not_allowed(name, value, limits + (", or None" if or_none else ""))
    return int(value)  # type: ignore[call-overload]


def real(
    name: str, value: object, low: float = -math.inf, high: float = math.inf, *, above: bool = False, unit: str = ""
) -> float:
    """A real-number argument as a `float`; raises `ArgumentError` that names it.

    Parameters
    ----------
    name : str
        Name of the argument, for the message.
    value : object
        What was given. Missing and infinite numbers are refused.
    low, high : float
        Smallest and largest value allowed.
    above : bool
        Whether the value has to be above `low`, not equal to it.
    unit : str
        Unit of the number, for the message, such as "minutes".

    Returns
    -------
    float

    Examples
    --------
    >>> real("on_time_minutes", 90, 0)
    90.0
    >>> real("on_time_minutes", float("nan"), 0, unit="minutes")
    Traceback (most recent call last):
    rbtools.errors.ArgumentError: on_time_minutes=nan is not allowed. Allowed: a number of minutes, 0 or more.
    """
    if not is_real(value, low, high) or (above and value == low):
        number = f"a number of {unit}" if unit else "a number"
        raise ArgumentError.not_allowed(name, value, number + _limits(low, high, above))
    return float(value)  # type: ignore[arg-type]


def _limits(low: float, high: float, above: bool) -> str:
    if math.isfinite(low) and math.isfinite(high):
        return f" above {low:g}, up to {high:g}" if above else f" from {low:g} to {high:g}"
    if math.isfinite(low):
        return f" above {low:g}" if above else f", {low:g} or more"
    return f", {high:g} or less" if math.isfinite(high) else ""


def flag(name: str, value: object) -> bool:
    """A true-or-false argument; raises `ArgumentError` for anything else, 0 and 1 too.

    >>> flag("pdf", np.True_)
    True
    """
    if not isinstance(value, bool | np.bool_):
        raise ArgumentError.not_allowed(name, value, "True or False")
    return bool(value)


def text(name: str, value: object, what: str = "text") -> str:
    """A text argument; raises `ArgumentError` for anything else.

    >>> text("title", 5)
    Traceback (most recent call last):
    rbtools.errors.ArgumentError: title=5 is not allowed. Allowed: text.
    """
    if not isinstance(value, str):
        raise ArgumentError.not_allowed(name, value, what)
    return value


def one_of(name: str, value: object, choices: Iterable[str]) -> str:
    """An argument that is one of a few words; raises `ArgumentError` with the nearest of them.

    >>> one_of("rating", "befor", ("before", "after"))
    Traceback (most recent call last):
    rbtools.errors.ArgumentError: rating='befor' is not allowed (did you mean "before"?). Allowed: before, after.
    """
    choices = list(choices)
    if not isinstance(value, str) or value not in choices:
        raise ArgumentError.not_in(name, value, choices)
    return value


def instance(name: str, value: object, kind: type[Noun], what: str) -> Noun:
    """An argument that is of a class of rbtools; raises `ArgumentError` that names the type given.

    >>> instance("log", 5, dict, "a Log, as read_log gives it")
    Traceback (most recent call last):
    rbtools.errors.ArgumentError: log: expected a Log, as read_log gives it, got int.
    """
    if not isinstance(value, kind):
        raise ArgumentError(f"{name}: expected {what}, got {type(value).__name__}.")
    return value
