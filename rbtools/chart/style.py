"""Colours, sizes and type: the only place that knows them.

Contrast of every text colour on white is at least 4.5 : 1; the colours that stand for states stay apart under the three
kinds of colour-blindness, and every state differs by shape or texture as well (`tests/chart/test_chart_style.py`).
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import matplotlib as mpl

P = ParamSpec("P")
R = TypeVar("R")

WHITE = "#ffffff"
INK = "#1b1f24"
"""Text and lines that carry a value."""
MUTED = "#5b6570"
"""Secondary text."""
RULE = "#c9d0d6"
"""Lines that only guide the eye."""
EDGE = "#8d98a3"
"""Outlines and hatching that have to be seen in grey."""
PALE = "#eef1f4"
"""Grounds."""
BAND = "#dbe1e6"
"""The stretch from the minimum to the full dose."""
LEVEL = "#9aa4ae"
"""Broad bars that stand for a mean, behind the data."""
BLUE = "#0b4f8a"
"""Done, full dose, `after`."""
MID = "#5b9bd0"
"""Fills only: below the minimum."""
LIGHT = "#cfe2f2"
"""The low end of the ramp; planned windows."""
ORANGE = "#b54a0e"
"""Missed, worse, `before`."""
GREEN = "#2b7a57"
"""A labelled zone's line and words, never a data mark."""
GREEN_GROUND = "#dfeee6"

TEXT_COLOURS = (INK, MUTED, BLUE, ORANGE, GREEN)
STATE_COLOURS = (BLUE, MID, LIGHT, ORANGE)

LIGHT_PAGE = {
    "white": WHITE, "ink": INK, "muted": MUTED, "rule": RULE, "edge": EDGE, "pale": PALE, "band": BAND, "blue": BLUE,
    "mid": MID, "light": LIGHT, "orange": ORANGE, "green": GREEN, "green-ground": GREEN_GROUND,
}  # fmt: skip
"""The colours by the name that an HTML page calls them."""
PAGE_NAMES = {colour: f"var(--{name})" for name, colour in LIGHT_PAGE.items()}
"""What a page calls each colour of a picture, so that it can darken it."""
DARK_PAGE = {
    "white": "#15191e", "ink": "#e8ebee", "muted": "#a9b3bc", "rule": "#3b444d", "edge": "#78848f", "pale": "#222930",
    "band": "#39434c", "blue": "#79b8f0", "mid": "#40719f", "light": "#21405c", "orange": "#f39a69", "green": "#74c7a2",
    "green-ground": "#1c3329",
}  # fmt: skip
"""The same names on a page that is read in the dark."""

TITLE, LABEL, SMALL = 10.5, 8.5, 7.5
"""Type sizes in points."""
THIN, LINE, THICK = 0.7, 1.2, 2.4
"""Line widths in points."""
WIDTH = 7.0
"""Width of a chart on its own, inches: an A4 page less its margins."""
DPI = 120
HATCH = "/////"
HATCH_WIDTH = 0.6

FONTS = ("DejaVu Sans", "Bitstream Vera Sans", "Verdana", "Arial", "Helvetica", "sans-serif")
"""DejaVu Sans comes with matplotlib; the next two are as wide, so an SVG keeps its layout where it is not installed."""

SETTINGS: dict[Any, object] = {
    "font.family": ["sans-serif"],
    "font.sans-serif": list(FONTS),
    "text.usetex": False,
    "axes.unicode_minus": True,
    "svg.fonttype": "none",
    "svg.hashsalt": "rbtools",
    "pdf.fonttype": 42,
    "pdf.compression": 6,
    "figure.dpi": 100,
    "figure.autolayout": False,
    "figure.constrained_layout.use": False,
    "savefig.facecolor": "auto",
    "savefig.edgecolor": "auto",
    "savefig.transparent": False,
    "savefig.bbox": None,
    "savefig.pad_inches": 0.0,
    "path.sketch": None,
}


def settings() -> AbstractContextManager[None]:
    """The settings under which a chart is drawn and saved; the caller's own are as before afterwards."""
    return mpl.rc_context(SETTINGS)


def drawn(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function draw under our settings, whatever the caller's are."""

    @wraps(function)
    def under_our_settings(*args: P.args, **kwargs: P.kwargs) -> R:
        with settings():
            return function(*args, **kwargs)

    return under_our_settings
