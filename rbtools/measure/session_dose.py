"""MEASURE: how much of its full dose was done in each session."""

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.core.arrays import ratio
from rbtools.core.frame import Column, Frame
from rbtools.measure.grouping import groups

SESSION_DOSE = Frame(
    "session_dose",
    "one planned session",
    (
        schema.PLAN["client"],
        schema.PLAN["session"],
        Column("share_max_dose", "real", "sets done, in each exercise at most the full dose, of the full dose", "share",
               low=0, high=1),
    ),
    key=("client", "session"),
)  # fmt: skip


def session_dose_of(matched: pd.DataFrame) -> pd.DataFrame:
    """Divide the sets that count in each session by its full dose.

    Parameters
    ----------
    matched : DataFrame
        A matched frame; its extras have no dose and are left out.

    Returns
    -------
    DataFrame : `client`, `session`, `share_max_dose`; 0 where nothing was done, due or not.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"client": pd.Categorical(["me", "me"]), "session": [1, 1], "sets_counted": [1.5, 3.0],
    ...                      "sets_max": [3, 3]})
    >>> session_dose_of(rows)["share_max_dose"].to_list()
    [0.75]
    """
    planned = matched[matched["session"].notna().to_numpy(dtype=bool)]
    found = groups(planned["client"].array.codes.astype("int64"), planned["session"].to_numpy(dtype="int64"))
    halves = np.rint(2 * planned["sets_counted"].to_numpy(dtype="float64")).astype("int64")
    counted, full = found.total(halves), found.total(2 * planned["sets_max"].to_numpy(dtype="int64"))
    keys = planned[["client", "session"]].take(found.row).reset_index(drop=True)
    return keys.assign(share_max_dose=ratio(counted, full))
