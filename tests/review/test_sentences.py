"""From measured frames to words: what is said, from which size and count on, and what is never said."""

import re
import tomllib
from importlib.resources import files
from string import Formatter

import numpy as np
import pandas as pd
import pytest

from rbtools import RbtoolsError
from rbtools.measure.share_interval import wilson
from rbtools.review import sentences
from rbtools.review.language import languages, load_language


def adherence(**columns):
    return pd.DataFrame(columns)


def done_row(n_due, n_done, n_complete, n_excused=0, share=np.nan, low=np.nan, high=np.nan):
    return adherence(
        n_due=[n_due], n_done=[n_done], n_complete=[n_complete], n_excused=[n_excused],
        share_done=[share], share_done_low=[low], share_done_high=[high],
    )  # fmt: skip


def slot_rows(*rows):
    frame = pd.DataFrame(rows, columns=["slot", "n_due", "n_done", "share_done"])
    low, high = wilson((frame["n_done"] / frame["n_due"]).to_numpy(), frame["n_due"].to_numpy())
    return frame.assign(share_done_low=low, share_done_high=high)


def exercise_rows(*rows):
    return pd.DataFrame(rows, columns=["exercise", "n_due", "share_min_dose", "n_sets_counted_min", "n_sets_min"])


def change_row(difference=np.nan, low=np.nan, high=np.nan, *, baseline=6.1, review=4.0, n=(7, 7), phi=0.3, reason=""):
    return pd.DataFrame({
        "n_baseline": [n[0]], "n_review": [n[1]], "mean_baseline": [baseline], "mean_review": [review],
        "difference": [difference], "difference_low": [low], "difference_high": [high],
        "detectable": [bool(low > 0 or high < 0)], "phi": [phi], "reason": [reason],
    })  # fmt: skip


# How much was done


def test_done_is_said_with_count_share_interval_and_complete():
    text = sentences.done(done_row(50, 46, 38, share=0.92, low=0.8116, high=0.9684))
    assert text == ("46 of 50 due sessions were done (92 %, 95 % interval 81–97 %), 38 of them complete.")


def test_excused_sessions_are_said_apart_with_their_reason():
    text = sentences.done(done_row(50, 46, 38, 6, 0.92, 0.8116, 0.9684), ["ill"])
    assert text.endswith(" 6 sessions were excused (ill) and do not count.")
    assert sentences.done(done_row(50, 46, 38, 1, 0.92, 0.81, 0.97)).endswith(
        " 1 session was excused and does not count."
    )


def test_four_due_sessions_make_a_count_and_no_share():
    text = sentences.done(done_row(4, 3, 2, share=0.75, low=0.3, high=0.95))
    assert text == "3 of 4 due sessions were done, 2 of them complete: too few for a percentage."


def test_nothing_due_is_not_nought():
    assert sentences.done(done_row(0, 0, 0)) == "No session is due yet."


def test_all_but_one_of_many_is_not_a_hundred_per_cent():
    assert "(99 %" in sentences.done(done_row(400, 399, 399, share=0.9975, low=0.986, high=0.9996))


# Mornings and evenings


def test_the_weaker_half_is_named_from_ten_points_on():
    text = sentences.slots(slot_rows(["am", 20, 20, 1.0], ["pm", 20, 18, 0.9]))
    assert text == (
        "Evenings are the weaker half: 18 of 20 sessions done (90 %), mornings 20 of 20 (100 %). "
        "The difference may be chance."
    )


def test_a_difference_whose_interval_leaves_nought_out_is_not_called_chance():
    text = sentences.slots(slot_rows(["am", 28, 26, 26 / 28], ["pm", 28, 14, 0.5]))
    assert text == "Evenings are the weaker half: 14 of 28 sessions done (50 %), mornings 26 of 28 (93 %)."


def test_where_nothing_was_done_no_half_is_compared_and_no_completeness_told():
    assert sentences.slots(slot_rows(["am", 14, 0, 0.0], ["pm", 14, 0, 0.0])) is None
    text = sentences.done(done_row(28, 0, 0, share=0.0, low=0.0, high=0.12))
    assert text == "No session was logged as done: 28 sessions were due."


def test_nine_points_are_called_equal():
    text = sentences.slots(slot_rows(["am", 100, 95, 0.95], ["pm", 100, 86, 0.86]))
    assert text == "Mornings 95 %, evenings 86 %: no real difference."


def test_equal_shares_make_no_weak_half():
    text = sentences.slots(slot_rows(["am", 25, 23, 0.92], ["pm", 25, 23, 0.92]))
    assert "weak" not in text


def test_nine_due_sessions_of_a_slot_are_too_few_to_compare():
    text = sentences.slots(slot_rows(["am", 9, 9, 1.0], ["pm", 9, 3, 0.3333]))
    assert text == ("Too early to compare mornings and evenings: 10 due sessions of each are needed.")


def test_one_slot_a_day_is_nothing_to_compare():
    assert sentences.slots(slot_rows(["am", 28, 20, 20 / 28])) is None
    assert sentences.slots(slot_rows(["am", 28, 20, 20 / 28], ["pm", 0, 0, np.nan])) is None


def test_of_three_slots_the_weakest_and_the_best_are_named():
    text = sentences.slots(slot_rows(["am", 14, 14, 1.0], ["desk", 14, 7, 0.5], ["pm", 14, 12, 12 / 14]))
    assert text == ("“desk” sessions are weakest: 7 of 14 sessions done (50 %). Mornings are best: 14 of 14 (100 %).")


# Exercises


def test_the_exercise_that_falls_short_is_named_with_its_dose():
    text = sentences.exercises(
        exercise_rows(["a_b", 50, 0.9, 90, 100], ["cross_reach_rolling", 28, 0.607, 34, 56], ["c", 50, 1.0, 100, 100])
    )
    assert text == ("When they trained, cross reach rolling was cut most: 34 of 56 sets (61 %). The others: 90–100 %.")


def test_exercises_within_ten_points_are_called_even():
    text = sentences.exercises(exercise_rows(["a", 50, 0.91, 91, 100], ["b", 50, 0.85, 85, 100]))
    assert text == ("When they trained, no exercise was cut more than the others: 85–91 % of the minimum dose.")


def test_even_but_short_is_said_as_short():
    text = sentences.exercises(exercise_rows(["a", 50, 0.61, 61, 100], ["b", 50, 0.55, 55, 100]))
    assert text == ("When they trained, all exercises were cut about equally: 55–61 % of the minimum dose.")


def test_an_exercise_that_only_just_joined_is_not_judged():
    text = sentences.exercises(
        exercise_rows(["a", 50, 0.9, 90, 100], ["b", 50, 0.95, 95, 100], ["new", 6, 0.1, 1.5, 12])
    )
    assert "new" not in text


def test_half_sets_keep_their_half():
    text = sentences.exercises(exercise_rows(["a", 20, 0.5875, 23.5, 40], ["b", 20, 1.0, 40, 40]))
    assert "23.5 of 40 sets" in text


def test_nothing_due_says_nothing_about_exercises():
    assert sentences.exercises(exercise_rows(["a", 0, np.nan, 0, 0])) is None


# Tightness


def test_a_clear_fall_is_said_with_interval_and_levels():
    text = sentences.tightness(change_row(-2.14, -3.22, -1.04, review=3.96))
    assert text == (
        "Tightness fell by 2.1 points, from 6.1 before the start to 4.0 in the last week (95 % interval 1.0 to 3.2). "
        "That is more than day-to-day ups and downs would explain."
    )


def test_a_clear_rise_is_said_as_a_rise():
    text = sentences.tightness(change_row(1.6, 0.4, 2.8, review=7.7))
    assert text.startswith("Tightness rose by 1.6 points, from 6.1 before the start to 7.7 in the last week")


def test_a_fall_whose_interval_holds_nought_may_be_scatter():
    text = sentences.tightness(change_row(-1.2, -2.9, 0.5, review=4.9))
    assert text == (
        "Tightness was 1.2 points lower: 6.1 before the start, 4.9 in the last week. It may be ordinary ups and downs: "
        "the true change could be anywhere from 2.9 lower to 0.5 higher."
    )


def test_under_one_point_nothing_is_said_to_have_fallen_even_if_detectable():
    text = sentences.tightness(change_row(-0.8, -1.2, -0.4, review=5.3))
    assert text == (
        "Tightness hardly changed: 6.1 before the start, 5.3 in the last week "
        "(−0.8 points, 95 % interval −1.2 to −0.4)."
    )


def test_a_wide_interval_around_no_change_says_what_it_leaves_open():
    text = sentences.tightness(change_row(-0.2, -2.6, 2.2, review=5.9))
    assert text == (
        "No clear change in tightness: 6.1 before the start, 5.9 in the last week. The true change could be anywhere "
        "from 2.6 lower to 2.2 higher."
    )


def test_too_few_ratings_are_said_with_their_counts():
    text = sentences.tightness(change_row(n=(2, 5), reason="not enough ratings"))
    assert text == (
        "Tightness cannot be compared yet: 3 rated days are needed in both weeks; there are 2 before the start and 5 "
        "in the last week."
    )


def test_thin_ratings_carry_a_warning():
    text = sentences.tightness(change_row(-2.1, -3.9, -0.3, n=(4, 3), reason="thin"))
    assert text.endswith("Few days were rated (4 before, 3 in the last week): read this with care.")


def test_ratings_that_hang_together_carry_a_warning():
    text = sentences.tightness(change_row(-2.1, -3.9, -0.3, phi=0.6))
    assert text.endswith("so the true interval is wider.")


def test_a_change_without_an_interval_is_not_called_sure():
    text = sentences.tightness(change_row(-2.1))
    assert text.endswith("(−2.1 points). These ratings cannot show how sure that is.")


def test_within_a_session_one_point_and_five_sessions_are_needed():
    frame = pd.DataFrame({"within_session": [-1.3], "n_within_session": [5]})
    assert sentences.within_session(frame) == (
        "Right after a session tightness was 1.3 points lower on average (5 sessions)."
    )
    assert sentences.within_session(frame.assign(n_within_session=4)) is None
    assert sentences.within_session(frame.assign(within_session=-0.9)) is None
    assert sentences.within_session(frame.iloc[:0]) is None


# Rhythm


def rhythm(*, initiated=True, discontinued=False, longest_gap=0):
    return pd.DataFrame({"initiated": [initiated], "discontinued": [discontinued], "longest_gap": [longest_gap]})


def test_a_gap_is_named_from_three_sessions_on():
    assert sentences.gap(rhythm(longest_gap=3)) == "The longest break was 3 due sessions in a row."
    assert sentences.gap(rhythm(longest_gap=2)) is None


def test_who_stopped_is_said_and_who_never_began_has_no_gap():
    assert sentences.gap(rhythm(discontinued=True, longest_gap=8)) == "Nothing was done on the last 3 due days."
    assert sentences.gap(rhythm(initiated=False, longest_gap=28)) is None


# Languages


def fields(template):
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def phrases(code):
    text = (files("rbtools.review") / "words" / f"{code}.toml").read_text(encoding="utf-8")
    return {f"{section}.{key}": text for section, keys in tomllib.loads(text).items() for key, text in keys.items()}


def test_there_is_one_language_whole_on_every_surface():
    assert languages() == ("en",)


def test_a_phrase_for_one_has_the_fields_of_the_phrase_for_many_but_the_count():
    known = phrases("en")
    singular = [key for key in known if key.endswith("_one")]
    assert singular
    assert all(fields(known[key.removesuffix("_one")]) - {"n"} == fields(known[key]) - {"n"} for key in singular)


def test_an_exercise_is_called_by_its_title():
    text = sentences.exercises(exercise_rows(["roll", 20, 0.9, 90, 100]), {"roll": "Rolling with a cross reach"})
    assert text == "When they trained, rolling with a cross reach got 90 of 100 sets of its minimum (90 %)."


@pytest.mark.parametrize(("difference", "key"), [(-0.999, "hardly changed"), (-1.0, "points lower")])
def test_a_change_is_named_from_one_point_on(difference, key):
    assert key in sentences.tightness(change_row(difference, difference - 1, difference + 1))


@pytest.mark.parametrize(("half", "key"), [(1.99, "hardly changed"), (2.0, "No clear change")])
def test_an_interval_that_reaches_two_points_leaves_a_clear_change_open(half, key):
    assert key in sentences.tightness(change_row(0.0, -half, half))


def test_an_unknown_language_is_refused_with_those_there_are():
    with pytest.raises(RbtoolsError, match=r"language='de' is not allowed.*en"):
        load_language("de")


@pytest.mark.parametrize("code", languages())
def test_no_phrase_names_a_cause_or_promises(code):
    forbidden = r"because|thanks to|due to the|effective|cure|significant|heal"
    assert [k for k, v in phrases(code).items() if re.search(forbidden, v, re.IGNORECASE)] == []


@pytest.mark.parametrize("code", languages())
def test_no_phrase_holds_a_hyphen_for_a_minus(code):
    assert [k for k, v in phrases(code).items() if re.search(r"(^|\s)-\d", v)] == []
