"""Up to when a plan and a log are looked at: a plan day, an instant, or each client's whole plan."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from rbtools.errors import ArgumentError

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

    def closed(self, date: pd.Series, closes_at: pd.Series) -> np.ndarray:
        """Which windows have closed, given their plan days and their ends."""
        if self.kind == "end":
            return np.ones(len(date), dtype=bool)
        over = date <= self.at if self.kind == "date" else closes_at <= self.at
        return over.to_numpy(dtype=bool)

    def seen(self, date: pd.Series, instant: pd.Series) -> np.ndarray:
        """Which entries or ratings are looked at, given their plan days and their instants."""
        if self.kind == "end":
            return np.ones(len(date), dtype=bool)
        before = date <= self.at if self.kind == "date" else instant < self.at
        return before.to_numpy(dtype=bool)

    def __str__(self) -> str:
        if self.at is None:
            return "end"
        return str(self.at.date()) if self.kind == "date" else self.at.isoformat()


def parse_as_of(as_of: object) -> AsOf:
    """Read the `as_of` argument that every function which judges a log by a plan takes.

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
