"""Up to when a plan and a log are looked at: a plan day, an instant, or each client's whole plan."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from rbtools.core.clock import DAY
from rbtools.errors import ArgumentError

AsOfLike = dt.date | dt.datetime | str
"""What every function with an `as_of` takes; `parse_as_of` says what each of them means."""

_ALLOWED = 'a date ("2026-03-29"), an instant with its UTC offset ("2026-03-29T21:00+02:00"), or "end"'
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class AsOf:
    """A moment up to which sessions are due and a log is looked at; made by `parse_as_of`.

    `kind` says what `at` is: a `date` (midnight, without a zone: the whole plan day counts), an `instant` (UTC: what
    came before it counts), or `end` (everything counts, `at` is None).
    """

    kind: Literal["date", "instant", "end"]
    at: pd.Timestamp | None = None

    def closed(self, date: np.ndarray, closes: np.ndarray) -> np.ndarray:
        """Which windows have closed, given their plan days (days since 1970) and their ends (µs since 1970)."""
        return self._up_to(date, closes, until=self._microseconds)

    def seen(self, date: np.ndarray, instant: np.ndarray) -> np.ndarray:
        """Which entries or ratings are looked at, or which windows have opened, given plan days and instants."""
        return self._up_to(date, instant, until=self._microseconds - 1)

    def _up_to(self, date: np.ndarray, instant: np.ndarray, *, until: int) -> np.ndarray:
        if self.kind == "end":
            return np.ones(len(date), dtype=bool)
        return date <= self._microseconds // DAY if self.kind == "date" else instant <= until

    @property
    def _microseconds(self) -> int:
        return 0 if self.at is None else int(self.at.to_datetime64().astype("datetime64[us]").astype("int64"))

    def __str__(self) -> str:
        if self.at is None:
            return "end"
        return str(self.at.date()) if self.kind == "date" else self.at.isoformat()


def parse_as_of(as_of: AsOfLike) -> AsOf:
    """Read the `as_of` argument that every function which holds a log against a plan takes.

    A `datetime.date`, a text `"2026-03-29"` or a naive midnight is a plan day; a datetime or a text with a UTC offset
    is an instant; `"end"` takes in everything. A clock time without an offset is refused, since it would be a guess.

    >>> print(parse_as_of("2026-03-29").kind, parse_as_of("2026-03-29T21:00+02:00"), parse_as_of("end"))
    date 2026-03-29T19:00:00+00:00 end
    """
    if isinstance(as_of, str):
        return AsOf("end") if as_of == "end" else _from_time(_read(as_of), as_of)
    if isinstance(as_of, dt.date | np.datetime64):  # datetimes, Timestamps and NaT are dates too
        return _from_time(pd.Timestamp(as_of), as_of)
    raise ArgumentError.not_allowed("as_of", as_of, _ALLOWED)


def _read(text: str) -> pd.Timestamp:
    try:
        read = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentError.not_allowed("as_of", text, _ALLOWED) from None
    if read.tzinfo is None and not _DATE.fullmatch(text):
        raise ArgumentError.not_allowed("as_of", text, _ALLOWED)
    return pd.Timestamp(read)


def _from_time(time: pd.Timestamp, given: object) -> AsOf:
    if pd.isna(time):
        raise ArgumentError.not_allowed("as_of", given, _ALLOWED)
    if time.tzinfo is not None:
        return AsOf("instant", time.tz_convert("UTC").as_unit("us"))
    if time != time.normalize():
        raise ArgumentError.not_allowed("as_of", given, _ALLOWED)
    return AsOf("date", time.as_unit("us"))
