"""What a plan is asked for, checked: the exercises and weeks, and when the days and the sessions are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rbtools.core.arguments import is_whole, whole
from rbtools.core.clock import parse_clock
from rbtools.errors import ArgumentError
from rbtools.plan.times import Times, parse_times
from rbtools.program.exercise import Exercise
from rbtools.program.program import Program

MAX_WEEKS = 12


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is done: the exercises in text order, for how many weeks, and from which week on the advanced ones."""

    exercises: tuple[Exercise, ...]
    weeks: int
    advanced_from_week: int | None

    @property
    def n_days(self) -> int:
        """Plan days, counting those on dates that never were."""
        return self.weeks * 7

    def joins(self, exercise: Exercise) -> int:
        """Week in which an exercise joins; after the last one if it never does."""
        if exercise.level == "base":
            return 1
        return self.weeks + 1 if self.advanced_from_week is None else self.advanced_from_week


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When it is done: minutes after midnight at which a plan day begins, and the times of its slots."""

    day_start: int
    times: Times


def recipe_of(program: Program, weeks: Any, exercises: Any, advanced_from_week: Any) -> Recipe:
    """Check what is to be done, by the rules of `make_plan`; raises `ArgumentError`.

    Exercises that would join after the last week are left out.
    """
    check_program(program)
    weeks = whole("weeks", weeks, 1, MAX_WEEKS)
    if advanced_from_week is not None and not is_whole(advanced_from_week, 1, 99):
        raise ArgumentError.not_allowed("advanced_from_week", advanced_from_week, "a whole number from 1, or None")
    chosen = tuple(sorted(chosen_exercises(program, exercises), key=lambda e: e.id))
    recipe = Recipe(chosen, weeks, advanced_from_week)
    taken = tuple(e for e in chosen if recipe.joins(e) <= recipe.weeks)
    if not any(recipe.joins(e) <= 1 for e in taken):
        raise ArgumentError(
            f"advanced_from_week={advanced_from_week!r} leaves week 1 without any exercise. "
            f"Choose a base exercise too, or set advanced_from_week=1."
        )
    return Recipe(taken, weeks, advanced_from_week)


def rhythm_of(program: Program, times: Any, day_start: Any) -> Rhythm:
    """Check when it is to be done; the programme's times where none are given. Raises `ArgumentError`."""
    check_program(program)
    return Rhythm(parse_clock(day_start, "day_start"), parse_times(program.slots if times is None else times))


def check_program(program: object) -> Program:
    """Return the programme, or raise `ArgumentError`."""
    if not isinstance(program, Program):
        raise ArgumentError.not_allowed("program", program, "a Program; load one with load_program()")
    return program


def chosen_exercises(program: Program, exercises: Iterable[str] | None) -> list[Exercise]:
    """The programme's exercises with these ids, or all of them; raises `ArgumentError`."""
    if exercises is None:
        return list(program.exercises)
    by_id = {e.id: e for e in program.exercises}
    return [by_id[id] for id in check_ids(exercises, list(by_id))]


def check_ids(exercises: Any, known: Sequence[str]) -> tuple[str, ...]:
    """One id or several of the known ones, each once, as a tuple; raises `ArgumentError`."""
    if isinstance(exercises, str):
        exercises = (exercises,)
    if not isinstance(exercises, Iterable):
        raise ArgumentError.not_allowed("exercises", exercises, "a list of exercise ids")
    ids = tuple(exercises)
    for id in ids:
        if not isinstance(id, str) or id not in known:
            raise ArgumentError.not_in("exercises", id, known)
    if not ids or len(set(ids)) < len(ids):
        raise ArgumentError.not_allowed("exercises", ids, f"at least one, each once, of: {', '.join(known)}")
    return ids
