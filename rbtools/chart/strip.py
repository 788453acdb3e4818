"""Rows of session cells and of signed lines, as the cohort strip lays them out."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rbtools.chart import canvas, style
from rbtools.match.match import sessions

_SPAN = 5.0
"""Points of tightness from the middle of a row to its edge; what lies further off ends there."""


@dataclass(frozen=True)
class Place:
    """A column of rows in points: its edges, the middle of each row, the height of a row."""

    left: float
    right: float
    middle: np.ndarray
    row: float


@dataclass(frozen=True)
class Cells:
    """Sessions with the row of their client and their stretch of the plan days, 0 at the start of day 1."""

    frame: pd.DataFrame
    last: int
    start: pd.Series
    """Each client's first plan date."""

    def of(self, status: str) -> np.ndarray:
        """Which sessions have a status."""
        return (self.frame["status"] == status).to_numpy(dtype=bool)


def cells_of(planned: pd.DataFrame, clients: list[str]) -> Cells:
    """The sessions of some clients, each day shared by the slots that the client has on it."""
    frame = sessions(planned)
    frame = frame.assign(client=frame["client"].astype(str))
    day = frame.groupby(["client", "day"], sort=False)["session"]
    first, n = day.transform("min"), day.transform("size")
    left = frame["day"] - 1 + (frame["session"] - first) / n
    row = frame["client"].map({c: k for k, c in enumerate(clients)})
    start = (frame["date"] - pd.to_timedelta(frame["day"] - 1, unit="D")).groupby(frame["client"]).first()
    return Cells(frame.assign(row=row, left=left, right=left + 1 / n), int(frame["day"].max()), start)


def draw_cells(ax: Axes, cells: Cells, place: Place) -> None:
    """Each session as a cell, by state; weeks parted by a line with their number above."""
    day = (place.right - place.left) / cells.last
    gap = min(0.8, day * 0.06)
    left = place.left + cells.frame["left"].to_numpy(dtype="float64") * day
    right = place.left + cells.frame["right"].to_numpy(dtype="float64") * day - gap
    middle, half = place.middle[cells.frame["row"].to_numpy()], place.row / 2 - 1.2
    whole = canvas.cells(left, right, middle - half, middle + half)
    canvas.fill(ax, whole[cells.of("complete")], style.BLUE, label="complete")
    low = canvas.cells(left, right, middle - half, middle + half * 0.2)
    canvas.fill(ax, low[cells.of("partial")], style.MID, label="partial")
    canvas.fill(ax, whole[cells.of("excused")], style.PALE, edge=style.EDGE, hatch=style.HATCH, label="excused")
    off = cells.of("missed") | cells.of("skipped")
    size = float(np.clip((right - left).min() * 0.7, 1.5, 4.0))
    _cross(ax, ((left + right) / 2)[off], middle[off], size / 2)
    top, bottom = place.middle[0] + place.row / 2, place.middle[-1] - place.row / 2
    rows = place.middle - place.row / 2
    canvas.lines(ax, 0 * rows + place.left, 0 * rows + place.right, rows, rows, style.RULE, 0.4, order=0.5)
    week = place.left + np.arange(0, cells.last, 7) * day
    canvas.lines(ax, week - gap, week - gap, 0 * week + bottom, 0 * week + top, style.INK, style.THIN, order=4)
    names, step = canvas.thinned([[f"week {k + 1}" for k in range(len(week))], [str(k + 1) for k in range(len(week))]],
                                 7 * day, size=style.SMALL)  # fmt: skip
    for x, name in zip(week[::step], names[::step], strict=True):
        canvas.say(ax, x, top, name, dy=4, size=style.SMALL, colour=style.MUTED, va="bottom")


def _cross(ax: Axes, x: np.ndarray, y: np.ndarray, arm: float) -> None:
    """Crosses as strokes: a marker apiece would make the file three times as long."""
    two_x, two_y, rise = np.tile(x, 2), np.tile(y, 2), np.repeat([arm, -arm], len(x))
    canvas.lines(ax, two_x - arm, two_x + arm, two_y - rise, two_y + rise, style.ORANGE, arm / 2, label="not done")


def draw_lines(ax: Axes, daily: pd.DataFrame | None, cells: Cells, changed: pd.DataFrame | None, place: Place) -> None:
    """Each client's days against its own baseline: filled above it as worse, below it as better."""
    canvas.say(ax, place.left, place.middle[0] + place.row / 2, "tightness", dy=4, size=style.SMALL, colour=style.MUTED,
               va="bottom")  # fmt: skip
    if daily is None or changed is None:
        return
    daily = daily[daily["daily"].notna().to_numpy(dtype=bool)]
    row = daily["client"].map({c: k for k, c in enumerate(changed.index)}).to_numpy(dtype="int64")
    base = changed["mean_baseline"].to_numpy(dtype="float64")[row]
    day = (daily["date"] - daily["client"].map(cells.start)).dt.days.to_numpy(dtype="float64")
    off = np.clip(daily["daily"].to_numpy(dtype="float64") - base, -_SPAN, _SPAN)
    shown = ~np.isnan(off) & (day >= -7) & (day < cells.last)
    row, day, off = row[shown], day[shown], off[shown]
    step = (place.right - place.left) / (cells.last + 7)
    x, y = place.left + (day + 7) * step, place.middle[row]
    high = y + off * (place.row / 2 - 0.8) / _SPAN
    worse = off > 0
    bars = canvas.cells(x, x + step, np.minimum(y, high), np.maximum(y, high))
    canvas.fill(ax, bars[worse], style.ORANGE, label="worse")
    canvas.fill(ax, bars[~worse & (off < 0)], style.MID, label="better")
    known = np.unique(row)
    level, zero = place.middle[known], 0 * place.middle[known]
    canvas.lines(ax, zero + place.left, zero + place.right, level, level, style.INK, 0.5, order=3, label="baseline")
    start = place.left + 7 * step
    canvas.lines(ax, zero + start, zero + start, level - place.row / 2 + 1, level + place.row / 2 - 1, style.MUTED, 0.5,
                 order=3, label="start")  # fmt: skip
