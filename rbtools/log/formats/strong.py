"""Strong, in three generations: comma or semicolon; `Duration` as text, `Workout Duration`, or `Duration (sec)`; and in
the phone's language. A row a set; rows of the rest timer are no sets, and one note is repeated on every row."""

from rbtools.log.columns import Columns
from rbtools.log.formats.export import (
    Export,
    joined,
    minutes_of_seconds,
    nothing_for_zero,
    place_of,
    rows_where,
    without,
)

_DATE = ("date", "datum", "fecha", "data")
_EXERCISE = ("exercise_name", "ubungsname", "name_der_ubung", "oefening_naam", "naam_oefening", "naam_van_oefening",
             "nom_de_l_exercice", "nombre_del_ejercicio", "nombre_de_ejercicio", "nome_esercizio")  # fmt: skip
_ORDER = ("set_order", "satz_reihenfolge", "reihenfolge_der_satze", "reihenfolge_festlegen", "setvolgorde",
          "set_volgorde", "ordre_de_la_serie", "ordre_des_series", "orden_de_la_serie", "orden_de_serie",
          "ordine_delle_serie", "ordine_serie")  # fmt: skip
_REPS = ("reps", "wiederholungen", "wdh", "wiederh", "herhalingen", "repetitions", "repeticiones", "ripetizioni")
_SECONDS = ("seconds", "sekunden", "seconden", "secondes", "segundos", "secondi")
_NOTES = ("notes", "notizen", "notities", "notas", "note")
_WORKOUT_NOTES = ("workout_notes", "workout_notizen", "trainingsnotizen", "notes_de_l_entrainement",
                  "notas_del_entrenamiento", "workout_notities", "note_allenamento")  # fmt: skip
_KINDS = ("w", "d", "f", "n")  # warm-up, drop set, failure, normal


def _is_set(order: str) -> bool:
    return order.strip().isdecimal() or order.strip().casefold() in _KINDS


def _sets_alone(columns: Columns) -> Columns:
    columns = joined(columns, *_NOTES, *_WORKOUT_NOTES)
    order = place_of(columns, *_ORDER)
    return columns if order is None else without(columns, rows_where(columns.cells[order], lambda w: not _is_set(w)))


EXPORT = Export(
    title="a Strong export, one row a set",
    known_by=(_DATE, _EXERCISE, _ORDER),
    fields={
        "performed_at": _DATE,
        "exercise": _EXERCISE,
        "reps": _REPS,
        "minutes": _SECONDS,
        "note": (*_NOTES, *_WORKOUT_NOTES),
    },
    cells={"reps": nothing_for_zero, "minutes": minutes_of_seconds},
    set_rows=True,
    convert=_sets_alone,
)
