"""PLAN: a programme laid on people's calendars, one row a session × exercise."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from rbtools.core.clock import check_zone, parse_date
from rbtools.errors import ArgumentError
from rbtools.plan import plan_file
from rbtools.plan.random_start import check_draw, drawn_days, with_window
from rbtools.plan.recipe import check_client, clients_of, ids_of, recipe_of
from rbtools.plan.revision import Change, replan
from rbtools.plan.schedule import lay_out
from rbtools.program.program import Program
from rbtools.schema import PLAN, PLAN_LOAD


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
    exists twice the first is taken. (A slot in the very hour that is skipped at a day start may so be scheduled at the
    instant at which its window closes.) Raises `ArgumentError` naming the argument and what is allowed.

    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-16", tz="Europe/London", weeks=2)
    >>> plan["session"].nunique(), len(plan)
    (28, 84)
    >>> plan.loc[0, ["exercise", "slot", "scheduled_local"]].tolist()
    ['four_point_rotation', 'am', Timestamp('2026-03-16 07:30:00')]
    """
    recipe = recipe_of(program, weeks, times, exercises, advanced_from_week, day_start)
    first = np.array([parse_date(start, "start")])
    return lay_out(recipe, [check_client(client)], first, np.array([check_zone(tz)], dtype=object))


def make_plans(
    program: Program,
    clients: pd.DataFrame,
    *,
    weeks: int = 4,
    times: Mapping[str, str] | None = None,
    exercises: Iterable[str] | None = None,
    advanced_from_week: int | None = 3,
    day_start: str = "04:00",
    start_window: int | None = None,
    seed: int | None = None,
) -> pd.DataFrame:
    """Lay a programme on the calendars of many people at once.

    Parameters: `clients` has a row a person with `client` (text), `start` (dates, or text such as `"2026-03-16"`) and
    `tz` (an IANA zone name); the rest as in `make_plan`. With `start_window`, days from 2 to as many as the plan has,
    each start is drawn at random from that many days, the first being `start`; the draw follows from `seed`, a whole
    number, and the client's text alone. Settle both once, before anyone begins: `effect_size` gives `p_start` for
    what was drawn.

    Returns what `make_plan` returns, for all of them, sorted by client; a drawn plan has the columns `start_earliest`
    and `start_latest` besides, the window of the draw. The order of `clients` does not matter, and no clients give an
    empty plan. Raises `FrameError` naming the row where a client stands twice or a value is missing or not allowed,
    and `ArgumentError` as `make_plan` does.

    >>> import pandas as pd, rbtools as rb
    >>> clients = pd.DataFrame({"client": ["02", "01"], "start": "2026-03-16", "tz": ["Asia/Tokyo", "Europe/London"]})
    >>> plan = rb.make_plans(rb.load_program(), clients, weeks=2)
    >>> plan.groupby("client", observed=True)["session"].max().to_dict()
    {'01': 28, '02': 28}
    """
    recipe = recipe_of(program, weeks, times, exercises, advanced_from_week, day_start)
    check_draw(start_window, seed, recipe.n_days)
    ids, first, zones = clients_of(clients)
    if start_window is None or seed is None:
        return lay_out(recipe, ids, first, zones) if ids else PLAN.empty()
    drawn = first + drawn_days(ids, start_window, seed)
    plan = lay_out(recipe, ids, drawn, zones) if ids else PLAN.empty()
    return PLAN.check(with_window(plan, first, start_window))


def excuse(
    plan: pd.DataFrame, first_date: date | str, last_date: date | str, *, client: str | None = None, reason: str
) -> pd.DataFrame:
    """Excuse the sessions of some plan days, so that they need not be done: illness, travel, a holiday.

    Parameters: `first_date` and `last_date` are plan days, both included; `client` is whose, everybody's by default;
    `reason` is kept in `excuse_reason`, in place of an earlier one. Returns a new plan of the same rows. An excused session
    that is done all the same counts like any other. Raises `ArgumentError` for an empty reason, an unknown client, or
    when no session lies on these days.

    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-16", tz="Europe/London", weeks=2)
    >>> ill = rb.excuse(plan, "2026-03-21", "2026-03-22", reason="flu")
    >>> ill.loc[ill["excuse_reason"] == "flu", "session"].unique().tolist()
    [11, 12, 13, 14]
    """
    plan = PLAN.check(plan)
    first, last = parse_date(first_date, "first_date"), parse_date(last_date, "last_date")
    text = " ".join(reason.split()) if isinstance(reason, str) else ""
    if not text:
        raise ArgumentError.not_allowed("reason", reason, "text that says why, such as 'flu'")
    if last < first:
        raise ArgumentError.not_allowed("last_date", str(last_date), f"{first} or later")
    day = plan["date"].to_numpy().astype("datetime64[D]")
    chosen = (day >= first) & (day <= last) & _rows_of(plan, client)
    if not chosen.any():
        raise ArgumentError(f"No planned session lies on the plan days {first} to {last}. Give dates of the plan.")
    return plan.assign(excuse_reason=plan["excuse_reason"].mask(chosen, text))


def revise_plan(
    plan: pd.DataFrame,
    from_date: date | str,
    *,
    program: Program,
    client: str | None = None,
    tz: str | None = None,
    weeks: int | None = None,
    times: Mapping[str, str] | None = None,
    day_start: str | None = None,
    exercises: Iterable[str] | None = None,
    advanced_from_week: int | None = 3,
) -> pd.DataFrame:
    """Plan again from a plan day on; what came before stays as it was.

    Where and when stays as the plan has it unless it is given: `tz`, `weeks` (the length of the whole plan, counted
    from its start), `times`, `day_start`. What is done follows from `program`, `exercises` and `advanced_from_week` as
    in `make_plan`. Besides: `from_date` is the first plan day to plan again; `client` whose plan, by default all.

    Returns a new plan. `day` and `week` count on from the first start, `session` goes on from the last one kept,
    `plan_version` is one more on the rows planned again, and days that were excused stay so. Windows go on from where
    the last kept one closes, also when the zone changes: on the first day after a long way east a planned time may lie
    before its window opens, and a session whose time is over by then is excused. Raises `ArgumentError` for an unknown
    client, or when nothing is planned from that day on.

    >>> import rbtools as rb
    >>> program = rb.load_program()
    >>> plan = rb.make_plan(program, "2026-03-16", tz="Europe/London", weeks=2)
    >>> later = rb.revise_plan(plan, "2026-03-23", program=program, times={"am": "06:15", "pm": "20:30"})
    >>> later.groupby("plan_version")["scheduled_local"].min().dt.strftime("%d %H:%M").to_dict()
    {1: '16 07:30', 2: '23 06:15'}
    """
    plan = PLAN.sort(PLAN.check(plan))
    first = parse_date(from_date, "from_date")
    zone = None if tz is None else check_zone(tz)
    ids = None if exercises is None else ids_of(exercises)
    change = Change(program, zone, weeks, times, day_start, ids, advanced_from_week)
    mine = _rows_of(plan, client)
    kept = plan["date"].to_numpy() < first
    new = replan(plan[mine], first, change) if mine.any() else plan[mine]
    if not len(new) and not (mine & ~kept).any():
        raise ArgumentError(f"No session is planned from {first} on. Give an earlier from_date, or more weeks.")
    return PLAN.sort(PLAN.check(pd.concat([plan[kept | ~mine], new], ignore_index=True)))


def plan_load(
    plan: pd.DataFrame, *, seconds_per_rep: float = 8, rest_seconds: float = 20, transition_seconds: float = 45
) -> pd.DataFrame:
    """How long each session takes, and what it holds.

    Parameters, in seconds: `seconds_per_rep` (8 is our choice; slow breathing at 4 to 10 breaths a minute is 6 to 15 s,
    Russo 2017, https://pmc.ncbi.nlm.nih.gov/articles/PMC5709795), `rest` between sets of an exercise, `change` between
    exercises. Seconds = sets × reps × sides × seconds_per_rep + (sets − exercises) × rest + (exercises − 1) × change, a
    set on both sides counting as one set; low with `sets_min`, high with `sets_max`.

    Returns one row per session with the columns of `rbtools.schema.PLAN_LOAD`, among them `minutes_low` and
    `minutes_high`. Raises `ArgumentError` for a number of seconds below 0.

    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-16", tz="Europe/London")
    >>> load = rb.plan_load(plan)
    >>> load[["minutes_low", "minutes_high"]].round(1).drop_duplicates().values.tolist()
    [[16.5, 19.5], [22.9, 28.9]]
    """
    seconds = {
        "seconds_per_rep": seconds_per_rep,
        "rest_seconds": rest_seconds,
        "transition_seconds": transition_seconds,
    }
    for name, value in seconds.items():
        if isinstance(value, bool) or not isinstance(value, int | float | np.number) or not 0 <= value < np.inf:
            raise ArgumentError.not_allowed(name, value, "a number of seconds, 0 or more")
    plan = PLAN.check(plan)
    per_set = plan["reps"] * plan["sides"]
    rows = plan.assign(
        n_exercises=1,
        n_sets_min=plan["sets_min"],
        n_sets_max=plan["sets_max"],
        n_reps_min=plan["sets_min"] * per_set,
        n_reps_max=plan["sets_max"] * per_set,
    )
    keys = ["client", "session", "date", "day", "week", "slot"]
    sums = ["n_exercises", "n_sets_min", "n_sets_max", "n_reps_min", "n_reps_max"]
    load = rows.groupby(keys, observed=True)[sums].sum().reset_index()
    for bound, dose in (("low", "min"), ("high", "max")):
        sets, reps = load[f"n_sets_{dose}"], load[f"n_reps_{dose}"]
        pauses = (sets - load["n_exercises"]) * rest_seconds + (load["n_exercises"] - 1) * transition_seconds
        load[f"minutes_{bound}"] = (reps * seconds_per_rep + pauses) / 60
    return PLAN_LOAD.sort(PLAN_LOAD.check(load))


def write_plan(plan: pd.DataFrame, path: str | Path) -> Path:
    """Write a plan to a `.csv` or `.parquet` file that `read_plan` reads back as the same frame; returns the path.

    In CSV an excuse that a spreadsheet would take for a formula gets a leading `'`, which reading takes off again.
    Raises `ArgumentError` for another ending, `MissingExtraError` where Parquet is not installed.
    """
    return plan_file.write(PLAN.check(plan), path)


def read_plan(path: str | Path) -> pd.DataFrame:
    """Read a plan that `write_plan` wrote, from `.csv` or `.parquet`.

    Raises `ArgumentError` for a file that is not there or has another ending, and `FrameError`, naming file, column,
    line and value, for what is not a plan.
    """
    return plan_file.read(path)


def _rows_of(plan: pd.DataFrame, client: str | None) -> np.ndarray:
    """Which rows are a client's, or all rows when none is named."""
    if client is None:
        return np.ones(len(plan), dtype=bool)
    known = plan["client"].cat.categories
    if not isinstance(client, str) or client not in known:
        raise ArgumentError.not_in("client", client, known if len(known) <= 20 else [*known[:20], "..."])
    return (plan["client"] == client).to_numpy()
