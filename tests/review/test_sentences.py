"""From measured frames to words: what is said, from which size and count on, and what is never said."""

import re
import tomllib
from importlib.resources import files
from string import Formatter

import numpy as np
import pandas as pd
import pytest

from rbtools import RbtoolsError
from rbtools.measure.adherence import wilson
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
    low, high = wilson(frame["n_done"].to_numpy(), frame["n_due"].to_numpy())
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
    said = sentences.done(done_row(50, 46, 38, share=0.92, low=0.8116, high=0.9684))
    assert said == (
        "46 of 50 due sessions were done (92\u00a0%, 95\u00a0% interval 81–97\u00a0%), 38 of them complete, "
        "with every exercise at its minimum."
    )


def test_excused_sessions_are_said_apart_with_their_reason():
    said = sentences.done(done_row(50, 46, 38, 6, 0.92, 0.8116, 0.9684), ["ill"])
    assert said.endswith(" 6 sessions were excused (ill) and are not counted.")
    assert sentences.done(done_row(50, 46, 38, 1, 0.92, 0.81, 0.97)).endswith(
        " 1 session was excused and is not counted."
    )


def test_four_due_sessions_make_a_count_and_no_share():
    said = sentences.done(done_row(4, 3, 2, share=0.75, low=0.3, high=0.95))
    assert said == "3 of 4 due sessions were done, 2 of them complete; that is too few for a share."


def test_nothing_due_is_not_nought():
    assert sentences.done(done_row(0, 0, 0)) == "No session is due yet, so nothing can be said about adherence."


def test_all_but_one_of_many_is_not_a_hundred_per_cent():
    assert "(99\u00a0%" in sentences.done(done_row(400, 399, 399, share=0.9975, low=0.986, high=0.9996))


# Mornings and evenings


def test_the_weaker_half_is_named_from_ten_points_on():
    said = sentences.slots(slot_rows(["am", 20, 20, 1.0], ["pm", 20, 18, 0.9]))
    assert said == (
        "Evenings are the weaker half: 18 of 20 sessions done (90\u00a0%), mornings 20 of 20 (100\u00a0%). "
        "The difference may be chance."
    )


def test_a_difference_whose_interval_leaves_nought_out_is_not_called_chance():
    said = sentences.slots(slot_rows(["am", 28, 26, 26 / 28], ["pm", 28, 14, 0.5]))
    assert said == "Evenings are the weaker half: 14 of 28 sessions done (50\u00a0%), mornings 26 of 28 (93\u00a0%)."


def test_where_nothing_was_done_no_half_is_compared_and_no_completeness_told():
    assert sentences.slots(slot_rows(["am", 14, 0, 0.0], ["pm", 14, 0, 0.0])) is None
    said = sentences.done(done_row(28, 0, 0, share=0.0, low=0.0, high=0.12))
    assert said == "None of the 28 due sessions was done (0\u00a0%, 95\u00a0% interval 0–12\u00a0%)."


def test_nine_points_are_called_equal():
    said = sentences.slots(slot_rows(["am", 100, 95, 0.95], ["pm", 100, 86, 0.86]))
    assert said == "Mornings and evenings were kept about equally well (95\u00a0% and 86\u00a0% done)."


def test_equal_shares_make_no_weak_half():
    said = sentences.slots(slot_rows(["am", 25, 23, 0.92], ["pm", 25, 23, 0.92]))
    assert "weak" not in said


def test_nine_due_sessions_of_a_slot_are_too_few_to_compare():
    said = sentences.slots(slot_rows(["am", 9, 9, 1.0], ["pm", 9, 3, 0.3333]))
    assert said == (
        "Whether mornings and evenings differ cannot be said yet: at least 10 due sessions of each are wanted."
    )


def test_one_slot_a_day_is_nothing_to_compare():
    assert sentences.slots(slot_rows(["am", 28, 20, 20 / 28])) is None
    assert sentences.slots(slot_rows(["am", 28, 20, 20 / 28], ["pm", 0, 0, np.nan])) is None


def test_of_three_slots_the_weakest_and_the_best_are_named():
    said = sentences.slots(slot_rows(["am", 14, 14, 1.0], ["desk", 14, 7, 0.5], ["pm", 14, 12, 12 / 14]))
    assert said == (
        "“desk” sessions are weakest: 7 of 14 sessions done (50\u00a0%); mornings are best, 14 of 14 (100\u00a0%)."
    )


# Exercises


def test_the_exercise_that_falls_short_is_named_with_its_dose():
    said = sentences.exercises(
        exercise_rows(["a_b", 50, 0.9, 90, 100], ["cross_reach_rolling", 28, 0.607, 34, 56], ["c", 50, 1.0, 100, 100])
    )
    assert said == (
        "In the sessions done, cross reach rolling falls furthest short of its minimum dose: 61\u00a0% (34 of 56 "
        "sets); the others reached 90–100\u00a0%."
    )


def test_exercises_within_ten_points_are_called_even():
    said = sentences.exercises(exercise_rows(["a", 50, 0.91, 91, 100], ["b", 50, 0.85, 85, 100]))
    assert said == (
        "No exercise falls behind the others: in the sessions done each reached 85–91\u00a0% of its minimum dose."
    )


def test_even_but_short_is_said_as_short():
    said = sentences.exercises(exercise_rows(["a", 50, 0.61, 61, 100], ["b", 50, 0.55, 55, 100]))
    assert said == (
        "In the sessions done, all exercises fall short about alike: they reached 55–61\u00a0% of their minimum dose."
    )


def test_an_exercise_that_only_just_joined_is_not_judged():
    said = sentences.exercises(
        exercise_rows(["a", 50, 0.9, 90, 100], ["b", 50, 0.95, 95, 100], ["new", 6, 0.1, 1.5, 12])
    )
    assert "new" not in said


def test_half_sets_keep_their_half():
    said = sentences.exercises(exercise_rows(["a", 20, 0.5875, 23.5, 40], ["b", 20, 1.0, 40, 40]))
    assert "(23.5 of 40 sets)" in said


def test_nothing_due_says_nothing_about_exercises():
    assert sentences.exercises(exercise_rows(["a", 0, np.nan, 0, 0])) is None


# Tightness


def test_a_clear_fall_is_said_with_interval_and_levels():
    said = sentences.tightness(change_row(-2.14, -3.22, -1.04, review=3.96))
    assert said == (
        "Tightness fell by 2.1 points (95\u00a0% interval 1.0 to 3.2), from 6.1 in the week before the start to 4.0 "
        "in the last week; that is more than its scatter from day to day."
    )


def test_a_clear_rise_is_said_as_a_rise():
    said = sentences.tightness(change_row(1.6, 0.4, 2.8, review=7.7))
    assert said.startswith("Tightness rose by 1.6 points (95\u00a0% interval 0.4 to 2.8)")


def test_a_fall_whose_interval_holds_nought_may_be_scatter():
    said = sentences.tightness(change_row(-1.2, -2.9, 0.5, review=4.9))
    assert said == (
        "Tightness was 1.2 points lower in the last week (4.9) than in the week before the start (6.1), but the "
        "95\u00a0% interval (−2.9 to +0.5) includes no change: it may be scatter from day to day."
    )


def test_under_one_point_nothing_is_said_to_have_fallen_even_if_detectable():
    said = sentences.tightness(change_row(-0.8, -1.2, -0.4, review=5.3))
    assert said == (
        "Tightness hardly changed: 6.1 in the week before the start, 5.3 in the last week "
        "(−0.8 points, 95\u00a0% interval −1.2 to −0.4)."
    )


def test_a_wide_interval_around_no_change_says_what_it_leaves_open():
    said = sentences.tightness(change_row(-0.2, -2.6, 2.2, review=5.9))
    assert said == (
        "Whether tightness changed cannot be told: 6.1 in the week before the start, 5.9 in the last week "
        "(−0.2 points, but the 95\u00a0% interval −2.6 to +2.2 holds clear changes too)."
    )


def test_too_few_ratings_are_said_with_their_counts():
    said = sentences.tightness(change_row(n=(2, 5), reason="not enough ratings"))
    assert said == (
        "Whether tightness changed cannot be said: 2 days were rated in the week before the start and 5 in the last "
        "week, and at least 3 of each are needed."
    )


def test_thin_ratings_carry_a_warning():
    said = sentences.tightness(change_row(-2.1, -3.9, -0.3, n=(4, 3), reason="thin"))
    assert said.endswith("Few days were rated (4 and 3), so read this with care.")


def test_ratings_that_hang_together_carry_a_warning():
    said = sentences.tightness(change_row(-2.1, -3.9, -0.3, phi=0.6))
    assert said.endswith("so the true interval is wider.")


def test_a_change_without_an_interval_is_not_called_sure():
    said = sentences.tightness(change_row(-2.1))
    assert said.endswith("(−2.1 points); how sure that is cannot be said.")


def test_within_a_session_one_point_and_five_sessions_are_needed():
    frame = pd.DataFrame({"within_session": [-1.3], "n_within_session": [5]})
    assert sentences.within_session(frame) == (
        "After a session tightness was on average 1.3 points lower than before it (5 sessions rated both times)."
    )
    assert sentences.within_session(frame.assign(n_within_session=4)) is None
    assert sentences.within_session(frame.assign(within_session=-0.9)) is None
    assert sentences.within_session(frame.iloc[:0]) is None


# Rhythm


def rhythm(*, initiated=True, discontinued=False, longest_gap=0):
    return pd.DataFrame({"initiated": [initiated], "discontinued": [discontinued], "longest_gap": [longest_gap]})


def test_a_gap_is_named_from_three_sessions_on():
    assert sentences.gap(rhythm(longest_gap=3)) == "The longest gap was 3 due sessions in a row."
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


@pytest.mark.parametrize("code", languages())
def test_every_language_has_the_same_phrases_with_the_same_fields(code):
    english, other = phrases("en"), phrases(code)
    assert other.keys() == english.keys()
    assert {k: fields(v) for k, v in other.items()} == {k: fields(v) for k, v in english.items()}


def test_english_and_dutch_are_there():
    assert languages() == ["en", "nl"]


def test_dutch_says_the_same_with_a_decimal_comma():
    said = sentences.tightness(change_row(-2.14, -3.22, -1.04, review=3.96), language="nl")
    assert said == (
        "De stijfheid daalde 2,1 punten (95%-interval 1,0 tot 3,2), van 6,1 in de week voor de start naar 4,0 in de "
        "laatste week; dat is meer dan de spreiding van dag tot dag."
    )


def test_an_unknown_language_is_refused_with_those_there_are():
    with pytest.raises(RbtoolsError, match=r"language='de' is not allowed.*en, nl"):
        load_language("de")


@pytest.mark.parametrize("code", languages())
def test_no_phrase_names_a_cause_or_promises(code):
    forbidden = (
        r"because|thanks to|due to the|effective|cure|significant|heal|omdat|dankzij|significant|genees|effectief"
    )
    assert [k for k, v in phrases(code).items() if re.search(forbidden, v, re.IGNORECASE)] == []


@pytest.mark.parametrize("code", languages())
def test_no_phrase_holds_a_hyphen_for_a_minus(code):
    assert [k for k, v in phrases(code).items() if re.search(r"(^|\s)-\d", v)] == []
