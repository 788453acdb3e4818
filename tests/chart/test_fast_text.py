"""Words stand where they are told to, inside the box that they say they take."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from rbtools.chart import style
from rbtools.chart.fast_text import Words

SIZE, DPI = 20.0, 144


def painted(figure: Figure) -> np.ndarray:
    """How bright each pixel is."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., 0]


def drawn(words: str, **look) -> tuple[tuple[float, float, float, float], tuple[float, float, float, float]]:
    """Left, bottom, right and top of the ink and of the box, in points from the place where the words stand."""
    with style.settings():
        figure = Figure(figsize=(6, 4), dpi=DPI)
        said = Words(0.5, 0.5, words, fontsize=SIZE, parse_math=False, **look)
        figure.add_artist(said)
        picture = painted(figure)
        box = said.get_window_extent()
    high, wide = picture.shape
    rows, columns = np.flatnonzero((picture < 128).any(axis=1)), np.flatnonzero((picture < 128).any(axis=0))
    ink = (columns[0], high - 1 - rows[-1], columns[-1] + 1, high - rows[0])
    at = np.array([wide / 2, high / 2] * 2)
    point = 72 / DPI
    return tuple((np.array(ink) - at) * point), tuple((np.array([box.x0, box.y0, box.x1, box.y1]) - at) * point)


@pytest.mark.parametrize("turned", [0, 90])
@pytest.mark.parametrize("ha", ["left", "center", "right"])
@pytest.mark.parametrize("va", ["top", "center", "bottom"])
@pytest.mark.parametrize("words", ["Week 1", "gypsy", "86", "Agony\ntwo lines"])
def test_the_ink_lies_in_the_box_and_the_box_where_it_was_told_to(words, va, ha, turned):
    ink, box = drawn(words, ha=ha, va=va, rotation=turned)
    assert box[0] - 1.5 <= ink[0]
    assert ink[2] <= box[2] + 1.5
    assert box[1] - 1 <= ink[1]
    assert ink[3] <= box[3] + 1
    told = {"left": box[0], "center": (box[0] + box[2]) / 2, "right": box[2]}[ha]
    assert told == pytest.approx(0, abs=0.01)
    told = {"bottom": box[1], "center": (box[1] + box[3]) / 2, "top": box[3]}[va]
    assert told == pytest.approx(0, abs=0.01)


def test_digits_stand_in_the_middle_of_their_line():
    ink, _ = drawn("86", ha="center", va="center")
    assert (ink[1] + ink[3]) / 2 == pytest.approx(0, abs=0.5)


def test_words_in_a_row_stand_on_one_line_whatever_letters_they_hold():
    feet = {words: drawn(words, ha="left", va="center")[0][1] for words in ("ace", "Hide", "86")}
    assert max(feet.values()) - min(feet.values()) <= 0.51  # round letters reach a little below the line


def test_the_foot_of_the_letters_is_the_place_itself():
    ink, _ = drawn("Hill", ha="left", va="baseline")
    assert ink[1] == pytest.approx(0, abs=0.51)


def test_a_dollar_is_a_dollar_and_nothing_is_drawn_of_nothing():
    one, two = drawn("$x$", ha="left")[1], drawn("x", ha="left")[1]
    assert one[2] > 2 * two[2]
    figure = Figure()
    figure.add_artist(Words(0.5, 0.5, ""))
    assert painted(figure).min() == 255
