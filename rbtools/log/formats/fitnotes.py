"""FitNotes: a row a set, the date alone; the exercise's name may hold commas that nobody quoted."""

import re
from dataclasses import replace

import numpy as np

from rbtools.log.columns import Columns
from rbtools.log.formats.export import Export, cells_of, minutes_of_clock, nothing_for_zero, place_of

_NUMBER = re.compile(r"\s*(\d+([.,]\d+)?)?\s*")
_LENGTH = re.compile(r"\s*(\d+:\d\d(:\d\d)?)?\s*")


def _repaired(columns: Columns) -> Columns:
    """Rows too wide by the commas of an exercise's name: what stands right of it has a form of its own."""
    exercise, reps = place_of(columns, "exercise"), place_of(columns, "reps")
    length = place_of(columns, "time", "duration")
    wide = [m for m in columns.misfits if m.fault.code == "ragged" and len(m.cells) > len(columns.header)]
    if exercise is None or reps is None or not wide:
        return columns
    found = {}
    for misfit in wide:
        spare = len(misfit.cells) - len(columns.header)
        name = ",".join(misfit.cells[exercise : exercise + spare + 1])
        row = (*misfit.cells[:exercise], name, *misfit.cells[exercise + spare + 1 :])
        fits = _NUMBER.fullmatch(row[reps]) and (length is None or _LENGTH.fullmatch(row[length]))
        if fits and "(" in name:
            found[misfit.line] = row
    if not found:
        return columns
    lines = np.concatenate([columns.lines, np.fromiter(found, np.int64, len(found))])
    order = np.argsort(lines, kind="stable")
    rows = [*(columns.row(i) for i in range(len(columns.lines))), *found.values()]
    texts = zip(*(rows[i] for i in order.tolist()), strict=True)
    misfits = [m for m in columns.misfits if m.line not in found]
    return replace(columns, cells=[cells_of(t) for t in texts], lines=lines[order], misfits=misfits)


EXPORT = Export(
    title="a FitNotes export, one row a set",
    known_by=(("date",), ("exercise",), ("category",), ("reps",), ("distance", "distance_unit"), ("comment", "notes")),
    fields={
        "date": ("date",),
        "exercise": ("exercise",),
        "reps": ("reps",),
        "minutes": ("time", "duration"),
        "note": ("comment", "notes"),
    },
    cells={"reps": nothing_for_zero, "minutes": minutes_of_clock},
    set_rows=True,
    convert=_repaired,
)
