"""A number with the name of what it counts, as people type it into a cell: `5 sets`, `10 reps`, `8 min`."""

import re
import unicodedata

_UNITS = {
    "sets": "set|sets|serie|series|satz|satze|saetze|rondes|ronden|runden|rounds",
    "reps": "rep|reps|repetitions|wdh|wiederholungen|herhalingen|repeticiones|ripetizioni|breaths|times",
    "minutes": "m|min|mins|minute|minutes|minuten|minuut|minuto|minutos|minuti|'",
}
_WITH_UNIT = {
    name: re.compile(rf"(.*\d)\s*(?:{units})\.?", re.IGNORECASE | re.DOTALL) for name, units in _UNITS.items()
}
_LONG = 40


def without_unit(cell: str, name: str) -> str:
    """The number in a cell, without the unit of its column behind it.

    >>> without_unit("5 Sätze", "sets"), without_unit("8 min.", "minutes"), without_unit("5 kg", "sets")
    ('5', '8', '5 kg')
    """
    text = cell.strip()
    if len(text) > _LONG or text[-1:].isdecimal():
        return cell
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    found = _WITH_UNIT[name].fullmatch(plain)
    return found[1].strip() if found else cell
