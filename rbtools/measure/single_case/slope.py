"""The slope of a person's ratings over the days of the programme, with an interval that knows they are correlated."""

from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from rbtools.measure.single_case.ar1 import Spread, Window, forms, lag1, over_days, shrunk_phi

MIN_DAYS = 3
_NO_REMAINDER = 1e-9  # of the spread: rounding, so the ratings lie on a line


class Slope(NamedTuple):
    """Per day, for each client; missing below three rated days, the interval also where the ratings lie on a line."""

    per_day: np.ndarray
    low: np.ndarray
    high: np.ndarray
    phi: np.ndarray


def slope(window: Window) -> Slope:
    """Least-squares slope on day numbers with its 95 % interval under AR(1) noise.

    b = Σ t꜀y / Σ t꜀²; φ from the residuals e, r = Σ adjacent eₜeₜ₊₁ / Σ e², r* = r + (2 + 4r)/n, drawn towards 0.3
    and clipped to [0, 0.9]; s² = Σ e² / tr(MV); Var b = s² t꜀ᵀV t꜀ / (Σ t꜀²)²; Satterthwaite degrees of freedom
    tr(MV)² / tr(MVMV), at least 2.

    >>> y = np.array([[6.0], [5.0], [6.0], [4.0], [4.0]])
    >>> found = slope(Window(np.ones_like(y), y))
    >>> print(found.per_day.round(2), found.low.round(2), found.high.round(2))
    [-0.5] [-1.28] [0.28]
    """
    enough = window.n >= MIN_DAYS
    answer = Slope(*(np.full(len(enough), np.nan) for _ in Slope._fields))
    for all_clients, found in zip(answer, _slope(window.of(enough)), strict=True):
        all_clients[enough] = found
    return answer


def _slope(window: Window) -> Slope:
    rated, value = window
    n, day = window.n, np.arange(len(rated), dtype=float)[:, np.newaxis]
    centred = (day - over_days(day * rated) / n) * rated
    length = over_days(centred * centred)
    constant = over_days(np.abs(n * value - window.total) * rated) == 0  # whole numbers, so exact
    b = np.where(constant, 0, over_days(centred * value) / length)
    deviation = (value - window.total / n) * rated
    e = deviation - b * centred
    squares = over_days(e * e)
    line = constant | (squares <= _NO_REMAINDER * over_days(deviation * deviation))
    squares = np.where(line, 0, squares)
    phi = shrunk_phi(lag1(Spread(squares, over_days(e[1:] * e[:-1])), n, fitted="line"), n)
    form = forms(rated, phi, centred)
    se = np.sqrt(squares / form.trace * form.line) / length
    df = np.maximum(form.trace * form.trace / form.trace_of_square, 2)
    half = np.where(squares > 0, stdtrit(df, 0.975) * se, np.nan)
    return Slope(b, b - half, b + half, phi)
