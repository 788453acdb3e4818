"""A programme against the reporting checklists for exercise: which field answers which item, and who says so.

One mapping serves both: CERT (Slade 2016, https://doi.org/10.1136/bjsports-2016-096651) and TIDieR (Hoffmann 2014,
https://doi.org/10.1136/bmj.g1687). Topics are in our words.
"""

from collections.abc import Callable
from typing import Any

import pandas as pd

from rbtools.core.toml_keys import NOT_STATED
from rbtools.errors import ArgumentError

Part = tuple[str, str]  # text, status

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
        "10": ("Other parts beside exercise", ("co_interventions",)),
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


def status(value: object, ours: bool) -> str:
    """`given`, `ours` or `not stated`, from a value and whether it is marked as ours."""
    if value in (None, "", NOT_STATED, (NOT_STATED,)):
        return NOT_STATED
    return "ours" if ours else "given"


def report(program: Any, checklist: str) -> pd.DataFrame:
    """The items of a checklist with what a programme says to each: `item`, `topic`, `text`, `status`."""
    if checklist not in CHECKLISTS:
        raise ArgumentError.not_in("checklist", checklist, CHECKLISTS)
    rows = [(item, topic, *_answer(program, parts)) for item, (topic, parts) in CHECKLISTS[checklist].items()]
    return pd.DataFrame(rows, columns=["item", "topic", "text", "status"], dtype="str")


def _answer(program: Any, names: tuple[str, ...]) -> Part:
    """The parts of an item in one text; where given and ours stand together, ours are marked in the text."""
    parts = {name: _part(program, name) for name in names}
    said = {who for _, who in parts.values()} - {NOT_STATED}
    if not said:
        return NOT_STATED, NOT_STATED
    texts = [_marked(name, text, who, mixed=len(said) > 1) for name, (text, who) in parts.items()]
    return ". ".join(text.rstrip(".") for text in texts) + ".", "given" if "given" in said else "ours"


def _marked(name: str, text: str, who: str, mixed: bool) -> str:
    if who == NOT_STATED:
        return f"{name.replace('_', ' ').capitalize()} not stated"
    return f"{text.rstrip('.')} (ours)" if mixed and who == "ours" else text


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
    told = [f"{e.title}: {' '.join(e.steps) or e.position} Breath: {e.breath}" for e in program.exercises]
    return " ".join(told), _status_of_all(program, "position")


def _prescription(program: Any) -> Part:
    return "; ".join(f"{e.title}: {e.dose}" for e in program.exercises), _status_of_all(program, "sets_max")


def _progression(program: Any) -> Part:
    joins = [e for e in program.exercises if e.level == "advanced"]
    if not joins:
        return NOT_STATED, NOT_STATED
    text = f"By adding {', '.join(e.title for e in joins)}, marked advanced"
    return text, "ours" if all(e.status("level") == "ours" for e in joins) else "given"


def _tempo(program: Any) -> Part:
    seconds = {"a rep": program.seconds_per_rep, "rest between sets": program.rest, "to the next": program.change}
    known = [f"{value:g} s {name}" for name, value in seconds.items() if value is not None]
    if not known:
        return NOT_STATED, NOT_STATED
    return ", ".join(known) + ", for the estimate of time", program.status("seconds_per_rep")


def _actual(_: Any) -> Part:
    return "Taken from the log after the fact: adherence, sets completed and rhythm of the review", "ours"


def _status_of_all(program: Any, field: str) -> str:
    found = {exercise.status(field) for exercise in program.exercises}
    return "given" if "given" in found else "ours" if "ours" in found else NOT_STATED


_MADE: dict[str, Callable[[Any], Part]] = {
    "equipment": _equipment,
    "procedures": _procedures,
    "prescription": _prescription,
    "progression": _progression,
    "tempo": _tempo,
    "fidelity_actual": _actual,
}
