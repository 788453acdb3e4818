"""How a figure is written, once for every surface: rounding, signs, per cent, counts, lists and dates.

Page, chart, table, terminal and sentences all call this file, so one value has one form. Everything is written in
English; nothing here asks the machine for its language or time zone. CONTRIBUTING lists this file among the places of
"add a language".
"""

from collections.abc import Iterable

import pandas as pd

MINUS = "\u2212"
MISSING = "–"
"""Stands where a figure is not known; a missing value is never written as 0."""
MOST_DIGITS = 3
"""A value is written with more decimals than asked for, up to these, before it is rounded to 0."""

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def number(value: float, digits: int = 0) -> str:
    """A number with a real minus sign; a half keeps its half, and only 0 is written as 0.

    Parameters
    ----------
    value : float
        The number; a missing one is written as a dash.
    digits : int
        Decimals. One more for a part of a whole, and as many as it takes (at most 3) until the value is not read as 0.

    Returns
    -------
    str

    Examples
    --------
    >>> number(-2.25, 1), number(34.0), number(33.5), number(-0.01, 1), number(-0.0, 1)
    ('−2.2', '34', '33.5', '−0.01', '0.0')
    """
    if pd.isna(value):
        return MISSING
    if digits == 0 and value != round(value):
        digits = 1
    rounded = round(value, digits)
    for more in range(digits + 1, MOST_DIGITS + 1):
        if rounded or not (closer := round(value, more)):
            continue
        rounded, digits = closer, more
    return f"{rounded + 0.0:.{digits}f}".replace("-", MINUS)


def signed(value: float, digits: int = 1) -> str:
    """A change: always with its sign, except 0.

    >>> signed(-2.2), signed(0.71), signed(-0.01), signed(0.0)
    ('−2.2', '+0.7', '−0.01', '0.0')
    """
    text = number(value, digits)
    return f"+{text}" if value > 0 and text.strip("0.") else text


def interval(low: float, high: float, *, sign: bool = True) -> str:
    """An interval of points; an end next to 0 is not rounded to it.

    >>> interval(-4.01, -0.03), interval(-1.26, 0.0), interval(0.3, 1.26, sign=False)
    ('−4.0 to −0.03', '−1.3 to 0.0', '0.3 to 1.3')
    """
    if pd.isna(low) or pd.isna(high):
        return MISSING
    form = signed if sign else number
    return f"{form(low, 1)} to {form(high, 1)}"


def percent(share: float) -> str:
    """A share as whole per cent; 100 % means all and 0 % means none.

    >>> percent(12 / 14), percent(0.998), percent(0.002), percent(float("nan"))
    ('86 %', '99 %', '1 %', '–')
    """
    return MISSING if pd.isna(share) else f"{_whole_percent(share)} %"


def percent_range(low: float, high: float) -> str:
    """An interval of shares, or one share where both ends read alike.

    >>> percent_range(0.6, 0.961), percent_range(0.881, 0.882)
    ('60–96 %', '88 %')
    """
    if pd.isna(low) or pd.isna(high):
        return MISSING
    ends = _whole_percent(low), _whole_percent(high)
    return f"{ends[0]} %" if ends[0] == ends[1] else f"{ends[0]}–{ends[1]} %"


def percentage_points(share: float) -> str:
    """A difference of shares in whole percentage points, with its sign.

    >>> percentage_points(-0.29), percentage_points(0.0)
    ('−29', '0')
    """
    return MISSING if pd.isna(share) else signed(round(100 * share), 0)


def percent_of(part: float, whole: float) -> str:
    """`part` as per cent of `whole`, or a dash where there is nothing to divide by.

    >>> percent_of(43, 52), percent_of(0, 0)
    ('83 %', '–')
    """
    return percent(part / whole) if whole else MISSING


def _whole_percent(share: float) -> int:
    return round(share * 100) if share in (0, 1) else min(max(round(share * 100), 1), 99)


def plural(n: float, one: str, many: str = "") -> str:
    """The word that fits a count.

    >>> f"1 day {plural(1, 'was', 'were')} rated, 2 {plural(2, 'day')} {plural(2, 'was', 'were')} not"
    '1 day was rated, 2 days were not'
    """
    return one if n == 1 else many or one + "s"


def count(n: float, one: str, many: str = "") -> str:
    """A count with its noun.

    >>> count(1, "session"), count(3, "entry", "entries"), count(12_000, "row")
    ('1 session', '3 entries', '12,000 rows')
    """
    return f"{n:,} {plural(n, one, many)}"


def span(low: float, high: float) -> str:
    """A range of whole or half numbers, or one number where both ends are the same.

    >>> span(28, 42), span(70, 70)
    ('28–42', '70')
    """
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def listing(parts: Iterable[str], limit: int | None = None) -> str:
    """Parts as a sentence lists them; with a limit the first of them, and how many more there are.

    Parameters
    ----------
    parts : iterable of str
        What is listed.
    limit : int, optional
        The most that are written out. One more is written out too, since "and 1 more" is no shorter.

    Returns
    -------
    str : empty for no parts.

    Examples
    --------
    >>> listing(["a", "b", "c"]), listing(list("abcdef"), 3), listing(list("abcd"), 3)
    ('a, b and c', 'a, b, c and 3 more', 'a, b, c and d')
    """
    parts = [str(part) for part in parts]
    if limit is not None and len(parts) > limit + 1:
        return f"{', '.join(parts[:limit])} and {len(parts) - limit:,} more"
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def runs(noun: str, values: Iterable[int]) -> str:
    """Numbered things in order, runs of three and more drawn together.

    >>> runs("week", [1]), runs("week", [1, 2, 4, 5, 6])
    ('week 1', 'weeks 1, 2 and 4–6')
    """
    found: list[list[int]] = []
    for value in map(int, values):
        if found and value == found[-1][-1] + 1:
            found[-1].append(value)
        else:
            found.append([value])
    parts = [part for run in found for part in ([f"{run[0]}–{run[-1]}"] if len(run) > 2 else map(str, run))]
    return f"{plural(sum(map(len, found)), noun)} {listing(parts)}"


def day_month(date: pd.Timestamp) -> str:
    """A date as a label.

    >>> day_month(pd.Timestamp("2026-01-05"))
    '5 Jan'
    """
    return f"{date.day} {_MONTHS[date.month - 1][:3]}"


def weekday(date: pd.Timestamp) -> str:
    """The day of the week as a label.

    >>> weekday(pd.Timestamp("2026-01-05"))
    'Mon'
    """
    return _WEEKDAYS[date.weekday()]


def full_date(date: pd.Timestamp) -> str:
    """A date in a sentence.

    >>> full_date(pd.Timestamp("2026-01-05"))
    '5 January 2026'
    """
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def period(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """The dates from one to another in a sentence.

    >>> period(pd.Timestamp("2026-01-05"), pd.Timestamp("2026-02-01"))
    '5 January to 1 February 2026'
    """
    if first == last:
        return full_date(last)
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {_MONTHS[first.month - 1]}{year} to {full_date(last)}"


def title(identifier: str) -> str:
    """An id as a heading, where no better title is known.

    >>> title("four_point_rotation")
    'Four point rotation'
    """
    return start_upper(identifier.replace("_", " ").strip())


def start_upper(text: str) -> str:
    """The text as the start of a sentence.

    >>> start_upper("mornings and evenings")
    'Mornings and evenings'
    """
    return text[:1].upper() + text[1:]


def start_lower(text: str) -> str:
    """A title within a sentence; a word that has capitals inside keeps its first.

    >>> start_lower("Foam roll the upper back"), start_lower("IT band roll")
    ('foam roll the upper back', 'IT band roll')
    """
    first = text.split(maxsplit=1)[0] if text.split() else ""
    return text if first[1:] != first[1:].lower() else text[:1].lower() + text[1:]
