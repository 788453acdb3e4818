"""MEASURE: several people whose starts were drawn: one exact p for all of them together."""

import math

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.core.frame import Column, Frame
from rbtools.errors import FrameError
from rbtools.measure.effect_size_frame import EFFECT_SIZE

MOST_STEPS = 100_000  # of one p on the common grid; above it p's are rounded down, which can only make p_start larger

COMBINED_STARTS = Frame(
    "combined_starts",
    "all people whose start was drawn and could be tested",
    (
        Column("n_clients", "count", "people with a p_start", "people", low=0),
        Column("statistic", "real", "sum of their p_start; small when ratings fell at the drawn starts", low=0),
        Column(
            "p_start",
            "real",
            "chance of a sum as small if nothing had happened at the drawn starts; missing without such people",
            "share",
            low=0,
            high=1,
            missing=True,
        ),
    ),
)

_INPUTS = Frame(
    EFFECT_SIZE.name,
    EFFECT_SIZE.row,
    tuple(EFFECT_SIZE[name] for name in ("client", "p_start", "n_starts")),
    key=(schema.PLAN["client"].name,),
)


def combine_starts(effect_sizes: pd.DataFrame) -> pd.DataFrame:
    """Test several people together whose start days were drawn at random.

    Each person's `p_start` compares the drawn start with the starts that could have been drawn instead. If nothing
    happened at the start, each of a person's n possible starts is equally likely to be the drawn one, so `p_start` is
    k/n with equal chance for k = 1 ... n. The statistic is the sum of the p's; its distribution under that hypothesis
    is computed exactly by convolution. It needs no assumption about the ratings: they may fall by themselves, come in
    flares, or be correlated from day to day.

    Parameters
    ----------
    effect_sizes : DataFrame
        What `effect_size` gives: one row per client. Clients without a `p_start` (no drawn start, or nothing rated on
        one side of it) are left out; `n_clients` says how many remain.

    Returns
    -------
    DataFrame
        One row: `n_clients`, `statistic` (0 to n_clients), `p_start` (0-1; missing where nobody has one). Tied starts
        of a person make their p larger, never smaller, so the test keeps its level.

    Raises
    ------
    FrameError
        When it is not a frame of effect sizes, or a p_start is not a whole number of 1/n_starts.

    Notes
    -----
    Edgington, E. S. (1972). An additive method for combining probability values from independent experiments. Journal
    of Psychology, 80, 351-363. Here the p's are discrete, so the convolution takes the place of the normal or uniform
    approximation. Where people differ so much in their number of possible starts that the common grid has more than
    100,000 steps, each p is rounded down to that grid in the distribution: `p_start` then errs on the high side.

    Examples
    --------
    >>> import rbtools as rb
    >>> two = pd.DataFrame({"client": ["a", "b"], "p_start": [0.25, 0.5], "n_starts": [4, 4]})
    >>> rb.combine_starts(two).loc[0].tolist()
    [2.0, 0.75, 0.1875]
    """
    people = _INPUTS.check(effect_sizes)
    people = people[people["p_start"].notna().to_numpy()]
    n_starts = people["n_starts"].to_numpy()
    rank = _ranks(people["p_start"], n_starts)
    found = {
        "n_clients": [len(people)],
        "statistic": [math.fsum(rank / n_starts)],
        "p_start": [tail(rank, n_starts) if len(people) else np.nan],
    }
    return COMBINED_STARTS.check(pd.DataFrame(found))


def _ranks(p: pd.Series, n_starts: np.ndarray) -> np.ndarray:
    """The whole number k of each p = k/n."""
    product = p.to_numpy() * n_starts
    rank = np.rint(product).astype("int64")
    if (wrong := (np.abs(product - rank) > 1e-6) | (rank < 1) | (rank > n_starts)).any():
        at = int(np.flatnonzero(wrong)[0])
        raise FrameError.bad_value(
            EFFECT_SIZE.name,
            "p_start",
            f"row {at}",
            p.iloc[at],
            f"a whole number of 1/{n_starts[at]}, as n_starts says",
        )
    return rank


def tail(rank: np.ndarray, n_starts: np.ndarray) -> float:
    """Chance that the sum of k/n, with k drawn from 1 ... n for each person, is at most the observed one.

    >>> tail(np.array([1, 2]), np.array([4, 4]))
    0.1875
    """
    steps = math.lcm(*n_starts.tolist())
    if steps <= MOST_STEPS:
        observed = int((rank * (steps // n_starts)).sum())
    else:
        steps = MOST_STEPS
        observed = math.floor(math.fsum(rank / n_starts) * steps + 1e-6)
    chance = np.ones(1)
    for n in n_starts.tolist():
        at = np.arange(1, n + 1) * steps // n  # whole steps; rounded down where the grid is coarser
        one = np.zeros(min(observed, steps) + 1)
        np.add.at(one, at[at < len(one)], 1 / n)
        chance = _convolved(chance, one, observed)
    return min(float(chance.sum()), 1.0)


def _convolved(chance: np.ndarray, one: np.ndarray, observed: int) -> np.ndarray:
    """The distribution of the sum of both, up to the observed one; `one` has few values that are not 0."""
    total = np.zeros(observed + 1)
    for at in np.flatnonzero(one):
        part = chance[: observed + 1 - at]
        total[at : at + len(part)] += one[at] * part
    return total
