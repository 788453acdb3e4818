"""MEASURE: sessions done on the last seven due days against the seven before: whether adherence fell."""

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.core.arrays import ratio
from rbtools.core.frame import Column, Frame

DAYS = 7
"""Due days in a stretch (choice: a week)."""
MIN_DUE = 5
"""Due sessions that each of the two stretches needs, so that a fall is not one session (choice)."""

STRETCHES = Frame(
    "stretches",
    "one client of the plan",
    (
        schema.PLAN["client"],
        Column("n_due_last", "count", "due sessions on the last seven due days", "sessions", low=0),
        Column("n_done_last", "count", "of them done", "sessions", low=0),
        Column("n_due_before", "count", "due sessions on the seven due days before those", "sessions", low=0),
        Column("n_done_before", "count", "of them done", "sessions", low=0),
        Column("drop", "real", "fall of the share done from the one to the other; missing with fewer than 5 due "
               "sessions in either", "share", low=-1, high=1, missing=True),
    ),
    key=("client",),
)  # fmt: skip


def stretches_of(by_day: pd.DataFrame) -> pd.DataFrame:
    """Compare the last two stretches of seven due days.

    Parameters
    ----------
    by_day : DataFrame
        `adherence(matched, by=["client", "day"])`.

    Returns
    -------
    DataFrame : the columns of `STRETCHES`, a row for each client of `by_day`. `drop` is positive when less was done.

    Examples
    --------
    >>> import pandas as pd
    >>> by_day = pd.DataFrame({"client": "me", "day": range(1, 15), "n_due": 1, "n_done": [1] * 7 + [0] * 7})
    >>> stretches_of(by_day)[["n_done_last", "n_done_before", "drop"]].to_dict("list")
    {'n_done_last': [0], 'n_done_before': [7], 'drop': [1.0]}
    """
    names = pd.Index(by_day["client"].astype("str").unique())
    due = by_day[(by_day["n_due"] > 0).to_numpy(dtype=bool)]
    back = due.groupby("client", observed=True).cumcount(ascending=False).to_numpy()
    n = {
        name: _totals(due[rows], names)
        for name, rows in (("last", back < DAYS), ("before", (back >= DAYS) & (back < 2 * DAYS)))
    }
    shares = {
        name: np.where(found["n_due"] >= MIN_DUE, ratio(found["n_done"], found["n_due"]), np.nan)
        for name, found in n.items()
    }
    counts = {f"{column}_{name}": n[name][column] for name in n for column in ("n_due", "n_done")}
    return pd.DataFrame({"client": pd.Categorical(names)} | counts | {"drop": shares["before"] - shares["last"]})


def _totals(rows: pd.DataFrame, names: pd.Index) -> dict[str, np.ndarray]:
    summed = rows.groupby(rows["client"].astype("str"))[["n_due", "n_done"]].sum().reindex(names).fillna(0)
    return {column: summed[column].to_numpy(dtype="int64") for column in ("n_due", "n_done")}
