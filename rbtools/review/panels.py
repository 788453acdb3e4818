"""Where each chart stands on the A4 page, in points: one layout for the HTML page and for the PDF."""

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rbtools.chart import style
from rbtools.chart.adherence import plot_adherence
from rbtools.chart.calendar import plot_calendar
from rbtools.chart.chart import Chart
from rbtools.chart.sets_completed import plot_sets_completed
from rbtools.chart.tightness import plot_tightness
from rbtools.chart.timing import plot_timing
from rbtools.review.measured import Measured

PAGE = (595.276, 841.89)
"""A4."""
MARGIN = 34.0
WIDTH = PAGE[0] - 2 * MARGIN
GAP = 14.0


@dataclass(frozen=True)
class Panel:
    """A chart's room: its size, and how much of it the labels around the data take."""

    name: str
    title: str
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    def axes(self, figure: Figure, x: float = 0, y: float = 0) -> Axes:
        """Axes for the data, the panel's lower left corner at x, y of the figure."""
        wide, high = figure.get_size_inches() * 72
        room = (self.width - self.left - self.right) / wide, (self.height - self.top - self.bottom) / high
        return figure.add_axes(((x + self.left) / wide, (y + self.bottom) / high, *room))

    def figure(self) -> Figure:
        """A figure of the panel's size."""
        return Figure(figsize=(self.width / 72, self.height / 72), facecolor="none")


_SIDE = 190.0
PANELS = {
    panel.name: panel
    for panel in (
        Panel("adherence", "Sessions done by week", _SIDE, 150, left=34, right=2, top=42, bottom=40),
        Panel("calendar", "Session by session", WIDTH - GAP - _SIDE, 152, left=52, right=42, top=40, bottom=2),
        Panel("timing", "Time of day", _SIDE, 152, left=34, right=2, top=42, bottom=18),
        Panel("tightness", "Self-rated tightness", WIDTH, 160, left=36, right=88, top=30, bottom=30),
        Panel("sets", "Sets completed each week", WIDTH, 132, left=2, right=2, top=18, bottom=2),
    )
}


def draw(name: str, measured: Measured, ax: Axes, title: str | None) -> Chart:
    """Draw one chart of the page into the axes."""
    match name:
        case "adherence":
            return plot_adherence(measured.by_week, title=title, ax=ax)
        case "calendar":
            return plot_calendar(measured.matched, title=title, ax=ax)
        case "timing":
            return plot_timing(measured.matched, title=title, ax=ax)
        case "tightness":
            return plot_tightness(
                measured.by_session, plan=measured.plan, change=measured.change, as_of=measured.as_of, title=title, ax=ax
            )
        case _:
            return plot_sets_completed(measured.matched, title=title, ax=ax)


def charts(measured: Measured) -> dict[str, Chart]:
    """All charts of the page, each in a figure of its own and without a title: the page sets the heading."""
    with style.settings():
        return {name: draw(name, measured, panel.axes(panel.figure()), "") for name, panel in PANELS.items()}
