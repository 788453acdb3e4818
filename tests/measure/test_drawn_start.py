"""p_start: only of a drawn start, over days that do not depend on the draw, with the reason where it says little."""

import numpy as np
import pandas as pd
import pytest
from daily_ratings import START, log_of, plan_of
from pandas.testing import assert_frame_equal

import rbtools as rb
from rbtools.measure.effect_size import effect_size


def drawn_plan(n_days, *, before, after, clients=("a",)):
    """A plan from START on whose start could be up to `before` days earlier and `after` days later."""
    day = pd.Timedelta(days=1)
    return plan_of(n_days, clients=clients).assign(
        start_earliest=START - before * day, start_latest=START + after * day
    )


def measured(before, after, plan, **options):
    return effect_size(plan, log_of({"a": (before, after)}), **{"as_of": "end"} | options).iloc[0]


class TestByHand:
    def test_p_is_the_share_of_starts_with_a_fall_at_least_as_large(self):
        # ratings 6 6 6 | 2 2 2; starts at days -1, 0 and 1: falls 6 - 3 = 3, 6 - 2 = 4, 5 - 2 = 3; the plan of the
        # earliest start ends a day before the real one, so the last day is left out
        row = measured([6, 6, 6], [2, 2, 2], drawn_plan(3, before=1, after=1))
        assert row["p_start"] == 1 / 3
        assert "too_few_starts" in row["reason"].split(", ")

    def test_a_fall_in_the_wrong_place_is_not_found(self):
        # days 6 6 3 | 2 2, then 9 9 that are left out; starts at -2, -1 and 0: falls 6 - 13/4, 6 - 7/3 and 5 - 2
        row = measured([6, 6, 3], [2, 2, 9, 9], drawn_plan(4, before=2, after=0))
        assert row["p_start"] == 2 / 3

    def test_equal_falls_count(self):
        assert measured([5, 5, 5], [5, 5, 5], drawn_plan(3, before=1, after=1))["p_start"] == 1

    def test_worsening_gives_a_large_p(self):
        assert measured([2, 2, 2], [6, 6, 6], drawn_plan(3, before=1, after=1))["p_start"] == 1


def test_days_after_the_end_of_the_earliest_plan_change_nothing():
    plan = drawn_plan(5, before=2, after=2)
    one, other = (measured([6, 7, 6, 6], [4, 3, 5, *end], plan)["p_start"] for end in ([4, 4], [10, 10]))
    assert one == other


def test_days_before_the_baseline_of_the_earliest_plan_change_nothing():
    plan = drawn_plan(5, before=1, after=1)
    one, other = (measured([old, 6, 7, 6], [4, 3, 5, 4, 4], plan, baseline_days=2)["p_start"] for old in (0, 10))
    assert one == other


class TestReasons:
    def test_a_plan_without_a_draw(self):
        row = measured([6] * 5, [5] * 5, plan_of(5))
        assert np.isnan(row["p_start"])
        assert "no_random_start" in row["reason"]

    def test_few_starts_are_told_before_anyone_has_rated(self):
        row = measured([], [], drawn_plan(14, before=5, after=10))
        assert row["reason"] == "no_baseline, no_program, too_few_starts, start_untested"

    def test_a_plan_shorter_than_its_window_leaves_as_few_starts_as_it_has_days(self):
        row = measured([], [], drawn_plan(14, before=10, after=20))
        assert "too_few_starts" in row["reason"]

    def test_enough_starts_raise_no_doubt_before_anyone_has_rated(self):
        row = measured([], [], drawn_plan(28, before=10, after=9))
        assert row["reason"] == "no_baseline, no_program, start_untested"

    def test_twenty_starts_are_enough(self):
        row = measured([6, 7, 6, 7, 6] * 4, [3, 2, 3, 2, 3, 3] * 5, drawn_plan(30, before=9, after=10))
        assert row["p_start"] == 1 / 20
        assert row["reason"] == ""

    def test_ratings_that_leave_fewer_than_twenty_starts(self):
        before = [None] * 6 + [6, 7, 6, 7, 6]  # starts before the first rated day compare nothing
        row = measured(before, [3, 2, 3, 2, 3, 3] * 5, drawn_plan(30, before=9, after=10))
        assert row["p_start"] == 1 / 15
        assert row["reason"] == "too_few_starts"

    def test_a_drawn_start_with_nothing_rated_after_it(self):
        row = measured([6, 7, 6, 7, 6] * 4, [], drawn_plan(30, before=15, after=10), as_of="2026-03-03")
        assert np.isnan(row["p_start"])
        assert row["reason"].split(", ")[-1] == "start_untested"

    def test_a_start_outside_its_window_was_not_drawn(self):
        row = measured([6, 7, 6, 7, 6], [3, 2, 3, 2, 3], drawn_plan(5, before=-1, after=30))
        assert row["reason"] == "no_random_start"


@pytest.fixture(scope="module")
def study():
    """300 people without any effect, half with a window of 20 days, most others with 25, some without a draw."""
    clients = pd.DataFrame({"client": [f"p{i:03d}" for i in range(300)], "start": "2026-03-02", "tz": "UTC"})
    program = rb.load_program()
    parts = [
        rb.make_plans(program, clients.iloc[:150], seed=1, start_window=20),
        rb.make_plans(program, clients.iloc[150:280], seed=1, start_window=25),
        rb.make_plans(program, clients.iloc[280:]),
    ]
    plan = rb.excuse(pd.concat(parts), "2026-03-30", "2026-03-31", reason="travel")
    log = rb.simulate_log(plan, seed=2, baseline_days=28, effect=0, natural_fall=0, ratings_end=0)
    return plan, log


def test_people_without_an_effect_get_small_p_as_rarely_as_promised(study):
    p = effect_size(study[0], study[1], as_of="end")["p_start"].dropna()
    assert len(p) == 280
    assert (p <= 0.05).mean() <= 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / len(p))
    assert 0.4 < p.mean() < 0.62


def test_only_the_people_without_a_draw_have_no_p(study):
    found = effect_size(study[0], study[1], as_of="end")
    assert found.loc[found["p_start"].isna(), "client"].tolist() == [f"p{i:03d}" for i in range(280, 300)]


def test_shuffled_or_parted_people_get_the_same_bits(study):
    plan, log = study
    whole = effect_size(plan, log, as_of="2026-04-20")
    shuffled = effect_size(plan.sample(frac=1, random_state=1), log, as_of="2026-04-20")
    assert_frame_equal(whole, shuffled)
    client = plan["client"].astype("str")
    parts = [effect_size(plan[client.str.endswith(tuple(d))], log, as_of="2026-04-20") for d in ("13579", "02468")]
    both = pd.concat(parts).astype({"client": "str"}).sort_values("client", ignore_index=True)
    assert_frame_equal(both, whole.astype({"client": "str"}))


def test_a_true_fall_is_found():
    clients = pd.DataFrame({"client": [f"p{i:03d}" for i in range(60)], "start": "2026-03-02", "tz": "UTC"})
    plan = rb.make_plans(rb.load_program(), clients, seed=5, start_window=25)
    log = rb.simulate_log(plan, seed=2, baseline_days=28, effect=-4, effect_by_dose=0, tightness=7, natural_fall=0)
    assert (effect_size(plan, log, as_of="end")["p_start"] <= 0.1).mean() > 0.5
