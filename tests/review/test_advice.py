"""What to discuss next: by rule, by whether the plan has ended, never two kinds of advice in one."""

from dataclasses import replace

import pytest

from rbtools.review.advice import REVIEW_DAY, advice
from rbtools.review.rules import SUGGESTIONS, ReviewInputs, suggest

BETTER = ReviewInputs(
    n_baseline=7, n_review=7, mean_review=3.9, difference=-2.1, share_better=0.35, z=-2.4, mean_last_3=3.7,
    share_done=0.86,
)  # fmt: skip
SAME = replace(BETTER, difference=0.2, share_better=-0.03, z=0.2)
WORSE = replace(BETTER, difference=2.0, share_better=-0.5, z=2.4)
UNRATED = replace(BETTER, n_review=2, difference=None, share_better=None, z=None, mean_last_3=None, mean_review=None)


def text(inputs, **changed):
    return advice(suggest(replace(inputs, **changed)), mean_baseline=6.0).text


def test_whoever_is_better_is_asked_about_the_advanced_exercise():
    assert text(BETTER) == "Carry on. Is it time to add the advanced exercise?"


def test_after_the_end_the_advice_differs_by_what_happened():
    ended = {name: text(inputs, at_end=True) for name, inputs in
             {"better": BETTER, "same": SAME, "worse": WORSE, "unrated": UNRATED}.items()}  # fmt: skip
    assert ended == {
        "better": "The plan has ended and tightness is lower. Stop here; agree on what to do if it comes back.",
        "same": "The plan has ended. If the tightness is still a nuisance, suggest seeing a physiotherapist or doctor.",
        "worse": "The plan has ended and tightness has gone up. Talk before anything new begins; suggest seeing a "
        "physiotherapist or doctor.",
        "unrated": "The plan has ended with too few ratings to judge it: 7 days before the start, 2 in the last week. "
        "Ask how it feels now.",
    }


@pytest.mark.parametrize("inputs", [BETTER, SAME, WORSE, UNRATED, replace(BETTER, share_done=0.2),
                                    replace(BETTER, n_pain_days=2)])  # fmt: skip
def test_after_the_last_day_nobody_is_asked_to_pause_to_carry_on_or_to_rate_more(inputs):
    words = text(inputs, at_end=True)
    assert not any(word in words for word in ("Pause", "Carry on", "needed in both weeks"))


def test_why_gives_the_levels_and_details_the_numbers_of_the_rule():
    found = advice(suggest(BETTER), mean_baseline=6.0)
    assert found.why == (
        "Why: tightness 6.0 → 3.9, 86 % of due sessions done (rule: it got better). A rule of thumb; the coach decides."
    )
    assert found.details == (
        "Rule 4 of 0–6: change −2.1 points (−35 %), z −2.4 (counts beyond 1.6); last 3 rated days 3.7, last week 3.9."
    )


def test_pain_is_named_with_its_days():
    found = advice(suggest(replace(BETTER, n_pain_days=2)))
    assert found.text == "Sessions hurt. Pause the exercises and talk first."
    assert ", pain above 5 after sessions on 2 days" in found.why


@pytest.mark.parametrize(("day", "early"), [(REVIEW_DAY - 1, True), (REVIEW_DAY, False)])
def test_before_day_14_it_is_said_that_it_is_early(day, early):
    assert ("This is day" in advice(suggest(BETTER), day=day).text) is early


@pytest.mark.parametrize("suggestion", SUGGESTIONS)
def test_every_suggestion_has_words(suggestion):
    found = replace(suggest(SAME), suggestion=suggestion)
    assert advice(found).text
