"""MEASURE: what only a group of people shows: how long they keep at it, and dose against tightness in two ways."""

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from rbtools.core.arrays import run_lengths, run_starts, segment_max
from rbtools.errors import ArgumentError
from rbtools.log.log import Log
from rbtools.match.as_of import parse_as_of
from rbtools.match.match import match_log
from rbtools.measure.adherence import adherence
from rbtools.measure.frames import DISCONTINUATION, DOSE_RESPONSE
from rbtools.measure.planned import planned
from rbtools.measure.ratings import plan_rows, ratings_of
from rbtools.measure.rhythm import due_sessions
from rbtools.measure.tightness import tightness_by_plan

Z95 = float(ndtri(0.975))
MIN_PEOPLE = 10  # a choice; below about 40 the intervals of the slopes are still too narrow
MIN_RATED_DAYS = 3  # in a week, as in `change`
_SPLIT = ("within", "between")
_ENDS = ("", "_low", "_high")
WARNING = (
    "Slopes are not effects. The one between people compares different people, and those who are worse may do more. "
    "The one within people compares their own weeks, but a good week may come first and the exercise after it. The "
    "pooled one mixes the two. None says what a person would gain by doing more."
)


def discontinuation(matched: pd.DataFrame, *, discontinued_after_days: int = 3) -> pd.DataFrame:
    """How many people keep at it how long: the Kaplan-Meier curve of leaving off, from each person's first day done.

    Who has done nothing on the last due plan days has left off, as in `rhythm`; the event is the day after the last
    day done. The others are looked at up to the first of those last days (`discontinued_after_days`-th from the end):
    nobody who leaves off later could be told from who is about to go on. Who never began has no first day and is not in
    the curve: give `initiated` of `rhythm` beside it. Self-reported, and excused days are no break.

    Parameters
    ----------
    matched
        the frame that `match_log` gives, of any number of clients.
    discontinued_after_days
        on how many of the last due plan days nothing has been done where a client has left off; 1 or more.

    Returns
    -------
    One row a day on which someone left off or is looked at no longer, after a row for day 0: `time_days` (days since
    the first day done), `n_at_risk`, `n_event`, `n_censored` (people), `share_persisting` (0-1, after that day) with
    `share_persisting_low` and `share_persisting_high`, its 95 % interval by Greenwood's variance on the log(-log) scale; these are missing where the
    share is 0 or 1. No rows where nobody has begun.

    Raises
    ------
    FrameError, ArgumentError
        for a frame that is not a matched one, and for a parameter out of range.

    Notes
    -----
    Kaplan and Meier 1958, https://doi.org/10.1080/01621459.1958.10501452; interval: Kalbfleisch and Prentice, The
    Statistical Analysis of Failure Time Data (2nd ed., 2002). The same as R's `survfit(conf.type = "log-log")`.

    Examples
    --------
    >>> import rbtools as rb
    >>> from rbtools.measure.groups import discontinuation
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> matched = rb.match_log(plan, rb.simulate_log(plan, seed=1), as_of="end")
    >>> discontinuation(matched)[["n_at_risk", "share_persisting"]].values.tolist()[0]
    [1.0, 1.0]
    """
    if not isinstance(discontinued_after_days, int) or discontinued_after_days < 1:
        raise ArgumentError.not_allowed("discontinued_after_days", discontinued_after_days, "1 or more whole days")
    time, event = _persistence(matched, discontinued_after_days)
    return DISCONTINUATION.check(pd.DataFrame(kaplan_meier(time, event)))


def _persistence(matched: pd.DataFrame, last_days: int) -> tuple[np.ndarray, np.ndarray]:
    """Of everybody who has begun: days from the first done to leaving off, or to the last day looked at, and which."""
    due = due_sessions(planned(matched))
    day = run_starts(due.client, due.date)
    client, date = due.client[day], due.date[day]
    starts = run_starts(client)
    n = run_lengths(starts, len(client))
    horizon = date[starts + np.maximum(n - last_days, 0)]
    done = np.flatnonzero(due.done)
    begins = run_starts(due.client[done])
    first, last = due.date[done][begins], segment_max(due.date[done], begins)
    horizon = horizon[np.searchsorted(client[starts], due.client[done][begins])]
    event = last < horizon
    return np.where(event, last + 1 - first, np.maximum(horizon - first, 0)), event


def kaplan_meier(time: np.ndarray, event: np.ndarray) -> dict[str, np.ndarray]:
    """The columns of `discontinuation` from each person's time and whether it ended in an event.

    >>> kaplan_meier(np.array([2, 2, 3, 5]), np.array([True, False, True, False]))["share_persisting"].tolist()
    [1.0, 0.75, 0.375, 0.375]
    """
    times, of_person = np.unique(np.append(time, 0), return_inverse=True)
    of_person = of_person[:-1]
    n_event = np.bincount(of_person[event], minlength=len(times))
    n_gone = np.bincount(of_person, minlength=len(times))
    at_risk = len(time) - np.cumsum(n_gone) + n_gone
    persisting = np.cumprod(1 - n_event / np.maximum(at_risk, 1))
    low, high = _log_log(persisting, n_event, at_risk)
    keep = np.full(len(times), len(time) > 0)
    columns = {
        "time_days": times, "n_at_risk": at_risk, "n_event": n_event, "n_censored": n_gone - n_event,
        "share_persisting": persisting, "share_persisting_low": low, "share_persisting_high": high,
    }  # fmt: skip
    return {name: values[keep] for name, values in columns.items()}


def _log_log(persisting: np.ndarray, n_event: np.ndarray, at_risk: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """S^exp(± z SE / |ln S|) with SE² = Σ d/(n(n − d)); missing where S is 0 or 1."""
    left = at_risk * (at_risk - n_event)
    variance = np.cumsum(np.divide(n_event, left, out=np.zeros(len(left)), where=left > 0))
    inside = (persisting > 0) & (persisting < 1)
    log = np.log(np.where(inside, persisting, 0.5))
    wider = np.exp(Z95 * np.sqrt(variance) / -log)
    return tuple(np.where(inside, np.exp(log * power), np.nan) for power in (wider, 1 / wider))  # type: ignore[return-value]


def dose_response(log: Log, plan: pd.DataFrame, *, as_of: object) -> pd.DataFrame:
    """Weekly dose against weekly tightness, split into what lies within people and what lies between them.

    For every person's week: the dose is `share_min_dose` of `adherence`, the tightness the mean `daily` of at least
    three rated days; a week without either is left out. One regression by least squares gives both slopes, tightness =
    a + within * (dose - the person's mean dose) + between * (the person's mean dose); the pooled slope is that of a
    regression on the dose alone. The result carries the `warning` that belongs to it: show it with any of the slopes.

    Parameters
    ----------
    log, plan
        a log as `read_log` gives it and a plan.
    as_of
        up to when sessions are due and the log is looked at, as in `match_log`.

    Returns
    -------
    One row: `n_client`, `n_week`; `slope_within`, `slope_between` and `slope_pooled`, in points of tightness from no
    dose to the whole minimum dose, negative is less tight, each with `_low` and `_high`, a 95 % interval that allows
    for the weeks of a person being alike; `reason` where something is missing: few_people (below 10: no slope),
    constant_dose_within, constant_dose_between; `warning`. Below about 40 people the intervals are too narrow.

    Raises
    ------
    FrameError, ArgumentError
        for frames that are not a plan or a log, and for an `as_of` that is not one.

    Notes
    -----
    The split: Mundlak 1978, https://doi.org/10.2307/1913646; Curran and Bauer 2011,
    https://doi.org/10.1146/annurev.psych.093008.100356. Variance: Liang and Zeger 1986,
    https://doi.org/10.1093/biomet/73.1.13, times G/(G − 1) · (N − 1)/(N − k), with Student's t of G − 1 degrees of
    freedom, for G people and N weeks. Ten people and three rated days are choices of ours.

    Examples
    --------
    >>> import rbtools as rb
    >>> from rbtools.measure.groups import dose_response
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> dose_response(rb.simulate_log(plan, seed=1), plan, as_of="end")["reason"].tolist()
    ['few_people']
    """
    weeks = _weeks(log, plan, as_of)
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


def _weeks(log: Log, plan: pd.DataFrame, as_of: object) -> pd.DataFrame:
    """Client, dose and tightness of every week that has both, sorted by client and week."""
    by = ["client", "week"]
    done = adherence(match_log(plan, log, as_of=as_of), by=by)
    sessions = plan_rows(plan)
    rated = tightness_by_plan(ratings_of(log, sessions, parse_as_of(as_of)), sessions, by)
    rated = rated[rated["n_daily"] >= MIN_RATED_DAYS].astype({"client": "str"})
    weeks = done.astype({"client": "str"}).merge(rated[[*by, "daily"]], on=by)
    return weeks.rename(columns={"share_min_dose": "dose"}).dropna(subset=["dose", "daily"])


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
