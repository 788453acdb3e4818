"""A diary with a column an exercise, and the mapping file of a form."""

from typing import ClassVar

import pandas as pd
import pytest

from rbtools import RbtoolsError, read_log

HEADER = (
    "client,performed_at,slot,exercise,sets,reps,side,minutes,outcome,"
    "tightness_before,tightness_after,tightness,pain,note"
)
ROW = "007,2026-03-16T07:30:00+01:00,am,side_lying_roller,5,5,,8.5,,6,4,,,felt easier"


def text_of(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


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
            [second, "pm", "four_point_rotation", "left", 2, "done", 5],
            [second, "am", "four_point_rotation", "right", 3, "done", 4],
            [second, "am", "side_lying_roller", "both", 0, "skipped", 4],
        ]
        assert log.ratings[["slot", "moment", "tightness"]].to_numpy().tolist() == [
            ["am", "before", 6.0],
            ["pm", "before", 4.0],
            ["pm", "before", 5.0],
        ]

    def test_a_bad_cell_costs_itself_and_an_empty_row_is_ignored(self):
        log = read_log(self.DIARY.encode(), tz="Europe/Amsterdam", columns=self.COLUMNS)
        assert str(log.report) == (
            "5 records: 4 accepted, 0 rejected, 0 duplicates, 1 ignored; 1 cell of accepted records rejected"
        )
        assert log.rejects[["line", "column", "code"]].to_numpy().tolist() == [
            [5, "side_lying_roller.sets", "range"],
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

    def test_a_diary_may_be_wide_and_tidy_at_once_and_the_cell_at_fault_is_named(self):
        data = b"performed_at,exercise,sets,Roller\n2026-03-16T07:30Z,rotation,2,5\n2026-03-17T07:30Z,rotation,,5\n"
        log = read_log(data, columns={"Roller": "roller.sets"})
        assert log.entries[["exercise", "sets"]].to_numpy().tolist() == [
            ["four_point_rotation", 2],
            ["side_lying_roller", 5],
            ["side_lying_roller", 5],
        ]
        assert log.rejects[["line", "column", "value", "code"]].to_numpy().tolist() == [[3, "sets", "", "missing"]]
