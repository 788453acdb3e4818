"""Exports of gym apps, in files of our own of the same shape: one entry an exercise, its sets the rows."""

import io
from pathlib import Path

import pandas as pd
import pytest

from rbtools import RbtoolsError, read_log

FOLDER = Path(__file__).parents[2] / "data" / "formats"


def text_of(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


HEVY = text_of("hevy.csv")
STRONG_2026 = text_of("strong_2026.csv")
STRONG_2022 = text_of("strong_2022.csv")
STRONG_2019 = text_of("strong_2019.csv")
STRONG_GERMAN = text_of("strong_german.csv")
FITNOTES = text_of("fitnotes.csv")
STRONGLIFTS = text_of("stronglifts.csv")
GYMBOOK = text_of("gymbook.csv")
ROLLER_TWICE = [("2026-03-02 07:30", "side_lying_roller", 2, 5)]


def read(text: str, **options):
    return read_log(text.encode(), tz="Europe/Amsterdam", **options)


def facts(log) -> list[tuple[str, str, int, int]]:
    e = log.entries
    reps = e["reps"].fillna(0).astype(int)
    when = e["performed_local"].dt.strftime("%Y-%m-%d %H:%M")
    return list(zip(when, e["exercise"].astype("str"), e["sets"], reps, strict=True))


@pytest.mark.parametrize("text", [STRONG_2026, STRONG_2022, STRONG_2019, STRONG_GERMAN])
def test_strong_counts_the_rows_of_an_exercise_but_those_of_the_rest_timer(text):
    log = read(text)
    assert facts(log) == ROLLER_TWICE
    assert "Read as a Strong export, one row a set." in log.report.notes
    assert log.report.ignored == text.count("Rest Timer")
    assert log.report.rejected == 0


def test_a_note_that_is_repeated_on_every_row_is_one_note():
    assert read(STRONG_2026).entries["note"].tolist() == ["slept badly"]
    assert read(STRONG_2022).entries["note"].tolist() == ["slow"]


def test_hevy_keeps_two_workouts_of_a_day_apart_and_names_reps_that_differ():
    log = read(HEVY)
    assert facts(log) == [
        ("2026-03-02 07:30", "four_point_rotation", 2, 0),
        ("2026-03-02 07:30", "side_lying_roller", 2, 5),
        ("2026-03-02 20:30", "side_lying_roller", 1, 5),
    ]
    assert log.entries["note"].tolist() == ["reps 10, 8", "easier", ""]
    assert log.entries["minutes"].fillna(0).tolist() == [1.0, 0.0, 0.0]
    assert str(log.report).startswith('5 records: 5 accepted, 0 rejected, 0 duplicates, 0 ignored; not read: "title"')


def test_fitnotes_has_days_without_a_time():
    log = read(FITNOTES)
    assert facts(log) == [("2026-03-02 12:00", "side_lying_roller", 2, 5)]
    assert not log.entries["time_known"].any()
    assert log.entries["minutes"].tolist() == [2.0]


def test_fitnotes_names_with_commas_that_nobody_quoted_are_put_together_from_the_right():
    broken = FITNOTES.replace("Side-lying roller", "Side-lying roller (slow, deep)")
    quoted = FITNOTES.replace("Side-lying roller", '"Side-lying roller (slow, deep)"')
    assert facts(read(broken)) == facts(read(quoted))
    assert read(broken).report.rejected == read(quoted).report.rejected


def test_stronglifts_counts_the_columns_of_sets_and_reads_skipped():
    log = read(STRONGLIFTS)
    assert facts(log) == [
        ("2026-03-02 07:30", "side_lying_roller", 2, 5),
        ("2026-03-02 07:30", "wall_band_breathing", 0, 0),
    ]
    assert log.entries["outcome"].tolist() == ["done", "skipped"]


def test_gymbook_does_not_count_a_set_that_was_skipped():
    log = read(GYMBOOK)
    assert facts(log) == [
        ("2026-03-02 07:30", "side_lying_roller", 1, 5),
        ("2026-03-02 07:30", "wall_band_breathing", 1, 0),
    ]
    assert log.entries["minutes"].fillna(0).tolist() == [0.0, 0.5]


def test_the_same_export_as_a_frame_reads_the_same():
    frame = pd.read_csv(io.StringIO(HEVY), dtype=str, keep_default_na=False)
    assert facts(read_log(frame, tz="Europe/Amsterdam")) == facts(read(HEVY))


class TestAnyTableWithARowASet:
    TABLE = (
        "Date,Time,Exercise,{},Reps\n2026-03-02,07:30,side_lying_roller,1,5\n2026-03-02,07:33,side_lying_roller,2,5\n"
    )

    @pytest.mark.parametrize("name", ["Set #", "Set number", "set_index", "Set Nr.", "Serie", "Satz", "Satz-Nr", "Set"])
    def test_a_column_that_numbers_the_sets_is_found(self, name):
        log = read(self.TABLE.format(name))
        assert facts(log) == ROLLER_TWICE
        assert any("one row a set" in note for note in log.report.notes)

    def test_a_column_of_sets_that_does_not_count_up_is_a_number_of_sets(self):
        log = read("Date,Exercise,Serie\n2026-03-02,side_lying_roller,5\n2026-03-03,side_lying_roller,4\n")
        assert log.entries["sets"].tolist() == [5, 4]

    def test_it_can_be_said(self):
        text = "Date,Time,Exercise,Reps\n2026-03-02,07:30,side_lying_roller,5\n2026-03-02,07:33,side_lying_roller,5\n"
        assert facts(read(text, sets_from="rows")) == ROLLER_TWICE

    def test_it_cannot_be_said_of_a_table_that_has_sets(self):
        with pytest.raises(RbtoolsError, match='the column "Sets" says how many sets a row is'):
            read("Date,Exercise,Sets\n2026-03-02,side_lying_roller,5\n", sets_from="rows")

    def test_another_word_is_refused(self):
        with pytest.raises(RbtoolsError, match="sets_from"):
            read(self.TABLE.format("Set #"), sets_from="row")

    @pytest.mark.parametrize(("minutes", "n"), [(90, 1), (91, 2)])
    def test_a_pause_of_more_than_90_minutes_begins_another_entry(self, minutes, n):
        later = f"{7 + (30 + minutes) // 60:02d}:{(30 + minutes) % 60:02d}"
        log = read(self.TABLE.format("Set #").replace("07:33", later))
        assert len(log.entries) == n

    def test_sets_that_give_different_ratings_are_rejected(self):
        text = "Date,Time,Exercise,Set #,Tightness before\n" + "".join(
            f"2026-03-02,07:3{i},side_lying_roller,{i},{rating}\n" for i, rating in ((1, 6), (2, 4))
        )
        log = read(text)
        assert log.rejects["code"].tolist() == ["conflict", "conflict"]
        assert log.report.records == 2
        assert log.report.rejected == 2

    def test_one_bad_cell_costs_its_own_set(self):
        log = read(self.TABLE.format("Set #").replace("2,5\n", "2,many\n"))
        assert facts(log) == [("2026-03-02 07:30", "side_lying_roller", 1, 5)]
        assert log.rejects["column"].tolist() == ["reps"]
