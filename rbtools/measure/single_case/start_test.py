"""The start-point randomisation test: only valid where the start was drawn at random from recorded days."""

from typing import NamedTuple

import numpy as np

from rbtools.measure.single_case.ar1 import Window


class StartTest(NamedTuple):
    """Share of the admissible starts with a fall at least as large as that at the real one, and their number."""

    p: np.ndarray
    n_starts: np.ndarray


def start_test(days: Window, starts: np.ndarray, drawn: np.ndarray) -> StartTest:
    """Compare mean(before) − mean(after) at the drawn start with all starts that could have been drawn.

    `starts` are positions in `days` of the first programme day, `drawn` the position of each client's real one. Ties
    and the drawn start count, so the smallest p is 1/number of starts: 20 are needed for .05. A start with no rated day
    on one side is left out; p is missing where that is the drawn one. Means are compared as fractions, so ties are
    exact. Edgington and Onghena, Randomization Tests (4th ed., 2007).

    >>> days = Window(np.ones((5, 1)), np.array([[6.0], [7.0], [3.0], [3.0], [2.0]]))
    >>> start_test(days, np.array([1, 2, 3, 4]), np.array([2])).p.tolist()
    [0.25]
    """
    falls, of = _falls(days, starts)
    mine = np.argmax(starts[:, np.newaxis] == drawn, axis=0)[np.newaxis]
    fall, fall_of = np.take_along_axis(falls, mine, axis=0), np.take_along_axis(of, mine, axis=0)
    admissible = of > 0
    as_large = (falls * fall_of >= fall * of) & admissible
    n_starts = admissible.sum(axis=0)
    p = as_large.sum(axis=0) / np.maximum(n_starts, 1)
    known = (fall_of[0] > 0) & np.isin(drawn, starts)
    return StartTest(np.where(known, p, np.nan), n_starts)


def _falls(days: Window, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Numerator and denominator of mean(before) − mean(after) at each start; the denominator is 0 where undefined."""
    nothing = np.zeros((1, days.rated.shape[1]))
    n = np.concatenate([nothing, np.cumsum(days.rated, axis=0)])[starts]
    total = np.concatenate([nothing, np.cumsum(days.value, axis=0)])[starts]
    n_after, total_after = days.n - n, days.total - total
    return total * n_after - total_after * n, n * n_after
