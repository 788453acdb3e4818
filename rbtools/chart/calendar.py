"""The calendar: plan weeks by days, a cell a session, filled as high as the dose that was done."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rbtools import schema
from rbtools.chart import canvas, inputs, style, text
from rbtools.chart.canvas import Frame, Key
from rbtools.chart.chart import Chart
from rbtools.chart.days import slots_of
from rbtools.core import numbers
from rbtools.measure.adherence import adherence
from rbtools.measure.session_dose import session_dose_of

_ROW = 36.0
_GAP_X, _GAP_Y, _INNER = 0.035, 0.09, 0.025
_TITLE = "Sessions done"


def plot_calendar(
    matched: pd.DataFrame, *, client: str | None = None, title: str | None = None, ax: Axes | None = None
) -> Chart:
    """Draw the plan weeks by days, one cell a session, and say in words how many sessions became what.

    A cell is filled as high as the share of its full dose that was done, and is dark when every exercise reached its
    minimum. Missed, logged as not done, excused and not yet due sessions differ by sign or texture; an entry outside
    the plan puts a plus on its day. Weeks are plan weeks, so they begin on the weekday on which the plan began.

    Parameters
    ----------
    matched : DataFrame
        What `match_log` gives.
    client : str, optional
        Whose calendar; needed when the frame holds several.
    title : str, optional
        The heading; "" for none.
    ax : Axes, optional
        Axes to draw into; by default those of a new figure. It takes about 60 points to the left, 60 to
        the right and 14 above for its labels, and the key above those.

    Returns
    -------
    Chart
        Figure, axes and sentence; nothing is drawn as zero: a session without entries is missed or not yet due.

    Raises
    ------
    FrameError, ArgumentError
        For a frame that is not a matched one, and for several clients without `client`.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> log = rb.simulate_log(plan, seed=1)
    >>> chart = rb.plot_calendar(rb.match_log(plan, log, as_of="end"))
    >>> chart.sentence.split(":")[0]
    'Calendar of 14 plan days, 2 March to 15 March 2026'
    """
    rows, planned, cells, named = inputs.sessions_of_one(matched, client)
    dose, weekly = session_dose_of(planned), adherence(planned, by="week")
    return draw_calendar(rows, cells, dose, weekly, named=named, title=title, ax=ax)


@style.drawn
def draw_calendar(
    matched: pd.DataFrame,
    cells: pd.DataFrame,
    dose: pd.DataFrame,
    weekly: pd.DataFrame,
    *,
    named: str = "",
    title: str | None = None,
    ax: Axes | None = None,
) -> Chart:
    """`plot_calendar` of frames that are known to be one client's: matched, its sessions, their dose, its weeks."""
    title = inputs.heading(title, _TITLE, named)
    if not len(cells):
        ax = canvas.open_axes(ax, Frame(body=90, left=56, right=56, bottom=8), title)
        canvas.nothing(ax, "No planned session to show.")
        return Chart(canvas.figure_of(ax), (ax,), "Calendar: no planned session to show.")
    grid = _grid(cells, dose["share_max_dose"].to_numpy())
    extra = _extra(matched, grid)
    keys = _keys(grid, extra)
    ax = canvas.open_axes(ax, Frame(body=_ROW * grid.n_week, left=56, right=60, bottom=8, above=14), title, keys)
    _draw_cells(ax, grid)
    _draw_extra(ax, grid, extra)
    _label(ax, grid, weekly)
    return Chart(canvas.figure_of(ax), (ax,), _sentence(grid, extra, named))


@dataclass(frozen=True)
class _Grid:
    """One client's sessions with their place: `row` and `column` of the day, `place` of a slot within it."""

    cells: pd.DataFrame
    share: np.ndarray
    """Of the full dose, by session."""
    row: np.ndarray
    column: np.ndarray
    place: np.ndarray
    slots: tuple[str, ...]
    start: pd.Timestamp

    @property
    def n_week(self) -> int:
        return int(self.row.max()) + 1

    @property
    def corners(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Left, right, bottom and top of each cell; rows count downwards."""
        wide = (1 - 2 * _GAP_X + _INNER) / len(self.slots)
        left = self.column + _GAP_X + self.place * wide
        return left, left + wide - _INNER, self.row + 1 - _GAP_Y, self.row + _GAP_Y

    def of(self, status: str) -> np.ndarray:
        return (self.cells["status"] == status).to_numpy(dtype=bool)


def _grid(cells: pd.DataFrame, dose: np.ndarray) -> _Grid:
    """One cell a session, with the share of its full dose and its place on the calendar."""
    day = cells["day"].to_numpy(dtype="int64")
    slots, place = slots_of(cells)
    start = cells["date"].iloc[0] - pd.Timedelta(days=int(day[0]) - 1)
    return _Grid(cells, dose, (day - 1) // 7, (day - 1) % 7, place, slots, start)


def _extra(rows: pd.DataFrame, grid: _Grid) -> pd.DataFrame:
    """The entries outside the plan, with their day counted from the start of the plan."""
    extra = rows.loc[(rows["status"] == "extra").to_numpy(dtype=bool), ["date", "exercise"]]
    day = (extra["date"] - grid.start).dt.days + 1
    return extra.assign(day=day, inside=day.between(1, 7 * grid.n_week))


def _keys(grid: _Grid, extra: pd.DataFrame) -> list[Key]:
    """The key: the slots in words, then the states that occur."""
    slots = [text.drawable(s) for s in grid.slots]
    order = "each day: " + ", ".join(slots)
    reason = [text.drawable(r) for r in pd.unique(grid.cells.loc[grid.of("excused"), "excuse_reason"])]
    excused = f"excused ({text.shorten(reason[0], 110, style.SMALL)})" if len(reason) == 1 and reason[0] else "excused"
    drawn = {
        "complete": [
            Key("full dose", canvas.box(style.BLUE)),
            Key("at least the minimum", canvas.box(style.BLUE, filled=0.8)),
        ],
        "partial": [Key("less; height = share of the full dose", canvas.box(style.MID, filled=0.45))],
        "missed": [Key("missed", canvas.mark("x", style.ORANGE, width=1.6))],
        "skipped": [Key("noted as not done", canvas.mark("_", style.ORANGE, size=8, width=2.2))],
        "excused": [Key(excused, canvas.box(style.PALE, hatch=style.HATCH, edge=style.EDGE))],
        "not_due": [Key("not yet due", canvas.box(style.WHITE, edge=style.EDGE, dotted=True))],
    }
    keys = [key for status, entries in drawn.items() if grid.of(status).any() for key in entries]
    keys += [Key("outside the plan", canvas.mark("P", style.INK, size=5, width=0))] if len(extra) else []
    return [*keys, Key(order)]


def _draw_cells(ax: Axes, grid: _Grid) -> None:
    left, right, bottom, top = grid.corners
    ax.set(xlim=(0, 7), ylim=(grid.n_week, 0))
    wide, high = canvas.size_of(ax)
    size = float(np.clip(min(wide / 7 / len(grid.slots), high / grid.n_week) * 0.36, 2.5, 9))
    whole = canvas.cells(left, right, bottom, top)
    filled = canvas.cells(left, right, bottom, bottom + (top - bottom) * grid.share)
    at = {status: grid.of(status) for status in schema.SESSION_STATUSES}
    solid = ~(at["excused"] | at["not_due"])
    canvas.fill(ax, filled[at["complete"]], style.BLUE, order=1, label="complete")
    canvas.fill(ax, filled[at["partial"]], style.MID, order=1, label="partial")
    canvas.fill(ax, whole[solid], "none", edge=style.RULE, width=style.THIN, order=2)
    canvas.fill(ax, whole[at["excused"]], style.PALE, edge=style.EDGE, width=style.THIN, hatch=style.HATCH,
                label="excused")  # fmt: skip
    canvas.fill(ax, whole[at["not_due"]], "none", edge=style.EDGE, width=style.THIN, dashes=":", label="not_due")
    x, y = (left + right) / 2, (bottom + top) / 2
    canvas.marks(ax, x[at["missed"]], y[at["missed"]], "x", style.ORANGE, size, width=size / 5, label="missed")
    canvas.marks(ax, x[at["skipped"]], y[at["skipped"]], "_", style.ORANGE, size * 1.2, width=size / 3.5,
                 label="skipped")  # fmt: skip


def _draw_extra(ax: Axes, grid: _Grid, extra: pd.DataFrame) -> None:
    """A plus on a white ground at the upper right corner of each day with an entry outside the plan."""
    day = np.unique(extra.loc[extra["inside"], "day"].to_numpy(dtype="int64"))
    x, y = (day - 1) % 7 + 1.0 - _GAP_X, (day - 1) // 7 + _GAP_Y
    size = float(np.clip(canvas.size_of(ax)[1] / grid.n_week * 0.18, 3.5, 6))
    canvas.marks(ax, x, y, "o", style.INK, size * 1.9, filled=False, width=style.THIN, order=4)
    canvas.marks(ax, x, y, "P", style.INK, size * 1.1, width=0, order=5, label="extra")


def _label(ax: Axes, grid: _Grid, weekly: pd.DataFrame) -> None:
    """Weekdays above, weeks with their first date to the left, sessions done of those due to the right."""
    high = canvas.size_of(ax)[1] / grid.n_week
    for day in range(7):
        date = grid.start + pd.Timedelta(days=day)
        canvas.say(ax, day + 0.5, 0, numbers.weekday(date), dy=4, ha="center", va="bottom")
    canvas.say(ax, 7, 0, "done", dx=6, dy=4, size=style.SMALL, colour=style.MUTED, va="bottom")
    counts = weekly[["week", "n_done", "n_due", "n_excused"]].astype("int64").itertuples(index=False, name=None)
    done = {w: f"{d} of {n}" if n else ("excused" if e else "") for w, d, n, e in counts}
    for week in range(1, grid.n_week + 1):
        first = numbers.day_month(grid.start + pd.Timedelta(days=7 * week - 7))
        name = f"Week {week}\n{first}" if high >= 24 else f"{week} · {first}"
        canvas.say(ax, 0, week - 0.5, name, dx=-6, size=style.LABEL if high >= 24 else style.SMALL, ha="right")
        canvas.say(ax, 7, week - 0.5, done.get(week, ""), dx=6, colour=style.MUTED)


def _sentence(grid: _Grid, extra: pd.DataFrame, named: str) -> str:
    cells = grid.cells
    n = {status: int(grid.of(status).sum()) for status in schema.SESSION_STATUSES}
    due = int(cells["due"].sum())
    said = {
        "complete": "complete", "partial": "below the minimum", "skipped": "logged as not done", "missed": "missed",
    }  # fmt: skip
    parts = [f"{n[status]} {word}" for status, word in said.items() if n[status]]
    apart = [f"{n[s]} {w}" for s, w in (("excused", "excused"), ("not_due", "not yet due")) if n[s]]
    dates = numbers.period(cells["date"].min(), cells["date"].max())
    whose = f"{named}: calendar" if named else "Calendar"
    sentence = (
        f"{whose} of {numbers.count(cells['date'].nunique(), 'plan day')}, {dates}: {numbers.count(due, 'session')} due"
    )
    sentence += f", {numbers.listing(parts)}" if parts else ""
    sentence += f"; {numbers.listing(apart)}" if apart else ""
    if len(extra):
        away = int((~extra["inside"]).sum())
        sentence += f"; {numbers.count(len(extra), 'entry', 'entries')} outside the plan"
        sentence += f", {away} of them on days that the calendar does not show" if away else ""
    return sentence + "."
