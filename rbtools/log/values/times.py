"""Time cells to instants: explicit grammars, declared date order, declared zone; nothing inferred from one cell."""

import datetime as dt
import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from rbtools.core.clock import DAY, MINUTE
from rbtools.log.header import plain_name, words
from rbtools.log.values.grammar import Fault, ascii_digits
from rbtools.log.values.iso import NO_OFFSET, WEST_BY_HALVES, days_of, iso_times

ORDERS = ("dmy", "mdy", "ymd")
FIRST_YEAR, LAST_YEAR = 2000, 2099

_OFFSET = r"(?P<zone> ?(?:Z|UTC|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?))?"
_CLOCK = (
    r"(?P<hour>\d{1,2})[:.hH](?P<minute>\d{2})(?:(?<=:\d\d):(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?: ?(?P<half>[aApP])\.? ?[mM]\.?)?" + _OFFSET
)
_ISO = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?:(?:T|,? )" + _CLOCK + "|" + _OFFSET.replace("zone", "zone0") + ")"
)
_BASIC = re.compile(
    r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})T(?P<hour>\d{2})(?P<minute>\d{2})(?:(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    + _OFFSET
)
_NUMBERS = re.compile(r"(?P<a>\d{1,4})(?P<mark>[/.-])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{1,4})(?:,? " + _CLOCK + ")?")
_MONTH = r"(?P<month>[^\W\d_]{3,12})\.?"
_DAY = r"(?P<d>\d{1,2})(?:\.|er|st|nd|rd|th|º)?"
_YEAR = r"(?P<y>\d{4})"
_NAMED = (
    re.compile(rf"{_DAY}[ /.-]?(?:de )?{_MONTH}[ /.,-]? ?(?:del? )?{_YEAR}(?:,? {_CLOCK})?"),
    re.compile(rf"{_MONTH}[ /.-]?{_DAY},?[ /.-]{_YEAR}(?:,? {_CLOCK})?"),
    re.compile(rf"{_YEAR}[ /.-]{_MONTH}[ /.-]?{_DAY}(?:,? {_CLOCK})?"),
)
_SERIAL = re.compile(r"-?\d+(?:[.,]\d+)?(?:[eE]\+?\d+)?")

_NO_TIME = Fault("value", "is not a time.", "Write it as 2026-03-16T07:30, with an offset such as +01:00 or with tz=.")
_HALF_DAY = Fault("value", "is not a time of day.", "Hours with am or pm go from 1 to 12.")
_PAST_MIDNIGHT = Fault("value", "is not a time of day.", "Midnight is 00:00 of the next day; hours go to 23.")
_SIXTY = Fault("value", "is not a time of day.", "Minutes and seconds go to 59; write the next minute.")
_NO_DATE = Fault("value", "is a date that does not exist.", "Look up the day it was.")
_FAR_OFFSET = Fault("value", "has an offset that does not exist.", "Offsets from UTC go from -14:00 to +14:00.")
_STRETCH = Fault("value", "may be a stretch of time; no place has that offset.", "Write the time at which it began.")
_NUMBER = Fault(
    "value",
    "is a bare number, not a time.",
    'A spreadsheet\'s serial number or seconds since 1970 are read with format="excel_serial" or "epoch_seconds".',
)
_YEAR_RANGE = Fault("range", "is not from 2000 to 2099.", "Correct the year.")


class Moment(NamedTuple):
    """A time as written: the wall clock in microseconds, the offset in minutes, whether a time of day stood there."""

    wall: int
    offset: int = NO_OFFSET
    known: bool = True
    twelve: bool = False


class Times(NamedTuple):
    """The times of many words; `twelve` where a slot pm would make it doubtful; `faults` by index of the word."""

    wall: np.ndarray
    offset: np.ndarray
    known: np.ndarray
    twelve: np.ndarray
    faults: dict[int, Fault]


def parse_times(cells: Sequence[str], date_order: str | None, serial: str | None = None) -> Times:
    """The times of many different words: plain ISO by arrays, everything else one by one, to the same result."""
    wall, offset, known, done = iso_times([""] * len(cells) if serial else cells)
    twelve = np.zeros(len(cells), bool)
    hour = wall // (60 * MINUTE) % 24
    twelve[done] = (known & (offset == NO_OFFSET) & (hour >= 4) & (hour < 12))[done]
    faults: dict[int, Fault] = {}
    for i in np.flatnonzero(~done).tolist():
        found = parse_serial(cells[i], serial) if serial else parse_time(cells[i], date_order)
        if isinstance(found, Fault):
            faults[i] = found
        else:
            wall[i], offset[i], known[i], twelve[i] = found
    return Times(wall, offset, known, twelve, faults)


def parse_time(cell: str, date_order: str | None = None) -> Moment | Fault:
    """One time cell.

    >>> parse_time("16. März 2026, 19:30").known, parse_time("2026-03-16").known
    (True, False)
    >>> parse_time("03/04/2026").hint
    'Say date_order="dmy" or date_order="mdy".'
    """
    text = re.sub(r"\s+", " ", ascii_digits(cell))
    if not text:
        return Fault("missing", "is empty.", "Give the time, or the date.")
    if found := _ISO.fullmatch(text) or _BASIC.fullmatch(text):
        return _moment(int(found["y"]), int(found["m"]), int(found["d"]), found)
    if found := _NUMBERS.fullmatch(text):
        return _by_order(found, date_order)
    for pattern in _NAMED:
        if (found := pattern.fullmatch(text)) and (month := _months().get(plain_name(found["month"]))):
            return _moment(int(found["y"]), month, int(found["d"]), found)
    return _NUMBER if _SERIAL.fullmatch(text) else _NO_TIME


def fits(cell: str) -> list[str]:
    """The date orders in which a date of numbers is a date."""
    found = _NUMBERS.fullmatch(re.sub(r"\s+", " ", ascii_digits(cell)))
    return [order for order in ORDERS if found and _in_order(found, order)] if found else []


def day_and_month(cell: str) -> str:
    """ "3 April or 4 March" for 03/04/2026: how two orders read it."""
    found = _NUMBERS.fullmatch(re.sub(r"\s+", " ", ascii_digits(cell)))
    readings = [r for r in (_in_order(found, "dmy"), _in_order(found, "mdy")) if r] if found else []
    return " or ".join(f"{r.day} {r:%B}" for r in readings)


def written_date(cell: str) -> str:
    """The date part of a time cell, as it stood."""
    return cell.strip().split()[0].rstrip(",") if cell.strip() else cell


@cache
def _months() -> dict[str, int]:
    return {name: int(number) for number, names in words()["month"].items() for name in names}


def _in_order(found: re.Match[str], order: str) -> dt.date | None:
    parts = dict(zip(order, (found["a"], found["b"], found["c"]), strict=True))
    if len(parts["y"]) not in (2, 4) or len(parts["d"]) > 2 or len(parts["m"]) > 2:
        return None
    try:
        year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
        return dt.date(year, int(parts["m"]), int(parts["d"]))
    except ValueError:
        return None


def _by_order(found: re.Match[str], order: str | None) -> Moment | Fault:
    if order is not None:
        date = _in_order(found, order)
        if date is None:
            return Fault("value", f"is not a date in the order {order}.", f"Write it as {order}, or as 2026-03-16.")
        return _moment(date.year, date.month, date.day, found)
    possible = [o for o in ORDERS if _in_order(found, o)]
    if not possible:
        return _NO_DATE
    if len(found["a"]) != 4 and len(found["c"]) == 4:
        possible = ["dmy", "mdy"] if len(possible) > 1 else possible
    if isinstance(wrong := _clock(found), Fault):
        return wrong
    said = " or ".join(f'date_order="{o}"' for o in possible)
    return Fault("value", "needs a date order.", f"Say {said}.", option="date_order")


def _moment(year: int, month: int, day: int, found: re.Match[str]) -> Moment | Fault:
    try:
        dt.date(year, month, day)
    except ValueError:
        return _NO_DATE
    clock = _clock(found)
    if isinstance(clock, Fault):
        return clock
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return _YEAR_RANGE
    micros, offset, known, twelve = clock
    return Moment(int(days_of(year, month, day)) * DAY + micros, offset, known, twelve)


def _clock(found: re.Match[str]) -> Moment | Fault:
    """The time of day of a match, in microseconds since midnight; noon where there is none."""
    part = found.groupdict()
    offset = _offset(part.get("zone") or part.get("zone0") or "")
    if isinstance(offset, Fault):
        return offset
    if part.get("hour") is None:
        return Moment(DAY // 2, offset, known=False)
    hour, minute, second = int(part["hour"]), int(part["minute"]), int(part["second"] or 0)
    half = (part.get("half") or "").lower()
    if half and not 1 <= hour <= 12:
        return _HALF_DAY
    if hour > 23:
        return _PAST_MIDNIGHT
    if minute > 59 or second > 59:
        return _SIXTY
    bare = not half and offset == NO_OFFSET
    twelve = bare and (4 <= hour < 12 or (1 <= hour <= 3 and len(part["hour"]) == 1))
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    micros = int((part["fraction"] or "").ljust(6, "0")[:6])
    return Moment(((hour * 60 + minute) * 60 + second) * 1_000_000 + micros, offset, True, twelve)


def _offset(text: str) -> int | Fault:
    text = text.strip()
    if text in ("", "Z", "UTC"):
        return 0 if text else NO_OFFSET
    text = text.removeprefix("UTC").removeprefix("GMT")
    sign, digits = (-1 if text[0] == "-" else 1), text[1:].replace(":", "")
    hours, minutes = (
        int(digits[:-2] or 0) if len(digits) > 2 else int(digits),
        int(digits[-2:]) if len(digits) > 2 else 0,
    )
    if minutes > 59 or hours * 60 + minutes > 14 * 60:
        return _FAR_OFFSET
    if sign < 0 and minutes and hours * 60 + minutes not in WEST_BY_HALVES:
        return _STRETCH
    return sign * (hours * 60 + minutes)


SERIALS = {
    "excel_serial": (dt.datetime(1899, 12, 30), 86_400, NO_OFFSET),  # noqa: DTZ001
    "excel_serial_1904": (dt.datetime(1904, 1, 1), 86_400, NO_OFFSET),  # noqa: DTZ001
    "epoch_seconds": (dt.datetime(1970, 1, 1), 1, 0),  # noqa: DTZ001
    "epoch_milliseconds": (dt.datetime(1970, 1, 1), 0.001, 0),  # noqa: DTZ001
}


def parse_serial(cell: str, serial: str) -> Moment | Fault:
    """A time written as a number, read because `serial` says which kind; to the second.

    >>> parse_serial("46097.3125", "excel_serial").wall == parse_time("2026-03-16T07:30").wall
    True
    """
    start, seconds, offset = SERIALS[serial]
    text = ascii_digits(cell).replace(",", ".")
    if not text:
        return Fault("missing", "is empty.", "Give the time.")
    if not re.fullmatch(r"\d{1,15}(?:\.\d{1,17})?", text):
        return _NO_TIME
    since = (start - dt.datetime(1970, 1, 1)) // dt.timedelta(seconds=1)  # noqa: DTZ001
    at = since + round(float(text) * seconds)
    if not int(days_of(FIRST_YEAR, 1, 1)) * 86_400 <= at < int(days_of(LAST_YEAR + 1, 1, 1)) * 86_400:
        return _YEAR_RANGE
    return Moment(at * 1_000_000, offset, known=not (offset == NO_OFFSET and "." not in text))
