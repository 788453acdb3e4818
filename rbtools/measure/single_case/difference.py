"""Two windows of one person's ratings compared: the difference, its interval, and how large it is."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from rbtools.measure.single_case.ar1 import Window, forms, lag1, shrunk_phi, spread

MIN_RATED = 3  # rated days in each window without which nothing is computed
THIN_BELOW = 5
LOW_BASELINE = 3.0  # points; below it a fall of 2 is already 67 %

FLOOR_SD = 1.3  # points, day to day within a person: the design value
FLOOR_WEIGHT = 6


@dataclass(frozen=True)
class Difference:
    """Review against baseline for each client, in units of the values; negative is better."""

    difference: np.ndarray
    se: np.ndarray
    df: np.ndarray
    phi: np.ndarray

    @property
    def half_width(self) -> np.ndarray:
        """Half the width of the 95 % interval."""
        return stdtrit(self.df, 0.975) * self.se


def difference(baseline: Window, review: Window, *, point: float = 1.0) -> Difference:
    """Mean of the review days minus mean of the baseline days, with the standard error under AR(1) noise.

    With kᵢ rated days in window i and V = φ^|lag| inside a window, 0 between windows: vmᵢ = 1ᵀV1/kᵢ²,
    s² = Σᵢ Σ(y − ȳᵢ)² / Σᵢ kᵢ(1 − vmᵢ), SE² = s² Σᵢ vmᵢ, Satterthwaite degrees of freedom, at least 2. φ is the lag-1
    correlation of the deviations, raised by 2(1 + 3r)/n for the two fitted means, drawn towards 0.3 with the weight of
    25 ratings and clipped to [0, 0.9]; 0.3 for constant ratings. The variance has a floor, and only upwards:
    s² ← max(s², (ν s² + 6 · 1.3²)/(ν + 6)) with ν = n − 2, so that 6, 6, 6, 6 does not become certainty. The degrees
    of freedom stay as they are. The weights and the floor are choices; every client needs two rated days at least.

    `point` is the size of one rating point in units of the values.

    >>> rated = np.ones((4, 1))
    >>> six, four = Window(rated, 6 * rated), Window(rated, 4 * rated)
    >>> found = difference(six, four)
    >>> print(found.difference, found.se.round(3), found.phi)
    [-2.] [0.81] [0.3]
    """
    k1, k2 = baseline.n, review.n
    n, found = k1 + k2, spread(baseline) + spread(review)
    phi = shrunk_phi(lag1(found, n), n)
    form1, form2 = forms(baseline.rated, phi), forms(review.rated, phi)
    trace = form1.trace + form2.trace
    variance = found.squares / trace
    nu, floor = n - 2, FLOOR_WEIGHT * (FLOOR_SD * point) ** 2
    variance = np.maximum(variance, (nu * variance + floor) / (nu + FLOOR_WEIGHT))
    se = np.sqrt(variance * (form1.mean / k1 / k1 + form2.mean / k2 / k2))
    df = np.maximum(trace * trace / (form1.trace_of_square + form2.trace_of_square), 2)
    return Difference((review.total * k1 - baseline.total * k2) / (k1 * k2), se, df, phi)


def band(baseline: np.ndarray, review: np.ndarray, point: np.ndarray, rise_detectable: np.ndarray) -> np.ndarray:
    """The number in `BANDS` of a change between two means given as whole numbers on one scale; `point` is one point.

    `worse` is a rise of at least 1 point and 20 % that is detectable; a fall below 10 % is `none`, from 10 % `minimal`,
    from 30 % and 1 point `moderate`, from 50 % and 1 point `substantial`. Borders are exact: nothing is divided.

    >>> ten = np.full(4, 10.0)
    >>> band(np.array([60, 60, 60, 50]), np.array([42, 54, 55, 60]), ten, np.array([False] * 3 + [True])).tolist()
    [3, 2, 1, 0]
    """
    fall = baseline - review
    a_point = fall >= point
    return np.select(
        [
            rise_detectable & (-fall >= point) & (-5 * fall >= baseline),
            (fall <= 0) | (10 * fall < baseline),
            a_point & (2 * fall >= baseline),
            a_point & (10 * fall >= 3 * baseline),
        ],
        [0, 1, 4, 3],
        default=2,
    )
