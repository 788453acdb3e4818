"""A tick says that an exercise was done, not how many sets: the minimum of the programme is taken and counted."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from rbtools.errors import did_you_mean
from rbtools.log.columns import Cells, Columns
from rbtools.log.formats.export import ARROW, place_of
from rbtools.program.exercise import name_key
from rbtools.program.load import load_program

_MARKS = re.compile(r"\s*(?:, |;|\|)\s*")


@cache
def _known() -> dict[str, tuple[str, int]]:
    """Exercise and minimum of sets by name, of the programme that is shipped."""
    program = load_program()
    return {key: (id, program.exercise(id).sets_min) for key, id in program.names.items()}


def exercise_of(name: str) -> str | None:
    """The id of the exercise that a name means, or None."""
    found = _known().get(name_key(name))
    return found[0] if found else None


def nearly(name: str) -> str:
    """What is said of a name that is nearly that of an exercise; empty where it is not.

    >>> nearly("Rollr"), nearly("Water")
    (' (did you mean "roller"?)', '')
    """
    return did_you_mean(name_key(name), _known())


def minimum_of(name: str) -> str:
    """The least sets of an exercise by its name, as the text of a cell; empty where the exercise is not known."""
    found = _known().get(name_key(name))
    return str(found[1]) if found else ""


def parts_of(word: str) -> list[str]:
    """The names in a cell that lists several, as forms and diaries join them.

    >>> parts_of("Roller, Rotation"), parts_of("Roller;Wall;"), parts_of("walk | Roller")
    (['Roller', 'Rotation'], ['Roller', 'Wall'], ['walk', 'Roller'])
    """
    return [part.strip() for part in _MARKS.split(word) if part.strip()]


def is_list(cells: Cells) -> bool:
    """Whether the cells of a column list exercises that are known, at least once several in one cell."""
    lists = [parts_of(word) for word in cells.words if word.strip()]
    return any(len(parts) > 1 for parts in lists) and all(exercise_of(part) for parts in lists for part in parts)


def listed_as_columns(columns: Columns, place: int) -> Columns:
    """A column that lists what was done as one more column for each exercise, its least sets where it is listed."""
    cells, name = columns.cells[place], columns.header[place]
    found = dict.fromkeys(id for word in cells.words for part in parts_of(word) if (id := exercise_of(part)))
    more = [Cells(cells.codes, [_sets_in(word, exercise) for word in cells.words]) for exercise in found]
    header = (*columns.header, *(f"{name}{ARROW}{exercise}.sets" for exercise in found))
    return replace(columns, header=header, cells=[*columns.cells, *more])


def _sets_in(word: str, exercise: str) -> str:
    return next((minimum_of(part) for part in parts_of(word) if exercise_of(part) == exercise), "")


def lists(*names: str) -> Callable[[Columns], Columns]:
    """What makes columns of the lists in the first column with one of the names."""

    def convert(columns: Columns) -> Columns:
        place = place_of(columns, *names)
        return columns if place is None else listed_as_columns(columns, place)

    return convert
