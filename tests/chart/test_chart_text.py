"""Words are measured, wrapped and shortened before they are drawn."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.ft2font import LoadFlags

from rbtools.chart import text
from rbtools.core import numbers


def test_wider_text_is_wider():
    assert text.width("mm", 8) == pytest.approx(2 * text.width("m", 8), rel=0.02)
    assert text.width("m", 16) == pytest.approx(2 * text.width("m", 8), rel=0.02)
    assert text.width("m", 8, bold=True) > text.width("m", 8)


@settings(max_examples=30)
@given(st.text(alphabet="abcXYZ WATo,.−–0123456789é", min_size=1, max_size=80), st.booleans())
def test_the_width_is_that_of_the_drawn_words_and_never_less(words_given, bold):
    font = text._font(bold)
    font.set_size(100, 72)
    font.set_text(words_given, 0, flags=LoadFlags.NO_HINTING)
    drawn = font.get_width_height()[0] / 64
    spaces = len(words_given) - len(words_given.strip())  # the drawn box may end at the last mark
    assert drawn - 12 <= text.width(words_given, 100, bold=bold) <= 1.15 * drawn + 12 + 40 * spaces


@settings(max_examples=30)
@given(st.text(alphabet="abc WMi", max_size=60), st.floats(20, 200))
def test_shortened_text_fits_and_begins_as_it_did(whole, room):
    short = text.shorten(whole, room, 8)
    assert text.width(short, 8) <= room
    assert short == whole or whole.startswith(short.removesuffix("…"))


@settings(max_examples=30)
@given(st.lists(st.text(alphabet="abcWMi", min_size=1, max_size=8), max_size=12), st.floats(60, 200))
def test_wrapped_text_fits_and_loses_no_word(given_words, room):
    lines = text.wrap(" ".join(given_words), room, 8)
    assert all(text.width(line, 8) <= room for line in lines)
    assert " ".join(lines).split() == given_words


def test_wrapping_into_two_lines_cuts_the_second():
    lines = text.wrap("one two three four five six seven", 40, 8, lines=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")


def test_what_the_font_cannot_draw_gets_a_stand_in_and_stays_on_one_line():
    assert text.drawable("a\nb\t日 $x$") == "a b \ufffd $x$"


@pytest.mark.parametrize(
    ("share", "said"), [(0.0, "0 %"), (0.001, "1 %"), (0.5, "50 %"), (0.999, "99 %"), (1.0, "100 %")]
)
def test_only_all_is_100_percent_and_only_none_is_0_percent(share, said):
    assert numbers.percent(share) == said


def test_numbers_have_a_real_minus_sign():
    assert numbers.signed(-3.04) == "\u22123.0"
    assert "-" not in numbers.number(-12.5)


def test_names_of_months_do_not_depend_on_the_machine():
    import pandas as pd

    assert numbers.period(pd.Timestamp("2025-12-29"), pd.Timestamp("2026-03-01")) == "29 December 2025 to 1 March 2026"
    assert numbers.weekday(pd.Timestamp("2026-01-05")) == "Mon"
