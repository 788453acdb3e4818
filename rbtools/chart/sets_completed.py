"""Sets completed by exercise and week, held against the minimum and the full dose."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rbtools.chart import canvas, door, style, text, words
from rbtools.chart.canvas import Frame, Key
from rbtools.chart.chart import Chart
from rbtools.errors import ArgumentError
from rbtools.measure.sets_completed import sets_completed

NEAR_MINIMUM = 0.8
"""From this share of the minimum dose on a bar is dark: one missed session does not turn a week light. A choice."""

_COLUMNS = ("exercise", "n_sets_min", "n_sets_max", "n_sets_done")
_TITLE = "Sets completed each week"
_PANEL, _HEAD, _FOOT, _GAP = 96.0, 40.0, 16.0, 16.0
_NARROWEST, _WIDEST = 92.0, 60.0


@style.drawn
def plot_sets_completed(
    frame: pd.DataFrame, *, client: str | None = None, title: str | None = None, ax: Axes | None = None
) -> Chart:
    """Draw the sets done by exercise and week, and say in words how they compare with the minimum dose.

    One small panel an exercise, all on one scale: the bar is the sets done in due sessions, the black line the minimum
    dose of those sessions, the grey band reaches up to the full dose. A bar is dark from 80 % of the minimum on. A week
    with fewer due sessions has a lower line; from matched the note below says why (excused, not yet due).

    Parameters: `frame`, matched or `sets_completed(matched, by=["client", "exercise", "week"])`; `client`, needed when
    the frame holds several; `title` ("" for none); `ax`, axes whose place the panels take. Missing values: a week
    without due sessions has no bar and no line. Raises `FrameError` for another frame and `ArgumentError` for several
    clients without `client`.
    """
    rows, named = door.one_client(frame, client, 'sets_completed(matched, by=["exercise", "week"])')
    notes = _notes(rows) if door.is_matched(rows) else {}
    doses = _doses(rows) if door.is_matched(rows) else {}
    measured = sets_completed(rows, by=("exercise", "week")) if door.is_matched(rows) else rows
    door.require(measured, "sets_completed", _COLUMNS)
    title = _TITLE + (f" · {text.drawable(named)}" if named else "") if title is None else title
    table = _table(measured)
    if not len(table):
        ax = canvas.open_axes(ax, Frame(body=90, left=8, right=8, bottom=8), title)
        canvas.nothing(ax, "No due session yet, so no sets to show.")
        return Chart(canvas.figure_of(ax), (ax,), "Sets completed: no due session yet, so no sets to show.")
    host, panels = _panels(ax, table, title, notes)
    top = table[["n_sets_done", "n_sets_max"]].to_numpy(dtype="float64").max() * 1.14
    weeks = sorted(table["week"].unique())
    for panel, (exercise, mine) in zip(panels, table.groupby("exercise", observed=True), strict=True):
        _draw(panel, mine, weeks, top, notes)
        _head(panel, str(exercise), doses.get(str(exercise), ""))
    return Chart(canvas.figure_of(host), tuple(panels), _sentence(table, notes, named))


@dataclass(frozen=True)
class _Week:
    """Why a week asks for fewer sets: sessions planned, excused (with the reasons), and not yet due."""

    planned: int
    excused: int
    open: int
    reason: str

    def __str__(self) -> str:
        because = f" ({self.reason})" if self.reason else ""
        parts = [f"{self.excused} of {self.planned} sessions excused{because}"] if self.excused else []
        parts += [f"{self.open} of {self.planned} sessions not yet due"] if self.open else []
        return " and ".join(parts)


def _notes(matched: pd.DataFrame) -> dict[int, _Week]:
    """The weeks in which some session is excused, or some but not all are not yet due."""
    planned = matched[matched["session"].notna().to_numpy(dtype=bool)]
    one = planned.drop_duplicates("session")[["week", "due", "closed", "excused"]]
    one = one.assign(n=1, off=one["closed"] & ~one["due"], open=~one["closed"])
    weekly = one.groupby("week")[["n", "off", "open"]].sum()
    reasons = one[one["off"]].groupby("week")["excused"].unique()
    return {
        int(week): _Week(int(n), int(off), int(left), ", ".join(text.drawable(r) for r in reasons.get(week, ()) if r))
        for week, n, off, left in weekly.itertuples()
        if off or 0 < left < n
    }


def _doses(matched: pd.DataFrame) -> dict[str, str]:
    """Each exercise's sets a session, as the plan has them."""
    planned = matched[matched["session"].notna().to_numpy(dtype=bool)]
    dose = planned.groupby("exercise", observed=True)[["sets_min", "sets_max"]].agg(
        {"sets_min": "min", "sets_max": "max"}
    )
    return {str(e): f"{words.sides(low, high)} sets a session" for e, low, high in dose.itertuples()}


def _table(measured: pd.DataFrame) -> pd.DataFrame:
    """The weeks in which anything was due; a frame without weeks is one whole."""
    if "week" not in measured.columns:
        measured = measured.assign(week=0)
    if measured.duplicated(["exercise", "week"]).any():
        raise ArgumentError(
            'The frame has several rows for an exercise and week. Pass sets_completed(matched, by=["client", '
            '"exercise", "week"]).'
        )
    due = (measured["n_sets_max"] > 0).to_numpy(dtype=bool)
    return measured[due].sort_values(["exercise", "week"], kind="stable").reset_index(drop=True)


def _panels(ax: Axes | None, table: pd.DataFrame, title: str, notes: dict[int, _Week]) -> tuple[Axes, list[Axes]]:
    """The axes that hold the key and the note, and in them one small axes an exercise."""
    n = int(table["exercise"].nunique())
    room = canvas.size_of(ax)[0] if ax is not None else style.WIDTH * 72 - 16
    n_column = min(n, max(1, int((room + _GAP) // (_NARROWEST + _GAP))))
    n_row = -(-n // n_column)
    n_column = -(-n // n_row)
    said = "; ".join(f"week {week}: {note}" for week, note in notes.items())
    lines = text.wrap(f"* Fewer sets were due in {said}.", room, style.SMALL) if said else []
    under = 11.0 * len(lines) + 6
    frame = Frame(body=n_row * (_HEAD + _PANEL + _FOOT), left=8, right=8, bottom=under + 4, above=-2)
    host = canvas.open_axes(ax, frame, title, _keys(table))
    host.set(xticks=[], yticks=[], xlim=(0, 1), ylim=(0, 1))
    wide, high = canvas.size_of(host)
    if ax is not None:  # the caller's axes hold the note too
        high_free, base = high - under, under
    else:
        high_free, base = high, 0.0
    canvas.say(host, 0, 0, "\n".join(lines), dy=base - 4, size=style.SMALL, colour=style.MUTED, va="top")
    column, row = (wide - _GAP * (n_column - 1)) / n_column, high_free / n_row
    return host, [
        host.inset_axes(
            (
                (k % n_column) * (column + _GAP) / wide,
                (base + (n_row - 1 - k // n_column) * row + _FOOT) / high,
                column / wide,
                max(row - _HEAD - _FOOT, 10) / high,
            )
        )
        for k in range(n)
    ]


def _keys(table: pd.DataFrame) -> list[Key]:
    low = _short(table).any()
    ranged = (table["n_sets_max"] > table["n_sets_min"]).any()
    keys = [Key("sets done", canvas.box(style.BLUE))]
    keys += (
        [Key(f"less than {NEAR_MINIMUM:.0%} of the minimum".replace("%", " %"), canvas.box(style.MID))] if low else []
    )
    keys += [Key("minimum dose of the due sessions", canvas.line(style.INK, 1.8))]
    return keys + ([Key("up to the full dose", canvas.box(style.BAND, edge=style.BAND))] if ranged else [])


def _short(table: pd.DataFrame) -> np.ndarray:
    """The weeks whose sets are fewer than the tolerated share of the minimum."""
    return (table["n_sets_done"] < NEAR_MINIMUM * table["n_sets_min"]).to_numpy(dtype=bool)


def _draw(panel: Axes, mine: pd.DataFrame, weeks: list[int], top: float, notes: dict[int, _Week]) -> None:
    canvas.bare(panel)
    panel.set(xlim=(-0.5, len(weeks) - 0.5), ylim=(0, top))
    panel.spines["bottom"].set_visible(True)
    panel.set_yticks([])
    x = np.searchsorted(weeks, mine["week"].to_numpy())
    done, low, high = (mine[c].to_numpy(dtype="float64") for c in ("n_sets_done", "n_sets_min", "n_sets_max"))
    dark = done >= NEAR_MINIMUM * low
    slot, point = (size / n for size, n in zip(canvas.size_of(panel), (len(weeks), top), strict=True))
    unit = min(1.0, _WIDEST / slot)
    wide, bar = 0.42 * unit, 0.27 * unit
    canvas.fill(panel, canvas.cells(x - wide, x + wide, low, high)[high > low], style.BAND, order=0.5, label="band")
    bars = canvas.cells(x - bar, x + bar, 0 * done, done)
    canvas.fill(panel, bars[dark], style.BLUE, order=1, label="done")
    canvas.fill(panel, bars[~dark], style.MID, order=1, label="done below 80 %")
    canvas.lines(panel, x - wide, x + wide, low, low, style.INK, 1.8, order=2, label="minimum")
    _say_done(panel, x, done, low, dark, 2 * bar * slot, slot, point)
    _say_prescribed(panel, x, low, np.maximum(high, done), high, slot)
    for k in sorted(set(range(len(weeks))) - set(x.tolist())):
        canvas.say(panel, k, 0, "–", dy=2, ha="center", va="bottom", colour=style.MUTED)
    star = ["*" if week in notes else "" for week in weeks]
    names = [f"{w}{s}" for w, s in zip(weeks, star, strict=True)] if weeks != [0] else ["all"]
    canvas.ticks(panel, [[f"W{name}" for name in names], names] if weeks != [0] else [names])


def _say_done(
    panel: Axes,
    x: np.ndarray,
    done: np.ndarray,
    low: np.ndarray,
    dark: np.ndarray,
    bar: float,
    slot: float,
    point: float,
) -> None:
    """The number of sets at the foot of its bar, upright or turned, or on a bar too low to hold it."""
    for at, value, minimum, is_dark in zip(x, done, low, dark, strict=True):
        name = words.number(value)
        long = text.width(name, style.LABEL)
        colour = style.WHITE if is_dark else style.INK
        if value * point >= 14 and long <= bar:
            canvas.say(panel, at, 0, name, dy=3, ha="center", va="bottom", colour=colour)
        elif value * point >= long + 6 and bar >= 9:
            canvas.say(panel, at, 0, name, dy=4, ha="center", va="bottom", colour=colour, turned=True)
        elif long <= slot and (minimum - value) * point >= 13:
            canvas.say(panel, at, value, name, dy=2, ha="center", va="bottom")


def _say_prescribed(
    panel: Axes, x: np.ndarray, low: np.ndarray, top: np.ndarray, high: np.ndarray, slot: float
) -> None:
    """The prescribed sets once over each run of weeks that ask for the same."""
    change = np.flatnonzero((np.diff(low) != 0) | (np.diff(high) != 0) | (np.diff(x) != 1)) + 1
    for run in np.split(np.arange(len(x)), change):
        name = words.sides(low[run[0]], high[run[0]])
        if text.width(name, style.SMALL) <= slot * len(run):
            canvas.say(panel, x[run].mean(), top[run].max(), name, dy=2.5, size=style.SMALL, colour=style.MUTED,
                       ha="center", va="bottom")  # fmt: skip


def _head(panel: Axes, exercise: str, dose: str) -> None:
    room = canvas.size_of(panel)[0] + _GAP - 4
    name = text.wrap(words.name(text.drawable(exercise)), room, style.LABEL, bold=True, lines=1 if dose else 2)
    canvas.say(panel, 0, 1, "\n".join(name), dy=16 if dose else 6, size=style.LABEL, weight="bold", va="bottom",
               where=panel.transAxes)  # fmt: skip
    canvas.say(panel, 0, 1, dose, dy=5, size=style.SMALL, colour=style.MUTED, va="bottom", where=panel.transAxes)


def _sentence(table: pd.DataFrame, notes: dict[int, _Week], named: str) -> str:
    def one(exercise: str, mine: pd.DataFrame) -> str:
        low, high = mine["n_sets_min"].sum(), mine["n_sets_max"].sum()
        dose = f"minimum {low}" + (f", full dose {high}" if high > low else "")
        return f"{words.name(exercise)} {words.number(mine['n_sets_done'].sum())} sets ({dose})"

    said = [one(str(e), mine) for e, mine in table.groupby("exercise", observed=True)]
    short = table[_short(table)]
    weak = [f"{words.name(str(e))} in {words.numbers('week', mine['week'])}"
            for e, mine in short.groupby("exercise", observed=True)]  # fmt: skip
    sentence = f"{named + ': s' if named else 'S'}ets completed in due sessions: {'; '.join(said)}."
    sentence += f" Below 80 % of the minimum: {'; '.join(weak)}." if weak else " No week below 80 % of the minimum."
    why = "; ".join(f"week {week}: {note}" for week, note in notes.items())
    return sentence + (f" Fewer sets were due in {why}." if why else "")
