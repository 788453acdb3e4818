"""A programme against the reporting checklists for exercise: which field answers which item, and who states it.

One mapping serves both: CERT (Slade 2016, https://doi.org/10.1136/bjsports-2016-096651) and TIDieR (Hoffmann 2014,
https://doi.org/10.1136/bmj.g1687). Topics are in our words.
"""

from collections.abc import Callable
from typing import Any

import pandas as pd

from rbtools.errors import ArgumentError
from rbtools.program.fields import NOT_STATED

Part = tuple[str, str]  # text, status
_GIVEN, _ADDED = "given", "added by rbtools"

CHECKLISTS: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    "cert": {
        "1": ("Equipment", ("equipment",)),
        "2": ("Who provides it, and their qualification", ("provider",)),
        "3": ("Alone or in a group", ("delivery",)),
        "4": ("Supervision, and by what channel", ("supervision",)),
        "5": ("How adherence is measured and reported", ("adherence_measures",)),
        "6": ("What is done to motivate", ("motivation",)),
        "7a": ("When the programme progresses", ("progression_rule",)),
        "7b": ("How it progresses", ("progression",)),
        "8": ("Each exercise, so that it can be repeated", ("procedures",)),
        "9": ("What is done at home", ("is_home",)),
        "10": ("Other components than exercise", ("co_interventions",)),
        "11": ("Harm: what is done about adverse events", ("adverse_event_policy",)),
        "12": ("Where it is done", ("setting",)),
        "13": ("Dose: sets, reps, times a day, weeks, tempo and rest", ("dose", "prescription", "tempo")),
        "14a": ("The same for all, or tailored", ("tailoring",)),
        "14b": ("How it is tailored", ("tailoring_how",)),
        "15": ("How the starting level is chosen", ("starting_level_rule",)),
        "16a": ("How fidelity is looked after: planned", ("fidelity_plan",)),
        "16b": ("How fidelity is looked after: actual", ("fidelity_actual",)),
    },
    "tidier": {
        "1": ("Name", ("title",)),
        "2": ("Why", ("rationale", "source")),
        "3": ("What: materials", ("equipment",)),
        "4": ("What: procedures", ("procedures",)),
        "5": ("Who provided it", ("provider",)),
        "6": ("How it is delivered", ("delivery", "supervision")),
        "7": ("Where", ("setting", "is_home")),
        "8": ("When and how much", ("dose", "prescription", "tempo", "slot_times")),
        "9": ("Tailoring", ("tailoring", "progression_rule", "starting_level_rule")),
        "10": ("Modifications", ("tailoring_how",)),
        "11": ("How well: planned", ("adherence_measures", "fidelity_plan")),
        "12": ("How well: actual", ("fidelity_actual",)),
    },
}


def report(program: Any, checklist: str) -> pd.DataFrame:
    """The items of a checklist with what a programme says to each: `item`, `topic`, `text`, `status`."""
    if checklist not in CHECKLISTS:
        raise ArgumentError.not_in("checklist", checklist, CHECKLISTS)
    rows = [(item, topic, *_answer(program, parts)) for item, (topic, parts) in CHECKLISTS[checklist].items()]
    return pd.DataFrame(rows, columns=["item", "topic", "text", "status"], dtype="str")


def _answer(program: Any, names: tuple[str, ...]) -> Part:
    """The parts of an item in one text; where some are given and some added, the added ones are marked."""
    parts = {name: _part(program, name) for name in names}
    statuses = {status for _, status in parts.values()} - {NOT_STATED}
    if not statuses:
        return NOT_STATED, NOT_STATED
    texts = [_marked(name, text, status, mixed=len(statuses) > 1) for name, (text, status) in parts.items()]
    return ". ".join(text.rstrip(".") for text in texts) + ".", _GIVEN if _GIVEN in statuses else _ADDED


def _marked(name: str, text: str, status: str, mixed: bool) -> str:
    if status == NOT_STATED:
        return f"{name.replace('_', ' ').capitalize()} not stated"
    return f"{text.rstrip('.')} ({_ADDED})" if mixed and status == _ADDED else text


def _part(program: Any, name: str) -> Part:
    if name in _MADE:
        return _MADE[name](program)
    value = getattr(program, name)
    if name == "is_home":
        return {True: "Done at home", False: "Not done at home", None: NOT_STATED}[value], program.status(name)
    if name == "slot_times":
        value = ", ".join(f"{slot} {time}" for slot, time in value)
    return value, program.status(name)


def _equipment(program: Any) -> Part:
    needed = [f"{e.title}: {', '.join(e.equipment) or 'none'}" for e in program.exercises]
    return "; ".join(needed), _status_of_all(program, "equipment")


def _procedures(program: Any) -> Part:
    texts = [f"{e.title}: {' '.join(e.steps) or e.position} Breath: {e.breath}" for e in program.exercises]
    return " ".join(texts), _status_of_all(program, "position")


def _prescription(program: Any) -> Part:
    return "; ".join(f"{e.title}: {e.dose}" for e in program.exercises), _status_of_all(program, "sets_max")


def _progression(program: Any) -> Part:
    joins = [e for e in program.exercises if e.level == "advanced"]
    if not joins:
        return NOT_STATED, NOT_STATED
    text = f"By adding {', '.join(e.title for e in joins)}, marked advanced"
    return text, _ADDED if all(e.status("level") == _ADDED for e in joins) else _GIVEN


def _tempo(program: Any) -> Part:
    seconds = {
        "a rep": program.seconds_per_rep,
        "rest between sets": program.rest_seconds,
        "to the next": program.transition_seconds,
    }
    known = [f"{value:g} s {name}" for name, value in seconds.items() if value is not None]
    if not known:
        return NOT_STATED, NOT_STATED
    return ", ".join(known) + ", for the estimate of time", program.status("seconds_per_rep")


def _actual(_: Any) -> Part:
    return "Taken from the log after the fact: adherence, sets completed and rhythm of the review", _ADDED


def _status_of_all(program: Any, field: str) -> str:
    found = {exercise.status(field) for exercise in program.exercises}
    return _GIVEN if _GIVEN in found else _ADDED if _ADDED in found else NOT_STATED


_MADE: dict[str, Callable[[Any], Part]] = {
    "equipment": _equipment,
    "procedures": _procedures,
    "prescription": _prescription,
    "progression": _progression,
    "tempo": _tempo,
    "fidelity_actual": _actual,
}
