"""The 95 % interval of a share of due sessions done, for sessions that depend on each other.

Wilson's interval takes every session as a coin of its own. A person's sessions are not: morning and evening of a day go
together, and so do days that follow each other; and people differ from each other. So the number of sessions is turned
into the number of independent ones that would tell as much, and Wilson's interval is taken with that.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from rbtools.core.arrays import run_starts, segment_of, segment_sum

Z95 = 1.959963984540054  # the 0.975 quantile of the standard normal distribution

# Design values of one person's diary and the days that they are worth; choices, checked by simulation (docs of
# `adherence`): with two sessions a day a correlation of 0.3 is a design effect of 1.3.
SAME_DAY_PRIOR = 0.3
NEXT_DAY_PRIOR = 0.2
PRIOR_DAYS = 25
NEXT_DAY_MAX = 0.9


class Interval(NamedTuple):
    """Ends of the interval of each group's share, 0-1, missing where nothing is due; and the clients behind it."""

    low: np.ndarray
    high: np.ndarray
    n_clients: np.ndarray


class _Days(NamedTuple):
    """Due and done sessions of each day, and which run of days (one client in one group) it lies in."""

    starts: np.ndarray
    date: np.ndarray
    due: np.ndarray
    done: np.ndarray


def share_interval(
    group: np.ndarray, client: np.ndarray, date: np.ndarray, done: np.ndarray, n_groups: int
) -> Interval:
    """The interval of done ÷ due in each of `n_groups` groups; every array has one value per due session (or row).

    `group` counts from 0, `client` and `date` (in days) are whole numbers; the order of the rows does not matter.

    One client: n is divided by the design effect of a day, 1 + (m − 1) r₀ for m sessions a day, and by that of an
    AR(1) series of D days, 1 + 2φ/(1 − φ) − 2φ(1 − φᴰ)/(D(1 − φ)²). r₀ and φ are estimated from the deviations of the
    day totals and drawn to 0.3 and 0.2 with the weight of 25 days. Several clients: clients are the clusters of the
    ratio estimator, var p = G/(G − 1) Σᵢ (xᵢ − p nᵢ)² / (Σ nᵢ)², n becomes p(1 − p)/var p, at most the number of
    sessions, and Student's t with G − 1 degrees of freedom takes the place of the normal quantile. Where all clients
    have the same share there is no variance to see: then each client counts as one.

    Wilson (1927), https://doi.org/10.1080/01621459.1927.10502953, with an effective n: Korn and Graubard (1998),
    Survey Methodology 24, 193-201; ratio estimator: Cochran, Sampling Techniques (3rd ed., 1977), chapter 6.

    >>> two_weeks = np.arange(28) // 2
    >>> found = share_interval(np.zeros(28, int), np.zeros(28, int), two_weeks, np.arange(28) % 4 > 0, 1)
    >>> found.low.round(2), found.high.round(2), found.n_clients
    (array([0.56]), array([0.88]), array([1]))
    """
    group, client, date, done = _sorted(group, client, date, done)
    of_day = run_starts(group, client, date)
    n_due, n_done = np.diff(of_day, append=len(group)), segment_sum(done, of_day)
    of_client = run_starts(group[of_day], client[of_day])
    days = _Days(of_client, date[of_day], n_due, n_done)
    due, of_due = (segment_sum(v, of_client) for v in (n_done, n_due))
    where = group[of_day][of_client]
    n_clients = np.bincount(where, minlength=n_groups)
    total, of_total = (np.bincount(where, v, minlength=n_groups) for v in (due, of_due))
    alone = n_clients[where] == 1
    effective = np.full(n_groups, np.nan)
    effective[where[alone]] = _effective_of_person(days, due, of_due)[alone]
    several = n_clients > 1
    effective[several] = _effective_of_clusters(where, due, of_due, total, of_total, n_clients)[several]
    quantile = np.where(several, stdtrit(np.maximum(n_clients - 1, 1), 0.975), Z95)
    share = np.divide(total, of_total, out=np.full(n_groups, np.nan), where=of_total > 0)
    return Interval(*wilson(share, effective, quantile), n_clients)


def _sorted(group: np.ndarray, client: np.ndarray, date: np.ndarray, done: np.ndarray) -> tuple[np.ndarray, ...]:
    """The same rows by group, client and date; as they are where they are in order."""
    same_group = group[1:] == group[:-1]
    same_client = same_group & (client[1:] == client[:-1])
    later = (
        (group[1:] > group[:-1]) | (same_group & (client[1:] > client[:-1])) | (same_client & (date[1:] >= date[:-1]))
    )
    if later.all():
        return group, client, date, done
    order = np.lexsort((date, client, group))
    return group[order], client[order], date[order], done[order]


def wilson(share: np.ndarray, n: np.ndarray, z: np.ndarray | float = Z95) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's interval of a share seen among n; n need not be whole. Exactly 0 and 1 at a share of 0 and 1.

    Missing where the share is; n is above 0 elsewhere.

    >>> low, high = wilson(np.array([22 / 28]), np.array([28]))
    >>> low.round(2), high.round(2)
    (array([0.6]), array([0.9]))
    """
    spread = z * z / np.where(np.isnan(share), np.nan, n)
    centre = (share + spread / 2) / (1 + spread)
    half = np.sqrt(share * (1 - share) * spread + spread * spread / 4) / (1 + spread)
    return np.where(share == 0, 0, centre - half), np.where(share == 1, 1, centre + half)


def _effective_of_person(days: _Days, done: np.ndarray, due: np.ndarray) -> np.ndarray:
    """How many independent sessions each run of days is worth; whole numbers until the last division."""
    of_run = segment_of(days.starts, len(days.date))
    n_days = np.diff(days.starts, append=len(days.date))
    off = due[of_run] * days.done - done[of_run] * days.due  # due times the deviation of the day's total
    squares = segment_sum(off * off, days.starts)
    follows = np.append(False, (np.diff(days.date) == 1) & (np.diff(of_run) == 0))
    before = np.append(0, off[:-1])
    products = segment_sum(np.where(follows, off * before, 0), days.starts)
    a_day = segment_sum(days.due * days.due, days.starts) / np.maximum(due, 1)  # sessions a day, weighted by sessions
    seen = (squares > 0) & (n_days > 1)
    binomial = due * (done * (due - done)).astype("float64") * (n_days - 1)
    effect = np.divide(squares * n_days, binomial, out=np.ones(len(due)), where=seen)
    same_day = np.divide(effect - 1, a_day - 1, out=np.full(len(due), SAME_DAY_PRIOR), where=seen & (a_day > 1))
    r = np.divide(products, squares, out=np.zeros(len(due)), where=seen)
    next_day = np.where(seen, r + (1 + 3 * r) / np.maximum(n_days, 1), NEXT_DAY_PRIOR)
    same_day = np.clip(_shrunk(same_day, SAME_DAY_PRIOR, n_days), 0, 1)
    phi = np.clip(_shrunk(next_day, NEXT_DAY_PRIOR, n_days), 0, NEXT_DAY_MAX)
    in_a_row = 1 + 2 * phi / (1 - phi) - 2 * phi * (1 - phi**n_days) / (n_days * (1 - phi) ** 2)
    return due / ((1 + (a_day - 1) * same_day) * in_a_row)


def _shrunk(value: np.ndarray, prior: float, n_days: np.ndarray) -> np.ndarray:
    """An estimate from so many days, drawn towards its design value."""
    return (n_days * value + PRIOR_DAYS * prior) / (n_days + PRIOR_DAYS)


def _effective_of_clusters(
    where: np.ndarray, done: np.ndarray, due: np.ndarray, total: np.ndarray, of_total: np.ndarray, n_clients: np.ndarray
) -> np.ndarray:
    """How many independent sessions the clients of each group are worth together.

    From sums of whole numbers, of any size, so that sums over parts of the clients give the same bits.
    """
    n_groups = len(total)
    pairs = (done * done, done * due, due * due)
    of_done, of_both, of_due = (np.bincount(where, v, minlength=n_groups).astype("int64").astype(object) for v in pairs)
    x, n, g = (v.astype("int64").astype(object) for v in (total, of_total, n_clients))
    squares = n * n * of_done - 2 * x * n * of_both + x * x * of_due  # n² Σ (xᵢ − p nᵢ)²
    # p(1 − p) ÷ var p = x (n − x)/n² · n⁴ (G − 1)/(G · squares)
    above, below = x * (n - x) * n * n * (g - 1), g * squares
    worth = [a / b if b > 0 else float(k) for a, b, k in zip(above, below, g, strict=True)]
    return np.minimum(np.array(worth, dtype="float64"), of_total)
