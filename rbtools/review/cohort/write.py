"""Writing the pages of a cohort: jobs with all that they need, run here or in several processes.

A job holds its own clients' part of the plan and the log, so a process is sent no more than it draws. A client whose
page cannot be made is listed with the reason, and a page of the index without its strip says so; the others go on.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

from rbtools.core.files import write_inside
from rbtools.errors import FileError
from rbtools.review import page, pdf
from rbtools.review.cohort import page as cohort_page
from rbtools.review.cohort.contents import Listing, pdf_name
from rbtools.review.cohort.strip import strip
from rbtools.review.compose import contents_of, suggestion_of
from rbtools.review.measured import Measured
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
class ClientPages:
    """The pages of a few clients: names of client and file, and the frames measured of each."""

    folder: Path
    rules: ReviewRules
    titles: Mapping[str, str]
    pdf: bool
    clients: Sequence[tuple[str, str, Measured]]

    @property
    def n(self) -> int:
        """How many clients."""
        return len(self.clients)

    def write(self) -> dict[str, str]:
        """Write each client's page; what cannot be made is returned by the client's name."""
        failed = {}
        for client, name, measured in self.clients:
            try:
                contents = contents_of(measured, suggestion_of(measured, self.rules), self.titles)
                write_inside(self.folder, name, page.html(contents, back=f"../{cohort_page.INDEX}"))
                if self.pdf:
                    write_inside(self.folder, pdf_name(name), pdf.pdf(contents))
            except FileError:
                raise  # the folder, not the client
            except Exception as error:  # whatever is wrong with one client must not stop the others; the index lists it
                failed[client] = _in_words(error)
        return failed

    def lost(self, error: Exception) -> dict[str, str]:
        """The clients of the job, none of whom can be sure of a page."""
        return {client: _in_words(error) for client, *_ in self.clients}


@dataclass(frozen=True)
class IndexPage:
    """One page of the index, with the frames of everybody where it has a strip."""

    folder: Path
    listing: Listing
    measured: Measured | None
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
        if self.measured is None:
            return cohort_page.html(self.listing)
        try:
            drawn = strip(self.measured, self.listing.clients, self.listing.flagged)
        except Exception as error:  # the table is worth having without the picture
            return cohort_page.html(self.listing, no_strip=_in_words(error))
        return cohort_page.html(self.listing, strip=drawn)


def _in_words(error: Exception) -> str:
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
                except BrokenExecutor as error:  # a process was killed, e.g. out of memory
                    yield job.lost(error), job.n

        yield run
