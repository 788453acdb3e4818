"""Six invented people and what each really did in a fortnight, typed out by hand. Nothing here knows the reader.

A line is a day: its number, then a part per session. `a` is the morning, `p` the evening; R roller, T rotation, W wall
breathing, C cross reach with the sets done (0: left out and said so); b and e are tightness before and after.
"""

import datetime as dt
from dataclasses import dataclass

IDS = {"R": "side_lying_roller", "T": "four_point_rotation", "W": "wall_band_breathing", "C": "cross_reach_rolling"}


@dataclass(frozen=True)
class Session:
    """One session: the day, the slot, the clock, sets by letter, ratings (None: not rated)."""

    date: dt.date
    slot: str
    clock: str
    sets: dict[str, int]
    before: int | None
    after: int | None
    note: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody who keeps a log."""

    name: str
    tz: str
    sessions: tuple[Session, ...]


def _session(date: dt.date, text: str, clocks: dict[str, str], note: str) -> Session:
    slot, *parts = text.split()
    values = {part[0]: int(part[1:]) for part in parts}
    sets = {letter: values[letter] for letter in "RTWC" if letter in values}
    return Session(date, {"a": "am", "p": "pm"}[slot], clocks[slot], sets, values.get("b"), values.get("e"), note)


def _person(name: str, tz: str, start: str, clocks: dict[str, str], notes: dict[int, str], days: str) -> Person:
    first = dt.date.fromisoformat(start)
    sessions = []
    for line in days.strip().splitlines():
        number, *texts = (part.strip() for part in line.split("|"))
        date = first + dt.timedelta(days=int(number) - 1)
        found = [_session(date, text, clocks, "") for text in texts]
        if note := notes.get(int(number)):
            found[0] = Session(**{**found[0].__dict__, "note": note})
        sessions += found
    return Person(name, tz, tuple(sessions))


ANNA = _person(
    "Anna", "Europe/Amsterdam", "2026-03-02", {"a": "07:30", "p": "20:15"},
    {3: "slept badly, stiff neck", 9: "easier"},
    """
    1 | a R5 T3 W5 b6 e4 | p R5 T2 W5 b5 e4
    2 | a R5 T3 W5 b6 e5 | p R4 T3 W5 b5 e4
    3 | a R3 T2 W5 b7 e6 | p R5 T3 W5 b6 e4
    4 | a R5 T3 W4 b5 e4 | p R5 T3 W5 b5 e3
    5 | a R5 T3 W5 b6 e4
    6 | a R5 T2 W5 b5 e4 | p R5 T3 W5 b4 e3
    8 | a R5 T3 W5 b5 e3 | p R5 T3 W5 b5 e4
    9 | a R5 T3 W5 b4 e3 | p R2 T1 W3 b4 e4
    10 | a R5 T3 W5 b5 e3 | p R5 T3 W5 b4 e2
    11 | a R5 T3 W5 b4 e3 | p R5 T3 W5 b4 e3
    12 | p R5 T3 W5 b5 e3
    13 | a R5 T3 W5 b4 e2 | p R5 T3 W5 b3 e2
    14 | a R5 T3 W5 b3 e2 | p R5 T3 W5 b3 e2
    """,
)  # fmt: skip
BRAM = _person(
    "Bram", "Europe/Brussels", "2026-05-11", {"a": "06:45", "p": "21:30"},
    {1: "first day; felt odd", 7: "rest of the family asleep, so quick"},
    """
    1 | a R4 T2 W5 b7 e6 | p R4 T2 W5 b7 e6
    2 | a R5 T2 W5 b7 e5
    3 | p R5 T2 W5 b6 e5
    4 | a R5 T2 W5 b6 e5 | p R5 T2 W5 b6 e4
    5 | a R5 T3 W5 b6 e4 | p R5 T3 W5 b5 e4
    7 | a R2 T1 W2 b6 e6
    8 | a R5 T3 W5 b6 e5 | p R5 T2 W5 b6 e4
    9 | a R5 T3 W5 b5 e4 | p R5 T3 W5 b5 e4
    10 | a R5 T3 W5 b5 e4
    11 | a R5 T3 W5 b5 e3 | p R5 T3 W4 b5 e4
    12 | a R5 T3 W5 b4 e3 | p R5 T3 W5 b5 e3
    14 | a R5 T3 W5 b4 e3 | p R5 T3 W5 b4 e3
    """,
)  # fmt: skip
CLARA = _person(
    "Clara", "Europe/Berlin", "2026-03-23", {"a": "08:05", "p": "19:40"},
    {5: "with the children", 11: "a bit, not much"},
    """
    1 | a R5 T3 W5 b5 e4 | p R5 T3 W5 b5 e3
    2 | a R5 T3 W5 b5 e4 | p R5 T3 W5 b4 e3
    3 | a R5 T3 W5 b5 e3 | p R5 T3 W5 b4 e3
    4 | a R5 T3 W5 b4 e3
    5 | a R3 T2 W3 b6 e5
    6 | a R5 T3 W5 b5 e4 | p R5 T3 W5 b4 e3
    7 | a R5 T3 W5 b4 e3 | p R5 T3 W5 b4 e3
    8 | a R5 T3 W5 b4 e3 | p R5 T3 W5 b4 e2
    9 | p R5 T3 W5 b4 e3
    10 | a R5 T2 W5 b4 e2 | p R5 T3 W5 b3 e2
    11 | a R1 T1 W1 b5 e5
    12 | a R5 T3 W5 b4 e3 | p R5 T3 W5 b3 e2
    13 | a R5 T3 W5 b3 e2 | p R5 T3 W5 b3 e2
    14 | a R5 T3 W5 b3 e1 | p R5 T3 W5 b2 e1
    """,
)  # fmt: skip
DIEGO = _person(
    "Diego", "Europe/Madrid", "2026-09-14", {"a": "07:00", "p": "22:10"}, {2: "tired", 8: "good, long breath"},
    """
    1 | a R5 T2 W5 b8 e6 | p R5 T2 W5 b7 e6
    2 | a R3 T2 W3 b8 e7 | p R5 T2 W5 b7 e6
    3 | a R5 T2 W5 b7 e6 | p R5 T2 W5 b7 e5
    4 | a R5 T2 W5 b7 e5
    5 | a R5 T2 W5 b7 e5 | p R5 T2 W5 b6 e5
    6 | p R5 T2 W5 b6 e4
    8 | a R5 T3 W5 b6 e3 | p R5 T3 W5 b5 e4
    9 | a R5 T3 W5 b6 e4 | p R5 T3 W5 b5 e3
    10 | a R5 T3 W5 b5 e4 | p R5 T3 W5 b5 e4
    11 | a R5 T3 W5 b5 e3 | p R5 T3 W5 b5 e3
    13 | a R5 T3 W5 b5 e3 | p R5 T3 W5 b4 e3
    14 | a R5 T3 W5 b4 e3 | p R5 T3 W5 b4 e2
    """,
)  # fmt: skip
ELISE = _person(
    "Élise", "Europe/Paris", "2026-01-19", {"a": "09:10", "p": "18:50"}, {6: "back from a walk, warm", 10: "hurried"},
    """
    1 | a R5 T3 W5 C2 b4 e3 | p R5 T3 W5 C3 b4 e3
    2 | a R5 T3 W5 C2 b4 e3
    3 | a R5 T3 W5 C3 b4 e2 | p R5 T3 W5 C2 b3 e2
    4 | a R4 T3 W5 C2 b5 e4 | p R5 T3 W5 C3 b4 e3
    5 | p R5 T3 W5 C3 b4 e3
    6 | a R5 T3 W5 C3 b3 e2 | p R5 T3 W5 C3 b3 e2
    7 | a R5 T3 W5 C3 b3 e2 | p R5 T3 W5 C3 b3 e2
    8 | a R5 T3 W5 C3 b3 e2 | p R5 T3 W5 C3 b4 e2
    10 | a R2 T2 W2 C1 b4 e4
    11 | a R5 T3 W5 C3 b3 e2 | p R5 T3 W5 C3 b3 e2
    12 | a R5 T3 W5 C3 b3 e2 | p R5 T3 W5 C3 b2 e1
    13 | a R5 T3 W5 C3 b2 e1 | p R5 T3 W5 C3 b2 e1
    14 | a R5 T3 W5 C3 b2 e1 | p R5 T3 W5 C3 b2 e1
    """,
)  # fmt: skip
FABIO = _person(
    "Fabio", "Europe/Rome", "2026-10-19", {"a": "06:20", "p": "20:45"},
    {4: "new mat", 12: "left side tight, right fine"},
    """
    1 | a R5 T2 W5 b6 e5
    2 | a R5 T2 W5 b6 e5 | p R5 T2 W5 b6 e5
    3 | a R5 T3 W5 b6 e4 | p R5 T3 W5 b5 e4
    4 | a R5 T3 W5 b5 e4 | p R5 T3 W5 b5 e4
    5 | a R5 T3 W5 b5 e4 | p R3 T2 W5 b5 e4
    6 | a R5 T3 W5 b5 e3
    7 | a R5 T3 W5 b5 e4 | p R5 T3 W5 b4 e3
    8 | a R5 T3 W5 b4 e3 | p R5 T3 W5 b4 e3
    9 | a R5 T3 W5 b5 e4
    10 | a R5 T3 W5 b4 e3 | p R5 T3 W5 b4 e3
    11 | a R5 T3 W5 b4 e3 | p R5 T3 W5 b4 e2
    12 | a R4 T3 W5 b4 e4 | p R5 T3 W5 b4 e3
    13 | a R5 T3 W5 b4 e3 | p R5 T3 W5 b3 e2
    14 | a R5 T3 W5 b3 e2
    """,
)  # fmt: skip
PEOPLE = {"en": ANNA, "nl": BRAM, "de": CLARA, "es": DIEGO, "fr": ELISE, "it": FABIO}
