import io
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest

from rbtools import RbtoolsError, read_log, schema
from rbtools.log.writer import write_rejects

HEADER = (
    "client,performed_at,slot,exercise,sets,reps,side,minutes,outcome,"
    "tightness_before,tightness_after,tightness,pain,note"
)
ROW = "007,2026-03-16T07:30:00+01:00,am,side_lying_roller,5,5,,8.5,,6,4,,,felt easier"


def text_of(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def written(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "log.csv"
    path.write_bytes(text_of(*rows, header=header))
    return path


def rejected(*rows: str, header: str = HEADER, **options) -> list[tuple]:
    rejects = read_log(text_of(ROW, *rows, header=header), **options).rejects
    return list(zip(rejects["line"], rejects["column"], rejects["value"], rejects["code"], strict=True))


def test_a_row_becomes_one_entry_and_its_ratings():
    log = read_log(text_of(ROW))
    entry = log.entries.iloc[0]
    assert entry["client"] == "007"
    assert entry["performed_at"] == pd.Timestamp("2026-03-16T06:30Z")
    assert entry["performed_local"] == pd.Timestamp("2026-03-16T07:30")
    assert (entry["date"], entry["slot"], entry["exercise"]) == (
        pd.Timestamp("2026-03-16"),
        "am",
        "side_lying_roller",
    )
    assert (entry["sets"], entry["reps"], entry["side"], entry["minutes"]) == (5, 5, "both", 8.5)
    assert (entry["outcome"], entry["note"], entry["line"]) == ("done", "felt easier", 2)
    assert log.ratings[["moment", "tightness", "note"]].to_numpy().tolist() == [["before", 6.0, ""], ["after", 4.0, ""]]


def test_the_example_of_the_format_is_three_accepted_records():
    log = read_log(
        text_of(
            ROW,
            "007,2026-03-16T20:30:00+01:00,pm,four_point_rotation,,,,,skipped,,,,,travelling",
            "007,2026-03-16T22:00:00+01:00,,,,,,,,,,5,1,",
        )
    )
    assert str(log.report) == "3 records: 3 accepted, 0 rejected, 0 duplicates, 0 ignored"
    assert log.entries["outcome"].tolist() == ["done", "skipped"]
    assert log.entries["sets"].tolist() == [5, 0]
    assert log.ratings.loc[log.ratings["moment"] == "day", ["tightness", "pain"]].to_numpy().tolist() == [[5.0, 1.0]]


def test_empty_logs_and_logs_of_rejects_have_the_same_columns_and_dtypes():
    full = read_log(text_of(ROW))
    for empty in (read_log(text_of()), read_log(text_of(ROW.replace(",5,5,", ",99,5,")))):
        for frame, of_full in zip(empty[:3], full[:3], strict=True):
            assert list(frame.columns) == list(of_full.columns)
            assert [getattr(d, "kind", d) for d in frame.dtypes] == [getattr(d, "kind", d) for d in of_full.dtypes]


class TestMessages:
    def test_a_value_out_of_range(self, tmp_path):
        rows = [ROW.replace("T07:", f"T{h:02d}:") for h in range(6, 18)]
        log = read_log(written(tmp_path, *rows, ROW.replace(",4,,,", ",11,,,")))
        assert log.rejects["message"].tolist() == [
            'log.csv line 14, column tightness_after: "11" is above 10. Kept in rejects; nothing counted.'
        ]
        assert log.rejects["hint"].tolist() == ["Give 0 to 10."]

    def test_dates_of_numbers_without_an_order(self, tmp_path):
        path = written(tmp_path, ROW.replace("2026-03-16T07:30:00+01:00", "03/04/2026 7:30"))
        with pytest.raises(RbtoolsError) as refusal:
            read_log(path)
        assert str(refusal.value) == (
            'log.csv: dates like 03/04/2026 can be 3 April or 4 March. Say date_order="dmy" or date_order="mdy".'
        )

    def test_dates_of_numbers_that_give_their_order_away_are_asked_for_all_the_same(self, tmp_path):
        path = written(tmp_path, *[ROW.replace("2026-03-16T07:30:00+01:00", f"{d}/05/2026 7:30") for d in ("01", "13")])
        with pytest.raises(RbtoolsError) as refusal:
            read_log(path)
        assert str(refusal.value) == (
            "log.csv: dates like 13/05/2026 need an order, and it is never guessed. "
            'Only date_order="dmy" fits 1 of 2: say date_order="dmy" if that is right.'
        )

    def test_a_ragged_row(self, tmp_path):
        rows = [ROW.replace("T07:", f"T{h:02d}:") for h in range(6, 13)]
        log = read_log(written(tmp_path, *rows, ROW + ", still stiff"))
        assert log.rejects["message"].tolist() == [
            "log.csv line 9: 15 cells where the header has 14. "
            "If the note holds a comma, put the note in double quotes."
        ]

    def test_no_zone(self, tmp_path):
        with pytest.raises(RbtoolsError) as refusal:
            read_log(written(tmp_path, ROW.replace("+01:00", "")))
        assert str(refusal.value) == (
            "log.csv: times like 2026-03-16T07:30:00 have no offset from UTC. "
            'Say where they were kept with tz=, for example tz="Europe/Amsterdam".'
        )

    def test_unknown_encoding(self, tmp_path):
        (tmp_path / "log.csv").write_bytes(text_of(ROW).replace(b"easier", b"caf\xe9"))
        with pytest.raises(RbtoolsError) as refusal:
            read_log(tmp_path / "log.csv")
        assert str(refusal.value) == (
            "log.csv: the text is not UTF-8, and other encodings are never guessed. "
            'Say encoding=, for example encoding="cp1252" (Windows in Western Europe).'
        )

    def test_no_header(self):
        with pytest.raises(
            RbtoolsError, match=r"no header was found in the first 40 lines; the first begins \"007,2026"
        ):
            read_log((ROW + "\n").encode())

    def test_missing_column(self):
        with pytest.raises(RbtoolsError, match=r'no column performed_at\. The header has "client", "when_done"'):
            read_log(text_of(ROW, header=HEADER.replace("performed_at", "when_done")))

    @pytest.mark.parametrize(
        ("data", "what"),
        [
            (b"", "is empty"),
            (b"\x1f\x8b\x08\0", "gzip-compressed"),
            (b"PK\x03\x04abc", "a zip archive"),
            (b"%PDF-1.4", "a PDF"),
            (b"\xd0\xcf\x11\xe0", "an old .xls workbook"),
            (b"<html><body>", "HTML or XML"),
            (b'<?xml version="1.0"?>', "HTML or XML"),
            (b'[{"a": 1}]', "JSON"),
            (bytes(range(1, 32)) * 9, "binary"),
        ],
    )
    def test_what_is_no_table_is_refused_with_what_it_is(self, data, what):
        with pytest.raises(RbtoolsError, match=what):
            read_log(data)

    def test_a_workbook_under_another_name_is_refused(self, tmp_path):
        (tmp_path / "log.csv").write_bytes(b"PK\x03\x04....xl/workbook.xml....")
        with pytest.raises(RbtoolsError, match=r"is an \.xlsx workbook under another name"):
            read_log(tmp_path / "log.csv")


class TestSources:
    def test_a_path_a_text_an_open_file_and_bytes_give_the_same(self, tmp_path):
        path = written(tmp_path, ROW)
        with path.open("rb") as binary, path.open(newline="", encoding="utf-8") as text:
            logs = [
                read_log(s) for s in (path, str(path), binary, text, path.read_bytes(), io.StringIO(path.read_text()))
            ]
        first = logs[0].entries.drop(columns="source")
        for log in logs[1:]:
            pd.testing.assert_frame_equal(log.entries.drop(columns="source"), first)

    def test_a_typed_frame_gives_what_its_text_gives(self):
        rows = (ROW, "007,2026-03-17T20:30:00+01:00,pm,four_point_rotation,2,,left,,done,,,,,")
        text = pd.read_csv(io.BytesIO(text_of(*rows)), dtype=str, keep_default_na=False)
        typed = text.assign(
            performed_at=pd.to_datetime(text["performed_at"]),
            sets=text["sets"].astype("int64"),
            reps=pd.to_numeric(text["reps"]),
            minutes=pd.to_numeric(text["minutes"]),
            side=text["side"].replace("", None).astype("category"),
        )
        given = typed.copy(deep=True)
        pd.testing.assert_frame_equal(read_log(typed).entries, read_log(text).entries)
        pd.testing.assert_frame_equal(typed, given)

    def test_a_frame_of_dates_has_no_times(self):
        frame = pd.DataFrame(
            {"date": pd.to_datetime(["2026-03-16", "2026-03-17"]), "exercise": "side_lying_roller", "sets": 5}
        )
        log = read_log(frame, tz="Europe/Amsterdam")
        assert log.entries["time_known"].tolist() == [False, False]
        assert log.entries["date"].tolist() == [pd.Timestamp("2026-03-16"), pd.Timestamp("2026-03-17")]

    @pytest.mark.parametrize("source", [None, 3, ["a"], {"a": 1}])
    def test_other_sources_are_refused(self, source):
        with pytest.raises(RbtoolsError, match="a path, an open file, bytes or a DataFrame"):
            read_log(source)

    def test_a_path_that_is_not_there_and_a_folder_are_refused(self, tmp_path):
        with pytest.raises(RbtoolsError, match="is not there"):
            read_log(tmp_path / "no.csv")
        with pytest.raises(RbtoolsError, match="is a folder"):
            read_log(tmp_path)


class TestOptions:
    @pytest.mark.parametrize(
        ("option", "value"),
        [
            ("tz", "Amsterdam"), ("tz", "+01:00"), ("date_order", "dym"), ("client", "-x"), ("encoding", "latin-99"),
            ("encoding", "base64"), ("columns", "client"), ("columns", {"Was": "excercise"}),
            ("columns", {"Wo": "note"}),
            ("format", "excel"), ("format", "nowhere.toml"),
        ],
    )  # fmt: skip
    def test_a_wrong_option_is_refused_by_name(self, option, value):
        with pytest.raises(RbtoolsError, match=f"{option}|mapping file"):
            read_log(text_of(ROW), **{option: value})

    def test_without_a_client_column_the_client_is_me_and_the_report_says_so(self):
        log = read_log(b"performed_at,exercise,sets\n2026-03-16T07:30+01:00,side_lying_roller,5\n")
        assert log.entries["client"].tolist() == ["me"]
        assert "The log has no client column" in " ".join(log.report.notes)

    def test_client_fills_empty_cells_only(self):
        log = read_log(text_of(ROW, ROW.replace("007", "", 1)), client="c-9")
        assert log.entries["client"].tolist() == ["007", "c-9"]

    def test_bare_numbers_are_times_only_when_a_format_says_so(self):
        row = ROW.replace("2026-03-16T07:30:00+01:00", "46097.3125")
        with pytest.raises(RbtoolsError):
            read_log(text_of(row), tz="Europe/Amsterdam", columns={"performed_at": ""})
        log = read_log(text_of(row), tz="Europe/Amsterdam", format="excel_serial")
        assert log.entries["performed_at"].tolist() == [pd.Timestamp("2026-03-16T06:30Z")]
        log = read_log(text_of(ROW.replace("2026-03-16T07:30:00+01:00", "1773642600")), format="epoch_seconds")
        assert log.entries["performed_at"].tolist() == [pd.Timestamp("2026-03-16T06:30Z")]


class TestWide:
    COLUMNS: ClassVar = {
        "Day": "date", "When": "slot", "Roller": "side_lying_roller.sets",
        "Rotation L": "four_point_rotation.left.sets",
        "Rotation R": "four_point_rotation.right.sets", "Before": "tightness_before",
    }  # fmt: skip
    DIARY = (
        "Day;When;Roller;Rotation L;Rotation R;Before\n"
        "2026-03-16;am;5;2;;6\n"
        "2026-03-16;pm;;;;4\n"
        "2026-03-17;am;0;;3;\n"
        "2026-03-17;pm;99;2;;5\n"
        "2026-03-18;am;;;;\n"
    )

    def test_a_row_is_a_session_and_a_column_an_exercise(self):
        log = read_log(self.DIARY.encode(), tz="Europe/Amsterdam", columns=self.COLUMNS)
        got = log.entries[["date", "slot", "exercise", "side", "sets", "outcome", "line"]].to_numpy().tolist()
        first, second = pd.Timestamp("2026-03-16"), pd.Timestamp("2026-03-17")
        assert got == [
            [first, "am", "four_point_rotation", "left", 2, "done", 2],
            [first, "am", "side_lying_roller", "both", 5, "done", 2],
            [second, "am", "four_point_rotation", "right", 3, "done", 4],
            [second, "am", "side_lying_roller", "both", 0, "skipped", 4],
        ]
        assert log.ratings[["slot", "moment", "tightness"]].to_numpy().tolist() == [
            ["am", "before", 6.0],
            ["pm", "before", 4.0],
        ]

    def test_a_bad_cell_rejects_the_whole_row(self):
        log = read_log(self.DIARY.encode(), tz="Europe/Amsterdam", columns=self.COLUMNS)
        assert str(log.report) == "5 records: 3 accepted, 2 rejected, 0 duplicates, 0 ignored"
        assert log.rejects[["line", "column", "code"]].to_numpy().tolist() == [
            [5, "side_lying_roller.sets", "range"],
            [6, "exercise", "missing"],
        ]
        assert "column side_lying_roller.sets (Roller)" in log.rejects["message"].iloc[0]

    def test_a_form_is_mapped_by_a_file(self, tmp_path):
        (tmp_path / "form.toml").write_text(
            '[read]\ntz = "Europe/Amsterdam"\ndate_order = "mdy"\n'
            '[columns]\n"Timestamp" = "performed_at"\n"Which session?" = "slot"\n'
            '"Sets of the roller" = "side_lying_roller.sets"\n'
            '[answers."Which session?"]\n"In the morning" = "am"\n',
            encoding="utf-8",
        )
        form = (
            b"Timestamp,Which session?,Sets of the roller\n"
            b'3/16/2026 7:31:05,In the morning,5\n3/16/2026 8:00:00,"?",5\n'
        )
        log = read_log(form, format=tmp_path / "form.toml")
        assert log.entries[["slot", "sets"]].to_numpy().tolist() == [["am", 5]]
        assert log.entries["performed_at"].tolist() == [pd.Timestamp("2026-03-16T06:31:05Z")]
        assert log.rejects["column"].tolist() == ["slot"]

    @pytest.mark.parametrize(
        "line", ["[clumns]\n", "columns = 3\n", '[read]\ntimez = "x"\n', "[columns", '[answers]\na = "b"\n']
    )
    def test_a_faulty_mapping_file_is_refused(self, tmp_path, line):
        (tmp_path / "form.toml").write_text(line)
        with pytest.raises(RbtoolsError, match=r"form\.toml"):
            read_log(text_of(ROW), format=tmp_path / "form.toml")


class TestAccounting:
    MESSY = (
        ROW,
        "# a comment",
        "",
        ROW,
        ROW.replace("07:30", "08:30").replace(",5,5,", ",99,5,"),
        ROW.replace("07:30", "09:30"),
        ROW.replace("07:30", "09:30").replace(",5,5,", ",4,5,"),
        ROW.replace("007,", "me too,").replace("am,", "n/a,"),
    )

    def test_every_record_is_exactly_one_of_four(self):
        report = read_log(text_of(*self.MESSY)).report
        assert str(report) == "8 records: 2 accepted, 3 rejected, 1 duplicate, 2 ignored"
        assert dict(report.cells_missing) == {"slot": 1}

    def test_rejects_are_grouped_by_reason_with_an_example_and_a_hint(self):
        groups = read_log(text_of(*self.MESSY)).report.reject_groups
        assert [(g.code, g.column, g.n) for g in groups] == [("conflict", "", 2), ("range", "sets", 1)]
        assert groups[1].example == 'bytes line 6, column sets: "99" is above 50. Kept in rejects; nothing counted.'
        assert groups[1].hint == "Give 1 to 50."

    def test_the_report_shows_itself_as_a_table_with_everything_escaped(self):
        log = read_log(text_of(ROW, ROW.replace("am", "<b>am</b>").replace("07:30", "08:30")))
        page = log._repr_html_()
        assert "2 records: 1 accepted, 1 rejected, 0 duplicates, 0 ignored" in page
        assert "<b>am" not in page
        assert "&lt;b&gt;am" in page

    def test_rejects_are_written_mended_and_read_again(self, tmp_path):
        log = read_log(text_of(*self.MESSY))
        path = write_rejects(log, tmp_path / "rejects.csv")
        assert path.read_text().splitlines()[0] == "_line,_code,_message," + HEADER
        again = read_log(path)
        assert again.rejects["code"].tolist() == log.rejects["code"].tolist()
        path.write_text(path.read_text().replace(",99,5,", ",3,5,"))
        mended = read_log(path)
        assert mended.entries["sets"].tolist() == [3]
        assert mended.rejects["code"].tolist() == ["conflict", "conflict"]

    def test_what_was_found_out_is_in_the_report(self, tmp_path):
        path = tmp_path / "log.csv"
        path.write_bytes(
            b"\xef\xbb\xbf# kept by hand\n"
            + text_of(ROW).replace(b",note", b",note,mood").replace(b"easier", b"easier,ok")
        )
        report = read_log(path, tz="Europe/Amsterdam").report
        assert (report.source, report.encoding, report.header_line) == ("log.csv", "utf-8", 2)
        assert report.dialect == 'comma, quote ", escape double'
        assert report.columns_not_used == ("mood",)
        assert dict(report.options) == {"tz": "Europe/Amsterdam"}
        assert report.tzdata


class TestRatings:
    def test_a_rating_that_repeats_on_the_rows_of_a_session_counts_once_at_its_first_row(self):
        log = read_log(text_of(ROW.replace("07:30", "07:45").replace("roller", "breathing"), ROW))
        assert log.ratings["rated_at"].unique().tolist() == [pd.Timestamp("2026-03-16T06:30Z")]
        assert len(log.ratings) == 2

    def test_without_a_slot_a_pause_of_more_than_ninety_minutes_begins_a_session(self):
        rows = [ROW.replace(",am,", ",,").replace("07:30", t) for t in ("07:30", "09:00", "10:31")]
        ratings = read_log(text_of(*rows)).ratings
        assert ratings.loc[ratings["moment"] == "before", "rated_at"].dt.strftime("%H:%M").tolist() == [
            "06:30",
            "09:31",
        ]

    def test_tightness_and_pain_of_a_day_may_stand_on_different_rows(self):
        rows = [ROW.replace(",6,4,,,", ",,,5,,"), ROW.replace("07:30", "07:40").replace(",6,4,,,", ",,,,2,")]
        ratings = read_log(text_of(*rows)).ratings
        assert ratings[["moment", "tightness", "pain"]].to_numpy().tolist() == [["day", 5.0, 2.0]]

    def test_different_numbers_for_one_moment_are_all_rejected(self):
        other = ROW.replace("07:30", "07:40").replace(",6,4,", ",7,4,")
        log = read_log(text_of(ROW, other, ROW.replace("07:30", "07:50").replace(",6,4,", ",,4,")))
        assert log.rejects[["line", "column", "code"]].to_numpy().tolist() == [
            [2, "tightness_before", "conflict"],
            [3, "tightness_before", "conflict"],
        ]
        assert log.ratings[["moment", "tightness"]].to_numpy().tolist() == [["after", 4.0]]


class TestDatesAlone:
    def test_rows_of_one_date_stand_a_minute_apart_in_order_of_slot(self):
        rows = [f"2026-03-16,{slot},side_lying_roller,{n}" for slot, n in (("pm", 2), ("am", 5), ("am", 4))]
        log = read_log(text_of(*rows, header="date,slot,exercise,sets"), tz="Europe/Amsterdam")
        got = log.entries[["performed_local", "slot", "sets", "time_known"]].to_numpy().tolist()
        noon = pd.Timestamp("2026-03-16T12:00")
        minute = pd.Timedelta("1min")
        assert got == [[noon, "am", 5, False], [noon + minute, "am", 4, False], [noon + 2 * minute, "pm", 2, False]]

    def test_a_date_alone_makes_room_for_a_row_that_was_at_noon(self):
        rows = ("2026-03-16,side_lying_roller,5", "2026-03-16 12:00,side_lying_roller,4")
        log = read_log(text_of(*rows, header="performed_at,exercise,sets"), tz="Europe/Amsterdam")
        assert log.entries["sets"].tolist() == [4, 5]
        assert log.entries["performed_local"].dt.strftime("%H:%M").tolist() == ["12:00", "12:01"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (ROW.replace("am,", "noon?,").replace("07:30", "08:30"), (3, "slot", "noon?", "value")),
        (ROW.replace(",5,5,", ",2.5,5,").replace("07:30", "08:30"), (3, "sets", "2.5", "value")),
        (ROW.replace("8.5,,", "8.5,skipped,").replace("07:30", "08:30"), (3, "sets", "5", "conflict")),
        (ROW.replace("007", " ", 1), (3, "client", " ", "missing")),
        (ROW.replace("side_lying_roller,5,5", ",5,5"), (3, "exercise", "", "missing")),
        (ROW.replace("side_lying_roller,5,5,,8.5", ",,,,").replace("6,4", ","), (3, "exercise", "", "missing")),
        (ROW.replace("+01:00", ""), (3, "performed_at", "2026-03-16T07:30:00", "no-zone")),
    ],
)
def test_line_column_value_and_code_of_a_reject_are_exact(row, expected):
    assert rejected(row) == [expected]


NUMBERS = {"sets": (1, 50), "reps": (1, 500), "minutes": (0, 600), "tightness_before": (0, 10), "pain": (0, 10)}


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("step", [-1, 0, 1])
def test_the_masks_and_the_schema_draw_the_same_line(name, step):
    """A value is accepted if and only if the declared frame takes it."""
    rated = name in ("tightness_before", "pain")
    frame = schema.RATINGS if rated else schema.ENTRIES
    column = "tightness" if name == "tightness_before" else name
    for bound in NUMBERS[name]:
        value = bound + step
        row = pd.read_csv(io.BytesIO(text_of(ROW)), dtype=str, keep_default_na=False).assign(**{name: str(value)})
        accepted = read_log(row).report.accepted == 1
        made = getattr(read_log(text_of(ROW)), frame.name).iloc[:1].assign(**{column: np.array([value])})
        try:
            frame.check(made)
            fits = not (name == "sets" and value == 0)  # 0 sets are for skipped exercises alone
        except RbtoolsError:
            fits = False
        assert accepted == fits, value
