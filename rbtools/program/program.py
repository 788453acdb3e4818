"""A programme: the recipe without dates."""

from dataclasses import dataclass, replace
from typing import Self

import pandas as pd

from rbtools.errors import ArgumentError
from rbtools.program import cards
from rbtools.program.checklist import report
from rbtools.program.exercise import Caution, Exercise, name_key, status
from rbtools.program.fields import NOT_STATED


@dataclass(frozen=True, slots=True)
class Program:
    """A programme: its exercises, the named times of day, and what a report has to say about it.

    Made by `load_program`, changed by `with_exercise`, `without` and `only`. What neither the source nor the file says
    is "not stated".

    Parameters
    ----------
    name, title : str
        The id and the name that people read.
    slot_times : tuple of (str, str)
        The slots of a day with their clock times.
    exercises : tuple of Exercise
        At least one.
    source, rationale, dose, provider, delivery, supervision, adherence_measures, motivation, setting : str
        Texts for a report.
    progression_rule, co_interventions, adverse_event_policy, tailoring, tailoring_how : str
        More of them.
    starting_level_rule, fidelity_plan, disclaimer : str
        And the last of them.
    weeks_min, weeks_max : int or None, default None
        Length, weeks.
    seconds_per_rep, rest_seconds, transition_seconds : float or None, default None
        Seconds of a rep, between sets and between exercises.
    is_home : bool or None, default None
        Whether it is done at home.
    cautions : tuple of Caution
        When to ask somebody first.
    added_by_rbtools : tuple of str
        The fields that are not from the source.

    Raises
    ------
    ArgumentError
        When there is no exercise, or two have an id or a name in common.

    Examples
    --------
    >>> import rbtools as rb
    >>> program = rb.load_program()
    >>> program.slots, len(program.exercises)
    ({'am': '07:30', 'pm': '20:30'}, 4)
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
    rest_seconds: float | None = None
    transition_seconds: float | None = None
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
    added_by_rbtools: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        ids = [e.id for e in self.exercises if isinstance(e, Exercise)]
        if not ids or len(ids) < len(self.exercises):
            raise ArgumentError.not_allowed("exercises", self.exercises, "at least one Exercise, and nothing else")
        for id in ids:
            if ids.count(id) > 1:
                raise ArgumentError.not_allowed("exercises", id, "ids that no other exercise of the programme has")
        self._refuse_ambiguous_names()

    def _refuse_ambiguous_names(self) -> None:
        owner: dict[str, str] = {}
        for exercise in self.exercises:
            for name in exercise.names:
                other = owner.setdefault(name_key(name), exercise.id)
                if other != exercise.id:
                    raise ArgumentError.not_allowed(
                        "aliases", name, f"names of one exercise alone; {other} and {exercise.id} both have this one"
                    )

    @property
    def names(self) -> dict[str, str]:
        """Exercise id by name: ids, titles and aliases, each as `name_key` compares it."""
        return {name_key(name): e.id for e in self.exercises for name in e.names}

    def with_exercise(self, exercise: Exercise) -> Self:
        """The programme with one more exercise, or with this one in place of the one that has its id.

        Parameters
        ----------
        exercise : Exercise
            The exercise to add, at the end, or to put in place of another.

        Returns
        -------
        Program
            A new one; this one stays as it is.

        Raises
        ------
        ArgumentError
            When it is no Exercise, or one of its names is a name of another exercise.

        Examples
        --------
        >>> import rbtools as rb
        >>> program = rb.load_program()
        >>> hold = rb.Exercise(id="plank", title="Plank", unit="second", sets_min=2, sets_max=3, reps=30)
        >>> [e.id for e in program.with_exercise(hold).exercises][-1]
        'plank'
        """
        if not isinstance(exercise, Exercise):
            raise ArgumentError.not_allowed("exercise", exercise, "an Exercise")
        by_id = {e.id: e for e in self.exercises} | {exercise.id: exercise}
        return replace(self, exercises=tuple(by_id.values()))

    def without(self, *ids: str) -> Self:
        """The programme without some exercises.

        Parameters
        ----------
        *ids : str
            Ids of exercises to leave out; at least one other has to remain.

        Returns
        -------
        Program
            A new one; this one stays as it is.

        Raises
        ------
        ArgumentError
            For an id that the programme does not have, or when none would remain.

        Examples
        --------
        >>> from rbtools import load_program
        >>> [e.id for e in load_program().without("side_lying_roller", "cross_reach_rolling").exercises]
        ['four_point_rotation', 'wall_band_breathing']
        """
        gone = {self.exercise(id).id for id in ids}
        return replace(self, exercises=tuple(e for e in self.exercises if e.id not in gone))

    def only(self, *ids: str) -> Self:
        """The programme with some of its exercises alone, in the programme's order.

        Parameters
        ----------
        *ids : str
            Ids of exercises to keep, at least one.

        Returns
        -------
        Program
            A new one; this one stays as it is.

        Raises
        ------
        ArgumentError
            For an id that the programme does not have, or when none is named.

        Examples
        --------
        >>> from rbtools import load_program
        >>> [e.id for e in load_program().only("wall_band_breathing").exercises]
        ['wall_band_breathing']
        """
        kept = {self.exercise(id).id for id in ids}
        return replace(self, exercises=tuple(e for e in self.exercises if e.id in kept))

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
        """Who says what a field holds: `given` by the source, `added by rbtools`, or `not stated`."""
        return status(getattr(self, field), ("slots" if field == "slot_times" else field) in self.added_by_rbtools)

    def report(self, checklist: str = "cert") -> pd.DataFrame:
        """The programme against a reporting checklist for exercise interventions.

        Parameters
        ----------
        checklist : {"cert", "tidier"}, default "cert"
            `"cert"` is the Consensus on Exercise Reporting Template (16 items, Slade 2016,
            https://doi.org/10.1136/bjsports-2016-096651), `"tidier"` has 12 items (Hoffmann 2014,
            https://doi.org/10.1136/bmj.g1687).

        Returns
        -------
        DataFrame
            `item`, `topic`, `text` and `status` (given, added by rbtools, not stated); no text is empty.

        Raises
        ------
        ArgumentError
            For another checklist.

        Examples
        --------
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
        return cards.table_html(self.title, [self._when(), self.rationale], self.table(), self.source)

    def _when(self) -> str:
        return ", ".join(f"{name} {time}" for name, time in self.slot_times)
