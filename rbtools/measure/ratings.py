"""The ratings of a log as the measures take them: checked, on the plan days of each client's plan, up to `as_of`."""

import pandas as pd

from rbtools import schema
from rbtools.core.frame import Frame
from rbtools.errors import ArgumentError
from rbtools.log.log import Log
from rbtools.match.as_of import AsOf
from rbtools.match.timeline import as_local, rating_days, table, timeline

_RATINGS = Frame(
    schema.RATINGS.name,
    schema.RATINGS.row,
    tuple(schema.RATINGS[n] for n in ("client", "rated_at", "moment", "date", "slot", "tightness", "pain")),
    key=schema.RATINGS.key,
)
_SESSIONS = Frame(
    schema.PLAN.name,
    schema.PLAN.row,
    tuple(
        schema.PLAN[n]
        for n in (
            "client", "session", "date", "day", "week", "slot", "tz", "scheduled_at", "opens_at", "closes_at",
            "excuse_reason", "plan_version",
        )
    ),
    key=("client", "session"),
    optional=schema.PLAN.optional,
)  # fmt: skip


def plan_rows(plan: pd.DataFrame) -> pd.DataFrame:
    """Check a plan at the door: its rows with what says when a session is, sorted by client and session."""
    return _SESSIONS.sort(_SESSIONS.check(plan, unique=False))


def ratings_of(log: Log, sessions: pd.DataFrame | None = None, until: AsOf | None = None) -> pd.DataFrame:
    """Check the ratings of a log at the door; with the rows of a plan their `date` is its plan day.

    `until` leaves out what is later. Ratings of clients without a plan keep their date.
    """
    if not isinstance(log, Log):
        raise ArgumentError.not_allowed("log", type(log).__name__, "a Log, as read_log gives it")
    ratings = _RATINGS.check(log.ratings)
    if (usual := (ratings["moment"] == "usual").to_numpy()).any():
        ratings = ratings[~usual].reset_index(drop=True)  # a level that a person calls usual is no rating of a day
    if sessions is not None:
        rows = table(sessions)
        ratings["date"] = as_local(rating_days(rows, timeline(rows), table(ratings)))
    if until is not None and not (seen := until.seen(ratings["date"], ratings["rated_at"])).all():
        ratings = ratings[seen]
    return ratings
