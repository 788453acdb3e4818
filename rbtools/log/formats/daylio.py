"""Daylio: a row an entry of the diary. Activities that are exercises are ticks; a mood is no tightness, unless
`columns={"mood": "tightness"}` and the answers of a mapping file say what each mood is worth."""

from rbtools.log.columns import Columns
from rbtools.log.formats.export import Export, joined
from rbtools.log.formats.ticks import lists

_ACTIVITIES = ("activities", "activiteiten", "aktivitaten", "activites", "actividades", "attivita")


def _read(columns: Columns) -> Columns:
    return lists(*_ACTIVITIES)(joined(columns, "note_title", "note"))


EXPORT = Export(
    title="a Daylio export, one row an entry of the diary",
    known_by=(("full_date",), ("weekday",), ("mood",), _ACTIVITIES),
    fields={"date": ("full_date",), "time": ("time",), "note": ("note_title", "note")},
    ticks=True,
    convert=_read,
)
