"""REVIEW of many clients: who needs attention first, and a page for each.

One table over everybody is measured at once; the pages are then written client by client, and a page that cannot be
made is listed with its reason while the others go on.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from rbtools.core.arguments import flag, instance, whole
from rbtools.core.files import checked_path
from rbtools.log.log import Log
from rbtools.match.as_of import AsOfLike, parse_as_of
from rbtools.match.match import Match
from rbtools.measure.adherence import adherence_of
from rbtools.measure.ratings import Rated, ratings_until
from rbtools.measure.summary import summary_of
from rbtools.review.cohort import page as cohort_page
from rbtools.review.cohort.triage import stretches, triage
from rbtools.review.cohort.write import CHUNK, ClientPages, IndexPage, Records, runner
from rbtools.review.measured import pain_days
from rbtools.review.rules import ReviewRules

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class CohortReview:
    """The review of many clients: `table`, one row a client in the order in which to go through them.

    `to_html` writes an index and a page for each client.
    """

    table: pd.DataFrame
    plan: pd.DataFrame = field(repr=False)
    log: Log = field(repr=False)
    as_of: AsOfLike = "end"
    rules: ReviewRules | None = None

    def to_html(
        self, folder: str | Path, *, pdf: bool = False, processes: int = 1, progress: Progress | None = None
    ) -> Path:
        """Write `index.html` and a page for each client into `folder`, and return the path of the index.

        Pages have hashed names, so no client's name can lead out of the folder. A client whose page cannot be made is
        listed on the index with the reason. `pdf=True` writes each client's page as PDF too. `processes` above 1 makes
        pages in parallel (a script then needs the usual `if __name__ == "__main__":`); `progress(done, total)` is
        called after each few pages, those of the index among them.
        """
        processes, pdf = whole("processes", processes, 1), flag("pdf", pdf)
        folder = checked_path(folder, "the path of a folder, as text or as a Path", "folder")
        records = Records.of(self.plan, self.log)
        listings = len(cohort_page.listings(self, {}))
        failed: dict[str, str] = {}
        done, total = 0, len(self.table) + listings
        with runner(processes) as run:
            for jobs in (self._clients(folder, records, pdf), self._index(folder, records, pdf, failed)):
                for failures, n in run(jobs):
                    failed |= failures
                    done += n
                    if progress:
                        progress(done, total)
        return folder / cohort_page.INDEX

    def _clients(self, folder: Path, records: Records, pdf: bool) -> Iterator[ClientPages]:
        """The clients' pages, a few at a time."""
        clients = list(zip(self.table["client"].astype(str), self.table["page"], strict=True))
        for start in range(0, len(clients), CHUNK):
            of = [(client, name, *records.take([client])) for client, name in clients[start : start + CHUNK]]
            yield ClientPages(folder, self.as_of, self.rules, pdf, of)

    def _index(self, folder: Path, records: Records, pdf: bool, failed: dict[str, str]) -> Iterator[IndexPage]:
        """The pages of the index, which say what has failed until then."""
        for listing in cohort_page.listings(self, failed, pdf=pdf):
            yield IndexPage(folder, self.as_of, listing, *records.take(listing.clients))

    def _repr_html_(self) -> str:
        return self.table.to_html(index=False, escape=True, border=0)

    def __repr__(self) -> str:
        counts = ", ".join(f"{n} {group}" for group, n in self.table["triage"].value_counts(sort=False).items())
        return f"CohortReview of {len(self.table)} clients: {counts}"


def make_cohort_review(
    plan: pd.DataFrame, log: Log, *, as_of: AsOfLike, rules: ReviewRules | None = None
) -> CohortReview:
    """Review many clients: whom to look at first, flagged by what changed and not by how low the level is.

    Parameters
    ----------
    plan, log
        plans of many clients in one frame, and their log.
    as_of
        up to when the records are looked at: a date, an instant or "end", as in `match_log`.
    rules
        thresholds of the suggestions on the clients' pages.

    Returns
    -------
    A `CohortReview`. Its `table` has a row a client: `client`, `triage` (needs attention, no data, on track), `reason`
    in words, `n_due`, `n_done`, `share_done` with its 95 % interval, `drop` (fall of the share done from one seven-day
    stretch to the next, 0-1), `n_baseline`, `n_review`, `difference` with its interval (points, negative is better)
    and `page` (the file's name). Needing attention means: tightness rose (the band `worse` of `change`, or the rule
    that suggests a pause), pain after sessions on as many days as the rules name, nothing done
    on the last 3 due days, sessions done down by 20 percentage points or more, or ratings but no session yet. Clients
    who logged nothing stand apart; missing is never 0.

    Raises
    ------
    FrameError, ArgumentError
        for frames that are not a plan or a log, and for an `as_of` that is not one.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> rb.make_cohort_review(plan, rb.simulate_log(plan, seed=1), as_of="end").table["client"].to_list()
    ['me']
    """
    until = parse_as_of(as_of)
    found = Match.of(plan, log, until)
    record, matched = found.record, found.matched
    ratings = ratings_until(record, until)
    summary = summary_of(record, matched, Rated.of(ratings), ratings, until)
    seen = until.seen(record.entries.date, record.entries.instant) & (record.entries.client >= 0)
    logged = np.bincount(np.append(record.entries.client[seen], ratings.client), minlength=len(record.clients)) > 0
    by_day = pd.DataFrame(adherence_of(matched, ["client", "day"]))
    rules = ReviewRules() if rules is None else instance("rules", rules, ReviewRules, "a ReviewRules, or None")
    hurt = pain_days(record, ratings, rules)
    done = triage(summary, stretches(by_day, summary["client"]), logged, hurt, rules)
    return CohortReview(_table(summary, done), found.plan, log, as_of, rules)


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
