"""A plan that changes: sessions excused, the rest planned again, the rest moved to later days."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from rbtools.core.arguments import whole
from rbtools.core.clock import check_zone, parse_clock, parse_date
from rbtools.errors import ArgumentError
from rbtools.plan.content import UNCHANGED, Content, Unchanged
from rbtools.plan.replan import Change, replan
from rbtools.plan.settings import MAX_WEEKS, check_program
from rbtools.plan.stack import stack
from rbtools.plan.times import parse_times
from rbtools.program.program import Program
from rbtools.schema import PLAN

MAX_DAYS = 365
_ADVANCED_WEEKS = 99


def excuse(
    plan: pd.DataFrame,
    first_date: date | str,
    last_date: date | str | None = None,
    *,
    client: str | None = None,
    slots: str | Iterable[str] | None = None,
    reason: str,
) -> pd.DataFrame:
    """Excuse the sessions of some plan days, so that they need not be done: illness, travel, a holiday.

    Parameters
    ----------
    plan : DataFrame
        What `make_plan` gives.
    first_date : date or str
        The first plan day to excuse.
    last_date : date or str, optional
        The last one, included; by default the first, so that it is one day.
    client : str, optional
        Whose sessions; everybody's by default.
    slots : str or iterable of str, optional
        Only the sessions of these slots, such as `"pm"`; all by default.
    reason : str
        Kept in `excuse_reason`, in place of an earlier one.

    Returns
    -------
    DataFrame
        A new plan of the same rows. An excused session that is done all the same counts like any other.

    Raises
    ------
    ArgumentError
        For an empty reason, an unknown client or slot, or when no such session lies on these days.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-16", tz="Europe/London", weeks=2)
    >>> ill = rb.excuse(plan, "2026-03-21", "2026-03-22", reason="flu")
    >>> ill.loc[ill["excuse_reason"] == "flu", "session"].unique().tolist()
    [11, 12, 13, 14]
    >>> out = rb.excuse(plan, "2026-03-20", slots="pm", reason="a concert")
    >>> out.loc[out["excuse_reason"] != "", "session"].unique().tolist()
    [10]
    """
    plan = PLAN.check(plan)
    first = parse_date(first_date, "first_date")
    last = first if last_date is None else parse_date(last_date, "last_date")
    text = " ".join(reason.split()) if isinstance(reason, str) else ""
    if not text:
        raise ArgumentError.not_allowed("reason", reason, "text that says why, such as 'flu'")
    if last < first:
        raise ArgumentError.not_allowed("last_date", str(last_date), f"{first} or later")
    day = plan["date"].to_numpy().astype("datetime64[D]")
    chosen = (day >= first) & (day <= last) & _rows_of(plan, client) & _rows_in(plan, slots)
    if not chosen.any():
        raise ArgumentError(f"No planned session lies on the plan days {first} to {last}. Give dates of the plan.")
    return plan.assign(excuse_reason=plan["excuse_reason"].mask(chosen, text))


def revise_plan(
    plan: pd.DataFrame,
    from_date: date | str,
    *,
    program: Program | None = None,
    client: str | None = None,
    tz: str | None = None,
    weeks: int | None = None,
    times: Mapping[str, Any] | None = None,
    day_start: str | None = None,
    exercises: str | Iterable[str] | None = None,
    advanced_from_week: int | Unchanged | None = UNCHANGED,
) -> pd.DataFrame:
    """Plan again from a plan day on; what came before stays as it was, and so does what is not given.

    Parameters
    ----------
    plan : DataFrame
        What `make_plan` gives.
    from_date : date or str
        The first plan day to plan again.
    program : Program, optional
        The doses of the exercises; without it they stay as the plan has them. An exercise that this programme does not
        have is planned no more, and one that the plan does not have joins only when it is named in `exercises`. (A plan
        that has all base exercises of the programme and ends before week 3 gets the advanced ones from week 3 on, as
        in `make_plan`.)
    client : str, optional
        Whose plan; by default all.
    tz : str, optional
        Zone from that day on. By default the plan's, on each day.
    weeks : int, optional
        Length of the whole plan, 1 to 12 weeks from its start. By default it ends on the same day as before.
    times : mapping, optional
        All slots with their clock times, also by weekday, as in `make_plan`. By default the plan's, on each weekday.
    day_start : str, optional
        By default the plan's.
    exercises : str or iterable of str, optional
        Ids of the exercises from that day on, of the programme if one is given, else of the plan. By default those that
        the plan has on each day; on a new day those of the last day before it.
    advanced_from_week : int or None, optional
        The week in which the advanced exercises join; None for never. By default as the plan has them.

    Returns
    -------
    DataFrame
        A new plan. `day` and `week` count on from the first start, `session` goes on from the last one kept,
        `plan_version` is one more on the rows planned again (one more again where zone or times differ from the days
        before, as after a journey), and sessions that were excused stay so. Windows go on from where the last kept one
        closes, also when the zone changes: on the first day after a long way east a planned time may lie before its
        window opens, and a session whose time is over by then is excused.

    Raises
    ------
    ArgumentError
        For an unknown client or exercise, or when nothing is planned from that day on.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-16", tz="Europe/London", weeks=2)
    >>> later = rb.revise_plan(plan, "2026-03-23", times={"am": "6:15", "pm": "20:30"})
    >>> later.groupby("plan_version")["scheduled_local"].min().dt.strftime("%d %H:%M").to_dict()
    {1: '16 07:30', 2: '23 06:15'}
    """
    plan = PLAN.sort(PLAN.check(plan))
    first = parse_date(from_date, "from_date")
    if isinstance(exercises, Iterable) and not isinstance(exercises, str):
        exercises = list(exercises)
    if advanced_from_week is not None and advanced_from_week is not UNCHANGED:
        advanced_from_week = whole("advanced_from_week", advanced_from_week, 1, _ADVANCED_WEEKS, or_none=True)
    change = Change(
        Content(None if program is None else check_program(program), exercises, advanced_from_week),
        tz=None if tz is None else check_zone(tz),
        weeks=None if weeks is None else whole("weeks", weeks, 1, MAX_WEEKS),
        times=None if times is None else parse_times(times),
        day_start=None if day_start is None else parse_clock(day_start, "day_start"),
    )
    return _planned_again(plan, first, client, change)


def shift_plan(plan: pd.DataFrame, from_date: date | str, *, days: int, client: str | None = None) -> pd.DataFrame:
    """Move the rest of a plan to later days: a start that slips, or a pause.

    What is done moves: the exercises of a plan day are done `days` days later. The calendar stays: zones, day starts,
    the times of each weekday and excused days keep their dates.

    Parameters
    ----------
    plan : DataFrame
        What `make_plan` gives.
    from_date : date or str
        The first plan day that moves; what came before stays as it was.
    days : int
        How many days later, 1 to 365. To plan less far, use `revise_plan` with `weeks`.
    client : str, optional
        Whose plan; by default all.

    Returns
    -------
    DataFrame
        A new plan. `plan_version` is one more on the rows that moved. `day` and `week` count on from the first day of
        the plan; where the whole plan moves, from its new first day, and a drawn start is not a drawn one any more.

    Raises
    ------
    ArgumentError
        For an unknown client, or when nothing is planned from that day on, or no weekday of the new days has a time.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-16", tz="Europe/London", weeks=2)
    >>> ill = rb.shift_plan(plan, "2026-03-23", days=3)
    >>> ill["date"].dt.day.unique().tolist()
    [16, 17, 18, 19, 20, 21, 22, 26, 27, 28, 29, 30, 31, 1]
    """
    plan = PLAN.sort(PLAN.check(plan))
    first = parse_date(from_date, "from_date")
    change = Change(Content(None, None, UNCHANGED), days=whole("days", days, 1, MAX_DAYS))
    return _planned_again(plan, first, client, change)


def _planned_again(plan: pd.DataFrame, first: np.datetime64, client: str | None, change: Change) -> pd.DataFrame:
    """The plan with the rows from `first` on as `change` has them."""
    mine = _rows_of(plan, client)
    kept = (plan["date"] < first).to_numpy()
    new = replan(plan[mine], first, change) if mine.any() else plan[mine]
    if new.empty and not (mine & ~kept).any():
        raise ArgumentError(
            f"No session is planned from {first} on. Give an earlier day, or more weeks with revise_plan."
        )
    if new.empty and change.days:
        raise ArgumentError(
            f"days={change.days} would leave no session from {first} on: the times by weekday have none on the new "
            "days. Give another number of days, or new times with revise_plan."
        )
    rows = PLAN.check(stack([plan[kept | ~mine], PLAN.check(new)]))
    maybe = [c.name for c in (*PLAN.optional, *PLAN.separate) if c.name in rows]
    return PLAN.sort(rows.drop(columns=[name for name in maybe if rows[name].isna().all()]))


def _rows_of(plan: pd.DataFrame, client: str | None) -> np.ndarray:
    """Which rows are a client's, or all rows when none is named."""
    if client is None:
        return np.ones(len(plan), dtype=bool)
    known = plan["client"].cat.categories
    if not isinstance(client, str) or client not in known:
        raise ArgumentError.not_in("client", client, known if len(known) <= 20 else [*known[:20], "..."])
    return (plan["client"] == client).to_numpy()


def _rows_in(plan: pd.DataFrame, slots: str | Iterable[str] | None) -> np.ndarray:
    """Which rows are of some slots, or all rows when none is named."""
    if slots is None:
        return np.ones(len(plan), dtype=bool)
    names = [slots] if isinstance(slots, str) else list(slots) if isinstance(slots, Iterable) else []
    known = plan["slot"].cat.categories
    for name in names:
        if name not in known:
            raise ArgumentError.not_in("slots", name, known)
    if not names:
        raise ArgumentError.not_allowed("slots", slots, f"one or more of: {', '.join(known)}")
    return plan["slot"].isin(names).to_numpy()
