"""`change` gives the same bits in any order and partition, scales exactly, and keeps its error rates."""

import pandas as pd
from daily_ratings import log_of, people, plan_of
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from rbtools.measure.change import change

SIX = [6, 6, 6, 6, 6, 6, 6]


def changed(before, after):
    """The one row of a client with these ratings."""
    return change(plan_of(len(after)), log_of({"a": (before, after)}), as_of="end").iloc[0]


class TestSameAnswer:
    @given(order=st.randoms(use_true_random=False), cut=st.integers(1, 19))
    @settings(max_examples=12)
    def test_in_any_row_order_and_any_partition_by_client(self, order, cut):
        series = people(20, 7, 21, seed=5, missing=0.25)
        plan = plan_of(21, clients=tuple(series))
        whole = change(plan, log_of(series), as_of="end")
        rows, plan_rows = list(range(len(log_of(series).ratings))), list(range(len(plan)))
        order.shuffle(rows)
        order.shuffle(plan_rows)
        log = log_of(series)
        shuffled = change(plan.iloc[plan_rows], log._replace(ratings=log.ratings.iloc[rows]), as_of="end")
        assert_frame_equal(shuffled, whole, check_exact=True)
        names = list(series)
        parts = [
            change(plan[plan["client"].isin(part)], log_of({n: series[n] for n in part}), as_of="end")
            for part in (names[:cut], names[cut:])
        ]
        joined = pd.concat([part.astype({"client": "str"}) for part in parts], ignore_index=True)
        assert_frame_equal(joined, whole.astype({"client": "str"}), check_exact=True)

    def test_alone_or_beside_someone_with_a_longer_plan(self):
        short, long = people(1, 7, 9, seed=1)["p0000"], people(1, 7, 60, seed=2)["p0000"]
        plan = pd.concat([plan_of(9, clients=("a",)), plan_of(60, clients=("b",))])
        beside = change(plan, log_of({"a": short, "b": long}), as_of="end").iloc[:1].astype({"client": "str"})
        alone = change(plan_of(9), log_of({"a": short}), as_of="end").astype({"client": "str"})
        assert_frame_equal(alone, beside, check_exact=True)

    def test_ratings_twice_as_high_give_exactly_twice_the_difference_and_slope(self):
        before, after = people(1, 7, 28, seed=4)["p0000"]
        halved = changed([v / 2 for v in before], [v / 2 for v in after])
        full = changed(before, after)
        for name in ("mean_baseline", "mean_review", "difference", "slope_per_week", "slope_low", "slope_high"):
            assert full[name] == 2 * halved[name]
        assert full["share_better"] == halved["share_better"]

    def test_the_input_is_left_as_it_was(self):
        log, plan = log_of({"a": (SIX, SIX)}), plan_of(7)
        ratings, plan_before = log.ratings.copy(), plan.copy()
        change(plan, log, as_of="end")
        assert_frame_equal(log.ratings, ratings)
        assert_frame_equal(plan, plan_before)


class TestErrorRates:
    """Bars of the issue, on 500 people here; the benchmark has the 2,000 and the tables."""

    def test_no_effect_is_rarely_detectable_and_the_interval_covers_it(self):
        series = people(500, 7, 28, seed=11)
        found = change(plan_of(28, clients=tuple(series)), log_of(series), as_of="end")
        assert found["detectable"].mean() <= 0.08
        assert 0.92 <= ((found["difference_low"] <= 0) & (found["difference_high"] >= 0)).mean() <= 0.99

    def test_a_true_fall_of_two_is_found_about_half_of_the_time(self):
        series = people(500, 7, 28, seed=12, effect=-2.0)
        found = change(plan_of(28, clients=tuple(series)), log_of(series), as_of="end")
        assert found["detectable"].mean() >= 0.45
