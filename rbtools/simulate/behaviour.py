"""Simulated behaviour: which sessions people do, when, and how tight it feels."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rbtools.core.clock import DAY, MINUTE
from rbtools.simulate.people import Chance, Flags, Ints, People, Reals, SimulationParameters

_EVENING = 17 * 60 * MINUTE
_DAYS_OF_FALL = 14
_WEIGHT_OF_TODAY = 0.25


@dataclass(frozen=True, slots=True)
class Sessions:
    """The planned sessions as arrays, times in microseconds; `row` is the first plan row of each, `tz` a code."""

    row: Ints
    n_rows: Ints
    client: Ints
    session: Ints
    date: Ints
    day: Ints
    week: Ints
    tz: Ints
    slot: Ints
    scheduled: Ints
    opens: Ints
    closes: Ints
    is_evening: Flags
    is_excused: Flags

    @property
    def is_weekend(self) -> Flags:
        """Saturday or Sunday; 1970-01-01 was a Thursday."""
        return (self.date // DAY + 3) % 7 >= 5


@dataclass(frozen=True, slots=True)
class Simulation:
    """Everything that a simulation stands on: the planned sessions, the people and their chances."""

    sessions: Sessions
    people: People
    parameters: SimulationParameters
    chance: Chance

    def share(self, purpose: str, of: float | Reals) -> Flags:
        """For each session, whether chance picks it, with the probability given."""
        return self.chance.uniform(purpose, self.sessions.client, self.sessions.session) < of


@dataclass(frozen=True, slots=True)
class Events:
    """What happens in each session, and what is written down about it."""

    did: Flags
    partial: Flags
    logged: Flags
    invented: Flags
    skipped: Flags
    dated_only: Flags
    performed: Ints


def codes(values: pd.Series) -> Ints:
    """Category codes as int64; missing is -1."""
    return values.cat.codes.to_numpy().astype(np.int64)


def microseconds(values: pd.Series) -> Ints:
    """Times as whole microseconds."""
    return values.to_numpy(dtype="datetime64[us]").view(np.int64)


def planned_sessions(plan: pd.DataFrame) -> Sessions:
    """The sessions of a checked plan in key order."""
    client, session = codes(plan["client"]), plan["session"].to_numpy()
    row = np.flatnonzero(np.r_[True, (client[1:] != client[:-1]) | (session[1:] != session[:-1])])
    first = plan.drop(columns=["exercise", "level", "sides", "sets_min", "sets_max", "reps", "unit"]).take(row)
    date = microseconds(first["date"])
    return Sessions(
        row=row,
        n_rows=np.diff(row, append=len(plan)),
        client=client[row],
        session=session[row],
        date=date,
        day=first["day"].to_numpy(),
        week=first["week"].to_numpy(),
        tz=codes(first["tz"]),
        slot=codes(first["slot"]),
        scheduled=microseconds(first["scheduled_at"]),
        opens=microseconds(first["opens_at"]),
        closes=microseconds(first["closes_at"]),
        is_evening=microseconds(first["scheduled_local"]) - date >= _EVENING,
        is_excused=(first["excuse_reason"] != "").to_numpy(),
    )


def what_happens(simulation: Simulation) -> Events:
    """Which sessions are done, logged, invented or logged as skipped, and when."""
    sessions, people, parameters, chance = (
        simulation.sessions,
        simulation.people,
        simulation.parameters,
        simulation.chance,
    )
    who = sessions.client
    likely = people.adherence[who] * np.exp(people.course[who] * (sessions.week - 1))
    likely = likely - parameters.evening * sessions.is_evening - parameters.weekend * sessions.is_weekend
    likely = np.where(people.adherence[who] > 0, np.clip(likely, 0, 1), 0)
    expected = (sessions.day < people.quits[who]) & ~sessions.is_excused
    did = expected & simulation.share("does", likely)
    more = people.inflation[who] * likely / np.maximum(1 - likely, 1e-9)
    invented = expected & ~did & simulation.share("invents", more)
    late_day = chance.uniform("late day", who, sessions.day) < parameters.late_days
    return Events(
        did=did,
        partial=did & simulation.share("partial", parameters.partial),
        logged=(did & ~simulation.share("unlogged", parameters.unlogged)) | invented,
        invented=invented,
        skipped=expected & ~did & ~invented & simulation.share("logs skipped", parameters.skip_logged),
        dated_only=people.writes_late[who] & late_day,
        performed=_times(simulation, as_planned=invented),
    )


def _times(simulation: Simulation, *, as_planned: Flags) -> Ints:
    """Instant of each session, to the minute and inside its window."""
    sessions, place = simulation.sessions, (simulation.sessions.client, simulation.sessions.session)
    minutes = simulation.people.minutes_off[sessions.client] + 25 * simulation.chance.normal("minutes off", *place)
    late = sessions.is_evening & simulation.share("late evening", simulation.parameters.late_evenings)
    minutes += np.where(late, 60 + 180 * simulation.chance.uniform("how late", *place), 0)
    off = np.rint(np.where(as_planned, 0, minutes)).astype(np.int64)
    first = -(-sessions.opens // MINUTE) * MINUTE
    last = (sessions.closes - 1) // MINUTE * MINUTE
    return np.clip(sessions.scheduled // MINUTE * MINUTE + off * MINUTE, first, last)


def tightness_by_day(simulation: Simulation, did: Flags) -> Reals:
    """True tightness, client × day, from the first baseline day to the longest plan's last; not yet rounded."""
    people, parameters = simulation.people, simulation.parameters
    n_days = parameters.baseline_days + int(simulation.sessions.day.max())
    since = np.arange(n_days)
    level = people.base[:, None] - parameters.natural_fall * -np.expm1(-since / _DAYS_OF_FALL)
    by_day = _dose(simulation, did, n_days) * parameters.effect_by_dose
    by_day += (since >= parameters.baseline_days) * (1 - parameters.effect_by_dose)
    return level + parameters.effect * by_day + people.sd[:, None] * _noise(simulation, n_days)


def _noise(simulation: Simulation, n_days: int) -> Reals:
    """Standard normal days, each depending on the day before it (AR(1), stationary from the first)."""
    n = len(simulation.people.base)
    day = np.tile(np.arange(n_days), n)
    noise = simulation.chance.normal("day", np.repeat(np.arange(n), n_days), day).reshape(n, n_days)
    phi = simulation.parameters.phi
    for t in range(1, n_days):
        noise[:, t] = phi * noise[:, t - 1] + np.sqrt(1 - phi**2) * noise[:, t]
    return noise


def _dose(simulation: Simulation, did: Flags, n_days: int) -> Reals:
    """Share of the sessions done, smoothed over about the last week (exponentially, a quarter for today)."""
    sessions, n = simulation.sessions, len(simulation.people.base)
    cell = sessions.client * n_days + simulation.parameters.baseline_days + sessions.day - 1
    planned = np.bincount(cell, minlength=n * n_days).reshape(n, n_days)
    done = np.bincount(cell[did], minlength=n * n_days).reshape(n, n_days)
    dose = done / np.maximum(planned, 1)
    for t in range(1, n_days):
        dose[:, t] = (1 - _WEIGHT_OF_TODAY) * dose[:, t - 1] + _WEIGHT_OF_TODAY * dose[:, t]
    return dose
