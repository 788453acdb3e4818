"""MEASURE: the clients of a clinic next to each other, without mistaking luck for a difference."""

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import betaincinv, betaln, expit, gammaln, logit

from rbtools.measure.adherence import adherence
from rbtools.measure.frames import COMPARED_CLIENTS
from rbtools.measure.grouping import Columns

MIN_CLIENTS = 10  # with due sessions; with fewer the clinic's spread cannot be estimated (a choice)
_STEADIEST = np.log(1e6)  # clients who differ by no more than luck: all are drawn to the clinic's share
_MOST_MIXED = np.log(0.1)


def compare_clients(matched: pd.DataFrame) -> pd.DataFrame:
    """Compare the clients of a clinic by the share of due sessions done.

    The lowest of thirty shares is low partly by luck, the more so the fewer sessions it rests on. `share_shrunk` takes
    that out: the shares that clients have in the long run are taken as a beta distribution, estimated from all clients
    of the frame (empirical Bayes), and each client's own count is combined with it. The funnel says which counts such a
    clinic produces by itself: it allows for clients being different, so a client outside it is unusual for this clinic.

    Parameters
    ----------
    matched : DataFrame
        What `match_log` gives, of at least ten clients with due sessions; with fewer everything but the counts and
        `share_done` is missing.

    Returns
    -------
    DataFrame
        One row per client, sorted: `client`; `n_due`, `n_done` (sessions); `share_done` (0-1); `share_shrunk` with its
        95 % interval `share_shrunk_low`, `share_shrunk_high`; `funnel_low`, `funnel_high`, the 2.5 % and 97.5 % points
        of the share among as many due sessions; `outside_funnel`. All but the counts are missing for a client with no
        due session, whose `share_shrunk` is not the clinic's.

    Raises
    ------
    FrameError
        When it is not a matched frame.

    Notes
    -----
    Beta-binomial with parameters a, b by maximum likelihood; share_shrunk = (n_done + a)/(n_due + a + b), its interval
    from the Beta(n_done + a, n_due - n_done + b) distribution: Casella (1985), https://doi.org/10.2307/2682801; the
    overdispersed funnel: Spiegelhalter (2005), https://doi.org/10.1002/sim.1970. Sessions of a person are taken as
    independent given their long-run share, so the interval is somewhat too narrow where they come in runs.

    Examples
    --------
    >>> import rbtools as rb
    >>> people = pd.DataFrame({"client": list("abcdefghijkl"), "start": "2026-03-02", "tz": "Europe/London"})
    >>> plan = rb.make_plans(rb.load_program(), people, weeks=2)
    >>> compared = rb.compare_clients(rb.match_log(plan, rb.simulate_log(plan, seed=1), as_of="end"))
    >>> bool((compared["share_shrunk"].max() < compared["share_done"].max()))
    True
    """
    counted = adherence(matched, by="client")
    n, done = counted["n_due"].to_numpy(), counted["n_done"].to_numpy()
    known = (n > 0) & ((n > 0).sum() >= MIN_CLIENTS)
    columns: Columns = {
        name: np.full(len(n), np.nan) for name in COMPARED_CLIENTS.names if name.startswith(("share_s", "fun"))
    }
    if known.any():
        a, b = beta_of_clinic(done[known], n[known])
        posterior = a + done[known], b + (n - done)[known]
        columns["share_shrunk"][known] = posterior[0] / (posterior[0] + posterior[1])
        columns["share_shrunk_low"][known] = betaincinv(*posterior, 0.025)
        columns["share_shrunk_high"][known] = betaincinv(*posterior, 0.975)
        columns["funnel_low"][known], columns["funnel_high"][known] = _funnel(n[known], a, b)
    share = counted["share_done"].to_numpy()
    outside = (share < columns["funnel_low"]) | (share > columns["funnel_high"])
    columns |= {"outside_funnel": pd.arrays.BooleanArray(outside, ~known)}
    frame = counted[["client", "n_due", "n_done", "share_done"]].assign(**columns)
    return COMPARED_CLIENTS.check(frame)


def beta_of_clinic(done: np.ndarray, n: np.ndarray) -> tuple[float, float]:
    """The a and b of the beta distribution under which the clients' counts are likeliest.

    >>> a, b = beta_of_clinic(np.array([28, 0] * 20), np.array([28] * 40))
    >>> round(a / (a + b), 3), a + b < 1
    (0.5, True)
    """
    pairs, many = np.unique(np.column_stack([done, n]), axis=0, return_counts=True)
    x, of = pairs.T
    mean = (done.sum() + 0.5) / (n.sum() + 1)

    def unlikely(at: np.ndarray) -> float:
        a, b = _shape(at)
        return -float((many * (betaln(x + a, of - x + b) - betaln(a, b))).sum())

    found = minimize(
        unlikely,
        np.array([logit(mean), np.log(5.0)]),
        method="L-BFGS-B",
        bounds=[(-14, 14), (_MOST_MIXED, _STEADIEST)],
    )
    return _shape(found.x)


def _shape(at: np.ndarray) -> tuple[float, float]:
    mean, weight = float(expit(at[0])), float(np.exp(at[1]))
    return mean * weight, (1 - mean) * weight


def _funnel(n: np.ndarray, a: float, b: float) -> tuple[np.ndarray, np.ndarray]:
    """The 2.5 % and 97.5 % points of the share of done among n due sessions of a client drawn from the clinic."""
    numbers, of_client = np.unique(n, return_inverse=True)
    ends = np.array([_quantiles(int(number), a, b) for number in numbers])
    low, high = (ends / numbers[:, np.newaxis])[of_client].T
    return low, high


def _quantiles(n: int, a: float, b: float) -> tuple[int, int]:
    k = np.arange(n + 1)
    log_chance = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) + betaln(k + a, n - k + b) - betaln(a, b)
    below = np.cumsum(np.exp(log_chance))
    low, high = np.searchsorted(below, [0.025, 0.975]).tolist()
    return low, min(high, n)
