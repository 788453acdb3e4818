"""What people call exercises and times of day: the plan's names, and what stays unknown.

A name is the plan's (or, without a plan, the shipped programme's) id, title or alias; a word for a time of day is the
slot that the plan has then. A near miss is a fault with did-you-mean. Any other name is kept, and counted as unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.errors import LogError
from rbtools.log.header import plain_name, words
from rbtools.log.log import Unknown
from rbtools.log.values.grammar import Fault, identifier
from rbtools.program.exercise import name_key
from rbtools.program.load import load_program

NEAR = 0.8  # likeness (difflib's ratio) from which an unknown name is taken for a misspelt one: "roler", "rotaton"
_SHORT = 4  # a name below this length is never taken for a misspelt one
_NOON = 12 * 60
_SLOTS = {"am": "am", "pm": "pm"}


@dataclass(frozen=True)
class Known:
    """The names that a log is read against: exercise id by `name_key`, slot by name, slot by the half of the day."""

    exercises: Mapping[str, str] = field(default_factory=dict)
    slots: Mapping[str, str] = field(default_factory=lambda: dict(_SLOTS))
    half: Mapping[str, str] = field(default_factory=lambda: dict(_SLOTS))
    clients: tuple[str, ...] = ()
    tz: str | None = None

    def exercise(self, word: str) -> str | Fault:
        """The id of an exercise."""
        key = name_key(word)
        if (id := self.exercises.get(key)) is not None:
            return id
        near = _nearest(key, self.exercises)
        return _near_miss(near) if near else identifier(word)

    def slot(self, word: str) -> str | Fault:
        """The slot that a word names."""
        plain = identifier(word)
        if not isinstance(plain, Fault) and plain in self.slots:
            return self.slots[plain]
        name = plain_name(word)
        for half, names in words()["slot"].items():
            if name in names:
                return self.half.get(half, half)
        near = _nearest(name, [*self.slots, *(w for names in words()["slot"].values() for w in names)])
        return _near_miss(near) if near else plain


def known_names(plan: pd.DataFrame | None) -> Known:
    """The names of a plan, or without one those of the shipped programme.

    Raises `FrameError` where the plan is none."""
    shipped = _shipped()
    if plan is None:
        return Known(shipped)
    plan = schema.PLAN.check(plan)
    ids = {str(e) for e in plan["exercise"].unique()}
    exercises = {key: id for key, id in shipped.items() if id in ids} | {name_key(id): id for id in sorted(ids)}
    slots = {str(s): str(s) for s in plan["slot"].unique()}
    zones, clients = plan["tz"].unique(), sorted(str(c) for c in plan["client"].unique())
    return Known(exercises, slots, _halves(plan), tuple(clients), str(zones[0]) if len(zones) == 1 else None)


@cache
def _shipped() -> Mapping[str, str]:
    return load_program().names


def _halves(plan: pd.DataFrame) -> dict[str, str]:
    """The one slot of the morning and the one of the evening, by their ids or else by the times of the plan."""
    minutes = plan["scheduled_local"].dt.hour * 60 + plan["scheduled_local"].dt.minute
    slot = plan["slot"].astype("str")
    found: dict[str, str] = {}
    for half, here in (("am", minutes < _NOON), ("pm", minutes >= _NOON)):
        inside, outside = set(slot[here]), set(slot[~here])
        only = sorted(inside - outside)
        found |= {half: half if half in set(slot) else only[0]} if half in set(slot) or len(only) == 1 else {}
    return found


def _nearest(name: str, known: Mapping[str, str] | list[str]) -> str:
    close = get_close_matches(name, list(known), n=1, cutoff=NEAR) if len(name) >= _SHORT else []
    return close[0] if close else ""


def _near_miss(near: str) -> Fault:
    return Fault("unknown", "is no name that is known.", f'Did you mean "{near}"? Correct it, or give it its own name.')


def unknown_names(known: Known, kind: str, codes: np.ndarray, names: list[str]) -> tuple[Unknown, ...]:
    """The names among ids that are not known, with how many of the rows have each; `codes` are those rows' names."""
    if kind == "client":
        have: set[str] = set(known.clients)
    else:
        have = set(known.exercises.values()) if kind == "exercise" else {*known.slots.values(), *known.half.values()}
    counts = np.bincount(codes[codes >= 0], minlength=len(names))
    return tuple(
        Unknown(kind, name, int(n), next(iter(get_close_matches(name, sorted(have), n=1, cutoff=0.6)), ""))
        for name, n in zip(names, counts, strict=True)
        if n and name not in have
    )


def check_client(known: Known, clients: list[str], named: bool, source: str) -> str | None:
    """The client of a log that names none, where the plan has one client.

    Raises `LogError` where plan and log have one client each, of different names."""
    if len(known.clients) != 1:
        return None
    only = known.clients[0]
    if named and len(clients) == 1 and clients[0] != only:
        raise LogError(
            f'{source}: the log is of client "{clients[0]}", the plan of client "{only}". If they are the same person, '
            f'leave the log\'s client column unread (columns={{"client": ""}}) and say client="{only}"; '
            f"else give the plan of that client."
        )
    return only
