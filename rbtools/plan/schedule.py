"""A recipe laid on many calendars: from start dates and zones to the rows of a plan, without a loop over clients.

What all clients share (days, slots, exercises) is one small template. What depends on the calendar is computed once
for each pair of start date and zone, then copied to every client who has that pair.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from rbtools import schema
from rbtools.core.clock import DAY, MINUTE, Flags, Ints, Times, clock_text, to_instant, to_wall
from rbtools.core.frame import INSTANT
from rbtools.plan.recipe import Recipe
from rbtools.program.exercise import Exercise

_T = TypeVar("_T", bound=np.generic)


@dataclass(frozen=True, slots=True)
class _Template:
    """One client's rows, by position: day (0 is the first), slot and exercise of each row."""

    day: Ints
    slot: Ints
    exercise: Ints


@dataclass(frozen=True, slots=True)
class _Calendar:
    """Times of each pattern (start date and zone) × day × slot, and which of its dates exist."""

    local: Ints
    at: Ints
    opens: Ints
    closes: Ints
    exists: Flags


def lay_out(recipe: Recipe, client: list[str], start: Times, tz: npt.NDArray[np.object_]) -> pd.DataFrame:
    """The plan's rows of clients given in the order of their ids; `start` are days, `tz` are zone names."""
    template = _template(recipe)
    zone, zones = pd.factorize(tz, sort=True)
    first = start.astype("datetime64[us]").view("int64")
    pattern, where = _patterns(first, zone)
    calendar = _calendar(recipe, first[where], zone[where], list(zones))
    rows = _Rows(template, pattern, calendar.exists)
    slot_names = [name for name, _ in recipe.slots]
    slot_code = np.argsort(np.argsort(slot_names)).astype("int8")
    date = first[where][:, None] + np.arange(recipe.n_days) * DAY
    exercises = recipe.exercises
    return pd.DataFrame(
        {
            "client": _category(rows.by_client(np.arange(len(client), dtype="int32")), client),
            "session": rows.session(len(slot_names)),
            "date": rows.by_day(date).view("datetime64[us]"),
            "day": rows.by_row(template.day + 1),
            "week": rows.by_row(template.day // 7 + 1),
            "slot": _category(rows.by_row(slot_code[template.slot]), sorted(slot_names)),
            "exercise": _category(rows.by_row(template.exercise.astype("int8")), [e.id for e in exercises]),
            "level": rows.choice(exercises, "level", schema.LEVELS),
            **{name: rows.dose(exercises, name) for name in ("sides", "sets_min", "sets_max", "reps")},
            "unit": rows.choice(exercises, "unit", schema.UNITS),
            "excuse_reason": pd.array([""], dtype=schema.PLAN["excuse_reason"].dtype).take(
                np.zeros(rows.n, dtype="int8")
            ),  # type: ignore[call-overload]
            "plan_version": rows.by_row(np.ones(1, dtype="int64")),
            "tz": _category(rows.by_client(zone.astype("int8" if len(zones) < 128 else "int16")), list(zones)),
            "day_start": _category(rows.by_row(np.zeros(1, dtype="int8")), [clock_text(recipe.day_start)]),
            "scheduled_local": rows.by_slot(calendar.local).view("datetime64[us]"),
            "scheduled_at": _utc(rows.by_slot(calendar.at)),
            "opens_at": _utc(rows.by_slot(calendar.opens)),
            "closes_at": _utc(rows.by_slot(calendar.closes)),
        },
        copy=False,
    )


def _template(recipe: Recipe) -> _Template:
    """Every day, its slots in time order, in each its exercises in text order, from the week they join."""
    day, slot, exercise = (
        a.ravel() for a in np.indices((recipe.n_days, len(recipe.slots), len(recipe.exercises)), dtype="int64")
    )
    joins = np.array([recipe.joins(e) for e in recipe.exercises])
    keep = day // 7 + 1 >= joins[exercise]
    return _Template(day[keep], slot[keep], exercise[keep])


def _patterns(first: Ints, zone: Ints) -> tuple[Ints, Ints]:
    """Each client's pattern number, and one client for each pattern."""
    number, _ = pd.factorize(first // DAY * (int(zone.max()) + 1) + zone)
    return number, np.unique(number, return_index=True)[1]


def _calendar(recipe: Recipe, first: Ints, zone: Ints, zones: list[str]) -> _Calendar:
    """Times of every pattern; each wall-clock time of a zone is turned into an instant once."""
    n_days, n_slots = recipe.n_days, len(recipe.slots)
    dates = first[:, None] + np.arange(n_days + 2) * DAY
    local, at = np.empty((2, len(first), n_days, n_slots), dtype="int64")
    opening = np.empty((len(first), n_days + 1), dtype="int64")
    exists = np.empty((len(first), n_days), dtype=bool)
    clock = np.array([minute for _, minute in recipe.slots]) * MINUTE
    for code, tz in enumerate(zones):
        mine = np.flatnonzero(zone == code)
        date, place = np.unique(dates[mine], return_inverse=True)
        place = place.reshape(len(mine), -1)
        real = to_wall(to_instant(date, tz), tz) // DAY == date // DAY
        opens = to_instant(date + recipe.day_start * MINUTE, tz)
        opens[:-1] = np.where(real, opens, np.roll(opens, -1))[:-1]  # a date that never was has no window of its own
        wall_at = to_instant((date[:, None] + clock).ravel(), tz)
        at[mine] = wall_at.reshape(-1, n_slots)[place[:, :n_days]]
        local[mine] = to_wall(wall_at, tz).reshape(-1, n_slots)[place[:, :n_days]]
        opening[mine] = opens[place[:, : n_days + 1]]
        exists[mine] = real[place[:, :n_days]]
    return _Calendar(local, at, *_windows(at, opening), exists)


def _windows(at: Ints, opening: Ints) -> tuple[Ints, Ints]:
    """Windows that tile each plan day; between two sessions the border is the midpoint, a tie being the earlier's."""
    begin, end = opening[:, :-1, None], opening[:, 1:, None]
    border = np.minimum(at[:, :, :-1] + np.diff(at, axis=2) // 2 + 1, end)
    return np.concatenate([begin, border], axis=2), np.concatenate([border, end], axis=2)


class _Rows:
    """Copies what is known by client, by day, by slot or by row of the template to every row of the plan."""

    def __init__(self, template: _Template, pattern: Ints, exists: Flags) -> None:
        self._template, self._pattern, self._exists = template, pattern, exists
        self._keep = None if exists.all() else exists[:, template.day][pattern].ravel()
        self.n = len(pattern) * len(template.day) if self._keep is None else int(self._keep.sum())

    def _spread(self, values: npt.NDArray[_T]) -> npt.NDArray[_T]:
        """One value each for every row of every client, from a client's column or a template's row."""
        wide = np.empty((len(self._pattern), len(self._template.day)), dtype=values.dtype)
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
        return self._kept(np.take(values[:, self._template.day], self._pattern, axis=0))

    def by_slot(self, values: Ints) -> Ints:
        return self._kept(np.take(values[:, self._template.day, self._template.slot], self._pattern, axis=0))

    def session(self, n_slots: int) -> Ints:
        if self._keep is None:
            return self.by_row(self._template.day * n_slots + self._template.slot + 1)
        before = np.cumsum(self._exists, axis=1) - 1
        return self.by_slot(before[:, :, None] * n_slots + np.arange(1, n_slots + 1))

    def dose(self, exercises: tuple[Exercise, ...], name: str) -> Ints:
        return self.by_row(np.array([getattr(e, name) for e in exercises], dtype="int64")[self._template.exercise])

    def choice(self, exercises: tuple[Exercise, ...], name: str, allowed: tuple[str, ...]) -> "pd.Categorical[Any]":
        code = np.array([allowed.index(getattr(e, name)) for e in exercises], dtype="int8")
        return _category(self.by_row(code[self._template.exercise]), list(allowed))


def _category(code: npt.NDArray[np.integer[Any]], names: list[str]) -> "pd.Categorical[Any]":
    """A category column from positions in `names`, which stand in their final order."""
    return pd.Categorical.from_codes(code, dtype=pd.CategoricalDtype(names), validate=False)


def _utc(instant: Ints) -> pd.Series:
    return pd.Series(instant, copy=False).astype(INSTANT)
