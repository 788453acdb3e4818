"""What `summarize` costs from Parquet to results, next to a bare DuckDB scan of the same columns and groupby.apply.

    python benchmarks/bench_summarize.py [--clients 10000] [--folder FOLDER]

Run in a quiet minute. Every figure is taken in a process of its own: CPU seconds (the reliable figure) and wall seconds
of the work without the imports, and the peak memory of the whole process. The files are made once in the folder (a
temporary one if none is named); a client has 224 plan rows and a log of about 120 rows.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType

import bench_client
import pandas as pd

import rbtools as rb
from rbtools.match import inputs

BARS = {"rows a CPU second": 3.5e6, "peak MiB": 900}
APPLY_CLIENTS = 1_000
NAMES = {"plan": inputs.PLAN, "entries": inputs.ENTRIES, "ratings": inputs.RATINGS}


def columns_of(name: str) -> list[str]:
    """The columns that `summarize` looks at."""
    return NAMES[name].names


def simulated(clients: int) -> tuple[pd.DataFrame, rb.Log]:
    """Plan and log of so many clients."""
    names = [f"c{n:06}" for n in range(clients)]
    plan = rb.make_plans(
        rb.load_program(), pd.DataFrame({"client": names, "start": "2026-03-02", "tz": "Europe/Amsterdam"}), weeks=4
    )
    return plan, rb.simulate_log(plan, seed=1)


def make(folder: Path, clients: int) -> int:
    """Write plan, entries and ratings of so many clients; returns the number of rows."""
    plan, log = simulated(clients)
    rows = 0
    for name, frame in (("plan", plan), ("entries", log.entries), ("ratings", log.ratings)):
        frame.to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")
        rows += len(frame)
    return rows


def read(folder: Path) -> tuple[pd.DataFrame, rb.Log]:
    """The columns that are needed, read by one thread."""
    plan, entries, ratings = (
        pd.read_parquet(folder / f"{name}.parquet", columns=columns_of(name), use_threads=False) for name in NAMES
    )
    return plan, rb.Log(entries)._replace(ratings=ratings)


def imported(what: str) -> tuple[ModuleType | None, Callable[..., pd.DataFrame]]:
    """What a step calls: rbtools and pandas load such modules when they are first needed, which is not its work."""
    import_module("pyarrow.parquet")
    return import_module("duckdb") if what == "duckdb" else None, rb.summarize


def by_apply(clients: int) -> tuple[float, float]:
    """CPU seconds of a part of the counts by groupby.apply, and of all of summarize, for so many clients."""
    plan, log = simulated(clients)
    matched = rb.match_log(plan, log, as_of="end")
    cpu = time.process_time()
    bench_client.by_apply(matched, log.ratings)
    slow = time.process_time() - cpu
    rb.summarize(plan, log, as_of="end")  # warm
    cpu = time.process_time()
    rb.summarize(plan, log, as_of="end")
    return slow, time.process_time() - cpu


def step(what: str, folder: Path) -> dict[str, float]:
    """One measurement in this process."""
    duckdb, summarize = imported(what)
    wall, cpu = time.perf_counter(), time.process_time()
    found: dict[str, float] = {}
    if what == "duckdb":
        with duckdb.connect() as connection:
            connection.execute("set threads = 1")
            for name in NAMES:
                sums = ", ".join(f"max({column})" for column in columns_of(name))
                connection.execute(f"select {sums} from '{folder / name}.parquet'").fetchall()
    else:
        plan, log = read(folder)
        found["reading"] = time.process_time() - cpu
        if what == "summarize":
            found["rows"] = len(summarize(plan, log, as_of="end"))
    found |= {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return found | {"peak": int(peak.split()[1]) / 1024}


def measured(what: str, folder: Path, times: int) -> dict[str, float]:
    """The best of several processes, by CPU seconds."""
    command = [sys.executable, __file__, "--step", what, "--folder", str(folder)]
    runs = [json.loads(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(times)]
    return min(runs, key=lambda run: run["cpu"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=10_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--step", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.step:
        print(json.dumps(step(args.step, args.folder)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary)
        if not (folder / "plan.parquet").exists():
            make(folder, args.clients)
        rows = sum(len(pd.read_parquet(folder / f"{name}.parquet", columns=["client"])) for name in NAMES)
        print(f"{args.clients:,} clients, {rows:,} input rows; bars: {BARS}")
        costs = {}
        for what in ("duckdb", "read", "summarize"):
            found = measured(what, folder, args.times)
            costs[what] = found["cpu"]
            print(
                f"{what:10} {found['cpu']:7.2f} s CPU {found['wall']:7.2f} s wall {found['peak']:7.0f} MiB peak "
                f"{rows / found['cpu'] / 1e6:7.2f} M rows a CPU second"
            )
        slow, ours = by_apply(APPLY_CLIENTS)
        print(
            f"reading and summarize: {costs['summarize'] / costs['duckdb']:.1f} times the CPU seconds of the scan; "
            f"for {APPLY_CLIENTS:,} clients groupby.apply takes {slow / ours:.0f} times those of summarize"
        )


if __name__ == "__main__":
    main()
