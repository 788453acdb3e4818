"""Writing the pages of a cohort: jobs with all that they need, run here or in several processes.

A job holds its own clients' part of the plan and the log, so a process is sent no more than it draws. A client whose
page cannot be made is listed with the reason, and a page of the index without its strip says so; the others go on.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from rbtools.core.files import write_inside
from rbtools.errors import FileError
from rbtools.log.log import Log
from rbtools.review import page, pdf
from rbtools.review.cohort import page as cohort_page
from rbtools.review.cohort.page import Listing
from rbtools.review.cohort.strip import strip
from rbtools.review.review import make_review
from rbtools.review.rules import ReviewRules

CHUNK = 8


class Job(Protocol):
    """Some pages to be written: how many, and how; what it returns are names of clients with what went wrong."""

    @property
    def n(self) -> int:
        """How many pages the job writes."""

    def write(self) -> dict[str, str]:
        """Write them."""

    def lost(self, error: Exception) -> dict[str, str]:
        """What to say, or to do after all, when the process that was to write them has ended."""


@dataclass(frozen=True)
class Records:
    """A plan and a log of many clients, from which those of a few are taken by look-up."""

    plan: pd.DataFrame
    entries: pd.DataFrame
    ratings: pd.DataFrame
    _where: tuple[dict[str, np.ndarray], ...]

    @classmethod
    def of(cls, plan: pd.DataFrame, log: Log) -> "Records":
        """Find each client's rows once."""
        frames = plan, log.entries, log.ratings
        return cls(*frames, tuple(_rows_by_client(frame) for frame in frames))

    def take(self, clients: Sequence[str]) -> tuple[pd.DataFrame, Log]:
        """The plan and the log of some clients."""
        none = np.array([], dtype="int64")
        plan, entries, ratings = (
            frame.take(np.concatenate([none, *(where.get(client, none) for client in clients)])).reset_index(drop=True)
            for frame, where in zip((self.plan, self.entries, self.ratings), self._where, strict=True)
        )
        return plan, Log(entries, ratings)


def _rows_by_client(frame: pd.DataFrame) -> dict[str, np.ndarray]:
    groups = frame.groupby("client", observed=True, sort=False).indices
    return {str(client): np.asarray(rows) for client, rows in groups.items()}


@dataclass(frozen=True)
class ClientPages:
    """The pages of a few clients: names of client and file, plan and log."""

    folder: Path
    as_of: object
    rules: ReviewRules | None
    pdf: bool
    clients: Sequence[tuple[str, str, pd.DataFrame, Log]]

    @property
    def n(self) -> int:
        """How many clients."""
        return len(self.clients)

    def write(self) -> dict[str, str]:
        """Write each client's page; what cannot be made is returned by the client's name."""
        failed = {}
        for client, name, plan, log in self.clients:
            try:
                review = make_review(plan, log, as_of=self.as_of, client=client, rules=self.rules)
                write_inside(self.folder, name, page.html(review, back=f"../{cohort_page.INDEX}"))
                if self.pdf:
                    write_inside(self.folder, cohort_page.pdf_name(name), pdf.pdf(review))
            except FileError:
                raise  # the folder, not the client
            except Exception as error:  # whatever is wrong with one client must not stop the others; the index lists it
                failed[client] = _said(error)
        return failed

    def lost(self, error: Exception) -> dict[str, str]:
        """The clients of the job, none of whom can be sure of a page."""
        return {client: _said(error) for client, *_ in self.clients}


@dataclass(frozen=True)
class IndexPage:
    """One page of the index, with the records of the clients on it."""

    folder: Path
    as_of: object
    listing: Listing
    plan: pd.DataFrame
    log: Log
    n: int = 1

    def write(self) -> dict[str, str]:
        """Write the page, without its strip if that cannot be drawn."""
        write_inside(self.folder, self.listing.name, self.html())
        return {}

    def lost(self, error: Exception) -> dict[str, str]:  # noqa: ARG002  (what a job does)
        """Write the page here: without it nobody would learn what went wrong."""
        return self.write()

    def html(self) -> str:
        """The page as text."""
        try:
            drawn = strip(self.plan, self.log, self.as_of, self.listing.clients, self.listing.flagged)
        except Exception as error:  # the table is worth having without the picture
            return cohort_page.html(self.listing, no_strip=_said(error))
        return cohort_page.html(self.listing, strip=drawn)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _settle() -> None:
    """Let a new process look for garbage less often: it draws page after page, and what is imported stays."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _submit(pool: ProcessPoolExecutor, job: Job) -> "Future[dict[str, str]]":
    """Hand a job to the pool; where it is broken already, to nobody."""
    try:
        return pool.submit(job.write)
    except BrokenExecutor as error:
        lost: Future[dict[str, str]] = Future()
        lost.set_exception(error)
        return lost


Run = Callable[[Iterable[Job]], Iterator[tuple[dict[str, str], int]]]


@contextmanager
def runner(processes: int) -> Iterator[Run]:
    """What runs jobs, here or in some processes, and yields what went wrong and how many pages were written."""
    if processes == 1:
        yield lambda jobs: ((job.write(), job.n) for job in jobs)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_settle) as pool:

        def run(jobs: Iterable[Job]) -> Iterator[tuple[dict[str, str], int]]:
            running = {_submit(pool, job): job for job in jobs}
            for future in as_completed(running):
                job = running[future]
                try:
                    yield future.result(), job.n
                except BrokenExecutor as error:  # a process was ended from outside, for want of memory perhaps
                    yield job.lost(error), job.n

        yield run
