"""How a figure is written: the same words on page, chart, table and in the terminal."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rbtools.core import numbers


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (-2.2, 1, "−2.2"),
        (34.0, 0, "34"),
        (33.5, 0, "33.5"),
        (0.0, 1, "0.0"),
        (-0.0, 1, "0.0"),
        (-0.01, 1, "−0.01"),
        (0.049, 1, "0.05"),
        (0.05, 1, "0.1"),
        (-0.004, 1, "−0.004"),
        (0.0004, 1, "0.0"),
        (-1e-17, 1, "0.0"),
        (0.5, 0, "0.5"),
        (0.01, 0, "0.01"),
        (float("nan"), 1, "–"),
    ],
)
def test_only_nothing_is_written_as_0(value, digits, written):
    assert numbers.number(value, digits) == written


@pytest.mark.parametrize(
    ("value", "written"), [(0.71, "+0.7"), (-2.2, "−2.2"), (0.0, "0.0"), (-0.01, "−0.01"), (0.01, "+0.01")]
)
def test_a_change_has_its_sign(value, written):
    assert numbers.signed(value) == written


def test_an_end_of_an_interval_next_to_0_is_not_rounded_to_it():
    assert numbers.interval(-4.01, -0.03) == "−4.0 to −0.03"
    assert numbers.interval(-1.0, 0.0) == "−1.0 to 0.0"
    assert numbers.interval(float("nan"), 1.0) == "–"


@given(st.floats(-100, 100).filter(lambda v: abs(v) >= 0.0005), st.integers(0, 2))
def test_a_value_that_is_not_0_is_never_read_as_0(value, digits):
    assert numbers.number(value, digits).strip("−0.") != ""


@given(st.floats(-100, 100), st.integers(0, 2))
def test_a_written_number_is_within_half_a_unit_of_its_last_digit(value, digits):
    text = numbers.number(value, digits).replace("−", "-")
    last = len(text.partition(".")[2])
    assert abs(float(text) - value) <= 0.5 * 10.0**-last + 1e-9


@pytest.mark.parametrize(
    ("share", "written"), [(1.0, "100 %"), (0.9999, "99 %"), (0.0, "0 %"), (0.0001, "1 %"), (12 / 14, "86 %")]
)
def test_100_per_cent_means_all_and_0_means_none(share, written):
    assert numbers.percent(share) == written


def test_a_range_has_an_en_dash_and_one_number_has_none():
    assert numbers.percent_range(0.34, 0.59) == "34–59 %"
    assert numbers.percent_range(0.881, 0.882) == "88 %"
    assert numbers.span(28, 42) == "28–42"
    assert numbers.span(2.5, 2.5) == "2.5"


def test_one_is_singular_and_everything_else_plural():
    assert [numbers.count(n, "day") for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]
    assert numbers.plural(1, "was", "were") == "was"


def test_a_long_list_ends_with_how_many_more():
    names = [f"c{k}" for k in range(9)]
    assert numbers.listing(names, 5) == "c0, c1, c2, c3, c4 and 4 more"
    assert numbers.listing(names[:6], 5) == "c0, c1, c2, c3, c4 and c5"
    assert numbers.listing(names[:1], 5) == "c0"
    assert numbers.listing([], 5) == ""


def test_a_period_names_each_year_once():
    first, last = pd.Timestamp("2026-12-30"), pd.Timestamp("2027-01-02")
    assert numbers.period(first, last) == "30 December 2026 to 2 January 2027"
    assert numbers.period(last, last) == "2 January 2027"


def test_a_title_within_a_sentence_keeps_its_capitals():
    assert numbers.start_lower("Foam roll") == "foam roll"
    assert numbers.start_lower("IT band") == "IT band"
    assert numbers.start_lower("") == ""
