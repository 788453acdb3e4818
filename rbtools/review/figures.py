"""The five key figures at the head of the review, each with the count behind it."""

from dataclasses import dataclass

import pandas as pd

from rbtools.review.language import Language, load_language
from rbtools.review.sentences import MIN_FOR_SHARE, MIN_PAIRS, MIN_RATED_DAYS, Row


@dataclass(frozen=True)
class KeyFigure:
    """A number as it is printed, what it is, and what it counts."""

    value: str
    label: str
    note: str


def key_figures(summary: pd.DataFrame, *, on_time_minutes: int = 90, language: str = "en") -> tuple[KeyFigure, ...]:
    """Sessions done, sessions complete, minimum dose, change, and tightness within a session (or else punctuality).

    `summary` is one client's row of `summarize`. With fewer than 5 due sessions a share is printed as its count; what
    cannot be said is a dash with the reason in its note.
    """
    tongue = load_language(language)
    row = Row(summary)
    enough = row["n_within_session"] >= MIN_PAIRS
    fifth = _within(tongue, row) if enough else _on_time(tongue, row, on_time_minutes)
    return _done(tongue, row), _complete(tongue, row), _dose(tongue, row), _change(tongue, row), fifth


def _share(tongue: Language, n: int, of: int, share: float) -> str:
    if not of:
        return tongue.say("figure.nothing")
    return tongue.percent(share) if of >= MIN_FOR_SHARE else tongue.say("figure.count", count=n, of=of)


def _done(tongue: Language, row: Row) -> KeyFigure:
    note = tongue.say("figure.none_due")
    if row["n_due"]:
        interval = tongue.percents(row["share_done_low"], row["share_done_high"])
        note = tongue.say("figure.done_note", done=row["n_done"], due=row["n_due"], interval=interval)
    if row["n_excused"]:
        note = tongue.say("figure.done_excused", note=note, excused=row["n_excused"])
    return KeyFigure(_share(tongue, row["n_done"], row["n_due"], row["share_done"]), tongue.say("figure.done"), note)


def _complete(tongue: Language, row: Row) -> KeyFigure:
    note = tongue.say("figure.complete_note", complete=row["n_complete"], due=row["n_due"])
    value = _share(tongue, row["n_complete"], row["n_due"], row["share_complete"])
    return KeyFigure(value, tongue.say("figure.complete"), note if row["n_due"] else tongue.say("figure.none_due"))


def _dose(tongue: Language, row: Row) -> KeyFigure:
    sets = tongue.number(row["n_sets_counted_min"])
    note = tongue.say("figure.dose_note", sets=sets, sets_min=row["n_sets_min"])
    value = tongue.percent(row["share_min_dose"]) if row["n_due"] else tongue.say("figure.nothing")
    return KeyFigure(value, tongue.say("figure.dose"), note if row["n_due"] else tongue.say("figure.none_due"))


def _change(tongue: Language, row: Row) -> KeyFigure:
    counts = {"n_baseline": row["n_baseline"], "n_review": row["n_review"]}
    label = tongue.say("figure.change")
    if pd.isna(row["difference"]):
        note = tongue.say("figure.change_unknown_note", wanted=MIN_RATED_DAYS, **counts)
        return KeyFigure(tongue.say("figure.nothing"), label, note)
    note = tongue.say("figure.change_plain_note", **counts)
    if not pd.isna(row["difference_low"]):
        interval = tongue.interval(row["difference_low"], row["difference_high"])
        note = tongue.say("figure.change_note", interval=interval, **counts)
    return KeyFigure(tongue.signed(row["difference"]), label, note)


def _within(tongue: Language, row: Row) -> KeyFigure:
    note = tongue.say("figure.within_note", pairs=row["n_within_session"])
    return KeyFigure(tongue.signed(row["within_session"]), tongue.say("figure.within"), note)


def _on_time(tongue: Language, row: Row, minutes: int) -> KeyFigure:
    value = _share(tongue, row["n_on_time"], row["n_timed"], row["share_on_time"])
    note = tongue.say("figure.on_time_note", n_on_time=row["n_on_time"], timed=row["n_timed"])
    return KeyFigure(value, tongue.say("figure.on_time", minutes=minutes), note)
