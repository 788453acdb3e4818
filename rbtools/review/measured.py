"""The frames that pages are made of: every measure of one client or of many, each called once."""

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import pandas as pd

from rbtools.log.log import Log
from rbtools.match.as_of import AsOf, AsOfLike, parse_as_of
from rbtools.match.match import Match, sessions_of
from rbtools.match.record import Record
from rbtools.measure.adherence import adherence_of
from rbtools.measure.grouping import client_column
from rbtools.measure.pain_days import pain_days_of
from rbtools.measure.ratings import Rated, ratings_until
from rbtools.measure.session_dose import session_dose_of
from rbtools.measure.sets_completed import sets_completed_of
from rbtools.measure.stretches import stretches_of
from rbtools.measure.summary import summary_of
from rbtools.measure.tightness import tightness_of

LONGEST_EXCUSE = 40
MOST_EXCUSES = 3


@dataclass(frozen=True, eq=False)
class Measured:
    """The plan of one or more clients and every frame that their pages are made of.

    Ratings and entries later than `until` are left for a later review. `by_exercise` and `sets` count the sessions that
    were done, so a programme that was stopped does not look like a fault of the exercise that joined last.
    """

    plan: pd.DataFrame
    matched: pd.DataFrame
    sessions: pd.DataFrame
    summary: pd.DataFrame
    by_week: pd.DataFrame
    by_slot: pd.DataFrame
    by_exercise: pd.DataFrame
    sets: pd.DataFrame
    dose: pd.DataFrame
    daily: pd.DataFrame
    weekly: pd.DataFrame
    by_session: pd.DataFrame
    stretches: pd.DataFrame
    pain_days: pd.DataFrame
    logged: pd.DataFrame
    until: AsOf

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
    def at_end(self) -> bool:
        """Whether every session's window has closed."""
        return bool(self.sessions["window_closed"].all())

    @property
    def advanced_joined(self) -> bool:
        """Whether an advanced exercise is already being planned and due."""
        return bool((self.matched["due"] & (self.matched["level"] == "advanced")).any())

    def take(self, client: str) -> "Measured":
        """The frames of one client."""
        frames = {name: getattr(self, name).take(rows.get(client, _NONE)) for name, rows in self._rows.items()}
        return Measured(**{n: frame.reset_index(drop=True) for n, frame in frames.items()}, until=self.until)

    @cached_property
    def _rows(self) -> dict[str, dict[str, np.ndarray]]:
        return {one.name: _rows_by_client(getattr(self, one.name)) for one in fields(self) if one.name != "until"}


_NONE = np.array([], dtype="int64")


def _rows_by_client(frame: pd.DataFrame) -> dict[str, np.ndarray]:
    groups = frame.groupby("client", observed=True, sort=False).indices
    return {str(client): np.asarray(rows) for client, rows in groups.items()}


def log_of(log: Log, client: str) -> Log:
    """What one client logged."""
    entries, ratings = (
        frame[(frame["client"] == client).to_numpy(dtype=bool)].reset_index(drop=True)
        for frame in (log.entries, log.ratings)
    )
    return log._replace(entries=entries, ratings=ratings)


def measure(plan: pd.DataFrame, log: Log, as_of: AsOfLike, *, pain_above: float) -> Measured:
    """Match the log of one or many clients to their plan and measure it, each measure once."""
    until = parse_as_of(as_of)
    found = Match.of(plan, log, until)
    record, matched = found.record, found.matched
    ratings = ratings_until(record, until)
    rated = Rated.of(ratings)
    done = matched.of_sessions(matched.due & matched.done)
    frame = found.frame()

    def tightness(by: str, *more: str) -> pd.DataFrame:
        return pd.DataFrame(tightness_of(record, ratings, rated, ["client", by, *more]))

    return Measured(
        plan=pd.DataFrame(found.plan),
        matched=frame,
        sessions=sessions_of(frame),
        summary=summary_of(record, matched, rated, ratings, until),
        by_week=pd.DataFrame(adherence_of(matched, ["client", "week"])),
        by_slot=pd.DataFrame(adherence_of(matched, ["client", "slot"])),
        by_exercise=pd.DataFrame(adherence_of(done, ["client", "exercise"])),
        sets=pd.DataFrame(sets_completed_of(done, ["client", "exercise", "week"])),
        dose=session_dose_of(frame),
        daily=tightness("date"),
        weekly=tightness("week"),
        by_session=tightness("date", "slot"),
        stretches=stretches_of(pd.DataFrame(adherence_of(matched, ["client", "day"]))),
        pain_days=pain_days_of(record, ratings, above=pain_above),
        logged=_logged(record, until, ratings.client),
        until=until,
    )


def _logged(record: Record, until: AsOf, rating: np.ndarray) -> pd.DataFrame:
    """For each client whether anything was logged up to `until`."""
    seen = until.seen(record.entries.date, record.entries.instant) & (record.entries.client >= 0)
    n = np.bincount(np.append(record.entries.client[seen], rating), minlength=len(record.clients))
    return pd.DataFrame({"client": client_column(record.clients), "logged": n > 0})
