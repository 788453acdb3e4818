"""Chart: a figure to go on with, and one plain sentence made from the data."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from rbtools.chart import style
from rbtools.core.files import output_path, write
from rbtools.errors import visible

_METADATA: dict[str, dict[str, str | None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Producer": None, "Creator": None},
}


@dataclass(frozen=True, eq=False)
class Chart:
    """What a plot function returns: the figure, its axes, and what it shows in one plain sentence.

    In a notebook it shows as a picture; the sentence is its text form and the picture's alternative text, so a screen
    reader, a test and a coach read the same words. `figure` and `axes` are ordinary matplotlib objects to go on with.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        The whole picture.
    axes : tuple of matplotlib.axes.Axes
        What was drawn into.
    sentence : str
        What the chart shows, in plain words.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> chart = rb.plot_calendar(rb.match_log(plan, rb.simulate_log(plan, seed=1), as_of="end"))
    >>> str(chart) == chart.sentence, len(chart.axes)
    (True, 1)
    """

    figure: Figure
    axes: tuple[Axes, ...]
    sentence: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "sentence", visible(self.sentence))

    def save(self, path: str | Path) -> Path:
        """Write the chart to `path`, as PNG, SVG or PDF by its ending; the same chart gives the same bytes each time.

        Returns the path. Raises `ArgumentError` for another ending, `FileError` where the file cannot be written.
        """
        path = output_path(path, *(f".{kind}" for kind in _METADATA))
        return write(path, self._bytes(path.suffix.lower().removeprefix(".")))

    def svg(self) -> str:
        """The chart as SVG, its text as text: what an HTML page takes in."""
        return self._bytes("svg").decode("utf-8")

    def png(self) -> bytes:
        """The chart as PNG."""
        return self._bytes("png")

    def _bytes(self, kind: str) -> bytes:
        buffer = BytesIO()
        with style.settings():
            self.figure.savefig(buffer, format=kind, dpi=style.DPI, metadata=_METADATA[kind])
        return buffer.getvalue()

    def __repr__(self) -> str:
        return f"Chart({self.sentence!r})"

    def __str__(self) -> str:
        return self.sentence

    def _repr_mimebundle_(
        self,
        include: object = None,  # noqa: ARG002  (IPython's signature)
        exclude: object = None,  # noqa: ARG002
    ) -> tuple[dict[str, object], dict[str, dict[str, str]]]:
        return (
            {"image/png": _light(self.png()), "text/plain": self.sentence},
            {"image/png": {"alt": self.sentence}},
        )


def _light(png: bytes) -> bytes:
    """The same picture in 256 colours, less than half the size: a notebook keeps every picture it shows."""
    buffer = BytesIO()
    with Image.open(BytesIO(png)) as picture:
        picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(buffer, format="png", optimize=True)
    return buffer.getvalue()
