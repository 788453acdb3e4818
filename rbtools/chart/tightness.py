"""Tightness over the plan days: before, after and of the day, with the levels that `change` compares."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rbtools.chart import canvas, inputs, style, text
from rbtools.chart.canvas import Frame, Key
from rbtools.chart.change_overlay import Levels, draw_levels, draw_weeks, levels_of, row_of, say_levels
from rbtools.chart.chart import Chart
from rbtools.chart.days import Days, label_days, shade_excused
from rbtools.core import numbers
from rbtools.core.arguments import is_real
from rbtools.errors import ArgumentError
from rbtools.log.log import Log
from rbtools.match.as_of import AsOf, AsOfLike, parse_as_of
from rbtools.measure.tightness import tightness

_COLUMNS = ("client", "date", "before", "after", "day_rating")
_TITLE = "Self-rated tightness"
BETTER_BY = 2.0
"""Points below the baseline from which on the zone is green: a convention borrowed from pain scales."""
_AWAY = 28
"""Ratings more than so many days outside the plan are counted and not drawn."""


def plot_tightness(
    plan: pd.DataFrame | None,
    frame: pd.DataFrame | Log,
    *,
    weekly: pd.DataFrame | None = None,
    change: pd.DataFrame | None = None,
    as_of: AsOfLike = "end",
    better_by: float | None = BETTER_BY,
    client: str | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw every rating before, after and of the day, and say in words where it was and where it is.

    Ring = before a session, diamond = after it, joined by a stem; a bar = the day as a whole. Pale bars are the means
    of the weeks. With `change` the means of the week before the start and of the last week stand as darker bars, with
    the interval of their difference. The axis is always 0-10, lower is better. The green zone, `better_by` points below
    the baseline, is a convention borrowed from pain scales.

    Parameters
    ----------
    plan : DataFrame or None
        What `make_plan` gives, for day numbers, slots, excused days and the two-week line; None: day 1 is the first
        date.
    frame : Log or DataFrame
        A log, or `tightness(log, plan=plan, by=["client", "date", "slot"])`.
    weekly : DataFrame, optional
        `tightness(log, plan=plan, by=["client", "week"])`; of a log with a plan it is measured.
    change : DataFrame, optional
        `change(plan, log, as_of=as_of)`, for the two levels that are compared.
    as_of : AsOfLike, default "end"
        A date, an instant or "end" (the whole plan), the same as for `change`; ratings after it are not drawn.
    better_by : float or None, default 2.0
        How many points below the baseline the green zone begins; None for no zone.
    client : str, optional
        Whose ratings; needed when the frame holds several.
    title : str, optional
        The heading; "" for none.
    ax : Axes, optional
        Axes to draw into; labels take about 40 points to the left, 92 to the right with `change`, 32 below.

    Returns
    -------
    Chart
        Figure, axes and sentence; ratings that were not given are not drawn and never filled in; those more than 28
        days from the plan are counted in the sentence.

    Raises
    ------
    FrameError, ArgumentError
        For another frame, for several clients without `client`, and for a `change` without this client.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> log = rb.simulate_log(plan, seed=1)
    >>> chart = rb.plot_tightness(plan, log, change=rb.change(plan, log, as_of="end"))
    >>> chart.sentence.split(".")[0]
    'Tightness, 0 to 10, lower is better'
    """
    if better_by is not None and not (is_real(better_by) and 0 < better_by <= 10):
        raise ArgumentError.not_allowed("better_by", better_by, "points above 0 up to 10, or None for no zone")
    if weekly is None and plan is not None and isinstance(frame, Log):
        weekly = tightness(frame, plan=plan, by=("client", "week"))
    rows, named = inputs.one_client(_measured(frame, plan), client)
    inputs.require(rows, "tightness", _COLUMNS)
    client = client or next(iter(inputs.clients_of(rows)), None)
    if change is not None:
        change = row_of(change, client)
    return draw_tightness(
        _of_plan(plan, client), rows, weekly=_of_client(weekly, client), change=change, until=parse_as_of(as_of),
        better_by=better_by, named=named, title=title, ax=ax,
    )  # fmt: skip


@style.drawn
def draw_tightness(
    plan: pd.DataFrame | None,
    rows: pd.DataFrame,
    *,
    weekly: pd.DataFrame | None,
    change: pd.DataFrame | None,
    until: AsOf,
    better_by: float | None = BETTER_BY,
    named: str = "",
    title: str | None = None,
    ax: Axes | None = None,
) -> Chart:
    """`plot_tightness` of frames that are known to be one client's: plan, tightness by date and slot, weeks, change."""
    title = inputs.heading(title, _TITLE, named)
    days = _days(rows, plan)
    rated, n_away = _rated(rows, days, until)
    levels = levels_of(change, days, until) if change is not None and days is not None else None
    body = Frame(body=200, left=40, right=92 if levels is not None and levels.known else 14, bottom=32)
    if days is None or not (len(rated) or plan is not None):
        ax = canvas.open_axes(ax, body, title)
        canvas.nothing(ax, "No rating of tightness to show.")
        return Chart(canvas.figure_of(ax), (ax,), "Tightness: no rating to show.")
    ax = canvas.open_axes(ax, body, title, _keys(rated, days, levels, better_by, weekly))
    _frame(ax, rated, days, levels, better_by)
    if weekly is not None:
        draw_weeks(ax, weekly, days.begun(until))
    _draw_ratings(ax, rated, days)
    if levels is not None:
        draw_levels(ax, levels)
    return Chart(canvas.figure_of(ax), (ax,), _sentence(rated, n_away, levels, named))


def _measured(frame: pd.DataFrame | Log, plan: pd.DataFrame | None) -> pd.DataFrame:
    if isinstance(frame, Log):
        frame = tightness(frame, plan=plan, by=("client", "date") if plan is None else ("client", "date", "slot"))
    inputs.require(frame, "tightness", _COLUMNS)
    return frame if "slot" in frame.columns else frame.assign(slot=pd.Series(None, index=frame.index, dtype="object"))


def _of_client(weekly: pd.DataFrame | None, client: str | None) -> pd.DataFrame | None:
    """The weekly means of the client who is drawn."""
    if weekly is None:
        return None
    inputs.require(weekly, "weekly", ("week", "daily"))
    if client is None or "client" not in weekly.columns:
        return weekly
    return weekly[(weekly["client"] == client).to_numpy(dtype=bool)]


def _of_plan(plan: pd.DataFrame | None, client: str | None) -> pd.DataFrame | None:
    """The plan of the client who is drawn."""
    if plan is None or client is None:
        return plan
    return plan[(plan["client"] == client).to_numpy(dtype=bool)]


def _days(rows: pd.DataFrame, plan: pd.DataFrame | None) -> Days | None:
    """The plan's days, or those of the ratings; None where there are neither."""
    if plan is not None and len(plan):
        return Days.of_plan(plan)
    dates = rows.loc[rows[["before", "after", "day_rating"]].notna().any(axis=1), "date"]
    return Days.of_dates(dates) if len(dates) else None


def _rated(rows: pd.DataFrame, days: Days | None, until: AsOf) -> tuple[pd.DataFrame, int]:
    """The rows with a rating up to `as_of` and near the plan, with their place; and how many are too far off."""
    rated = rows[rows[["before", "after", "day_rating"]].notna().any(axis=1).to_numpy(dtype=bool)]
    if days is None:
        return rated, 0
    rated = rated.assign(number=days.number(rated["date"]), x=days.place(rated["date"], rated["slot"]))
    if until.at is not None:
        rated = rated[(rated["number"] <= days.seen(until)).to_numpy(dtype=bool)]
    near = rated["number"].between(1 - _AWAY, days.last + _AWAY).to_numpy(dtype=bool)
    return rated[near], int((~near).sum())


def _keys(
    rated: pd.DataFrame, days: Days, levels: Levels | None, better_by: float | None, weeks: pd.DataFrame | None
) -> list[Key]:
    seen = {moment: rated[moment].notna().any() for moment in ("before", "after", "day_rating")}
    keys = [Key("before a session", canvas.mark("o", style.ORANGE, filled=False))] if seen["before"] else []
    keys += [Key("after it", canvas.mark("D", style.BLUE, size=4))] if seen["after"] else []
    keys += [Key("whole day", canvas.line(style.INK, 1.6))] if seen["day_rating"] else []
    if levels is not None and levels.known:
        keys.append(Key("means compared, 95 % interval of the change", canvas.level()))
        if _zone(levels, better_by) is not None:
            keys.append(Key(f"{better_by:g} points better (borrowed from pain scales)",
                            canvas.box(style.GREEN_GROUND, edge=style.GREEN)))  # fmt: skip
    if weeks is not None and weeks["daily"].notna().any():
        keys.append(Key("mean of a week", canvas.line(style.BAND, 4.0)))
    return keys + ([Key(days.reasons(), canvas.box(style.PALE, hatch=style.HATCH, edge=style.EDGE))]
                   if len(days.excused()) else [])  # fmt: skip


def _zone(levels: Levels | None, better_by: float | None) -> float | None:
    """The upper edge of the green zone, where there is room for one."""
    if levels is None or not levels.known or better_by is None or levels.mean_baseline <= better_by:
        return None
    return levels.mean_baseline - better_by


def _frame(ax: Axes, rated: pd.DataFrame, days: Days, levels: Levels | None, better_by: float | None) -> None:
    """All that stands behind the ratings: the axes, the zone, excused stretches, the start and the two-week line."""
    first = min(1.0, float(rated["number"].min())) if len(rated) else 1.0
    last = max(float(days.last), float(rated["number"].max()) if len(rated) else 1.0)
    label_days(ax, days, first, last)
    ax.set_ylim(-0.45, 11.0)
    at = range(0, 11, 2 if canvas.size_of(ax)[1] > 80 else 5)
    canvas.label_y(ax, at, [str(v) for v in at])
    forms = [["Tightness 0–10 (lower is better)"], ["0–10, lower is better"], ["lower is better"]]
    (name,) = text.first_that_fits(forms, canvas.size_of(ax)[1], style.LABEL) or forms[-1]
    canvas.say(ax, 0, 0.5, name, dx=-30, ha="center", where=ax.transAxes, turned=True)
    if not len(rated):
        canvas.say(ax, 0.5, 0.5, "No rating yet.", colour=style.MUTED, ha="center", where=ax.transAxes)
    if (edge := _zone(levels, better_by)) is not None:
        ground = canvas.cells(np.array([first - 0.5]), np.array([last + 0.5]), np.array([-0.45]), np.array([edge]))
        canvas.fill(ax, ground, style.GREEN_GROUND, order=0.1, label="zone")
        canvas.lines(ax, ground[:, 0, 0], ground[:, 1, 0], ground[:, 2, 1], ground[:, 2, 1], style.GREEN, style.THIN,
                     order=0.35)  # fmt: skip
    shade_excused(ax, days, -0.45, 10.3)
    upright = [(0.5, "start")] if first < 1 else []
    upright += [(14.5, "2 weeks")] if last > 14 and len(days.sessions) else []
    x = np.array([place for place, _ in upright])
    canvas.lines(
        ax, x, x, 0 * x - 0.45, 0 * x + 10.3, style.MUTED, style.LINE, dashes=":", order=0.5, label="two weeks"
    )
    for place, name in upright:
        canvas.say(ax, place, 10.7, name, ha="center", size=style.SMALL, colour=style.MUTED)


def _draw_ratings(ax: Axes, rated: pd.DataFrame, days: Days) -> None:
    x, before, after, day = (rated[c].to_numpy(dtype="float64") for c in ("x", "before", "after", "day_rating"))
    span = ax.get_xlim()[1] - ax.get_xlim()[0]
    slot = canvas.size_of(ax)[0] / span / max(len(days.slots), 1)
    aside = 0.2 / max(len(days.slots), 1)
    size = float(np.clip(slot * 0.8, 2.7, 5.0))
    both = ~np.isnan(before) & ~np.isnan(after)
    canvas.lines(ax, x[both] - aside, x[both] + aside, before[both], after[both], style.EDGE, style.THIN, order=1.5,
                 label="stem")  # fmt: skip
    of_day = ~np.isnan(day)
    centre = rated["number"].to_numpy(dtype="float64")[of_day]
    canvas.lines(ax, centre - 0.42, centre + 0.42, day[of_day], day[of_day], style.INK, 1.6, order=2.5, label="day")
    rings, diamonds = ~np.isnan(before), ~np.isnan(after)
    canvas.marks(ax, x[rings] - aside, before[rings], "o", style.ORANGE, size, filled=False, width=size / 4,
                 order=3, label="before")  # fmt: skip
    canvas.marks(ax, x[diamonds] + aside, after[diamonds], "D", style.BLUE, size * 0.78, width=0, order=4,
                 label="after")  # fmt: skip


def _sentence(rated: pd.DataFrame, n_away: int, levels: Levels | None, named: str) -> str:
    who = f"{named}: " if named else ""
    n = {moment: int(rated[moment].notna().sum()) for moment in ("before", "after", "day_rating")}
    words_for = {"before": "before", "after": "after", "day_rating": "for the day"}
    counted = numbers.listing([f"{n[m]} {word}" for m, word in words_for.items() if n[m]]) if len(rated) else "none"
    sentence = f"{who}Tightness, 0 to 10, lower is better. Ratings drawn: {counted}"
    if len(rated):
        values = rated[list(n)].to_numpy(dtype="float64")
        low, high = numbers.number(np.nanmin(values)), numbers.number(np.nanmax(values))
        sentence += f", {numbers.period(rated['date'].min(), rated['date'].max())}"
        sentence += f", from {low} to {high}" if low != high else f", all {low}"
    sentence += (
        f"; {n_away} more {'lies' if n_away == 1 else 'lie'} too far from the plan to be drawn" if n_away else ""
    )
    return sentence + "." + (f" {say_levels(levels)}" if levels is not None else "")
