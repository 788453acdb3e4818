"""PLAN: a programme laid on people's calendars, one row a session × exercise."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from rbtools.clock import Times, check_zone, parse_clock, parse_date
from rbtools.errors import ArgumentError, FrameError
from rbtools.program import Exercise, Program
from rbtools.schedule import Recipe, lay_out
from rbtools.schema import PLAN
from rbtools.toml_keys import ID, ID_IN_WORDS

CLIENT = re.compile(r"[^\W_]([\w \-.'@]{0,62}[\w\-.'@])?")
_CLIENT_IN_WORDS = "text of 1 to 64 characters: a letter or digit first, then letters, digits, space, _ - . ' @"


def make_plan(
    program: Program,
    start: date | str,
    *,
    tz: str,
    weeks: int = 4,
    client: str = "me",
    times: Mapping[str, str] | None = None,
    exercises: Iterable[str] | None = None,
    advanced_from_week: int | None = 3,
    day_start: str = "04:00",
) -> pd.DataFrame:
    """Lay a programme on one person's calendar.

    Parameters: `program` from `load_program`; `start` is the first plan day, a date or text such as `"2026-03-16"`;
    `tz` an IANA zone name; `weeks` 1 to 12 (the source says 2 to 4); `client` the person's id; `times` the one to six
    slots and their clock times in place of the programme's, such as `{"am": "07:00", "pm": "21:15"}`; `exercises` the
    ids to take, all by default; `advanced_from_week` the week in which advanced exercises join, `None` for never;
    `day_start` the clock time at which a plan day begins.

    Returns the plan: one row per session and exercise with the columns of `rbtools.schema.PLAN`; nothing is missing.
    Clock times hold across clock changes; a time that does not exist moves to the first that does, and of one that
    exists twice the first is taken. Raises `ArgumentError` naming the argument and what is allowed.

    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-16", tz="Europe/London", weeks=2)
    >>> plan["session"].nunique(), len(plan)
    (28, 84)
    >>> plan.loc[0, ["exercise", "slot", "scheduled_local"]].tolist()
    ['four_point_rotation', 'am', Timestamp('2026-03-16 07:30:00')]
    """
    recipe = _recipe(program, weeks, times, exercises, advanced_from_week, day_start)
    first = np.array([parse_date(start, "start")])
    if not (isinstance(client, str) and CLIENT.fullmatch(client)):
        raise ArgumentError.not_allowed("client", client, _CLIENT_IN_WORDS)
    return lay_out(recipe, [client], first, np.array([check_zone(tz)], dtype=object))


def make_plans(
    program: Program,
    clients: pd.DataFrame,
    *,
    weeks: int = 4,
    times: Mapping[str, str] | None = None,
    exercises: Iterable[str] | None = None,
    advanced_from_week: int | None = 3,
    day_start: str = "04:00",
) -> pd.DataFrame:
    """Lay a programme on the calendars of many people at once.

    Parameters: `clients` has a row a person with `client` (text), `start` (dates, or text such as `"2026-03-16"`) and
    `tz` (an IANA zone name); the rest as in `make_plan`. Returns what `make_plan` returns, for all of them, sorted by
    client; the order of `clients` does not matter, and no clients give an empty plan. Raises `FrameError` naming the
    row where a client stands twice or a value is missing or not allowed.

    >>> import pandas as pd, rbtools as rb
    >>> clients = pd.DataFrame({"client": ["02", "01"], "start": "2026-03-16", "tz": ["Asia/Tokyo", "Europe/London"]})
    >>> plan = rb.make_plans(rb.load_program(), clients, weeks=2)
    >>> plan.groupby("client", observed=True)["session"].max().to_dict()
    {'01': 28, '02': 28}
    """
    recipe = _recipe(program, weeks, times, exercises, advanced_from_week, day_start)
    ids, first, zones = _clients(clients)
    return lay_out(recipe, ids, first, zones) if ids else PLAN.empty()


def excuse(
    plan: pd.DataFrame, first_date: date | str, last_date: date | str, *, client: str | None = None, reason: str
) -> pd.DataFrame:
    """Excuse the sessions of some plan days, so that they need not be done: illness, travel, a holiday.

    Parameters: `first_date` and `last_date` are plan days, both included; `client` is whose, everybody's by default;
    `reason` is kept in `excused`, in place of an earlier one. Returns a new plan of the same rows. An excused session
    that is done all the same counts like any other. Raises `ArgumentError` for an empty reason, an unknown client, or
    when no session lies on these days.

    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-16", tz="Europe/London", weeks=2)
    >>> ill = rb.excuse(plan, "2026-03-21", "2026-03-22", reason="flu")
    >>> ill.loc[ill["excused"] == "flu", "session"].unique().tolist()
    [11, 12, 13, 14]
    """
    plan = PLAN.check(plan)
    first, last = parse_date(first_date, "first_date"), parse_date(last_date, "last_date")
    text = " ".join(reason.split()) if isinstance(reason, str) else ""
    if not text:
        raise ArgumentError.not_allowed("reason", reason, "text that says why, such as 'flu'")
    if last < first:
        raise ArgumentError.not_allowed("last_date", str(last_date), f"{first} or later")
    if client is not None and client not in plan["client"].cat.categories:
        raise ArgumentError.not_in("client", client, plan["client"].cat.categories[:20])
    day = plan["date"].to_numpy().astype("datetime64[D]")
    chosen = (day >= first) & (day <= last)
    if client is not None:
        chosen &= (plan["client"] == client).to_numpy()
    if not chosen.any():
        raise ArgumentError(f"No planned session lies on the plan days {first} to {last}. Give dates of the plan.")
    return plan.assign(excused=plan["excused"].mask(chosen, text))


def _recipe(
    program: Program,
    weeks: int,
    times: Mapping[str, str] | None,
    exercises: Iterable[str] | None,
    advanced_from_week: int | None,
    day_start: str,
) -> Recipe:
    if not isinstance(program, Program):
        raise ArgumentError.not_allowed("program", program, "a Program; load one with load_program()")
    if not _is_whole(weeks, 1, 12):
        raise ArgumentError.not_allowed("weeks", weeks, "a whole number from 1 to 12")
    if advanced_from_week is not None and not _is_whole(advanced_from_week, 1, 99):
        raise ArgumentError.not_allowed("advanced_from_week", advanced_from_week, "a whole number from 1, or None")
    begin = parse_clock(day_start, "day_start")
    slots = _slots(program.slots if times is None else times, begin)
    chosen = sorted(_chosen(program, exercises), key=lambda e: e.id)
    recipe = Recipe(tuple(chosen), slots, begin, int(weeks), advanced_from_week)
    return recipe.checked()


def _is_whole(value: object, low: int, high: int) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and bool(low <= value <= high)


def _slots(times: Mapping[str, str], day_start: int) -> tuple[tuple[str, int], ...]:
    """The slots in the order of a plan day; what lies before the day start is on the next calendar date."""
    if not isinstance(times, Mapping) or not 1 <= len(times) <= 6:
        raise ArgumentError.not_allowed("times", times, 'one to six slots, such as {"am": "07:30", "pm": "20:30"}')
    minutes: dict[int, str] = {}
    for slot, time in times.items():
        if not (isinstance(slot, str) and ID.fullmatch(slot)):
            raise ArgumentError.not_allowed("times", slot, f"slot names: {ID_IN_WORDS}")
        clock = parse_clock(time, f"times[{slot!r}]")
        minute = clock + (24 * 60 if clock < day_start else 0)
        if minute in minutes:
            raise ArgumentError.not_allowed(f"times[{slot!r}]", time, f"a time that {minutes[minute]!r} does not have")
        minutes[minute] = slot
    return tuple((minutes[minute], minute) for minute in sorted(minutes))


def _chosen(program: Program, exercises: Iterable[str] | None) -> list[Exercise]:
    if exercises is None:
        return list(program.exercises)
    by_id = {e.id: e for e in program.exercises}
    ids = [exercises] if isinstance(exercises, str) else list(exercises)
    for id in ids:
        if id not in by_id:
            raise ArgumentError.not_in("exercises", id, by_id)
    if not ids or len(set(ids)) < len(ids):
        raise ArgumentError.not_allowed("exercises", ids, f"at least one, each once, of: {', '.join(by_id)}")
    return [by_id[id] for id in ids]


def _clients(clients: pd.DataFrame) -> tuple[list[str], Times, npt.NDArray[np.object_]]:
    """Ids, start dates and zones, in the order of the ids."""
    if not isinstance(clients, pd.DataFrame):
        raise FrameError(f"clients: expected a DataFrame with client, start and tz, got {type(clients).__name__}.")
    if missing := [name for name in ("client", "start", "tz") if name not in clients.columns]:
        raise FrameError.missing_columns("clients", missing, map(str, clients.columns))
    ids = clients["client"].tolist()
    for row, id in zip(clients.index, ids, strict=True):
        if not (isinstance(id, str) and CLIENT.fullmatch(id)):
            raise FrameError.bad_value("clients", "client", row, id, _CLIENT_IN_WORDS)
    if (twice := clients["client"].duplicated()).any():
        row = clients.index[twice][0]
        raise FrameError(f"clients, row {row}: client {clients['client'][twice].iloc[0]} stands there twice. Keep one.")
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype="int64")
    first = _each(clients["start"], lambda value: parse_date(value, "start"))
    zones = _each(clients["tz"], lambda value: check_zone(value, "tz"))
    return sorted(ids), first[order].astype("datetime64[D]"), zones[order]


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
