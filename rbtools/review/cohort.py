"""REVIEW of many clients: who needs attention first, and a page for each.

One table over everybody is measured at once; the pages are then written client by client, and a page that cannot be
made is listed with its reason while the others go on.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.as_of import parse_as_of
from rbtools.errors import ArgumentError
from rbtools.log.log import Log
from rbtools.match import match_log
from rbtools.measure.adherence import adherence
from rbtools.measure.ratings import plan_rows, ratings_of
from rbtools.measure.summary import summarize
from rbtools.review import cohort_page, page
from rbtools.review.files import write_inside
from rbtools.review.review import make_review
from rbtools.review.rules import ReviewRules
from rbtools.review.triage import stretches, triage

CHUNK = 8
Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class CohortReview:
    """The review of many clients: `table`, one row a client in the order in which to go through them.

    `to_html` writes an index and a page for each client.
    """

    table: pd.DataFrame
    plan: pd.DataFrame = field(repr=False)
    log: Log = field(repr=False)
    as_of: object = "end"
    rules: ReviewRules | None = None

    def to_html(self, folder: str | Path, *, processes: int = 1, progress: Progress | None = None) -> Path:
        """Write `index.html` and a page for each client into `folder`, and return the path of the index.

        Pages have hashed names, so no client's name can lead out of the folder. A client whose page cannot be made is
        listed on the index with the reason. `processes` above 1 makes pages in parallel (a script then needs the usual
        `if __name__ == "__main__":`); `progress(done, total)` is called after each few clients.
        """
        if not isinstance(processes, int) or processes < 1:
            raise ArgumentError.not_allowed("processes", processes, "a whole number, 1 or more")
        folder = Path(folder)
        failed: dict[str, str] = {}
        jobs = list(self._jobs(folder))
        done = 0
        for failures, n in _run(jobs, processes):
            failed |= failures
            done += n
            if progress:
                progress(done, len(self.table))
        for name, text in cohort_page.pages(self, failed).items():
            write_inside(folder, name, text)
        return folder / cohort_page.INDEX

    def _jobs(self, folder: Path) -> Iterator["_Job"]:
        """The clients in chunks, each with its own part of the plan and the log."""
        plans, entries, ratings = map(_rows_of, (self.plan, self.log.entries, self.log.ratings))
        clients = [str(c) for c in self.table["client"]]
        for start in range(0, len(clients), CHUNK):
            of = [(c, plans(c), entries(c), ratings(c)) for c in clients[start : start + CHUNK]]
            yield _Job(folder, self.as_of, self.rules, of)

    def _repr_html_(self) -> str:
        return self.table.to_html(index=False, escape=True, border=0)

    def __repr__(self) -> str:
        counts = ", ".join(f"{n} {group}" for group, n in self.table["triage"].value_counts(sort=False).items())
        return f"CohortReview of {len(self.table)} clients: {counts}"


def make_cohort_review(
    plan: pd.DataFrame, log: Log, *, as_of: object, rules: ReviewRules | None = None
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
    and `page` (the file's name). Needing attention means: tightness rose (the band `worse` of `change`), nothing done
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
    plan = schema.PLAN.check(plan)
    matched = match_log(plan, log, as_of=as_of)
    summary = summarize(plan, log, as_of=as_of)
    acted = matched["performed_at"].notna() | matched["status"].isin(["skipped", "extra"])
    ratings = ratings_of(log, plan_rows(plan), parse_as_of(as_of))
    seen = pd.concat([matched.loc[acted.to_numpy(dtype=bool), "client"].astype(str), ratings["client"].astype(str)])
    logged = summary["client"].astype(str).isin(seen).to_numpy()
    by_day = adherence(matched[matched["session"].notna().to_numpy(dtype=bool)], by=("client", "day"))
    found = triage(summary, stretches(by_day, summary["client"]), logged)
    return CohortReview(_table(summary, found), plan, log, as_of, rules)


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


@dataclass(frozen=True)
class _Job:
    folder: Path
    as_of: object
    rules: ReviewRules | None
    clients: Sequence[tuple[str, pd.DataFrame, pd.DataFrame, pd.DataFrame]]


def _run(jobs: list[_Job], processes: int) -> Iterator[tuple[dict[str, str], int]]:
    if processes == 1 or len(jobs) < 2:
        yield from ((_write(job), len(job.clients)) for job in jobs)
        return
    with ProcessPoolExecutor(min(processes, len(jobs)), mp_context=get_context("spawn")) as pool:
        running = {pool.submit(_write, job): len(job.clients) for job in jobs}
        for future in as_completed(running):
            yield future.result(), running[future]


def _write(job: _Job) -> dict[str, str]:
    """Write the pages of some clients; whose page fails is returned with the reason, and the others go on."""
    failed = {}
    for client, plan, entries, ratings in job.clients:
        try:
            review = make_review(plan, Log(entries, ratings), as_of=job.as_of, client=client, rules=job.rules)
            write_inside(job.folder, slug(client), page.html(review, back="../index.html"))
        except OSError:
            raise  # the folder, not the client
        except Exception as error:  # whatever is wrong with one client must not stop the others; the index lists it
            failed[client] = f"{type(error).__name__}: {error}"
    return failed


def _rows_of(frame: pd.DataFrame) -> Callable[[str], pd.DataFrame]:
    """A look-up of one client's rows, after one sort of the frame."""
    groups = frame.groupby("client", observed=True, sort=False).indices
    where = {str(client): rows for client, rows in groups.items()}
    none = np.array([], dtype="int64")
    return lambda client: frame.take(where.get(client, none)).reset_index(drop=True)
