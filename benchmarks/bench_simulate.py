"""How long `simulate_log` takes: 100,000 clients over 28 days, twice a day (bar: 60 s).

Run: python benchmarks/bench_simulate.py [clients]
"""

import resource
import sys
import time

import pandas as pd

import rbtools as rb

BAR_SECONDS = 60.0


def main(n_clients: int) -> None:
    clients = pd.DataFrame(
        {"client": [f"c{i:07}" for i in range(n_clients)], "start": "2026-03-02", "tz": "Europe/Amsterdam"}
    )
    began = time.perf_counter()
    plan = rb.make_plans(rb.load_program(), clients)
    planned, cpu = time.perf_counter(), time.process_time()
    log = rb.simulate_log(plan, seed=1)
    seconds, cpu = time.perf_counter() - planned, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"plan      {len(plan):>12,} rows     {planned - began:6.1f} s")
    print(f"simulate  {len(log.entries):>12,} entries  {seconds:6.1f} s  (bar {BAR_SECONDS:g} s at 100,000 clients)")
    print(f"          {len(log.ratings):>12,} ratings  {cpu:6.1f} s of one processor, peak {peak:.1f} GB with the plan")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
