"""Non-overlap of all pairs: how often a programme day is better than a baseline day, with its errors and interval."""

from dataclasses import dataclass

import numpy as np

from rbtools.core.arrays import ratio
from rbtools.measure.share_interval import Z95
from rbtools.measure.single_case.ar1 import PHI_MAX, PHI_PRIOR, Window, lag1, over_days, spread

_HALVINGS = 60  # of an interval of length 1: below 1e-17


@dataclass(frozen=True)
class Pairs:
    """Comparisons of each baseline day with each programme day, lower is better; counted in halves, so whole numbers.

    A win is 2, a tie 1, a loss 0; `by_before` and `by_after` are the squared deviations of the row and column sums.
    """

    m: np.ndarray
    n: np.ndarray
    halves: np.ndarray
    squares: np.ndarray
    by_before: np.ndarray
    by_after: np.ndarray

    @property
    def number(self) -> np.ndarray:
        """How many pairs there are."""
        return self.m * self.n


def pairs(before: Window, after: Window) -> Pairs:
    """Compare every rated day of one window with every one of the other; values are whole numbers, so ties are exact.

    >>> six, five_six = np.full((2, 1), 6.0), np.array([[5.0], [6.0]])
    >>> found = pairs(Window(np.ones((2, 1)), six), Window(np.ones((2, 1)), five_six))
    >>> found.halves.tolist(), found.number.tolist()
    ([6.0], [4.0])
    """
    m, n = before.n, after.n
    sums_before, sums_after, squares = np.zeros_like(before.rated), np.zeros_like(after.rated), np.zeros_like(m)
    for day, (rated, value) in enumerate(zip(*before, strict=True)):
        if rated.any():
            won = (after.value < value) * after.rated * rated
            tied = (after.value == value) * after.rated * rated
            halves = 2 * won + tied
            sums_after += halves
            sums_before[day] = over_days(halves)
            squares += over_days(2 * won + halves)
    total = over_days(sums_before)
    by_before = over_days((m * sums_before - total) ** 2 * before.rated)
    by_after = over_days((n * sums_after - total) ** 2 * after.rated)
    return Pairs(m, n, total, squares, by_before, by_after)


def nap(found: Pairs) -> np.ndarray:
    """Share of pairs won, a tie counting half; missing without pairs. Parker and Vannest 2009.

    https://doi.org/10.1016/j.beth.2008.10.006
    """
    return ratio(found.halves, 2 * found.number)


def tau(found: Pairs) -> np.ndarray:
    """Wins minus losses as a share of the pairs, 2 NAP − 1."""
    return ratio(found.halves - found.number, found.number)


def standard_errors(found: Pairs) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The unbiased standard error of NAP, that of Hanley and McNeil, and that under no difference.

    The unbiased one is missing with a single day in either window. Sen 1967; Mee 1990,
    https://doi.org/10.1080/01621459.1990.10474938; Hanley and McNeil 1982,
    https://doi.org/10.1148/radiology.143.1.7063747.
    """
    m, n, number = found.m, found.n, found.number
    least = ratio(np.ones_like(number), 2 * number)
    p = np.clip(nap(found), least, 1 - least)
    q1 = ratio(found.by_before, 4 * number * number * m)
    q2 = ratio(found.by_after, 4 * number * number * n)
    x = ratio(number * found.squares - found.halves * found.halves, 4 * number * number)
    unbiased = ratio(p * (1 - p) + n * q1 + m * q2 - 2 * x, (m - 1) * (n - 1))
    hanley = ratio(p * (1 - p) + (n - 1) * q1 + (m - 1) * q2, number)
    null = ratio(m + n + 1, 12 * number)
    return np.sqrt(np.maximum(unbiased, 0)), np.sqrt(np.maximum(hanley, 0)), np.sqrt(null)


def interval(found: Pairs, m: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The 95 % interval of NAP as for `m` and `n` independent days, also at full separation; missing without pairs.

    Newcombe 2006, method 5, https://doi.org/10.1002/sim.2324.

    >>> days = Window(np.ones((3, 1)), np.array([[8.0], [7.0], [9.0]]))
    >>> found = pairs(days, Window(days.rated, days.value - 5))
    >>> low, high = interval(found, found.m, found.n)
    >>> print(low.round(3), high)
    [0.501] [1.]
    """
    low = _lower(found.halves, 2 * found.number, m, n)
    high = 1 - _lower(2 * found.number - found.halves, 2 * found.number, m, n)
    return low, high


def effective_days(before: Window, after: Window) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The lag-1 correlation within the windows and the numbers of independent days that theirs are worth.

    The numbers of days times (1 − r)/(1 + r), at least 2 (or all there are); r is pooled over the windows, raised by
    2(1 + 3r)/N, clipped to [0, 0.9], and 0.3 where the ratings are constant. Tested on AR(1) noise only (choice).
    """
    m, n = before.n, after.n
    r = lag1(spread(before) + spread(after), m + n)
    r = np.where(np.isnan(r), PHI_PRIOR, np.clip(r, 0, PHI_MAX))
    worth = (1 - r) / (1 + r)
    return r, np.minimum(m, np.maximum(m * worth, 2)), np.minimum(n, np.maximum(n * worth, 2))


def _lower(wins: np.ndarray, of: np.ndarray, m: np.ndarray, n: np.ndarray) -> np.ndarray:
    """The root below p = wins/of, bracketed by 0 and p; at p = 1 the equation is divided by 1 − θ."""
    p, separated = ratio(wins, of), wins == of
    h, z2 = (m + n) / 2 - 1, Z95 * Z95
    low, high = np.zeros_like(p), p.copy()
    for _ in range(_HALVINGS):
        theta = (low + high) / 2
        away = np.where(separated, 1 - theta, (p - theta) ** 2)
        near = np.where(separated, 1.0, 1 - theta) * theta
        variance = z2 * near * (2 + h + (1 + 2 * h) * theta * (1 - theta))
        below = m * n * away * (2 - theta) * (1 + theta) > variance
        low, high = np.where(below, theta, low), np.where(below, high, theta)
    return np.where(wins > 0, (low + high) / 2, np.where(of > 0, 0.0, np.nan))
