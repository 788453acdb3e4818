"""StrongLifts: a row an exercise with a column a set; what was left out says `Skipped`."""

import re
from dataclasses import replace

from rbtools.log.columns import Columns
from rbtools.log.formats.export import Export, cells_of, nothing_for_zero, place_of
from rbtools.log.header import plain_name

_SET = re.compile(r"set_\d+_reps")


def _counted(columns: Columns) -> Columns:
    """With the sets done, the reps where they were the same in each set, and the outcome, as columns of their own."""
    places = [i for i, name in enumerate(columns.header) if _SET.fullmatch(plain_name(name))]
    scheme = place_of(columns, "sets_reps", "setsxreps")
    sets, reps, outcomes = [], [], []
    for row in map(columns.row, range(len(columns.lines))):
        done = [found for i in places if (found := nothing_for_zero(row[i]).strip())]
        skipped = not done and scheme is not None and row[scheme].strip().casefold() == "skipped"
        sets.append(str(len(done)) if done else "")
        reps.append(done[0] if len(set(done)) == 1 else "")
        outcomes.append("skipped" if skipped else "")
    kept = [i for i in range(len(columns.header)) if i not in places and plain_name(columns.header[i]) != "reps"]
    header = (*(columns.header[i] for i in kept), "sets", "reps", "outcome")
    cells = [*(columns.cells[i] for i in kept), *map(cells_of, (sets, reps, outcomes))]
    return replace(columns, header=header, cells=cells)


EXPORT = Export(
    title="a StrongLifts export, one row an exercise",
    known_by=(("date_yyyy_mm_dd",), ("exercise",), ("set_1_reps",)),
    fields={
        "date": ("date_yyyy_mm_dd",),
        "time": ("start_time_h_mm",),
        "exercise": ("exercise",),
        "sets": ("sets",),
        "reps": ("reps",),
        "outcome": ("outcome",),
        "note": ("notes",),
    },
    cells={"date": lambda word: word.strip().replace("/", "-")},
    convert=_counted,
)
