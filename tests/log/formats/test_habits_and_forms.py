"""Apps that know a tick, diaries, beeps and forms, in files of our own that have the shape of real ones."""

import io
import sqlite3
import zipfile
from pathlib import Path

import pytest

from rbtools import RbtoolsError, read_log

FOLDER = Path(__file__).parents[2] / "data" / "formats"
CHECKMARKS = (FOLDER / "loop_checkmarks.csv").read_text(encoding="utf-8")
HABITS = "Position,Name,Question,Description,NumRepetitions,Interval,Color\n001,Roller morning,,,1,1,#FF8F00\n"
DAYLIO = (FOLDER / "daylio.csv").read_text(encoding="utf-8")
MPATH = """\
connectionId;alias;questionListName;timeStampSent;timeStampStart;timeZoneOffset;tightness
1;c1;day;1772436500;{start};3600;5
1;c1;day;1772536500;;3600;
"""


def read(data: str | bytes, **options):
    return read_log(data.encode() if isinstance(data, str) else data, tz="Europe/Amsterdam", **options)


def zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("Habits.csv", HABITS)
        archive.writestr("Checkmarks.csv", CHECKMARKS)
        archive.writestr("001 Roller morning/Checkmarks.csv", "2026-03-03,2\n")
    return made.getvalue()


def done(log) -> list[tuple[str, str, int, str]]:
    e = log.entries.sort_values(["date", "slot"])
    slots = e["slot"].astype("str")
    return list(zip(e["date"].dt.strftime("%d"), slots, e["sets"], e["outcome"].astype("str"), strict=True))


class TestLoop:
    WHAT = (("02", "am", 5, "done"), ("03", "am", 5, "done"), ("03", "pm", 0, "skipped"), ("03", "pm", 0, "skipped"))

    def test_a_zip_is_read_with_the_least_sets_for_a_tick_which_are_counted_as_assumed(self):
        log = read(zipped())
        assert tuple(done(log)) == self.WHAT
        assert log.report.flags["sets-assumed"] == 2

    def test_a_folder_is_read_like_the_zip(self, tmp_path):
        with zipfile.ZipFile(io.BytesIO(zipped())) as archive:
            archive.extractall(tmp_path)
        assert done(read_log(tmp_path, tz="Europe/Amsterdam")) == done(read(zipped()))

    def test_what_is_unknown_or_filled_in_by_the_app_is_not_missed(self):
        log = read(zipped())
        assert log.report.records == 8
        assert log.report.ignored == 4  # a day by its frequency, two unknown, and the water

    def test_a_habit_that_is_no_exercise_is_named(self):
        assert any("ignored: Water" in note for note in read(zipped()).report.notes)

    def test_a_habit_that_is_nearly_an_exercise_is_rejected_and_not_ignored(self):
        with zipfile.ZipFile(changed := io.BytesIO(), "w") as archive:
            archive.writestr("Checkmarks.csv", "Date,Rollr am,\n2026-03-02,2,\n")
        assert read(changed.getvalue()).report.rejected == 1

    def test_the_database_is_read(self):
        base = sqlite3.connect(":memory:")
        base.execute("CREATE TABLE Habits (id INTEGER, name TEXT)")
        base.execute("CREATE TABLE Repetitions (id INTEGER, habit INTEGER, timestamp INTEGER, value INTEGER)")
        base.execute("INSERT INTO Habits VALUES (1, 'Roller am')")
        base.executemany("INSERT INTO Repetitions VALUES (?, 1, ?, ?)", [(1, 1772409600000, 2), (2, 1772496000000, 3)])
        base.commit()
        data = base.serialize()
        base.close()
        assert done(read(data)) == [("02", "am", 5, "done"), ("03", "am", 0, "skipped")]

    def test_another_database_is_refused(self):
        base = sqlite3.connect(":memory:")
        base.execute("CREATE TABLE t (a)")
        data = base.serialize()
        base.close()
        with pytest.raises(RbtoolsError, match="not one of Loop Habit Tracker"):
            read(data)

    def test_a_broken_zip_is_refused_as_before(self):
        with pytest.raises(RbtoolsError, match="zip archive"):
            read(zipped()[:60])


class TestDaylio:
    def test_activities_that_are_exercises_are_ticks(self):
        log = read(DAYLIO)
        assert log.entries["exercise"].tolist() == ["side_lying_roller", "wall_band_breathing"]
        assert log.entries["performed_local"].dt.strftime("%H:%M").tolist() == ["20:15", "20:15"]
        assert log.entries["note"].tolist() == ["Evening / ok", "Evening / ok"]
        assert log.report.flags["sets-assumed"] == 2

    def test_a_mood_is_no_tightness(self):
        assert read(DAYLIO).ratings.empty

    def test_a_mapping_says_what_a_mood_is_worth(self, tmp_path):
        path = tmp_path / "daylio.toml"
        path.write_text('[columns]\nmood = "tightness"\n\n[answers.mood]\ngood = "3"\n', encoding="utf-8")
        assert read(DAYLIO, format=path).ratings["tightness"].tolist() == [3.0]


class TestMPath:
    @pytest.mark.parametrize("start", ["1772436600", "1772436600000"])
    def test_seconds_and_milliseconds_count_the_clock_on_the_wall(self, start):
        log = read_log(MPATH.format(start=start).encode())
        assert log.ratings["rated_local"].dt.strftime("%Y-%m-%d %H:%M").tolist() == ["2026-03-02 07:30"]
        assert str(log.ratings["rated_at"].iloc[0]) == "2026-03-02 06:30:00+00:00"

    def test_a_beep_without_an_answer_is_counted_as_ignored(self):
        log = read_log(MPATH.format(start="1772436600").encode())
        assert (log.report.records, log.report.accepted, log.report.ignored) == (2, 1, 1)


class TestForms:
    def test_checkboxes_list_what_was_done(self):
        log = read(
            "Timestamp,Which exercises did you do?,Tightness before (0-10)\n"
            '2026-03-02 07:30,"Roller, Rotation",6\n2026-03-02 20:30,Roller,5\n'
        )
        assert log.entries[["exercise", "sets"]].values.tolist() == [
            ["four_point_rotation", 2],
            ["side_lying_roller", 5],
            ["side_lying_roller", 5],
        ]
        assert log.ratings["tightness"].tolist() == [6.0, 5.0]
        assert log.report.flags["sets-assumed"] == 3

    def test_microsoft_forms_joins_them_with_semicolons(self):
        log = read(
            "ID,Start time,Completion time,Email,Name,Exercises\n"
            '1,2026-03-02 07:20,2026-03-02 07:30,anonymous,,"Roller;Rotation;"\n'
        )
        assert log.entries["exercise"].tolist() == ["four_point_rotation", "side_lying_roller"]
        assert log.entries["performed_local"].dt.strftime("%H:%M").tolist() == ["07:30", "07:30"]

    def test_a_list_with_a_name_that_is_not_known_is_no_list_of_exercises(self):
        with pytest.raises(RbtoolsError, match="no header was found"):
            read('Timestamp,Which?,Sets of what\n2026-03-02 07:30,"Roller, Swimming",2\n')
