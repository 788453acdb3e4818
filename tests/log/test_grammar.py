import pytest

from rbtools.log.values import grammar
from rbtools.log.values.grammar import Fault


def verdict(parse, cell):
    found = parse(cell)
    return found.code if isinstance(found, Fault) else found


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("5", 5),
        (" 5 ", 5),
        ("05", 5),
        ("5.0", 5),
        ("5,0", 5),
        ("5.00", 5),
        ("５", 5),
        ("٥", 5),
        ("\u00a05\u2009", 5),
        ("0", 0),
        ("50", 50),
        ("51", "range"),
        ("-1", "range"),
        ("−1", "range"),
        ("9" * 5000, "range"),
        ("-" + "9" * 5000, "range"),
        ("5.000", "value"),
        ("1,000", "value"),
        ("1'000", "value"),
        ("1 000", "value"),
        ("1\u00a0000", "value"),
        ("2.5", "value"),
        ("five", "value"),
        ("5x", "value"),
        ("³", "value"),
        ("½", "value"),
        ("5_0", "value"),
        ("0x5", "value"),
        ("1e1", "value"),
        ("inf", "value"),
        ("+5", "value"),
        ("5\u200b", "value"),
        ("5 5", "value"),
    ],
)
def test_sets(cell, expected):
    assert verdict(grammar.sets, cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("8.5", 8.5),
        ("8,5", 8.5),
        ("8", 8.0),
        ("8.25", 8.25),
        ("8.1250", 8.125),
        ("0", 0.0),
        ("600", 600.0),
        ("８٫5", "value"),
        ("8.125", "value"),
        ("1,234.5", "value"),
        ("600.1", "range"),
        ("-0.5", "range"),
        (".5", "value"),
        ("8.", "value"),
        ("1e400", "value"),
        ("nan", "value"),
        ("9" * 400, "range"),
        ("8:30", "value"),
        ("8.1234567891", "value"),
    ],
)
def test_minutes(cell, expected):
    assert verdict(grammar.decimal(0, 600), cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("6", 60),
        ("6.5", 65),
        ("6,5", 65),
        ("6/10", 60),
        ("6 / 10", 60),
        ("6,5/10", 65),
        ("10", 100),
        ("10.0", 100),
        ("0", 0),
        ("٦", 60),
        ("11", "range"),
        ("10.1", "range"),
        ("−1", "range"),
        ("6.25", "value"),
        ("6/5", "value"),
        ("6/100", "value"),
        ("6-7", "value"),
        ("six", "value"),
        ("6.250", "value"),
    ],
)
def test_ratings_are_whole_tenths(cell, expected):
    assert verdict(grammar.rating, cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("am", "am"),
        (" AM ", "am"),
        ("Side-lying Roller", "side_lying_roller"),
        ("a  -  b", "a_b"),
        ("a" * 64, "a" * 64),
        ("a" * 65, "value"),
        ("3", "value"),
        ("a.m", "value"),
        ("noon?", "value"),
        ("_a", "value"),
        ("émile", "value"),
        ("a\u200bb", "value"),
    ],
)
def test_ids(cell, expected):
    assert verdict(grammar.identifier, cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("007", "007"),
        ("1e5", "1e5"),
        ("NA", "NA"),
        ("TRUE", "TRUE"),
        (" Ann O'Neil ", "Ann O'Neil"),
        ("Zoe\u0308", "Zoë"),
        ("日本", "日本"),
        ("a@b.nl", "a@b.nl"),
        ("x" * 64, "x" * 64),
        ("x" * 65, "value"),
        ("-1", "value"),
        ("=1", "value"),
        ("a/b", "value"),
        ("a\nb", "value"),
        ("²", "value"),
        ("'x", "value"),
        ("<b>", "value"),
    ],
)
def test_clients_are_text(cell, expected):
    assert verdict(grammar.client, cell) == expected


@pytest.mark.parametrize(
    "mark", ["", " ", "\u00a0", "-", "–", "—", "n/a", "N/A", "na", "NA", "n.a.", "#N/A", "null", "None", "NaN"]
)
def test_marks_for_no_value(mark):
    assert grammar.is_missing(mark)


@pytest.mark.parametrize("word", ["0", "--", "?", "x", "nope", "n", "nada", "."])
def test_other_words_are_no_marks(word):
    assert not grammar.is_missing(word)


def test_sides_and_outcomes_are_closed_lists():
    assert [grammar.side(w) for w in ("B", "left", "L", "Right", "r")] == ["both", "left", "left", "right", "right"]
    assert [grammar.outcome(w) for w in ("Done", "Y", "yes", "SKIP", "n", "missed")] == ["done"] * 3 + ["skipped"] * 3
    assert [grammar.side(w) for w in ("Links", "droite", "beide", "sx")] == ["left", "right", "both", "left"]
    assert [grammar.outcome(w) for w in ("Ja", "oui", "✓", "Nein", "non", "✗")] == ["done"] * 3 + ["skipped"] * 3
    assert (
        verdict(grammar.side, "up") == verdict(grammar.outcome, "maybe") == verdict(grammar.outcome, "x") == "unknown"
    )


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@a", " =1", "'=1", '"=1', "''=1", "＝1", "felt ok", "'s avonds", "", "'", "a=1"]
)
def test_a_guard_is_taken_off_exactly_once(text):
    assert grammar.note(grammar.guard(text.strip())) == text.strip()
