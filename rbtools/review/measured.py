"""The frames of one client that the review draws, tabulates and puts into words: measures, each called once."""

from dataclasses import dataclass

import pandas as pd

from rbtools.as_of import AsOf
from rbtools.log.log import Log
from rbtools.match import match_log, sessions
from rbtools.measure.adherence import adherence
from rbtools.measure.sets_completed import sets_completed
from rbtools.measure.summary import summarize
from rbtools.measure.tightness import tightness
from rbtools.review.rules import ReviewInputs, ReviewRules

LONGEST_EXCUSE = 40
MOST_EXCUSES = 3


@dataclass(frozen=True, eq=False)
class Measured:
    """One client's plan and every frame that the page is made of.

    `by_exercise` counts the sessions that were done: so a programme that was left off does not look like a fault of the
    exercise that joined last.
    """

    plan: pd.DataFrame
    log: Log
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
        off = (self.sessions["status"] == "excused").to_numpy(dtype=bool) & self.sessions["closed"].to_numpy()
        reasons = [" ".join(r.split()) for r in self.sessions.loc[off, "excused"].unique()]
        short = [r if len(r) <= LONGEST_EXCUSE else r[: LONGEST_EXCUSE - 1].rstrip() + "…" for r in reasons]
        return tuple(short[:MOST_EXCUSES]) + (("…",) if len(short) > MOST_EXCUSES else ())

    @property
    def advanced_joined(self) -> bool:
        """Whether an advanced exercise is already being planned and due."""
        return bool((self.matched["due"] & (self.matched["level"] == "advanced")).any())


def inputs(measured: Measured, rules: ReviewRules | None = None) -> ReviewInputs:
    """What the rules look at. Days with pain are those rated above the limit right after a session."""
    rules = rules or ReviewRules()
    hurt = measured.log.ratings[["date", "moment", "pain"]]
    hurt = hurt[(hurt["moment"] == "after").to_numpy(dtype=bool) & (hurt["pain"] > rules.pain_above).to_numpy()]
    during = hurt["date"] >= measured.plan["date"].min()
    planned = measured.sessions
    row = measured.summary.iloc[:1].to_dict("records")[0]
    return ReviewInputs.of(
        row,
        row,
        n_pain_days=int(hurt.loc[during, "date"].nunique()),
        at_end=bool(planned["closed"].all()),
    )


def log_of(log: Log, client: str, until: AsOf) -> Log:
    """What the client logged; ratings later than `as_of` are left for a later review, as `match_log` leaves entries."""
    ratings = log.ratings[(log.ratings["client"] == client).to_numpy(dtype=bool)]
    seen = until.seen(ratings["date"], ratings["rated_at"])
    entries = log.entries[(log.entries["client"] == client).to_numpy(dtype=bool)]
    return log._replace(entries=entries.reset_index(drop=True), ratings=ratings[seen].reset_index(drop=True))


def measure(plan: pd.DataFrame, log: Log, as_of: object) -> Measured:
    """Match one client's log to the plan and measure it."""
    matched = match_log(plan, log, as_of=as_of)
    laid = sessions(matched)
    done = matched["session"].isin(laid.loc[(laid["due"] & (laid["sets_done"] > 0)).to_numpy(), "session"]).to_numpy()
    return Measured(
        plan=plan,
        log=log,
        as_of=as_of,
        matched=matched,
        sessions=laid,
        summary=summarize(plan, log, as_of=as_of),
        by_week=adherence(matched, by=("client", "week")),
        by_slot=adherence(matched, by=("client", "slot")),
        by_exercise=adherence(matched[done], by=("client", "exercise")),
        sets=sets_completed(matched, by=("client", "exercise", "week")),
        daily=tightness(log, by=("client", "date")),
        by_session=tightness(log, plan=plan, by=("client", "date", "slot")),
    )
