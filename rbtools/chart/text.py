"""How wide words are, so that they can be wrapped, shortened or thinned out before they are drawn."""

from collections.abc import Sequence
from functools import lru_cache

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font, LoadFlags

_MARGIN = 1.04  # hinting and the printer's own font may set a little wider
_MEASURED_AT = 100.0
_REPLACEMENT = "\ufffd"


@lru_cache(maxsize=4)
def _font(bold: bool) -> FT2Font:
    return get_font(findfont(FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")))


@lru_cache(maxsize=4096)
def _advance(character: str, bold: bool) -> float:
    """How far a character moves the pen, in points at a size of one point."""
    font = _font(bold)
    font.set_size(_MEASURED_AT, 72)
    return font.load_char(ord(character), flags=LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / _MEASURED_AT


def advance(text: str, *, bold: bool = False) -> float:
    """How long one line is at a size of one; without kerning, since a layout by the font costs fifty times as much."""
    return sum(_advance(character, bold) for character in text)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How much room one line of text needs, in points."""
    return advance(text, bold=bold) * size * _MARGIN


@lru_cache(maxsize=1024)
def drawable(text: str) -> str:
    """People's text on one line, with a stand-in for what the font cannot draw."""
    known = _font(False).get_char_index
    line = " ".join(text.split())
    return "".join(c if c.isprintable() and known(ord(c)) else _REPLACEMENT for c in line)


def shorten(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text, cut with an ellipsis where it is wider than `room` points."""
    if width(text, size, bold=bold) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle].rstrip() + "…", size, bold=bold) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


def wrap(text: str, room: float, size: float, *, bold: bool = False, lines: int = 99) -> list[str]:
    """The text in lines of at most `room` points; what does not fit into `lines` is cut with an ellipsis."""
    done: list[str] = []
    words = text.split()
    while words and len(done) < lines - 1:
        n = next((n for n in range(len(words), 1, -1) if width(" ".join(words[:n]), size, bold=bold) <= room), 1)
        done.append(shorten(" ".join(words[:n]), room, size, bold=bold))
        words = words[n:]
    return [*done, shorten(" ".join(words), room, size, bold=bold)] if words else done


def first_that_fits(forms: Sequence[Sequence[str]], room: float, size: float) -> Sequence[str] | None:
    """The first of several ways to write a row of labels whose every label fits into `room` points."""
    return next((form for form in forms if all(width(label, size) <= room for label in form)), None)
