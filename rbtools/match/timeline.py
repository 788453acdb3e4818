"""The session that an instant falls in, and the plan day of what was logged."""

import numpy as np

from rbtools.core.arrays import segment_all
from rbtools.core.clock import plan_day
from rbtools.match.record import Sessions

_LARGEST_KEY = 2**62


def last_opened(client_of: np.ndarray, opens_at: np.ndarray, client: np.ndarray, at: np.ndarray) -> np.ndarray:
    """For each client and instant the session that opened last by then; -1 before the first and for no client.

    `client_of` and `opens_at` are those of the sessions, clients one after the other.
    """
    found = np.full(len(at), -1)
    if not len(opens_at) or not len(at):
        return found
    low, span = int(opens_at.min()), int(opens_at.max() - opens_at.min()) + 2
    opens, at = opens_at - (low - 1), np.clip(at - (low - 1), 0, span - 1)
    if (int(client_of[-1]) + 1) * span > _LARGEST_KEY:  # too many clients for one key: count borders instead of µs
        borders = np.unique(opens)
        opens, at, span = np.searchsorted(borders, opens) + 1, np.searchsorted(borders, at, "right"), len(borders) + 1
    keys = client_of * span + opens
    order = None if (keys[1:] >= keys[:-1]).all() else np.argsort(keys, kind="stable")
    index = np.searchsorted(keys if order is None else keys[order], client * span + at, "right") - 1
    if order is not None:
        index = np.where(index < 0, -1, order[index])
    inside = (index >= 0) & (client_of[index] == client)
    return np.where(inside, index, -1)


def plan_days(
    sessions: Sessions, starts: np.ndarray, client: np.ndarray, at: np.ndarray, local: np.ndarray
) -> np.ndarray:
    """The plan day of each logged instant `at`, at which the person's own clock showed `local`.

    It is by the day start of the plan version that holds then: that of the session that opened last by then, else the
    first. For a client without a plan (-1) it means nothing.
    """
    if not len(starts):
        return np.zeros(len(at), dtype="int64")
    start = sessions.day_start[starts]
    by_client = start[client]
    same = segment_all(sessions.day_start == start[sessions.client], starts)
    varied = np.flatnonzero(~same[client] & (client >= 0))
    if len(varied):
        session = last_opened(sessions.client, sessions.opens, client[varied], at[varied])
        by_client[varied] = np.where(session < 0, by_client[varied], sessions.day_start[session])
    return plan_day(local, by_client)
