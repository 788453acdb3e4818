"""The frames of one client that the review draws, tabulates and puts into words: measures, each called once."""

from dataclasses import dataclass

import pandas as pd

from rbtools.log.log import Log
from rbtools.match.as_of import parse_as_of
from rbtools.match.match import match_log, sessions_of
from rbtools.measure.adherence import adherence, adherence_of
from rbtools.measure.planned import lay_out
from rbtools.measure.ratings import plan_rows, ratings_of
from rbtools.measure.sets_completed import sets_completed_of
from rbtools.measure.summary import summary_of
from rbtools.measure.tightness import tightness_by_plan
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
    ratings: pd.DataFrame
    as_of: object
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
    hurt = pain_days(measured.ratings, measured.plan, rules)
    planned = measured.sessions
    row = measured.summary.iloc[:1].to_dict("records")[0]
    return ReviewInputs.of(
        row,
        row,
        n_pain_days=int(hurt.sum()),
        at_end=bool(planned["window_closed"].all()),
    )


def pain_days(ratings: pd.DataFrame, plan: pd.DataFrame, rules: ReviewRules) -> pd.Series:
    """By client: on how many days since the start pain above the limit was rated right after a session."""
    after, above = ratings["moment"] == "after", ratings["pain"] > rules.pain_above
    hurt = ratings[(after & above).to_numpy(dtype=bool)]
    client = hurt["client"].astype("str")
    start = plan.groupby(plan["client"].astype("str"))["date"].min().reindex(client)
    during = hurt["date"].to_numpy() >= start.to_numpy(dtype="datetime64[us]")
    return hurt["date"][during].groupby(client[during]).nunique()


def log_of(log: Log, client: str) -> Log:
    """What the client logged."""
    entries, ratings = (
        frame[(frame["client"] == client).to_numpy(dtype=bool)].reset_index(drop=True)
        for frame in (log.entries, log.ratings)
    )
    return log._replace(entries=entries, ratings=ratings)


def measure(plan: pd.DataFrame, log: Log, as_of: object) -> Measured:
    """Match one client's log to the plan and measure it."""
    until, rows = parse_as_of(as_of), plan_rows(plan)
    ratings = ratings_of(log, rows, until)
    matched = match_log(plan, log, as_of=as_of)
    laid, planned = sessions_of(matched), lay_out(matched)
    done = matched["session"].isin(laid.loc[(laid["due"] & (laid["sets_done"] > 0)).to_numpy(), "session"]).to_numpy()
    return Measured(
        plan=plan,
        ratings=ratings,
        as_of=as_of,
        matched=matched,
        sessions=laid,
        summary=summary_of(planned, ratings, rows, until),
        by_week=pd.DataFrame(adherence_of(planned, ["client", "week"])),
        by_slot=pd.DataFrame(adherence_of(planned, ["client", "slot"])),
        by_exercise=adherence(matched[done], by=("client", "exercise")),
        sets=pd.DataFrame(sets_completed_of(planned, ["client", "exercise", "week"])),
        daily=tightness_by_plan(ratings, rows, ["client", "date"]),
        by_session=tightness_by_plan(ratings, rows, ["client", "date", "slot"]),
    )
