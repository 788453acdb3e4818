"""The time of day of every session against the time that was planned."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rbtools.chart import canvas, inputs, style
from rbtools.chart.canvas import Frame, Key
from rbtools.chart.chart import Chart
from rbtools.chart.days import Days, label_days
from rbtools.core import numbers
from rbtools.measure.rhythm import ON_TIME_MINUTES, check_on_time, rhythm

_TITLE = "Time of day"


def plot_timing(
    matched: pd.DataFrame,
    *,
    on_time_minutes: float = ON_TIME_MINUTES,
    client: str | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw when each session was done against when it was planned, and say how many were on time.

    The clock is the local one of each plan day, from day start at the bottom to the next day start, so a late evening
    stands above the evening. A dot is a session begun within `on_time_minutes` of the plan (the pale band), a ring one
    outside it, a cross a missed one at its planned time. A session done without a known time of day is left out, and
    counted in the sentence.

    Parameters
    ----------
    matched : DataFrame
        What `match_log` gives.
    on_time_minutes : float, default 90
        Minutes around the planned time that count as on time, as in `rhythm`; the default is a choice.
    client : str, optional
        Whose sessions; needed when the frame holds several.
    title : str, optional
        The heading; "" for none.
    ax : Axes, optional
        Axes to draw into; labels take about 40 points to the left and 32 below, the key its rows above.

    Returns
    -------
    Chart
        Figure, axes and sentence; a session without a known time of day is counted, not drawn.

    Raises
    ------
    FrameError, ArgumentError
        For a frame that is not a matched one, and for several clients without `client`.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> log = rb.simulate_log(plan, seed=1)
    >>> chart = rb.plot_timing(rb.match_log(plan, log, as_of="end"))
    >>> chart.sentence.split(":")[0]
    'Time of day'
    """
    check_on_time(on_time_minutes)
    _, planned, found, named = inputs.sessions_of_one(matched, client)
    kept = rhythm(planned, on_time_minutes=on_time_minutes)
    return draw_timing(found, kept, on_time_minutes=on_time_minutes, named=named, title=title, ax=ax)


@style.drawn
def draw_timing(
    sessions: pd.DataFrame,
    kept: pd.DataFrame,
    *,
    on_time_minutes: float = ON_TIME_MINUTES,
    named: str = "",
    title: str | None = None,
    ax: Axes | None = None,
) -> Chart:
    """`plot_timing` of frames that are known to be one client's: sessions, and `rhythm` with the same minutes."""
    title = inputs.heading(title, _TITLE, named)
    frame = Frame(body=150, left=40, right=14, bottom=32)
    if not len(sessions):
        ax = canvas.open_axes(ax, frame, title)
        canvas.nothing(ax, "No planned session to show.")
        return Chart(canvas.figure_of(ax), (ax,), "Time of day: no planned session to show.")
    days, cells = Days.of_plan(sessions), _placed(sessions, on_time_minutes)
    ax = canvas.open_axes(ax, frame, title, _keys(cells, days, on_time_minutes))
    _clock(ax, cells, days)
    _draw(ax, cells, days, on_time_minutes)
    return Chart(canvas.figure_of(ax), (ax,), _sentence(cells, kept, on_time_minutes, named))


def _placed(cells: pd.DataFrame, on_time_minutes: float) -> pd.DataFrame:
    """The sessions with their planned and actual clock time in hours since the midnight of their plan day."""
    local = pd.Series(pd.NaT, index=cells.index, dtype="datetime64[us]")
    for zone in cells["tz"].cat.categories:  # a person has one zone, or a few on a journey
        there = (cells["tz"] == zone).to_numpy(dtype=bool)
        local = local.mask(there, cells["performed_at"].dt.tz_convert(str(zone)).dt.tz_localize(None))
    opens = cells.groupby("day")["opens_at"].transform("min")
    timed = cells["minutes_off"].notna()

    def hours(time: pd.Series) -> pd.Series:
        return time.dt.total_seconds() / 3600

    return cells.assign(
        at=hours(local - cells["date"]).where(timed),
        plan=hours(cells["scheduled_local"] - cells["date"]),
        start=hours(cells["scheduled_local"] - cells["date"] - (cells["scheduled_at"] - opens)),
        on_time=timed & (cells["minutes_off"].abs() <= on_time_minutes),
        late=timed & (cells["minutes_off"].abs() > on_time_minutes),
        missed=cells["status"].isin(["missed", "skipped"]),
        untimed=cells["performed_at"].notna() & ~timed,
    )


def _keys(cells: pd.DataFrame, days: Days, on_time_minutes: float) -> list[Key]:
    keys = [
        Key(f"planned time ± {on_time_minutes:g} min", canvas.box(style.LIGHT, edge=style.LIGHT)),
        Key("within it", canvas.mark("o", style.BLUE, size=4.5, width=0)),
    ]
    keys += [Key("outside it", canvas.mark("o", style.ORANGE, filled=False, size=4.5))] if cells["late"].any() else []
    keys += [Key("not done", canvas.mark("x", style.ORANGE, size=4.5))] if cells["missed"].any() else []
    if len(days.excused()):
        keys.append(Key(days.reasons(), canvas.box(style.PALE, hatch=style.HATCH, edge=style.EDGE)))
    untimed = int(cells["untimed"].sum())
    return keys + ([Key(f"{untimed} done without a time: not drawn")] if untimed else [])


def _clock(ax: Axes, cells: pd.DataFrame, days: Days) -> None:
    """The plan days to the right, the day from day start to day start upwards, in clock times."""
    start = float(np.floor(cells["start"].median() * 2) / 2)
    low = min(start, float(np.floor(cells["at"].min())) if cells["at"].notna().any() else start)
    high = max(start + 24, float(np.ceil(cells["at"].max())) if cells["at"].notna().any() else start)
    label_days(ax, days, 1, days.last)
    every = 3 if canvas.size_of(ax)[1] >= 8 * 12 else 6
    hours = np.arange(np.ceil(low / every) * every, high + 0.1, every)
    labels = [f"{int(h) % 24:02d}:00" for h in hours]
    ax.set(ylim=(low, high))
    canvas.label_y(ax, [float(h) for h in hours], labels)


def _draw(ax: Axes, cells: pd.DataFrame, days: Days, on_time_minutes: float) -> None:
    day, plan, at = (cells[c].to_numpy(dtype="float64") for c in ("day", "plan", "at"))
    half = on_time_minutes / 60
    canvas.fill(
        ax, canvas.cells(day - 0.5, day + 0.5, plan - half, plan + half), style.LIGHT, order=0.3, label="planned"
    )
    canvas.lines(ax, day - 0.5, day + 0.5, plan, plan, style.MID, style.THIN, order=0.35, label="planned time")
    off = (cells["status"] == "excused").to_numpy(dtype=bool)
    canvas.fill(ax, canvas.cells(day - 0.5, day + 0.5, plan - half, plan + half)[off], style.PALE, edge=style.EDGE,
                hatch=style.HATCH, order=0.4, label="excused")  # fmt: skip
    size = float(np.clip(canvas.size_of(ax)[0] / days.last * 0.5, 2.2, 5.0))
    on_time, late, missed = (cells[c].to_numpy(dtype=bool) for c in ("on_time", "late", "missed"))
    canvas.marks(ax, day[on_time], at[on_time], "o", style.BLUE, size, width=0, label="on time")
    canvas.marks(ax, day[late], at[late], "o", style.ORANGE, size, filled=False, label="off time")
    canvas.marks(ax, day[missed], plan[missed], "x", style.ORANGE, size, label="not done")


def _sentence(cells: pd.DataFrame, kept: pd.DataFrame, on_time_minutes: float, named: str) -> str:
    timed, on_time = int(kept["n_timed"].iloc[0]), int(kept["n_on_time"].iloc[0])
    median = kept["median_minutes_off"].to_numpy(dtype="float64")[0]
    who = f"{named}: t" if named else "T"
    sentence = f"{who}ime of day: no session was done at a known time"
    if timed:
        off = round(abs(median))
        middle = f"{off} min {'late' if median > 0 else 'early'}" if off else "on the minute"
        sentence = (
            f"{who}ime of day: {on_time} of {numbers.count(timed, 'session')} done at a known time began within "
            f"{on_time_minutes:g} min of the plan ({numbers.percent(on_time / timed)}), in the middle {middle}"
        )
    untimed, missed = int(cells["untimed"].sum()), int(cells["missed"].sum())
    sentence += f"; {untimed} done without a known time {'is' if untimed == 1 else 'are'} left out" if untimed else ""
    return sentence + (f"; {missed} not done" if missed else "") + "."
