"""REVIEW: one page for the coach: key figures, plain sentences, charts with their tables, and what to discuss next.

The page is put together from published measures and charts; nothing is computed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from rbtools import schema
from rbtools.chart.chart import Chart
from rbtools.core import arguments, numbers
from rbtools.core.files import output_path, write
from rbtools.errors import MOST_NAMED, ArgumentError, did_you_mean
from rbtools.log.log import Log
from rbtools.match.as_of import AsOf, AsOfLike
from rbtools.program.load import load_program
from rbtools.program.program import Program
from rbtools.review import notebook, page, panels, pdf, pdf_tagged
from rbtools.review.compose import contents_of, remarks, suggestion_of
from rbtools.review.contents import Advice, Contents, DataTable, KeyFigure
from rbtools.review.measured import log_of, measure
from rbtools.review.rules import ReviewRules, Suggestion

HTML, PDF = (".html", ".htm"), (".pdf",)
"""How the names of the files may end."""


@dataclass(frozen=True, eq=False)
class Review:
    """The review of one client: what the page says, and the frames and charts behind it.

    `make_review` makes it. `to_html` and `to_pdf` write the page; in a notebook it shows itself.

    Attributes
    ----------
    client : str
        Whose record.
    as_of : AsOf
        Up to when the record is looked at.
    summary : DataFrame
        The one-row frame of `summarize`.
    suggestion : Suggestion
        What the rules suggest to discuss, with its inputs.
    contents : Contents
        All that the page says, in its order.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> review = rb.make_review(plan, rb.simulate_log(plan, seed=1), as_of="end")
    >>> review.client, len(review.summary)
    ('me', 1)
    """

    client: str
    as_of: AsOf
    summary: pd.DataFrame = field(repr=False)
    suggestion: Suggestion
    contents: Contents

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader must know about the log before any share."""
        return self.contents.remarks

    @property
    def figures(self) -> tuple[KeyFigure, ...]:
        """The key figures."""
        return self.contents.figures

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the record shows, in words."""
        return self.contents.sentences

    @property
    def advice(self) -> Advice:
        """What to discuss next, and what led to it."""
        return self.contents.advice

    @cached_property
    def charts(self) -> Mapping[str, Chart]:
        """The charts of the page by name, drawn when they are first asked for."""
        return panels.charts(self.contents)

    @property
    def tables(self) -> Mapping[str, DataTable]:
        """The table under each chart, by the chart's name."""
        return {chart.name: chart.table for chart in self.contents.charts}

    def to_html(self, path: str | Path) -> Path:
        """Write the page as one self-contained HTML file (no script, nothing fetched).

        Parameters
        ----------
        path : str or Path
            Where it goes; the name ends in .html or .htm. An old file stays whole until the new one is.

        Returns
        -------
        Path
        """
        return write(output_path(path, *HTML), page.html(self.contents))

    def to_pdf(self, path: str | Path, *, tagged: bool = False) -> Path:
        """Write the page as a PDF of one A4 side.

        Parameters
        ----------
        path : str or Path
            Where it goes; the name ends in .pdf. An old file stays whole until the new one is.
        tagged : bool
            False (default): drawn by matplotlib, fast in bulk, without tags and tables. True: made from the HTML, with
            tags for screen readers (PDF/UA-1); slower, and it needs the extra [pdf].

        Returns
        -------
        Path

        Raises
        ------
        MissingExtraError
            For `tagged=True` without the extra.
        """
        path = output_path(path, *PDF)
        return write(path, pdf_tagged.pdf(self.contents) if tagged else pdf.pdf(self.contents))

    def __str__(self) -> str:
        lines = (f"Review of {self.client}", *self.remarks, *self.sentences, self.advice.text, self.advice.why)
        return "\n".join(lines)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return notebook.html(self.contents, self.charts)


def make_review(
    plan: pd.DataFrame,
    log: Log,
    *,
    as_of: AsOfLike,
    client: str | None = None,
    program: Program | None = None,
    rules: ReviewRules | None = None,
    language: str = "en",
) -> Review:
    """Review one client's record against the plan, as one page that a coach reads in a minute.

    Parameters
    ----------
    plan : DataFrame
        The plan, as `make_plan` gives it.
    log : Log
        What was kept, as `read_log` gives it.
    as_of : AsOfLike
        Up to when the record is looked at: a date, an instant or "end", as in `match_log`.
    client : str, optional
        Whose record; may be left out when the plan has one client.
    program : Program, optional
        Where the titles of the exercises come from; by default the shipped programme. An exercise that it does not have
        is called by its id.
    rules : ReviewRules, optional
        Thresholds of the suggestion; by default those of `ReviewRules()`.
    language : str, default "en"
        The language of the page; there is "en".

    Returns
    -------
    Review
        The page's contents, frames and charts. Only due sessions are counted; missing ratings are left out, never
        taken as 0; entries and ratings after `as_of` are not looked at.

    Raises
    ------
    FrameError
        For a plan that is not one.
    ArgumentError
        For several clients without `client`, for a client that the plan does not have, and for other arguments that
        are not allowed.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> review = rb.make_review(plan, rb.simulate_log(plan, seed=1), as_of="end")
    >>> len(review.figures), list(review.charts)
    (5, ['adherence', 'calendar', 'timing', 'tightness', 'sets'])
    """
    plan = schema.PLAN.check(plan)
    rules, titles = check_options(log, program, rules)
    log = log._replace(entries=schema.ENTRIES.check(log.entries), ratings=schema.RATINGS.check(log.ratings))
    client = _client(plan, client)
    mine = plan[(plan["client"] == client).to_numpy(dtype=bool)].reset_index(drop=True)
    measured = measure(mine, log_of(log, client), as_of, pain_above=rules.pain_above)
    suggestion = suggestion_of(measured, rules)
    contents = contents_of(
        measured, suggestion, titles, remarks=remarks(plan, log, language=language), language=language
    )
    return Review(client, measured.until, measured.summary, suggestion, contents)


def check_options(log: Log, program: Program | None, rules: ReviewRules | None) -> tuple[ReviewRules, dict[str, str]]:
    """Check what both kinds of review are given; the rules, and the exercises' titles by id."""
    arguments.instance("log", log, Log, "a Log, as read_log gives it")
    if rules is not None:
        arguments.instance("rules", rules, ReviewRules, "a ReviewRules, or None for the usual ones")
    if program is not None:
        arguments.instance("program", program, Program, "a Program, as load_program gives it, or None")
    named = program or load_program()
    return rules or ReviewRules(), {exercise.id: exercise.title for exercise in named.exercises}


def _client(plan: pd.DataFrame, client: str | None) -> str:
    known = [str(c) for c in plan["client"].cat.categories]
    if client is None:
        if len(known) == 1:
            return known[0]
        if not known:
            raise ArgumentError("The plan has no rows, so there is nobody to review. Make a plan with make_plan.")
        raise ArgumentError(
            f"The plan has {len(known)} clients ({numbers.listing(known, 2)}) and a review "
            f'is of one. Pass client="{known[0]}" (--client), or make_cohort_review for all of them (rbtools cohort).'
        )
    if client not in known:
        shown = numbers.listing(known, MOST_NAMED)
        raise ArgumentError(
            f"client={client!r} is not in the plan{did_you_mean(str(client), known)}. It has {len(known)}: {shown}."
        )
    return client
