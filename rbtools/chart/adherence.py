"""Adherence by week: the share of due sessions done, with its interval and its counts."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rbtools.chart import canvas, inputs, style, text
from rbtools.chart.canvas import Frame, Key
from rbtools.chart.chart import Chart
from rbtools.core import numbers
from rbtools.errors import ArgumentError
from rbtools.measure.adherence import adherence

_COLUMNS = ("n_due", "n_done", "n_complete", "n_excused", "share_done", "share_done_low", "share_done_high",
            "share_complete")  # fmt: skip
_OVER = ("week", "day", "date", "slot", "exercise")
_TITLE = "Adherence, self-reported"
_ROW, _WIDEST = 11.5, 110.0


def plot_adherence(
    frame: pd.DataFrame, *, client: str | None = None, title: str | None = None, ax: Axes | None = None
) -> Chart:
    """Draw the share of due sessions done by week, and say the last week and the whole in words.

    The dark bar is `share_done` with its Wilson 95 % interval as a line, the light bar next to it `share_complete`,
    since attendance overstates; under each stand the counts. A stretch in which nothing was due has no bar: it says
    whether it was excused or is not yet due.

    Parameters
    ----------
    frame : DataFrame
        `adherence(matched, by=["client", "week"])`, or by day, date, slot or exercise instead of week; without client
        it is about everybody. A matched frame is measured by week.
    client : str, optional
        Whose adherence; needed when the frame holds several.
    title : str, optional
        The heading; "" for none.
    ax : Axes, optional
        Axes to draw into; labels take about 38 points to the left and 52 below, the key its rows above.

    Returns
    -------
    Chart
        Figure, axes and sentence; a missing share is not drawn, and never as zero.

    Raises
    ------
    FrameError, ArgumentError
        For another frame, and for several clients without `client`.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> log = rb.simulate_log(plan, seed=1)
    >>> matched = rb.match_log(plan, log, as_of="end")
    >>> chart = rb.plot_adherence(rb.adherence(matched, by=["client", "week"]))
    >>> chart.sentence.endswith("Self-reported.")
    True
    """
    rows, named = inputs.one_client(frame, client, 'adherence(matched, by="week")')
    table = adherence(rows, by="week") if inputs.is_matched(rows) else rows.reset_index(drop=True)
    inputs.require(table, "adherence", _COLUMNS)
    return draw_adherence(table, named=named, title=title, ax=ax)


@style.drawn
def draw_adherence(table: pd.DataFrame, *, named: str = "", title: str | None = None, ax: Axes | None = None) -> Chart:
    """`plot_adherence` of a frame that is known to be one client's, or everybody's, adherence."""
    over = _over(table)
    title = inputs.heading(title, _TITLE, named)
    body = Frame(body=120, left=38, right=10, bottom=18 + 3 * _ROW)
    if not len(table):
        ax = canvas.open_axes(ax, body, title)
        canvas.nothing(ax, "No planned session to show.")
        return Chart(canvas.figure_of(ax), (ax,), "Adherence: no planned session to show.")
    ax = canvas.open_axes(ax, body, title, _keys(table))
    _draw(ax, table)
    _label(ax, table, over)
    return Chart(canvas.figure_of(ax), (ax,), _sentence(table, over, named))


def _over(table: pd.DataFrame) -> str:
    """The one column that the bars stand over."""
    given = [c for c in _OVER if c in table.columns]
    if len(given) != 1:
        raise ArgumentError(
            f"The chart draws adherence over one of {numbers.listing(_OVER)}; the frame has "
            f"{numbers.listing(given) or 'none'}. "
            'Pass adherence(matched, by=["client", "week"]).'
        )
    return given[0]


def _keys(table: pd.DataFrame) -> list[Key]:
    keys = [
        Key("due sessions done", canvas.box(style.BLUE)),
        Key("due sessions complete", canvas.box(style.MID)),
        Key("95 % interval", canvas.line(style.INK)),
    ]
    excused = ((table["n_due"] == 0) & (table["n_excused"] > 0)).any()
    return keys + ([Key("excused", canvas.box(style.PALE, hatch=style.HATCH, edge=style.EDGE))] if excused else [])


def _draw(ax: Axes, table: pd.DataFrame) -> None:
    x = np.arange(len(table), dtype="float64")
    done, low, high, complete = (table[c].to_numpy(dtype="float64") for c in _COLUMNS[4:])
    ax.set(xlim=(-0.5, len(x) - 0.5), ylim=(0, 1.0))
    canvas.label_y(ax, [0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100 %"])
    due = ~np.isnan(done)
    unit = _unit(ax, len(x))
    canvas.fill(ax, canvas.cells(x - 0.3 * unit, x + 0.08 * unit, 0 * x, done)[due], style.BLUE, label="done")
    canvas.fill(ax, canvas.cells(x + 0.11 * unit, x + 0.28 * unit, 0 * x, complete)[due], style.MID, label="complete")
    middle = x[due] - 0.11 * unit
    canvas.lines(
        ax, middle, middle, low[due], done[due], style.WHITE, style.LINE, order=3, label="interval, lower part"
    )
    canvas.lines(ax, middle, middle, done[due], high[due], style.INK, style.LINE, order=3, label="interval")
    _say_share(ax, x - 0.11 * unit, done)
    excused = ~due & (table["n_excused"] > 0).to_numpy(dtype=bool)
    whole = canvas.cells(x - 0.3 * unit, x + 0.28 * unit, 0 * x, 0 * x + 1)
    canvas.fill(ax, whole[excused], style.PALE, edge=style.EDGE, hatch=style.HATCH, label="excused")


def _unit(ax: Axes, n: int) -> float:
    """The share of its place that a pair of bars takes: all of it, but never more than a readable width."""
    return min(1.0, _WIDEST * n / canvas.size_of(ax)[0])


def _say_share(ax: Axes, x: np.ndarray, done: np.ndarray) -> None:
    """The share at the foot of its bar, where the bar is high and wide enough to hold it."""
    wide, high = canvas.size_of(ax)
    for at, share in zip(x, done, strict=True):
        if share * high >= 16 and text.width(numbers.percent(share), style.LABEL) + 3 <= 0.38 * min(
            wide / len(x), _WIDEST
        ):
            canvas.say(ax, at, 0, numbers.percent(share), dy=3, ha="center", va="bottom", colour=style.WHITE)


def _label(ax: Axes, table: pd.DataFrame, over: str) -> None:
    """Under each bar what it stands for and its counts, as long as they fit."""
    n = table[["n_done", "n_due", "n_complete", "n_excused"]].astype("int64").itertuples(index=False)
    done, due, complete, excused = zip(*n, strict=True)
    idle = ["excused" if e else "not yet due" for e in excused]
    long = [f"{d} of {of}" if of else said for d, of, said in zip(done, due, idle, strict=True)]
    short = [f"{d}/{of}" if of else "–" for d, of in zip(done, due, strict=True)]
    both = [f"{c} complete" if of else "" for c, of in zip(complete, due, strict=True)]
    off = [f"+ {e} excused" if e and of else "" for e, of in zip(excused, due, strict=True)]
    canvas.ticks(ax, _names(table, over))
    room = canvas.size_of(ax)[0] / len(long) - 3
    rows = ([long, short], [both], [off])
    at = -14 - 0.5 * _ROW
    for k, forms in enumerate(rows):
        size, colour = (style.SMALL, style.MUTED) if k else (style.LABEL, style.INK)
        form = text.first_that_fits(forms, room, size)
        for x, words_below in enumerate(form or []):
            canvas.say(ax, x, 0, words_below, dy=at, ha="center", size=size, colour=colour)
        at -= _ROW if form else 0


def _names(table: pd.DataFrame, over: str) -> list[Sequence[str]]:
    if over == "date":
        dates = [numbers.day_month(d) for d in table["date"]]
        return [dates]
    if over in ("week", "day"):
        return [[f"{over.title()} {v}" for v in table[over]], [f"{over[0].upper()}{v}" for v in table[over]],
                [str(v) for v in table[over]]]  # fmt: skip
    names = [text.drawable(str(v)) for v in table[over]]
    return [[numbers.title(v) for v in names], [text.shorten(v, 40, style.LABEL) for v in names]]


def _sentence(table: pd.DataFrame, over: str, named: str) -> str:
    due = table[(table["n_due"] > 0).to_numpy(dtype=bool)]
    who = f"{named}: " if named else ""
    if not len(due):
        return f"{who}Adherence: nothing is due yet or all of it is excused."
    n_due, n_done, n_excused = (int(table[c].sum()) for c in ("n_due", "n_done", "n_excused"))
    what = "planned exercises" if over == "exercise" else "sessions"
    whole = f"{n_done} of {n_due} due {what} done ({numbers.percent(n_done / n_due)})"
    whole += f", {int(table['n_complete'].sum())} with every exercise at its minimum" if over != "exercise" else ""
    whole += f"; {n_excused} excused" if n_excused else ""
    return f"{who}{_last(due, over)}{'Altogether ' if len(due) > 1 else ''}{whole}. Self-reported."


def _last(due: pd.DataFrame, over: str) -> str:
    """The last stretch in which something was due, where stretches follow one another in time."""
    if len(due) < 2 or over not in ("week", "day", "date"):
        return ""
    name = numbers.day_month(due["date"].iloc[-1]) if over == "date" else f"{over.title()} {due[over].iloc[-1]}"
    share, low, high = (due[c].to_numpy(dtype="float64")[-1] for c in _COLUMNS[4:7])
    n_done, n_due = (int(due[c].iloc[-1]) for c in ("n_done", "n_due"))
    interval = numbers.percent_range(low, high)
    return f"{name}: {n_done} of {n_due} due sessions done ({numbers.percent(share)}, 95 % interval {interval}). "
