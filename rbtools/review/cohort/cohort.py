"""REVIEW of many clients: who needs attention first, and a page for each.

All clients are measured together; the pages are then written client by client from those frames, and a page that cannot
be made is listed with its reason while the others go on.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.core.arguments import flag, whole
from rbtools.core.files import checked_path
from rbtools.log.log import Log
from rbtools.match.as_of import AsOfLike
from rbtools.program.program import Program
from rbtools.review.cohort import page as cohort_page
from rbtools.review.cohort.contents import TRIAGE, Listing, listings
from rbtools.review.cohort.triage import triage
from rbtools.review.cohort.write import CHUNK, ClientPages, IndexPage, runner
from rbtools.review.compose import remarks
from rbtools.review.contents import as_visible
from rbtools.review.language import load_language
from rbtools.review.measured import Measured, measure
from rbtools.review.review import check_options
from rbtools.review.rules import ReviewRules

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class CohortReview:
    """The review of many clients: `table`, one row a client in the order in which to go through them.

    `make_cohort_review` makes it; `to_html` writes an index and a page for each client.

    Attributes
    ----------
    table : DataFrame
        One row per client, with the columns that `make_cohort_review` lists.
    measured : Measured
        The frames from which the pages are made.
    as_of : AsOfLike, default "end"
        Up to when the records are looked at.
    rules : ReviewRules
        Thresholds of the suggestions.
    titles : mapping of str to str
        Titles of the exercises, by id.
    remarks : tuple of str
        What a reader must know about the log before any share.
    language : str, default "en"
        The language of the pages.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> review = rb.make_cohort_review(plan, rb.simulate_log(plan, seed=1), as_of="end")
    >>> len(review.table), review.language
    (1, 'en')
    """

    table: pd.DataFrame
    measured: Measured = field(repr=False)
    as_of: AsOfLike = "end"
    rules: ReviewRules = field(default_factory=ReviewRules, repr=False)
    titles: Mapping[str, str] = field(default_factory=dict, repr=False)
    remarks: tuple[str, ...] = ()
    language: str = "en"

    def to_html(
        self, folder: str | Path, *, pdf: bool = False, processes: int = 1, progress: Progress | None = None
    ) -> Path:
        """Write `index.html` and a page for each client into a folder.

        Pages have hashed names, so no client's name can lead out of the folder. A client whose page cannot be made is
        listed on the index with the reason.

        Parameters
        ----------
        folder : str or Path
            Where the pages go; made if it is not there.
        pdf : bool
            Whether each client's page is written as PDF too.
        processes : int
            Above 1 pages are made in parallel; a script then needs the usual `if __name__ == "__main__":`.
        progress : callable, optional
            Called as `progress(done, total)` after each few pages, those of the index among them.

        Returns
        -------
        Path : of the index.
        """
        processes, pdf = whole("processes", processes, 1), flag("pdf", pdf)
        folder = checked_path(folder, "the path of a folder, as text or as a Path", "folder")
        failed: dict[str, str] = {}
        done, total = 0, len(self.table) + len(self.listings({}))
        with runner(processes) as run:
            for jobs in (self._clients(folder, pdf), self._index(folder, pdf, failed)):
                for failures, n in run(jobs):
                    failed |= failures
                    done += n
                    if progress:
                        progress(done, total)
        return folder / cohort_page.INDEX

    def listings(self, failed: dict[str, str], *, pdf: bool = False) -> list[Listing]:
        """What the pages of the index say, some pages having failed."""
        as_of = load_language(self.language).say("cohort.as_of_end") if self.as_of == "end" else str(self.as_of)
        return listings(self.table, failed, as_of=as_of, remarks=self.remarks, pdf=pdf)

    def _clients(self, folder: Path, pdf: bool) -> Iterator[ClientPages]:
        """The clients' pages, a few at a time."""
        clients = list(zip(self.table["client"].astype(str), self.table["page"], strict=True))
        for start in range(0, len(clients), CHUNK):
            of = [(client, name, self.measured.take(client)) for client, name in clients[start : start + CHUNK]]
            yield ClientPages(folder, self.rules, self.titles, pdf, of)

    def _index(self, folder: Path, pdf: bool, failed: dict[str, str]) -> Iterator[IndexPage]:
        """The pages of the index, which say what has failed until then; the strip is drawn in the first order only."""
        for listing in self.listings(failed, pdf=pdf):
            yield IndexPage(folder, listing, self.measured if listing.order == TRIAGE.stem else None)

    def _repr_html_(self) -> str:
        return self.table.to_html(index=False, escape=True, border=0)

    def __repr__(self) -> str:
        counts = ", ".join(f"{n} {group}" for group, n in self.table["triage"].value_counts(sort=False).items())
        return f"CohortReview of {len(self.table)} clients: {counts}"


def make_cohort_review(
    plan: pd.DataFrame,
    log: Log,
    *,
    as_of: AsOfLike,
    program: Program | None = None,
    rules: ReviewRules | None = None,
    language: str = "en",
) -> CohortReview:
    """Review many clients: who needs attention first, by what changed and not by how low the level is.

    Parameters
    ----------
    plan : DataFrame
        Plans of many clients in one frame.
    log : Log
        Their log.
    as_of : AsOfLike
        Up to when the records are looked at: a date, an instant or "end", as in `match_log`.
    program : Program, optional
        Where the titles of the exercises come from; by default the shipped programme.
    rules : ReviewRules, optional
        Thresholds of the suggestions on the clients' pages.
    language : str, default "en"
        The language of the pages; there is "en".

    Returns
    -------
    CohortReview
        Its `table` has one row per client: `client`, `triage` (needs attention, no data, steady), `reason`
        in words, `n_due`, `n_done`, `share_done` with its 95 % interval, `drop` (fall of the share done from one
        seven-day stretch to the next, 0-1), `n_baseline`, `n_review`, `difference` with its interval (points, negative
        is better) and `page` (the file's name). Needing attention means: tightness rose (the band `worse` of `change`,
        or the rule that suggests a pause), pain after sessions on as many days as the rules name, nothing done on the
        last 3 due days, sessions done down by 20 percentage points or more, or ratings but no session yet. Clients
        who logged nothing are listed separately; missing is never 0.

    Raises
    ------
    FrameError, ArgumentError
        For frames that are not a plan or a log, and for other arguments that are not allowed.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> rb.make_cohort_review(plan, rb.simulate_log(plan, seed=1), as_of="end").table["client"].to_list()
    ['me']
    """
    plan = schema.PLAN.check(plan)
    rules, titles = check_options(log, program, rules)
    measured = measure(plan, log, as_of, pain_above=rules.pain_above)
    table = _table(measured.summary, triage(measured, rules, language=language))
    return CohortReview(
        table, measured, as_of, rules, titles, as_visible(remarks(plan, log, language=language)), language
    )


_SHOWN = ("n_due", "n_done", "share_done", "share_done_low", "share_done_high", "n_baseline", "n_review", "difference",
          "difference_low", "difference_high")  # fmt: skip


def _table(summary: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Those with most reasons first, then by how far they fell, then by name."""
    table = pd.concat([found, summary[list(_SHOWN)]], axis=1)
    order = np.lexsort(
        (
            table["client"].astype(str).to_numpy(),
            -np.round(table["drop"].fillna(-2).to_numpy(), 3),
            -table["n_flags"].to_numpy(),
            table["triage"].cat.codes.to_numpy(),
        )
    )
    table = table.take(order).reset_index(drop=True)
    return table.assign(page=[slug(str(c)) for c in table["client"]]).drop(columns="n_flags")


def slug(client: str) -> str:
    """The name of a client's page: safe on every file system, and never made of what people typed."""
    return f"clients/{hashlib.sha256(client.encode('utf-8', 'surrogatepass')).hexdigest()[:20]}.html"
