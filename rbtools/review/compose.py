"""From measured frames to the contents of a page: which figures, sentences, advice and charts it has."""

from collections.abc import Mapping
from functools import partial

import pandas as pd

from rbtools.chart.adherence import draw_adherence
from rbtools.chart.calendar import draw_calendar
from rbtools.chart.sets_completed import draw_sets_completed
from rbtools.chart.tightness import draw_tightness
from rbtools.chart.timing import draw_timing
from rbtools.core import numbers
from rbtools.log.log import Log
from rbtools.review import sentences, tables
from rbtools.review.advice import advice
from rbtools.review.contents import ContentChart, Contents, Heading, as_visible
from rbtools.review.figures import key_figures
from rbtools.review.language import Language, load_language
from rbtools.review.measured import Measured
from rbtools.review.rules import ReviewInputs, ReviewRules, Suggestion, suggest

MOST_STRANGERS = 3
"""Clients without a plan that are named before the rest are counted."""


def contents_of(
    measured: Measured,
    suggestion: Suggestion,
    titles: Mapping[str, str],
    *,
    remarks: tuple[str, ...] = (),
    language: str = "en",
) -> Contents:
    """What the page of one client says."""
    phrases = load_language(language)
    found = Contents(
        heading=_heading(measured, phrases),
        remarks=remarks,
        figures=key_figures(measured.summary, language=language),
        sentences=_sentences(measured, titles, language),
        advice=advice(
            suggestion,
            mean_baseline=float(measured.summary["mean_baseline"].iloc[0]),
            advanced_joined=measured.advanced_joined,
            day=measured.day,
            language=language,
        ),
        charts=_charts(measured, titles, phrases),
        notes=tuple(phrases.phrases["notes"].values()),
        language=language,
    )
    return as_visible(found)


def suggestion_of(measured: Measured, rules: ReviewRules) -> Suggestion:
    """What the rules suggest for one client."""
    row = measured.summary.iloc[:1].to_dict("records")[0]
    n_pain_days = int(measured.pain_days["n_pain_days"].iloc[0])
    return suggest(ReviewInputs.of(row, row, n_pain_days=n_pain_days, at_end=measured.at_end), rules)


def remarks(plan: pd.DataFrame, log: Log, *, language: str = "en") -> tuple[str, ...]:
    """What a reader must know about the log before any share."""
    phrases = load_language(language)
    about = phrases.say("remark.log", counts=log.report.sum())
    found = [" ".join((about, *_rejected_names(log, phrases), *log.report.remarks()))] if log.report.records else []
    logged = {str(c) for frame in (log.entries, log.ratings) for c in frame["client"].unique()}
    strangers = sorted(logged - {str(c) for c in plan["client"].unique()})
    if strangers:
        found.append(phrases.say("remark.strangers", clients=numbers.listing(strangers, MOST_STRANGERS)))
    return tuple(found)


def _rejected_names(log: Log, phrases: Language) -> tuple[str, ...]:
    """The names for which records were rejected, in a sentence."""
    unknown = log.rejects[(log.rejects["code"] == "unknown").to_numpy(dtype=bool)]
    names = [f'{c} "{v}"' for c, v in zip(unknown["column"], unknown["value"], strict=True)]
    listed = numbers.listing(list(dict.fromkeys(names)), MOST_STRANGERS)
    return (phrases.say("remark.rejected", names=listed),) if names else ()


def _sentences(measured: Measured, titles: Mapping[str, str], language: str) -> tuple[str, ...]:
    """The two to five sentences of the page, the answers that everybody looks for first."""
    found = (
        sentences.done(measured.summary, measured.excuses, language=language),
        sentences.slots(measured.by_slot, language=language),
        sentences.exercises(measured.by_exercise, titles, language=language),
        sentences.tightness(measured.summary, language=language),
        sentences.gap(measured.summary, language=language),
        sentences.within_session(measured.summary, language=language),
    )
    return tuple(sentence for sentence in found if sentence)[: sentences.MAX_SENTENCES]


def _charts(measured: Measured, titles: Mapping[str, str], phrases: Language) -> tuple[ContentChart, ...]:
    plotted = {
        "adherence": (partial(draw_adherence, measured.by_week), tables.adherence(measured.by_week)),
        "calendar": (
            partial(draw_calendar, measured.matched, measured.sessions, measured.dose, measured.by_week),
            tables.calendar(measured.sessions),
        ),
        "timing": (partial(draw_timing, measured.sessions, measured.summary), tables.timing(measured.sessions)),
        "tightness": (
            partial(
                draw_tightness, measured.plan, measured.by_session, weekly=measured.weekly, change=measured.summary,
                until=measured.until,
            ),
            tables.tightness(measured.daily, measured.by_session),
        ),
        "sets": (
            partial(draw_sets_completed, measured.sets, titles),
            tables.sets_completed(measured.sets, titles),
        ),
    }  # fmt: skip
    return tuple(
        ContentChart(name, phrases.say(f"chart.{name}"), plot, table) for name, (plot, table) in plotted.items()
    )


def _heading(measured: Measured, phrases: Language) -> Heading:
    plan = measured.plan
    days, slots = plan["date"].nunique(), int(plan.groupby("date")["slot"].nunique().max())
    period = numbers.period(plan["date"].min(), plan["date"].max())
    extent = phrases.say("page.extent", days=numbers.count(days, "day"), sessions=numbers.count(slots, "session"))
    facts = phrases.say(
        "page.facts", period=period, extent=extent, version=int(plan["plan_version"].max()),
        as_of=_looked_at(measured, phrases),
    )  # fmt: skip
    return Heading(str(measured.summary["client"].iloc[0]), facts, period)


def _looked_at(measured: Measured, phrases: Language) -> str:
    """Up to when the record was looked at, in words."""
    at = measured.until.at
    if at is None:
        return phrases.say("page.the_end")
    if measured.until.kind == "date":
        return numbers.full_date(at)
    local = pd.Timestamp(at.tz_convert(str(measured.plan["tz"].iloc[-1])))
    return f"{numbers.full_date(local)}, {local:%H:%M}"
