"""Reading a programme from TOML: each fault is named with file, table, key, value and what is allowed."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from rbtools.errors import ArgumentError, ProgramError, did_you_mean
from rbtools.program import fields as rules
from rbtools.program.exercise import CAUTION_FIELDS, DOSE_FIELDS, TEXT_FIELDS, Caution, Exercise
from rbtools.program.fields import NOT_STATED, REQUIRED, Field, tidy
from rbtools.program.program import Program
from rbtools.program.slots import check_slots

_T = TypeVar("_T")
_NEXT = "Correct the file and load it again."


def _tables(name: str, default: Any = REQUIRED) -> Field:
    """A key with a list of tables, each under `[[name]]`."""
    return Field(
        name,
        lambda v: isinstance(v, list) and bool(v) and all(isinstance(t, dict) for t in v),
        f"at least one table under [[{name}]]",
        default,
    )


_EXERCISE_KEYS = (*DOSE_FIELDS, *TEXT_FIELDS, _tables("cautions", default=()))
_PROGRAM_KEYS = (
    rules.title("title"),
    Field("slots", lambda v: isinstance(v, dict), 'slots with their clock times, such as am = "07:30"'),
    _tables("exercise"),
    *(rules.text(f.name) for f in fields(Program) if f.default == NOT_STATED),
    rules.whole("weeks_min", 1, 12, default=None),
    rules.whole("weeks_max", 1, 12, default=None),
    rules.seconds("seconds_per_rep", 120),
    rules.seconds("rest_seconds", 3600),
    rules.seconds("transition_seconds", 3600),
    rules.flag("is_home"),
    rules.texts("added_by_rbtools"),
    _tables("cautions", default=()),
)


@dataclass(frozen=True, slots=True)
class _Place:
    """A table of a file, for messages."""

    file: str
    table: str = ""

    def refuse(self, key: str, value: object, allowed: str) -> ProgramError:
        shown = repr(value)
        shown = shown if len(shown) <= 80 else shown[:77] + "..."
        return ProgramError(f"{self}, key {key}: {shown} is not allowed. Allowed: {allowed}. {_NEXT}")

    def make(self, build: Callable[[], _T]) -> _T:
        """What `build` makes; its fault with the file and the table."""
        try:
            return build()
        except ArgumentError as error:
            raise ProgramError(f"{self}: {error} {_NEXT}") from None

    def __str__(self) -> str:
        return f"{self.file}, {self.table}" if self.table else self.file


def load_program(source: str | Path = "upper_back") -> Program:
    """Load a programme and check everything it says.

    Parameters
    ----------
    source : str or Path, default "upper_back"
        The name of a shipped programme, or the path of a TOML file made like it: a title, `[slots]`, and an
        `[[exercise]]` table each with id, title, unit, sets_min, sets_max and reps.

    Returns
    -------
    Program
        The programme, frozen.

    Raises
    ------
    ProgramError
        With the file, the key, the value and what is allowed.

    Examples
    --------
    >>> import rbtools as rb
    >>> program = rb.load_program()
    >>> program.slots
    {'am': '07:30', 'pm': '20:30'}
    >>> [exercise.id for exercise in program.exercises]
    ['side_lying_roller', 'four_point_rotation', 'wall_band_breathing', 'cross_reach_rolling']
    """
    folder = files("rbtools.program")
    shipped = sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))
    if isinstance(source, str) and source in shipped:
        return _program(source, f"{source}.toml", (folder / f"{source}.toml").read_bytes())
    if not isinstance(source, str | Path) or not str(source).strip():
        raise ProgramError(f"source={source!r} is neither a name nor a path. Shipped programmes: {', '.join(shipped)}.")
    path = Path(source)
    if not path.is_file():
        hint = did_you_mean(str(source), shipped)
        raise ProgramError(
            f"{source}: there is no such file, and no shipped programme has this name{hint}. "
            f"Shipped programmes: {', '.join(shipped)}. Give one of these names or the path of a TOML file."
        )
    return _program(path.stem, str(source), path.read_bytes())


def _program(name: str, file: str, content: bytes) -> Program:
    place = _Place(file)
    values = _read_table(_parsed(file, content), _PROGRAM_KEYS, place)
    known = [key.name for key in _PROGRAM_KEYS]
    place.make(lambda: rules.check_names("programme", "added_by_rbtools", values["added_by_rbtools"], known))
    place.make(lambda: rules.check_order("programme", values, "weeks_min", "weeks_max"))
    tables, slots = values.pop("exercise"), values.pop("slots")
    exercises = tuple(_exercise(table, n, values["source"], place) for n, table in enumerate(tables, start=1))
    slot_times = place.make(lambda: check_slots(slots))
    cautions = _cautions(values.pop("cautions"), place)
    return place.make(
        lambda: Program(name=name, slot_times=slot_times, exercises=exercises, cautions=cautions, **values)
    )


def _parsed(file: str, content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ProgramError(f"{file}: not UTF-8 text (byte {error.start + 1}). Save the file as UTF-8.") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProgramError(f"{file}: not valid TOML: {error or 'nested too deeply'}. {_NEXT}") from None


def _exercise(table: dict[str, Any], number: int, source: str, place: _Place) -> Exercise:
    id = table.get("id")
    here = _Place(place.file, f"[[exercise]] {number}" + (f" ({id})" if isinstance(id, str) else ""))
    values = _read_table(table, _EXERCISE_KEYS, here)
    if values["source"] == NOT_STATED:
        values["source"] = source
    values["cautions"] = _cautions(values["cautions"], here)
    return here.make(lambda: Exercise(**values))


def _cautions(tables: Any, place: _Place) -> tuple[Caution, ...]:
    return tuple(
        Caution(**_read_table(table, CAUTION_FIELDS, _Place(place.file, f"{place.table} [[cautions]] {n}".strip())))
        for n, table in enumerate(tables, start=1)
    )


def _read_table(table: Mapping[str, Any], keys: Sequence[Field], place: _Place) -> dict[str, Any]:
    """The value of every key, checked and tidied; raises `ProgramError`."""
    known = [key.name for key in keys]
    for name in table:
        if name not in known:
            hint = did_you_mean(name, known)
            raise ProgramError(f"{place}, key {name}: unknown{hint}. Allowed: {', '.join(known)}. {_NEXT}")
    return {key.name: _value(table, key, place) for key in keys}


def _value(table: Mapping[str, Any], key: Field, place: _Place) -> Any:
    if key.name not in table:
        if key.default is REQUIRED:
            raise ProgramError(f"{place}, key {key.name}: missing. Allowed: {key.allowed}. {_NEXT}")
        return key.default
    value = table[key.name]
    if not key.check(value):
        raise place.refuse(key.name, value, key.allowed)
    return value if isinstance(value, dict) else tidy(value)
