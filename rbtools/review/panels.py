"""Where each chart stands on the A4 page, in points: one layout for the HTML page and for the PDF."""

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rbtools.chart import style
from rbtools.chart.adherence import plot_adherence
from rbtools.chart.calendar import plot_calendar
from rbtools.chart.canvas import KEY_ROW, key_rows
from rbtools.chart.chart import Chart
from rbtools.chart.sets_completed import plot_sets_completed
from rbtools.chart.tightness import plot_tightness
from rbtools.chart.timing import plot_timing
from rbtools.review.measured import Measured

WIDTH = 580.0
"""Width of the HTML page's content as its charts are drawn; on A4 it is printed at nine tenths."""
GAP = 16.0


@dataclass(frozen=True)
class Panel:
    """A chart's room: its size, and how much of it the labels left, right and below the data take.

    The key above the data takes what it needs; `above` is what stands between the two.
    """

    name: str
    title: str
    width: float
    height: float
    left: float
    right: float
    bottom: float
    above: float = 0.0

    def draw(self, measured: Measured, figure: Figure, x: float = 0, y: float = 0, *, title: str = "") -> Chart:
        """Draw the chart with the panel's lower left corner at x, y of the figure."""
        rows = _KEY_ROWS
        ax = figure.add_axes(self._place(figure, x, y, rows, title))
        chart = _chart(self.name, measured, ax, title)
        if (rows := key_rows(ax)) != _KEY_ROWS:
            ax.set_position(self._place(figure, x, y, rows, title))
        return chart

    def _place(self, figure: Figure, x: float, y: float, rows: int, title: str) -> tuple[float, float, float, float]:
        wide, high = figure.get_size_inches() * 72
        top = self.above + 4 + KEY_ROW * rows + (_TITLE if title else 3)
        room = (self.width - self.left - self.right) / wide, (self.height - top - self.bottom) / high
        return ((x + self.left) / wide, (y + self.bottom) / high, *room)

    def figure(self) -> Figure:
        """A figure of the panel's size."""
        return Figure(figsize=(self.width / 72, self.height / 72), facecolor="none")


_KEY_ROWS = 3
_TITLE = 18.0
_SIDE = 206.0
PANELS = {
    panel.name: panel
    for panel in (
        Panel("adherence", "Sessions done by week", _SIDE, 144, left=34, right=2, bottom=34),
        Panel("calendar", "Session by session", WIDTH - GAP - _SIDE, 146, left=52, right=44, bottom=2, above=14),
        Panel("timing", "Time of day", _SIDE, 146, left=34, right=2, bottom=32),
        Panel("tightness", "Self-rated tightness", WIDTH, 146, left=36, right=88, bottom=30),
        Panel("sets", "Sets completed each week", WIDTH, 146, left=2, right=2, bottom=2, above=-2),
    )
}


def charts(measured: Measured) -> dict[str, Chart]:
    """All charts of the page, each in a figure of its own and without a title: the page sets the heading."""
    with style.settings():
        return {name: panel.draw(measured, panel.figure()) for name, panel in PANELS.items()}


def _chart(name: str, measured: Measured, ax: Axes, title: str) -> Chart:
    match name:
        case "adherence":
            return plot_adherence(measured.by_week, title=title, ax=ax)
        case "calendar":
            return plot_calendar(measured.matched, title=title, ax=ax)
        case "timing":
            return plot_timing(measured.matched, title=title, ax=ax)
        case "tightness":
            plan, summary, as_of = measured.plan, measured.summary, measured.as_of
            return plot_tightness(measured.by_session, plan=plan, change=summary, as_of=as_of, title=title, ax=ax)
        case _:
            return plot_sets_completed(measured.matched, title=title, ax=ax)
