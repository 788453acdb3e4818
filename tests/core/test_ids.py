"""Who is a client and what names an exercise: one rule for plan and log, its borders, and the scripts of the world."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rbtools as rb
from rbtools.core.ids import CLIENT, parse_client, parse_name
from rbtools.log.values import grammar

PROGRAM = rb.load_program()
ASCII = ["O'Brien", "007", "a@b.org", "A (B) & C", "x"]
CLIENTS = [*ASCII, "अनिता", "José", "O’Brien", "Müller, Anna", "রহিম", "அருண்", "٣٤"]
NO_CLIENTS = ["²x", "½", "-ann", "_ann", "", " ", "\u0301a", "a/b", "a\x1bb", "a\nb", "<b>", "a\u202eb"]


def planned(client: object) -> str | None:
    try:
        plan = rb.make_plan(PROGRAM, "2026-03-02", tz="UTC", weeks=1, client=client)
    except rb.RbtoolsError:
        return None
    return plan["client"].iloc[0]


def logged(client: str) -> str | None:
    found = grammar.client(client)
    return None if isinstance(found, grammar.Fault) else found


@pytest.mark.parametrize("client", CLIENTS)
def test_clients_of_all_scripts_are_planned_and_logged(client):
    assert planned(client) == logged(client) == client


def test_a_name_typed_on_a_mac_is_the_same_client():
    composed, decomposed = "Jos\u00e9", "Jose\u0301"
    assert planned(decomposed) == logged(decomposed) == composed


@pytest.mark.parametrize("client", NO_CLIENTS)
def test_what_is_not_a_client_is_neither_planned_nor_logged(client):
    assert planned(client) is None
    assert logged(client) is None


@pytest.mark.parametrize("client", [7, 7.0, None, b"ann", ["ann"]])
def test_only_text_is_a_client(client):
    assert parse_client(client) is None
    assert planned(client) is None


@pytest.mark.parametrize("letter", ["a", "é", "अ"])
def test_a_client_has_up_to_64_characters(letter):
    assert parse_client(letter * 64) == letter * 64
    assert parse_client(letter * 65) is None


def test_the_length_is_that_of_the_normalised_text():
    assert parse_client("e\u0301" * 64) == "é" * 64
    assert parse_client("e\u0301" * 65) is None


def test_spaces_around_a_client_are_trimmed_by_plan_and_log():
    assert planned(" ann ") == logged(" ann ") == "ann"


@settings(max_examples=60)
@given(st.text(st.sampled_from("aZ0é̀अ ्²½_-.'’@,()&/<\x1b\u202e\u200f٣Ω"), max_size=6))
def test_plan_and_log_agree_on_who_is_a_client(text):
    assert planned(text) == logged(text)


@given(st.text(max_size=70))
def test_a_client_is_its_own_normal_form(text):
    found = parse_client(text)
    assert found is None or (parse_client(found) == found == unicodedata.normalize("NFC", found))


def test_a_name_has_up_to_64_characters():
    assert parse_name("a" * 64) == "a" * 64
    assert parse_name("a" * 65) is None


@pytest.mark.parametrize("name", ["A", "1a", "_a", "a b", "a-b", "é", "", None, 5])
def test_what_is_not_a_name_is_refused(name):
    assert parse_name(name) is None


def test_a_line_end_in_an_id_is_refused_among_many():
    assert CLIENT.holds(["a", "b"])
    assert not CLIENT.holds(["a\nb"])
    assert not CLIENT.holds(["a", "b\n"])
