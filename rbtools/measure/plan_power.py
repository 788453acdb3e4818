"""MEASURE: what a plan can and cannot show, before it begins."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.core.arguments import is_real, real, whole
from rbtools.core.arrays import run_starts
from rbtools.errors import ArgumentError, FrameError
from rbtools.measure.frames import DESIGNS, PLAN_POWER
from rbtools.measure.share_interval import wilson
from rbtools.measure.single_case.ar1 import Window
from rbtools.measure.single_case.difference import MIN_RATED, difference
from rbtools.measure.single_case.phases import UNITS
from rbtools.measure.single_case.start_test import start_test

RUNS = 10_000  # simulated people; the power is then known to one point
WINDOW = 7  # days of the baseline and of the review
STARTS = 20  # possible start days, in a row, where the plan does not record a draw: the fewest that can give p = .05
LEVEL = 0.05
_DAY_MAX = 10.0


class _People(NamedTuple):
    """What is assumed of the people simulated."""

    change: float
    sd: float
    phi: float
    ratings_per_day: int
    missing: float
    mean: float


def plan_power(
    plan: pd.DataFrame,
    *,
    change: float = -2,
    sd: float = 1.3,
    phi: float = 0.3,
    ratings_per_day: int = 1,
    missing: float = 0.15,
    mean: float = 6.0,
    seed: int = 0,
) -> pd.DataFrame:
    """Say how likely a plan is to show a change of a given size, if there is one, before anybody begins.

    People are simulated whose tightness changes by `change` at the start and stays there: whole-number ratings 0-10
    around their level, correlated from day to day, some missing. Each is then measured as `change` measures them (the
    seven days before the start against the last seven plan days), and as the start-point test of `effect_size` does
    where the start is drawn from several days.

    Parameters
    ----------
    plan : DataFrame
        A plan as `make_plan` makes it. Of several clients all must have the same number of days.
    change : float, default -2
        The true change, in points; negative is better; -10 to 10.
    sd : float, default 1.3
        Day-to-day standard deviation of one person's ratings, points; above 0, at most 5. The default is an assumption.
    phi : float, default 0.3
        Correlation of ratings that are a day apart, 0 to below 1. The default is an assumption.
    ratings_per_day : int, default 1
        Ratings from which a day's value is averaged, 1-6.
    missing : float, default 0.15
        Share of ratings that are not given, 0 to below 1, whatever the level.
    mean : float, default 6.0
        Mean tightness before the start, 0-10.
    seed : int, default 0
        Seed of the simulation; the same seed gives the same answer.

    Returns
    -------
    DataFrame
        Two rows, by `design`: `week against week` and `drawn start`. `change`; `n_baseline`, `n_review` (days compared,
        rated or not; for a drawn start the days before and from the earliest possible start); `interval_width` (mean
        width of the 95 % interval of the difference, points; missing for a drawn start, which has none); `power` (0-1):
        the share of people in whom the interval leaves 0 out on the right side, or p_start is at most .05; with its
        own 95 % interval `power_low`, `power_high` from the number simulated. People with fewer than three rated days
        in a week count as not shown. With `change=0` the power is the share of false findings: of a fall.

    Raises
    ------
    FrameError, ArgumentError
        When it is not a plan or its clients differ in length, and for an argument out of range.

    Notes
    -----
    Where the plan records no drawn start, the second row is that of a start drawn from 20 days in a row, the fewest
    with which p can be .05; a plan of fewer days cannot show anything that way. No plan can show a change that its
    person's ups and downs hide: a longer baseline and more ratings a day help more than a longer programme.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=4)
    >>> rb.plan_power(plan)["design"].tolist()
    ['week against week', 'drawn start']
    """
    people = _People(change, sd, phi, ratings_per_day, missing, mean)
    _check(people, seed)
    n_days, n_starts = _days_of(plan)
    rng = np.random.default_rng(seed)
    rows = [_of_weeks(people, n_days, rng), _of_drawn_start(people, n_days, n_starts, rng)]
    return PLAN_POWER.check(pd.DataFrame(rows))


def _check(people: _People, seed: object) -> None:
    real("change", people.change, -10, 10, unit="points")
    real("sd", people.sd, 0, 5, above=True, unit="points")
    for name in ("phi", "missing"):
        if not is_real(value := getattr(people, name), 0, 1) or value == 1:
            raise ArgumentError.not_allowed(name, value, "a number from 0 to below 1")
    whole("ratings_per_day", people.ratings_per_day, 1, 6)
    real("mean", people.mean, 0, _DAY_MAX)
    whole("seed", seed, 0)


def _days_of(plan: pd.DataFrame) -> tuple[int, int]:
    """Days of the plan, the same for all its clients, and start days that could be drawn."""
    rows = schema.PLAN.sort(schema.PLAN.check(plan))
    starts = run_starts(rows["client"].cat.codes.to_numpy())
    if not len(starts):
        raise FrameError("plan: it has no rows, so there is nothing to say of it. Give a plan with sessions.")
    days = np.maximum.reduceat(rows["day"].to_numpy(), starts)
    if days.min() < days.max():
        raise FrameError(
            f"plan: its clients have {days.min()} to {days.max()} days. Give the plans of one length at a time."
        )
    if "start_earliest" not in rows:
        return int(days[0]), min(STARTS, int(days[0]))
    width = ((rows["start_latest"] - rows["start_earliest"]).dt.days + 1).iloc[starts]
    return int(days[0]), int(width.fillna(STARTS).min())


def _of_weeks(people: _People, n_days: int, rng: np.random.Generator) -> dict[str, object]:
    """The week before the start against the last week of the plan."""
    ratings = _ratings(people, np.where(np.arange(WINDOW + n_days) < WINDOW, 0.0, people.change), rng)
    n_review = min(WINDOW, n_days)
    baseline = Window(ratings.rated[:WINDOW], ratings.value[:WINDOW])
    review = Window(ratings.rated[-n_review:], ratings.value[-n_review:])
    enough = (baseline.n >= MIN_RATED) & (review.n >= MIN_RATED)
    shown, width = np.zeros(RUNS, dtype=bool), np.nan
    if enough.any():
        found = difference(baseline.of(enough), review.of(enough), point=UNITS)
        width = float((2 * found.half_width).mean() / UNITS)
        shown[enough] = found.half_width < (found.difference if people.change > 0 else -found.difference)
    return _row(DESIGNS[0], people, WINDOW, n_review, width, shown)


def _of_drawn_start(people: _People, n_days: int, n_starts: int, rng: np.random.Generator) -> dict[str, object]:
    """The start drawn from `n_starts` days in a row against the others; for a rise the test looks the other way."""
    position = WINDOW + rng.integers(0, n_starts, RUNS)
    begun = np.arange(WINDOW + n_days)[:, np.newaxis] >= position
    days = _ratings(people, begun * people.change, rng)
    if people.change > 0:
        days = Window(days.rated, -days.value)
    p = start_test(days, WINDOW + np.arange(n_starts), position).p
    return _row(DESIGNS[1], people, WINDOW, n_days, np.nan, p <= LEVEL)


def _row(
    design: str, people: _People, n_baseline: int, n_review: int, width: float, shown: np.ndarray
) -> dict[str, object]:
    power = shown.mean()
    low, high = wilson(np.array([power]), np.array([RUNS]))
    return {
        "design": design,
        "change": float(people.change),
        "n_baseline": n_baseline,
        "n_review": n_review,
        "interval_width": width,
        "power": power,
        "power_low": low[0],
        "power_high": high[0],
    }


def _ratings(people: _People, change: np.ndarray, rng: np.random.Generator) -> Window:
    """Days × people: the mean of a day's whole-number ratings, in whole units; `change` by day, or day and person."""
    a_day, n_days = people.ratings_per_day, len(change)
    step = people.phi ** (1 / a_day) if people.phi else 0.0
    noise = rng.standard_normal((n_days * a_day, RUNS))
    for at in range(1, len(noise)):
        noise[at] = step * noise[at - 1] + np.sqrt(1 - step * step) * noise[at]
    level = people.mean + np.reshape(change, (n_days, -1))
    rating = np.clip(np.rint(np.repeat(level, a_day, axis=0) + people.sd * noise), 0, _DAY_MAX)
    given = rng.random(rating.shape) >= people.missing
    rated = given.reshape(n_days, a_day, RUNS).sum(axis=1)
    total = (rating * given).reshape(n_days, a_day, RUNS).sum(axis=1)
    value = np.rint(total * UNITS / np.maximum(rated, 1))
    return Window((rated > 0).astype("float64"), value)
