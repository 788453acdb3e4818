"""Effects on the means of two windows: standardised difference, log response ratio, share of the way to a goal.

Each is missing where it is undefined, never infinite, and a standard error is never 0: constant ratings say nothing
about how sure a mean is.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import xlogy

from rbtools.core.arrays import ratio
from rbtools.measure.single_case.ar1 import Window, spread


class Effect(NamedTuple):
    """An estimate and its standard error for each client."""

    estimate: np.ndarray
    se: np.ndarray


class Moments(NamedTuple):
    """Days, mean and sum of squared deviations; the mean is missing without a day."""

    n: np.ndarray
    mean: np.ndarray
    squares: np.ndarray

    @property
    def variance(self) -> np.ndarray:
        """With n − 1; missing below two days."""
        return ratio(self.squares, self.n - 1)


def moments(window: Window) -> Moments:
    """Days, mean and squared deviations of each client, in units of the values."""
    return Moments(window.n, ratio(window.total, window.n), spread(window).squares)


def smd(before: Moments, after: Moments) -> Effect:
    """Standardised fall, g = J(Ā − B̄)/s_A with ν = m − 1; positive is better.

    J = 1 − 3/(4ν − 1), SE = J √(1/m + s_B²/(n s_A²) + g²/2ν). Missing below three baseline days and where they are
    constant. Hedges 1981, https://doi.org/10.3102/10769986006002107; Pustejovsky 2018,
    https://doi.org/10.1016/j.jsp.2018.02.003.
    """
    nu = before.n - 1
    j = _correction(nu)
    g = j * ratio(before.mean - after.mean, np.sqrt(before.variance))
    of_after = ratio(after.variance, after.n * before.variance)
    return Effect(g, j * np.sqrt(ratio(np.ones_like(nu), before.n) + of_after + ratio(g * g, 2 * nu)))


def smd_pooled(before: Moments, after: Moments) -> Effect:
    """The same with the standard deviation pooled over both windows, ν = m + n − 2; missing where it is 0."""
    nu = before.n + after.n - 2
    j = _correction(nu)
    variance = ratio(before.squares + after.squares, nu)
    g = j * ratio(before.mean - after.mean, np.sqrt(variance))
    one = np.ones_like(nu)
    return Effect(g, j * np.sqrt(ratio(one, before.n) + ratio(one, after.n) + ratio(g * g, 2 * nu)))


def lrrd(before: Moments, after: Moments) -> Effect:
    """Log response ratio ln(B̄/Ā) with the correction for small samples; negative is better.

    ln B̄ + V_B/(2nB̄²) − ln Ā − V_A/(2mĀ²), SE² = V_A/(mĀ²) + V_B/(nB̄²). Missing below two days and where a mean is 0;
    the error also where both windows are constant. A 0-10 rating is no ratio scale, so this stands second. Pustejovsky
    2018, https://doi.org/10.1016/j.jsp.2018.02.003.
    """
    of_before = ratio(before.variance, before.n * before.mean * before.mean)
    of_after = ratio(after.variance, after.n * after.mean * after.mean)
    estimate = xlogy(1.0, ratio(after.mean, before.mean)) + of_after / 2 - of_before / 2
    squared = of_before + of_after
    return Effect(estimate, np.sqrt(np.where(squared > 0, squared, np.nan)))


def percent_of_goal(before: Moments, after: Moments, goal: float) -> np.ndarray:
    """100 (B̄ − Ā)/(goal − Ā): how much of the way from the baseline to the goal was gone; missing where goal = Ā.

    Ferron et al. 2020, https://doi.org/10.1016/j.jsp.2020.07.004.
    """
    way = goal - before.mean
    return 100 * np.sign(way) * ratio(after.mean - before.mean, np.abs(way))


def _correction(nu: np.ndarray) -> np.ndarray:
    """J, which is 0 at one degree of freedom, where no estimate is left; missing there."""
    return np.where(nu > 1, 1 - 3 / (4 * np.maximum(nu, 2) - 1), np.nan)
