"""Loop Habit Tracker: a folder, a zip or the .db file; a value for each habit and day, the newest first.

A habit is an exercise, and its name may say the time of day ("Roller morning"). Yes by hand is done; no and skip are
left out; yes by the frequency alone and unknown say nothing.
"""

import csv
import datetime as dt
import hashlib
import io
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

from rbtools.errors import LogError
from rbtools.log.columns import Columns
from rbtools.log.formats.export import Export, cells_of, place_of, rows_where, texts_of, without
from rbtools.log.formats.ticks import exercise_of, minimum_of, nearly
from rbtools.log.text.records import Table

_HEADER = ("Date", "Loop habit", "Loop value", "Loop slot", "Loop sets", "Loop outcome")
_FILE = "Checkmarks.csv"
_MAX_BYTES = 50_000_000
_LAST = 4_102_444_800_000  # the year 2100
_DONE = ("2", "yes_manual")
_LEFT_OUT = ("0", "3", "no", "skip")
_SAYS_NOTHING = ("", "1", "-1", "yes_auto", "unknown")
_SLOTS = {
    "am": ["am", "morning", "ochtend", "morgen", "morgens", "matin", "mañana", "mattina"],
    "pm": ["pm", "evening", "avond", "abend", "abends", "soir", "noche", "tarde", "sera"],
}


def is_export(source: object) -> bool:
    """Whether a source is the folder of an unpacked export."""
    return isinstance(source, str | Path) and (Path(source) / _FILE).is_file()


def table_in_folder(path: Path) -> Table | None:
    """The habits of an unpacked export, or None where the folder is not one."""
    found = path / _FILE
    return _of_checkmarks(found.read_bytes(), path.name) if found.is_file() else None


def table_in_bytes(data: bytes, name: str) -> Table | None:
    """The habits of a zip or a .db file of Loop, or None where the bytes are something else."""
    if data.startswith(b"SQLite format 3\0"):
        return _of_database(data, name)
    if not data.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = [i for i in archive.infolist() if i.filename in (_FILE, f"./{_FILE}")]
            if not inside or inside[0].file_size > _MAX_BYTES:
                return None
            return _of_checkmarks(archive.read(inside[0]), name)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError, EOFError):
        return None


def _of_checkmarks(data: bytes, name: str) -> Table:
    """The file that has a column a habit, as a row a habit and day."""
    lines_in = data.decode("utf-8-sig", "replace").replace("\0", "").splitlines()
    reader = csv.reader(lines_in)
    header = next(reader, [])
    rows, lines = [], []
    for row in reader:
        for habit, value in zip(header[1:], row[1:], strict=False):
            if habit.strip():
                rows.append((row[0], habit, value, "", "", ""))
                lines.append(reader.line_num)
    return Table(_HEADER, rows, lines, name, hashlib.sha256(data).hexdigest())


def _of_database(data: bytes, name: str) -> Table | None:
    query = "SELECT h.name, r.timestamp, r.value FROM Repetitions r JOIN Habits h ON h.id = r.habit ORDER BY 2, 1"
    with closing(sqlite3.connect(":memory:")) as base:
        try:
            base.deserialize(data)
            base.execute("PRAGMA query_only = ON")
            found = base.execute(query).fetchall()
        except sqlite3.DatabaseError:
            raise LogError(
                f"{name} is an SQLite database, and not one of Loop Habit Tracker. Export the log as CSV and read that."
            ) from None
    rows = [(_day(at), str(habit), str(value), "", "", "") for habit, at, value in found]
    return Table(_HEADER, rows, range(1, len(rows) + 1), name, hashlib.sha256(data).hexdigest())


def _day(milliseconds: object) -> str:
    """The date of a time stamp of the database, which is a midnight in UTC; whatever else stands there as it is."""
    if isinstance(milliseconds, int) and 0 <= milliseconds < _LAST:
        return str((dt.datetime(1970, 1, 1) + dt.timedelta(milliseconds=milliseconds)).date())  # noqa: DTZ001
    return str(milliseconds)


def _read(columns: Columns) -> Columns:
    """With the exercise, slot, sets and outcome that each habit's value says."""
    place = place_of(columns, "loop_value")
    if place is None:
        return columns
    columns = without(columns, rows_where(columns.cells[place], lambda w: w.strip().casefold() in _SAYS_NOTHING))
    columns = without(columns, rows_where(columns.cells[1], is_no_exercise))
    habits = [_parted(text) for text in texts_of(columns.cells[1])]
    values = [text.strip().casefold() for text in texts_of(columns.cells[2])]
    sets = [minimum_of(h) if v in _DONE else "" for (h, _), v in zip(habits, values, strict=True)]
    outcomes = ["skipped" if v in _LEFT_OUT else "done" if v in _DONE else v for v in values]
    made = [[h for h, _ in habits], values, [slot for _, slot in habits], sets, outcomes]
    return Columns(columns.header, [columns.cells[0], *map(cells_of, made)], columns.lines, columns.misfits,
                   columns.ignored, columns.bad_cells)  # fmt: skip


def is_no_exercise(habit: str) -> bool:
    """Whether a habit is neither an exercise of the programme nor nearly the name of one."""
    name = _parted(habit)[0]
    return exercise_of(name) is None and not nearly(name)


def others(columns: Columns) -> str:
    """The habits that are no exercise, as the report names them."""
    place = place_of(columns, "loop_habit")
    names = [] if place is None else [w for w in columns.cells[place].words if is_no_exercise(w)]
    return f"; habits that are no exercise of the programme are ignored: {', '.join(names)}" if names else ""


def _parted(habit: str) -> tuple[str, str]:
    """The exercise and the slot in the name of a habit.

    >>> _parted("Roller (morning)"), _parted("PM rotation"), _parted("Wall")
    (('Roller', 'am'), ('rotation', 'pm'), ('Wall', ''))
    """
    words = habit.replace("(", " ").replace(")", " ").replace(" - ", " ").split()
    for slot, names in _SLOTS.items():
        for place in (-1, 0):
            if len(words) > 1 and words[place].strip(",:").casefold() in names:
                return " ".join(words[:-1] if place else words[1:]).rstrip(",:"), slot
    return " ".join(words), ""


EXPORT = Export(
    title="a Loop Habit Tracker export, one habit a day",
    known_by=(("loop_habit",), ("loop_value",)),
    fields={
        "date": ("date",),
        "exercise": ("loop_habit",),
        "slot": ("loop_slot",),
        "sets": ("loop_sets",),
        "outcome": ("loop_outcome",),
    },
    ticks=True,
    left=others,
    convert=_read,
)
