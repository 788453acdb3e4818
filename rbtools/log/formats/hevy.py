"""Hevy: a row a set; the workout's start in local time, to the minute, months in the phone's language."""

from rbtools.log.formats.export import Export, joined, minutes_of_seconds, nothing_for_zero

EXPORT = Export(
    title="a Hevy export, one row a set",
    known_by=(("exercise_title",), ("set_index",), ("start_time",)),
    fields={
        "performed_at": ("start_time",),
        "exercise": ("exercise_title",),
        "reps": ("reps",),
        "minutes": ("duration_seconds",),
        "note": ("exercise_notes", "description"),
    },
    cells={"reps": nothing_for_zero, "minutes": minutes_of_seconds},
    set_rows=True,
    convert=lambda columns: joined(columns, "exercise_notes", "description"),
)
