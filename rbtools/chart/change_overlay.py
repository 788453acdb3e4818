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

_NUMBERS = ("mean_baseline", "mean_review", "difference", "difference_low", "difference_high")
_WEEK = 7


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
    reason: str
    last: int

    @property
    def known(self) -> bool:
        """Whether there were enough ratings to compare."""
        return bool(np.isfinite(self.difference))


def row_of(change: pd.DataFrame, client: str | None) -> pd.DataFrame:
    """The one row of `change` that belongs to the chart."""
    inputs.require(change, "change", ("client", "n_baseline", "n_review", *_NUMBERS, "reason"))
    mine = change[(change["client"] == client).to_numpy(dtype=bool)] if client is not None else change
    if len(mine) != 1:
        raise ArgumentError(
            f"change has {len(mine)} rows for client {client}. Pass change(plan, log, as_of=…) of the same plan."
        )
    return mine


def levels_of(change: pd.DataFrame, days: Days, as_of: AsOf) -> Levels:
    """The levels of a change of one row."""
    row = change.iloc[0]
    values = {name: float(row[name]) for name in _NUMBERS}
    return Levels(
        int(row["n_baseline"]), int(row["n_review"]), **values, reason=str(row["reason"]), last=days.begun(as_of)
    )


def draw_levels(ax: Axes, levels: Levels) -> None:
    """Both levels, the interval of their difference, and what they come to at the right edge."""
    first, edge = ax.get_xlim()
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


def draw_weeks(ax: Axes, weekly: pd.DataFrame, last: int) -> None:
    """The mean of each programme week as a pale bar over its days; a week without ratings has none."""
    first, edge = ax.get_xlim()
    week = weekly["week"].to_numpy(dtype="float64")
    seen = (week * _WEEK + 0.5 > first) & ((week - 1) * _WEEK + 1 <= last)
    rated = weekly[weekly["daily"].notna().to_numpy(dtype=bool) & seen]
    end = rated["week"].to_numpy(dtype="float64") * _WEEK + 0.5
    level = rated["daily"].to_numpy(dtype="float64")
    start, end = np.maximum(end - _WEEK, first), np.minimum(end, edge)
    canvas.lines(ax, start + 0.1, end - 0.1, level, level, style.BAND, 5.0, order=0.8, label="weekly means")


def say_levels(levels: Levels) -> str:
    """The change in one or two sentences."""
    n = f"{numbers.count(levels.n_baseline, 'day')} rated before the start and {levels.n_review} in the last week"
    if not levels.known:
        return f"Too few ratings to compare ({n})."
    sure = numbers.interval(levels.difference_low, levels.difference_high)
    old, new = numbers.number(levels.mean_baseline, 1), numbers.number(levels.mean_review, 1)
    return (
        f"Mean {old} in the week before the start, {new} in the last week: change {numbers.signed(levels.difference)} "
        f"points (95 % interval {sure}; {n})."
    )
