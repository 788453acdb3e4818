"""Effect sizes: the rules about ties, gaps, windows and the undefined; known answers stand in test_sced.py."""

import numpy as np
import pandas as pd
import pytest
from daily_ratings import log_of, people, plan_of, window
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from rbtools.errors import ArgumentError
from rbtools.measure.effect_size import effect_size
from rbtools.measure.effect_size_frame import EFFECT_SIZE
from rbtools.measure.single_case.nap import effective_days, interval, nap, pairs
from rbtools.measure.single_case.tau_bc import tau_bc, theil_sen

DESIGN_COLUMNS = [
    "client", "n_baseline", "n_program", "nap", "nap_se", "nap_low", "nap_high", "nap_low_ar1", "nap_high_ar1", "tau",
    "tau_bc", "pem", "pnd", "smd", "lrrd", "p_start", "reason",
]  # fmt: skip


def measured(before, after, **options):
    """The row of one client with these ratings."""
    return effect_size(plan_of(len(after)), log_of({"a": (before, after)}), **{"as_of": "end"} | options).iloc[0]


def assert_close(found, expected, tolerance=1e-9):
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance, equal_nan=True)


class TestReasons:
    def test_no_baseline(self):
        row = measured([], [5, 5, 5])
        assert (row["n_baseline"], row["n_program"]) == (0, 3)
        assert row["reason"] == "no_baseline, no_random_start"
        assert row[["nap", "nap_low", "nap_high_ar1", "tau", "tau_bc", "pem", "pnd", "smd", "lrrd"]].isna().all()

    def test_no_programme_day_yet(self):
        row = measured([6, 7, 6, 6, 7], [5, 5], as_of="2026-03-01")
        assert row["reason"] == "no_program, no_random_start"
        assert row[["nap", "tau", "tau_bc", "pem", "pnd", "smd", "lrrd"]].isna().all()

    def test_one_baseline_day_keeps_what_is_defined(self):
        row = measured([6], [4, 4, 5])
        assert row["reason"] == "one_rating, short_baseline, no_random_start"
        assert (row["nap"], row["pem"], row["pnd"]) == (1, 1, 1)
        assert row[["nap_se", "tau_bc", "smd", "lrrd"]].isna().all()
        assert 0 < row["nap_low_ar1"] <= row["nap_low"] < 1

    def test_a_constant_baseline_has_no_standard_deviation(self):
        row = measured([6, 6, 6, 6, 6], [5, 4, 5, 4])
        assert row["reason"] == "constant_baseline, no_random_start"
        assert np.isnan(row["smd"])
        assert row["smd_pooled"] > 0

    def test_constant_phases_have_an_effect_but_no_error_of_the_ratio(self):
        row = measured([5, 5, 5, 5, 5], [5, 5, 5, 5])
        assert row["reason"] == "constant_baseline, constant_ratings, no_random_start"
        assert (row["lrrd"], row["nap"], row["tau_bc"]) == (0, 0.5, 0)
        assert row[["lrrd_se", "smd_pooled"]].isna().all()
        assert row["nap_se"] > 0

    def test_a_mean_of_zero_has_no_ratio(self):
        assert measured([3, 4, 3, 4, 3], [0, 0, 0])["reason"] == "zero_mean, no_random_start"

    def test_a_goal_that_is_the_baseline_has_no_way_to_it(self):
        row = measured([5, 6, 4, 5, 5], [4, 5, 4], goal=5)
        assert row["reason"] == "goal_is_baseline, no_random_start"
        assert np.isnan(row["percent_of_goal"])

    def test_the_goal_may_lie_above(self):
        assert measured([4, 4, 4, 4, 4], [5, 5, 5], goal=6)["percent_of_goal"] == 50

    def test_without_a_goal_nothing_is_said_about_it(self):
        row = measured([5, 6, 4, 5, 5], [4, 5, 4])
        assert np.isnan(row["percent_of_goal"])
        assert row["reason"] == "no_random_start"


class TestTauBc:
    def test_a_line_that_leaves_the_scale_is_said(self):
        falling = [7.5, 8.5, 7, 8, 6.5, 6.5, 5.5, 5.5, 5.5, 5.5]
        row = measured(falling, [4.5] * 24)
        assert measured(falling, [4.5] * 20)["tau_bc_warning"] == "program_outlasts_baseline"
        assert row["tau_bc_warning"] == "line_leaves_scale, program_outlasts_baseline"

    def test_nothing_is_said_where_programme_and_line_stay_within(self):
        assert measured([6, 6, 7, 6, 6], [5, 5, 5])["tau_bc_warning"] == ""

    def test_no_warning_without_a_value(self):
        row = measured([8, 6], [5] * 20)
        assert (row["tau_bc_warning"], row["reason"]) == ("", "short_baseline, no_random_start")

    def test_what_lies_on_the_line_is_a_tie(self):
        found, line = tau_bc(window([0.7, 0.6, 0.5]), window([0.4, 0.3, 0.2, 0.1]))
        assert found[0] == 0
        assert line.at(np.array([3.0])).tolist() == [1.0]  # tenths

    def test_the_line_through_days_with_gaps_uses_their_real_distance(self):
        line = theil_sen(window([6, None, None, 3, 2]))
        assert (line.rise / line.run).tolist() == [-10]


class TestWindows:
    def test_a_log_of_long_ago_is_no_baseline(self):
        row = measured([9] * 40, [5] * 7)
        assert row["n_baseline"] == 28
        assert measured([9] * 40, [5] * 7, baseline_days=7)["n_baseline"] == 7

    def test_only_plan_days_up_to_as_of_count(self):
        assert measured([6] * 7, [5] * 14, as_of="2026-03-08")["n_program"] == 7
        log = log_of({"a": ([6] * 7, [5] * 14)})
        assert effect_size(plan_of(10), log, as_of="end")["n_program"].tolist() == [10]

    def test_the_correction_makes_the_interval_of_alike_days_wider(self):
        row = measured([6, 6, 6, 7, 7, 7, 8, 8], [7, 7, 7, 6, 6, 5, 5, 5, 4, 4, 4])
        assert row["lag1"] == 0.9
        assert row["nap_low_ar1"] < row["nap_low"] < row["nap"] < row["nap_high"] < row["nap_high_ar1"]
        assert row["tau_low_ar1"] == 2 * row["nap_low_ar1"] - 1

    def test_lag_1_is_pooled_over_the_phases_and_corrected_for_two_means(self):
        r, m, n = effective_days(window([1, 2, 3]), window([2, 2, 2, 3, 3]))
        # deviations -1, 0, 1 and -.4, -.4, -.4, .6, .6: squares 2 + 1.2, neighbours 0 + .16 + .16 - .24 + .36
        expected = 0.44 / 3.2 + 2 / 8 * (1 + 3 * 0.44 / 3.2)
        assert_close(r, [expected])
        assert_close(m, [2])
        assert_close(n, [max(2, 5 * (1 - expected) / (1 + expected))])

    def test_constant_ratings_are_taken_as_correlated_as_designed(self):
        r, m, n = effective_days(window([5] * 7), window([5] * 13))
        assert_close([r[0], m[0], n[0]], [0.3, 7 * 0.7 / 1.3, 13 * 0.7 / 1.3])


class TestFrame:
    def test_columns_and_dtypes_are_those_declared_also_when_empty(self):
        found = effect_size(plan_of(5), log_of({"a": ([6] * 5, [5] * 5)}), as_of="end")
        assert list(found.columns[:17]) == DESIGN_COLUMNS
        assert_frame_equal(EFFECT_SIZE.check(found), found)
        empty = effect_size(plan_of(5).iloc[:0], log_of({}), as_of="end")
        assert_frame_equal(empty, EFFECT_SIZE.empty(), check_categorical=False)

    def test_a_client_without_ratings_is_a_row_and_one_without_a_plan_is_not(self):
        found = effect_size(plan_of(5, clients=("a",)), log_of({"z": ([6] * 5, [5] * 5)}), as_of="end")
        assert found["client"].tolist() == ["a"]
        assert found["reason"].tolist() == ["no_baseline, no_program, no_random_start"]

    @pytest.mark.parametrize("wrong", [{"baseline_days": 0}, {"goal": 11}, {"rating": "pain"}, {"as_of": "now"}])
    def test_arguments_outside_what_they_allow_are_refused(self, wrong):
        with pytest.raises(ArgumentError, match="is not allowed"):
            effect_size(plan_of(5), log_of({}), **{"as_of": "end"} | wrong)


ratings = st.lists(st.one_of(st.none(), st.integers(0, 100).map(lambda v: v / 10)), min_size=1, max_size=9)


class TestProperties:
    @given(ratings, ratings)
    @settings(max_examples=40)
    def test_nap_is_the_plain_count_of_pairs_and_turns_over_with_the_phases(self, a, b):
        rated_a, rated_b = ([v for v in x if v is not None] for x in (a, b))
        found, turned = pairs(window(a), window(b)), pairs(window(b), window(a))
        if not rated_a or not rated_b:
            assert np.isnan(nap(found)[0])
            return
        wins = sum((y < x) + 0.5 * (y == x) for x in rated_a for y in rated_b)
        assert nap(found)[0] == wins / (len(rated_a) * len(rated_b))
        low, high = interval(found, found.m, found.n)
        assert 0 <= low[0] <= nap(found)[0] <= high[0] <= 1
        low_turned, high_turned = interval(turned, turned.m, turned.n)
        assert_close([low_turned[0], high_turned[0]], [1 - high[0], 1 - low[0]], 1e-12)

    @given(
        st.lists(st.integers(0, 10).map(lambda v: v / 2), min_size=3, max_size=7),
        st.lists(st.integers(0, 10).map(lambda v: v / 2), min_size=3, max_size=9),
    )
    @settings(max_examples=20)
    def test_ratings_twice_as_high_give_the_identical_effect(self, a, b):
        once = measured(a, b).drop(["reason", "tau_bc_warning"])
        twice = measured([2 * v for v in a], [2 * v for v in b]).drop(["reason", "tau_bc_warning"])
        assert once.equals(twice)

    @given(order=st.randoms(use_true_random=False), cut=st.integers(1, 14))
    @settings(max_examples=8)
    def test_any_row_order_and_any_partition_by_client_give_the_same_bits(self, order, cut):
        series = people(15, 7, 21, seed=8, missing=0.25)
        log, plan = log_of(series), plan_of(21, clients=tuple(series))
        whole = effect_size(plan, log, as_of="end", goal=2)
        rows = list(range(len(log.ratings)))
        order.shuffle(rows)
        shuffled = log._replace(ratings=log.ratings.iloc[rows])
        assert_frame_equal(effect_size(plan, shuffled, as_of="end", goal=2), whole, check_exact=True)
        names = list(series)
        parts = [
            effect_size(plan[plan["client"].isin(p)], log_of({n: series[n] for n in p}), as_of="end", goal=2)
            for p in (names[:cut], names[cut:])
        ]
        joined = pd.concat([part.astype({"client": "str"}) for part in parts], ignore_index=True)
        assert_frame_equal(joined, whole.astype({"client": "str"}), check_exact=True)
