"""The variance between weeks: its residuals against a regression, what it finds, and when it is 0."""

import numpy as np
import pytest

from rbtools.measure.single_case.ar1 import Window
from rbtools.measure.single_case.week_variance import _residuals, week_variance


def clinic(n=200, *, omega=0.0, phi=0.0, sd=1.0, n_weeks=5, trend=0.0, seed=1, missing=0.0):
    """Weeks of rated days; the mean of each week is off by an SD of omega, the days in it by one of sd."""
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal((7 * n_weeks, n))
    for day in range(1, len(noise)):
        noise[day] = phi * noise[day - 1] + np.sqrt(1 - phi * phi) * noise[day]
    level = np.repeat(omega * rng.standard_normal((n_weeks, n)), 7, axis=0) + trend * np.arange(7 * n_weeks)[:, None]
    rated = (rng.random(noise.shape) >= missing).astype("float64")
    value = (6 + level + sd * noise) * rated
    return [Window(rated[7 * w : 7 * w + 7], value[7 * w : 7 * w + 7]) for w in range(n_weeks)]


def found(weeks, *, sd=1.0, phi=0.0):
    n = weeks[0].rated.shape[1]
    return week_variance(weeks, np.full(n, sd * sd), np.full(n, phi))


@pytest.mark.parametrize(("omega", "phi"), [(0.5, 0.0), (1.0, 0.3), (1.0, 0.6)])
def test_what_was_put_in_comes_out(omega, phi):
    assert found(clinic(2000, omega=omega, phi=phi, missing=0.15), phi=phi).variance == pytest.approx(
        omega**2, rel=0.12
    )


def test_days_alone_give_no_variance_between_weeks():
    assert found(clinic(2000, phi=0.3), phi=0.3).variance < 0.02


def test_a_fall_that_all_share_adds_nothing():
    plain, falling = (found(clinic(100, omega=0.7, trend=t)).variance for t in (0, -0.1))
    assert falling == pytest.approx(plain, rel=1e-9)


def test_ten_clients_are_enough_and_nine_are_not():
    assert found(clinic(10, omega=2)).variance > 0
    assert found(clinic(9, omega=2)) == (0.0, np.inf)


def test_a_week_with_two_rated_days_does_not_count_and_one_with_three_does():
    weeks = clinic(30, omega=1)
    for n_rated, n_cells in ((2, 4 * 30), (3, 5 * 30)):
        rated = weeks[4].rated.copy()
        rated[n_rated:] = 0
        some = [*weeks[:4], Window(rated, weeks[4].value * rated)]
        assert found(some).df == n_cells - 30 - (n_cells // 30 - 1)


def test_a_client_with_one_week_and_one_without_a_known_spread_are_left_out():
    weeks = clinic(30, omega=1)
    only = np.zeros(30)
    only[0] = 1
    lone = [weeks[0], *(Window(w.rated * (only == 0), w.value * (only == 0)) for w in weeks[1:])]
    variance = np.ones(30)
    variance[0] = np.nan
    assert found(lone).df == week_variance(weeks, variance, np.zeros(30)).df == 29 * 5 - 29 - 4


def test_the_residuals_are_those_of_a_regression_on_clients_and_weeks():
    rng = np.random.default_rng(4)
    mean, counts = rng.standard_normal((4, 12)), rng.random((4, 12)) < 0.8
    counts[:2] = True
    mean = np.where(counts, mean, 0)
    week, client = np.nonzero(counts)
    dummies = np.column_stack([np.eye(12)[client], np.eye(4)[week]])
    fitted = dummies @ np.linalg.lstsq(dummies, mean[week, client], rcond=None)[0]
    assert _residuals(mean, counts)[week, client] == pytest.approx(mean[week, client] - fitted)
