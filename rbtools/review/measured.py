"""The frames of one client that the review draws, tabulates and puts into words: measures, each called once."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rbtools.core.arrays import segment_min
from rbtools.log.log import Log
from rbtools.match.as_of import AsOfLike, parse_as_of
from rbtools.match.match import Match, sessions_of
from rbtools.match.record import Ratings, Record
from rbtools.measure.adherence import adherence_of
from rbtools.measure.grouping import groups
from rbtools.measure.ratings import AFTER, Rated, ratings_until
from rbtools.measure.sets_completed import sets_completed_of
from rbtools.measure.summary import summary_of
from rbtools.measure.tightness import tightness_of
from rbtools.review.rules import ReviewInputs, ReviewRules

LONGEST_EXCUSE = 40
MOST_EXCUSES = 3


@dataclass(frozen=True, eq=False)
class Measured:
    """One client's plan and every frame that the page is made of.

    `ratings` are those up to `as_of`, on plan days; what is later is left for a later review, as with entries.
    `by_exercise` counts the sessions that were done: so a programme that was left off does not look like a fault of the
    exercise that joined last.
    """

    plan: pd.DataFrame
    record: Record
    ratings: Ratings
    as_of: AsOfLike
    matched: pd.DataFrame
    sessions: pd.DataFrame
    summary: pd.DataFrame
    by_week: pd.DataFrame
    by_slot: pd.DataFrame
    by_exercise: pd.DataFrame
    sets: pd.DataFrame
    daily: pd.DataFrame
    by_session: pd.DataFrame

    @property
    def excuses(self) -> tuple[str, ...]:
        """The reasons why sessions were excused so far, cut to a line."""
        off = (self.sessions["status"] == "excused").to_numpy(dtype=bool) & self.sessions["window_closed"].to_numpy()
        reasons = [" ".join(r.split()) for r in self.sessions.loc[off, "excuse_reason"].unique()]
        short = [r if len(r) <= LONGEST_EXCUSE else r[: LONGEST_EXCUSE - 1].rstrip() + "…" for r in reasons]
        return tuple(short[:MOST_EXCUSES]) + (("…",) if len(short) > MOST_EXCUSES else ())

    @property
    def day(self) -> int:
        """The last plan day with a closed session; 0 before the first."""
        return int(self.sessions["day"].where(self.sessions["window_closed"], 0).max())

    @property
    def advanced_joined(self) -> bool:
        """Whether an advanced exercise is already being planned and due."""
        return bool((self.matched["due"] & (self.matched["level"] == "advanced")).any())


def inputs(measured: Measured, rules: ReviewRules | None = None) -> ReviewInputs:
    """What the rules look at. Days with pain are those rated above the limit right after a session."""
    rules = rules or ReviewRules()
    hurt = pain_days(measured.record, measured.ratings, rules)
    planned = measured.sessions
    row = measured.summary.iloc[:1].to_dict("records")[0]
    return ReviewInputs.of(
        row,
        row,
        n_pain_days=int(hurt.sum()),
        at_end=bool(planned["window_closed"].all()),
    )


def pain_days(record: Record, ratings: Ratings, rules: ReviewRules) -> np.ndarray:
    """On how many days since the start each client rated pain above the limit right after a session."""
    start = segment_min(record.sessions.date, record.starts)
    hurt = (ratings.moment == AFTER) & (ratings.pain > 10 * rules.pain_above) & (ratings.date >= start[ratings.client])
    days = groups(ratings.client[hurt], ratings.date[hurt])
    return np.bincount(ratings.client[hurt][days.row], minlength=len(record.clients))


def log_of(log: Log, client: str) -> Log:
    """What the client logged."""
    entries, ratings = (
        frame[(frame["client"] == client).to_numpy(dtype=bool)].reset_index(drop=True)
        for frame in (log.entries, log.ratings)
    )
    return log._replace(entries=entries, ratings=ratings)


def measure(plan: pd.DataFrame, log: Log, as_of: AsOfLike) -> Measured:
    """Match one client's log to the plan and measure it."""
    until = parse_as_of(as_of)
    found = Match.of(plan, log, until)
    record, matched = found.record, found.matched
    ratings = ratings_until(record, until)
    rated = Rated.of(ratings)
    frame = found.frame()
    laid = sessions_of(frame)
    return Measured(
        plan=plan,
        record=record,
        ratings=ratings,
        as_of=as_of,
        matched=frame,
        sessions=laid,
        summary=summary_of(record, matched, rated, ratings, until),
        by_week=pd.DataFrame(adherence_of(matched, ["client", "week"])),
        by_slot=pd.DataFrame(adherence_of(matched, ["client", "slot"])),
        by_exercise=pd.DataFrame(adherence_of(matched.of_sessions(matched.due & matched.done), ["client", "exercise"])),
        sets=pd.DataFrame(sets_completed_of(matched, ["client", "exercise", "week"])),
        daily=pd.DataFrame(tightness_of(record, ratings, rated, ["client", "date"])),
        by_session=pd.DataFrame(tightness_of(record, ratings, rated, ["client", "date", "slot"])),
    )
