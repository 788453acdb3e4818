"""Numbers, shares and dates as people read them. Nothing here asks the machine for its language or zone."""

from collections.abc import Iterable, Sequence

import pandas as pd

MINUS = "\u2212"
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def number(value: float, digits: int = 0) -> str:
    """A number with a real minus sign; a half set keeps its half.

    >>> number(-2.25, 1), number(34.0), number(33.5)
    ('−2.2', '34', '33.5')
    """
    if digits == 0 and value != round(value):
        digits = 1
    return f"{value + 0.0:.{digits}f}".replace("-", MINUS)


def signed(value: float, digits: int = 1) -> str:
    """A change: always with its sign, except nought.

    >>> signed(-2.2), signed(0.71), signed(-0.01)
    ('−2.2', '+0.7', '0.0')
    """
    rounded = round(value, digits) + 0.0
    return ("+" if rounded > 0 else "") + number(rounded, digits)


def end_digits(value: float) -> int:
    """Digits for an end of an interval: one, or two where one would turn an end beside nought into nought itself."""
    return 2 if 0.005 <= abs(value) < 0.05 else 1


def interval(low: float, high: float) -> str:
    """An interval of changes.

    >>> interval(-4.01, -0.03), interval(-1.26, 0.0)
    ('−4.0 to −0.03', '−1.3 to 0.0')
    """
    return f"{signed(low, end_digits(low))} to {signed(high, end_digits(high))}"


def percent(share: float) -> str:
    """A share as whole per cent; 100 % means all and 0 % means none.

    >>> percent(12 / 14), percent(0.998), percent(0.002)
    ('86 %', '99 %', '1 %')
    """
    return f"{_whole_percent(share)} %"


def percent_range(low: float, high: float) -> str:
    """An interval of shares.

    >>> percent_range(0.6, 0.961)
    '60–96 %'
    """
    return f"{_whole_percent(low)}–{_whole_percent(high)} %"


def _whole_percent(share: float) -> int:
    return round(share * 100) if share in (0, 1) else min(max(round(share * 100), 1), 99)


def count(n: int, one: str, many: str = "") -> str:
    """A count with its noun.

    >>> count(1, "session"), count(3, "entry", "entries")
    ('1 session', '3 entries')
    """
    return f"{n} {one if n == 1 else many or one + 's'}"


def sides(low: float, high: float) -> str:
    """A range, or one number where both ends are the same.

    >>> sides(28, 42), sides(70, 70)
    ('28–42', '70')
    """
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def listing(parts: Sequence[str]) -> str:
    """Parts as a sentence lists them.

    >>> listing(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else list(parts))


def numbers(noun: str, values: Iterable[int]) -> str:
    """Numbered things in order, runs of three and more drawn together.

    >>> numbers("week", [1]), numbers("week", [1, 2, 4, 5, 6])
    ('week 1', 'weeks 1, 2 and 4–6')
    """
    runs: list[list[int]] = []
    for value in map(int, values):
        if runs and value == runs[-1][-1] + 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    parts = [p for run in runs for p in ([f"{run[0]}–{run[-1]}"] if len(run) > 2 else map(str, run))]
    return f"{noun if runs == [[runs[0][0]]] else noun + 's'} {listing(parts)}"


def day_month(date: pd.Timestamp) -> str:
    """A date as a label.

    >>> day_month(pd.Timestamp("2026-01-05"))
    '5 Jan'
    """
    return f"{date.day} {_MONTHS[date.month - 1][:3]}"


def weekday(date: pd.Timestamp) -> str:
    """The day of the week as a label."""
    return _WEEKDAYS[date.weekday()]


def period(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """A stretch of dates in a sentence.

    >>> period(pd.Timestamp("2026-01-05"), pd.Timestamp("2026-02-01"))
    '5 January to 1 February 2026'
    """
    end = f"{last.day} {_MONTHS[last.month - 1]} {last.year}"
    if first == last:
        return end
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {_MONTHS[first.month - 1]}{year} to {end}"


def name(identifier: str) -> str:
    """An id as a heading.

    >>> name("four_point_rotation")
    'Four point rotation'
    """
    spaced = identifier.replace("_", " ").strip()
    return spaced[:1].upper() + spaced[1:]
