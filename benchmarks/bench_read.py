"""One million log rows read, checked and split, next to what polars and pandas take to read the same file as text.

    python benchmarks/bench_read.py [--rows 1000000]

Each reading is a process of its own, so that its peak memory is its own.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

READERS = {
    "polars.read_csv, text only": "import polars; start = clock(); n = len(polars.read_csv(path, infer_schema=False))",
    "pandas.read_csv, text only": "n = len(pandas.read_csv(path, dtype=str, keep_default_na=False))",
    "rbtools.read_log": "n = rbtools.log.reader.read_log(path).report.accepted",
}
MEASURE = """
import json, resource, sys
from time import process_time as clock
path = sys.argv[1]
import pandas, rbtools.log.reader
start = clock()
{reading}
seconds = clock() - start
megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({{"n": n, "seconds": seconds, "megabytes": megabytes}}))
"""
EXERCISES = ("side_lying_roller", "four_point_rotation", "wall_band_breathing", "cross_reach_rolling")


def write_log_of(n: int, path: Path) -> None:
    """A clean log of `n` rows: 56 sessions of four exercises a client, some with a note, rated on the first row."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(1)
    row = np.arange(n)
    client, of_client = row // 224, row % 224
    session, exercise = of_client // 4, of_client % 4
    start = np.datetime64("2026-03-02T07:30:00")
    at = start + (session // 2) * np.timedelta64(1, "D") + (session % 2) * np.timedelta64(13, "h")
    at = at + (exercise * 420 + rng.integers(0, 360, n)) * np.timedelta64(1, "s")
    first = exercise == 0
    rating = rng.integers(0, 11, n).astype(str)
    pd.DataFrame(
        {
            "client": np.char.add("c-", client.astype(str)),
            "performed_at": np.char.add(np.datetime_as_string(at, unit="s"), "+01:00"),
            "slot": np.where(session % 2, "pm", "am"),
            "exercise": np.array(EXERCISES)[exercise],
            "sets": rng.integers(1, 6, n),
            "reps": np.where(exercise % 2, "10", "5"),
            "side": "",
            "minutes": rng.integers(8, 40, n) / 4,
            "outcome": np.where(rng.random(n) < 0.5, "done", ""),
            "tightness_before": np.where(first, rating, ""),
            "tightness_after": np.where(first, rating, ""),
            "tightness": "",
            "pain": "",
            "note": np.where(rng.random(n) < 0.3, "left side stiff, right ok", ""),
        }
    ).to_csv(path, index=False)


def main() -> None:
    """Write the file, read it both ways, print a line each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--write", type=Path, help="only write the file")
    args = parser.parse_args()
    n = args.rows
    if args.write:
        write_log_of(n, args.write)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        # In a process of its own: a child's peak memory begins with that of its parent.
        subprocess.run([sys.executable, __file__, "--rows", str(n), "--write", str(path)], check=True)
        print(f"{n:,} rows, {path.stat().st_size / 1e6:.0f} MB")
        base = 0.0
        for name, reading in READERS.items():
            code = MEASURE.format(reading=reading)
            out = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
            found = json.loads(out.stdout)
            base = base or found["seconds"]
            figures = f"{found['seconds']:6.2f} CPU s  {found['seconds'] / base:5.1f} x  {found['megabytes']:6.0f} MB"
            print(f"{name:28} {figures}  {found['n']:,} rows")


if __name__ == "__main__":
    main()
