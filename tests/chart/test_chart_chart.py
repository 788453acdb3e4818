"""A Chart shows as a picture and a sentence, and is written the same each time."""

import re

import pytest

from rbtools.chart.adherence import plot_adherence
from rbtools.chart.calendar import plot_calendar
from rbtools.errors import ArgumentError, RbtoolsError


@pytest.fixture
def chart(matched, session):
    return plot_calendar(matched([session(1, "am", "full"), session(1, "pm", "missed")]))


def test_a_notebook_gets_a_picture_and_the_sentence_as_text_and_as_alternative_text(chart):
    data, metadata = chart._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert data["text/plain"] == chart.sentence == metadata["image/png"]["alt"]
    assert set(data) == {"image/png", "text/plain"}


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_saving_twice_gives_the_same_bytes(chart, tmp_path, kind):
    one, two = chart.save(tmp_path / f"one.{kind}"), chart.save(tmp_path / f"two.{kind}")
    assert one == tmp_path / f"one.{kind}"
    assert one.read_bytes() == two.read_bytes()
    assert len(one.read_bytes()) > 1000


def test_a_second_chart_of_the_same_data_has_the_same_bytes(chart, matched, session):
    again = plot_calendar(matched([session(1, "am", "full"), session(1, "pm", "missed")]))
    assert again.svg() == chart.svg()
    assert again.png() == chart.png()


def test_the_svg_has_no_date_and_its_text_is_text(chart):
    svg = chart.svg()
    assert "<dc:date>" not in svg
    assert re.search(r"<text[^>]*>Sessions done</text>", svg)


def test_another_ending_is_refused_with_what_is_allowed(chart, tmp_path):
    with pytest.raises(ArgumentError, match=r"\.png or \.svg or \.pdf"):
        chart.save(tmp_path / "chart.gif")


def test_a_chart_prints_as_its_sentence(chart):
    assert str(chart) == chart.sentence
    assert repr(chart) == f"Chart({chart.sentence!r})"


def test_a_chart_is_frozen(chart):
    with pytest.raises(AttributeError):
        chart.sentence = "better"


def test_the_callers_own_style_changes_nothing(chart, matched, session):
    import matplotlib as mpl

    own = {"axes.grid": True, "font.size": 20, "lines.linewidth": 5, "figure.dpi": 300, "axes.facecolor": "red",
           "font.family": ["serif"], "text.color": "red", "savefig.facecolor": "black", "lines.markersize": 20,
           "figure.constrained_layout.use": True}  # fmt: skip
    with mpl.rc_context(own):
        again = plot_calendar(matched([session(1, "am", "full"), session(1, "pm", "missed")]))
        assert again.svg() == chart.svg()
        assert again.png() == chart.png()


def test_what_is_no_axes_and_what_is_no_frame_are_refused(matched, session):
    with pytest.raises(ArgumentError, match=r"ax=5 is not allowed\. Allowed: Axes of matplotlib"):
        plot_calendar(matched([session(1, "am", "full")]), ax=5)
    with pytest.raises(RbtoolsError, match="expected a DataFrame, got NoneType"):
        plot_adherence(None)
