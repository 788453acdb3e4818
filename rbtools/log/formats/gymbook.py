"""GymBook: a row a set, units in the cells, a column that says whether the set was skipped; English and German."""

import re
from dataclasses import replace

from rbtools.log.columns import Cells, Columns
from rbtools.log.formats.export import Export, minutes_of_clock, place_of

_REPS = re.compile(r"(\d+)\s*(?:x|×|reps?|wdh\.?|wiederholungen)?", re.IGNORECASE)


_REPS_OR_TIME = ("repetitions_time", "wiederholungen_zeit", "repetitions", "wiederholungen")


def _with_minutes(columns: Columns) -> Columns:
    """With a column of minutes: a set that was timed has its length where others have their repetitions."""
    place = place_of(columns, *_REPS_OR_TIME)
    if place is None:
        return columns
    cells = columns.cells[place]
    words = [minutes if (minutes := minutes_of_clock(word)) != word else "" for word in cells.words]
    return replace(columns, header=(*columns.header, "minutes"), cells=[*columns.cells, Cells(cells.codes, words)])


def _reps(word: str) -> str:
    """The repetitions of `12 reps`; nothing of `0:30`, which is a length of time.

    >>> _reps("12 reps"), _reps("0:30")
    ('12', '')
    """
    found = _REPS.fullmatch(word.strip())
    return found[1] if found else "" if minutes_of_clock(word) != word else word


def _outcome(word: str) -> str:
    return {"yes": "skipped", "ja": "skipped", "true": "skipped", "1": "skipped"}.get(word.strip().casefold(), "done")


EXPORT = Export(
    title="a GymBook export, one row a set",
    known_by=(
        ("exercise", "ubung"),
        ("skipped", "ubersprungen"),
        _REPS_OR_TIME,
    ),
    fields={
        "date": ("date", "datum"),
        "time": ("time", "zeit", "uhrzeit"),
        "exercise": ("exercise", "ubung"),
        "reps": _REPS_OR_TIME,
        "minutes": ("minutes",),
        "outcome": ("skipped", "ubersprungen"),
        "note": ("notes", "notizen"),
    },
    cells={"reps": _reps, "outcome": _outcome},
    set_rows=True,
    convert=_with_minutes,
)
