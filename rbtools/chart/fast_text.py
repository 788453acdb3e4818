"""Words as an artist that knows its place by arithmetic, with no layout pass."""

from collections.abc import Iterator

from matplotlib.backend_bases import RendererBase
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from rbtools.chart import text

LEADING = 1.25
"""From one line to the next, in sizes of the type."""
_ASCENT, _DESCENT = 0.99, 0.26  # of a line above and below its foot: digits and capitals stand in the middle of it


class Words(Text):
    """Lines of words, never read as mathematics, upright or turned by a quarter.

    matplotlib lays every text out to find its place, which costs as much as drawing it. Here the place follows from the
    advance of each character alone; so words in a row also stand on one line, whatever letters they hold.
    """

    def draw(self, renderer: RendererBase) -> None:
        """Draw the lines."""
        if not self.get_visible() or not self.get_text():
            return
        renderer.open_group("text", self.get_gid())
        gc = renderer.new_gc()
        gc.set_foreground(self.get_color())
        high = renderer.get_canvas_width_height()[1]
        lines = list(self._lines())
        for line, x, y in lines:
            renderer.draw_text(
                gc, x, high - y if renderer.flipy() else y, line, self.get_fontproperties(), self.get_rotation(),
                mtext=self if len(lines) == 1 else None,
            )  # fmt: skip
        gc.restore()
        renderer.close_group("text")
        self.stale = False

    def get_window_extent(self, renderer: RendererBase | None = None, dpi: float | None = None) -> Bbox:  # noqa: ARG002
        """The box around the lines, in pixels."""
        wide, high = self._size()
        x, y = self._corner()
        return Bbox.from_bounds(x, y, *((high, wide) if self._turned else (wide, high)))

    def set_clip_path(self, path: object, transform: object = None) -> None:
        """Words are never clipped; axes ask for it of each artist that they take in."""

    @property
    def _turned(self) -> bool:
        return self.get_rotation() == 90

    @property
    def _em(self) -> float:
        """The size of the type in pixels."""
        figure = self.get_figure(root=True)
        assert figure is not None
        return float(self.get_fontsize()) * figure.dpi / 72

    def _long(self, line: str) -> float:
        return text.advance(line, bold=self.get_fontweight() == "bold") * self._em

    def _size(self) -> tuple[float, float]:
        """Length and height of the lines before they are turned, in pixels."""
        lines = self.get_text().split("\n")
        return max(map(self._long, lines)), LEADING * self._em * len(lines)

    def _corner(self) -> tuple[float, float]:
        """The lower left corner of the box, in pixels."""
        x, y = self.get_transform().transform(self.get_unitless_position())
        wide, high = self._size()[::-1] if self._turned else self._size()
        across = {"left": 0.0, "center": 0.5, "right": 1.0}[self.get_horizontalalignment()] * wide
        up = {"bottom": 0.0, "center": 0.5, "top": 1.0}.get(self.get_verticalalignment())
        return x - across, y - (_DESCENT * self._em if up is None else up * high)

    def _lines(self) -> Iterator[tuple[str, float, float]]:
        """Each line with where its first letter stands, in pixels."""
        lines, em = self.get_text().split("\n"), self._em
        (wide, high), (left, bottom) = self._size(), self._corner()
        share = {"left": 0.0, "center": 0.5, "right": 1.0}[self.get_horizontalalignment()]
        for n, line in enumerate(lines):
            along, down = share * (wide - self._long(line)), (n * LEADING + _ASCENT) * em
            yield (line, left + down, bottom + along) if self._turned else (line, left + along, bottom + high - down)
