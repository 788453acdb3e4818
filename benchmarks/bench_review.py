"""How long the review of one client takes, how large it is, and whether it is the same each time.

python benchmarks/bench_review.py                 one client, warm, CPU milliseconds
python benchmarks/bench_review.py --cohort 300   table and pages of so many clients, CPU milliseconds a client
python benchmarks/bench_review.py --pdfs 1000     PDFs of so many clients, two processes, wall seconds
"""

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

import rbtools as rb
from rbtools.review.cohort.write import runner

BUDGET = {"html": 200, "pdf": 350, "cohort ms a client": 220, "html kB": 200, "notebook kB": 250}


def made(seed=8):  # done 38 of 56 sessions, 188 entries, 84 ratings
    plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=4, client=f"client-{seed:04d}")
    return plan, rb.simulate_log(plan, seed=seed)


def cpu_ms(work, n=9):
    """The least CPU time of several runs: what the work costs when nobody is in the way."""
    times = []
    for _ in range(n):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1000 * min(times)


def one_client(folder):
    plan, log = made()
    page, pdf = folder / "page.html", folder / "page.pdf"
    review = rb.make_review(plan, log, as_of="end")
    first = review.to_html(page).read_bytes(), review.to_pdf(pdf).read_bytes()
    yield "html", cpu_ms(lambda: rb.make_review(plan, log, as_of="end").to_html(page))
    yield "pdf", cpu_ms(lambda: review.to_pdf(pdf))
    yield "html kB", page.stat().st_size / 1000
    yield "pdf kB", pdf.stat().st_size / 1000
    yield "notebook kB", len(review._repr_html_().encode()) / 1000
    yield "identical", float((page.read_bytes(), pdf.read_bytes()) == first)


@dataclass(frozen=True)
class Pdfs:
    """The PDFs of a few clients, each with plan and log: a job for the processes that write a cohort's pages."""

    folder: Path
    clients: list

    @property
    def n(self):
        return len(self.clients)

    def write(self):
        for name, plan, log in self.clients:
            rb.make_review(plan, log, as_of="end").to_pdf(self.folder / f"{name}.pdf")
        return {}


def many(n, folder):
    """Plans and logs of n clients in jobs of eight; making them up is not timed."""
    people = pd.DataFrame({"client": [f"client {k:04d}" for k in range(n)], "start": "2026-03-02", "tz": "UTC"})
    plan = rb.make_plans(rb.load_program(), people)
    log = rb.simulate_log(plan, seed=1)
    plans, entries, ratings = (dict(list(frame.groupby("client", observed=True))) for frame in (plan, *log[:2]))
    clients = [
        (name, plans[name], rb.Log(entries.get(name, log.entries[:0]), ratings.get(name, log.ratings[:0])))
        for name in people["client"]
    ]
    return [Pdfs(folder, clients[k : k + 8]) for k in range(0, n, 8)]


def cohort(n, folder):
    """CPU milliseconds a client for the table and all pages of n clients, in one process."""
    people = pd.DataFrame({"client": [f"client {k:04d}" for k in range(n)], "start": "2026-03-02", "tz": "UTC"})
    plan = rb.make_plans(rb.load_program(), people)
    log = rb.simulate_log(plan, seed=1)
    start = time.process_time()
    rb.make_cohort_review(plan, log, as_of="end").to_html(folder / "cohort")
    return 1000 * (time.process_time() - start) / n


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pdfs", type=int, default=0)
    parser.add_argument("--cohort", type=int, default=0, help="table and pages of so many clients, CPU ms a client")
    given = parser.parse_args()
    n = given.pdfs
    with tempfile.TemporaryDirectory() as name:
        for what, value in one_client(Path(name)):
            budget = f"  (budget {BUDGET[what]})" if what in BUDGET else ""
            print(f"{what:12} {value:8.1f}{budget}")
        if given.cohort:
            took = cohort(given.cohort, Path(name))
            print(f"cohort of {given.cohort}: {took:.0f} ms a client  (budget {BUDGET['cohort ms a client']})")
        if n:
            jobs = many(n, Path(name))
            start = time.monotonic()
            with runner(2) as run:
                list(run(jobs))
            took = time.monotonic() - start
            print(f"{n} PDFs    {took:8.1f} s, {1000 * took / n:.0f} ms each  (budget 240 s for 1000)")


if __name__ == "__main__":
    main()
