"""Tightness: every rating drawn where it belongs, one estimator of change, nothing filled in."""

import numpy as np
import pandas as pd
import pytest

import rbtools as rb
from rbtools.chart.tightness import plot_tightness
from rbtools.errors import ArgumentError, FrameError

START = pd.Timestamp("2026-01-05")


@pytest.fixture(scope="module")
def plan():
    return rb.make_plan(rb.load_program(), "2026-01-05", tz="UTC", weeks=4, client="me")


def ratings(*rows, client="me"):
    """The frame that `tightness` gives by client, date and slot; rows are (day, slot, before, after, day rating)."""
    day, slot, before, after, whole = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "client": client, "date": START + pd.to_timedelta(np.array(day) - 1, unit="D"),
            "slot": pd.Categorical(slot, categories=["am", "pm"]), "before": np.array(before, dtype="float64"),
            "after": np.array(after, dtype="float64"), "day_rating": np.array(whole, dtype="float64"),
        }
    )  # fmt: skip


def change_of(**columns):
    row = {
        "client": "me", "n_baseline": 7, "n_review": 6, "mean_baseline": 6.3, "mean_review": 4.1, "difference": -2.2,
        "difference_low": -3.4, "difference_high": -1.0, "reason": "",
    }  # fmt: skip
    return pd.DataFrame([row | columns])


def daily(days, value=5.0):
    return ratings(*[(d, None, np.nan, np.nan, value) for d in days])


def test_before_and_after_stand_in_their_slot_a_little_apart_and_joined(plan, see):
    seen = see(plot_tightness(plan, ratings((1, "am", 7, 5, np.nan), (2, "pm", 6, 6, np.nan))))
    assert seen.points("before") == [(pytest.approx(0.65), 7), (pytest.approx(2.15), 6)]
    assert seen.points("after") == [(pytest.approx(0.85), 5), (pytest.approx(2.35), 6)]
    assert [(a[1], b[1]) for a, b in seen.segments("stem")] == [(7, 5), (6, 6)]


def test_a_rating_without_its_partner_has_no_stem_and_nothing_is_filled_in(plan, see):
    seen = see(plot_tightness(plan, ratings((1, "am", 7, np.nan, np.nan), (2, "pm", np.nan, 6, np.nan))))
    assert len(seen.points("before")) == len(seen.points("after")) == 1
    assert seen.segments("stem") == []


def test_the_rating_of_a_day_spans_its_day_and_baseline_days_stand_left_of_day_1(plan, see):
    seen = see(plot_tightness(plan, daily([-2, 1])))
    ends = [(a[0], b[0], a[1]) for a, b in seen.segments("day")]
    assert ends == [pytest.approx((-2.42, -1.58, 5)), pytest.approx((0.58, 1.42, 5))]
    assert {"start", "2 weeks", "day 1\n5 Jan"} <= set(seen.words())


def test_the_axis_is_0_to_10_whatever_the_data_and_says_which_way_is_better(plan, see):
    for value in (0.0, 5.0, 10.0):
        chart = plot_tightness(plan, daily([1, 2], value))
        assert chart.axes[0].get_ylim() == (-0.45, 11.0)
        assert "Tightness 0–10 (lower is better)" in see(chart).words()


def test_the_levels_are_those_of_change_and_stand_over_their_weeks(plan, see):
    seen = see(plot_tightness(plan, daily(range(-6, 29)), change=change_of()))
    assert seen.segments("levels") == [[[-6.5, 6.3], [0.5, 6.3]], [[21.5, 4.1], [28.5, 4.1]]]
    shown = " ".join(seen.words())
    assert "before the start\n6.3" in shown
    assert "last week 4.1\nchange −2.2\n(−3.4 to −1.0)" in shown


def test_the_interval_of_the_change_stands_at_the_levels(plan, see):
    chart = plot_tightness(plan, daily(range(-6, 29)), change=change_of())
    (line,) = [line for line in chart.axes[0].lines if line.get_label() == "interval"]
    assert list(line.get_ydata()) == pytest.approx([6.3 - 3.4, 6.3 - 1.0])


def test_the_last_week_ends_with_as_of_and_later_ratings_are_left_for_later(plan, see):
    seen = see(plot_tightness(plan, daily(range(-6, 29)), change=change_of(), as_of="2026-01-18"))
    assert seen.segments("levels")[1] == [[7.5, 4.1], [14.5, 4.1]]
    assert len(seen.segments("day")) == 7 + 14


def test_the_green_zone_begins_two_points_below_the_baseline_and_names_its_source(plan, see):
    frame = daily(range(-6, 29))
    seen = see(plot_tightness(plan, frame, change=change_of()))
    assert seen.cells("zone")[0][3] == pytest.approx(4.3)
    assert "2 points better (borrowed from pain scales)" in seen.words()
    assert see(plot_tightness(plan, frame, change=change_of(), better_by=1.5)).cells("zone")[0][3] == pytest.approx(4.8)
    assert see(plot_tightness(plan, frame, change=change_of(), better_by=None)).cells("zone") == []
    assert see(plot_tightness(plan, frame, change=change_of(mean_baseline=1.5))).cells("zone") == []


def test_the_mean_of_each_week_is_a_bar_over_its_days_and_none_where_nothing_was_rated(plan, see):
    weekly = pd.DataFrame({"client": "me", "week": [0, 1, 2, 3, 4], "daily": [6.0, 5.0, np.nan, 4.5, 4.0]})
    seen = see(plot_tightness(plan, daily([1, 9]), weekly=weekly, as_of="2026-01-25"))
    assert [(a[0], b[0], a[1]) for a, b in seen.segments("weekly means")] == [
        pytest.approx((0.6, 7.4, 5.0)),
        pytest.approx((14.6, 21.4, 4.5)),
    ]
    assert "mean of a week" in seen.words()


def test_excused_days_are_hatched_with_their_reason(plan, see):
    ill = rb.excuse(plan, "2026-01-12", "2026-01-13", reason="ill")
    seen = see(plot_tightness(ill, daily([1, 2])))
    assert len(seen.cells("excused")) == 4
    assert "excused (ill)" in seen.words()


def test_without_enough_ratings_no_level_is_drawn_and_the_reason_is_said(plan, see):
    nan = dict.fromkeys(["mean_baseline", "mean_review", "difference", "difference_low", "difference_high"],
                        np.nan)  # fmt: skip
    chart = plot_tightness(plan, daily([1, 2]),
                           change=change_of(n_baseline=0, n_review=2, reason="not enough ratings", **nan))  # fmt: skip
    assert see(chart).segments("levels") == []
    assert see(chart).cells("zone") == []
    assert chart.sentence.endswith("Too few ratings to compare (0 days rated before the start and 2 in the last week).")


def test_the_sentence_says_the_change_with_its_interval(plan):
    frame = ratings((-1, None, np.nan, np.nan, 6), (1, "am", 7, 5, np.nan))
    assert plot_tightness(plan, frame, change=change_of()).sentence == (
        "Tightness, 0 to 10, lower is better. Ratings drawn: 1 before, 1 after and 1 for the day, 3 January to "
        "5 January 2026, from 5 to 7. Mean 6.3 in the week before the start, 4.1 in the last week: change −2.2 points "
        "(95 % interval −3.4 to −1.0; 7 days rated before the start and 6 in the last week)."
    )


def test_without_change_nothing_is_said_about_change(plan):
    assert plot_tightness(plan, daily([1, 2])).sentence == (
        "Tightness, 0 to 10, lower is better. Ratings drawn: 2 for the day, 5 January to 6 January 2026, all 5."
    )


def test_without_a_plan_day_1_is_the_first_date(see):
    seen = see(plot_tightness(None, daily([3, 5])))
    assert [s[0][0] for s in seen.segments("day")] == pytest.approx([0.58, 2.58])
    assert "day 1\n7 Jan" in seen.words()


def test_ratings_far_from_the_plan_are_counted_not_drawn(plan, see):
    chart = plot_tightness(plan, daily([1, 400]))
    assert len(see(chart).segments("day")) == 1
    assert "1 more lies too far from the plan to be drawn" in chart.sentence


def test_a_log_is_measured_by_slot(plan, see):
    log = rb.simulate_log(plan, seed=3)
    by_slot = rb.tightness(log, plan=plan, by=("client", "date", "slot"))
    assert see(plot_tightness(plan, log)).points("before") == see(plot_tightness(plan, by_slot)).points("before")


def test_no_rating_is_said_with_and_without_a_plan(plan, see):
    empty = daily([1]).iloc[:0]
    assert plot_tightness(None, empty).sentence == "Tightness: no rating to show."
    assert plot_tightness(plan, empty).sentence == ("Tightness, 0 to 10, lower is better. Ratings drawn: none.")
    assert "No rating yet." in see(plot_tightness(plan, empty)).words()


def test_several_clients_without_one_named_are_refused(plan):
    frame = pd.concat([daily([1]), daily([1]).assign(client="you")])
    with pytest.raises(ArgumentError, match="2 clients"):
        plot_tightness(plan, frame)


def test_a_change_of_other_people_is_refused(plan):
    with pytest.raises(ArgumentError, match="0 rows for client me"):
        plot_tightness(plan, daily([1]), change=change_of(client="you"))
    with pytest.raises(FrameError, match="difference_low"):
        plot_tightness(plan, daily([1]), change=change_of().drop(columns="difference_low"))


def test_before_the_start_no_rating_later_than_as_of_is_drawn():
    plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="UTC", weeks=2)
    log = rb.simulate_log(plan, seed=3, ratings_missing=0)
    assert "no rating to show" not in rb.plot_tightness(plan, log, as_of="2026-02-27").sentence
    assert "23 February to 27 February 2026" in rb.plot_tightness(plan, log, as_of="2026-02-27").sentence
    assert "Ratings drawn: none" in rb.plot_tightness(plan, log, as_of="2026-02-01").sentence
