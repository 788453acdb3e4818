"""What is done on each day of a plan that is planned again: exercises with their doses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from rbtools.core.arrays import run_starts
from rbtools.core.clock import Ints
from rbtools.errors import ArgumentError
from rbtools.plan.settings import check_ids
from rbtools.program.program import Program

ADVANCED_FROM_WEEK = 3  # as in make_plan
DOSE = ["level", "sides", "sets_min", "sets_max", "reps", "unit"]


class Unchanged:
    """Stands for "as the plan has it" where None means something else."""

    def __repr__(self) -> str:
        return "as the plan has it"


UNCHANGED = Unchanged()


@dataclass(frozen=True)
class Content:
    """What a revision asks for; without a programme doses stay as the plan has them."""

    program: Program | None
    exercises: Sequence[str] | None
    advanced_from_week: int | Unchanged | None

    def week(self) -> float:
        """The week from which the advanced exercises are done, infinite for never."""
        if isinstance(self.advanced_from_week, Unchanged):
            return ADVANCED_FROM_WEEK
        return np.inf if self.advanced_from_week is None else self.advanced_from_week


def content_of(plan: pd.DataFrame, client: Ints, day: Ints, wanted: Content) -> pd.DataFrame:
    """The exercises of some plan days of some clients, by the position of the day: `at`, `exercise` and the dose.

    `client` are codes of the categories of the sorted plan. What is done on a day is what the plan has on it, or on
    the nearest day before it that it has, else on its first day; unless `wanted` says otherwise.
    """
    book = _book(plan, wanted.program)
    chosen = None if wanted.exercises is None else check_ids(wanted.exercises, sorted(set(book["exercise"])))
    kept = _of_plan(plan, client, day)
    if wanted.program is not None:
        kept = kept[["at", "client", "exercise"]].merge(book, on=["client", "exercise"])
    if chosen is not None:
        book = book[book["exercise"].isin(chosen)]
        base = _joining(book[book["level"] == "base"], client, day, 1)
    else:
        base = kept[kept["level"] == "base"]
    advanced = book[book["level"] == "advanced"]
    if chosen is None and wanted.advanced_from_week is UNCHANGED:
        new = _never_reached(plan, wanted.program)[client]
        added = _joining(advanced, client, day, np.where(new, ADVANCED_FROM_WEEK, np.inf))
        joining = pd.concat([kept[kept["level"] == "advanced"], added])
    else:
        joining = _joining(advanced, client, day, wanted.week())
    found = pd.concat([base, joining])[["at", "exercise", *DOSE]].drop_duplicates(["at", "exercise"])
    if (bare := np.setdiff1d(np.arange(len(day)), found["at"])).size:
        raise ArgumentError(
            f"Plan day {day[bare[0]]} of client {plan['client'].cat.categories[client[bare[0]]]} would have no "
            "exercise. Give exercises= with a base exercise, or another programme."
        )
    return found


def _book(plan: pd.DataFrame, program: Program | None) -> pd.DataFrame:
    """By client the exercises that can be planned, with the dose of the programme, else with the plan's last one."""
    clients = plan["client"].cat.categories
    if program is None:
        rows = plan[["client", "exercise", *DOSE]].drop_duplicates(["client", "exercise"], keep="last")
        texts = {name: rows[name].astype("str") for name in ("exercise", "level", "unit")}
        return rows.assign(client=rows["client"].cat.codes.astype("int64"), **texts).reset_index(drop=True)
    one = pd.DataFrame([[e.id, *(getattr(e, name) for name in DOSE)] for e in program.exercises])
    one.columns = pd.Index(["exercise", *DOSE])
    return pd.DataFrame({"client": np.arange(len(clients))}).merge(one, how="cross")


def _of_plan(plan: pd.DataFrame, client: Ints, day: Ints) -> pd.DataFrame:
    """What the plan has on each day, or on the nearest before it, else on the client's first."""
    code, of_row = plan["client"].cat.codes.to_numpy().astype("int64"), plan["day"].to_numpy()
    first = run_starts(code, of_row)  # of each client and day
    of_session = plan["session"].to_numpy()[np.repeat(first, np.diff(first, append=len(plan)))]
    in_first_session = plan["session"].to_numpy() == of_session
    n_exercises = np.add.reduceat(in_first_session.astype("int64"), first)
    span = int(max(of_row.max(), day.max(initial=0))) + 1
    found = np.searchsorted(code[first] * span + of_row[first], client * span + day, side="right") - 1
    found = np.where((found < 0) | (code[first][found] != client), found + 1, found)
    n = n_exercises[found]
    row = np.repeat(first[found] - np.cumsum(n) + n, n) + np.arange(n.sum())
    dose = plan[["exercise", *DOSE]].take(row).reset_index(drop=True)
    texts = {name: dose[name].astype("str") for name in ("exercise", "level", "unit")}
    return dose.assign(at=np.repeat(np.arange(len(day)), n), client=np.repeat(client, n), **texts)


def _joining(book: pd.DataFrame, client: Ints, day: Ints, from_week: npt.NDArray[Any] | float) -> pd.DataFrame:
    """The exercises of each client on the days from a week on."""
    days = pd.DataFrame({"at": np.arange(len(day)), "client": client})
    return days[(day - 1) // 7 + 1 >= from_week].merge(book, on="client")


def _never_reached(plan: pd.DataFrame, program: Program | None) -> np.ndarray:
    """By client: whether the plan has all base exercises of the programme and ends before the advanced ones join."""
    clients = plan["client"].cat.codes.to_numpy()
    n_clients = len(plan["client"].cat.categories)
    if program is None:
        return np.zeros(n_clients, dtype=bool)
    short = np.ones(n_clients, dtype=bool)
    short[clients[plan["week"].to_numpy() >= ADVANCED_FROM_WEEK]] = False
    for exercise in program.exercises:
        if exercise.level == "base":
            has = np.zeros(n_clients, dtype=bool)
            has[clients[(plan["exercise"] == exercise.id).to_numpy()]] = True
            short &= has
    return short
