"""Every record is one of four; ratings count once; dates alone get their places."""

import pandas as pd
import pytest

from rbtools import RbtoolsError, read_log
from rbtools.log.writer import write_rejects

HEADER = (
    "client,performed_at,slot,exercise,sets,reps,side,minutes,outcome,"
    "tightness_before,tightness_after,tightness,pain,note"
)
ROW = "007,2026-03-16T07:30:00+01:00,am,side_lying_roller,5,5,,8.5,,6,4,,,felt easier"


def text_of(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


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
        assert [u.name for u in report.unread] == ["mood"]
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


class TestDoubt:
    def test_a_log_in_which_it_is_always_midnight_is_asked_about(self):
        rows = ("2026-03-16 00:00:00,roller,5", "2026-03-17 00:00:00,roller,5")
        with pytest.raises(RbtoolsError, match=r'say columns=\{"performed_at": "date"\}'):
            read_log(text_of(*rows, header="performed_at,exercise,sets"), tz="Europe/Amsterdam")
        for header in ("performed_at", "date"):
            options = {"columns": {"performed_at": "date"}} if header == "performed_at" else {}
            log = read_log(text_of(*rows, header=f"{header},exercise,sets"), tz="Europe/Amsterdam", **options)
            assert log.entries["time_known"].tolist() == [False, False]
            assert log.entries["date"].dt.day.tolist() == [16, 17]

    def test_text_pushed_beyond_the_last_named_column_is_ragged(self):
        rows = ("2026-03-16T07:30Z,5,stiff, then better", "2026-03-17T07:30Z,5,ok,")
        log = read_log(text_of(*rows, header="performed_at,tightness,note,"))
        assert list(zip(log.rejects["line"], log.rejects["code"], strict=True)) == [(2, "ragged")]
        assert log.ratings["note"].tolist() == ["ok"]

    def test_a_column_of_numbers_without_a_name_is_left_unread_and_told(self):
        rows = ("0,2026-03-16T07:30Z,5", "1,2026-03-17T07:30Z,5")
        report = read_log(text_of(*rows, header=",performed_at,tightness")).report
        assert (report.accepted, [u.name for u in report.unread]) == (2, ["column 1 (no name)"])
