"""REVIEW: one page for the coach: key figures, plain sentences, charts with their tables, and what to discuss next.

The page is put together from published measures and charts; nothing is computed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from rbtools import schema
from rbtools.chart.chart import Chart
from rbtools.core.files import output_path, write
from rbtools.errors import ArgumentError, did_you_mean
from rbtools.log.log import Log
from rbtools.match.as_of import AsOf, parse_as_of
from rbtools.review import page, pdf, pdf_tagged, sentences
from rbtools.review.figures import KeyFigure, key_figures
from rbtools.review.measured import Measured, inputs, log_of, measure
from rbtools.review.panels import charts
from rbtools.review.rules import ReviewRules, Suggestion, suggest
from rbtools.review.sentences import Advice
from rbtools.review.tables import Table, tables

HTML, PDF = (".html", ".htm"), (".pdf",)
"""How the names of the files may end."""


@dataclass(frozen=True, eq=False)
class Review:
    """The review of one client: what the page says, and the frames and charts behind it.

    `summary` is the one-row frame of `summarize`; `figures` the key figures; `sentences` what the record shows, in
    words; `suggestion` what the rules suggest to discuss, with its inputs; `charts` and `tables` by name. `to_html` and
    `to_pdf` write the page; in a notebook it shows itself.
    """

    client: str
    as_of: AsOf
    summary: pd.DataFrame
    figures: tuple[KeyFigure, ...]
    sentences: tuple[str, ...]
    suggestion: Suggestion
    measured: Measured
    remarks: tuple[str, ...] = ()

    @cached_property
    def charts(self) -> Mapping[str, Chart]:
        """The charts of the page by name, drawn when they are first asked for."""
        return charts(self.measured)

    @cached_property
    def tables(self) -> Mapping[str, Table]:
        """The table under each chart, by the chart's name."""
        return tables(self.measured)

    @property
    def advice(self) -> Advice:
        """The suggestion in words, and what led to it."""
        return sentences.advice(self.suggestion, advanced_joined=self.measured.advanced_joined, day=self.measured.day)

    def to_html(self, path: str | Path) -> Path:
        """Write the page as one self-contained HTML file (no script, nothing fetched) and return its path."""
        path = output_path(path, *HTML)
        return write(path, page.html(self))

    def to_pdf(self, path: str | Path, *, tagged: bool = False) -> Path:
        """Write the page as a PDF of one A4 side and return its path.

        By default matplotlib draws it: fast in bulk, without tags and tables. `tagged=True` makes it from the HTML with
        tags for screen readers (PDF/UA-1): slower, and it needs the extra [pdf] (`MissingExtraError` without it).
        """
        path = output_path(path, *PDF)
        return write(path, pdf_tagged.pdf(self) if tagged else pdf.pdf(self))

    def __str__(self) -> str:
        return "\n".join((f"Review of {self.client}", *self.sentences))

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return page.notebook_html(self, pdf.png(self))


def make_review(
    plan: pd.DataFrame,
    log: Log,
    *,
    as_of: object,
    client: str | None = None,
    rules: ReviewRules | None = None,
) -> Review:
    """Review one client's record against the plan, as one page that a coach reads in a minute.

    Parameters
    ----------
    plan, log
        the plan and the log, as `make_plan` and `read_log` give them.
    as_of
        up to when the record is looked at: a date, an instant or "end", as in `match_log`.
    client
        whose record; may be left out when the plan has one client.
    rules
        thresholds of the suggestion (default `ReviewRules()`).

    Returns
    -------
    A `Review`. Only due sessions are counted; missing ratings are left out, never taken as 0; entries and ratings after
    `as_of` are not looked at.

    Raises
    ------
    ArgumentError
        for several clients without `client`, and for a client that the plan does not have.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> review = rb.make_review(plan, rb.simulate_log(plan, seed=1), as_of="end")
    >>> len(review.figures), sorted(review.charts)
    (5, ['adherence', 'calendar', 'sets', 'tightness', 'timing'])
    """
    plan = schema.PLAN.check(plan)
    until = parse_as_of(as_of)
    if not isinstance(log, Log):
        raise ArgumentError.not_allowed("log", type(log).__name__, "a Log, as read_log gives it")
    if rules is not None and not isinstance(rules, ReviewRules):
        raise ArgumentError.not_allowed("rules", rules, "a ReviewRules, or None for the usual ones")
    log = log._replace(entries=schema.ENTRIES.check(log.entries), ratings=schema.RATINGS.check(log.ratings))
    client = _client(plan, client)
    mine = plan[(plan["client"] == client).to_numpy(dtype=bool)].reset_index(drop=True)
    measured = measure(mine, log_of(log, client), as_of)
    return Review(
        client=client,
        as_of=until,
        summary=measured.summary,
        figures=key_figures(measured.summary),
        sentences=say(measured),
        suggestion=suggest(inputs(measured, rules), rules),
        measured=measured,
        remarks=remarks(plan, log),
    )


def say(measured: Measured, *, language: str = "en") -> tuple[str, ...]:
    """The two to five sentences of the page, the answers that everybody looks for first."""
    found = (
        sentences.done(measured.summary, measured.excuses, language=language),
        sentences.slots(measured.by_slot, language=language),
        sentences.exercises(measured.by_exercise, language=language),
        sentences.tightness(measured.summary, language=language),
        sentences.gap(measured.summary, language=language),
        sentences.within_session(measured.summary, language=language),
    )
    return tuple(sentence for sentence in found if sentence)[: sentences.MAX_SENTENCES]


def _client(plan: pd.DataFrame, client: str | None) -> str:
    known = [str(c) for c in plan["client"].cat.categories]
    if client is None:
        if len(known) == 1:
            return known[0]
        if not known:
            raise ArgumentError("The plan has no rows, so there is nobody to review. Make a plan with make_plan.")
        raise ArgumentError(
            f"The plan has {len(known)} clients ({known[0]}, {known[1]}{', …' if len(known) > 2 else ''}) and a review "
            f'is of one. Pass client="{known[0]}" (--client), or make_cohort_review for all of them (rbtools cohort).'
        )
    if client not in known:
        shown = ", ".join(known[:5]) + (", …" if len(known) > 5 else "")
        raise ArgumentError(
            f"client={client!r} is not in the plan{did_you_mean(str(client), known)}. It has {len(known)}: {shown}."
        )
    return client


def remarks(plan: pd.DataFrame, log: Log) -> tuple[str, ...]:
    """What a reader must know about the log behind the page."""
    said = [f"Log: {log.report}."] if log.report.records else []
    logged = {str(c) for frame in (log.entries, log.ratings) for c in frame["client"].unique()}
    strangers = sorted(logged - {str(c) for c in plan["client"].unique()})
    if strangers:
        shown = ", ".join(strangers[:3]) + (", …" if len(strangers) > 3 else "")
        said.append(f"Entries of clients that the plan does not have are not shown: {shown}.")
    return tuple(said)
