"""Colours keep their distance for every eye, and text its contrast."""

from itertools import combinations

import needs
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from rbtools.chart import style


def luminance(colour):
    """Relative luminance of WCAG 2.2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("colour", style.TEXT_COLOURS)
def test_small_text_can_be_read_on_white(colour):
    assert contrast(colour, style.WHITE) >= 4.5


@pytest.mark.parametrize(("text", "ground"), [
    (style.WHITE, style.BLUE), (style.INK, style.MID), (style.INK, style.GREEN_GROUND), (style.MUTED, style.PALE),
    (style.INK, style.LIGHT),
])  # fmt: skip
def test_text_can_be_read_on_the_fills_it_stands_on(text, ground):
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("colour", [style.BLUE, style.ORANGE, style.MID, style.EDGE])
def test_marks_and_outlines_of_states_stand_out_from_white(colour):
    assert contrast(colour, style.WHITE) >= 2.9


def test_the_ramp_gets_darker_in_grey():
    steps = [luminance(c) for c in (style.LIGHT, style.MID, style.BLUE)]
    assert steps[0] > 2 * steps[1] > 4 * steps[2]


@pytest.mark.parametrize("sight", ["normal", "deuteranomaly", "protanomaly", "tritanomaly"])
def test_colours_of_states_stay_apart_for_every_sight(sight):
    colorspacious = pytest.importorskip("colorspacious", reason=needs.package("colorspacious"))
    seen = {}
    for colour in style.STATE_COLOURS:
        rgb = np.array(to_rgb(colour))
        if sight != "normal":
            space = {"name": "sRGB1+CVD", "cvd_type": sight, "severity": 100}
            rgb = np.clip(colorspacious.cspace_convert(rgb, space, "sRGB1"), 0, 1)
        seen[colour] = colorspacious.cspace_convert(rgb, "sRGB1", "CAM02-UCS")
    apart = {pair: float(np.linalg.norm(seen[pair[0]] - seen[pair[1]])) for pair in combinations(seen, 2)}
    assert min(apart.values()) >= 25, apart


def test_only_the_style_knows_a_colour():
    import re
    from pathlib import Path

    for path in Path(style.__file__).parent.glob("*.py"):
        if path.name != "style.py":
            assert not re.findall(r"#[0-9a-fA-F]{6}", path.read_text(encoding="utf-8")), path.name


def test_drawing_leaves_the_callers_settings_alone():
    import matplotlib as mpl

    before = mpl.rcParams["svg.fonttype"]
    with style.settings():
        assert mpl.rcParams["svg.fonttype"] == "none"
    assert mpl.rcParams["svg.fonttype"] == before
