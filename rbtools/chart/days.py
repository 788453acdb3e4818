"""The axis of plan days that the charts over time share: places of days and slots, excused stretches, labels."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.markers import TICKDOWN

from rbtools.chart import canvas, style, text
from rbtools.core import numbers
from rbtools.match.as_of import AsOf

_TICK: Any = TICKDOWN  # the type hints of Line2D know the named markers only


@dataclass(frozen=True)
class Days:
    """One client's plan days: day 1 stands at 1 and reaches from 0.5 to 1.5, its slots share it from left to right.

    Without a plan day 1 is the first date of the data, and there are no slots and no excused stretches.
    """

    start: pd.Timestamp
    last: int
    slots: tuple[str, ...]
    sessions: pd.DataFrame
    """session, date, day, slot, scheduled_local, opens_at, excused: one row a session."""

    @classmethod
    def of_plan(cls, plan: pd.DataFrame) -> Self:
        """The days of one client's plan rows, of which there is at least one."""
        one = plan.drop_duplicates("session")[
            ["session", "date", "day", "slot", "scheduled_local", "opens_at", "excuse_reason"]
        ]
        first = one.iloc[0]
        start = first["date"] - pd.Timedelta(days=int(first["day"]) - 1)
        slots, _ = slots_of(one)
        return cls(start, int(one["day"].max()), slots, one.reset_index(drop=True))

    @classmethod
    def of_dates(cls, dates: pd.Series) -> Self:
        """The days from the first to the last of some dates."""
        sessions = pd.DataFrame({"date": dates[:0], "day": 0, "slot": "", "excuse_reason": "", "opens_at": dates[:0]})
        return cls(dates.min(), (dates.max() - dates.min()).days + 1, (), sessions)

    def number(self, date: pd.Series) -> np.ndarray:
        """The number of a date, 1 for the first plan day, 0 and less before it."""
        return (date - self.start).dt.days.to_numpy(dtype="float64") + 1

    def place(self, date: pd.Series, slot: pd.Series) -> np.ndarray:
        """Where a date and slot stand; without a slot of the plan in the middle of the day."""
        middle = {s: (k + 0.5) / len(self.slots) - 0.5 for k, s in enumerate(self.slots)}
        return self.number(date) + slot.astype("object").map(middle).fillna(0.0).to_numpy(dtype="float64")

    def begun(self, as_of: AsOf) -> int:
        """The last plan day that has begun by `as_of`; 0 before the first, and without a plan the last day."""
        if as_of.at is None or not len(self.sessions):
            return self.last
        since = self.sessions["date"] if as_of.kind == "date" else self.sessions["opens_at"]
        begun = self.sessions.loc[(since <= as_of.at).to_numpy(dtype=bool), "day"]
        return int(begun.max()) if len(begun) else 0

    def seen(self, as_of: AsOf) -> float:
        """The last day that is looked at: one that has begun, and before the first session the date itself."""
        begun = self.begun(as_of)
        if begun or as_of.at is None:
            return begun
        return float(self.number(pd.Series([as_of.at.tz_localize(None).normalize()]))[0])

    def excused(self) -> pd.DataFrame:
        """The excused sessions."""
        return self.sessions[(self.sessions["excuse_reason"] != "").to_numpy(dtype=bool)]

    def reasons(self) -> str:
        """Why sessions are excused, for a key."""
        given = [text.drawable(r) for r in pd.unique(self.excused()["excuse_reason"])]
        return f"excused ({text.shorten(given[0], 110, style.SMALL)})" if len(given) == 1 else "excused"


def slots_of(sessions: pd.DataFrame) -> tuple[tuple[str, ...], np.ndarray]:
    """The slots in the order of the day (by the middle of their clock times), and each session's place among them."""
    clock = (sessions["scheduled_local"] - sessions["date"]).to_numpy(dtype="timedelta64[us]").astype("int64")
    codes, names = pd.factorize(sessions["slot"].astype(str))
    order = np.argsort([np.median(clock[codes == k]) for k in range(len(names))], kind="stable")
    place = np.empty(len(order), dtype="int64")
    place[order] = np.arange(len(order))
    return tuple(str(names[k]) for k in order), place[codes]


def shade_excused(ax: Axes, days: Days, bottom: float, top: float) -> None:
    """Hatch the excused sessions over a stretch of the y axis."""
    off = days.excused()
    x, half = days.place(off["date"], off["slot"]), 0.5 / max(len(days.slots), 1)
    y = np.full(len(x), bottom)
    canvas.fill(ax, canvas.cells(x - half, x + half, y, y * 0 + top), style.PALE, edge=style.EDGE, hatch=style.HATCH,
                order=0.4, label="excused")  # fmt: skip


def label_days(ax: Axes, days: Days, first: float, last: float) -> None:
    """Tick the first day of each week with its number and date, or of every second, third, … week."""
    week = canvas.size_of(ax)[0] / (last - first + 1) * 7
    step = 7 * max(1, int(-(-34 // week)))
    at = list(range(1, max(int(last), 1) + 1, step))
    dates = [numbers.day_month(days.start + pd.Timedelta(days=d - 1)) for d in at]
    labels = [f"{'day ' if d == 1 else ''}{d}\n{date}" for d, date in zip(at, dates, strict=True)]
    ax.set_xlim(first - 0.5, last + 0.5)
    canvas.label_x(ax, at, labels)
    ax.add_line(Line2D(at, [0] * len(at), linestyle="none", marker=_TICK, markersize=3, color=style.MUTED,
                       markeredgewidth=style.THIN, transform=ax.get_xaxis_transform(), clip_on=False))  # fmt: skip
