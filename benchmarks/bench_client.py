"""What one client costs, warm; what `import rbtools` costs over `import pandas`; and 1,000 clients by groupby.apply.

Run in a quiet minute: `python benchmarks/bench_client.py`. Best of several; CPU seconds are the reliable figure.
"""

import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

import rbtools as rb

CLIENTS = 1000
BARS = {"plan": 10.0, "match and measures": 12.0, "four measures": 10.0, "import rbtools over pandas": 150.0}


def best(call: Callable[[], object], times: int) -> tuple[float, float]:
    """Wall and CPU seconds of the quickest of several calls."""
    call()
    wall, cpu = [], []
    for _ in range(times):
        wall_0, cpu_0 = time.perf_counter(), time.process_time()
        call()
        wall.append(time.perf_counter() - wall_0)
        cpu.append(time.process_time() - cpu_0)
    return min(wall), min(cpu)


def show(name: str, wall: float, cpu: float) -> None:
    bar = f"   bar {BARS[name]:g} ms" if name in BARS else ""
    print(f"{name:32} {wall * 1e3:9.2f} ms wall {cpu * 1e3:9.2f} ms CPU{bar}")


def one_client() -> None:
    program = rb.load_program()
    plan = rb.make_plan(program, "2026-03-02", tz="Europe/London", weeks=4)
    log = rb.simulate_log(plan, seed=1)
    matched = rb.match_log(plan, log, as_of="end")
    print(f"one client, warm: {len(plan)} plan rows, {len(log.entries)} entries, {len(log.ratings)} ratings")
    steps: dict[str, Callable[[], object]] = {
        "plan": lambda: rb.make_plan(program, "2026-03-02", tz="Europe/London", weeks=4),
        "match_log": lambda: rb.match_log(plan, log, as_of="end"),
        "sessions": lambda: rb.sessions(matched),
        "adherence": lambda: rb.adherence(matched),
        "sets_completed": lambda: rb.sets_completed(matched),
        "rhythm": lambda: rb.rhythm(matched),
        "tightness": lambda: rb.tightness(log),
        "four measures": lambda: measures(matched, log),
        "change": lambda: rb.change(plan, log, as_of="end"),
        "match and measures": lambda: measures(rb.match_log(plan, log, as_of="end"), log),
        "summarize": lambda: rb.summarize(plan, log, as_of="end"),
    }
    for name, step in steps.items():
        show(name, *best(step, 50))


def measures(matched: pd.DataFrame, log: rb.Log) -> list[pd.DataFrame]:
    """The four counting measures by client."""
    first = [rb.adherence(matched), rb.sets_completed(matched, by="client"), rb.rhythm(matched)]
    return [*first, rb.tightness(log, by="client")]


def imports() -> None:
    def cost(module: str) -> tuple[float, float]:
        code = (
            "import time; w, c = time.perf_counter(), time.process_time(); "
            f"import {module}; print(time.perf_counter() - w, time.process_time() - c)"
        )
        runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, check=True) for _ in range(7)]
        wall, cpu = zip(*(map(float, run.stdout.split()) for run in runs), strict=True)
        return min(wall), min(cpu)

    pandas, both = cost("pandas"), cost("pandas, rbtools")
    show("import pandas", *pandas)
    show("import rbtools over pandas", both[0] - pandas[0], both[1] - pandas[1])


def by_apply(matched: pd.DataFrame, ratings: pd.DataFrame) -> pd.DataFrame:
    """The counts that a careful user would write, client by client."""

    def of_client(rows: pd.DataFrame) -> pd.Series:
        rows = rows[rows["due"]]
        sessions = rows.assign(any=rows["sets_done"] > 0, enough=rows["sets_done"] >= rows["sets_min"])
        sessions = sessions.groupby("session").agg(
            done=("any", "any"), complete=("enough", "all"), date=("date", "min")
        )
        done = sessions["done"]
        run = done.groupby((done != done.shift()).cumsum()).agg(["first", "size"])
        days = sessions.groupby("date")["complete"].all()
        return pd.Series(
            {
                "n_due": len(sessions), "n_done": done.sum(), "n_complete": sessions["complete"].sum(),
                "n_sets_counted_min": np.minimum(rows["sets_done"], rows["sets_min"].astype("float64")).sum(),
                "n_sets_done": rows["sets_done"].sum(), "n_day_complete": days.sum(),
                "longest_gap": run.loc[~run["first"].astype(bool), "size"].max(),
                "longest_streak": run.loc[run["first"].astype(bool), "size"].max(),
            }
        )  # fmt: skip

    def daily(rows: pd.DataFrame) -> float:
        before = rows[rows["moment"] == "before"].groupby(["date", "slot"], dropna=False, observed=True)["tightness"]
        of_day = rows[rows["moment"] == "day"].groupby("date")["tightness"].mean()
        return of_day.combine_first(before.mean().groupby("date").mean()).mean()

    planned = matched[matched["status"] != "extra"]
    columns = ["session", "date", "due", "sets_done", "sets_min"]
    counts = planned.groupby("client", observed=True)[columns].apply(of_client).fillna(0)
    rated = ratings.groupby("client", observed=True)[["date", "moment", "slot", "tightness"]].apply(daily)
    return counts.assign(daily=rated)


def many_clients() -> None:
    clients = pd.DataFrame(
        {"client": [f"c{n:04}" for n in range(CLIENTS)], "start": "2026-03-02", "tz": "Europe/London"}
    )
    plan = rb.make_plans(rb.load_program(), clients, weeks=4)
    log = rb.simulate_log(plan, seed=1)
    matched = rb.match_log(plan, log, as_of="end")
    print(f"{CLIENTS} clients: {len(plan)} plan rows, {len(log.entries)} entries, {len(log.ratings)} ratings")
    ours = best(lambda: measures(matched, log), 3)
    wall, cpu = time.perf_counter(), time.process_time()
    slow = by_apply(matched, log.ratings)
    theirs = time.perf_counter() - wall, time.process_time() - cpu
    show("match_log", *best(lambda: rb.match_log(plan, log, as_of="end"), 3))
    show("rbtools, four measures", *ours)
    show("groupby.apply, a part of them", *theirs)
    print(f"{'ratio':32} {theirs[0] / ours[0]:9.1f} x  wall {theirs[1] / ours[1]:9.1f} x  CPU")
    rows = pd.concat([frame.set_index(frame["client"].astype("str")) for frame in measures(matched, log)], axis=1)
    rows = rows.loc[:, ~rows.columns.duplicated()]
    names = [name for name in slow if name != "daily"]
    same = bool((rows[names].to_numpy() == slow[names].to_numpy()).all())
    near = np.allclose(rows["daily"], slow["daily"], rtol=0, atol=1e-9, equal_nan=True)
    print(f"the same counts: {same}; the same daily tightness to 1e-9: {near}")


if __name__ == "__main__":
    one_client()
    imports()
    many_clients()
