"""Whole and real numbers, flags, text and words as arguments: what is taken, and what the refusal says."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from rbtools.core import arguments
from rbtools.errors import ArgumentError


@pytest.mark.parametrize("value", [1, 12, np.int64(1), np.uint8(12)])
def test_a_whole_number_within_its_limits_is_an_int(value):
    found = arguments.whole("weeks", value, 1, 12)
    assert found == value
    assert type(found) is int


NOT_WHOLE = [True, np.True_, 3.0, np.float64(3), "3", None, [3], pd.NA, Decimal(3), np.array([3])]


@pytest.mark.parametrize("value", [0, 13, *NOT_WHOLE])
def test_what_is_not_a_whole_number_is_refused(value):
    with pytest.raises(ArgumentError, match=r"^weeks=.* is not allowed\. Allowed: a whole number from 1 to 12\.$"):
        arguments.whole("weeks", value, 1, 12)


@pytest.mark.parametrize("value", [0, 1, 0.5, np.float32(0.5), np.int64(1)])
def test_a_real_number_within_its_limits_is_a_float(value):
    found = arguments.real("phi", value, 0, 1)
    assert found == value
    assert type(found) is float


@pytest.mark.parametrize("value", [-0.01, 1.01, float("nan"), float("inf"), True, "0.5", None, [0.5], pd.NA])
def test_what_is_not_a_real_number_is_refused(value):
    with pytest.raises(ArgumentError, match=r"^phi=.* is not allowed\. Allowed: a number from 0 to 1\.$"):
        arguments.real("phi", value, 0, 1)


def test_a_lower_limit_may_be_left_out_of_the_range():
    assert arguments.real("better_by", 1e-9, 0, above=True) == 1e-9
    with pytest.raises(ArgumentError, match="Allowed: a number above 0"):
        arguments.real("better_by", 0, 0, above=True)


def test_a_huge_value_is_shown_on_one_short_line():
    with pytest.raises(ArgumentError) as refused:
        arguments.text("title", pd.DataFrame({"a": range(1000)}))
    assert str(refused.value) == "title=DataFrame of shape (1000, 1) is not allowed. Allowed: text."


def test_what_would_steer_a_terminal_is_spelt_out():
    with pytest.raises(ArgumentError) as refused:
        arguments.one_of("by", "\x1b[31m\u202e", ["client"])
    assert "\x1b" not in str(refused.value)
    assert "\u202e" not in str(refused.value)


@pytest.mark.parametrize("value", [0, 1, "yes", None])
def test_a_flag_is_true_or_false(value):
    with pytest.raises(ArgumentError, match="Allowed: True or False"):
        arguments.flag("pdf", value)
