"""Sets completed by exercise and week, compared with the minimum and the full dose."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rbtools import schema
from rbtools.chart import canvas, inputs, style, text
from rbtools.chart.canvas import Frame, Key
from rbtools.chart.chart import Chart
from rbtools.chart.sets_panels import GAP, HEAD_LOW, Panels, panels_of
from rbtools.chart.weekly_dose import doses_of, notes_of
from rbtools.core import numbers
from rbtools.errors import ArgumentError
from rbtools.measure.sets_completed import sets_completed

NEAR_MINIMUM = 0.8
"""From this share of the minimum dose on a bar is dark: one missed session turns no week light (choice)."""

_COLUMNS = ("exercise", "n_sets_min", "n_sets_max", "n_sets_done", "share_min_dose")
_TITLE = "Sets completed each week"
_WIDEST = 60.0


def plot_sets_completed(
    frame: pd.DataFrame,
    *,
    titles: Mapping[str, str] | None = None,
    client: str | None = None,
    title: str | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw the sets done by exercise and week, and say in words how they compare with the minimum dose.

    One small panel an exercise, all on one scale: the bar is the sets done in due sessions, the black line the minimum
    dose of those sessions, the grey band reaches up to the full dose. A bar is dark from 80 % of `share_min_dose` on,
    so three sets today do not hide a session that was missed yesterday. A week with fewer due sessions has a lower
    line; from matched the note below says why (excused, not yet due).

    Parameters
    ----------
    frame : DataFrame
        matched, or `sets_completed(matched, by=["client", "exercise", "week"])`, which does not know why a week asks
        for less.
    titles : mapping of str to str, optional
        What people call an exercise, by its id; without it the id in words.
    client : str, optional
        Whose sets; needed when the frame holds several.
    title : str, optional
        The heading; "" for none.
    ax : Axes, optional
        Axes whose place the panels take, measured in points from then on; the key stands above it.

    Returns
    -------
    Chart
        Figure, axes and sentence; a week without due sessions has a dash, never a bar of height zero.

    Raises
    ------
    FrameError, ArgumentError
        For another frame, and for several clients without `client`.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> log = rb.simulate_log(plan, seed=1)
    >>> chart = rb.plot_sets_completed(rb.match_log(plan, log, as_of="end"))
    >>> chart.sentence.startswith("Sets completed: Four point rotation")
    True
    """
    if not isinstance(titles, Mapping | None):
        raise ArgumentError.not_allowed("titles", titles, "titles by exercise id, or None")
    if inputs.is_matched(frame):
        frame = schema.MATCHED.check(frame)
    rows, named = inputs.one_client(frame, client, 'sets_completed(matched, by=["exercise", "week"])')
    notes = notes_of(rows) if inputs.is_matched(rows) else {}
    doses = doses_of(rows) if inputs.is_matched(rows) else {}
    measured = sets_completed(rows, by=("exercise", "week")) if inputs.is_matched(rows) else rows
    inputs.require(measured, "sets_completed", _COLUMNS)
    return draw_sets_completed(measured, titles, notes=notes, doses=doses, named=named, title=title, ax=ax)


@style.drawn
def draw_sets_completed(
    measured: pd.DataFrame,
    titles: Mapping[str, str] | None = None,
    *,
    notes: dict[int, str] | None = None,
    doses: dict[str, str] | None = None,
    named: str = "",
    title: str | None = None,
    ax: Axes | None = None,
) -> Chart:
    """`plot_sets_completed` of a frame that is known to be one client's sets by exercise and week."""
    notes, doses = notes or {}, doses or {}
    title = inputs.heading(title, _TITLE, named)
    table = _table(measured, titles or {})
    if not len(table):
        ax = canvas.open_axes(ax, Frame(body=90, left=8, right=8, bottom=8), title)
        canvas.nothing(ax, "No due session, so no sets to show.")
        return Chart(canvas.figure_of(ax), (ax,), "Sets completed: no due session, so no sets to show.")
    weeks = _weeks(table, notes)
    ax, panels = panels_of(ax, table, weeks, title, notes, doses, _keys(table))
    _draw(ax, panels, table)
    star = ["*" if week in notes else "" for week in weeks]
    _label(ax, panels, table, [f"{w}{s}" for w, s in zip(weeks, star, strict=True)] if weeks != [0] else ["all"], doses)
    return Chart(canvas.figure_of(ax), (ax,), _sentence(table, notes, named))


def _table(measured: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """The weeks in which anything was due, with what the exercises are called; a frame without weeks is one whole."""
    if "week" not in measured.columns:
        measured = measured.assign(week=0)
    if measured.duplicated(["exercise", "week"]).any():
        raise ArgumentError(
            'The frame has several rows for an exercise and week. Pass sets_completed(matched, by=["client", '
            '"exercise", "week"]).'
        )
    due = (measured["n_sets_max"] > 0).to_numpy(dtype=bool)
    table = measured[due].sort_values(["exercise", "week"], kind="stable").reset_index(drop=True)
    exercise = table["exercise"].astype(str)
    return table.assign(exercise=exercise, name=[text.drawable(titles.get(e) or numbers.title(e)) for e in exercise])


def _weeks(table: pd.DataFrame, notes: dict[int, str]) -> list[int]:
    """The weeks that every panel has a place for: from the first to the last with something due or excused."""
    known = [*table["week"], *notes]
    return list(range(int(min(known)), int(max(known)) + 1))


def _keys(table: pd.DataFrame) -> list[Key]:
    low = _short(table).any()
    ranged = (table["n_sets_max"] > table["n_sets_min"]).any()
    keys = [Key("sets done", canvas.box(style.BLUE))]
    keys += (
        [Key(f"less than {numbers.percent(NEAR_MINIMUM)} of the minimum dose", canvas.box(style.MID))] if low else []
    )
    keys += [Key("minimum dose", canvas.line(style.INK, 1.8))]
    return keys + ([Key("up to the full dose", canvas.box(style.BAND, edge=style.BAND))] if ranged else [])


def _short(table: pd.DataFrame) -> np.ndarray:
    """The weeks whose sets are fewer than the tolerated share of the minimum."""
    return (table["share_min_dose"] < NEAR_MINIMUM).to_numpy(dtype=bool)


def _draw(ax: Axes, panels: Panels, table: pd.DataFrame) -> None:
    """The bars, minimum lines and bands of all panels, each kind as one artist."""
    done, low, high = (table[c].to_numpy(dtype="float64") for c in ("n_sets_done", "n_sets_min", "n_sets_max"))
    dark = ~_short(table)
    x, slot = panels.x, min(panels.slot, _WIDEST)
    wide, bar = 0.42 * slot, 0.27 * slot
    band = canvas.cells(x - wide, x + wide, panels.y(low), panels.y(high))
    canvas.fill(ax, band[high > low], style.BAND, order=0.5, label="band")
    bars = canvas.cells(x - bar, x + bar, panels.y(0 * done), panels.y(done))
    canvas.fill(ax, bars[dark], style.BLUE, order=1, label="done")
    canvas.fill(ax, bars[~dark], style.MID, order=1, label="done, short")
    canvas.lines(ax, x - wide, x + wide, panels.y(low), panels.y(low), style.INK, 1.8, order=2, label="minimum")
    canvas.lines(ax, panels.left, panels.left + panels.wide, panels.base, panels.base, style.MUTED, style.THIN, order=3)
    for k in range(len(panels.left)):
        _say_done(ax, panels, panels.place == k, table, 2 * bar)
        _say_prescribed(ax, panels, panels.place == k, low, high, np.maximum(high, done))


def _say_done(ax: Axes, panels: Panels, mine: np.ndarray, table: pd.DataFrame, bar: float) -> None:
    """The number of sets of one panel, at the foot of each bar or on a low one; all of them or none."""
    where = list(zip(panels.x[mine], panels.base[panels.place[mine]], strict=True))
    done, minimum = (table.loc[mine, c].to_numpy(dtype="float64") for c in ("n_sets_done", "n_sets_min"))
    forms = [_form(numbers.number(d), d * panels.point, low * panels.point, bar, panels.slot)
             for d, low in zip(done, minimum, strict=True)]  # fmt: skip
    if "" in forms:
        return
    for (x, base), sets, form, light in zip(where, done, forms, _short(table)[mine], strict=True):
        colour = style.INK if light or form == "on top" else style.WHITE
        up = 2 + sets * panels.point if form == "on top" else 3
        canvas.say(ax, x, base, numbers.number(sets), dy=up, ha="center", va="bottom", colour=colour,
                   turned=form == "turned")  # fmt: skip


def _form(name: str, high: float, minimum: float, bar: float, slot: float) -> str:
    """How a number can stand at a bar of some height and width in points; "" where it would touch something."""
    long = text.width(name, style.LABEL)
    if high >= 14 and long <= bar:
        return "upright"
    if long > bar and high >= long + 6 and bar >= 9:
        return "turned"
    return "on top" if long <= slot and minimum - high >= 13 else ""


def _say_prescribed(
    ax: Axes, panels: Panels, mine: np.ndarray, low: np.ndarray, high: np.ndarray, top: np.ndarray
) -> None:
    """The prescribed sets of one panel, once over each run of weeks that ask for the same."""
    at, x, y = np.flatnonzero(mine), panels.x, panels.y(top)
    change = (np.diff(low[at]) != 0) | (np.diff(high[at]) != 0) | (np.diff(panels.week[at]) != 1)
    for run in np.split(at, np.flatnonzero(change) + 1):
        name = numbers.span(low[run[0]], high[run[0]])
        if text.width(name, style.SMALL) <= panels.slot * len(run):
            canvas.say(ax, x[run].mean(), y[run].max(), name, dy=2.5, size=style.SMALL, colour=style.MUTED, ha="center",
                       va="bottom")  # fmt: skip


def _label(ax: Axes, panels: Panels, table: pd.DataFrame, weeks: list[str], doses: dict[str, str]) -> None:
    """Over each panel its exercise and dose, under it the weeks; a dash where nothing of it was due."""
    names, step = canvas.thinned([[f"W{w}" for w in weeks], weeks] if weeks != ["all"] else [weeks], panels.slot)
    room = panels.wide + GAP - 4
    for k, (exercise, name) in enumerate(table[["exercise", "name"]].drop_duplicates().itertuples(index=False)):
        left, base, top = panels.left[k], panels.base[k], panels.base[k] + panels.high
        dose = doses.get(exercise, "")
        indent = text.width(name, style.LABEL, bold=True) + 6 if panels.head == HEAD_LOW else 0
        for n, line in enumerate(text.wrap(name, room, style.LABEL, bold=True, lines=1 if dose else 2)):
            canvas.say(ax, left, top, line, dy=panels.head - 14 - 11 * n, weight="bold", va="baseline")
        canvas.say(ax, left, top, dose, dx=indent, dy=8, size=style.SMALL, colour=style.MUTED, va="baseline")
        place = left + (np.arange(len(weeks)) + 0.5) * panels.slot
        for n, x in enumerate(place):  # where there is no room for each week's name, those with a note keep their star
            week = names[n] if n % step == 0 else weeks[n][-1:].strip("0123456789")
            canvas.say(ax, x, base, week, dy=-4, ha="center", va="top")
        for idle in set(range(len(weeks))) - set(panels.week[panels.place == k].tolist()):
            canvas.say(ax, place[idle], base, "–", dy=2, ha="center", va="bottom", colour=style.MUTED)


def _sentence(table: pd.DataFrame, notes: dict[int, str], named: str) -> str:
    def one(name: str, mine: pd.DataFrame) -> str:
        low, high = mine["n_sets_min"].sum(), mine["n_sets_max"].sum()
        dose = f"minimum {low}" + (f", full dose {high}" if high > low else "")
        return f"{name} {numbers.number(mine['n_sets_done'].sum())} sets ({dose})"

    by_name = table.groupby("name", sort=False)
    parts = [one(str(name), mine) for name, mine in by_name]
    short = table[_short(table)].groupby("name", sort=False)["week"]
    weak = [str(name) + (f" in {numbers.runs('week', weeks)}" if weeks.any() else "") for name, weeks in short]
    sentence = f"{named + ': s' if named else 'S'}ets completed: {'; '.join(parts)}."
    sentence += (
        f" Below {numbers.percent(NEAR_MINIMUM)} of the minimum dose: {'; '.join(weak)}."
        if weak
        else f" No week below {numbers.percent(NEAR_MINIMUM)} of the minimum dose."
    )
    why = "; ".join(f"week {week}: {note}" for week, note in notes.items())
    return sentence + (f" Fewer sets were due in {why}." if why else "")
