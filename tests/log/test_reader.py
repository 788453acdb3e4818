import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from rbtools import RbtoolsError, read_log, schema

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

    @pytest.mark.parametrize("source", [None, 3, [3], {"a": 1}])
    def test_other_sources_are_refused(self, source):
        with pytest.raises(RbtoolsError, match="a path, an open file, bytes or a DataFrame"):
            read_log(source)

    def test_a_path_that_is_not_there_and_a_folder_are_refused(self, tmp_path):
        with pytest.raises(RbtoolsError, match="is not there"):
            read_log(tmp_path / "no.csv")
        with pytest.raises(RbtoolsError, match="the folder holds no log"):
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
