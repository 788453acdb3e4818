"""The cohort strip: a row a client, a cell a session, the share done, tightness against its baseline, the change."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rbtools import schema
from rbtools.chart import canvas, inputs, strip, style, text
from rbtools.chart.canvas import Frame, Key
from rbtools.chart.chart import Chart
from rbtools.core import numbers
from rbtools.core.arguments import whole
from rbtools.errors import ArgumentError
from rbtools.measure.adherence import adherence

_TITLE = "Everybody, session by session"
_ROW = 14.0
_CHANGE = ("client", "mean_baseline", "difference", "difference_low", "difference_high")
_ADHERENCE = ("client", "n_due", "n_done", "share_done")
_NAME, _DONE, _SPARK, _TEXT, _GAP = 96.0, 74.0, 76.0, 84.0, 10.0
"""Widths of the columns next to the sessions, in points."""


@style.drawn
def plot_cohort(
    matched: pd.DataFrame,
    *,
    tightness: pd.DataFrame | None = None,
    change: pd.DataFrame | None = None,
    order: Iterable[str] | None = None,
    flagged: Iterable[str] = (),
    page: int = 1,
    per_page: int = 40,
    title: str | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw many clients on a page, a row each, and say in words how many did how much.

    A cell is a session: dark when every exercise reached its minimum, lighter below it, a cross when missed, hatched
    when excused, empty when not yet due. Next to it are the share of due sessions done with its counts, the days'
    tightness above (worse) or below (better) the client's own baseline on one scale for all, and the change with its
    interval: a triangle only where the interval leaves 0 out. Clients to look at first have an exclamation mark.

    Parameters
    ----------
    matched : DataFrame
        What `match_log` gives, of any number of clients.
    tightness : DataFrame, optional
        `tightness(log, plan=plan, by=["client", "date"])`, for the lines; without it there are none.
    change : DataFrame, optional
        The frame of `change(plan, log, as_of=…)`, for the baselines and the last column.
    order : iterable of str, optional
        Clients in the order of their rows; those left out are not drawn. By default the lowest share done comes first.
    flagged : iterable of str, default ()
        Clients that get the exclamation mark.
    page : int, default 1
        Which page.
    per_page : int, default 40
        Rows of a page.
    title : str, optional
        The heading; "" for none.
    ax : Axes, optional
        Axes to draw into, measured in points from then on.

    Returns
    -------
    Chart
        Figure, axes and sentence; a client without due sessions has a dash for a share, one without a
        change a dash for it; never 0.

    Raises
    ------
    FrameError, ArgumentError
        For other frames, for a client in `order` or `flagged` that has no plan, and for a page that there is not.

    Examples
    --------
    >>> import pandas as pd
    >>> import rbtools as rb
    >>> people = pd.DataFrame({"client": ["ann", "bob"], "start": "2026-03-02", "tz": "Europe/London"})
    >>> plan = rb.make_plans(rb.load_program(), people, weeks=2)
    >>> chart = rb.plot_cohort(rb.match_log(plan, rb.simulate_log(plan, seed=1), as_of="end"))
    >>> chart.sentence.split(":")[0]
    'Cohort of 2 clients'
    """
    matched = schema.MATCHED.check(matched)
    planned = matched[matched["session"].notna().to_numpy(dtype=bool)]
    title = inputs.heading(title, _TITLE)
    everybody = adherence(planned).set_index("client")
    rows = _page(_ordered(everybody, order), page, per_page)
    flags = _known(flagged, everybody, "flagged")
    if not rows.clients:
        ax = canvas.open_axes(ax, Frame(body=90, left=8, right=8, bottom=8), title)
        canvas.nothing(ax, "No client with a plan to show.")
        return Chart(canvas.figure_of(ax), (ax,), "Cohort: no client with a plan to show.")
    mine = planned[planned["client"].isin(rows.clients).to_numpy(dtype=bool)]
    cells = strip.cells_of(mine, rows.clients)
    changed = _of(change, "change", _CHANGE, rows.clients)
    ax = canvas.open_axes(
        ax, Frame(_ROW * len(rows.clients), 8, 8, 6, 14), title, _keys(cells, changed, tightness, flags)
    )
    layout = _layout(ax, len(rows.clients), tightness is not None, changed is not None)
    strip.draw_cells(ax, cells, layout.sessions)
    _say_rows(ax, rows.clients, everybody, flags, layout)
    if tightness is not None:
        daily = _of(tightness, "tightness", ("client", "date", "daily"), rows.clients, several=True)
        strip.draw_lines(ax, daily, cells, changed, layout.lines)
    if changed is not None:
        _say_change(ax, changed, layout)
    return Chart(canvas.figure_of(ax), (ax,), _sentence(everybody, rows, changed, flags))


@dataclass(frozen=True)
class _Rows:
    """The clients of one page, from top to bottom, and where the page stands."""

    clients: list[str]
    n: int
    page: int
    pages: int
    first: int


def _known(clients: Iterable[str], everybody: pd.DataFrame, name: str) -> list[str]:
    if isinstance(clients, str) or not isinstance(clients, Iterable):
        raise ArgumentError.not_allowed(name, clients, "a list of clients")
    given = [str(c) for c in clients]
    if unknown := [c for c in given if c not in everybody.index]:
        raise ArgumentError(
            f"{name}: client {unknown[0]!r} has no plan in the frame. Leave it out, or give its rows too."
        )
    return given


def _ordered(everybody: pd.DataFrame, order: Iterable[str] | None) -> list[str]:
    if order is not None:
        return list(dict.fromkeys(_known(order, everybody, "order")))
    return [str(c) for c in everybody.sort_values("share_done", kind="stable", na_position="last").index]


def _page(clients: list[str], page: int, per_page: int) -> _Rows:
    per_page = whole("per_page", per_page, 1)
    pages = max(1, -(-len(clients) // per_page))
    page = whole("page", page, 1, pages)
    first = (page - 1) * per_page
    return _Rows(clients[first : first + per_page], len(clients), page, pages, first + 1)


def _of(
    frame: pd.DataFrame | None, name: str, columns: tuple[str, ...], clients: list[str], *, several: bool = False
) -> pd.DataFrame | None:
    """The rows of the page's clients, one each in the order of the page unless there may be several."""
    if frame is None:
        return None
    inputs.require(frame, name, columns)
    mine = frame.loc[frame["client"].isin(clients).to_numpy(dtype=bool), list(columns)]
    mine = mine.assign(client=mine["client"].astype(str))
    return mine if several else mine.drop_duplicates("client").set_index("client").reindex(clients)


@dataclass(frozen=True)
class _Layout:
    """Where the columns begin and end, in points, and the middle of each row, from the top."""

    sessions: strip.Place
    lines: strip.Place
    done: float
    change: float
    heading: float


def _layout(ax: Axes, n: int, lined: bool, changed: bool) -> _Layout:
    wide, high = canvas.size_of(ax)
    ax.set(xlim=(0, wide), ylim=(0, high))
    row = high / n
    middle = high - (np.arange(n) + 0.5) * row
    right = wide - (_TEXT if changed else 0)
    lines = strip.Place(right - _SPARK, right - _GAP, middle, row)
    done = (lines.left if lined else right) - _DONE
    return _Layout(strip.Place(_NAME, done - _GAP, middle, row), lines, done, right, high)


def _keys(
    cells: strip.Cells, changed: pd.DataFrame | None, tightness: pd.DataFrame | None, flags: list[str]
) -> list[Key]:
    keys = [Key("every exercise at its minimum", canvas.box(style.BLUE)), Key("less", canvas.box(style.MID))]
    if cells.of("missed").any() or cells.of("skipped").any():
        keys.append(Key("not done", canvas.mark("x", style.ORANGE, size=4)))
    if cells.of("excused").any():
        keys.append(Key("excused", canvas.box(style.PALE, hatch=style.HATCH, edge=style.EDGE)))
    if tightness is not None:
        keys.append(Key("tighter than its baseline", canvas.box(style.ORANGE)))
        keys.append(Key("less tight", canvas.box(style.MID)))
    if changed is not None:
        keys.append(Key("▲ ▼ change whose 95 % interval leaves 0 out; lower is better"))
    return keys + ([Key("! look here first")] if flags else [])


def _say_rows(ax: Axes, clients: list[str], everybody: pd.DataFrame, flags: list[str], layout: _Layout) -> None:
    place = layout.sessions
    counted = everybody.loc[clients, ["n_due", "n_done"]].astype("int64")
    counts = dict(zip(clients, counted.itertuples(index=False, name=None), strict=True))
    for client, y in zip(clients, place.middle, strict=True):
        name = text.shorten(text.drawable(client), _NAME - 20, style.SMALL)
        canvas.say(ax, _NAME - 6, y, name, size=style.SMALL, ha="right")
        if client in flags:
            canvas.say(ax, 4, y, "!", size=style.LABEL, weight="bold", colour=style.ORANGE)
        n_due, n_done = counts[client]
        share = numbers.percent(n_done / n_due) if n_due else "–"
        canvas.say(ax, layout.done + 26, y, share, size=style.SMALL, ha="right")
        canvas.say(ax, layout.done + 31, y, f"{n_done} of {n_due}", size=style.SMALL, colour=style.MUTED)
    canvas.say(ax, layout.done, layout.heading, "done of due", dy=4, size=style.SMALL, colour=style.MUTED, va="bottom")


def _say_change(ax: Axes, changed: pd.DataFrame, layout: _Layout) -> None:
    values = (changed[c].to_numpy(dtype="float64") for c in _CHANGE[2:])
    for y, value, low, high in zip(layout.sessions.middle, *values, strict=True):
        if np.isnan(value):
            canvas.say(ax, layout.change + 8, y, "–", size=style.SMALL, colour=style.MUTED)
            continue
        glyph, colour = ("▲", style.ORANGE) if low > 0 else (("▼", style.BLUE) if high < 0 else ("", style.INK))
        canvas.say(ax, layout.change, y, glyph, size=style.SMALL - 1, colour=colour, ha="center")
        canvas.say(ax, layout.change + 26, y, numbers.signed(value), size=style.SMALL, colour=colour, ha="right")
        interval = numbers.interval(low, high)
        canvas.say(ax, layout.change + 31, y, interval, size=style.SMALL - 0.5, colour=style.MUTED)
    canvas.say(ax, layout.change + 4, layout.heading, "change, points", dy=4, size=style.SMALL, colour=style.MUTED,
               va="bottom")  # fmt: skip


def _sentence(everybody: pd.DataFrame, rows: _Rows, changed: pd.DataFrame | None, flags: list[str]) -> str:
    sentence = f"Cohort of {numbers.count(rows.n, 'client')}"
    if rows.pages > 1:
        last = rows.first + len(rows.clients) - 1
        sentence += f", page {rows.page} of {rows.pages} (rows {rows.first}–{last})"
    here = everybody.loc[rows.clients]
    n_due, n_done = int(here["n_due"].sum()), int(here["n_done"].sum())
    share = f" ({numbers.percent(n_done / n_due)})" if n_due else ""
    sentence += f": {n_done} of {n_due} due sessions done{share}, self-reported"
    if flags:
        sentence += f"; {len(set(flags) & set(rows.clients))} flagged to look at first"
    if changed is not None:
        low, high = (changed[c].to_numpy(dtype="float64") for c in ("difference_low", "difference_high"))
        better, worse, unknown = int((high < 0).sum()), int((low > 0).sum()), int(np.isnan(low).sum())
        open_ = len(low) - better - worse - unknown
        sentence += (
            f". Tightness clearly lower than before the start for {better}, clearly higher for {worse}, "
            f"not clear for {open_}, not enough ratings for {unknown}"
        )
    return sentence + "."
