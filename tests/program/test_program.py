"""Programmes: what the shipped one says, and how a file is checked."""

import pickle
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

import rbtools as rb
from rbtools.errors import ArgumentError, ProgramError
from rbtools.plan.load import plan_load

PROGRAM = rb.load_program()
SHIPPED = Path(rb.__file__).parent / "program" / "upper_back.toml"

SMALL = """
title = "Two things"
[slots]
am = "07:00"
[[exercise]]
id = "one"
title = "One"
unit = "breath"
sets_min = 2
sets_max = 3
reps = 5
sides = 1
[[exercise]]
id = "two"
title = "Two"
unit = "roll"
sets_min = 1
sets_max = 1
reps = 1
sides = 2
level = "advanced"
"""


def load(text, folder, name="mine.toml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return rb.load_program(path)


# ------------------------------------------------------------------------------------------------------ shipped

DOSES = [  # id, level, unit, sets, reps per set, sides
    ("side_lying_roller", "base", "breath", (5, 5), 5, 1),
    ("four_point_rotation", "base", "rotation", (2, 3), 10, 2),
    ("wall_band_breathing", "base", "breath", (5, 5), 5, 1),
    ("cross_reach_rolling", "advanced", "roll", (2, 3), 10, 2),
]


def test_the_shipped_programme_has_the_doses_of_its_source():
    got = [(e.id, e.level, e.unit, (e.sets_min, e.sets_max), e.reps, e.sides) for e in PROGRAM.exercises]
    assert got == DOSES
    assert PROGRAM.slots == {"am": "07:30", "pm": "20:30"}
    assert (PROGRAM.weeks_min, PROGRAM.weeks_max) == (2, 4)


def test_each_exercise_says_how_why_and_what_to_mind():
    for exercise in PROGRAM.exercises:
        assert len(exercise.steps) >= 4
        for field in ("title", "step", "position", "breath", "why", "source"):
            assert exercise.status(field) == "given", (exercise.id, field)
        assert all(caution.source != "not stated" for caution in exercise.cautions)


def test_equipment_is_what_the_source_says():
    assert {e.id: e.equipment for e in PROGRAM.exercises} == {
        "side_lying_roller": ("foam roller", "pads or pillows for the head"),
        "four_point_rotation": (),
        "wall_band_breathing": ("mini band", "wall"),
        "cross_reach_rolling": (),
    }


ADDED = ["slot_times", "seconds_per_rep", "rest_seconds", "progression_rule", "cautions", "disclaimer"]


@pytest.mark.parametrize("field", ADDED)
def test_what_the_source_does_not_say_is_marked_as_added(field):
    assert PROGRAM.status(field) == "added by rbtools"


@pytest.mark.parametrize("field", ["provider", "starting_level_rule", "co_interventions"])
def test_what_nobody_says_stays_not_stated(field):
    assert PROGRAM.status(field) == "not stated"


def test_the_side_of_the_roller_is_left_open_and_counted_once():
    roller = PROGRAM.exercise("side_lying_roller")
    assert roller.status("sides") == "added by rbtools"
    assert "does not say which side" in roller.sides_note


def test_the_tempo_of_the_file_is_the_one_that_plan_load_takes():
    tempo = ("seconds_per_rep", "rest_seconds", "transition_seconds")
    assert plan_load.__kwdefaults__ == {name: getattr(PROGRAM, name) for name in tempo}


@pytest.mark.parametrize("word", ["treat your", "cure", "prescri", "diagnosis", "relief", "guarantee", "heal"])
def test_the_shipped_programme_promises_nothing(word):
    assert word not in SHIPPED.read_text(encoding="utf-8").lower()


def test_the_signs_that_need_help_first_are_there_with_their_source():
    kinds = [caution.kind for caution in PROGRAM.cautions]
    assert kinds.count("emergency") == 5
    assert any("between the shoulder blades" in caution.text for caution in PROGRAM.cautions if caution.kind == "soon")
    assert all(caution.source for caution in PROGRAM.cautions)


def test_a_programme_is_frozen_hashable_and_travels():
    assert len({PROGRAM, rb.load_program("upper_back"), pickle.loads(pickle.dumps(PROGRAM))}) == 1
    with pytest.raises(FrozenInstanceError):
        PROGRAM.title = "other"
    PROGRAM.slots["am"] = "00:00"
    assert PROGRAM.slots["am"] == "07:30"


def test_an_exercise_is_found_by_id_or_suggested():
    assert PROGRAM.exercise("wall_band_breathing").reps == 5
    with pytest.raises(ArgumentError, match='did you mean "wall_band_breathing"'):
        PROGRAM.exercise("wall_band_breathin")


# --------------------------------------------------------------------------------------------------- own files


def test_a_small_file_of_ones_own_is_enough(tmp_path):
    program = load(SMALL, tmp_path)
    assert program.name == "mine"
    assert [e.dose for e in program.exercises] == ["2–3 sets × 5 breaths", "1 set × 1 roll on each side"]
    assert program.exercise("one").level == "base"
    assert program.rationale == "not stated"
    assert len(rb.make_plan(program, "2026-03-16", tz="UTC", weeks=1)) == 7


def test_a_path_may_be_text_and_the_file_may_have_a_byte_order_mark(tmp_path):
    (tmp_path / "bom.toml").write_bytes(b"\xef\xbb\xbf" + SMALL.encode())
    assert rb.load_program(str(tmp_path / "bom.toml")).title == "Two things"


def test_the_shipped_file_copied_elsewhere_is_the_same_programme(tmp_path):
    copy = load(SHIPPED.read_text(encoding="utf-8"), tmp_path, "upper_back.toml")
    assert copy == PROGRAM


FAULTS = [  # text replaced, by what, message
    ("reps = 5", "reps = 0", r"mine.toml, \[\[exercise\]\] 1 \(one\), key reps: 0 is not allowed. Allowed: .*1 to 500"),
    ("reps = 5", "reps = -3", "key reps: -3"),
    ("reps = 5", 'reps = "5"', "key reps: '5'"),
    ("reps = 5", "reps = 5.0", "key reps: 5.0"),
    ("reps = 5", "reps = true", "key reps: True"),
    ("reps = 5", "repz = 5", r'key repz: unknown \(did you mean "reps"\?\)'),
    ("reps = 5", "", "key reps: missing. Allowed: a whole number"),
    (
        "sets_max = 3",
        "sets_max = 1",
        r"1 \(one\): Exercise 'one', sets_min=2 .*Allowed: at most sets_max, which is 1",
    ),
    ("sets_max = 3", "sets_max = 51", "key sets_max: 51"),
    ("sides = 1", "sides = 3", "key sides: 3 is not allowed. Allowed: a whole number from 1 to 2"),
    ('unit = "breath"', 'unit = "hop"', "key unit: 'hop' is not allowed. Allowed: breath, rotation, roll"),
    ('level = "advanced"', 'level = "hard"', "key level: 'hard' is not allowed. Allowed: base, advanced"),
    ('id = "two"', 'id = "one"', "mine.toml: exercises='one' is not allowed. Allowed: ids that no other exercise"),
    ('id = "one"', 'id = "One"', "key id: 'One'"),
    ('id = "one"', 'id = "1st"', "key id: '1st'"),
    ('id = "one"', f'id = "{"x" * 65}"', "key id"),
    ('id = "one"', "id = 1", r"\[\[exercise\]\] 1, key id: 1 is not allowed"),
    ('title = "One"', 'title = " "', r"\[\[exercise\]\] 1 \(one\), key title: ' '"),
    ('title = "Two things"', "title = 2", "mine.toml, key title: 2"),
    ('am = "07:00"', "", "slots={} is not allowed. Allowed: one to six slots"),
    ('[slots]\nam = "07:00"', "", "mine.toml, key slots: missing"),
    ('am = "07:00"', 'am = "7:0"', r"slots\['am'\]='7:0' is not allowed. Allowed: a clock time"),
    ('am = "07:00"', 'am = "24:00"', r"slots\['am'\]='24:00'"),
    ('am = "07:00"', "am = 07:00:00", r"slots\['am'\]=datetime.time"),
    ('am = "07:00"', 'AM = "07:00"', "slots='AM' is not allowed. Allowed: slot names: a lower-case letter"),
    ('am = "07:00"', 'am = "07:00"\npm = "07:00"', r"slots\['pm'\]='07:00' .*slot 'am' does not have"),
    ('am = "07:00"', "\n".join(f's{i} = "0{i}:00"' for i in range(7)), "Allowed: one to six slots"),
    (
        'title = "Two things"',
        'title = "x"\nadded_by_rbtools = ["slot"]',
        "added_by_rbtools='slot' .*you mean",
    ),
    ('title = "Two things"', 'title = "x"\nrest_seconds = -1', "key rest_seconds: -1 .*0 to 3600"),
    ('title = "Two things"', 'title = "x"\nis_home = "yes"', "key is_home: 'yes' .*true or false"),
    (
        'title = "Two things"',
        'title = "x"\nweeks_min = 5\nweeks_max = 4',
        "weeks_min=5 .*at most weeks_max",
    ),
    ('title = "Two things"', 'title = "x"\nprovider = ""', "key provider: ''"),
    ('title = "One"', 'title = "One"\nsteps = "go"', "key steps: 'go' .*a list of texts"),
    ('title = "One"', 'title = "One"\nsteps = ["go", 2]', "key steps"),
    ("[[exercise]]", "[[exercises]]", r'key exercises: unknown \(did you mean "exercise"\?\)'),
    ('title = "Two things"', 'title = "a', "not valid TOML: "),
]


@pytest.mark.parametrize(("old", "new", "message"), FAULTS)
def test_a_fault_is_refused_with_file_key_value_and_what_is_allowed(old, new, message, tmp_path):
    assert old in SMALL
    with pytest.raises(ProgramError, match=message) as error:
        load(SMALL.replace(old, new), tmp_path)
    assert "mine.toml" in str(error.value)
    assert "orrect the file" in str(error.value)


def test_a_programme_without_exercises_is_refused(tmp_path):
    with pytest.raises(ProgramError, match=r"key exercise: missing. Allowed: at least one table"):
        load('title = "x"\n[slots]\nam = "07:00"\n', tmp_path)


def test_a_caution_is_checked_too(tmp_path):
    with pytest.raises(ProgramError, match=r"\(two\) \[\[cautions\]\] 1, key kind: 'odd' .*emergency, soon"):
        load(SMALL + '[[exercise.cautions]]\nkind = "odd"\ntext = "x"\n', tmp_path)


def test_a_file_that_is_not_text_is_refused(tmp_path):
    (tmp_path / "x.toml").write_bytes(b'title = "caf\xe9"')
    with pytest.raises(ProgramError, match="not UTF-8"):
        rb.load_program(tmp_path / "x.toml")


def test_a_file_nested_too_deeply_is_refused(tmp_path):
    with pytest.raises(ProgramError, match="not valid TOML"):
        load("title = " + "[" * 100_000, tmp_path)


@pytest.mark.parametrize("source", ["uper_back", "no/such.toml", Path("none.toml"), Path()])
def test_a_programme_that_is_not_there_is_refused_with_the_shipped_names(source):
    with pytest.raises(ProgramError, match="Shipped programmes: upper_back"):
        rb.load_program(source)


def test_a_misspelt_name_gets_a_suggestion():
    with pytest.raises(ProgramError, match='did you mean "upper_back"'):
        rb.load_program("uper_back")


@pytest.mark.parametrize("source", ["", None, 3])
def test_a_source_that_is_neither_name_nor_path_is_refused(source):
    with pytest.raises(ProgramError, match="neither a name nor a path"):
        rb.load_program(source)
