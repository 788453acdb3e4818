"""Change one threshold or comparison at a time: do the tests of its own folder notice?

`python benchmarks/mutations.py [PART ...]` replaces one piece of text, which has to occur exactly once in its folder,
in a copy of the repository, and runs the tests of that folder there. PART is part of a folder's name or of a mutation,
to run only those. First the tests run unchanged, since tests that fail anyhow would catch everything. Prints one line
for each mutation: caught or SURVIVED.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PROCESSES = int(os.environ.get("RBTOOLS_PROCESSES", "2"))


class Room(NamedTuple):
    """Where the code is and what tests it."""

    code: str
    tests: tuple[str, ...]


ROOMS = {
    "match": Room("rbtools/match", ("tests/match",)),
    "measure": Room("rbtools/measure", ("tests/measure",)),
    "rules": Room("rbtools/review/rules.py", ("tests/review/test_rules.py",)),
}

MUTATIONS = {
    "match": [
        # when a session is due, and what is looked at
        ("closes, until=self._microseconds)", "closes, until=self._microseconds - 1)"),
        ("until=self._microseconds - 1)", "until=self._microseconds)"),
        ("date <= self._microseconds", "date < self._microseconds"),
        # which session an entry belongs to
        ("instant[opened] >= sessions.closes", "instant[opened] > sessions.closes"),
        # sides
        ("!= _RIGHT) | (sides == 1)", "!= _RIGHT) & (sides == 1)"),
        ("!= _LEFT) & (sides == 2)", "!= _LEFT) | (sides == 2)"),
        # status of a row
        ("halves_done >= 2 * record.rows.sets_max", "halves_done > 2 * record.rows.sets_max"),
        ("halves_done >= 2 * record.rows.sets_min", "halves_done > 2 * record.rows.sets_min"),
        ('"partial": outcome.halves_done > 0', '"partial": outcome.halves_done > 1'),
        ("np.minimum(outcome.halves_done,", "np.maximum(outcome.halves_done,"),
        ("assumed = done & (reps == 0)", "assumed = done & (reps != 0)"),
        # status of a session
        ("segment_sum(status <= _MINIMUM", "segment_sum(status < _MINIMUM"),
        ('"partial": segment_sum(halves, first) > 0', '"partial": segment_sum(halves, first) > 1'),
        ('"n_exercises_done": segment_sum(halves > 0', '"n_exercises_done": segment_sum(halves > 1'),
        ("segment_any(self.rows.halves_done > 0", "segment_any(self.rows.halves_done > 1"),
        ("self.rows.halves_done >= self.rows.halves_min", "self.rows.halves_done > self.rows.halves_min"),
    ],
    "measure": [
        # rhythm
        ("np.abs(minutes) <= on_time_minutes", "np.abs(minutes) < on_time_minutes"),
        ("until_last <= last_days", "until_last < last_days"),
        ("gaps.length <= LONGEST_SHORT_GAP", "gaps.length < LONGEST_SHORT_GAP"),
        ("last - first + 1, 0)", "last - first, 0)"),
        # adherence
        ("group.total(parts.closed & ~parts.due)", "group.total(parts.closed)"),
        # tightness
        ("(np.diff(at) > PAUSE)", "(np.diff(at) >= PAUSE)"),
        ("value = np.where(n_day > 0,", "value = np.where(n_day > 1,"),
        ("both = (n_before > 0) & (n_after > 0)", "both = (n_before > 0) | (n_after > 0)"),
        # change: enough days, bands, detectable
        ("few < MIN_RATED,", "few <= MIN_RATED,"),
        ("(few < THIN_BELOW)", "(few <= THIN_BELOW)"),
        ("baseline.total < LOW_BASELINE", "baseline.total <= LOW_BASELINE"),
        ("fall >= 2 * UNITS", "fall > 2 * UNITS"),
        ('"detectable": (low > 0) | (high < 0)', '"detectable": (low > 0) | (high > 0)'),
        ("(-fall >= point)", "(-fall > point)"),
        ("(-5 * fall >= baseline)", "(-5 * fall > baseline)"),
        ("(10 * fall < baseline)", "(10 * fall <= baseline)"),
        ("a_point = fall >= point", "a_point = fall > point"),
        ("(2 * fall >= baseline)", "(2 * fall > baseline)"),
        ("(10 * fall >= 3 * baseline)", "(10 * fall > 3 * baseline)"),
        # discontinuation, dose and response, clients compared
        ("event = last < horizon", "event = last <= horizon"),
        ('rated["n_daily"] >= MIN_RATED]', 'rated["n_daily"] > MIN_RATED]'),
        ("(n > 0).sum() >= MIN_CLIENTS", "(n > 0).sum() > MIN_CLIENTS"),
    ],
    "rules": [
        ("inputs.n_review) < rules.min_rated", "inputs.n_review) <= rules.min_rated"),
        ("(difference >= rules.worse_points)", "(difference > rules.worse_points)"),
        ("(-share < rules.worse_share)", "(-share <= rules.worse_share)"),
        ("(z >= rules.z)", "(z > rules.z)"),
        ("(-z >= rules.z)", "(-z > rules.z)"),
        (">= rules.pain_days)", "> rules.pain_days)"),
        ("_real(inputs.mean_last_3) < ", "_real(inputs.mean_last_3) <= "),
        ("(-difference >= rules.better_points)", "(-difference > rules.better_points)"),
        ("(share >= rules.better_share)", "(share > rules.better_share)"),
        ("share >= rules.minimal_share", "share > rules.minimal_share"),
        (">= rules.tested_share", "> rules.tested_share"),
        (">= rules.planned_share", "> rules.planned_share"),
        ("<= rules.gone_mean", "< rules.gone_mean"),
        ("inputs.n_review) < rules.thin_below", "inputs.n_review) <= rules.thin_below"),
    ],
}


UNCHANGED = '"""'


def place(room: Room, old: str) -> Path:
    """The one file of the folder in which the text occurs once."""
    start = ROOT / room.code
    files = [start] if start.is_file() else sorted(start.rglob("*.py"))
    if old == UNCHANGED:
        return files[0]
    found = [path for path in files for _ in range(path.read_text(encoding="utf-8").count(old))]
    if len(found) != 1:
        raise SystemExit(f"{old!r} occurs {len(found)} times in {room.code}; it has to occur once.")
    return found[0]


def is_caught(room: Room, old: str, new: str) -> bool:
    """Whether the room's tests fail with the change."""
    path = place(room, old).relative_to(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for part in ("rbtools", "tests", "data", "pyproject.toml"):
            there = ROOT / part
            if there.is_dir():
                shutil.copytree(there, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(there, copy / part)
        text = (copy / path).read_text(encoding="utf-8")
        (copy / path).write_text(text.replace(old, new), encoding="utf-8")
        options = [
            "-x",
            "-q",
            "-p",
            "no:nbval",
            "-p",
            "no:cacheprovider",
            "-o",
            "addopts=--doctest-modules",
            "-m",
            "not slow",
        ]
        # the tests of the mutated file first
        tests = sorted(
            (
                str(p.relative_to(copy))
                for t in room.tests
                for p in ([copy / t] if t.endswith(".py") else (copy / t).rglob("test_*.py"))
            ),
            key=lambda name: path.stem not in name,
        )
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options, str(path), *tests],
            cwd=copy, env=os.environ | {"PYTHONPATH": str(copy)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode not in (0, 1, 2):
        raise SystemExit(done.stdout + done.stderr)
    return done.returncode != 0


def main(wanted: list[str]) -> None:
    """Run the mutations and say how many were caught."""
    chosen = [
        (name, old, new)
        for name, pairs in MUTATIONS.items()
        for old, new in pairs
        if not wanted or any(part in f"{name} {old}" for part in wanted)
    ]
    for name, old, _ in chosen:
        place(ROOMS[name], old)
    for name in dict.fromkeys(name for name, _, _ in chosen):
        if is_caught(ROOMS[name], UNCHANGED, UNCHANGED):
            raise SystemExit(f"{name}: its tests fail without any change.")
    caught = 0
    with ThreadPoolExecutor(PROCESSES) as pool:
        results = pool.map(lambda one: is_caught(ROOMS[one[0]], *one[1:]), chosen)
        for (name, old, new), found in zip(chosen, results, strict=True):
            caught += found
            print(f"{'caught  ' if found else 'SURVIVED'} {name:8} {old!r} -> {new!r}", flush=True)
    print(f"{caught} of {len(chosen)} caught")


if __name__ == "__main__":
    main(sys.argv[1:])
