"""Ratings of tightness as whole tenths: within sessions, and the one value of each day."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from rbtools import schema
from rbtools.core.arrays import ratio
from rbtools.log.account import PAUSE
from rbtools.match.as_of import AsOf
from rbtools.match.record import SLOT_MISSING, Ratings, Record
from rbtools.measure.grouping import Groups, groups

BEFORE, AFTER, DAY = (schema.MOMENTS.index(name) for name in ("before", "after", "day"))

# A mean of up to ten ratings is a whole number of 1/2520 tenths (the least common multiple of 1 to 10), so means of
# means are summed as whole numbers too and any order of rows gives the same bits.
PARTS = 2520


def ratings_until(record: Record, until: AsOf) -> Ratings:
    """The ratings of sessions and days of a record's clients that are looked at; a usual level is no such rating."""
    ratings = record.ratings
    seen = (ratings.client >= 0) & (ratings.moment <= DAY) & until.seen(ratings.date, ratings.instant)
    return ratings if seen.all() else ratings.take(np.flatnonzero(seen))


class Values(NamedTuple):
    """Values of sessions or days, in whole parts, and one rating of each."""

    rating: np.ndarray
    parts: np.ndarray


@dataclass(frozen=True, eq=False)
class Rated:
    """Ratings of tightness, each `at` a place among all ratings."""

    at: np.ndarray
    client: np.ndarray
    date: np.ndarray
    slot: np.ndarray  # negative where none is named
    named: np.ndarray
    instant: np.ndarray
    moment: np.ndarray
    tenths: np.ndarray

    @classmethod
    def of(cls, ratings: Ratings) -> "Rated":
        """The ratings that have a tightness."""
        at = np.flatnonzero(ratings.tightness >= 0)
        client, date, slot, instant, moment, tenths, _ = ratings.take(at)
        return cls(at, client, date, slot, slot != SLOT_MISSING, instant, moment, tenths)

    @cached_property
    def within_session(self) -> Values:
        """After - before, in 1/PARTS tenths, of each session that has both."""
        session = groups(self.client, self.date, self.slot, self._unnamed_session)
        n_before, before = _means(session, self.tenths, self.moment == BEFORE)
        n_after, after = _means(session, self.tenths, self.moment == AFTER)
        both = (n_before > 0) & (n_after > 0)
        return Values(session.row[both], (after - before)[both])

    @cached_property
    def _unnamed_session(self) -> np.ndarray:
        """A number for each session without a named slot; 0 where a slot is named."""
        number = np.zeros(len(self.instant), dtype="int64")
        rows = np.flatnonzero(~self.named & (self.moment != DAY))
        rows = rows[np.lexsort((self.moment[rows], self.instant[rows], self.client[rows]))]
        moment, at = self.moment[rows], self.instant[rows]
        begins = np.ones(len(rows), dtype=bool)
        begins[1:] = ((moment[1:] == BEFORE) & (moment[:-1] == AFTER)) | (np.diff(at) > PAUSE)
        number[rows] = np.cumsum(begins)
        return number

    @cached_property
    def daily(self) -> Values:
        """The one value of each client's day, sorted by client and day."""
        return self.daily_in(np.zeros(len(self.at), dtype="int64"))

    def daily_in(self, part: np.ndarray) -> Values:
        """The day's one value in each part of the ratings: the day rating, else the mean over slots of before.

        In 1/PARTS**2 tenths.
        """
        days = groups(part, self.client, self.date)
        n_day, day = _means(days, self.tenths, self.moment == DAY)
        slots = groups(days.of_row, self.slot)
        n_before, before = _means(slots, self.tenths, self.moment == BEFORE)
        of_day = Groups(days.n, days.of_row[slots.row], days.row)
        n_slot, over_slots = _means(of_day, before, n_before > 0)
        value = np.where(n_day > 0, day * PARTS, over_slots)
        known = (n_day > 0) | (n_slot > 0)
        return Values(days.row[known], value[known])

    def day_means(self, moment: int) -> Values:
        """The mean of the ratings of one moment on each client's day, sorted by client and day; in points."""
        rows = np.flatnonzero(self.moment == moment)
        days = groups(self.client[rows], self.date[rows])
        count = days.total(np.ones(len(rows), dtype="int64"))
        return Values(rows[days.row], ratio(days.total(self.tenths[rows]), count * 10))


def _means(of: Groups, values: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Count and mean of the marked rows of each group, the mean in whole parts of the values; 0 where there is none."""
    count = of.total(rows)
    total = of.total(np.where(rows, values, 0))
    return count, np.rint(total * PARTS / np.maximum(count, 1)).astype("int64")
