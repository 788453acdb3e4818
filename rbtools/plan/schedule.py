"""Plans of many people: from start dates and zones to the rows, without a loop over clients.

What all clients share (days, sessions of a day, exercises) is one small template. What depends on the calendar is
computed once for each pattern of start date, zone and rhythm, then copied to every client who has that pattern.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from rbtools import schema
from rbtools.core.clock import DAY, MINUTE, Flags, Ints, clock_text, to_instant, to_wall
from rbtools.core.clock import Times as Dates
from rbtools.core.frame import INSTANT, TEXT
from rbtools.plan.settings import Recipe, Rhythm
from rbtools.plan.times import NO_SESSION
from rbtools.program.exercise import Exercise

_T = TypeVar("_T", bound=np.generic)
_THURSDAY = 3  # the weekday of 1970-01-01, Monday being 0


@dataclass(frozen=True, slots=True)
class _Template:
    """One client's rows, by position: day (0 is the first), session of the day and exercise of each row."""

    day: Ints
    place: Ints
    exercise: Ints


@dataclass(frozen=True, slots=True)
class _Week:
    """The sessions of each weekday by rhythm × weekday × place: clock in microseconds and slot code; −1 for none."""

    slots: list[str]
    clock: Ints
    slot: Ints
    day_start: Ints


@dataclass(frozen=True, slots=True)
class _Calendar:
    """Times of each pattern × day × session of the day, its slot, and which of them exist."""

    local: Ints
    at: Ints
    opens: Ints
    closes: Ints
    slot: Ints
    exists: Flags


def lay_out(
    recipe: Recipe,
    rhythms: Sequence[Rhythm],
    client: list[str],
    start: Dates,
    tz: npt.NDArray[np.object_],
    rhythm: Ints | None = None,
) -> pd.DataFrame:
    """The plan's rows of clients given in the order of their ids.

    `start` are days and `tz` zone names; `rhythm` is the position of each client's rhythm, by default the first.
    """
    rhythm = np.zeros(len(client), dtype="int64") if rhythm is None else rhythm
    week = _week(rhythms)
    template = _template(recipe, week.clock.shape[2])
    zone, zones = pd.factorize(tz, sort=True)
    first = start.astype("datetime64[us]").view("int64")
    pattern, where = _patterns(first, zone, rhythm)
    calendar = _calendar(recipe.n_days, week, rhythm[where], first[where], zone[where], list(zones))
    rows = _Rows(template, pattern, calendar.exists)
    date = first[where][:, None] + np.arange(recipe.n_days) * DAY
    exercises = recipe.exercises
    day_starts = sorted({clock_text(minute) for minute in week.day_start})
    day_start = np.array([day_starts.index(clock_text(minute)) for minute in week.day_start], dtype="int8")
    return pd.DataFrame(
        {
            "client": _category(rows.by_client(np.arange(len(client), dtype="int32")), client),
            "session": rows.session(),
            "date": rows.by_day(date).view("datetime64[us]"),
            "day": rows.by_row(template.day + 1),
            "week": rows.by_row(template.day // 7 + 1),
            "slot": _slots(rows, calendar, week.slots),
            "exercise": _category(rows.by_row(template.exercise.astype("int8")), [e.id for e in exercises]),
            "level": rows.choice(exercises, "level", schema.LEVELS),
            **{name: rows.dose(exercises, name) for name in ("sides", "sets_min", "sets_max", "reps")},
            "unit": rows.choice(exercises, "unit", schema.UNITS),
            "excuse_reason": pd.array([""], dtype=TEXT).take(np.zeros(rows.n, dtype="int8")),
            "plan_version": rows.by_row(np.ones(1, dtype="int64")),
            "tz": _category(rows.by_client(zone.astype("int8" if len(zones) < 128 else "int16")), list(zones)),
            "day_start": _category(rows.by_client(day_start[rhythm]), day_starts),
            "scheduled_local": rows.by_place(calendar.local).view("datetime64[us]"),
            "scheduled_at": _utc(rows.by_place(calendar.at)),
            "opens_at": _utc(rows.by_place(calendar.opens)),
            "closes_at": _utc(rows.by_place(calendar.closes)),
            **_times_column(rows, rhythms, rhythm),
        },
        copy=False,
    )


def _times_column(rows: "_Rows", rhythms: Sequence[Rhythm], rhythm: Ints) -> dict[str, "pd.Categorical[Any]"]:
    """The times by weekday as text, where anybody has some; else no column."""
    texts = [str(one.times) if one.times.by_weekday else "" for one in rhythms]
    names = sorted({text for text in texts if text})
    code = np.array([names.index(text) if text else -1 for text in texts], dtype="int16")
    return {"times": _category(rows.by_client(code[rhythm]), names)} if names else {}


def _week(rhythms: Sequence[Rhythm]) -> _Week:
    """The rhythms as arrays, their slots in one list in text order."""
    slots = sorted({slot for rhythm in rhythms for slot in rhythm.times.slots})
    shape = (len(rhythms), 7, max(len(rhythm.times.slots) for rhythm in rhythms))
    clock, code = np.full(shape, NO_SESSION), np.full(shape, NO_SESSION)
    for number, rhythm in enumerate(rhythms):
        times, of_day = rhythm.times.in_day(rhythm.day_start)
        own = np.array([*map(slots.index, rhythm.times.slots), NO_SESSION])
        clock[number, :, : times.shape[1]], code[number, :, : times.shape[1]] = times, own[of_day]
    return _Week(slots, clock, code, np.array([rhythm.day_start for rhythm in rhythms]))


def _template(recipe: Recipe, n_places: int) -> _Template:
    """Every day, its sessions in time order, in each its exercises in text order, from the week they join."""
    day, place, exercise = (
        a.ravel() for a in np.indices((recipe.n_days, n_places, len(recipe.exercises)), dtype="int64")
    )
    joins = np.array([recipe.joins(e) for e in recipe.exercises])
    keep = day // 7 + 1 >= joins[exercise]
    return _Template(day[keep], place[keep], exercise[keep])


def _patterns(first: Ints, zone: Ints, rhythm: Ints) -> tuple[Ints, Ints]:
    """Each client's pattern number, and one client for each pattern."""
    calendar = first // DAY * (int(zone.max()) + 1) + zone
    number, _ = pd.factorize(calendar * (int(rhythm.max()) + 1) + rhythm)
    return number, np.unique(number, return_index=True)[1]


def _calendar(n_days: int, week: _Week, rhythm: Ints, first: Ints, zone: Ints, zones: list[str]) -> _Calendar:
    """Times of every pattern."""
    dates = first[:, None] + np.arange(n_days + 2) * DAY
    weekday = (dates[:, :n_days] // DAY + _THURSDAY) % 7
    clock, slot = (values[rhythm[:, None], weekday] for values in (week.clock, week.slot))
    wall = dates[:, :n_days, None] + np.maximum(clock, 0)
    local, at = np.empty((2, *wall.shape), dtype="int64")
    opening = np.empty((len(first), n_days + 1), dtype="int64")
    exists = clock != NO_SESSION
    for code, tz in enumerate(zones):
        mine = np.flatnonzero(zone == code)
        real, opens = _days(dates[mine], week.day_start[rhythm[mine]], tz)
        at[mine] = to_instant(wall[mine].ravel(), tz).reshape(wall[mine].shape)
        local[mine] = to_wall(at[mine].ravel(), tz).reshape(wall[mine].shape)
        opening[mine] = opens[:, : n_days + 1]
        exists[mine] &= real[:, :n_days, None]
    return _Calendar(local, at, *_windows(at, opening, exists), slot, exists)


def _days(dates: Ints, day_start: Ints, tz: str) -> tuple[Flags, Ints]:
    """Which dates of a zone exist, and when each day begins; one that never was begins with the next."""
    date, place = np.unique(dates, return_inverse=True)
    real = (to_wall(to_instant(date, tz), tz) // DAY == date // DAY)[place.reshape(dates.shape)]
    opens = to_instant((dates + day_start[:, None] * MINUTE).ravel(), tz).reshape(dates.shape)
    opens[:, :-1] = np.where(real, opens, np.roll(opens, -1, axis=1))[:, :-1]
    return real, opens


def _windows(at: Ints, opening: Ints, exists: Flags) -> tuple[Ints, Ints]:
    """Windows that tile each plan day; between two sessions the border is the midpoint, a tie being the earlier's."""
    begin, end = opening[:, :-1, None], opening[:, 1:, None]
    border = np.minimum(at[:, :, :-1] + np.diff(at, axis=2) // 2 + 1, end)
    border = np.where(exists[:, :, 1:], border, end)
    return np.concatenate([begin, border], axis=2), np.concatenate([border, end], axis=2)


def _slots(rows: "_Rows", calendar: _Calendar, names: list[str]) -> "pd.Categorical[Any]":
    """The slot of each row; where every day of every pattern has the same order, it is copied from the template."""
    of_first_day = calendar.slot[0, 0]
    if rows.whole and (calendar.slot == of_first_day).all():
        return _category(rows.by_row(of_first_day.astype("int8")[rows.template.place]), names)
    return _category(rows.by_place(calendar.slot.astype("int16")), names).remove_unused_categories()


class _Rows:
    """Copies what is known by client, by day, by session or by row of the template to every row of the plan."""

    def __init__(self, template: _Template, pattern: Ints, exists: Flags) -> None:
        self.template, self._pattern, self._exists = template, pattern, exists
        self.whole = bool(exists.all())
        self._keep = None if self.whole else exists[:, template.day, template.place][pattern].ravel()
        self.n = len(pattern) * len(template.day) if self._keep is None else int(self._keep.sum())

    def _spread(self, values: npt.NDArray[_T]) -> npt.NDArray[_T]:
        """One value each for every row of every client, from a client's column or a template's row."""
        wide = np.empty((len(self._pattern), len(self.template.day)), dtype=values.dtype)
        wide[:] = values
        return self._kept(wide)

    def _kept(self, wide: npt.NDArray[_T]) -> npt.NDArray[_T]:
        flat = wide.ravel()
        return flat if self._keep is None else flat[self._keep]

    def by_client(self, values: npt.NDArray[_T]) -> npt.NDArray[_T]:
        return self._spread(values[:, None])

    def by_row(self, values: npt.NDArray[_T]) -> npt.NDArray[_T]:
        return self._spread(values)

    def by_day(self, values: Ints) -> Ints:
        return self._kept(np.take(values[:, self.template.day], self._pattern, axis=0))

    def by_place(self, values: npt.NDArray[_T]) -> npt.NDArray[_T]:
        return self._kept(np.take(values[:, self.template.day, self.template.place], self._pattern, axis=0))

    def session(self) -> Ints:
        n_places = self._exists.shape[2]
        if self.whole:
            return self.by_row(self.template.day * n_places + self.template.place + 1)
        count: Ints = np.cumsum(self._exists.reshape(len(self._exists), -1), axis=1, dtype="int64")
        return self.by_place(count.reshape(self._exists.shape))

    def dose(self, exercises: tuple[Exercise, ...], name: str) -> Ints:
        return self.by_row(np.array([getattr(e, name) for e in exercises], dtype="int64")[self.template.exercise])

    def choice(self, exercises: tuple[Exercise, ...], name: str, allowed: tuple[str, ...]) -> "pd.Categorical[Any]":
        code = np.array([allowed.index(getattr(e, name)) for e in exercises], dtype="int8")
        return _category(self.by_row(code[self.template.exercise]), list(allowed))


def _category(code: npt.NDArray[np.integer[Any]], names: list[str]) -> "pd.Categorical[Any]":
    """A category column from positions in `names`, which stand in their final order."""
    return pd.Categorical.from_codes(code, dtype=pd.CategoricalDtype(names), validate=False)


def _utc(instant: Ints) -> pd.Series:
    return pd.Series(instant, copy=False).astype(INSTANT)
