"""An exercise of a programme: what to do, how much of it, and by which names people call it."""

import unicodedata
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from rbtools.errors import ArgumentError, did_you_mean
from rbtools.program import cards
from rbtools.program import fields as rules
from rbtools.program.fields import NOT_STATED
from rbtools.schema import LEVELS, UNITS

CAUTION_KINDS = ("emergency", "soon", "ask", "avoid")
CAUTION_FIELDS = (rules.choice("kind", CAUTION_KINDS), rules.title("text"), rules.text("source"))
DOSE_FIELDS = (
    rules.identifier("id"),
    rules.title("title"),
    rules.choice("unit", UNITS),
    rules.whole("sets_min", 1, 50),
    rules.whole("sets_max", 1, 50),
    rules.whole("reps", 1, 500),
    rules.whole("sides", 1, 2, default=1),
    rules.choice("level", LEVELS, default="base"),
)
TEXT_FIELDS = (
    *map(rules.text, ("step", "sides_note", "position", "breath", "why", "source")),
    *map(rules.texts, ("steps", "avoid", "aliases", "added_by_rbtools")),
    rules.texts("equipment", default=(NOT_STATED,)),
)
STATUSES = ("given", "added by rbtools", NOT_STATED)


@dataclass(frozen=True, slots=True)
class Caution:
    """When to stop, to ask somebody first, or to leave an exercise out; `source` says who advises it."""

    kind: str
    text: str
    source: str = NOT_STATED

    def __post_init__(self) -> None:
        _set(self, rules.check_fields("Caution", _values(self), CAUTION_FIELDS))


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise of a programme: what to do, how much of it, why, and what to watch for.

    It is checked when it is made. What neither the source nor the file says is "not stated".

    Parameters
    ----------
    id : str
        The name in plans and logs: a lower-case letter, then lower-case letters, digits and `_`.
    title : str
        The name that people read.
    unit : {"breath", "rotation", "roll", "rep", "second"}
        What a rep is; of a hold, a second.
    sets_min, sets_max : int
        The minimum and the full dose, 1 to 50.
    reps : int
        Reps in a set, 1 to 500; on each side where `sides` is 2.
    sides : {1, 2}, default 1
        2 where a set is done on the left and on the right.
    level : {"base", "advanced"}, default "base"
        An advanced exercise joins later.
    step, sides_note, position, breath, why, source : str
        Texts of the instruction card.
    equipment, steps, avoid : tuple of str
        What is needed, what to do in order, and what to avoid.
    cautions : tuple of Caution
        When to ask somebody first.
    added_by_rbtools : tuple of str
        The fields that are not from the source.
    aliases : tuple of str
        Other names by which people call it, in any language.

    Raises
    ------
    ArgumentError
        With the field, its value and what is allowed.

    Examples
    --------
    >>> import rbtools as rb
    >>> hold = rb.Exercise(id="plank", title="Plank", unit="second", sets_min=2, sets_max=3, reps=30)
    >>> hold.dose
    '2–3 sets × 30 seconds'
    >>> hold.replace(sets=2, reps=45).dose
    '2 sets × 45 seconds'
    """

    id: str
    title: str
    unit: str
    sets_min: int
    sets_max: int
    reps: int
    sides: int = 1
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
    added_by_rbtools: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        owner = f"Exercise {self.id!r}"
        values = rules.check_fields(owner, _values(self), (*DOSE_FIELDS, *TEXT_FIELDS))
        rules.check_order(owner, values, "sets_min", "sets_max")
        known = [f.name for f in fields(self)]
        rules.check_names(owner, "added_by_rbtools", values["added_by_rbtools"], known)
        if not isinstance(self.cautions, list | tuple) or not all(isinstance(c, Caution) for c in self.cautions):
            raise ArgumentError(f"{owner}, cautions={self.cautions!r} is not allowed. Allowed: a tuple of Caution.")
        _set(self, {**values, "cautions": tuple(self.cautions)})

    def replace(self, *, sets: int | tuple[int, int] | None = None, **changes: Any) -> Self:
        """The exercise with some fields changed, checked again.

        Parameters
        ----------
        sets : int or pair of int, optional
            `sets_min` and `sets_max` together: 3, or (2, 3).
        **changes
            Any other fields.

        Returns
        -------
        Exercise
            A new one; this one stays as it is.

        Raises
        ------
        ArgumentError
            For a field that an exercise does not have, or a value that is not allowed.

        Examples
        --------
        >>> from rbtools import load_program
        >>> load_program().exercise("four_point_rotation").replace(sets=(3, 4), reps=8).dose
        '3–4 sets × 8 rotations on each side'
        """
        known = [f.name for f in fields(self)]
        for name in changes:
            if name not in known:
                hint = did_you_mean(name, [*known, "sets"])
                raise ArgumentError(f"An exercise has no field {name!r}{hint}. Allowed: sets, {', '.join(known)}.")
        if sets is not None:
            pair = (sets, sets) if not isinstance(sets, list | tuple) else tuple(sets)
            if len(pair) != 2 or "sets_min" in changes or "sets_max" in changes:
                allowed = "a number or a pair such as (2, 3), without sets_min and sets_max"
                raise ArgumentError.not_allowed("sets", sets, allowed)
            changes |= {"sets_min": pair[0], "sets_max": pair[1]}
        return replace(self, **changes)

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

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of the exercise: its id, its title and its aliases."""
        return (self.id, self.title, *self.aliases)

    def status(self, field: str) -> str:
        """Who says what a field holds: `given` by the source, `added by rbtools`, or `not stated`."""
        return status(getattr(self, field), field in self.added_by_rbtools)

    def __str__(self) -> str:
        return cards.card_text(self.title, self._facts())

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return cards.card_html(self.title, self._facts())

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
            ("Take care", [f"{c.text} ({c.source})" for c in self.cautions]),
        ]


def status(value: object, added: bool) -> str:
    """`given`, `added by rbtools` or `not stated`, from a value and whether it is marked as added."""
    if value in (None, "", NOT_STATED, (NOT_STATED,)):
        return NOT_STATED
    return "added by rbtools" if added else "given"


def name_key(name: str) -> str:
    """A name as it is compared: without regard to case, and with single spaces in place of `_`, hyphens and spaces.

    >>> name_key("Four-Point  rotation") == name_key("four_point_rotation")
    True
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(folded.translate(_SPACES).split())


_SPACES = str.maketrans(dict.fromkeys("_-‐‑‒–—", " "))


def _values(made: Any) -> dict[str, Any]:
    return {f.name: getattr(made, f.name) for f in fields(made)}


def _set(made: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        object.__setattr__(made, name, value)
