"""From measured frames to plain sentences. Nothing is computed here, and nothing small or rare is made a finding.

Each function takes a measure's frame of one client and gives one or two sentences, or None where there is nothing to
say. A difference is named only from a minimum size and a minimum count on; below it the sentence says just that. No
sentence names a cause. The words stand in `words/<language>.toml`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from rbtools.core import numbers
from rbtools.measure.adherence import surely_differ
from rbtools.measure.single_case.difference import MIN_RATED
from rbtools.review.language import Language, load_language


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
MAX_SENTENCES = 5


def done(adherence: pd.DataFrame, reasons: Sequence[str] = (), *, language: str = "en") -> str:
    """How many due sessions were done and complete, and what was excused; from `adherence(matched)` of one client.

    >>> row = pd.DataFrame({"n_due": [4], "n_done": [3], "n_complete": [2], "n_excused": [1]})
    >>> done(row, ["ill"])  # doctest: +ELLIPSIS
    '3 of 4 due sessions were done, 2 of them complete: too few for a percentage. 1 session was excused (ill)...'
    """
    phrases = load_language(language)
    row = Row(adherence)
    complete = row["n_complete"] or phrases.say("done.none")
    why = phrases.say("done.reason", reasons=", ".join(reasons)) if reasons else ""
    if not row["n_due"]:
        return phrases.say("done.all_excused", reason=why) if row["n_excused"] else phrases.say("done.none_due")
    if not row["n_done"]:
        text = phrases.say("done.nothing", n=row["n_due"])
    elif row["n_due"] < MIN_FOR_SHARE:
        text = phrases.say("done.few", done=row["n_done"], due=row["n_due"], complete=complete)
    else:
        text = phrases.say(
            "done.share", done=row["n_done"], due=row["n_due"], complete=complete,
            share=numbers.percent(row["share_done"]),
            interval=numbers.percent_range(row["share_done_low"], row["share_done_high"]),
        )  # fmt: skip
    if not row["n_excused"]:
        return text
    return f"{text} {phrases.say('done.excused', n=row['n_excused'], reason=why)}"


def slots(adherence: pd.DataFrame, *, language: str = "en") -> str | None:
    """Which time of day is weaker; from `adherence(matched, by=["client", "slot"])` of one client."""
    phrases = load_language(language)
    due = adherence[adherence["n_due"] > 0]
    if len(due) < 2 or not due["n_done"].any():
        return None
    if (due["n_due"] < MIN_PER_SLOT).any():
        named = numbers.listing([phrases.slot(str(s)) for s in due["slot"]])
        return phrases.say("slots.few", slots=named, wanted=MIN_PER_SLOT)
    ranked = due.sort_values("share_done", kind="stable")
    weak, strong = Row(ranked), Row(ranked.iloc[-1:])
    if _differ(weak["share_done"], strong["share_done"]):
        text = _weaker_slot(phrases, "slots.weaker" if len(due) == 2 else "slots.weakest", weak, strong)
        sure = surely_differ(*(weak[f"share_done{end}"] for end in ("", "_high")),
                             *(strong[f"share_done{end}"] for end in ("", "_low")))  # fmt: skip
        return text if sure else f"{text} {phrases.say('slots.chance')}"
    if len(due) > 2:
        return phrases.say(
            "slots.all_equal", n=len(due), interval=numbers.percent_range(weak["share_done"], strong["share_done"])
        )
    one, two = Row(due), Row(due.iloc[1:])
    return phrases.say(
        "slots.equal", first=numbers.start_upper(phrases.slot(one["slot"])), second=phrases.slot(two["slot"]),
        first_share=numbers.percent(one["share_done"]), second_share=numbers.percent(two["share_done"]),
    )  # fmt: skip


def _weaker_slot(phrases: Language, key: str, weak: Row, strong: Row) -> str:
    return phrases.say(
        key, weak=numbers.start_upper(phrases.slot(weak["slot"])), weak_done=weak["n_done"], weak_due=weak["n_due"],
        weak_share=numbers.percent(weak["share_done"]), strong=phrases.slot(strong["slot"]),
        strong_first=numbers.start_upper(phrases.slot(strong["slot"])),
        strong_done=strong["n_done"], strong_due=strong["n_due"], strong_share=numbers.percent(strong["share_done"]),
    )  # fmt: skip


def exercises(adherence: pd.DataFrame, titles: Mapping[str, str] | None = None, *, language: str = "en") -> str | None:
    """Which exercise falls short of its minimum dose when sessions are done.

    From `adherence(matched, by=["client", "exercise"])` over the rows of done sessions only: attendance has a sentence
    of its own, and an exercise that joined late is not blamed for sessions left out since. `titles` by exercise id.
    """
    phrases = load_language(language)
    due = adherence[adherence["n_due"] > 0]
    if due.empty:
        return None
    enough = due[due["n_due"] >= MIN_PER_EXERCISE].sort_values("share_min_dose", kind="stable")
    if enough.empty:
        return phrases.say("exercises.few", wanted=MIN_PER_EXERCISE)
    low, high = enough["share_min_dose"].iloc[0], enough["share_min_dose"].iloc[-1]
    if len(enough) > 1 and not _differ(low, high):
        key = "even_full" if low >= 1 else "even" if low >= SHORT else "even_short"
        return phrases.say(f"exercises.{key}", interval=numbers.percent_range(low, high))
    worst, others = Row(enough), enough["share_min_dose"].iloc[1:]
    between = numbers.percent_range(others.iloc[0], others.iloc[-1]) if len(others) else ""
    return phrases.say(
        ("exercises.one", "exercises.behind_two", "exercises.behind")[min(len(others), 2)],
        name=numbers.start_lower(title_of(str(worst["exercise"]), titles)), others=between,
        share=numbers.percent(worst["share_min_dose"]), sets=numbers.number(worst["n_sets_counted_min"]),
        sets_min=worst["n_sets_min"],
    )  # fmt: skip


def title_of(exercise: str, titles: Mapping[str, str] | None) -> str:
    """What people call an exercise; its id in words where no title is known.

    >>> title_of("cross_reach_rolling", {})
    'Cross reach rolling'
    """
    return (titles or {}).get(exercise) or numbers.title(exercise)


def tightness(change: pd.DataFrame, *, language: str = "en") -> str:
    """Whether tightness changed and how sure that is; from `change(plan, log)` of one client."""
    phrases = load_language(language)
    row = Row(change)
    counts = {"n_baseline": row["n_baseline"], "n_review": row["n_review"]}
    if pd.isna(row["difference"]):
        return phrases.say("tightness.unknown", wanted=MIN_RATED, **counts)
    found = [_change(phrases, row)]
    reasons = row["reason"].split(", ")
    if "low baseline" in reasons:
        found.append(phrases.say("tightness.low"))
    if "thin" in reasons:
        found.append(phrases.say("tightness.thin", **counts))
    if row["phi"] > 0.5:
        found.append(phrases.say("tightness.alike"))
    return " ".join(found)


def _change(phrases: Language, row: Row) -> str:
    means = {"baseline": numbers.number(row["mean_baseline"], 1), "review": numbers.number(row["mean_review"], 1)}
    difference, low, high = row["difference"], row["difference_low"], row["difference_high"]
    if pd.isna(low):
        return phrases.say("tightness.plain", difference=numbers.signed(difference), **means)
    size, ends = numbers.number(abs(difference), 1), {"low": numbers.number(-low, 1), "high": numbers.number(high, 1)}
    if abs(difference) < POINTS:
        if max(-low, high) >= 2 * POINTS:
            return phrases.say("tightness.same_wide", **ends, **means)
        interval = numbers.interval(low, high)
        return phrases.say("tightness.same", difference=numbers.signed(difference), interval=interval, **means)
    if not row["detectable"]:
        return phrases.say(f"tightness.maybe_{'lower' if difference < 0 else 'higher'}", size=size, **ends, **means)
    interval = numbers.interval(*sorted((abs(low), abs(high))), sign=False)
    return phrases.say("tightness.fell" if difference < 0 else "tightness.rose", size=size, interval=interval, **means)


def within_session(tightness: pd.DataFrame, *, language: str = "en") -> str | None:
    """How ratings after a session differ from those before it; from `tightness(log, by="client")` of one client."""
    if tightness.empty or tightness["n_within_session"].iloc[0] < MIN_PAIRS:
        return None
    phrases = load_language(language)
    points = tightness["within_session"].iloc[0]
    if abs(points) < POINTS:
        return None
    key = "within.lower" if points < 0 else "within.higher"
    return phrases.say(key, size=numbers.number(abs(points), 1), n=tightness["n_within_session"].iloc[0])


def gap(rhythm: pd.DataFrame, *, days: int = 3, language: str = "en") -> str | None:
    """Whether the person stopped, or paused for three or more due sessions; from `rhythm(matched)` of one client."""
    phrases = load_language(language)
    row = Row(rhythm)
    if row["discontinued"]:
        return phrases.say("rhythm.stopped", days=days)
    return phrases.say("rhythm.gap", n=row["longest_gap"]) if row["initiated"] and row["longest_gap"] >= 3 else None


def _differ(low: float, high: float) -> bool:
    """Whether two shares are far enough apart; as whole thousandths, so that 0.9 and 0.8 differ by 10 points."""
    return round(1000 * high) - round(1000 * low) >= 1000 * SHARE_GAP
