"""The start-point test where the plan records that the start was drawn: the days it compares, and the starts.

The days compared do not depend on the draw: from `baseline_days` before the window of the draw to as_of, and no further
than a plan begun on the first day of the window would have run. Otherwise the draw would choose its own data.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from rbtools.core.arrays import segment_max
from rbtools.match.record import Record
from rbtools.measure.single_case.ar1 import Window
from rbtools.measure.single_case.start_test import StartTest, start_test

MIN_STARTS = 20  # with fewer, no p can be .05
_NOT_DRAWN = np.iinfo("int64").min


class Draw(NamedTuple):
    """For each client the first and last day that the start could be drawn from, in days since the real start.

    `known` says whether the plan records a draw; `length` is how many days the whole plan has.
    """

    known: np.ndarray
    earliest: np.ndarray
    latest: np.ndarray
    length: np.ndarray


def recorded_draw(record: Record, first: np.ndarray) -> Draw:
    """The draws that a plan records; `first` is each client's start day."""
    length = segment_max(record.sessions.date, record.starts) - first + 1
    if record.draw is None:
        nothing = np.zeros(len(first), dtype="int64")
        return Draw(nothing > 0, nothing, nothing, length)
    earliest, latest = record.draw
    known = (earliest <= first) & (first <= latest) & (earliest > _NOT_DRAWN)
    return Draw(known, np.where(known, earliest - first, 0), np.where(known, latest - first, 0), length)


class StartRatings(NamedTuple):
    """Rated days up to as_of: the number of the client, the day since the real start, the value."""

    row: np.ndarray
    day: np.ndarray
    units: np.ndarray


def compare_starts(draw: Draw, rated: StartRatings, baseline_days: int) -> StartTest:
    """The start-point test of each client; missing, with 0 starts, where none was drawn.

    Where nothing can be compared yet the number of starts is that of the window, or of the plan days if fewer:
    on later starts the plan of the first one would already have ended.
    """
    found = StartTest(np.full(len(draw.known), np.nan), np.zeros(len(draw.known)))
    for clients, width in _alike(draw):
        starts = baseline_days + np.arange(width)
        days = _window(draw, rated, clients, baseline_days)
        test = start_test(days, starts, baseline_days - draw.earliest[clients])
        found.p[clients] = test.p
        possible = np.minimum(draw.length[clients], width)
        found.n_starts[clients] = np.where(test.n_starts > 0, test.n_starts, possible)
    return found


def _alike(draw: Draw) -> Iterator[tuple[np.ndarray, int]]:
    """Clients whose windows are as long as each other, and how long."""
    width = np.where(draw.known, draw.latest - draw.earliest + 1, 0)
    for one in np.unique(width[draw.known]).tolist():
        yield np.flatnonzero(width == one), one


def _window(draw: Draw, rated: StartRatings, clients: np.ndarray, baseline_days: int) -> Window:
    """The days that are compared; the first is `baseline_days` before the window of the draw."""
    column = np.full(len(draw.known), -1)
    column[clients] = np.arange(len(clients))
    length = baseline_days + int(np.maximum(draw.length, draw.latest - draw.earliest)[clients].max())
    at = rated.day - draw.earliest[rated.row] + baseline_days
    mine = (column[rated.row] >= 0) & (at >= 0) & (at < baseline_days + draw.length[rated.row])
    window = Window(np.zeros((length, len(clients))), np.zeros((length, len(clients))))
    place = at[mine], column[rated.row[mine]]
    window.rated[place], window.value[place] = 1, rated.units[mine]
    return window
