"""What to discuss next: the suggestion of the rules in words, by rule and by whether the plan has ended."""

from collections.abc import Callable

import pandas as pd

from rbtools.core import numbers
from rbtools.review.contents import Advice
from rbtools.review.language import Language, load_language
from rbtools.review.rules import ReviewInputs, Suggestion, rule_numbers

REVIEW_DAY = 14
"""The plan day for which, next to the end, the rules of the review are made."""


def advice(
    suggestion: Suggestion,
    *,
    mean_baseline: float = float("nan"),
    advanced_joined: bool = False,
    day: int | None = None,
    language: str = "en",
) -> Advice:
    """A suggestion of the rules as words to discuss, never as an order; why; and the numbers of the rule.

    Parameters
    ----------
    suggestion : Suggestion
        What `suggest` gives.
    mean_baseline : float
        Mean tightness before the start, 0–10; missing where it is not known.
    advanced_joined : bool
        Whether the advanced exercise is being done already, so that it cannot be suggested to add it.
    day : int, optional
        The last plan day that was looked at: before `REVIEW_DAY` of a plan that goes on it is said that it is early.
    language : str
        The language of the words.

    Returns
    -------
    Advice
    """
    phrases = load_language(language)
    found = suggestion.inputs
    counts = {"n_baseline": found["n_baseline"], "n_review": found["n_review"]}
    text = phrases.say(
        f"suggest.{_key(phrases, suggestion, advanced_joined)}", min_rated=suggestion.rules.min_rated, **counts
    )
    if suggestion.thin:
        text = f"{text} {phrases.say('suggest.thin')}"
    if day is not None and day < REVIEW_DAY and not found["at_end"]:
        text = f"{text} {phrases.say('suggest.early', day=day, review_day=REVIEW_DAY)}"
    return Advice(text, _why(phrases, suggestion, mean_baseline), _details(phrases, suggestion))


def _key(phrases: Language, suggestion: Suggestion, advanced_joined: bool) -> str:
    """The phrase of a suggestion; of those with a form for the end of a plan that form, where it has ended."""
    code = suggestion.suggestion
    if code == "advanced_may_join" and advanced_joined:
        code = "advanced_has_joined"
    if code == "pause" and _by_pain(suggestion):
        code = "pause_pain"
    if suggestion.rule == "not_tested" and suggestion.inputs["share_done"] is None:
        code = "nothing_due"
    known = phrases.phrases["suggest"]
    forms = [f"{code}_{suggestion.rule}", f"{code}_at_end"] if suggestion.inputs["at_end"] else []
    return next((form for form in forms if form in known), code)


def _by_pain(suggestion: Suggestion) -> bool:
    """Whether it was days with pain, and not the ratings of tightness, that made the rule fire."""
    without = ReviewInputs(**(suggestion.inputs | {"n_pain_days": 0}))
    return suggestion.rule == "worse" and int(rule_numbers(without, suggestion.rules)) != suggestion.number


def _why(phrases: Language, suggestion: Suggestion, mean_baseline: float) -> str:
    found, n_pain = suggestion.inputs, suggestion.inputs["n_pain_days"]
    above = numbers.number(suggestion.rules.pain_above)
    return phrases.say(
        "suggest.why" if found["difference"] is not None else "suggest.why_unknown",
        rule=phrases.say(f"rule.{suggestion.rule}"),
        n_baseline=found["n_baseline"],
        n_review=found["n_review"],
        baseline=numbers.number(mean_baseline, 1),
        review=_written(found["mean_review"], numbers.number, 1),
        done=_written(found["share_done"], numbers.percent),
        pain=phrases.say("suggest.pain", n=n_pain, above=above) if n_pain else "",
    )


def _details(phrases: Language, suggestion: Suggestion) -> str:
    found, rules = suggestion.inputs, suggestion.rules
    better = found["share_better"]
    return phrases.say(
        "suggest.details" if found["difference"] is not None else "suggest.details_unknown",
        number=suggestion.number,
        n_baseline=found["n_baseline"],
        n_review=found["n_review"],
        min_rated=rules.min_rated,
        difference=_written(found["difference"], numbers.signed),
        share=numbers.MISSING if better is None else f"{numbers.percentage_points(-better)} %",
        z=_written(found["z"], numbers.signed),
        limit=numbers.number(rules.z, 1),
        last=_written(found["mean_last_3"], numbers.number, 1),
        review=_written(found["mean_review"], numbers.number, 1),
    )


def _written(value: float | None, form: Callable[..., str], *digits: int) -> str:
    return numbers.MISSING if value is None or pd.isna(value) else form(value, *digits)
