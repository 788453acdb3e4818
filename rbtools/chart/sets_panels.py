"""The panels of the chart of sets completed: one for each exercise, and where a week and a set are in it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rbtools.chart import canvas, style, text
from rbtools.chart.canvas import Frame, Key

GAP = 16.0
HEAD_LOW = 22.0  # above a panel, with the dose next to the exercise's name
_HEAD_HIGH = 32.0  # and with the dose below it
_PANEL, _FOOT = 100.0, 16.0
_NARROWEST = 92.0


@dataclass(frozen=True)
class Panels:
    """Where the panels stand in the axes, in points: their lower left corners, and the size of a place and of a set."""

    left: np.ndarray
    base: np.ndarray
    wide: float
    high: float
    head: float
    slot: float
    point: float
    place: np.ndarray
    """The panel of each row of the table."""
    week: np.ndarray
    """The week of each row of the table, from 0."""

    @property
    def x(self) -> np.ndarray:
        """The middle of each row's bar."""
        return self.left[self.place] + (self.week + 0.5) * self.slot

    def y(self, sets: np.ndarray) -> np.ndarray:
        """How high so many sets are, in each row's panel."""
        return self.base[self.place] + sets * self.point


def panels_of(
    ax: Axes | None,
    table: pd.DataFrame,
    weeks: list[int],
    title: str,
    notes: dict[int, str],
    doses: dict[str, str],
    keys: list[Key],
) -> tuple[Axes, Panels]:
    """Axes in points with a key above and a note below, and in them the places of one panel an exercise."""
    place, exercises = pd.factorize(table["exercise"])
    names = dict(zip(table["exercise"], table["name"], strict=True))
    n = len(exercises)
    room = canvas.size_of(ax)[0] if ax is not None else style.WIDTH * 72 - 16
    n_row = -(-n // max(1, int((room + GAP) // (_NARROWEST + GAP))))
    n_column = -(-n // n_row)
    column = (room - GAP * (n_column - 1)) / n_column
    head = _head(names, doses, column)
    why = "; ".join(f"week {week}: {note}" for week, note in notes.items())
    lines = text.wrap(f"* Fewer sets were due in {why}.", room, style.SMALL) if why else []
    under = 11.0 * len(lines) + 2 if lines else 0.0
    ax = canvas.open_axes(ax, Frame(n_row * (head + _PANEL + _FOOT) + under, 8, 8, 4, -2), title, keys)
    wide, high = canvas.size_of(ax)
    ax.set(xlim=(0, wide), ylim=(0, high))
    canvas.say(ax, 0, 0, "\n".join(lines), size=style.SMALL, colour=style.MUTED, va="bottom")
    row, k = (high - under) / n_row, np.arange(n)
    body = max(row - head - _FOOT, 10.0)
    most = table[["n_sets_done", "n_sets_max"]].to_numpy(dtype="float64").max()
    return ax, Panels(
        left=(k % n_column) * (column + GAP), base=under + (n_row - 1 - k // n_column) * row + _FOOT, wide=column,
        high=body, head=head, slot=column / len(weeks), point=(body - 10) / most, place=place,
        week=table["week"].to_numpy(dtype="int64") - weeks[0],
    )  # fmt: skip


def _head(names: dict[str, str], doses: dict[str, str], room: float) -> float:
    """How much room the words above each panel take: less where every dose fits next to its exercise's name."""

    def width(exercise: str) -> float:
        return (
            text.width(names[exercise], style.LABEL, bold=True) + 6 + text.width(doses.get(exercise, ""), style.SMALL)
        )

    return HEAD_LOW if all(width(e) <= room for e in names) else _HEAD_HIGH
