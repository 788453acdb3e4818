"""Hand-made matched frames, and the few questions that the chart tests ask of a figure."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import Collection
from matplotlib.text import Text

from rbtools import schema

START = pd.Timestamp("2026-01-05")
HOURS = {"am": 7.5, "noon": 12.5, "pm": 20.5}


@dataclass(frozen=True)
class Cell:
    """One exercise of one session: what was prescribed, what was done, what became of it."""

    day: int
    slot: str
    exercise: str
    sets_done: float
    status: str
    sets: tuple[int, int] = (2, 3)
    minutes_off: float | None = 0.0
    excuse_reason: str = ""
    window_closed: bool = True


def matched_of(cells, *, client="me", extras=(), slots=("am", "pm")):
    """The matched frame of some cells, with sessions numbered in time order; extras are (day, exercise)."""
    rows = pd.DataFrame([vars(c) for c in cells])
    date = START + pd.to_timedelta(rows["day"] - 1, unit="D")
    plan = date + pd.to_timedelta(rows["slot"].map(HOURS), unit="h")
    done = rows["sets_done"] > 0
    key = rows["day"] * 10 + rows["slot"].map({s: k for k, s in enumerate(slots)})
    first, last = rows["slot"] == slots[0], rows["slot"] == slots[-1]
    edge = date + pd.Timedelta(hours=14)
    opens = date + pd.Timedelta(hours=4)
    frame = pd.DataFrame(
        {
            "client": client, "session": key.rank(method="dense").astype("int64"), "exercise": rows["exercise"],
            "date": date, "day": rows["day"], "week": (rows["day"] - 1) // 7 + 1, "slot": rows["slot"], "tz": "UTC",
            "scheduled_local": plan, "scheduled_at": plan.dt.tz_localize("UTC"),
            "opens_at": opens.where(first, edge).dt.tz_localize("UTC"),
            "closes_at": (opens + pd.Timedelta(days=1)).where(last, edge).dt.tz_localize("UTC"), "level": "base",
            "sides": 1,
            "sets_min": rows["sets"].str[0], "sets_max": rows["sets"].str[1], "reps": 5, "unit": "breath",
            "excuse_reason": rows["excuse_reason"], "plan_version": 1, "day_start": "04:00",
            "due": rows["window_closed"] & (rows["status"] != "excused"),
            "performed_at": (plan + pd.to_timedelta(rows["minutes_off"].astype("float64").fillna(0), unit="min"))
            .where(done).dt.tz_localize("UTC"),
            "minutes_off": rows["minutes_off"].astype("float64").where(done),
            "sets_left": pd.array([pd.NA] * len(rows), dtype="Int64"),
            "sets_right": pd.array([pd.NA] * len(rows), dtype="Int64"),
            "sets_done": rows["sets_done"].astype("float64"),
            "sets_counted": np.minimum(rows["sets_done"], rows["sets"].str[1]).astype("float64"),
            "reps_done": (rows["sets_done"] * 5).astype("int64"), "n_reps_assumed": 0, "status": rows["status"],
            "window_closed": rows["window_closed"],
        }
    )  # fmt: skip
    whole = schema.MATCHED.check(frame)
    return schema.MATCHED.check(pd.concat([whole, _extras(client, extras)], ignore_index=True)) if extras else whole


def _extras(client, extras):
    frame = pd.DataFrame({name: pd.Series([None] * len(extras)) for name in schema.MATCHED.names})
    frame = frame.assign(
        client=client, exercise=[e for _, e in extras], date=[START + pd.Timedelta(days=d - 1) for d, _ in extras],
        excuse_reason="", due=False, sets_done=2.0, n_reps_assumed=0, status="extra", window_closed=False,
    )  # fmt: skip
    return schema.MATCHED.check(frame)


def whole_session(day, slot, status, **more):
    """A session of the one exercise "roll"."""
    sets = {"full": 3, "minimum": 2, "partial": 1}.get(status, 0)
    return Cell(day, slot, "roll", sets, status, **more)


class Seen:
    """What stands in a chart."""

    def __init__(self, chart):
        self.chart = chart

    def words(self):
        return [t.get_text() for t in self.chart.figure.findobj(Text) if t.get_text() and t.get_visible()]

    def cells(self, label):
        """The rectangles of one look as left, right, bottom, top; none if the look does not occur."""
        cells = self._pieces(label, 5)
        return [tuple(float(v) for v in (*c[[0, 1], 0], *c[[0, 2], 1])) for c in cells]

    def segments(self, label):
        return [piece.tolist() for piece in self._pieces(label, 2)]

    def points(self, label):
        found = [line.get_data() for a in self.chart.axes for line in a.lines if line.get_label() == label]
        return [(float(x), float(y)) for data in found for x, y in zip(*data, strict=True)]

    def _pieces(self, label, corners):
        found = [c for a in self.chart.axes for c in a.findobj(Collection) if c.get_label() == label]
        return [piece for c in found for p in c.get_paths() for piece in p.vertices.reshape(-1, corners, 2)]


@pytest.fixture
def matched():
    return matched_of


@pytest.fixture
def cell():
    return Cell


@pytest.fixture
def session():
    return whole_session


@pytest.fixture
def see():
    return Seen
