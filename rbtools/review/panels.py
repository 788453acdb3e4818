"""Where each chart stands on the A4 page, in points: one layout for the HTML page, the PDF and the notebook."""

from dataclasses import dataclass

from matplotlib.figure import Figure

from rbtools.chart import style
from rbtools.chart.canvas import KEY_ROW, key_rows
from rbtools.chart.chart import Chart
from rbtools.review.contents import ContentChart, Contents

WIDTH = 580.0
"""Width of the HTML page's content as its charts are drawn; on A4 it is printed at nine tenths."""
GAP = 16.0
SIDE = 206.0
"""Width of the narrow column: charts over weeks and hours."""


@dataclass(frozen=True)
class Panel:
    """A chart's room: its size, and how much of it the labels left, right and below the data take.

    The key above the data takes what it needs; `above` is what stands between the two.
    """

    width: float
    height: float
    left: float
    right: float
    bottom: float
    above: float = 0.0

    def draw(self, chart: ContentChart, figure: Figure, x: float = 0, y: float = 0, *, title: str = "") -> Chart:
        """Draw the chart with the panel's lower left corner at x, y of the figure."""
        rows = _KEY_ROWS
        ax = figure.add_axes(self._place(figure, x, y, rows, title))
        drawn = chart.plot(title=title, ax=ax)
        if (rows := key_rows(ax)) != _KEY_ROWS:
            ax.set_position(self._place(figure, x, y, rows, title))
        return drawn

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
PANELS = {
    "adherence": Panel(SIDE, 144, left=34, right=2, bottom=34),
    "calendar": Panel(WIDTH - GAP - SIDE, 146, left=52, right=44, bottom=2, above=14),
    "timing": Panel(SIDE, 146, left=34, right=2, bottom=32),
    "tightness": Panel(WIDTH, 154, left=36, right=88, bottom=30, above=8),
    "sets": Panel(WIDTH, 146, left=2, right=2, bottom=2, above=-2),
}


def charts(contents: Contents) -> dict[str, Chart]:
    """All charts of the page, each in a figure of its own and without a title: the page sets the heading."""
    with style.settings():
        return {
            chart.name: PANELS[chart.name].draw(chart, PANELS[chart.name].figure(), title="")
            for chart in contents.charts
        }
