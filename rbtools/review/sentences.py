"""From measured frames to plain sentences. Nothing is computed here, and nothing small or rare is made a finding.

Each function takes a measure's frame of one client and gives one or two sentences, or None where there is nothing to
say. A difference is named only from a minimum size and a minimum count on; below it the sentence says just that. No
sentence names a cause. The words stand in `words/<language>.toml`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from rbtools.measure.adherence import surely_differ
from rbtools.review.language import Language, load_language, start_upper
from rbtools.review.rules import ReviewInputs, Suggestion, rule_numbers


class Row:
    """The one row of a frame, read where it is asked for: its counts stay whole numbers."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def __getitem__(self, name: str) -> Any:
        return self._frame[name].iloc[0]


SHARE_GAP = 0.10
"""Shares that differ by less than 10 percentage points are called alike (choice)."""
POINTS = 1.0
"""A difference in tightness of less than 1 point is called hardly any (choice)."""
SHORT = 0.80
"""A dose below 80 % is called short (custom: 80-99 % counts as satisfactory in most studies, Bailey 2018)."""
MIN_FOR_SHARE = 5
"""Fewer due sessions than this are given as a count, not as a share (choice)."""
MIN_PER_SLOT = 10
MIN_PER_EXERCISE = 7
MIN_PAIRS = 5
"""Sessions rated before and after that a mean difference needs (choice)."""
MIN_RATED_DAYS = 3
"""Rated days that `change` needs in each window."""
REVIEW_DAY = 14
"""The plan day for which, beside the end, the rules of the review are made."""
MAX_SENTENCES = 5


def done(adherence: pd.DataFrame, reasons: Sequence[str] = (), *, language: str = "en") -> str:
    """How many due sessions were done and complete, and what was excused; from `adherence(matched)` of one client.

    >>> row = pd.DataFrame({"n_due": [4], "n_done": [3], "n_complete": [2], "n_excused": [1]})
    >>> done(row, ["ill"])  # doctest: +ELLIPSIS
    '3 of 4 due sessions were done, 2 of them complete; that is too few for a share. 1 session was excused (ill)...'
    """
    tongue = load_language(language)
    row = Row(adherence)
    complete = row["n_complete"] or tongue.say("done.none")
    if not row["n_due"]:
        said = tongue.say("done.all_excused" if row["n_excused"] else "done.none_due")
    elif row["n_due"] < MIN_FOR_SHARE:
        said = tongue.say("done.few", done=row["n_done"], due=row["n_due"], complete=complete)
    else:
        said = tongue.say(
            "done.share" if row["n_done"] else "done.nothing", done=row["n_done"], due=row["n_due"], complete=complete,
            share=tongue.percent(row["share_done"]),
            interval=tongue.percents(row["share_done_low"], row["share_done_high"]),
        )  # fmt: skip
    if not row["n_excused"]:
        return said
    why = tongue.say("done.reason", reasons=", ".join(reasons)) if reasons else ""
    return f"{said} {tongue.say('done.excused', n=row['n_excused'], reason=why)}"


def slots(adherence: pd.DataFrame, *, language: str = "en") -> str | None:
    """Which time of day is weaker; from `adherence(matched, by=["client", "slot"])` of one client."""
    tongue = load_language(language)
    due = adherence[adherence["n_due"] > 0]
    if len(due) < 2 or not due["n_done"].any():
        return None
    if (due["n_due"] < MIN_PER_SLOT).any():
        named = tongue.listing([tongue.slot(str(s)) for s in due["slot"]])
        return tongue.say("slots.few", slots=named, wanted=MIN_PER_SLOT)
    ranked = due.sort_values("share_done", kind="stable")
    weak, strong = Row(ranked), Row(ranked.iloc[-1:])
    if _differ(weak["share_done"], strong["share_done"]):
        said = _weaker_slot(tongue, "slots.weaker" if len(due) == 2 else "slots.weakest", weak, strong)
        sure = surely_differ(*(weak[f"share_done{end}"] for end in ("", "_high")),
                             *(strong[f"share_done{end}"] for end in ("", "_low")))  # fmt: skip
        return said if sure else f"{said} {tongue.say('slots.chance')}"
    if len(due) > 2:
        return tongue.say(
            "slots.all_equal", n=len(due), interval=tongue.percents(weak["share_done"], strong["share_done"])
        )
    one, two = Row(due), Row(due.iloc[1:])
    return tongue.say(
        "slots.equal", first=start_upper(tongue.slot(one["slot"])), second=tongue.slot(two["slot"]),
        first_share=tongue.percent(one["share_done"]), second_share=tongue.percent(two["share_done"]),
    )  # fmt: skip


def _weaker_slot(tongue: Language, key: str, weak: Row, strong: Row) -> str:
    return tongue.say(
        key, weak=start_upper(tongue.slot(weak["slot"])), weak_done=weak["n_done"], weak_due=weak["n_due"],
        weak_share=tongue.percent(weak["share_done"]), strong=tongue.slot(strong["slot"]),
        strong_done=strong["n_done"], strong_due=strong["n_due"], strong_share=tongue.percent(strong["share_done"]),
    )  # fmt: skip


def exercises(adherence: pd.DataFrame, *, language: str = "en") -> str | None:
    """Which exercise falls short of its minimum dose when sessions are done.

    From `adherence(matched, by=["client", "exercise"])` over the rows of done sessions only: attendance has a sentence
    of its own, and an exercise that joined late is not blamed for sessions left out since.
    """
    tongue = load_language(language)
    due = adherence[adherence["n_due"] > 0]
    if due.empty:
        return None
    enough = due[due["n_due"] >= MIN_PER_EXERCISE].sort_values("share_min_dose", kind="stable")
    if enough.empty:
        return tongue.say("exercises.few", wanted=MIN_PER_EXERCISE)
    low, high = enough["share_min_dose"].iloc[0], enough["share_min_dose"].iloc[-1]
    if len(enough) == 1:
        return _exercise(tongue, "exercises.one", enough)
    if _differ(low, high):
        return _exercise(tongue, "exercises.behind_two" if len(enough) == 2 else "exercises.behind", enough)
    key = "exercises.even" if low >= SHORT else "exercises.even_short"
    return tongue.say(key, interval=tongue.percents(low, high))


def _exercise(tongue: Language, key: str, ranked: pd.DataFrame) -> str:
    worst, others = Row(ranked), ranked.iloc[1:]
    best = {} if others.empty else {
        "others": tongue.percents(others["share_min_dose"].iloc[0], others["share_min_dose"].iloc[-1]),
        "other": _inside(others["exercise"].iloc[0]),
    }  # fmt: skip
    return tongue.say(
        key, name=_inside(worst["exercise"]), share=tongue.percent(worst["share_min_dose"]),
        sets=tongue.number(worst["n_sets_counted_min"]), sets_min=worst["n_sets_min"], **best,
    )  # fmt: skip


def _inside(exercise: object) -> str:
    """An exercise's name within a sentence."""
    return str(exercise).replace("_", " ").strip()


def tightness(change: pd.DataFrame, *, language: str = "en") -> str:
    """Whether tightness changed and how sure that is; from `change(plan, log)` of one client."""
    tongue = load_language(language)
    row = Row(change)
    counts = {"n_baseline": row["n_baseline"], "n_review": row["n_review"]}
    if pd.isna(row["difference"]):
        return tongue.say("tightness.unknown", wanted=MIN_RATED_DAYS, **counts)
    said = [_change(tongue, row)]
    reasons = row["reason"].split(", ")
    if "low baseline" in reasons:
        said.append(tongue.say("tightness.low"))
    if "thin" in reasons:
        said.append(tongue.say("tightness.thin", **counts))
    if row["phi"] > 0.5:
        said.append(tongue.say("tightness.alike"))
    return " ".join(said)


def _change(tongue: Language, row: Row) -> str:
    means = {"baseline": tongue.number(row["mean_baseline"], 1), "review": tongue.number(row["mean_review"], 1)}
    difference, low, high = row["difference"], row["difference_low"], row["difference_high"]
    if pd.isna(low):
        return tongue.say("tightness.plain", difference=tongue.signed(difference), **means)
    if abs(difference) < POINTS:
        key = "tightness.same_wide" if max(-low, high) >= 2 * POINTS else "tightness.same"
        return tongue.say(key, difference=tongue.signed(difference), interval=tongue.interval(low, high), **means)
    size = tongue.number(abs(difference), 1)
    if not row["detectable"]:
        key = "tightness.maybe_lower" if difference < 0 else "tightness.maybe_higher"
        return tongue.say(key, size=size, interval=tongue.interval(low, high), **means)
    small, large = sorted((abs(low), abs(high)))
    interval = tongue.interval(small, large, signed=False)
    return tongue.say("tightness.fell" if difference < 0 else "tightness.rose", size=size, interval=interval, **means)


def within_session(tightness: pd.DataFrame, *, language: str = "en") -> str | None:
    """How ratings after a session differ from those before it; from `tightness(log, by="client")` of one client."""
    if tightness.empty or tightness["n_within_session"].iloc[0] < MIN_PAIRS:
        return None
    tongue = load_language(language)
    points = tightness["within_session"].iloc[0]
    if abs(points) < POINTS:
        return None
    key = "within.lower" if points < 0 else "within.higher"
    return tongue.say(key, size=tongue.number(abs(points), 1), n=tightness["n_within_session"].iloc[0])


def gap(rhythm: pd.DataFrame, *, days: int = 3, language: str = "en") -> str | None:
    """Whether the person stopped, or paused for three or more due sessions; from `rhythm(matched)` of one client."""
    tongue = load_language(language)
    row = Row(rhythm)
    if row["discontinued"]:
        return tongue.say("rhythm.stopped", days=days)
    return tongue.say("rhythm.gap", n=row["longest_gap"]) if row["initiated"] and row["longest_gap"] >= 3 else None


@dataclass(frozen=True)
class Advice:
    """What to discuss next, in words, and what led to it."""

    text: str
    why: str


def advice(
    suggestion: Suggestion, *, advanced_joined: bool = False, day: int | None = None, language: str = "en"
) -> Advice:
    """A suggestion of the rules as words to discuss, never as an order; and its inputs.

    `advanced_joined`: the advanced exercise is already being done, so that it cannot be suggested that it join. `day`
    is the last plan day that was looked at: before `REVIEW_DAY` of a plan that goes on it is said that it is early.
    """
    tongue = load_language(language)
    code = suggestion.suggestion
    if code == "advanced_may_join" and advanced_joined:
        code = "advanced_has_joined"
    if code == "pause" and _by_pain(suggestion):
        code = "pause_pain"
    if suggestion.rule == "not_tested" and suggestion.inputs["share_done"] is None:
        code = "nothing_due"
    text = tongue.say(f"suggest.{code}", min_rated=suggestion.rules.min_rated)
    if suggestion.thin:
        text = f"{text} {tongue.say('suggest.thin')}"
    if day is not None and day < REVIEW_DAY and not suggestion.inputs["at_end"]:
        text = f"{text} {tongue.say('suggest.early', day=day, review_day=REVIEW_DAY)}"
    return Advice(text, _why(tongue, suggestion))


def _by_pain(suggestion: Suggestion) -> bool:
    """Whether it was days with pain, and not the ratings of tightness, that made the rule fire."""
    without = ReviewInputs(**(suggestion.inputs | {"n_pain_days": 0}))
    return suggestion.rule == "worse" and int(rule_numbers(without, suggestion.rules)) != suggestion.number


def _pain(tongue: Language, suggestion: Suggestion) -> str:
    n = suggestion.inputs["n_pain_days"]
    return tongue.say("suggest.pain", n=n, above=tongue.number(suggestion.rules.pain_above)) if n else ""


def _why(tongue: Language, suggestion: Suggestion) -> str:
    found = suggestion.inputs

    def shown(name: str, form: Callable[[float], str]) -> str:
        value = found.get(name)
        return tongue.say("figure.nothing") if value is None or pd.isna(value) else form(value)

    def mean(value: float) -> str:
        return tongue.number(value, 1)

    return tongue.say(
        "suggest.why" if found.get("difference") is not None else "suggest.why_unknown",
        number=suggestion.number,
        rule=tongue.say(f"rule.{suggestion.rule}"),
        n_baseline=found["n_baseline"],
        n_review=found["n_review"],
        difference=shown("difference", tongue.signed),
        share=shown("share_better", lambda share: tongue.say("number.percent", number=tongue.signed(-100 * share, 0))),
        z=shown("z", tongue.signed),
        limit=tongue.number(suggestion.rules.z, 1),
        pain=_pain(tongue, suggestion),
        last=shown("mean_last_3", mean),
        mean=shown("mean_review", mean),
        done=shown("share_done", tongue.percent),
    )


def _differ(low: float, high: float) -> bool:
    """Whether two shares are far enough apart; as whole thousandths, so that 0.9 and 0.8 differ by 10 points."""
    return round(1000 * high) - round(1000 * low) >= 1000 * SHARE_GAP
