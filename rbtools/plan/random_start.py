"""Start days drawn at random, so that what followed can be compared with what other starts would have shown."""

from hashlib import sha256

import numpy as np
import pandas as pd

from rbtools.core.arguments import is_whole
from rbtools.core.clock import Times
from rbtools.errors import ArgumentError


def check_draw(days: object, seed: object, n_days: int) -> None:
    """Raise `ArgumentError` unless both are given, as `make_plans` says of a plan of `n_days`, or neither."""
    if (days is None) != (seed is None):
        raise ArgumentError(
            f"start_window={days!r}, seed={seed!r}: a drawn start needs both. Give the length of the window in days "
            f"and a whole number as seed, or neither."
        )
    if days is not None and not is_whole(days, 2, n_days):
        raise ArgumentError.not_allowed(
            "start_window", days, f"a whole number of days from 2 to the {n_days} of the plan"
        )
    if seed is not None and not is_whole(seed, 0, 2**64 - 1):
        raise ArgumentError.not_allowed("seed", seed, "a whole number from 0 to 2**64 - 1")


def drawn_days(clients: list[str], days: int, seed: int) -> np.ndarray:
    """Days from the first of the window to each client's start: 0 to days − 1, all as likely.

    The first eight bytes of the SHA-256 of "seed:client" (UTF-8), read big-endian, modulo the days: anyone can draw it
    again and see that it was not chosen, and no client's draw depends on another's.

    >>> drawn_days(["anna", "ben"], 20, 1).tolist() == [*drawn_days(["anna"], 20, 1), *drawn_days(["ben"], 20, 1)]
    True
    """
    words = (int.from_bytes(sha256(f"{seed}:{client}".encode()).digest()[:8], "big") for client in clients)
    return np.array([word % days for word in words], dtype="int64")


def with_window(plan: pd.DataFrame, earliest: Times, days: int) -> pd.DataFrame:
    """The plan with the window each client's start was drawn from; `earliest` in the order of the client categories."""
    first = earliest.astype("datetime64[us]")[plan["client"].cat.codes.to_numpy()]
    return plan.assign(start_earliest=first, start_latest=first + np.timedelta64(days - 1, "D"))
