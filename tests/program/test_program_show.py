"""How programmes and exercises show themselves, and what a reporting checklist finds in them."""

from dataclasses import fields
from html.parser import HTMLParser

import pytest
from test_program import DOSES, PROGRAM, SMALL, load

import rbtools as rb
from rbtools.errors import ArgumentError
from rbtools.program.checklist import CHECKLISTS


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text.append(data)


def parsed(html):
    tags = Tags()
    tags.feed(html)
    return tags.tags, " ".join(tags.text)


def test_the_table_names_every_exercise_with_its_dose():
    table = PROGRAM.table()
    assert table["exercise"].tolist() == [dose[0] for dose in DOSES]
    assert table["dose"].tolist() == [
        "5 sets × 5 breaths",
        "2–3 sets × 10 rotations on each side",
        "5 sets × 5 breaths",
        "2–3 sets × 10 rolls on each side",
    ]
    _, text = parsed(PROGRAM._repr_html_())
    for exercise in PROGRAM.exercises:
        assert exercise.title in text
        assert exercise.dose in text
    assert str(PROGRAM).splitlines()[1:3] == [
        "am 07:30, pm 20:30",
        "- Side-lying on a roller: 5 sets × 5 breaths (base)",
    ]


@pytest.mark.parametrize("exercise", PROGRAM.exercises, ids=lambda e: e.id)
def test_the_card_holds_all_that_is_needed_to_do_it(exercise):
    _, text = parsed(exercise._repr_html_())
    for needed in (exercise.dose, exercise.position, exercise.breath, exercise.why, *exercise.steps, *exercise.avoid):
        assert needed in text
    assert exercise.dose in str(exercise)


def test_what_a_file_says_is_shown_as_text_never_as_html(tmp_path):
    evil = "<script>alert(1)</script><img src=x onerror=y>\\\"'&"
    text = SMALL.replace("Two things", evil).replace('title = "One"', f'title = "{evil}"\nwhy = "{evil}"')
    program = load(text, tmp_path)
    plain = load(SMALL.replace('title = "One"', 'title = "One"\nwhy = "x"'), tmp_path, "plain.toml")
    assert parsed(program._repr_html_())[0] == parsed(plain._repr_html_())[0]
    assert parsed(program.exercise("one")._repr_html_())[0] == parsed(plain.exercise("one")._repr_html_())[0]
    assert "<script>alert(1)</script>" in parsed(program._repr_html_())[1]


# --------------------------------------------------------------------------------------------------- checklists


@pytest.mark.parametrize(("checklist", "n"), [("cert", 19), ("tidier", 12)])
def test_every_item_has_a_text_and_a_status(checklist, n, tmp_path):
    for program in (PROGRAM, load(SMALL, tmp_path)):
        report = program.report(checklist)
        assert report.columns.tolist() == ["item", "topic", "text", "status"]
        assert len(report) == n
        assert (report["text"].str.strip() != "").all()
        assert set(report["status"]) <= {"given", "added by rbtools", "not stated"}
        assert ((report["text"] == "not stated") == (report["status"] == "not stated")).all()


def test_the_status_of_each_cert_item_is_the_documented_one():
    got = PROGRAM.report("cert").set_index("item")["status"]
    assert got[got == "given"].index.tolist() == ["1", "3", "7b", "8", "9", "12", "13", "14a"]
    assert got[got == "not stated"].index.tolist() == ["2", "10", "15"]
    assert got[got == "added by rbtools"].index.tolist() == ["4", "5", "6", "7a", "11", "14b", "16a", "16b"]


def test_what_is_added_is_marked_inside_an_item_that_is_given():
    text = PROGRAM.report("cert").set_index("item")["text"]["13"]
    assert "5 sets × 5 breaths" in text
    assert "8 s a rep, 20 s rest between sets, 45 s to the next, for the estimate of time (added by rbtools)" in text


def test_every_field_named_in_a_checklist_exists():
    known = {f.name for f in fields(rb.Program)} | {
        "equipment", "procedures", "prescription", "progression", "tempo", "fidelity_actual",
    }  # fmt: skip
    named = {part for items in CHECKLISTS.values() for _, parts in items.values() for part in parts}
    assert named <= known


def test_another_checklist_is_refused():
    with pytest.raises(ArgumentError, match="Allowed: cert, tidier"):
        PROGRAM.report("prisma")
