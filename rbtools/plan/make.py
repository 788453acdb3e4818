"""PLAN: a programme laid on people's calendars, one row a session × exercise."""

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
import pandas as pd

from rbtools.core.clock import DAY_START, check_zone, parse_date
from rbtools.core.clock import Times as Dates
from rbtools.plan.clients import Clients, Settings, check_client, clients_of, settings_of
from rbtools.plan.random_start import check_draw, drawn_days, with_window
from rbtools.plan.schedule import lay_out
from rbtools.plan.settings import recipe_of, rhythm_of
from rbtools.plan.stack import stack
from rbtools.program.program import Program
from rbtools.schema import PLAN

ByWeekday = Mapping[str, str | None]


def make_plan(
    program: Program,
    start: date | str,
    *,
    tz: str,
    weeks: int = 4,
    client: str = "me",
    times: Mapping[str, str | ByWeekday] | None = None,
    exercises: Iterable[str] | None = None,
    advanced_from_week: int | None = 3,
    day_start: str = DAY_START,
) -> pd.DataFrame:
    """Plan the sessions of a programme for one person, from a start date.

    Parameters
    ----------
    program : Program
        What `load_program` gives, changed with its methods if need be.
    start : date or str
        The first plan day, such as `"2026-03-16"`.
    tz : str
        An IANA zone name, such as `"Europe/London"`.
    weeks : int, default 4
        Length, 1 to 12 weeks (the source of the shipped programme says 2 to 4).
    client : str, default "me"
        The person's id.
    times : mapping, optional
        One to six slots and their clock times, in place of the programme's: `{"am": "7:30", "pm": "20:30"}`. A slot may
        have times by weekday, `{"sat": "21:00", "sun": None, "other": "20:30"}`, with the keys mon to sun and other;
        None means no session on that weekday. The same as text is `"20:30, sat 21:00, sun none"`. The weekday is that
        of the plan day: a slot at 00:30 belongs to the evening before.
    exercises : iterable of str, optional
        Ids of the exercises to take, all of the programme's by default.
    advanced_from_week : int or None, default 3
        The week in which advanced exercises join; None for never.
    day_start : str, default "04:00"
        The clock time at which a plan day begins.

    Returns
    -------
    DataFrame
        The plan: one row per session and exercise with the columns of `rbtools.schema.PLAN`; nothing is missing. Clock
        times hold across clock changes; a time that does not exist moves to the first that does, and of one that
        exists twice the first is taken. (A slot in the very hour that is skipped at a day start may so be scheduled at
        the instant at which its window closes.)

    Raises
    ------
    ArgumentError
        With the argument, its value and what is allowed.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-16", tz="Europe/London", weeks=2)
    >>> plan["session"].nunique(), len(plan)
    (28, 84)
    >>> plan.loc[0, ["exercise", "slot", "scheduled_local"]].tolist()
    ['four_point_rotation', 'am', Timestamp('2026-03-16 07:30:00')]

    No evening session on Sundays, and a later one on Saturdays:

    >>> times = {"am": "7:30", "pm": {"sat": "21:00", "sun": None, "other": "20:30"}}
    >>> rb.make_plan(rb.load_program(), "2026-03-16", tz="Europe/London", weeks=2, times=times)["session"].nunique()
    26
    """
    recipe = recipe_of(program, weeks, exercises, advanced_from_week)
    rhythm = rhythm_of(program, times, day_start)
    first = np.array([parse_date(start, "start")])
    return lay_out(recipe, [rhythm], [check_client(client)], first, np.array([check_zone(tz)], dtype=object))


def make_plans(
    program: Program,
    clients: pd.DataFrame,
    *,
    weeks: int = 4,
    times: Mapping[str, str | ByWeekday] | None = None,
    exercises: Iterable[str] | None = None,
    advanced_from_week: int | None = 3,
    day_start: str = DAY_START,
    start_window: int | None = None,
    seed: int | None = None,
) -> pd.DataFrame:
    """Plan the sessions of a programme for many people.

    Parameters
    ----------
    program : Program
        What `load_program` gives, changed with its methods if need be.
    clients : DataFrame
        A row a person with `client` (text), `start` (dates, or text such as `"2026-03-16"`) and `tz` (an IANA zone
        name). What is different for some of them has its own column, in which an empty cell means as in the call:
        `weeks`, `exercises` (a list of ids, or text with commas), `advanced_from_week` (a number, or "never"),
        `day_start`, and `time_<slot>` for the times of a slot as in `make_plan`, such as `time_am`, where "none" means
        that the person does not have this slot. Any other column is refused.
    weeks : int, default 4
        This and the next four as in `make_plan`, for everybody whose row does not say otherwise.
    times : mapping, optional
        One to six slots and their clock times.
    exercises : iterable of str, optional
        Ids of the exercises to take.
    advanced_from_week : int or None, default 3
        The week in which advanced exercises join.
    day_start : str, default "04:00"
        The clock time at which a plan day begins.
    start_window : int, optional
        Days from 2 to as many as the shortest plan has: each start is drawn at random from that many days, the first
        being `start`. Settle it with `seed` once, before anyone begins: `effect_size` gives `p_start` for what was
        drawn.
    seed : int, optional
        The draw follows from this whole number and the client's text alone.

    Returns
    -------
    DataFrame
        What `make_plan` returns, for all of them, sorted by client; a drawn plan also has the columns `start_earliest`
        and `start_latest`, the window of the draw. The order of `clients` does not matter, and no clients give an empty
        plan.

    Raises
    ------
    FrameError
        With the row of `clients` where a client has two rows, or a value is missing or not allowed, and for an unknown
        column.
    ArgumentError
        As `make_plan` does.

    Examples
    --------
    >>> import pandas as pd, rbtools as rb
    >>> clients = pd.DataFrame(
    ...     {
    ...         "client": ["02", "01"],
    ...         "start": "2026-03-16",
    ...         "tz": ["Asia/Tokyo", "Europe/London"],
    ...         "weeks": [2, None],
    ...         "time_pm": ["21:15", "20:30, sun none"],
    ...     }
    ... )
    >>> plan = rb.make_plans(rb.load_program(), clients)
    >>> plan.groupby("client", observed=True)["session"].max().to_dict()
    {'01': 52, '02': 28}
    """
    given = {
        "weeks": weeks,
        "times": times,
        "exercises": _listed(exercises),
        "advanced_from_week": advanced_from_week,
        "day_start": day_start,
    }
    of_call = recipe_of(program, weeks, given["exercises"], advanced_from_week)
    rhythm_of(program, times, day_start)
    who = clients_of(clients)
    settings = settings_of(clients, who.position, program, given)
    check_draw(start_window, seed, min((recipe.n_days for recipe in settings.recipes), default=of_call.n_days))
    if start_window is None or seed is None:
        return _laid(who, who.start, settings)
    plan = _laid(who, who.start + drawn_days(who.ids, start_window, seed), settings)
    return PLAN.check(with_window(plan, who.start, start_window))


def _laid(who: Clients, start: Dates, settings: Settings) -> pd.DataFrame:
    """The plans of all clients, each laid out with those who have the same recipe."""
    if not who.ids:
        return PLAN.empty()
    parts = []
    for number, recipe in enumerate(settings.recipes):
        mine = np.flatnonzero(settings.recipe == number)
        ids = [who.ids[at] for at in mine]
        used, rhythm = np.unique(settings.rhythm[mine], return_inverse=True)
        rhythms = [settings.rhythms[at] for at in used]
        parts.append(lay_out(recipe, rhythms, ids, start[mine], who.tz[mine], rhythm))
    return parts[0] if len(parts) == 1 else PLAN.sort(stack(parts))


def _listed(exercises: object) -> object:
    """Exercises that can be gone through more than once."""
    return list(exercises) if isinstance(exercises, Iterable) and not isinstance(exercises, str) else exercises
