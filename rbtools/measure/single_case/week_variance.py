"""How much the weeks of a person differ by more than their days explain, as a clinic shows it.

Tightness comes in good and bad weeks: an interval that knows only the ups and downs from day to day is too narrow for a
comparison of two weeks. One person's few weeks cannot tell how much; the clinic's together can.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rbtools.measure.single_case.ar1 import Window, over_days, times_v

MIN_CLIENTS = 10  # with at least two weeks each; with fewer the variance is taken as 0 (a choice)
MIN_RATED = 3  # rated days in a week that counts, as in `change`


class WeekVariance(NamedTuple):
    """Variance between the weeks of a person, in units of the values squared, and the degrees of freedom behind it."""

    variance: float
    df: float


def week_variance(weeks: Sequence[Window], variance: np.ndarray, phi: np.ndarray) -> WeekVariance:
    """Estimate omega² from the week means of all clients of a clinic, by the method of moments.

    `weeks` are windows of seven days, the baseline week first, each for the same clients; a week with fewer than three
    rated days does not count, nor a client with one week. `variance` and `phi` are each client's day-to-day variance
    and lag-1 correlation, missing where they are not known. From each week mean the client's own mean and the clinic's
    mean of that week are taken out (least squares); what remains in excess of the variance that AR(1) days give to a
    mean is the variance between weeks, never below 0. A programme that helps everybody alike adds nothing to it.

    >>> rng = np.random.default_rng(1)
    >>> level = 3 * rng.standard_normal((5, 400))  # weeks that differ with an SD of 3, days with an SD of 1
    >>> days = [Window(np.ones((7, 400)), week + rng.standard_normal((7, 400))) for week in level]
    >>> print(round(week_variance(days, np.ones(400), np.zeros(400)).variance, 1))
    9.0
    """
    n = np.stack([week.n for week in weeks])
    counts = (n >= MIN_RATED) & np.isfinite(variance) & np.isfinite(phi)
    counts &= counts.sum(axis=0) > 1
    clients = counts.any(axis=0)
    if clients.sum() < MIN_CLIENTS:
        return WeekVariance(0.0, np.inf)
    counts, n = counts[:, clients], n[:, clients]
    mean = np.where(counts, np.stack([week.total[clients] for week in weeks]) / np.maximum(n, 1), 0)
    one = np.stack([_one_v_one(week.of(clients).rated, phi[clients]) for week in weeks])
    sampling = np.where(counts, variance[clients] * one / np.maximum(n, 1) ** 2, 0)
    n_weeks = counts.sum(axis=0)
    df = n_weeks.sum() - counts.shape[1] - (counts.any(axis=1).sum() - 1)
    if df < 1:
        return WeekVariance(0.0, np.inf)
    squares = (_residuals(mean, counts) ** 2).sum()
    expected = (sampling.sum(axis=0) * (1 - 1 / n_weeks)).sum() * df / (n_weeks - 1).sum()
    return WeekVariance(max(0.0, float(squares - expected) / float(df)), float(df))


def _one_v_one(rated: np.ndarray, phi: np.ndarray) -> np.ndarray:
    """1ᵀV1 over the rated days."""
    return over_days(times_v(rated, phi) * rated)


def _residuals(mean: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Weeks × clients less the means of clients and of weeks, where some weeks are missing; 0 where one is."""
    seen = counts.astype("float64")
    of_client = seen.sum(axis=0)
    centred = (mean - mean.sum(axis=0) / of_client) * seen
    normal = np.diag(seen.sum(axis=1)) - (seen / of_client) @ seen.T
    week = np.linalg.pinv(normal, rcond=1e-10, hermitian=True) @ centred.sum(axis=1)
    fitted = week[:, np.newaxis] * seen
    return centred - (fitted - fitted.sum(axis=0) / of_client) * seen
