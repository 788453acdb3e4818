"""Bytes to records: csv-spectrum's shapes as facts, physical lines, and the fast way against the careful one."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rbtools import RbtoolsError, read_log
from rbtools.log.columns import Columns
from rbtools.log.header import Names
from rbtools.log.text import arrow
from rbtools.log.text.dialect import find_layout
from rbtools.log.text.encoding import CONTROL, decode, has_control_or_broken
from rbtools.log.text.records import CONTROL_OR_BROKEN, read_text
from rbtools.log.text.scan import Dialect, lines_of, scan, split_record

AT = "2026-03-16T07:30:00Z"


def notes_of(data: bytes, **options) -> list[str]:
    log = read_log(data, client="me", **options)
    assert log.report.rejected == 0
    return log.ratings.sort_values("line")["note"].tolist()


def diary(*notes: str, line_end: str = "\n") -> bytes:
    """A tightness diary whose note cells stand as they are written here."""
    rows = [f"2026-03-{i + 1:02d}T07:30:00Z,5,{note}" for i, note in enumerate(notes)]
    return line_end.join(["performed_at,tightness,note", *rows, ""]).encode()


class TestShapesOfCsv:
    """Eleven shapes that CSV files come in (those of the csv-spectrum collection), in files of our own."""

    def test_comma_in_quotes(self):
        assert notes_of(diary('"stiff, then loose"')) == ["stiff, then loose"]

    def test_empty_cells(self):
        assert notes_of(diary("", '""')) == ["", ""]

    def test_empty_cells_with_carriage_returns(self):
        assert notes_of(diary("", '""', line_end="\r\n")) == ["", ""]

    def test_escaped_quotes(self):
        assert notes_of(diary('"a ""good"" day"')) == ['a "good" day']

    def test_json_in_a_cell(self):
        assert notes_of(diary('"{""mood"": ""ok"", ""n"": [1, 2]}"')) == ['{"mood": "ok", "n": [1, 2]}']

    def test_line_ends_in_quotes(self):
        assert notes_of(diary('"first\nsecond"', "third")) == ["first\nsecond", "third"]

    def test_line_ends_in_quotes_with_carriage_returns(self):
        assert notes_of(diary('"first\r\nsecond"', "third", line_end="\r\n")) == ["first\nsecond", "third"]

    def test_quotes_and_line_ends(self):
        assert notes_of(diary('"she said\n""better""\nand left"')) == ['she said\n"better"\nand left']

    def test_plain_cells(self):
        assert notes_of(diary("one", "two")) == ["one", "two"]

    def test_plain_cells_with_carriage_returns(self):
        assert notes_of(diary("one", "two", line_end="\r\n")) == ["one", "two"]

    def test_text_in_many_scripts(self):
        assert notes_of(diary("ʤ, ".rstrip(", "), '"日本, ελληνικά"', "عربي 🙂")) == ["ʤ", "日本, ελληνικά", "عربي 🙂"]


class TestLines:
    def test_the_line_is_the_one_on_which_the_record_starts(self):
        data = (
            b'performed_at,tightness,note\n\n# hi\n2026-03-01T07:30Z,5,"a\nb\nc"\r\n'
            b"2026-03-02T07:30Z,5,d\r2026-03-03T07:30Z,x,\n"
        )
        log = read_log(data)
        assert log.ratings["line"].tolist() == [4, 7]
        assert log.rejects["line"].tolist() == [8]

    def test_other_separators_do_not_end_a_line(self):
        assert lines_of("a\u2028b\u0085c\x0bd\ne\n") == ["a\u2028b\u0085c\x0bd", "e"]

    def test_a_stray_quote_costs_its_own_line_alone(self):
        log = read_log(diary('"open', '"x, y"', "z"))
        assert list(zip(log.rejects["line"], log.rejects["code"], strict=True)) == [(2, "quote")]
        assert log.ratings["note"].tolist() == ["x, y", "z"]

    def test_a_note_of_many_lines_is_no_stray_quote(self):
        note = "\n".join(f"line {i}, and more" for i in range(40))
        assert notes_of(diary(f'"{note}"', "z")) == [note, "z"]


class TestCaps:
    def test_a_field_beyond_a_million_characters_is_one_reject(self):
        log = read_log(diary("z" * 1_048_577, "ok"))
        assert list(zip(log.rejects["line"], log.rejects["column"], log.rejects["code"], strict=True)) == [
            (2, "note", "too-long")
        ]
        assert log.ratings["note"].tolist() == ["ok"]

    def test_a_twenty_megabyte_quoted_field_is_one_reject(self):
        log = read_log(diary('"' + "z, " * 7_000_000 + '"', "ok"))
        assert log.rejects["code"].tolist() == ["too-long"]
        assert log.ratings["note"].tolist() == ["ok"]

    def test_the_caps_have_names(self):
        text = diary("abcdef", "ok").decode()
        layout = find_layout(text, Names(), None, "log.csv")
        assert [m.fault.code for m in read_text(text, layout, max_field=5).misfits] == ["too-long"] * 2
        assert [m.fault.code for m in read_text(text, layout, max_columns=2).misfits] == ["too-long"] * 2


class TestEncoding:
    def test_a_mark_against_the_option_is_asked(self):
        with pytest.raises(RbtoolsError, match=r"byte order mark says utf-8, encoding= says cp1252"):
            read_log(b"\xef\xbb\xbf" + diary("ok"), encoding="cp1252")

    @pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
    def test_unicode_is_found_by_itself(self, codec):
        assert decode(diary("Zoë").decode().encode(codec), "log.csv").text == diary("Zoë").decode()

    @given(st.text(alphabet=st.sampled_from("a,\n\t\x00\x1f\x7f\x80\x9fÂé\udc80\ud800\u2028🙂"), max_size=20))
    def test_control_characters_are_seen_the_fast_way_as_by_the_pattern(self, text):
        assert has_control_or_broken(text) == bool(CONTROL_OR_BROKEN.search(text))
        assert not CONTROL.search("\t\n")


CELL = st.text(alphabet=st.sampled_from("ab\",\n #'\\;é5-"), max_size=8)
RAW = st.text(alphabet=st.sampled_from("ab\",\n #';\t5-"), max_size=60)


def same(text: str) -> None:
    """The three ways give the same columns: csv's reader, pyarrow's where it says that the text is plain, our own."""
    try:
        layout = find_layout(text, Names(), None, "log.csv")
    except RbtoolsError:
        return
    careful = read_text(text, layout, careful=True)
    for worthwhile in (0, len(text) + 1):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(arrow, "WORTHWHILE", worthwhile)
            agree(read_text(text, layout), careful)


def agree(fast: Columns, careful: Columns) -> None:
    assert fast.lines.tolist() == careful.lines.tolist()
    assert fast.ignored == careful.ignored
    assert fast.misfits == careful.misfits
    assert [fast.row(i) for i in range(len(fast.lines))] == [careful.row(i) for i in range(len(careful.lines))]


@settings(max_examples=300)
@given(st.lists(st.tuples(CELL, CELL, st.booleans()), max_size=8))
def test_the_fast_way_gives_what_the_careful_way_gives_on_written_cells(rows):
    def quoted(cell: str, always: bool) -> str:
        return '"' + cell.replace('"', '""') + '"' if always or any(c in cell for c in ',"\n') else cell

    lines = [f"{AT},{quoted(a, q)},{quoted(b, not q)}" for a, b, q in rows]
    same("\n".join(["performed_at,tightness,note", *lines, ""]))


@settings(max_examples=500)
@given(RAW)
def test_the_fast_way_gives_what_the_careful_way_gives_on_any_text(raw):
    same("performed_at,tightness,note\n" + raw)


@settings(max_examples=300)
@given(
    st.lists(CELL, min_size=1, max_size=6),
    st.sampled_from(["double", "backslash"]),
    st.sampled_from([",", ";", "\t", ", "]),
)
def test_what_is_quoted_is_read_back(cells, escape, delimiter):
    dialect = Dialect(delimiter, '"', escape)
    escaped = [
        c.replace('"', '""') if escape == "double" else c.replace("\\", "\\\\").replace('"', '\\"') for c in cells
    ]
    lines = delimiter.join(f'"{c}"' for c in escaped).split("\n")
    got, quoted, used = split_record(lines, 0, dialect)
    assert (got, quoted, used) == (cells, frozenset(range(len(cells))), len(lines))
    assert [r.cells for r in scan(lines, dialect, 1, lambda _: False)] == [cells]


def test_the_fast_way_is_the_way_of_clean_files(monkeypatch):
    text = diary("one", '"two, three"', "").decode()
    layout = find_layout(text, Names(), None, "log.csv")
    monkeypatch.setattr("rbtools.log.text.records._read_carefully", None)
    assert np.array_equal(read_text(text, layout).lines, [2, 3, 4])


def test_an_apostrophe_in_another_note_does_not_hide_a_broken_quote():
    text = (
        b"performed_at;exercise;sets;note\n"
        b"2026-03-16T07:30Z;side_lying_roller;5;don't know\n"
        b'2026-03-17T07:30Z;side_lying_roller;5;"felt better after\n'
        b"2026-03-18T07:30Z;side_lying_roller;5;fine\n"
    )
    log = read_log(io.BytesIO(text))
    assert log.rejects[["line", "code"]].to_numpy().tolist() == [[3, "quote"]]


PLAIN_CELL = st.text(alphabet=st.sampled_from("ab5-é #'"), max_size=6)


@given(st.lists(st.tuples(PLAIN_CELL, PLAIN_CELL), max_size=8), st.booleans(), st.sampled_from(["", "\n", "\n\n"]))
def test_the_way_of_large_files_gives_what_the_careful_way_gives(rows, quoted, end):
    q = '"' if quoted else ""
    lines = [f"{AT},{a},{q}{b}{q}" for a, b in rows]
    same("\n".join(["performed_at,tightness,note", *lines]) + end)


class TestPlainCells:
    """What is plain enough for pyarrow's reader."""

    def cells(self, body: str) -> list[list[str]] | None:
        pytest.importorskip("pyarrow")
        found = arrow.plain_cells("a,b\n" + body, 4, 2, Dialect())
        return found and [[c.at(i) for c in found] for i in range(len(found[0].codes))]

    def test_cells_of_text_are_kept_as_they_stand(self):
        assert self.cells('007, x \nNA,"a, ""b"""\n,""\n') == [["007", " x "], ["NA", 'a, "b"'], ["", ""]]

    def test_a_blank_line_is_a_row_of_empty_cells(self):
        assert self.cells("1,2\n\n3,4\n") == [["1", "2"], ["", ""], ["3", "4"]]

    @pytest.mark.parametrize(
        "body",
        ['1,"a\nb"\n', "1,2,3\n", "1\n", '1,a"b"\n', '1,"a"b\n', '1, "a"\n', '"1,2\n3,4\n', ""],
        ids=["a line end in a cell", "too wide", "too short", "a quote inside", "text behind a quote",
             "a space before a quote", "an open quote", "nothing"],
    )  # fmt: skip
    def test_what_is_not_plain_is_left_to_the_others(self, body):
        assert self.cells(body) is None

    def test_a_large_file_is_read_by_it(self, monkeypatch):
        pytest.importorskip("pyarrow")
        monkeypatch.setattr(arrow, "WORTHWHILE", 10)
        found = []
        plain_cells = arrow.plain_cells
        monkeypatch.setattr(arrow, "plain_cells", lambda *a: found.append(plain_cells(*a)) or found[-1])
        assert notes_of(diary("one", '"two, three"')) == ["one", "two, three"]
        assert found[0] is not None
