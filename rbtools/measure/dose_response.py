"""MEASURE: weekly dose against weekly tightness, within people and between them."""

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from rbtools.log.log import Log
from rbtools.match.as_of import AsOf, AsOfLike, parse_as_of
from rbtools.match.inputs import records
from rbtools.match.matched import match
from rbtools.measure.adherence import adherence_of
from rbtools.measure.frames import DOSE_RESPONSE
from rbtools.measure.ratings import Rated, ratings_until
from rbtools.measure.single_case.difference import MIN_RATED
from rbtools.measure.tightness import tightness_of

MIN_PEOPLE = 10  # a choice; below about 40 the intervals of the slopes are still too narrow
_SPLIT = ("within", "between")
_ENDS = ("", "_low", "_high")
WARNING = (
    "Slopes are not effects. The one between people compares different people, and those who are worse may do more. "
    "The one within people compares their own weeks, but a good week may come first and the exercise after it. The "
    "pooled one mixes the two. None says what a person would gain by doing more."
)


def dose_response(plan: pd.DataFrame, log: Log, *, as_of: AsOfLike) -> pd.DataFrame:
    """Weekly dose against weekly tightness, split into what lies within people and what lies between them.

    For every person's week: the dose is `share_min_dose` of `adherence`, the tightness the mean `daily` of at least
    three rated days; a week without either is left out. One regression by least squares gives both slopes, tightness =
    a + within * (dose - the person's mean dose) + between * (the person's mean dose); the pooled slope is that of a
    regression on the dose alone. The result carries the `warning` that belongs to it: show it with any of the slopes.

    Parameters
    ----------
    plan : DataFrame
        What `make_plan` gives.
    log : Log
        What `read_log` gives.
    as_of : AsOfLike
        Up to when sessions are due and the log is used: a date, an instant or "end", as in `match_log`.

    Returns
    -------
    DataFrame
        One row: `n_client`, `n_week`; `slope_within`, `slope_between` and `slope_pooled`, in points of tightness from
        no dose to the whole minimum dose, negative is less tight, each with `_low` and `_high`, a 95 % interval that
        allows for the weeks of a person being alike; `reason` where something is missing: few_people (below 10: no
        slope), constant_dose_within, constant_dose_between; `warning`. Below about 40 people the intervals are too
        narrow.

    Raises
    ------
    FrameError, ArgumentError
        For frames that are not a plan or a log, and for an `as_of` that is not one.

    Notes
    -----
    The split: Mundlak 1978, https://doi.org/10.2307/1913646; Curran and Bauer 2011,
    https://doi.org/10.1146/annurev.psych.093008.100356. Variance: Liang and Zeger 1986,
    https://doi.org/10.1093/biomet/73.1.13, times G/(G − 1) · (N − 1)/(N − k), with Student's t of G − 1 degrees of
    freedom, for G people and N weeks. Ten people and three rated days are choices of ours.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> rb.dose_response(plan, rb.simulate_log(plan, seed=1), as_of="end")["reason"].tolist()
    ['few_people']
    """
    weeks = _weeks(plan, log, parse_as_of(as_of))
    person, dose, tight = (weeks[name].to_numpy() for name in ("client", "dose", "daily"))
    person = np.unique(person.astype("str"), return_inverse=True)[1]
    n = len(np.unique(person))
    found: dict[str, object] = {"n_client": n, "n_week": len(weeks)}
    mean = np.bincount(person, dose) / np.maximum(np.bincount(person), 1)
    varied = {"within": dose - mean[person], "between": mean[person]}
    varied = {word: values for word, values in varied.items() if len(values) and np.ptp(values) > 1e-9}
    reason = ["few_people"] if n < MIN_PEOPLE else [f"constant_dose_{word}" for word in _SPLIT if word not in varied]
    if varied and n >= MIN_PEOPLE:
        found |= _named([*varied], _slopes([*varied.values()], tight, person))
        found |= _named(["pooled"], _slopes([dose], tight, person))
    row = pd.DataFrame([found], columns=DOSE_RESPONSE.names)
    return DOSE_RESPONSE.check(row.assign(reason=", ".join(reason), warning=WARNING))


def _named(words: list[str], slopes: list[tuple[float, float, float]]) -> dict[str, object]:
    """Each slope with its ends by the name of its column."""
    pairs = zip(words, slopes, strict=True)
    return {f"slope_{word}{end}": value for word, slope in pairs for end, value in zip(_ENDS, slope, strict=True)}


def _weeks(plan: pd.DataFrame, log: Log, until: AsOf) -> pd.DataFrame:
    """Client, dose and tightness of every week that has both, sorted by client and week."""
    by, parts = ["client", "week"], []
    for record in records(plan, log):
        matched, _, _ = match(record, until)
        ratings = ratings_until(record, until)
        done = pd.DataFrame(adherence_of(matched, by), copy=False)
        rated = pd.DataFrame(tightness_of(record, ratings, Rated.of(ratings), by), copy=False)
        rated = rated[rated["n_daily"] >= MIN_RATED].astype({"client": "str"})
        parts.append(done.astype({"client": "str"}).merge(rated[[*by, "daily"]], on=by))
    weeks = pd.concat(parts, ignore_index=True).rename(columns={"share_min_dose": "dose"})
    return weeks.dropna(subset=["dose", "daily"])


def _slopes(columns: list[np.ndarray], y: np.ndarray, person: np.ndarray) -> list[tuple[float, float, float]]:
    """Slopes by least squares on the columns and a constant, with intervals that let weeks of a person be alike."""
    x = np.column_stack([np.ones(len(y)), *columns])
    inverse = np.linalg.inv(x.T @ x)
    slope = inverse @ x.T @ y
    residual = y - x @ slope
    n_people, (n, k) = int(person.max()) + 1, x.shape
    score = np.column_stack([np.bincount(person, column * residual) for column in x.T])
    scale = n_people / (n_people - 1) * (n - 1) / (n - k)
    half = float(stdtrit(n_people - 1, 0.975)) * np.sqrt(np.diag(inverse @ (score.T @ score) @ inverse) * scale)
    return [(b, b - h, b + h) for b, h in zip(slope[1:].tolist(), half[1:].tolist(), strict=True)]
