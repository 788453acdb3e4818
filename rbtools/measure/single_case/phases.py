"""The ratings of every client next to the plan: one whole number a day, before the start and after it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rbtools.core.arrays import segment_max, segment_min
from rbtools.errors import ArgumentError
from rbtools.match.as_of import AsOf
from rbtools.match.record import Record
from rbtools.measure.ratings import PARTS, Rated
from rbtools.measure.single_case.ar1 import Window
from rbtools.measure.single_case.drawn_start import Draw, StartRatings, recorded_draw
from rbtools.schema import MOMENTS

UNITS = 25_200  # in one point: tenths times 2,520, so that the mean of two to ten ratings is a whole number too
RATINGS = ("daily", "before", "after", "day")


@dataclass(frozen=True)
class Phases:
    """The clients of a plan and their rated days, sorted by client and day."""

    client: pd.Index  # clients of the plan, sorted
    n_days: np.ndarray  # plan days up to as_of, per client
    row: np.ndarray  # number of the client, per rated day
    day: np.ndarray  # days since the start, per rated day: 0 is the first plan day, -1 the day before
    units: np.ndarray  # value, per rated day
    draw: Draw  # the drawn starts that the plan records, per client

    @property
    def n(self) -> int:
        """How many clients the plan has."""
        return len(self.client)

    def rated(self) -> StartRatings:
        """All rated days up to the last plan day that is looked at."""
        seen = self.day < self.n_days[self.row]
        return StartRatings(self.row[seen], self.day[seen], self.units[seen])

    def baseline(self, n_days: int) -> Window:
        """The last `n_days` days before the start, as far back as anyone has rated; the last row is the day before."""
        length = min(n_days, max(0, -int(self.day.min(initial=0))))
        return self._window(self.day + length, self.day < 0, length)

    def review(self, n_days: int) -> Window:
        """The last `n_days` plan days up to as_of."""
        at = self.day - self.n_days[self.row] + n_days
        return self._window(at, (self.day >= 0) & (at < n_days), n_days)

    def programme(self) -> Window:
        """All plan days up to as_of."""
        length = int(self.n_days.max()) if self.n else 0
        return self._window(self.day, (self.day >= 0) & (self.day < self.n_days[self.row]), length)

    def _window(self, at: np.ndarray, inside: np.ndarray, length: int) -> Window:
        inside = inside & (at >= 0)
        window = Window(np.zeros((length, self.n)), np.zeros((length, self.n)))
        window.rated[at[inside], self.row[inside]] = 1
        window.value[at[inside], self.row[inside]] = self.units[inside]
        return window


def check_rating(rating: str) -> None:
    """Refuse what is not one of the day's values."""
    if rating not in RATINGS:
        raise ArgumentError.not_in("rating", rating, RATINGS)


def phases_of(record: Record, rated: Rated, until: AsOf, rating: str = "daily") -> Phases:
    """The ratings of a record up to `until`, next to its plan; a plan day that has begun by then is looked at."""
    sessions, starts = record.sessions, record.starts
    start = segment_min(sessions.date, starts)
    begun = until.seen(sessions.date, sessions.opens)
    last = segment_max(np.where(begun, sessions.date, np.iinfo("int64").min // 2), starts)
    if rating == "daily":
        value = rated.daily
        points = value.parts / (10 * PARTS**2)
    else:
        value = rated.day_means(MOMENTS.index(rating))
        points = value.parts
    client = rated.client[value.rating]
    days, n_days = rated.date[value.rating] - start[client], np.maximum(last - start + 1, 0)
    return Phases(record.clients, n_days, client, days, np.rint(points * UNITS), recorded_draw(record, start))
