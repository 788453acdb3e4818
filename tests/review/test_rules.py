"""The review rules: each fires on its own border, in the stated order, and safety is never overridden."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rbtools.errors import ArgumentError, FrameError
from rbtools.review.rules import (
    RULES,
    SUGGESTIONS,
    ReviewInputs,
    ReviewRules,
    rule_numbers,
    suggest,
    suggestion_numbers,
)

IMPROVED = ReviewInputs(
    n_baseline=7, n_review=7, mean_review=4.0, difference=-2.0, share_better=1 / 3, z=-2.0, mean_last_3=4.0,
    share_done=0.9,
)  # fmt: skip
WORSE = replace(IMPROVED, mean_review=7.0, difference=1.0, share_better=-0.2, z=1.645, mean_last_3=7.0)
SAME = replace(IMPROVED, mean_review=6.0, difference=0.0, share_better=0.0, z=0.0, mean_last_3=6.0)
MINIMAL = replace(IMPROVED, mean_review=5.4, difference=-0.6, share_better=0.1, z=-0.8, mean_last_3=5.4)


def fired(inputs, rules=None, **changed):
    found = suggest(replace(inputs, **changed), rules)
    return found.rule, found.suggestion


class TestEachRule:
    def test_a_safety_tick_stops_whatever_the_scores_say(self):
        assert fired(IMPROVED, safety_tick=True) == ("safety", "stop_and_ask")
        assert fired(IMPROVED, severe_reaction=True) == ("safety", "stop_and_ask")
        assert fired(IMPROVED, safety_tick=True, n_review=0, at_end=True) == ("safety", "stop_and_ask")

    def test_fewer_than_three_rated_days_in_either_window_is_not_enough(self):
        assert fired(IMPROVED, n_baseline=2) == ("data", "rate_more")
        assert fired(WORSE, n_review=2, share_done=0.1) == ("data", "rate_more")
        assert fired(IMPROVED, n_baseline=3)[0] == "improved"

    def test_worse_asks_for_a_point_twenty_percent_and_z(self):
        assert fired(WORSE) == ("worse", "pause")
        assert fired(WORSE, difference=0.99)[0] == "no_change"
        assert fired(WORSE, share_better=-0.19)[0] == "no_change"
        assert fired(WORSE, z=1.64)[0] == "no_change"

    def test_worse_comes_before_not_tested(self):
        assert fired(WORSE, share_done=0.1)[0] == "worse"

    def test_a_rise_from_a_baseline_of_zero_is_worse(self):
        assert fired(WORSE, share_better=np.nan)[0] == "worse"

    def test_two_days_with_too_much_pain_are_worse_unless_pain_is_left_out(self):
        assert fired(IMPROVED, n_pain_days=2) == ("worse", "pause")
        assert fired(IMPROVED, n_pain_days=1)[0] == "improved"
        assert fired(IMPROVED, ReviewRules(pain_days=None), n_pain_days=9)[0] == "improved"

    def test_below_half_of_the_sessions_nothing_is_said_about_the_exercises(self):
        assert fired(IMPROVED, share_done=0.49) == ("not_tested", "simplify_or_extend")
        assert fired(IMPROVED, share_done=0.5)[0] == "improved"

    def test_with_nothing_due_nothing_was_tested(self):
        assert fired(IMPROVED, share_done=np.nan)[0] == "not_tested"
        assert fired(IMPROVED, share_done=None)[0] == "not_tested"
        assert fired(IMPROVED, share_done=pd.NA)[0] == "not_tested"

    def test_improved_and_what_follows_from_it(self):
        assert fired(IMPROVED) == ("improved", "advanced_may_join")
        assert fired(IMPROVED, share_done=0.79) == ("improved", "go_on_to_week_4")
        assert fired(IMPROVED, mean_review=1.0, mean_last_3=1.0) == ("improved", "stop_or_keep_up")

    @pytest.mark.parametrize(
        "changed",
        [
            {"share_better": 0.29}, {"difference": -0.9}, {"z": -1.6}, {"mean_last_3": 5.0},
        ],
    )  # fmt: skip
    def test_improved_asks_for_thirty_percent_a_point_z_and_stable_last_days(self, changed):
        assert fired(IMPROVED, **changed) == ("minimal", "go_on")

    @pytest.mark.parametrize(
        "border", [{"share_better": 0.3}, {"difference": -1.0}, {"z": -1.645}, {"mean_last_3": 4.999}]
    )
    def test_on_its_border_it_is_improved(self, border):
        assert fired(IMPROVED, **border)[0] == "improved"

    def test_from_eighty_percent_of_the_sessions_the_plan_counts_as_followed(self):
        assert fired(IMPROVED, share_done=0.8) == ("improved", "advanced_may_join")
        assert fired(SAME, share_done=0.8) == ("no_change", "look_at_technique")

    def test_ten_percent_is_minimal(self):
        assert fired(MINIMAL) == ("minimal", "go_on")
        assert fired(MINIMAL, share_better=0.099)[0] == "no_change"

    def test_no_change_and_what_follows_from_it(self):
        assert fired(SAME) == ("no_change", "look_at_technique")
        assert fired(SAME, share_done=0.79) == ("no_change", "go_on_with_support")


class TestAtTheEnd:
    @pytest.mark.parametrize("inputs", [IMPROVED, replace(IMPROVED, share_done=0.6), MINIMAL, SAME])
    def test_whatever_would_go_on_stops(self, inputs):
        assert fired(inputs, at_end=True)[1] == "stop_at_end"
        assert fired(inputs, at_end=True)[0] == fired(inputs)[0]

    def test_the_other_suggestions_stay(self):
        assert fired(WORSE, at_end=True)[1] == "pause"
        assert fired(IMPROVED, at_end=True, share_done=0.2)[1] == "simplify_or_extend"
        assert fired(IMPROVED, at_end=True, n_review=1)[1] == "rate_more"


class TestSuggestion:
    def test_says_every_input_and_parameter_that_led_to_it(self):
        found = suggest(replace(IMPROVED, n_review=np.int64(4), share_done=np.float64(0.9)), ReviewRules(z=1.28))
        assert found.thin
        assert found.inputs == {
            "n_baseline": 7, "n_review": 4, "mean_review": 4.0, "difference": -2.0, "share_better": 1 / 3, "z": -2.0,
            "mean_last_3": 4.0, "share_done": 0.9, "safety_tick": False, "severe_reaction": False, "n_pain_days": 0,
            "at_end": False,
        }  # fmt: skip
        assert found.parameters["z"] == 1.28
        assert found.parameters["better_share"] == 0.3

    def test_it_rests_on_few_days_below_five_in_either_window(self):
        assert suggest(replace(IMPROVED, n_baseline=4)).thin
        assert not suggest(replace(IMPROVED, n_baseline=5, n_review=5)).thin

    def test_missing_inputs_are_shown_as_none(self):
        found = suggest(replace(IMPROVED, n_review=1, z=np.nan, difference=pd.NA, mean_last_3=None))
        assert (found.inputs["z"], found.inputs["difference"], found.inputs["mean_last_3"]) == (None, None, None)
        assert not found.thin

    def test_parameters_move_the_borders(self):
        assert fired(IMPROVED, ReviewRules(better_share=0.5))[0] == "minimal"
        assert fired(IMPROVED, ReviewRules(tested_share=0.95))[0] == "not_tested"

    @pytest.mark.parametrize(
        "wrong", [{"better_share": 30}, {"z": -1}, {"min_rated": None}, {"pain_days": "2"}, {"z": float("nan")}]
    )
    def test_parameters_outside_what_they_mean_are_refused(self, wrong):
        with pytest.raises(ArgumentError, match="is not allowed"):
            ReviewRules(**wrong)

    def test_inputs_are_taken_from_the_rows_of_the_measures(self):
        row = {"client": "a", "n_baseline": 7, "n_review": 6, "mean_review": 4.0, "difference": -2.0,
               "share_better": 0.33, "z": -2.0, "mean_last_3": 4.0}  # fmt: skip
        found = ReviewInputs.of(row, {"share_done": 0.7}, at_end=True)
        assert (found.n_review, found.share_done, found.at_end, found.safety_tick) == (6, 0.7, True, False)
        with pytest.raises(FrameError, match='no column "z"'):
            ReviewInputs.of({k: v for k, v in row.items() if k != "z"}, {"share_done": 0.7})
        with pytest.raises(FrameError, match='no column "share_done"'):
            ReviewInputs.of(row, {})


real = st.one_of(st.just(np.nan), st.floats(-3, 3))
someone = st.builds(
    ReviewInputs,
    n_baseline=st.integers(0, 7), n_review=st.integers(0, 7), mean_review=st.floats(0, 10), difference=real,
    share_better=real, z=real, mean_last_3=st.floats(0, 10), share_done=st.one_of(st.just(np.nan), st.floats(0, 1)),
    safety_tick=st.booleans(), severe_reaction=st.booleans(), n_pain_days=st.integers(0, 3), at_end=st.booleans(),
)  # fmt: skip


@given(st.lists(someone, min_size=1, max_size=8))
def test_many_people_at_once_get_what_each_gets_alone(people):
    stacked = ReviewInputs(**{name: np.array([getattr(p, name) for p in people]) for name in vars(people[0])})
    alone = [suggest(p) for p in people]
    assert [RULES[i] for i in rule_numbers(stacked, ReviewRules())] == [s.rule for s in alone]
    assert [SUGGESTIONS[i] for i in suggestion_numbers(stacked, ReviewRules())] == [s.suggestion for s in alone]


@given(someone)
def test_nobody_with_a_tick_is_told_anything_else(person):
    assert suggest(replace(person, safety_tick=True)).suggestion == "stop_and_ask"
