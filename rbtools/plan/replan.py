"""Planning again from a plan day on, for many clients together: the rows that take the place of the later ones.

The calendar of a plan (zone, times by weekday, excused days) stays on its dates; what is done moves with `days`.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rbtools.core.arrays import run_starts
from rbtools.core.clock import DAY, Flags, Ints
from rbtools.core.frame import INSTANT
from rbtools.plan.content import Content, content_of
from rbtools.plan.rhythms import Stretches, stretches
from rbtools.plan.schedule import lay_out
from rbtools.plan.settings import Recipe, Rhythm
from rbtools.plan.times import Times
from rbtools.program.exercise import Exercise
from rbtools.schema import PLAN

NO_TIME = "no time left by a change of zone"
"""Why a session is excused whose window lies wholly in a day that was already over where the person came from."""

_LONG_AGO = np.iinfo("int64").min
_SESSION = Exercise(id="session", title="Any", unit="rep", sets_min=1, sets_max=1, reps=1)


@dataclass(frozen=True)
class Change:
    """What a revision asks for; None leaves zone, length, times and day start as the plan has them."""

    content: Content
    tz: str | None = None
    weeks: int | None = None
    times: Times | None = None
    day_start: int | None = None
    days: int = 0

    def rhythm(self, old: Rhythm) -> Rhythm:
        """The rhythm of a stretch of the plan with what is changed."""
        day_start = old.day_start if self.day_start is None else self.day_start
        return Rhythm(day_start, old.times if self.times is None else self.times)


@dataclass(frozen=True)
class _People:
    """By client code: first day of the plan in µs, last plan day, latest version, and days that the start moves."""

    start: Ints
    last_day: Ints
    version: Ints
    moved: Ints


def replan(plan: pd.DataFrame, first: np.datetime64, change: Change) -> pd.DataFrame:
    """The new rows, from the plan day `first` on, of the clients of a checked and sorted plan that has some."""
    plan = plan.assign(client=plan["client"].cat.remove_unused_categories()).reset_index(drop=True)
    since = int(first.astype("datetime64[us]").astype("int64"))
    people = _people(plan, since, change.days)
    sessions = _sessions(plan, people, since + change.days * DAY, change)
    if sessions.empty:
        return plan.head(0)
    sessions = _continued(sessions, plan[(plan["date"] < first).to_numpy()], plan)
    client = _codes(sessions)
    programme_day = sessions["day"].to_numpy() - np.where(people.moved[client] > 0, 0, change.days)
    content = content_of(plan, client, programme_day, change.content)
    rows = sessions.take(content["at"].to_numpy()).reset_index(drop=True)
    doses = {name: content[name].to_numpy() for name in content.columns if name != "at"}
    new = rows.assign(**doses, **_draw(plan, people, _codes(rows)))
    return new[[c.name for c in PLAN.columns_in(new)]]


def _people(plan: pd.DataFrame, since: int, days: int) -> _People:
    client = _codes(plan)
    begin = run_starts(client)
    end = np.append(begin[1:], len(plan)) - 1
    date, day = _micro(plan["date"]), plan["day"].to_numpy()
    start = date[begin] - (day[begin] - 1) * DAY
    version = np.maximum.reduceat(plan["plan_version"].to_numpy(), begin)
    return _People(start, day[end], version, np.where(date[begin] >= since, days, 0))


def _sessions(plan: pd.DataFrame, people: _People, since: int, change: Change) -> pd.DataFrame:
    """The new sessions, each stretch scheduled again in the zone and rhythm of its dates; one row per session.

    A stretch gives its zone and rhythm to all dates up to the next one. A date has sessions when the date that it was
    moved from is a day of the plan: one between the first and the last planned date of a stretch.
    """
    old = stretches(plan)
    rhythm = [change.rhythm(one) for one in old.rhythm]
    tz = old.tz if change.tz is None else np.full(len(old.tz), change.tz, dtype=object)
    rhythms = list(dict.fromkeys(rhythm))
    of_stretch = np.array([rhythms.index(one) for one in rhythm])
    last_day = people.last_day if change.weeks is None else np.full_like(people.last_day, change.weeks * 7)
    end = (people.start + (last_day - 1) * DAY)[old.client]
    is_last = np.append(old.client[1:] != old.client[:-1], True)
    planned_until = np.where(is_last, end, np.minimum(old.last, end))
    moved_by = change.days * DAY
    until = np.where(is_last, end + moved_by, np.append(old.first[1:] - DAY, 0))
    start = people.start[old.client] + people.moved[old.client] * DAY
    n_days = int(max((until - start).max() // DAY + 1, 1))
    names = [f"{n:012d}" for n in range(len(old.client))]
    first_day = start.view("datetime64[us]").astype("datetime64[D]")
    laid = lay_out(Recipe((_SESSION,), -(-n_days // 7), 1), rhythms, names, first_day, tz, of_stretch)
    stretch, date = _codes(laid), _micro(laid["date"])
    here = (
        (date >= since) & (date <= until[stretch]) & (date >= np.where(_is_first(old), _LONG_AGO, old.first)[stretch])
    )
    source = _planned_in(old, planned_until, old.client[stretch], date - moved_by)
    here &= source >= 0
    laid, stretch, source = laid[here].reset_index(drop=True), stretch[here], source[here]
    pauses = np.cumsum(np.append(False, (np.diff(old.first) > 0) & (old.first[1:] - old.last[:-1] > DAY)))
    new = _changes(old.client[stretch], pd.factorize(tz)[0][stretch], of_stretch[stretch], pauses[source])
    version = people.version[old.client[stretch]] + _count(old.client[stretch], new)
    client = pd.Categorical.from_codes(old.client[stretch], categories=plan["client"].cat.categories)
    return laid.assign(client=client, plan_version=version, stretch=stretch)


def _changes(*values: Ints) -> Flags:
    """Which rows differ from the one before in any of the values; the first does."""
    new = np.zeros(len(values[0]), dtype=bool)
    new[run_starts(*values)] = True
    return new


def _count(client: Ints, new: Flags) -> Ints:
    """How many rows of each client, up to and with each row, are new."""
    count = np.cumsum(new)
    first = run_starts(client)
    return count - np.repeat(count[first], np.diff(first, append=len(client))) + 1


def _planned_in(old: Stretches, until: Ints, client: Ints, date: Ints) -> Ints:
    """The stretch in which each date of a client is planned; −1 where it is in none."""
    span = int(max(old.first.max(), date.max(initial=0)) // DAY) + 2
    found = np.searchsorted(old.client * span + old.first // DAY, client * span + date // DAY, side="right") - 1
    return np.where((found >= 0) & (old.client[found] == client) & (date <= until[found]), found, -1)


def _is_first(old: Stretches) -> Flags:
    return np.append(True, old.client[1:] != old.client[:-1])


def _continued(new: pd.DataFrame, kept: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    """The new sessions numbered on, with windows that go on from those before them, and with the plan's excuses.

    Where the zone or the day start changes, the first day after it would leave a hole or overlap: its first window
    opens where the one before it closes. Where days lie between, only an overlap is taken away.
    """
    client, date = _codes(new), _micro(new["date"])
    opens, closes = _micro(new["opens_at"]), _micro(new["closes_at"])
    begin = run_starts(client, new["stretch"].to_numpy())
    end = np.append(begin[1:], len(new)) - 1
    day, close = _before(kept, client[begin], date[end], closes[end])
    of_row = np.repeat(np.arange(len(begin)), np.diff(begin, append=len(new)))
    follows = np.zeros(len(new), dtype=bool)
    follows[begin] = day == date[begin] - DAY
    opens = np.where(follows, close[of_row], np.maximum(opens, close[of_row]))
    closes = np.maximum(closes, close[of_row])
    n_kept = np.zeros(len(new["client"].cat.categories), dtype="int64")
    np.maximum.at(n_kept, _codes(kept), kept["session"].to_numpy())
    first = np.append(True, client[1:] != client[:-1])
    number = np.arange(len(new)) - np.maximum.accumulate(np.where(first, np.arange(len(new)), 0)) + 1
    reason = excuses(new, plan)
    return new.assign(
        session=n_kept[client] + number,
        opens_at=_utc(opens),
        closes_at=_utc(closes),
        excuse_reason=np.where((reason == "") & (closes <= opens), NO_TIME, reason),
    )


def _before(kept: pd.DataFrame, client: Ints, date: Ints, closes: Ints) -> tuple[Ints, Ints]:
    """For each stretch the date and the close of the last window before it; long ago where there is none."""
    code = np.append(_codes(kept), client)
    before: list[Ints] = []
    for name, values in (("date", date), ("closes_at", closes)):
        latest = pd.Series(np.append(_micro(kept[name]), values)).groupby(code).cummax()
        before.append(latest.groupby(code).shift(fill_value=_LONG_AGO).to_numpy()[len(kept) :].astype("int64"))
    return before[0], before[1]


def excuses(new: pd.DataFrame, plan: pd.DataFrame) -> np.ndarray:
    """The reason for which each new session is excused, as the plan has it on its date: its slot, or the whole day."""
    old = plan.drop_duplicates(["client", "session"])
    old = old.assign(reason=old["excuse_reason"].mask(old["excuse_reason"] == NO_TIME, ""))
    whole_day = (old["reason"] != "").groupby([_codes(old), _micro(old["date"])]).transform("all")
    keys = pd.DataFrame({"client": _codes(new), "date": _micro(new["date"]), "slot": new["slot"].astype("str")})
    known = pd.DataFrame(
        {"client": _codes(old), "date": _micro(old["date"]), "slot": old["slot"].astype("str"), "reason": old["reason"]}
    )
    by_slot = keys.merge(known, on=["client", "date", "slot"], how="left")["reason"].fillna("")
    days = known[whole_day.to_numpy()].drop_duplicates(["client", "date"]).drop(columns="slot")
    by_day = keys.merge(days, on=["client", "date"], how="left")["reason"].fillna("")
    return np.where(by_slot != "", by_slot, by_day).astype(object)


def _draw(plan: pd.DataFrame, people: _People, client: Ints) -> dict[str, pd.Series]:
    """The window that each start was drawn from; a start that is moved is not a drawn one any more."""
    found = {}
    for column in [c for c in PLAN.optional if c.name in plan]:
        begin = run_starts(_codes(plan))
        values = plan[column.name].to_numpy()[begin]
        found[column.name] = pd.Series(np.where(people.moved > 0, np.datetime64("NaT", "us"), values)[client])
    return found


def _codes(frame: pd.DataFrame) -> Ints:
    return frame["client"].cat.codes.to_numpy().astype("int64")


def _micro(values: pd.Series) -> Ints:
    return values.to_numpy(dtype="datetime64[us]").view("int64")


def _utc(instant: Ints) -> pd.Series:
    return pd.Series(instant).astype(INSTANT)
