"""The levels that `change` compares, as the tightness chart draws and says them: the only change on a page."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from rbtools.chart import canvas, inputs, style
from rbtools.chart.days import Days
from rbtools.core import numbers
from rbtools.errors import ArgumentError
from rbtools.match.as_of import AsOf

_NUMBERS = ("mean_baseline", "mean_review", "difference", "difference_low", "difference_high", "slope_per_week",
            "slope_low", "slope_high")  # fmt: skip
_WEEK = 7
_GAP = 3
"""A line breaks where more than so many days follow one another without a rating."""


@dataclass(frozen=True)
class Levels:
    """One client's row of `change`, and the last plan day that it looked at."""

    n_baseline: int
    n_review: int
    mean_baseline: float
    mean_review: float
    difference: float
    difference_low: float
    difference_high: float
    slope_per_week: float
    slope_low: float
    slope_high: float
    reason: str
    last: int

    @property
    def known(self) -> bool:
        """Whether there were enough ratings to compare."""
        return bool(np.isfinite(self.difference))

    @property
    def sloped(self) -> bool:
        """Whether a slope with its interval was computed, from a week of plan days at least."""
        return bool(np.isfinite(self.slope_low)) and self.last >= _WEEK


def levels_of(change: pd.DataFrame, client: str | None, days: Days, as_of: AsOf) -> Levels:
    """The one row of `change` that belongs to the chart."""
    inputs.require(change, "change", ("client", "n_baseline", "n_review", *_NUMBERS, "reason"))
    mine = change[(change["client"] == client).to_numpy(dtype=bool)] if client is not None else change
    if len(mine) != 1:
        raise ArgumentError(
            f"change has {len(mine)} rows for client {client}. Pass change(plan, log, as_of=…) of the same plan."
        )
    row = mine.iloc[0]
    numbers = {name: float(row[name]) for name in _NUMBERS}
    return Levels(
        int(row["n_baseline"]), int(row["n_review"]), **numbers, reason=str(row["reason"]), last=days.begun(as_of)
    )


def draw_levels(ax: Axes, levels: Levels, rated: pd.DataFrame, days: Days) -> None:
    """Both levels, the interval of their difference, the slope line, and what they come to at the right edge."""
    first, edge = ax.get_xlim()
    if levels.sloped:
        _draw_slope(ax, levels, rated, days)
    if not levels.known:
        return
    old, new = levels.mean_baseline, levels.mean_review
    start, end = (
        np.array([max(first, 0.5 - _WEEK), levels.last + 0.5 - min(_WEEK, levels.last)]),
        np.array([0.5, levels.last + 0.5]),
    )
    level = np.array([old, new])
    canvas.lines(ax, start, end, level, level, style.LEVEL, 5.0, order=0.9, label="levels")
    canvas.lines(ax, end, np.array([edge, edge]), level, level, style.INK, style.THIN, dashes="--", order=1,
                 label="level on")  # fmt: skip
    low, high = np.clip([old + levels.difference_low, old + levels.difference_high], -0.45, 10.3)
    aside = 5.0 * (edge - first) / canvas.size_of(ax)[0]
    canvas.marks(ax, np.array([edge + aside]), np.array([new]), "o", style.INK, 4.0, width=0, label="change")
    ax.add_line(Line2D([edge + aside] * 2, [low, high], color=style.INK, linewidth=style.LINE + 0.4, clip_on=False,
                       label="interval"))  # fmt: skip
    interval = f"({numbers.interval(levels.difference_low, levels.difference_high)})"
    now = f"last week {numbers.number(new, 1)}\nchange {numbers.signed(levels.difference)}\n{interval}"
    _say_right(ax, [(old, f"before the start\n{numbers.number(old, 1)}"), (new, now)])


def _say_right(ax: Axes, labels: Sequence[tuple[float, str]]) -> None:
    """Words at the right edge at their level, pushed apart where they would touch."""
    point = (ax.get_ylim()[1] - ax.get_ylim()[0]) / canvas.size_of(ax)[1]
    (y0, low), (y1, high) = sorted(labels)
    need = (low.count("\n") + high.count("\n") + 2) * 11.5 / 2 * point + 3 * point
    if (lack := need - (y1 - y0)) > 0:
        y0, y1 = y0 - lack / 2, y1 + lack / 2
    for y, name in ((y0, low), (y1, high)):
        canvas.say(ax, 1, 0, name, dx=11, dy=(y - ax.get_ylim()[0]) / point, size=style.SMALL + 0.5, where=ax.transAxes)


def _draw_slope(ax: Axes, levels: Levels, rated: pd.DataFrame, days: Days) -> None:
    """The straight line through the plan days, broken over gaps and excused days."""
    daily = _daily(rated, levels.last)
    if not len(daily):
        return
    day = daily.index.to_numpy(dtype="float64")
    off = days.sessions.assign(off=days.sessions["excuse_reason"] != "").groupby("day")["off"].all()
    before = np.searchsorted(off.index[off.to_numpy(dtype=bool)], day)
    parts = np.split(np.arange(len(day)), np.flatnonzero((np.diff(day) > _GAP + 1) | (np.diff(before) > 0)) + 1)
    first, last = np.array([p[0] for p in parts]), np.array([p[-1] for p in parts])
    reach = np.stack([day[first] - 0.4, day[last] + 0.4])
    wing = reach - day.mean()
    fitted = daily.mean() + levels.slope_per_week / 7 * wing
    low, high = (
        np.clip(daily.mean() + slope / 7 * wing, -0.45, 10.3) for slope in (levels.slope_low, levels.slope_high)
    )
    band = np.stack([np.stack([reach[k], y[k]], 1) for k, y in ((0, low), (1, low), (1, high), (0, high))], 1)
    canvas.fill(ax, band, style.MUTED, order=0.2, label="slope band", alpha=0.16)
    canvas.lines(ax, reach[0], reach[1], fitted[0], fitted[1], style.MUTED, style.LINE, dashes="--",
                 order=2, label="slope")  # fmt: skip


def _daily(rated: pd.DataFrame, last: int) -> pd.Series:
    """Each plan day's one value: its day rating, else the mean over slots of before; it only places the line."""
    mine = (
        rated[rated["number"].between(1, last).to_numpy(dtype=bool)].groupby("number")[["day_rating", "before"]].mean()
    )
    return mine["day_rating"].fillna(mine["before"]).dropna()


def say_levels(levels: Levels) -> str:
    """The change in one or two sentences."""
    n = f"{levels.n_baseline} days rated before the start and {levels.n_review} in the last week"
    if not levels.known:
        return f"No change is computed: {levels.reason or 'not enough ratings'} ({n})."
    sure = numbers.interval(levels.difference_low, levels.difference_high)
    old, new = numbers.number(levels.mean_baseline, 1), numbers.number(levels.mean_review, 1)
    said = (
        f"Mean {old} in the week before the start, {new} in the last week: change {numbers.signed(levels.difference)} "
        f"points (95 % interval {sure}; {n})."
    )
    if levels.sloped:
        sure = numbers.interval(levels.slope_low, levels.slope_high)
        said += f" Slope over the plan days {numbers.signed(levels.slope_per_week)} points a week ({sure})."
    return said
