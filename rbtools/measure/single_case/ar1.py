"""Ratings of one person from day to day are alike: lag-1 correlation and the quadratic forms of V = φ^|lag|.

Every array is laid out days × clients, 0 where nothing was rated, and is summed day by day. What comes out for a
client is therefore made of the same operations in the same order whoever else is in the frame: the same bits in any
partition. Formulas: `change` and `slope` name their sources.
"""

from typing import NamedTuple

import numpy as np

PHI_PRIOR = 0.3  # the design value of the lag-1 correlation (an assumption, as is the weight)
PHI_PRIOR_WEIGHT = 25  # ratings that the design value is worth
PHI_MAX = 0.9


class Window(NamedTuple):
    """Days × clients: 1.0 where a day was rated and its value in whole units; 0.0 in both where it was not."""

    rated: np.ndarray
    value: np.ndarray

    @property
    def n(self) -> np.ndarray:
        """Rated days of each client."""
        return over_days(self.rated)

    @property
    def total(self) -> np.ndarray:
        """Sum of the values of each client, a whole number."""
        return over_days(self.value)

    def of(self, clients: np.ndarray) -> "Window":
        """The window of some of the clients."""
        return Window(np.ascontiguousarray(self.rated[:, clients]), np.ascontiguousarray(self.value[:, clients]))


class Spread(NamedTuple):
    """Squares of the deviations from the mean, and products of those on adjacent days, summed for each client."""

    squares: np.ndarray
    products: np.ndarray

    def __add__(self, other: "Spread") -> "Spread":  # type: ignore[override]
        return Spread(self.squares + other.squares, self.products + other.products)


def over_days(values: np.ndarray) -> np.ndarray:
    """Sum over the days, always in the order of the days.

    >>> over_days(np.array([[1.0, 10.0], [2.0, 20.0]])).tolist()
    [3.0, 30.0]
    """
    total = np.zeros(values.shape[1])
    for day in values:
        total += day
    return total


def times_v(values: np.ndarray, phi: np.ndarray) -> np.ndarray:
    """V times a column of values for each client, V[a, b] = φ^|a − b|; φ = 0 is independence.

    >>> times_v(np.array([[1.0], [0.0], [1.0]]), np.array([0.5])).ravel().tolist()
    [1.25, 1.0, 1.25]
    """
    forth, back = np.empty_like(values), np.empty_like(values)
    carried = np.zeros(values.shape[1])
    for day in range(len(values)):
        forth[day] = carried = values[day] + phi * carried
    carried = np.zeros(values.shape[1])
    for day in range(len(values) - 1, -1, -1):
        back[day] = carried = values[day] + phi * carried
    return forth + back - values


def spread(window: Window) -> Spread:
    """Deviations from the mean of the rated days; days next to a gap have no neighbour on that side."""
    n = np.maximum(window.n, 1)
    whole = (n * window.value - window.total) * window.rated  # n times the deviation: a whole number
    return Spread(over_days(whole * whole) / n / n, over_days(whole[1:] * whole[:-1]) / n / n)


def lag1(found: Spread, n: np.ndarray, *, fitted: str = "means") -> np.ndarray:
    """Lag-1 correlation, raised by what fitting two means, or a line, to `n` ratings takes away; missing if constant.

    >>> lag1(Spread(np.array([4.0, 0.0]), np.array([1.0, 0.0])), np.array([14.0, 14.0])).tolist()
    [0.5, nan]
    """
    r = np.divide(found.products, found.squares, out=np.full(len(n), np.nan), where=found.squares > 0)
    n = np.maximum(n, 1)
    return r + (2 * (1 + 3 * r) if fitted == "means" else 2 + 4 * r) / n


def shrunk_phi(r: np.ndarray, n: np.ndarray) -> np.ndarray:
    """φ drawn towards the design value, which is all there is where the ratings are constant.

    >>> shrunk_phi(np.array([0.5, np.nan]), np.array([25.0, 14.0])).tolist()
    [0.4, 0.3]
    """
    phi = (n * r + PHI_PRIOR_WEIGHT * PHI_PRIOR) / (n + PHI_PRIOR_WEIGHT)
    return np.where(np.isnan(r), PHI_PRIOR, np.clip(phi, 0, PHI_MAX))


class Forms(NamedTuple):
    """With M the projection that takes the fitted mean (and line) out: tr(MV), tr(MVMV), and the forms of u and v.

    `mean` is 1ᵀV1 and `line` is tᵀVt with t the centred days.
    """

    trace: np.ndarray
    trace_of_square: np.ndarray
    mean: np.ndarray
    line: np.ndarray


def forms(rated: np.ndarray, phi: np.ndarray, centred: np.ndarray | None = None) -> Forms:
    """The forms of V over the rated days; with `centred` days a line is fitted besides the mean."""
    n = over_days(rated)
    v_one = times_v(rated, phi) * rated
    mean = over_days(v_one)
    trace = n - mean / n
    of_square = over_days(times_v(rated, phi * phi) * rated)
    of_square += mean * mean / n / n - 2 * over_days(v_one * v_one) / n
    if centred is None:
        return Forms(trace, of_square, mean, np.zeros_like(n))
    length = over_days(centred * centred)
    v_t = times_v(centred, phi) * rated
    line, mixed = over_days(centred * v_t), over_days(v_t)
    of_square += line * line / length / length + 2 * mixed * mixed / n / length - 2 * over_days(v_t * v_t) / length
    return Forms(trace - line / length, of_square, mean, line)
