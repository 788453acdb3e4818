"""MEASURE: the weeks in which fewer sessions are due than planned, and why."""

import pandas as pd

from rbtools import schema
from rbtools.core.frame import Column, Frame

REDUCED_WEEKS = Frame(
    "reduced_weeks",
    "one week of a client in which some session is excused, or some but not all are not yet due",
    (
        schema.PLAN["client"],
        schema.PLAN["week"],
        Column("n_planned", "count", "planned sessions", "sessions", low=1),
        Column("n_excused", "count", "excused sessions whose window has closed and in which nothing was done",
               "sessions", low=0),
        Column("n_open", "count", "sessions that are not yet due", "sessions", low=0),
        Column("reason", "text", "reasons of the excused sessions, with commas between them"),
    ),
    key=("client", "week"),
)  # fmt: skip


def reduced_weeks_of(sessions: pd.DataFrame) -> pd.DataFrame:
    """Say in which weeks fewer sessions are due than planned.

    Parameters
    ----------
    sessions : DataFrame
        `sessions(matched)`.

    Returns
    -------
    DataFrame : the columns of `REDUCED_WEEKS`, sorted; weeks in which everything or nothing is due have no row, unless
        something in them is excused.

    Examples
    --------
    >>> import pandas as pd
    >>> sessions = pd.DataFrame({"client": "me", "week": [1, 1, 2], "due": [True, False, True],
    ...                          "window_closed": True, "excuse_reason": ["", "ill", ""]})
    >>> reduced_weeks_of(sessions)[["week", "n_planned", "n_excused", "reason"]].values.tolist()
    [[1, 2, 1, 'ill']]
    """
    one = sessions[["client", "week", "due", "window_closed", "excuse_reason"]]
    one = one.assign(n_planned=1, n_excused=one["window_closed"] & ~one["due"], n_open=~one["window_closed"])
    keys = ["client", "week"]
    weekly = one.groupby(keys, observed=True)[["n_planned", "n_excused", "n_open"]].sum()
    reduced = (weekly["n_excused"] > 0) | weekly["n_open"].between(1, weekly["n_planned"] - 1)
    excused = one[one["n_excused"].to_numpy(dtype=bool) & (one["excuse_reason"] != "").to_numpy(dtype=bool)]
    reasons = {key: ", ".join(values.unique()) for key, values in excused.groupby(keys, observed=True)["excuse_reason"]}
    found = weekly[reduced].reset_index()
    said = [reasons.get(key, "") for key in zip(found["client"], found["week"], strict=True)]
    return found.assign(reason=pd.Series(said, index=found.index, dtype="str"))
