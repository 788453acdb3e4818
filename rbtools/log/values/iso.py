"""Plain ISO times by arrays: the form that programs write, a million at a time. `times.py` reads every other form."""

from collections.abc import Sequence

import numpy as np

from rbtools.core.clock import DAY

NO_OFFSET = 99_999
# West of Greenwich these are all that are no whole hours; 07:30-07:45 is a stretch of time, not a time with its offset.
WEST_BY_HALVES = (150, 210, 270, 570)
_SLICE = 65_536
_FORMS = (
    "dddd-dd-ddTdd:dd:ddsdd:dd",
    "dddd-dd-ddTdd:dd:ddZ",
    "dddd-dd-ddTdd:dd:dd",
    "dddd-dd-ddTdd:dd",
    "dddd-dd-dd",
)
_DAYS_IN_MONTH = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def days_of(year: np.ndarray | int, month: np.ndarray | int, day: np.ndarray | int) -> np.ndarray:
    """Days since 1970-01-01 of civil dates (H. Hinnant, "chrono-compatible low-level date algorithms", 2013).

    >>> int(days_of(2026, 3, 16))
    20528
    """
    year, month, day = np.asarray(year, "int64"), np.asarray(month, "int64"), np.asarray(day, "int64")
    y = year - (month <= 2)
    era = y // 400
    of_era = y - era * 400
    of_year = (153 * (month + np.where(month > 2, -3, 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def iso_times(cells: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Wall clock (microseconds), offset (minutes or NO_OFFSET), whether a time was given, whether the cell was read.

    What is not of a plain form, or not a valid time from 2000 to 2099, is left unread."""
    n = len(cells)
    wall, offset = np.zeros(n, "int64"), np.full(n, NO_OFFSET, "int64")
    known, done = np.zeros(n, bool), np.zeros(n, bool)
    lengths = np.fromiter(map(len, cells), "int64", n)
    for form in _FORMS:
        at = np.flatnonzero(lengths == len(form))
        if not len(at):
            continue
        ascii_only = np.fromiter((cells[i].isascii() for i in at.tolist()), bool, len(at))
        at = at[ascii_only]
        for start in range(0, len(at), _SLICE):
            part = at[start : start + _SLICE]
            wall[part], offset[part], known[part], done[part] = _of_form([cells[i] for i in part.tolist()], form)
    return wall, offset, known, done


def _of_form(cells: list[str], form: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    grid = np.array(cells, dtype=f"S{len(form)}").view("uint8").reshape(len(cells), len(form))
    digit = grid.astype("int64") - 48
    fine = np.ones(len(cells), bool)
    for place, kind in enumerate(form):
        column = grid[:, place]
        if kind == "d":
            fine &= (digit[:, place] >= 0) & (digit[:, place] <= 9)
        elif kind == "s":
            fine &= (column == ord("+")) | (column == ord("-"))
        elif kind == "T":
            fine &= (column == ord("T")) | (column == ord(" "))
        else:
            fine &= column == ord(kind)

    def two(place: int) -> np.ndarray:
        return digit[:, place] * 10 + digit[:, place + 1] if place + 1 < len(form) else np.zeros(len(cells), "int64")

    year, month, day = two(0) * 100 + two(2), two(5), two(8)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last = _DAYS_IN_MONTH[np.clip(month, 0, 12)] + (leap & (month == 2))
    fine &= (year >= 2000) & (year <= 2099) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= last)
    timed = len(form) > 10
    hour, minute = (two(11), two(14)) if timed else (np.full(len(cells), 12), np.zeros(len(cells), "int64"))
    second = two(17) if len(form) >= 19 else np.zeros(len(cells), "int64")
    fine &= (hour < 24) & (minute < 60) & (second < 60)
    offset = np.full(len(cells), NO_OFFSET, "int64")
    if form.endswith("Z"):
        offset[:] = 0
    elif "s" in form:
        size = two(20) * 60 + two(23)
        west = grid[:, 19] == ord("-")
        fine &= (two(23) < 60) & (size <= 14 * 60) & (~west | (two(23) == 0) | np.isin(size, WEST_BY_HALVES))
        offset = np.where(west, -size, size)
    with np.errstate(over="ignore"):
        wall = days_of(year, month, day) * DAY + ((hour * 60 + minute) * 60 + second) * 1_000_000
    return np.where(fine, wall, 0), offset, np.full(len(cells), timed), fine
