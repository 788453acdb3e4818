"""What `change` and `effect_size` cost for 10,000 clients with 7 + 28 daily ratings, on one core.

Run in a quiet minute: `python benchmarks/bench_change.py`. Best of five; CPU seconds are the reliable figure.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import time  # noqa: E402
from collections.abc import Callable  # noqa: E402

import pandas as pd  # noqa: E402

import rbtools as rb  # noqa: E402

CLIENTS = 10_000
BARS = {"change": 1.0, "effect_size": 3.0}


def best(call: Callable[[], object], times: int = 5) -> tuple[float, float]:
    """Wall and CPU seconds of the quickest of several calls."""
    call()
    taken = []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        taken.append((time.perf_counter() - wall, time.process_time() - cpu))
    return min(wall for wall, _ in taken), min(cpu for _, cpu in taken)


def main() -> None:
    clients = pd.DataFrame({"client": [f"p{i:05d}" for i in range(CLIENTS)], "start": "2026-03-02", "tz": "UTC"})
    plan = rb.make_plans(rb.load_program(), clients, weeks=4)
    log = rb.simulate_log(plan, seed=1, ratings_missing=0, ratings_end=0)
    daily = log._replace(ratings=log.ratings[log.ratings["moment"] == "day"])
    print(f"{CLIENTS:,} clients, {len(plan):,} plan rows, {len(daily.ratings):,} ratings of the day")
    for measure in (rb.change, rb.effect_size):
        wall, cpu = best(lambda measure=measure: measure(plan, daily, as_of="end"))
        print(f"{measure.__name__:12} {wall:6.2f} s wall {cpu:6.2f} s CPU   bar {BARS[measure.__name__]:g} s")


if __name__ == "__main__":
    main()
