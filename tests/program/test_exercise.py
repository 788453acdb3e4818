"""An exercise is checked when it is made; programmes are changed without changing the one that was there."""

import numpy as np
import pytest

import rbtools as rb
from rbtools.errors import ArgumentError, ProgramError
from rbtools.program.exercise import Caution, name_key

PROGRAM = rb.load_program()
PLAIN = {"id": "plank", "title": "Plank", "unit": "second", "sets_min": 2, "sets_max": 3, "reps": 30}
PLANK = rb.Exercise(**PLAIN)


def test_a_hold_is_counted_in_seconds_on_one_side():
    assert (PLANK.dose, PLANK.sides, PLANK.level) == ("2–3 sets × 30 seconds", 1, "base")


def test_numbers_of_numpy_lists_and_spaces_are_taken_as_python_has_them():
    made = rb.Exercise(**{**PLAIN, "reps": np.int64(30), "title": " Front\n plank ", "steps": ["Lie down.", "Hold."]})
    assert (type(made.reps), made.title, made.steps) == (int, "Front plank", ("Lie down.", "Hold."))


FAULTS = [
    ("id", "Plank", "a lower-case letter"),
    ("title", " ", "text that is not empty"),
    ("unit", "hop", "breath, rotation, roll, rep, second"),
    ("sets_min", 0, "a whole number from 1 to 50"),
    ("sets_min", 4, "at most sets_max, which is 3"),
    ("sets_max", 51, "a whole number from 1 to 50"),
    ("reps", 0, "a whole number from 1 to 500"),
    ("reps", 501, "a whole number from 1 to 500"),
    ("reps", True, "a whole number from 1 to 500"),
    ("reps", 5.0, "a whole number from 1 to 500"),
    ("sides", 3, "a whole number from 1 to 2"),
    ("level", "hard", "base, advanced"),
    ("position", 3, "text that is not empty"),
    ("steps", "go", "a list of texts"),
    ("equipment", ["mat", ""], "a list of texts"),
    ("aliases", [1], "a list of texts"),
    ("cautions", ["stop"], "a tuple of Caution"),
    ("added_by_rbtools", ["dose"], "id, title, unit"),
]


@pytest.mark.parametrize(("field", "value", "allowed"), FAULTS)
def test_a_fault_names_the_field_the_value_and_what_is_allowed(field, value, allowed):
    with pytest.raises(ArgumentError, match=rf"Exercise .*, {field}=.* is not allowed.*{allowed}"):
        rb.Exercise(**{**PLAIN, field: value})


def test_the_limits_themselves_are_allowed():
    for sets_min, sets_max, reps, sides in [(1, 1, 1, 1), (50, 50, 500, 2)]:
        made = PLANK.replace(sets=(sets_min, sets_max), reps=reps, sides=sides)
        assert (made.sets_min, made.sets_max, made.reps, made.sides) == (sets_min, sets_max, reps, sides)


def test_an_id_has_at_most_64_characters():
    assert len(PLANK.replace(id="p" * 64).id) == 64
    with pytest.raises(ArgumentError, match=r"id=.* is not allowed.*up to 63 lower-case letters"):
        PLANK.replace(id="p" * 65)


@pytest.mark.parametrize(("field", "value"), [("sets_min", 51), ("sets_max", 0), ("sides", 0), ("reps", -1)])
def test_one_beyond_a_limit_is_refused(field, value):
    with pytest.raises(ArgumentError, match=f"{field}={value} is not allowed"):
        rb.Exercise(**{**PLAIN, field: value})


def test_a_caution_is_checked_too():
    with pytest.raises(ArgumentError, match=r"Caution, kind='odd' .*emergency, soon, ask, avoid"):
        Caution("odd", "text")


class TestReplace:
    def test_sets_is_one_number_or_a_pair(self):
        assert [(e.sets_min, e.sets_max) for e in (PLANK.replace(sets=4), PLANK.replace(sets=(1, 2)))] == [
            (4, 4),
            (1, 2),
        ]
        assert (PLANK.sets_min, PLANK.sets_max) == (2, 3)

    @pytest.mark.parametrize("sets", [(1, 2, 3), (3, 2), "2", (0, 1), True])
    def test_other_sets_are_refused(self, sets):
        with pytest.raises(ArgumentError, match="sets"):
            PLANK.replace(sets=sets)

    def test_sets_and_sets_min_together_are_refused(self):
        with pytest.raises(ArgumentError, match="without sets_min and sets_max"):
            PLANK.replace(sets=3, sets_min=2)

    def test_an_unknown_field_gets_a_suggestion(self):
        with pytest.raises(ArgumentError, match=r"no field 'rep' \(did you mean \"reps\"\?\)"):
            PLANK.replace(rep=8)

    def test_a_wrong_value_is_refused(self):
        with pytest.raises(ArgumentError, match="Exercise 'plank', reps=0 is not allowed"):
            PLANK.replace(reps=0)


class TestPrograms:
    def test_with_exercise_adds_at_the_end_or_puts_one_in_place_of_another(self):
        ids = [e.id for e in PROGRAM.exercises]
        assert [e.id for e in PROGRAM.with_exercise(PLANK).exercises] == [*ids, "plank"]
        less = PROGRAM.with_exercise(PROGRAM.exercise("side_lying_roller").replace(sets=(2, 3)))
        assert [e.id for e in less.exercises] == ids
        assert less.exercise("side_lying_roller").dose == "2–3 sets × 5 breaths"
        assert PROGRAM.exercise("side_lying_roller").sets == "5"

    def test_without_and_only_keep_the_order_of_the_programme(self):
        ids = [e.id for e in PROGRAM.exercises]
        assert [e.id for e in PROGRAM.without(ids[1]).exercises] == [ids[0], *ids[2:]]
        assert [e.id for e in PROGRAM.only(ids[2], ids[0]).exercises] == [ids[0], ids[2]]

    def test_unknown_ids_and_an_empty_programme_are_refused(self):
        with pytest.raises(ArgumentError, match='did you mean "side_lying_roller"'):
            PROGRAM.without("side_lying_rollr")
        with pytest.raises(ArgumentError, match="at least one Exercise"):
            PROGRAM.without(*[e.id for e in PROGRAM.exercises])
        with pytest.raises(ArgumentError, match="at least one Exercise"):
            PROGRAM.only()
        with pytest.raises(ArgumentError, match=r"exercise='plank' is not allowed. Allowed: an Exercise"):
            PROGRAM.with_exercise("plank")
        with pytest.raises(ArgumentError, match='did you mean "wall_band_breathing"'):
            PROGRAM.only("side_lying_roller", "wall_band_breathin")


class TestNames:
    @pytest.mark.parametrize(
        ("name", "id"),
        [
            ("Roller", "side_lying_roller"),
            ("Side-lying on a roller", "side_lying_roller"),
            ("FOUR_POINT_ROTATION", "four_point_rotation"),
            ("rotatie", "four_point_rotation"),
            ("Drehung", "four_point_rotation"),
            ("mur", "wall_band_breathing"),
            ("PARED", "wall_band_breathing"),
            ("rotolamento", "cross_reach_rolling"),
            ("cross reach", "cross_reach_rolling"),
        ],
    )
    def test_an_exercise_is_known_by_its_id_title_and_aliases(self, name, id):
        assert PROGRAM.names[name_key(name)] == id

    def test_each_exercise_has_names_in_six_languages(self):
        assert all(len(e.aliases) >= 18 for e in PROGRAM.exercises)

    @pytest.mark.parametrize("alias", ["roller", "ROLLER", "four-point rotation on the back", "Cross_Reach Rolling"])
    def test_a_name_of_two_exercises_is_refused(self, alias):
        with pytest.raises(ArgumentError, match=r"aliases=.* names of one exercise alone; .* and plank both have this"):
            PROGRAM.with_exercise(PLANK.replace(aliases=(alias,)))

    def test_in_a_file_too(self, tmp_path):
        tables = "".join(
            f'[[exercise]]\nid = "{id}"\ntitle = "{id}"\nunit = "rep"\nsets_min = 1\nsets_max = 1\nreps = 1\n'
            f'aliases = ["Lift"]\n'
            for id in ("one", "two")
        )
        (tmp_path / "mine.toml").write_text(f'title = "x"\n[slots]\nam = "7:00"\n{tables}', encoding="utf-8")
        with pytest.raises(ProgramError, match=r"mine.toml: aliases='Lift' .*one and two both"):
            rb.load_program(tmp_path / "mine.toml")
