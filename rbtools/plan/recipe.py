"""What a plan is asked for, checked: the recipe that all clients share, and each client's id, start and zone."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from rbtools.core.arguments import is_whole, whole
from rbtools.core.clock import Times, check_zone, parse_clock, parse_date
from rbtools.core.ids import CLIENT_IN_WORDS, NAME_IN_WORDS, parse_client, parse_name
from rbtools.errors import ArgumentError, FrameError
from rbtools.program.exercise import Exercise
from rbtools.program.program import Program

MAX_WEEKS = 12


@dataclass(frozen=True, slots=True)
class Recipe:
    """What every client of a call has in common; `slots` are (name, minutes after the midnight of the plan day)."""

    exercises: tuple[Exercise, ...]
    slots: tuple[tuple[str, int], ...]
    day_start: int
    weeks: int
    advanced_from_week: int | None

    @property
    def n_days(self) -> int:
        """Plan days, counting those on dates that never were."""
        return self.weeks * 7

    def joins(self, exercise: Exercise) -> int:
        """Week in which an exercise joins; after the last one if it never does."""
        if exercise.level == "base":
            return 1
        return self.weeks + 1 if self.advanced_from_week is None else self.advanced_from_week

    def checked(self) -> "Recipe":
        """Return the recipe without exercises that never join; raises `ArgumentError` for weeks left without any."""
        taken = tuple(e for e in self.exercises if self.joins(e) <= self.weeks)
        if not any(self.joins(e) <= 1 for e in taken):
            raise ArgumentError(
                f"advanced_from_week={self.advanced_from_week!r} leaves week 1 without any exercise. "
                f"Choose a base exercise too, or set advanced_from_week=1."
            )
        return replace(self, exercises=taken)


def recipe_of(
    program: Program,
    weeks: int,
    times: Mapping[str, str] | None,
    exercises: Iterable[str] | None,
    advanced_from_week: int | None,
    day_start: str,
) -> Recipe:
    """Check what a call asks for, by the rules of `make_plan`; raises `ArgumentError`."""
    if not isinstance(program, Program):
        raise ArgumentError.not_allowed("program", program, "a Program; load one with load_program()")
    weeks = whole("weeks", weeks, 1, MAX_WEEKS)
    if advanced_from_week is not None and not is_whole(advanced_from_week, 1, 99):
        raise ArgumentError.not_allowed("advanced_from_week", advanced_from_week, "a whole number from 1, or None")
    begin = parse_clock(day_start, "day_start")
    slots = _slots(program.slots if times is None else times, begin)
    chosen = sorted(_chosen(program, exercises), key=lambda e: e.id)
    return Recipe(tuple(chosen), slots, begin, weeks, advanced_from_week).checked()


def check_client(client: object) -> str:
    """Return a client's normalised id, or raise `ArgumentError`."""
    if (parsed := parse_client(client)) is None:
        raise ArgumentError.not_allowed("client", client, CLIENT_IN_WORDS)
    return parsed


def ids_of(exercises: Iterable[str]) -> tuple[str, ...]:
    """One id or several as a tuple; raises `ArgumentError` for what is neither."""
    if isinstance(exercises, str):
        return (exercises,)
    if not isinstance(exercises, Iterable):
        raise ArgumentError.not_allowed("exercises", exercises, "a list of exercise ids")
    return tuple(exercises)


def _slots(times: Mapping[str, str], day_start: int) -> tuple[tuple[str, int], ...]:
    """The slots in the order of a plan day; what lies before the day start is on the next calendar date."""
    if not isinstance(times, Mapping) or not 1 <= len(times) <= 6:
        raise ArgumentError.not_allowed("times", times, 'one to six slots, such as {"am": "07:30", "pm": "20:30"}')
    minutes: dict[int, str] = {}
    for slot, time in times.items():
        if not parse_name(slot):
            raise ArgumentError.not_allowed("times", slot, f"slot names: {NAME_IN_WORDS}")
        clock = parse_clock(time, f"times[{slot!r}]")
        minute = clock + (24 * 60 if clock < day_start else 0)
        if minute in minutes:
            raise ArgumentError.not_allowed(f"times[{slot!r}]", time, f"a time that slot {minutes[minute]!r} does not have")
        minutes[minute] = slot
    return tuple((minutes[minute], minute) for minute in sorted(minutes))


def _chosen(program: Program, exercises: Iterable[str] | None) -> list[Exercise]:
    if exercises is None:
        return list(program.exercises)
    by_id = {e.id: e for e in program.exercises}
    ids = ids_of(exercises)
    for id in ids:
        if not isinstance(id, str) or id not in by_id:
            raise ArgumentError.not_in("exercises", id, by_id)
    if not ids or len(set(ids)) < len(ids):
        raise ArgumentError.not_allowed("exercises", ids, f"at least one, each once, of: {', '.join(by_id)}")
    return [by_id[id] for id in ids]


def clients_of(clients: pd.DataFrame) -> tuple[list[str], Times, npt.NDArray[np.object_]]:
    """Ids, start dates and zones of a frame of clients, checked, in the order of the ids; raises `FrameError`."""
    if not isinstance(clients, pd.DataFrame):
        raise FrameError(f"clients: expected a DataFrame with client, start and tz, got {type(clients).__name__}.")
    if missing := [name for name in ("client", "start", "tz") if name not in clients.columns]:
        raise FrameError.missing_columns("clients", missing, map(str, clients.columns))
    if not clients.columns.is_unique:
        raise FrameError("clients: several columns have the same name. Keep one of them.")
    ids = _client_ids(clients)
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype="int64")
    first = _each(clients["start"], lambda value: parse_date(value, "start"))
    zones = _each(clients["tz"], lambda value: check_zone(value, "tz"))
    return sorted(ids), first[order].astype("datetime64[D]"), zones[order]


def _client_ids(clients: pd.DataFrame) -> list[str]:
    """The normalised ids in the order of the rows, each once."""
    rows: dict[str, object] = {}
    for row, given in zip(clients.index, clients["client"].tolist(), strict=True):
        if (parsed := parse_client(given)) is None:
            raise FrameError.bad_value("clients", "client", f"row {row}", given, CLIENT_IN_WORDS)
        if parsed in rows:
            raise FrameError(f"clients, row {row}: client {parsed} is in row {rows[parsed]} too. Keep one of the rows.")
        rows[parsed] = row
    return list(rows)


def _each(values: pd.Series, parse: Callable[[object], object]) -> npt.NDArray[np.generic]:
    """Parse each distinct value once; an error names the first row that has it."""
    code, distinct = pd.factorize(values)
    parsed = []
    if (missing := code < 0).any():
        raise FrameError(f"clients, row {values.index[missing][0]}: {values.name} is missing. Fill it in.")
    for number, value in enumerate(distinct):
        try:
            parsed.append(parse(value))
        except ArgumentError as error:
            raise FrameError(f"clients, row {values.index[code == number][0]}: {error}") from None
    return np.array(parsed, dtype="datetime64[D]" if values.name == "start" else object)[code]
