"""Planning again from a plan day on, for many clients at once: the rows that take the place of the later ones."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rbtools.core.clock import clock_text
from rbtools.plan.recipe import Recipe, recipe_of
from rbtools.plan.schedule import lay_out
from rbtools.program.program import Program
from rbtools.schema import PLAN

_NO_SLOT = -1

NO_TIME = "no time left by a change of zone"
"""Why a session is excused whose window lies wholly in a day that was already over where the person came from."""


@dataclass(frozen=True)
class Change:
    """What a revision asks for; `None` leaves zone, length, times and day start as the plan has them."""

    program: Program
    tz: str | None
    weeks: int | None
    times: Mapping[str, str] | None
    day_start: str | None
    exercises: tuple[str, ...] | None
    advanced_from_week: int | None

    def recipe(self, weeks: int, times: Mapping[str, str], day_start: str) -> Recipe:
        """The recipe of clients whose plan has this length, these times and this day start, unless others are given."""
        return recipe_of(
            self.program,
            weeks if self.weeks is None else self.weeks,
            times if self.times is None else self.times,
            self.exercises,
            self.advanced_from_week,
            day_start if self.day_start is None else self.day_start,
        )


def replan(plan: pd.DataFrame, first: np.datetime64, change: Change) -> pd.DataFrame:
    """The new rows, from the plan day `first` on, of the clients of a sorted plan that has some."""
    people = _people(plan)
    habits = _habits(plan, people)
    if change.tz is not None:
        people = people.assign(tz=change.tz)
    alike = habits.groupby(list(habits.columns)).ngroup().to_numpy()
    laid = [_laid(people[alike == number], habits[alike == number].iloc[0], change) for number in np.unique(alike)]
    whole = pd.concat([frame.astype({"client": "str"}) for frame in laid], ignore_index=True)
    later = (whole["date"] >= first).to_numpy()
    new = _after(whole[later], whole[~later], plan[(plan["date"] < first).to_numpy()])
    version = people["version"].reindex(new["client"]).to_numpy() + 1
    draw = {c.name: people[c.name].reindex(new["client"]).to_numpy() for c in PLAN.optional if c.name in people}
    return _with_excuses(new.assign(plan_version=version, **draw), plan)


def _people(plan: pd.DataFrame) -> pd.DataFrame:
    """By client: the start of the plan, the zone it is in at the end, its length in weeks and its latest version."""
    client = plan.groupby("client", observed=True)
    first, last = client.first(), client.last()
    people = pd.DataFrame(
        {
            "start": first["date"] - pd.to_timedelta(first["day"] - 1, unit="D"),
            "tz": last["tz"].astype("str"),
            "weeks": -(-last["day"] // 7),
            "version": client["plan_version"].max(),
            **{c.name: first[c.name] for c in PLAN.optional if c.name in plan},
        }
    )
    return people.set_axis(people.index.astype("str"))


def _habits(plan: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """By client: weeks, day start and the clock time of each slot in minutes, as the latest version has them.

    A time that did not exist on some day was moved on there, never back: the earliest over the days is the one meant.
    """
    latest = plan["plan_version"].to_numpy() == people["version"].reindex(plan["client"].astype("str")).to_numpy()
    rows = plan[latest].astype({"client": "str", "slot": "str"})
    rows = rows.assign(minute=(rows["scheduled_local"] - rows["date"]) // pd.Timedelta(minutes=1))
    times = rows.pivot_table(index="client", columns="slot", values="minute", aggfunc="min", fill_value=_NO_SLOT)
    day_start = rows.groupby("client")["day_start"].first().astype("str")
    return times.assign(weeks=people["weeks"], day_start=day_start)


def _laid(people: pd.DataFrame, habit: pd.Series, change: Change) -> pd.DataFrame:
    """The whole plan anew of clients with the same habits."""
    times = {
        str(slot): clock_text(minute)
        for slot, minute in habit.drop(["weeks", "day_start"]).items()
        if minute != _NO_SLOT
    }
    recipe = change.recipe(int(habit["weeks"]), times, str(habit["day_start"]))
    return lay_out(
        recipe,
        people.index.tolist(),
        people["start"].to_numpy().astype("datetime64[D]"),
        people["tz"].to_numpy(dtype=object),
    )


def _after(new: pd.DataFrame, before: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """The new rows numbered on from the rows kept, their windows going on from where the last kept one closes.

    Windows go on only where no plan day lies between; where the zone changed they would leave a hole or overlap.
    """
    last = kept.assign(client=kept["client"].astype("str")).groupby("client")[["session", "date", "closes_at"]].max()
    session = new["session"] - new.groupby("client")["session"].transform("min")
    close = last["closes_at"].reindex(new["client"]).set_axis(new.index)
    next_to = last["date"].ge(before.groupby("client")["date"].max().reindex(last.index))
    joined = next_to.reindex(new["client"], fill_value=False).to_numpy()
    opening = joined & ((session == 0) | (new["opens_at"] < close))
    return new.assign(
        session=session + last["session"].reindex(new["client"], fill_value=0).to_numpy() + 1,
        opens_at=new["opens_at"].mask(opening, close),
        closes_at=new["closes_at"].mask(joined & (new["closes_at"] < close), close),
    )


def _with_excuses(new: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    """The new rows, excused on the days on which the old ones were, and where a journey left a session no time."""
    excused = plan.loc[plan["excuse_reason"] != "", ["client", "date", "excuse_reason"]].astype({"client": "str"})
    by_day = excused.drop_duplicates(["client", "date"])
    text = new[["client", "date"]].merge(by_day, on=["client", "date"], how="left")["excuse_reason"]
    lost = (new["closes_at"] <= new["opens_at"]).to_numpy()
    return new.assign(excuse_reason=text.fillna(pd.Series(np.where(lost, NO_TIME, ""))).to_numpy())
