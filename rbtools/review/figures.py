"""The five key figures at the head of the review, each with the count behind it."""

import pandas as pd

from rbtools.core import numbers
from rbtools.measure.rhythm import ON_TIME_MINUTES
from rbtools.measure.single_case.difference import MIN_RATED
from rbtools.review.contents import KeyFigure
from rbtools.review.language import Language, load_language
from rbtools.review.sentences import MIN_FOR_SHARE, MIN_PAIRS, Row


def key_figures(
    summary: pd.DataFrame, *, on_time_minutes: int = ON_TIME_MINUTES, language: str = "en"
) -> tuple[KeyFigure, ...]:
    """Sessions done, sessions complete, minimum dose, change, and tightness within a session (or else punctuality).

    `summary` is one client's row of `summarize`. With fewer than 5 due sessions a share is printed as its count; what
    cannot be said is a dash with the reason in its note.
    """
    phrases = load_language(language)
    row = Row(summary)
    enough = row["n_within_session"] >= MIN_PAIRS
    fifth = _within(phrases, row) if enough else _on_time(phrases, row, on_time_minutes)
    return _done(phrases, row), _complete(phrases, row), _dose(phrases, row), _change(phrases, row), fifth


def _share(phrases: Language, n: int, of: int, share: float) -> str:
    if not of:
        return numbers.MISSING
    return numbers.percent(share) if of >= MIN_FOR_SHARE else phrases.say("figure.count", count=n, of=of)


def _done(phrases: Language, row: Row) -> KeyFigure:
    note = phrases.say("figure.none_due")
    if row["n_due"]:
        interval = numbers.percent_range(row["share_done_low"], row["share_done_high"])
        note = phrases.say("figure.done_note", done=row["n_done"], due=row["n_due"], interval=interval)
    if row["n_excused"]:
        note = phrases.say("figure.done_excused", note=note, excused=row["n_excused"])
    value = _share(phrases, row["n_done"], row["n_due"], row["share_done"])
    return KeyFigure(value, phrases.say("figure.done"), note)


def _complete(phrases: Language, row: Row) -> KeyFigure:
    note = phrases.say("figure.complete_note", complete=row["n_complete"], due=row["n_due"])
    value = _share(phrases, row["n_complete"], row["n_due"], row["share_complete"])
    return KeyFigure(value, phrases.say("figure.complete"), note if row["n_due"] else phrases.say("figure.none_due"))


def _dose(phrases: Language, row: Row) -> KeyFigure:
    sets = numbers.number(row["n_sets_counted_min"])
    note = phrases.say("figure.dose_note", sets=sets, sets_min=row["n_sets_min"])
    value = numbers.percent(row["share_min_dose"])
    return KeyFigure(value, phrases.say("figure.dose"), note if row["n_due"] else phrases.say("figure.none_due"))


def _change(phrases: Language, row: Row) -> KeyFigure:
    counts = {"n_baseline": row["n_baseline"], "n_review": row["n_review"]}
    label = phrases.say("figure.change")
    if pd.isna(row["difference"]):
        note = phrases.say("figure.change_unknown_note", wanted=MIN_RATED, **counts)
        return KeyFigure(numbers.MISSING, label, note)
    note = phrases.say("figure.change_plain_note", **counts)
    if not pd.isna(row["difference_low"]):
        interval = numbers.interval(row["difference_low"], row["difference_high"])
        note = phrases.say("figure.change_note", interval=interval, **counts)
    return KeyFigure(numbers.signed(row["difference"]), label, note)


def _within(phrases: Language, row: Row) -> KeyFigure:
    note = phrases.say("figure.within_note", pairs=row["n_within_session"])
    return KeyFigure(numbers.signed(row["within_session"]), phrases.say("figure.within"), note)


def _on_time(phrases: Language, row: Row, minutes: int) -> KeyFigure:
    value = _share(phrases, row["n_on_time"], row["n_timed"], row["share_on_time"])
    note = phrases.say("figure.on_time_note", n_on_time=row["n_on_time"], timed=row["n_timed"])
    return KeyFigure(value, phrases.say("figure.on_time", minutes=minutes), note)
