"""Wall-clock times to instants, for whole columns.

A zone is a row of segments with one offset each. A wall time belongs to the first segment that ends after it: so one
that exists twice is the first of the two, and one that does not exist is the first instant after the jump. That holds
for jumps of half an hour (Lord Howe) and of a day (Apia) alike, which pandas' `tz_localize` gets wrong.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from rbtools.errors import ArgumentError, did_you_mean

Times = npt.NDArray[np.datetime64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE
DAY_START = "04:00"
"""When a day begins, unless a plan says otherwise; so half past midnight belongs to the evening before."""
FIRST_YEAR, LAST_YEAR = 2000, 2099
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """The IANA zone names that the installed time zone data know."""
    return frozenset((files("tzdata") / "zones").read_text(encoding="utf-8").split())


def check_zone(key: object, name: str = "tz") -> str:
    """Return the zone name, or raise `ArgumentError` when it is not an IANA name such as `Europe/London`.

    >>> check_zone("Asia/Tokyo")
    'Asia/Tokyo'
    """
    if isinstance(key, str) and key in zone_names():
        return key
    hint = did_you_mean(key, zone_names()) if isinstance(key, str) else ""
    raise ArgumentError(
        f"{name}={key!r} is not a time zone{hint}. Allowed: an IANA name such as Europe/London. "
        f"An offset such as +01:00 will not do: it does not know when the clocks change."
    )


def to_instant(wall: Ints, tz: str) -> Ints:
    """UTC microseconds of wall-clock microseconds in a zone.

    A wall time that does not exist gives the first instant that does; one that exists twice gives the first.

    >>> spring = np.array(["2026-03-29T01:30"], dtype="datetime64[us]").view("int64")
    >>> to_instant(spring, "Europe/London").view("datetime64[us]").tolist()
    [datetime.datetime(2026, 3, 29, 1, 0)]
    """
    starts, offsets = _segments(tz, wall)
    ends = starts[1:] + offsets[:-1]
    segment = np.searchsorted(ends, wall, side="right")
    return np.maximum(wall - offsets[segment], starts[segment])


def to_wall(instant: Ints, tz: str) -> Ints:
    """Wall-clock microseconds that the clocks of a zone show at UTC microseconds."""
    starts, offsets = _segments(tz, instant)
    return instant + offsets[np.searchsorted(starts, instant, side="right") - 1]


def plan_day(local: Ints, day_start: Ints) -> Ints:
    """The plan day of wall-clock microseconds, as days since 1970; days begin at `day_start`, µs after midnight.

    >>> half_past_midnight = np.array(["2026-03-29T00:30"], dtype="datetime64[us]").view("int64")
    >>> plan_day(half_past_midnight, np.array([240 * MINUTE])).view("datetime64[D]").tolist()
    [datetime.date(2026, 3, 28)]
    """
    return (local - day_start) // DAY


def _segments(tz: str, around: Ints) -> tuple[Ints, Ints]:
    """Start and offset of each stretch of constant offset in the years that `around` touches."""
    if not len(around):
        return np.array([np.iinfo("int64").min]), np.array([0])
    years = np.array([around.min() - 2 * DAY, around.max() + 2 * DAY], dtype="datetime64[us]").astype("datetime64[Y]")
    first, last = (years.view("int64") + 1970).tolist()
    starts, offsets = [np.iinfo("int64").min], [_offset_at(tz)(int(datetime(first, 1, 1, tzinfo=UTC).timestamp()))]
    for year in range(first, last + 1):
        for start, offset in _transitions(tz, year):
            starts.append(start * SECOND)
            offsets.append(offset)
    return np.array(starts), np.array(offsets) * SECOND


@lru_cache(maxsize=4096)
def _transitions(tz: str, year: int) -> tuple[tuple[int, int], ...]:
    """The changes of offset in a UTC year, as (UTC second, offset after it): looked for day by day, then halved."""
    offset = _offset_at(tz)
    first = int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
    last = int(datetime(year + 1, 1, 1, tzinfo=UTC).timestamp())
    days = range(first, last + 1, 86_400)
    daily = [offset(second) for second in days]
    found = []
    for index, (before, after) in enumerate(pairwise(daily)):
        low = days[index]
        while before != after:
            low = _first_change(offset, low, days[index + 1])
            before = offset(low)
            found.append((low, before))
    return tuple(found)


def _first_change(offset: Callable[[int], int], low: int, high: int) -> int:
    before = offset(low)
    while high - low > 1:
        middle = (low + high) // 2
        if offset(middle) == before:
            low = middle
        else:
            high = middle
    return high


def _offset_at(tz: str) -> Callable[[int], int]:
    """Offset from UTC in seconds at a UTC second, for one zone."""
    zone = ZoneInfo(tz)

    def offset(second: int) -> int:
        at = zone.fromutc((_EPOCH + timedelta(seconds=second)).replace(tzinfo=zone)).utcoffset()
        assert at is not None
        return int(at.total_seconds())

    return offset


def parse_clock(value: object, name: str) -> int:
    """Minutes after midnight of a clock time written `HH:MM` or `H:MM`; raises `ArgumentError` otherwise.

    >>> parse_clock("07:30", "times"), parse_clock("7:30", "times")
    (450, 450)
    """
    if isinstance(value, str) and (found := _CLOCK.fullmatch(value)):
        return int(found[1]) * 60 + int(found[2])
    raise ArgumentError.not_allowed(name, value, 'a clock time written "HH:MM", 00:00 to 23:59')


def clock_text(minutes: int) -> str:
    """Minutes after midnight as a clock time written `HH:MM`; what is past 24:00 is of the next day.

    >>> clock_text(450), clock_text(24 * 60 + 30)
    ('07:30', '00:30')
    """
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def parse_date(value: object, name: str) -> np.datetime64:
    """A civil date given as a date or as ISO text; raises `ArgumentError` for anything that could be read two ways.

    >>> parse_date("2026-03-16", "start")
    np.datetime64('2026-03-16')
    """
    found = _date_of(value)
    if found is None:
        raise ArgumentError.not_allowed(name, value, "a date, or text such as 2026-03-16 (year-month-day); no time")
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ArgumentError.not_allowed(name, value, f"a date from {FIRST_YEAR}-01-01 to {LAST_YEAR}-12-31")
    return np.datetime64(found, "D")


def _date_of(value: object) -> date | None:
    if isinstance(value, datetime):  # a pandas Timestamp is one too
        whole = value.tzinfo is None and value == datetime.combine(value.date(), datetime.min.time())
        return value.date() if whole else None
    if isinstance(value, date):
        return value
    if isinstance(value, np.datetime64) and not np.isnat(value):
        day = value.astype("datetime64[D]")
        return day.item() if day == value else None
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-" and value.isascii():
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return None
