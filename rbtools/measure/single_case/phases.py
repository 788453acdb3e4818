"""The ratings of every client laid beside the plan: one whole number a day, before the start and after it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rbtools.core.arrays import run_starts, segment_max, segment_min
from rbtools.errors import ArgumentError
from rbtools.log.log import Log
from rbtools.match.as_of import AsOf, parse_as_of
from rbtools.measure.ratings import plan_rows, ratings_of
from rbtools.measure.single_case.ar1 import Window
from rbtools.measure.single_case.drawn_start import Draw, Rated, recorded_draw
from rbtools.measure.tightness import tightness_of

UNITS = 25_200  # in one point: tenths times 2,520, so that the mean of two to ten ratings is a whole number too
RATINGS = ("daily", "before", "after", "day")
BLOCK = 8192  # clients laid out at a time; the answers do not depend on it

_DAY = 86_400_000_000  # microseconds


@dataclass(frozen=True)
class Phases:
    """The clients of a plan and their rated days, sorted by client and day."""

    client: pd.Series  # clients of the plan, sorted
    n_days: np.ndarray  # plan days up to as_of, per client
    row: np.ndarray  # number of the client, per rated day
    day: np.ndarray  # days since the start, per rated day: 0 is the first plan day, -1 the day before
    units: np.ndarray  # value, per rated day
    draw: Draw  # the drawn starts that the plan records, per client

    @property
    def n(self) -> int:
        """How many clients the plan has."""
        return len(self.client)

    def block(self, first: int) -> "Phases":
        """The clients from number `first` on, at most BLOCK of them."""
        clients = slice(first, first + BLOCK)
        rows = slice(*np.searchsorted(self.row, [first, first + BLOCK]))
        return Phases(
            self.client.iloc[clients],
            self.n_days[clients],
            self.row[rows] - first,
            self.day[rows],
            self.units[rows],
            self.draw.of(clients),
        )

    def rated(self) -> Rated:
        """All rated days up to the last plan day that is looked at."""
        seen = self.day < self.n_days[self.row]
        return Rated(self.row[seen], self.day[seen], self.units[seen])

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


def lay_out(log: Log, plan: pd.DataFrame, as_of: object, rating: str) -> Phases:
    """Check log and plan at the door and lay the ratings up to `as_of` beside the plan.

    A plan day that has begun by an instant `as_of` is looked at. Ratings of clients without a plan are left out.
    """
    if rating not in RATINGS:
        raise ArgumentError.not_in("rating", rating, RATINGS)
    until, sessions = parse_as_of(as_of), plan_rows(plan)
    return phases_of(ratings_of(log, sessions, until), sessions, until, rating)


def phases_of(ratings: pd.DataFrame, sessions: pd.DataFrame, until: AsOf, rating: str) -> Phases:
    """`lay_out` of ratings and of a plan's rows that are known to be such, the ratings up to `until`."""
    client, start, n_days, draw = _plan_days(sessions, until)
    rated = tightness_of(ratings, None, ["client", "date"])
    rated = rated[rated[rating].notna()]
    row = client.cat.categories.get_indexer(rated["client"].cat.categories)[rated["client"].cat.codes]
    known = row >= 0
    row, rated = row[known], rated[known]
    units = np.rint(rated[rating].to_numpy() * UNITS)
    return Phases(client, n_days, row, _day_number(rated["date"]) - start[row], units, draw)


def _plan_days(sessions: pd.DataFrame, until: AsOf) -> tuple[pd.Series, np.ndarray, np.ndarray, Draw]:
    """Each client with the first plan day, the number of plan days up to as_of and the draw of the start."""
    code, date = sessions["client"].cat.codes.to_numpy(), _day_number(sessions["date"])
    starts = run_starts(code)
    start = segment_min(date, starts)
    last = segment_max(np.where(_begun(sessions, until), date, np.iinfo("int64").min // 2), starts)
    client = pd.Series(sessions["client"].cat.categories.take(code[starts]), dtype=sessions["client"].dtype)
    return client, start, np.maximum(last - start + 1, 0), recorded_draw(sessions, starts, start)


def _begun(plan: pd.DataFrame, until: AsOf) -> np.ndarray:
    if until.kind == "instant":
        return (plan["opens_at"] < until.at).to_numpy(dtype=bool)
    return until.closed(plan["date"], plan["opens_at"])


def _day_number(date: pd.Series) -> np.ndarray:
    return date.to_numpy(dtype="datetime64[us]").view("int64") // _DAY
