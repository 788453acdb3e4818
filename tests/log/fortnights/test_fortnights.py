"""At least 200 logs of whole fortnights, as people write them: silently wrong 0, traceback 0, right at least 90 %.

The truth is typed in `people.py`; `habits.py` writes it down the way people do, in six languages. What a file says is
right, or loud (refused, rejected, or named as unread or unknown, with what is at fault), never wrong in silence.
"""

import io
from collections import Counter
from functools import cache
from typing import NamedTuple

import pytest
from habits import HABITS, Kept
from people import IDS, PEOPLE, Person

from rbtools import RbtoolsError, read_log

RIGHT, LOUD, SILENT = "right", "loud", "silently wrong"
CASES = [(habit, language) for habit in HABITS for language in PEOPLE]


class Found(NamedTuple):
    """What came of one file: the grade, why, and the messages."""

    grade: str
    why: str = ""


def truth_of(kept: Kept, person: Person) -> tuple[Counter, Counter]:
    """The exercises and ratings that the file holds, as facts to count."""
    done: Counter = Counter()
    rated: Counter = Counter()
    people = kept.people or (person,)
    for who in people:
        client = who.name if kept.people else ""
        for s in who.sessions:
            clock = s.clock if kept.clocks else ""
            slot = s.slot if kept.slots else ""
            for letter, sets in s.sets.items():
                sides = ("left", "right") if kept.sides and letter in "TC" else ("both",)
                for side in sides:
                    done[client, str(s.date), clock, slot, IDS[letter], side] += sets
            for moment, value in (("before", s.before), ("after", s.after)):
                if kept.ratings and value is not None:
                    rated[client, str(s.date), clock, slot, moment, float(value)] += 1
    return done, rated


def facts_of(kept: Kept, log) -> tuple[Counter, Counter]:
    """What was read, as facts of the same kind; what was left out counts for nothing."""
    done: Counter = Counter()
    rated: Counter = Counter()
    for frame, counter in ((log.entries, done), (log.ratings, rated)):
        at = frame["performed_local"] if "performed_local" in frame else frame["rated_local"]
        for i, row in enumerate(frame.itertuples()):
            client = row.client if kept.people else ""
            clock = at.iloc[i].strftime("%H:%M") if kept.clocks else ""
            slot = row.slot if kept.slots and row.slot == row.slot else ""
            when = (client, str(row.date.date()), clock, slot)
            if counter is rated:
                rated[*when, row.moment, row.tightness] += 1
            elif row.outcome == "done":
                done[*when, row.exercise, row.side] += row.sets
    return done, rated


def shows(message: str, kept: Kept) -> bool:
    """Whether a message names something that somebody can look for in the file, or an option to give."""
    words = {part for part in message.replace('"', "\n").splitlines() if 0 < len(part) < 60}
    return "=" in message or " line " in message or any(word.encode() in kept.data for word in words)


def grade(kept: Kept, person: Person) -> Found:
    source = io.BytesIO(kept.data)
    source.name = kept.name
    try:
        log = read_log(source, tz=person.tz, **kept.options)
    except RbtoolsError as error:
        return Found(LOUD if shows(str(error), kept) else SILENT, str(error))
    done, rated = truth_of(kept, person)
    read_done, read_rated = facts_of(kept, log)
    lost, made = (done - read_done) + (rated - read_rated), (read_done - done) + (read_rated - rated)
    report = log.report
    unknown = {u.name for u in report.unknown}
    unread = [u.name for u in report.unread]
    invented = [fact for fact in made if fact[4] not in unknown]
    if not lost and not made:
        return Found(RIGHT)
    said = bool(report.rejected or unknown or unread)
    why = f"{report}; lost {len(lost)}, e.g. {next(iter(lost), '')}; made {len(made)}, e.g. {next(iter(made), '')}"
    return Found(SILENT if invented or not said else LOUD, why + f"; unread {unread}; unknown {unknown}")


@cache
def kept_of(habit: str, language: str) -> Kept:
    return HABITS[habit](PEOPLE[language], language)


@cache
def found_in(habit: str, language: str) -> Found:
    return grade(kept_of(habit, language), PEOPLE[language])


def test_there_are_200_and_no_two_are_alike():
    assert len(CASES) >= 200
    assert len({kept_of(*case).data for case in CASES}) == len(CASES)


@pytest.mark.parametrize(("habit", "language"), CASES)
def test_nothing_is_lost_or_made_up_in_silence(habit, language):
    found = found_in(habit, language)
    assert found.grade != SILENT, found.why


def test_nine_in_ten_are_read_right_without_a_question():
    grades = Counter(found_in(*case).grade for case in CASES)
    assert grades[RIGHT] >= 0.9 * len(CASES), dict(grades)
