"""The frame of clients that `make_plans` takes: who, from when, where, and what is different for each of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from rbtools.core.clock import Ints, check_zone, parse_date
from rbtools.core.clock import Times as Dates
from rbtools.core.ids import CLIENT_IN_WORDS, parse_client, parse_name
from rbtools.errors import ArgumentError, FrameError, did_you_mean
from rbtools.plan.settings import Recipe, Rhythm, recipe_of, rhythm_of
from rbtools.program.program import Program

NEVER = "never"  # in advanced_from_week: the advanced exercises do not join
NONE = "none"  # in time_<slot>: the client does not have this slot
_NEEDED = ("client", "start", "tz")
_SETTINGS = ("weeks", "exercises", "advanced_from_week", "day_start")
_TIME = "time_"


@dataclass(frozen=True, slots=True)
class Clients:
    """Ids in text order, their start dates and zones, and the position of each in the frame."""

    ids: list[str]
    start: Dates
    tz: npt.NDArray[np.object_]
    position: Ints


@dataclass(frozen=True, slots=True)
class Settings:
    """The different recipes and rhythms, and of each client the position in them."""

    recipes: list[Recipe]
    rhythms: list[Rhythm]
    recipe: Ints
    rhythm: Ints


def check_client(client: object) -> str:
    """Return a client's id, normalised, or raise `ArgumentError`."""
    if (id := parse_client(client)) is None:
        raise ArgumentError.not_allowed("client", client, CLIENT_IN_WORDS)
    return id


def clients_of(clients: pd.DataFrame) -> Clients:
    """The clients of a frame, checked, in the order of their ids; raises `FrameError`."""
    if not isinstance(clients, pd.DataFrame):
        raise FrameError(f"clients: expected a DataFrame with client, start and tz, got {type(clients).__name__}.")
    if missing := [name for name in _NEEDED if name not in clients.columns]:
        raise FrameError.missing_columns("clients", missing, map(str, clients.columns))
    if not clients.columns.is_unique:
        raise FrameError("clients: several columns have the same name. Keep one of them.")
    _refuse_unknown_columns(clients)
    ids = _client_ids(clients)
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype="int64")
    first = _each(clients["start"], lambda value: parse_date(value, "start"))
    zones = _each(clients["tz"], lambda value: check_zone(value, "tz"))
    return Clients(sorted(ids), first[order].astype("datetime64[D]"), zones[order], order)


def settings_of(clients: pd.DataFrame, position: Ints, program: Program, given: Mapping[str, Any]) -> Settings:
    """What each client is to do and when: as `given` in the call, but for what the client's own columns say.

    Parameters: `position` of each client in the frame; `given` has weeks, exercises, advanced_from_week, times and
    day_start. Raises `FrameError` with the row where a client's own settings are wrong.
    """
    own = _own_columns(clients)
    if not own:
        whole = np.zeros(len(position), dtype="int64")
        return Settings([_recipe(program, given)], [_rhythm(program, given)], whole, whole)
    rows = list(zip(*(clients[name].tolist() for name in own), strict=True))
    known: dict[str, tuple[Recipe, Rhythm]] = {}
    recipes: dict[Recipe, int] = {}
    rhythms: dict[Rhythm, int] = {}
    recipe, rhythm = np.zeros((2, len(position)), dtype="int64")
    for at, number in enumerate(position.tolist()):
        key = repr(rows[number])
        if key not in known:
            known[key] = _of_row(dict(zip(own, rows[number], strict=True)), clients.index[number], program, given)
        recipe[at] = recipes.setdefault(known[key][0], len(recipes))
        rhythm[at] = rhythms.setdefault(known[key][1], len(rhythms))
    return Settings(list(recipes), list(rhythms), recipe, rhythm)


def _of_row(own: Mapping[str, Any], row: object, program: Program, given: Mapping[str, Any]) -> tuple[Recipe, Rhythm]:
    """Recipe and rhythm of a client by the cells of the row; missing cells are as given in the call."""
    cells = {name: value for name, value in own.items() if not _is_missing(value)}
    try:
        asked = {**given, **{name: _setting(name, cells[name]) for name in _SETTINGS if name in cells}}
        times = dict(program.slots if given["times"] is None else given["times"])
        for name in [name for name in cells if name.startswith(_TIME)]:
            times[name.removeprefix(_TIME)] = cells[name]
        none = [slot for slot, time in times.items() if isinstance(time, str) and time.strip().casefold() == NONE]
        asked["times"] = {slot: time for slot, time in times.items() if slot not in none}
        return _recipe(program, asked), _rhythm(program, asked)
    except ArgumentError as error:
        raise FrameError(f"clients, row {row}: {error}") from None


def _recipe(program: Program, asked: Mapping[str, Any]) -> Recipe:
    return recipe_of(program, asked["weeks"], asked["exercises"], asked["advanced_from_week"])


def _rhythm(program: Program, asked: Mapping[str, Any]) -> Rhythm:
    return rhythm_of(program, asked["times"], asked["day_start"])


def _setting(name: str, value: Any) -> Any:
    """A cell as the argument of the same name takes it: 4.0 is 4, text with commas is a list of exercises."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if name == "exercises" and isinstance(value, str):
        return [id.strip() for id in value.replace(";", ",").split(",")]
    if name == "advanced_from_week" and isinstance(value, str) and value.strip().casefold() == NEVER:
        return None
    return value


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or value != value or value == ""


def _own_columns(clients: pd.DataFrame) -> list[str]:
    return [name for name in clients.columns if name not in _NEEDED]


def _refuse_unknown_columns(clients: pd.DataFrame) -> None:
    """A column that says nothing to `make_plans` may be a misspelt one: it is refused, never left unread."""
    for name in _own_columns(clients):
        is_time = isinstance(name, str) and name.startswith(_TIME) and parse_name(name.removeprefix(_TIME))
        if name not in _SETTINGS and not is_time:
            hint = did_you_mean(str(name), [*_NEEDED, *_SETTINGS, "time_am", "time_pm"])
            raise FrameError(
                f"clients, column {name}: unknown{hint}. Allowed: {', '.join((*_NEEDED, *_SETTINGS))} and time_<slot>, "
                "such as time_am. Rename the column or leave it out."
            )


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
