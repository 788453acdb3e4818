"""The parts that all charts share: axes with a fixed frame, a headline with its key, text, cells, ticks.

Lengths are in points. A chart is laid out by arithmetic alone, so it costs no layout pass and is the same every time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.ticker import NullLocator
from matplotlib.transforms import Affine2D, ScaledTranslation, Transform

from rbtools.chart import style, text
from rbtools.chart.fast_text import Words
from rbtools.errors import ArgumentError

KEY_ROW = 12.0
_KEY_BOX, _KEY_HIGH, _KEY_SEP, _KEY_GAP = 13.0, 8.0, 4.0, 12.0
_KEY_BASE = 1.4  # the foot of the words above the foot of the box, so that both stand in one line
_TITLE_ROW = 17.0


@dataclass(frozen=True)
class Key:
    """One entry of a key: what it looks like in a box of 13 × 8 points, and what it means."""

    label: str
    artists: tuple[Artist, ...] = ()

    @property
    def width(self) -> float:
        """Width with the label, in points."""
        return text.width(self.label, style.SMALL) + (_KEY_BOX + _KEY_SEP if self.artists else 0)


@dataclass(frozen=True)
class Frame:
    """The room around the data of a chart on its own, in points: what its labels take, and how high the data stand."""

    body: float
    left: float
    right: float
    bottom: float
    above: float = 0.0
    """Between the data and the key, for labels along the upper edge."""


def box(
    face: str, *, filled: float = 1.0, edge: str | None = None, hatch: str | None = None, dotted: bool = False
) -> tuple[Artist, ...]:
    """A cell for a key, filled up to a share of its height."""
    outline = Rectangle((0, 0), _KEY_BOX, _KEY_HIGH, facecolor="none", edgecolor=edge or style.RULE,
                        linewidth=style.THIN, linestyle=":" if dotted else "-")  # fmt: skip
    inside = Rectangle((0, 0), _KEY_BOX, _KEY_HIGH * filled, facecolor=face, edgecolor=style.EDGE if hatch else "none",
                       linewidth=0, hatch=hatch)  # fmt: skip
    inside.set_hatch_linewidth(style.HATCH_WIDTH)
    return inside, outline


def mark(
    marker: str, colour: str, *, filled: bool = True, size: float = 5.0, width: float = style.LINE
) -> tuple[Artist, ...]:
    """A marker for a key."""
    face = colour if filled else style.WHITE
    return (Line2D([_KEY_BOX / 2], [_KEY_HIGH / 2], linestyle="none", marker=marker, markersize=size,
                   markerfacecolor=face, markeredgecolor=colour, markeredgewidth=width),)  # fmt: skip


def line(colour: str, width: float = style.LINE, dashes: Literal["-", "--", ":"] = "-") -> tuple[Artist, ...]:
    """A line for a key."""
    return (Line2D([0, _KEY_BOX], [_KEY_HIGH / 2] * 2, color=colour, linewidth=width, linestyle=dashes,
                   solid_capstyle="butt"),)  # fmt: skip


def level() -> tuple[Artist, ...]:
    """A level with its interval for a key."""
    half, middle = _KEY_BOX / 2, _KEY_HIGH / 2
    return (
        *line(style.LEVEL, 4.0),
        Line2D([half, half], [middle - 4, middle + 4], color=style.INK, linewidth=style.LINE),
    )


def size_of(ax: Axes) -> tuple[float, float]:
    """Width and height of the data area in points."""
    if not isinstance(ax, Axes):
        raise ArgumentError.not_allowed("ax", ax, "Axes of matplotlib, or None for a new figure")
    figure = ax.get_figure(root=True)
    assert figure is not None
    return ax.bbox.width / figure.dpi * 72, ax.bbox.height / figure.dpi * 72


def open_axes(
    ax: Axes | None, frame: Frame, title: str, keys: Sequence[Key] = (), *, width: float = style.WIDTH
) -> Axes:
    """The axes to draw into: the caller's, or new ones in a figure that just holds them, with title and key above."""
    room = size_of(ax)[0] if ax is not None else width * 72 - frame.left - frame.right
    rows = _rows(keys, room)
    if ax is None:
        head = frame.above + KEY_ROW * len(rows) + (_TITLE_ROW if title else 0) + 8
        high = head + frame.body + frame.bottom
        figure = Figure(figsize=(width, high / 72), facecolor=style.WHITE)
        ax = figure.add_axes((frame.left / width / 72, frame.bottom / high, room / width / 72, frame.body / high))
    bare(ax)
    at = frame.above + 4
    if rows:
        _draw_keys(ax, rows, at)
        at += KEY_ROW * len(rows)
    if title:
        shown = text.shorten(title, room, style.TITLE, bold=True)
        say(ax, 0, 1, shown, dy=at + 3, size=style.TITLE, weight="bold", va="baseline", where=ax.transAxes)
    return ax


def bare(ax: Axes) -> None:
    """Take away what matplotlib draws by itself; a chart puts back what it needs."""
    ax.set_facecolor("none")
    ax.grid(False)
    ax.set(xlabel="", ylabel="", title="")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(NullLocator())
    for spine in ax.spines.values():
        spine.set(visible=False, color=style.MUTED, linewidth=style.THIN)


def _rows(keys: Sequence[Key], room: float) -> list[list[Key]]:
    """Each entry in the first row that has room for it."""
    rows: list[list[Key]] = []
    left: list[float] = []
    for key in keys:
        at = next((k for k, free in enumerate(left) if key.width + _KEY_GAP <= free), len(rows))
        if at == len(rows):
            rows.append([])
            left.append(room + _KEY_GAP)
        rows[at].append(key)
        left[at] -= key.width + _KEY_GAP
    return rows


def _draw_keys(ax: Axes, rows: Sequence[Sequence[Key]], at: float) -> None:
    """The key's rows, the lowest `at` points above the axes; placed by arithmetic, as packing boxes costs ten times."""
    figure = figure_of(ax)
    corner: Any = ax.transAxes  # any transform will do; the hint asks for an affine one
    points = figure.dpi_scale_trans + ScaledTranslation(0, 1, corner)
    for n, row in enumerate(rows):
        x, y = 0.0, at + KEY_ROW * (len(rows) - 1 - n)
        for key in row:
            for artist in key.artists:
                artist.set(transform=Affine2D().translate(x, y).scale(1 / 72) + points, clip_on=False)
                ax.add_artist(artist)
            words = x + (_KEY_BOX + _KEY_SEP if key.artists else 0)
            say(ax, 0, 1, key.label, dx=words, dy=y + _KEY_BASE, size=style.SMALL, colour=style.MUTED, va="baseline",
                where=ax.transAxes).set_label(f"key {n}")  # fmt: skip
            x += key.width + _KEY_GAP


def key_rows(ax: Axes) -> int:
    """How many rows the key above some axes has."""
    return len({name for text in ax.texts if (name := str(text.get_label())).startswith("key ")})


def shifted(ax: Axes, where: Transform, dx: float, dy: float) -> Transform:
    """A place moved by some points."""
    figure = figure_of(ax)
    return where + ScaledTranslation(dx / 72, dy / 72, figure.dpi_scale_trans)


def say(
    ax: Axes, x: float, y: float, words: str, *, dx: float = 0, dy: float = 0, size: float = style.LABEL,
    colour: str = style.INK, ha: str = "left", va: str = "center", weight: str = "normal",
    where: Transform | None = None, turned: bool = False,
) -> Words:  # fmt: skip
    """Words at a place, moved by some points; never read as mathematics."""
    said = Words(
        x, y, words, transform=shifted(ax, where or ax.transData, dx, dy), fontsize=size, color=colour, ha=ha, va=va,
        fontweight=weight, parse_math=False, rotation=90 if turned else 0, clip_on=False,
    )  # fmt: skip
    ax.add_artist(said)
    return said


def cells(left: np.ndarray, right: np.ndarray, bottom: np.ndarray, top: np.ndarray) -> np.ndarray:
    """Rectangles by their corners: n × 4 × 2."""
    left, right, bottom, top = np.broadcast_arrays(left, right, bottom, top)
    return np.stack([np.stack([left, right, right, left], 1), np.stack([bottom, bottom, top, top], 1)], 2)


def fill(ax: Axes, vertices: np.ndarray, face: str, *, edge: str = "none", width: float = 0.0, hatch: str | None = None,
         dashes: str = "-", order: float = 1.0, label: str = "", alpha: float = 1.0) -> None:  # fmt: skip
    """Many cells of one look as one artist and one path, found again by its label."""
    if not len(vertices):
        return
    look = PathCollection(
        [_path(vertices, closed=True)], facecolors=face, edgecolors=edge, linewidths=width, linestyles=dashes,
        hatch=hatch, zorder=order, label=label or "_cells", alpha=None if alpha == 1 else alpha,
    )  # fmt: skip
    look.set_hatch_linewidth(style.HATCH_WIDTH)
    ax.add_collection(look, autolim=False)


def marks(ax: Axes, x: np.ndarray, y: np.ndarray, marker: str, colour: str, size: float, *, filled: bool = True,
          width: float = style.LINE, order: float = 3.0, label: str = "", face: str | None = None) -> None:  # fmt: skip
    """Many markers of one look as one artist."""
    if not len(x):
        return
    ax.add_line(
        Line2D(x, y, linestyle="none", marker=marker, markersize=size, markeredgewidth=width, markeredgecolor=colour,
               markerfacecolor=face or (colour if filled else style.WHITE), zorder=order, label=label or "_marks",
               clip_on=False)
    )  # fmt: skip


def nothing(ax: Axes, words: str) -> None:
    """What an empty chart says in place of its data."""
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.add_patch(Rectangle((0, 0), 1, 1, transform=ax.transAxes, facecolor=style.PALE, edgecolor="none"))
    room = size_of(ax)[0] - 12
    say(ax, 0.5, 0.5, "\n".join(text.wrap(words, room, style.LABEL)), colour=style.MUTED, ha="center",
        where=ax.transAxes)  # fmt: skip


def figure_of(ax: Axes) -> Figure:
    """The figure that holds the axes."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    return figure


def lines(
    ax: Axes, x0: np.ndarray, x1: np.ndarray, y0: np.ndarray, y1: np.ndarray, colour: str, width: float, *,
    dashes: str = "-", order: float = 2.0, label: str = "",
) -> None:  # fmt: skip
    """Many straight lines of one look as one artist and one path."""
    if not len(x0):
        return
    ends = np.stack([np.stack([x0, y0], 1), np.stack([x1, y1], 1)], 1)
    ax.add_collection(
        PathCollection([_path(ends)], facecolors="none", edgecolors=colour, linewidths=width, linestyles=dashes,
                       zorder=order, label=label or "_lines", capstyle="butt"), autolim=False,
    )  # fmt: skip


def _path(pieces: np.ndarray, *, closed: bool = False) -> Path:
    """Pieces of the same number of corners, n × corners × 2, as one path: an SVG of it is a third as long."""
    if closed:
        pieces = np.concatenate([pieces, pieces[:, :1]], axis=1)
    codes = np.full(pieces.shape[:2], Path.LINETO, dtype=Path.code_type)
    codes[:, 0] = Path.MOVETO
    if closed:
        codes[:, -1] = Path.CLOSEPOLY
    return Path(pieces.reshape(-1, 2), codes.ravel())


def ticks(ax: Axes, forms: Sequence[Sequence[str]], *, size: float = style.LABEL) -> None:
    """Label the places 0, 1, … of the x axis in the first form that fits; else every second, third, … of the last."""
    n = len(forms[0])
    form, step = thinned(forms, size_of(ax)[0] / n, size=size)
    label_x(ax, range(0, n, step), form[::step], size=size)


def thinned(forms: Sequence[Sequence[str]], slot: float, *, size: float = style.LABEL) -> tuple[Sequence[str], int]:
    """The first form whose labels fit into `slot` points, else the last and that only every n-th of it is to stand."""
    form = text.first_that_fits(forms, slot - 3, size)
    if form is not None:
        return form, 1
    return forms[-1], int(-(-(max(text.width(label, size) for label in forms[-1]) + 3) // slot))


def label_x(ax: Axes, places: Sequence[float], labels: Sequence[str], *, size: float = style.LABEL) -> None:
    """Words under places of the x axis, with the line they stand under; a matplotlib tick costs three times as much."""
    ax.spines["bottom"].set_visible(True)
    for place, label in zip(places, labels, strict=True):
        say(ax, place, 0, label, dy=-4, size=size, ha="center", va="top", where=ax.get_xaxis_transform())


def label_y(ax: Axes, places: Sequence[float], labels: Sequence[str]) -> None:
    """Words to the left of places of the y axis, each with a pale line across."""
    at = np.asarray(places, dtype="float64")
    left, right = ax.get_xlim()
    lines(ax, np.full(len(at), left), np.full(len(at), right), at, at, style.RULE, 0.5, order=0.3, label="grid")
    for place, label in zip(places, labels, strict=True):
        say(ax, 0, place, label, dx=-5, colour=style.MUTED, ha="right", where=ax.get_yaxis_transform())
