"""Tau after the line through the baseline has been taken out, with exact ties."""

from typing import NamedTuple

import numpy as np

from rbtools.measure.single_case.ar1 import Window
from rbtools.measure.single_case.nap import pairs, tau

MIN_BASELINE = 5  # rated days below which a line through the baseline is not drawn (choice)


class Line(NamedTuple):
    """The Theil–Sen line through the baseline, rise/run a day, and its height at day 0 times 2 run.

    All whole numbers, so that what lies on the line is known exactly; missing below two rated days.
    """

    rise: np.ndarray
    run: np.ndarray
    height: np.ndarray

    def at(self, day: np.ndarray) -> np.ndarray:
        """Height of the line on a day."""
        return (self.height + 2 * self.rise * day) / (2 * self.run)


def theil_sen(before: Window) -> Line:
    """Median of the slopes between all days of the baseline, then median of what is left; days count up to day 0.

    Theil 1950; Sen 1968, https://doi.org/10.1080/01621459.1968.10480934. Slopes are sorted as correctly rounded
    quotients of whole numbers, which keeps their order and ties, and the middle ones are kept as fractions.

    >>> line = theil_sen(Window(np.ones((3, 1)), np.array([[7.0], [6.0], [5.0]])))
    >>> (line.rise / line.run).tolist(), line.at(np.array([0.0])).tolist()
    ([-1.0], [4.0])
    """
    value, day, rated = _packed(before)
    first, second = np.triu_indices(len(value), 1)
    both = rated[first] & rated[second]
    dy, dt = value[second] - value[first], np.where(both, day[second] - day[first], 1)
    order = np.argsort(np.where(both, dy / dt, np.inf), axis=0, kind="stable")
    (y1, d1), (y2, d2) = ((_pick(dy, order, at), _pick(dt, order, at)) for at in _middle(both.sum(axis=0)))
    rise, run = y1 * d2 + y2 * d1, 2 * d1 * d2
    left = np.where(rated, value * run - rise * day, np.inf)
    order = np.argsort(left, axis=0, kind="stable")
    low, high = (_pick(left, order, at) for at in _middle(rated.sum(axis=0)))
    enough = before.n >= 2
    return Line(*(np.where(enough, v, np.nan) for v in (rise, run, low + high)))


def tau_bc(before: Window, after: Window) -> tuple[np.ndarray, Line]:
    """Tau of what is left over the baseline's line, carried on into the programme; missing below two baseline days.

    The last day of `before` is the day before the first of `after`. Tarlow 2017,
    https://doi.org/10.1177/0145445516676750. It carries a line of few days far ahead: never a headline.
    """
    line = theil_sen(before)
    return tau(pairs(_left(before, line, -len(before.rated)), _left(after, line, 0))), line


def _left(window: Window, line: Line, first_day: int) -> Window:
    """What is left over the line, times its run: whole numbers."""
    day = first_day + np.arange(len(window.rated), dtype=float)[:, np.newaxis]
    known = np.isfinite(line.run)
    left = (window.value * np.where(known, line.run, 0) - np.where(known, line.rise, 0) * day) * window.rated
    return Window(window.rated * known, left)


def _packed(window: Window) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values, days and flags with the rated days of each client first, in order."""
    most = max(int(window.n.max(initial=0)), 2)
    rated = np.zeros((max(len(window.rated), most), window.rated.shape[1]), dtype=bool)
    rated[: len(window.rated)] = window.rated > 0
    order = np.argsort(~rated, axis=0, kind="stable")[:most]
    value = np.zeros(rated.shape)
    value[: len(window.value)] = window.value
    taken = np.take_along_axis(rated, order, axis=0)
    return np.take_along_axis(value, order, axis=0), order - float(len(window.rated)), taken


def _middle(count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the two middle ones of so many (the same twice when odd)."""
    return np.maximum(count - 1, 0) // 2, count // 2


def _pick(values: np.ndarray, order: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The value at each client's position in an order."""
    at = np.minimum(at, len(order) - 1)[np.newaxis]
    return np.take_along_axis(values, np.take_along_axis(order, at, axis=0), axis=0)[0]
