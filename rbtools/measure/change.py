"""MEASURE: the baseline against the last week, for each client, with what the difference can and cannot show."""

import numpy as np
import pandas as pd

from rbtools.core.arguments import is_whole
from rbtools.core.arrays import ratio
from rbtools.errors import ArgumentError
from rbtools.log.log import Log
from rbtools.match.as_of import AsOfLike, parse_as_of
from rbtools.match.inputs import records
from rbtools.measure.change_frame import BANDS, CHANGE
from rbtools.measure.grouping import Columns, client_column, stacked
from rbtools.measure.ratings import Rated, ratings_until
from rbtools.measure.single_case.ar1 import Window, over_days
from rbtools.measure.single_case.difference import LOW_BASELINE, MIN_RATED, THIN_BELOW, band, difference
from rbtools.measure.single_case.phases import UNITS, Phases, check_rating, phases_of
from rbtools.measure.single_case.slope import slope
from rbtools.measure.wording import listed

DELTAS = {"minus_1": -1.0, "minus_half": -0.5, "plus_half": 0.5, "plus_1": 1.0}  # points
_BAND = pd.CategoricalDtype(list(BANDS))
REASONS = ("not enough ratings", "thin", "low baseline")


def change(
    plan: pd.DataFrame,
    log: Log,
    *,
    as_of: AsOfLike,
    rating: str = "daily",
    baseline_days: int = 7,
    review_days: int = 7,
) -> pd.DataFrame:
    """Compare the days before the start with the last plan days up to `as_of`, one row for each client of the plan.

    Tightness is compared in means of days with their 95 % interval, since a first rating against a last one calls a
    fifth of unchanged people improved. It says how much changed while the plan was followed and how sure that is, not
    that the plan did it. The bands are borrowed from pain scales: no validated threshold for tightness is known.

    Parameters
    ----------
    plan : DataFrame
        What `make_plan` gives.
    log : Log
        What `read_log` gives; only its ratings are used.
    as_of : AsOfLike
        A date, an instant or "end", as in `match_log`; a plan day that has begun by an instant counts.
    rating : str, default "daily"
        The day's value: "daily" (its day rating, else the mean over slots of before), "before", "after" or "day".
    baseline_days, review_days : int, default 7
        Days before the start, and last plan days, that are compared.

    Returns
    -------
    DataFrame
        `client`; `n_baseline`, `n_review` (rated days); `mean_baseline`, `mean_review` (0-10); `difference` = review −
        baseline in points, negative is better, with `difference_low` and `difference_high` (95 %); `share_better` =
        −difference/mean_baseline; `slope_per_week` over the rated plan days, `slope_low`, `slope_high` (95 %; below 14
        days read no more than its direction); `phi`, the lag-1 correlation used; `detectable`: the interval leaves 0
        out; `change_category`: worse, none, minimal, moderate or substantial; `reason`. Then `se`, `df` and `z` =
        difference/se; `better_by_2_points` (also 2 points better); `mean_last_3` (last three rated days); `n_program`
        (days behind the slope); `share_zero_baseline`, `share_zero_review`; and what the band becomes if missing days
        were not like the rated ones: `change_category_minus_1`, `change_category_minus_half`,
        `change_category_plus_half`, `change_category_plus_1` (missing review days that far from their mean, missing
        baseline days as far on the other side), `band_holds` if all four are the same.

        `reason` lists, with ", " between: "not enough ratings" (fewer than 3 rated days in a window: nothing is
        computed but the slope), "thin" (3-4 in one), "low baseline" (mean below 3: a fall of 2 points is then two
        thirds). Days without a rating are left out, never filled in. A client without ratings has counts of 0 and
        missing values.

    Raises
    ------
    FrameError, ArgumentError
        For frames that are not a plan or ratings, and for arguments outside what they allow.

    Notes
    -----
    The formulas are those of `rbtools.measure.single_case.difference.difference`, with the variance floor, and
    `rbtools.measure.single_case.slope.slope`. Where `phi` is above 0.5 no interval of 14 ratings is calibrated.
    Bands: Dworkin et al. 2008, https://doi.org/10.1016/j.jpain.2007.09.005; Salaffi et al. 2004,
    https://pubmed.ncbi.nlm.nih.gov/15207508/; the parting at 10-29 % and `worse` are choices.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> log = rb.simulate_log(plan, seed=1)
    >>> list(rb.change(plan, log, as_of="end").columns[:3])
    ['client', 'n_baseline', 'n_review']
    """
    for name, days in (("baseline_days", baseline_days), ("review_days", review_days)):
        if not is_whole(days) or days < MIN_RATED:
            raise ArgumentError.not_allowed(name, days, f"a whole number of days, {MIN_RATED} or more")
    check_rating(rating)
    until, parts = parse_as_of(as_of), []
    for record in records(plan, log, entries=False):
        phases = phases_of(record, Rated.of(ratings_until(record, until)), until, rating)
        parts.append(change_of(phases, baseline_days, review_days))
    return CHANGE.check(pd.DataFrame(typed(stacked(parts))))


def change_of(phases: Phases, baseline_days: int = 7, review_days: int = 7) -> Columns:
    """`change` of ratings next to a plan, as columns of numbers: `typed` gives them the dtypes of the frame."""
    baseline, review, programme = phases.baseline(baseline_days), phases.review(review_days), phases.programme()
    enough = np.flatnonzero((baseline.n >= MIN_RATED) & (review.n >= MIN_RATED))
    days = np.full(len(enough), baseline_days), np.minimum(phases.n_days[enough], review_days)
    trend = slope(programme)
    compared = _compared(baseline.of(enough), review.of(enough), days)
    columns: Columns = {
        "client": client_column(phases.client),
        "n_baseline": baseline.n,
        "n_review": review.n,
        "slope_per_week": trend.per_day * 7 / UNITS,
        "slope_low": trend.low * 7 / UNITS,
        "slope_high": trend.high * 7 / UNITS,
        "n_program": programme.n,
        "share_zero_baseline": _share_zero(baseline),
        "share_zero_review": _share_zero(review),
    }
    for name, values in compared.items():
        columns[name] = np.full(phases.n, np.nan)
        columns[name][enough] = values
    return columns


def _compared(baseline: Window, review: Window, days: tuple[np.ndarray, np.ndarray]) -> Columns:
    """Everything that needs both windows, as floats."""
    found = difference(baseline, review, point=UNITS)
    low, high = found.difference - found.half_width, found.difference + found.half_width
    fall, whole = baseline.total * review.n - review.total * baseline.n, baseline.total * review.n
    columns: Columns = {
        "mean_baseline": baseline.total / (baseline.n * UNITS),
        "mean_review": review.total / (review.n * UNITS),
        "difference": found.difference / UNITS,
        "difference_low": low / UNITS,
        "difference_high": high / UNITS,
        "share_better": ratio(fall, whole),
        "phi": found.phi,
        "detectable": (low > 0) | (high < 0),
        "se": found.se / UNITS,
        "df": found.df,
        "z": found.difference / found.se,
        "better_by_2_points": fall >= 2 * UNITS * baseline.n * review.n,
        "mean_last_3": _mean_last(review, 3) / UNITS,
        "low_baseline": baseline.total < LOW_BASELINE * UNITS * baseline.n,
    }
    bands = {name: _band(baseline, review, days, low, delta) for name, delta in DELTAS.items()}
    columns["change_category"] = _band(baseline, review, days, low, 0.0)
    columns["band_holds"] = np.all([b == columns["change_category"] for b in bands.values()], axis=0)
    return columns | {f"change_category_{name}": b for name, b in bands.items()}


def _band(
    baseline: Window, review: Window, days: tuple[np.ndarray, np.ndarray], low: np.ndarray, delta: float
) -> np.ndarray:
    """The band, with missing review days `delta` points above their mean and missing baseline days as far below."""
    (k1, k2), (all1, all2) = (baseline.n, review.n), days
    twice = 2 * k1 * k2 * all1 * all2
    shift1 = -2 * delta * UNITS * (all1 - k1) * k1 * k2 * all2
    shift2 = 2 * delta * UNITS * (all2 - k2) * k1 * k2 * all1
    moved = (shift2 - shift1) / twice
    return band(
        2 * baseline.total * k2 * all1 * all2 + shift1,
        2 * review.total * k1 * all1 * all2 + shift2,
        twice * UNITS,
        low + moved > 0,
    )


def _mean_last(window: Window, n: int) -> np.ndarray:
    """Mean of the last `n` rated days of the window."""
    last = window.rated * (np.cumsum(window.rated[::-1], axis=0)[::-1] <= n)
    return over_days(window.value * last) / over_days(last)


def _share_zero(window: Window) -> np.ndarray:
    return ratio(over_days(window.rated * (window.value == 0)), window.n)


def typed(columns: Columns) -> dict[str, object]:
    """The columns with their dtypes: counts, flags that may be missing, bands, and the reasons put in words."""
    few = np.minimum(columns["n_baseline"], columns["n_review"])
    flags = {
        "not enough ratings": few < MIN_RATED,
        "thin": (few >= MIN_RATED) & (few < THIN_BELOW),
        "low baseline": columns["low_baseline"] == 1,
    }
    found: dict[str, object] = {name: values for name, values in columns.items() if name != "low_baseline"}
    for column in CHANGE.columns:
        values = columns.get(column.name)
        if values is None:
            continue
        if column.kind == "count":
            found[column.name] = values.astype("int64")
        elif column.kind == "flag":
            found[column.name] = pd.arrays.BooleanArray(values == 1, np.isnan(values))
        elif column.kind == "choice":
            found[column.name] = pd.Categorical.from_codes(np.nan_to_num(values, nan=-1).astype("int64"), dtype=_BAND)
    return found | {"reason": listed(REASONS, flags)}
