"""PROGRAM: the recipe without dates; `load_program` reads it from TOML and checks it."""

import tomllib
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from rbtools.core import toml_keys as keys
from rbtools.core.toml_keys import NOT_STATED, Place
from rbtools.errors import ArgumentError, ProgramError, did_you_mean
from rbtools.program import cards as show
from rbtools.program.checklist import report, status
from rbtools.schema import LEVELS, UNITS

CAUTION_KINDS = ("emergency", "soon", "ask", "avoid")


@dataclass(frozen=True, slots=True)
class Caution:
    """When to stop, to ask somebody first, or to leave an exercise out; `source` says who advises it."""

    kind: str
    text: str
    source: str = NOT_STATED


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise of a programme: what to do, how much of it, why, and what to mind.

    `sets_min` and `sets_max` are the minimum and the full dose; `reps` are per set and, where `sides` is 2, per side.
    What neither the source nor the file says is "not stated"; `ours` names what the source does not give.

    >>> from rbtools import load_program
    >>> exercise = load_program().exercise("four_point_rotation")
    >>> exercise.dose
    '2–3 sets × 10 rotations on each side'
    """

    id: str
    title: str
    unit: str
    sets_min: int
    sets_max: int
    reps: int
    sides: int
    level: str = "base"
    step: str = NOT_STATED
    sides_note: str = NOT_STATED
    equipment: tuple[str, ...] = (NOT_STATED,)
    position: str = NOT_STATED
    breath: str = NOT_STATED
    steps: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    why: str = NOT_STATED
    source: str = NOT_STATED
    cautions: tuple[Caution, ...] = ()
    ours: tuple[str, ...] = ()

    @property
    def sets(self) -> str:
        """The sets in words: `5` or `2–3`."""
        return str(self.sets_min) if self.sets_min == self.sets_max else f"{self.sets_min}–{self.sets_max}"

    @property
    def dose(self) -> str:
        """The dose of one session in words."""
        sets = "set" if self.sets_max == 1 else "sets"
        unit = self.unit if self.reps == 1 else f"{self.unit}s"
        return f"{self.sets} {sets} × {self.reps} {unit}{' on each side' if self.sides == 2 else ''}"

    def status(self, field: str) -> str:
        """Who says what stands in a field: `given` by the source, `ours`, or `not stated`."""
        return status(getattr(self, field), field in self.ours)

    def __str__(self) -> str:
        return show.card_text(self.title, self._facts())

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return show.card_html(self.title, self._facts())

    def _facts(self) -> list[tuple[str, str | list[str]]]:
        """What the instruction card shows, from top to bottom; what is empty is left out."""
        return [
            ("Dose", self.dose),
            ("Level", self.level),
            ("Step", self.step),
            ("You need", ", ".join(self.equipment) or "nothing"),
            ("Position", self.position),
            ("Breath", self.breath),
            ("How", list(self.steps)),
            ("Avoid", list(self.avoid)),
            ("Why", self.why),
            ("Sides", "" if self.sides_note == NOT_STATED else self.sides_note),
            ("Mind", [f"{c.text} ({c.source})" for c in self.cautions]),
        ]


@dataclass(frozen=True, slots=True)
class Program:
    """A programme: its exercises, the named times of day, and what a report has to say about it.

    Made by `load_program`. What neither the source nor the file says is "not stated"; `ours` names what the source
    does not give.
    """

    name: str
    title: str
    slot_times: tuple[tuple[str, str], ...]
    exercises: tuple[Exercise, ...]
    source: str = NOT_STATED
    rationale: str = NOT_STATED
    dose: str = NOT_STATED
    weeks_min: int | None = None
    weeks_max: int | None = None
    seconds_per_rep: float | None = None
    rest: float | None = None
    change: float | None = None
    provider: str = NOT_STATED
    delivery: str = NOT_STATED
    supervision: str = NOT_STATED
    adherence_measures: str = NOT_STATED
    motivation: str = NOT_STATED
    progression_rule: str = NOT_STATED
    is_home: bool | None = None
    setting: str = NOT_STATED
    co_interventions: str = NOT_STATED
    adverse_event_policy: str = NOT_STATED
    tailoring: str = NOT_STATED
    tailoring_how: str = NOT_STATED
    starting_level_rule: str = NOT_STATED
    fidelity_plan: str = NOT_STATED
    disclaimer: str = NOT_STATED
    cautions: tuple[Caution, ...] = ()
    ours: tuple[str, ...] = ()

    @property
    def slots(self) -> dict[str, str]:
        """The named times of day: `{"am": "07:30", "pm": "20:30"}`."""
        return dict(self.slot_times)

    def exercise(self, id: str) -> Exercise:
        """Return the exercise with this id; raises `ArgumentError` with the nearest name when there is none."""
        by_id = {e.id: e for e in self.exercises}
        if id not in by_id:
            raise ArgumentError.not_in("id", id, by_id)
        return by_id[id]

    def table(self) -> pd.DataFrame:
        """One row an exercise: `exercise`, `title`, `step`, `level`, `dose`, `equipment`, in the programme's order."""
        rows = [(e.id, e.title, e.step, e.level, e.dose, ", ".join(e.equipment) or "none") for e in self.exercises]
        return pd.DataFrame(rows, columns=["exercise", "title", "step", "level", "dose", "equipment"], dtype="str")

    def status(self, field: str) -> str:
        """Who says what stands in a field: `given` by the source, `ours`, or `not stated`."""
        return status(getattr(self, field), ("slots" if field == "slot_times" else field) in self.ours)

    def report(self, checklist: str = "cert") -> pd.DataFrame:
        """The programme against a reporting checklist for exercise interventions.

        Parameters: `checklist` is `"cert"` (Consensus on Exercise Reporting Template, 16 items, Slade 2016,
        https://doi.org/10.1136/bjsports-2016-096651) or `"tidier"` (12 items, Hoffmann 2014,
        https://doi.org/10.1136/bmj.g1687). Returns `item`, `topic`, `text`, `status` (given, ours, not stated);
        no text is empty. Raises `ArgumentError` for another checklist.

        >>> from rbtools import load_program
        >>> load_program().report("cert").loc[1, ["item", "status"]].tolist()
        ['2', 'not stated']
        """
        return report(self, checklist)

    def __str__(self) -> str:
        lines = [self.title, self._when(), *(f"- {e.title}: {e.dose} ({e.level})" for e in self.exercises)]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return show.table_html(self.title, [self._when(), self.rationale], self.table(), self.source)

    def _when(self) -> str:
        return ", ".join(f"{name} {time}" for name, time in self.slot_times)


_DOSE_KEYS = (
    keys.identifier("id"),
    keys.title("title"),
    keys.choice("unit", UNITS),
    keys.whole("sets_min", 1, 50),
    keys.whole("sets_max", 1, 50),
    keys.whole("reps", 1, 500),
    keys.whole("sides", 1, 2),
    keys.choice("level", LEVELS, default="base"),
)
_EXERCISE_KEYS = (
    *_DOSE_KEYS,
    *map(keys.text, ("step", "sides_note", "position", "breath", "why", "source")),
    *map(keys.texts, ("steps", "avoid", "ours")),
    keys.texts("equipment", default=(NOT_STATED,)),
    keys.tables("cautions", default=()),
)
_CAUTION_KEYS = (keys.choice("kind", CAUTION_KINDS), keys.title("text"), keys.text("source"))
_TEXT_FIELDS = [f.name for f in fields(Program) if f.default == NOT_STATED]
_PROGRAM_KEYS = (
    keys.title("title"),
    keys.slots("slots"),
    keys.tables("exercise"),
    *map(keys.text, _TEXT_FIELDS),
    keys.whole("weeks_min", 1, 12, default=None),
    keys.whole("weeks_max", 1, 12, default=None),
    keys.number("seconds_per_rep", 120),
    keys.number("rest", 3600),
    keys.number("change", 3600),
    keys.flag("is_home"),
    keys.texts("ours"),
    keys.tables("cautions", default=()),
)


def load_program(source: str | Path = "upper_back") -> Program:
    """Load a programme and check everything it says.

    Parameters: `source` is the name of a shipped programme (`"upper_back"`) or the path of a TOML file made like it:
    a title, `[slots]`, and an `[[exercise]]` table each with id, title, unit, sets_min, sets_max, reps and sides.
    Returns a `Program`. Raises `ProgramError`, naming the file, the key, the value and what is allowed.

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
    place = Place(file)
    read = keys.read_table(_parsed(file, content), _PROGRAM_KEYS, place)
    keys.check_ours(read["ours"], [key.name for key in _PROGRAM_KEYS], place)
    _check_range(read, "weeks_min", "weeks_max", place)
    source = read["source"]
    exercises = tuple(_exercise(t, n, source, place) for n, t in enumerate(read.pop("exercise"), start=1))
    seen: set[str] = set()
    for n, exercise in enumerate(exercises, start=1):
        if exercise.id in seen:
            raise Place(file, f"[[exercise]] {n}").refuse("id", exercise.id, "an id that no other exercise has")
        seen.add(exercise.id)
    slot_times = keys.check_slots(read.pop("slots"), place)
    cautions = _cautions(read.pop("cautions"), place)
    return Program(name=name, slot_times=slot_times, exercises=exercises, cautions=cautions, **read)


def _parsed(file: str, content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ProgramError(f"{file}: not UTF-8 text (byte {error.start + 1}). Save the file as UTF-8.") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProgramError(
            f"{file}: not valid TOML: {error or 'nested too deeply'}. Correct the file and load it again."
        ) from None


def _exercise(table: dict[str, Any], number: int, source: str, place: Place) -> Exercise:
    named = table.get("id")
    here = Place(place.file, f"[[exercise]] {number}" + (f" ({named})" if isinstance(named, str) else ""))
    read = keys.read_table(table, _EXERCISE_KEYS, here)
    keys.check_ours(read["ours"], [key.name for key in _EXERCISE_KEYS], here)
    _check_range(read, "sets_min", "sets_max", here)
    if read["source"] == NOT_STATED:
        read["source"] = source
    return Exercise(**{**read, "cautions": _cautions(read["cautions"], here)})


def _cautions(given: Any, place: Place) -> tuple[Caution, ...]:
    return tuple(
        Caution(**keys.read_table(table, _CAUTION_KEYS, Place(place.file, f"{place.table} [[cautions]] {n}".strip())))
        for n, table in enumerate(given, start=1)
    )


def _check_range(read: dict[str, Any], low: str, high: str, place: Place) -> None:
    if read[low] is not None and read[high] is not None and read[low] > read[high]:
        raise place.refuse(low, read[low], f"at most {high}, which is {read[high]}")
