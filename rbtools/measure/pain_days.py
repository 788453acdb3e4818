"""MEASURE: on how many days since the start a session hurt."""

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.core.arrays import segment_min
from rbtools.core.frame import Column, Frame
from rbtools.match.record import Ratings, Record
from rbtools.measure.grouping import client_column, groups
from rbtools.measure.ratings import AFTER

PAIN_ABOVE = 5.0
"""Pain rated above this right after a session makes a day with pain; clinics differ (choice)."""

PAIN_DAYS = Frame(
    "pain_days",
    "one client of the plan",
    (
        schema.PLAN["client"],
        Column("n_pain_days", "count", "days since the start with pain above the limit after a session", "days", low=0),
    ),
    key=("client",),
)


def pain_days_of(record: Record, ratings: Ratings, *, above: float = PAIN_ABOVE) -> pd.DataFrame:
    """Count the days on which pain above a limit was rated right after a session.

    Parameters
    ----------
    record : Record
        The record; what was rated before a client's first session is not counted.
    ratings : Ratings
        The ratings that are looked at, as `ratings_until` gives them.
    above : float
        Points, 0-10; a day counts when a rating is higher.

    Returns
    -------
    DataFrame : `client`, `n_pain_days`, a row for each client of the plan; 0 where no pain was rated.
    """
    start = segment_min(record.sessions.date, record.starts)
    hurt = (ratings.moment == AFTER) & (ratings.pain > 10 * above) & (ratings.date >= start[ratings.client])
    days = groups(ratings.client[hurt], ratings.date[hurt])
    n = np.bincount(ratings.client[hurt][days.row], minlength=len(record.clients))
    return pd.DataFrame({"client": client_column(record.clients), "n_pain_days": n})
