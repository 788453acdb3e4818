"""Exports of gym apps, in files of our own of the same shape: one entry an exercise, its sets the rows."""

import pandas as pd
import pytest

from rbtools import RbtoolsError, read_log

HEVY = """\
"title","start_time","end_time","description","exercise_title","superset_id","exercise_notes","set_index","set_type",\
"weight_kg","reps","distance_km","duration_seconds","rpe"
"Back","2 Mar 2026, 07:30","2 Mar 2026, 07:50","","Side-lying roller",,"easier",0,"normal",,5,,0,
"Back","2 Mar 2026, 07:30","2 Mar 2026, 07:50","","Side-lying roller",,"easier",1,"normal",,5,,0,
"Back","2 Mar 2026, 07:30","2 Mar 2026, 07:50","","Four point rotation",,"",0,"normal",,10,,30,
"Back","2 Mar 2026, 07:30","2 Mar 2026, 07:50","","Four point rotation",,"",1,"normal",,8,,30,
"Back","2 Mar 2026, 20:30","2 Mar 2026, 20:50","","Side-lying roller",,"",0,"normal",,5,,0,
"""
STRONG_2026 = """\
Workout #;Date;Workout Name;Duration (sec);Exercise Name;Set Order;Weight (kg);Reps;RPE;Distance (meters);Seconds;\
Notes;Workout Notes
1;2026-03-02 07:30:00;"Back";1200;"Side-lying roller";W;0;5;;;0;;"slept badly"
1;2026-03-02 07:30:00;"Back";1200;"Side-lying roller";Rest Timer;;;;;60;;"slept badly"
1;2026-03-02 07:30:00;"Back";1200;"Side-lying roller";1;0;5;;;0;;"slept badly"
"""
STRONG_2022 = """\
Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE
2026-03-02 07:30:00,"Back",20m,"Side-lying roller",1,0.0,5.0,0,0.0,"slow","",
2026-03-02 07:30:00,"Back",20m,"Side-lying roller",Rest Timer,0,0.0,0,60.0,,,
2026-03-02 07:30:00,"Back",20m,"Side-lying roller",2,0.0,5.0,0,0.0,"slow","",
"""
STRONG_2019 = """\
Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps;RPE;Distance;Distance Unit;Seconds;Notes;Workout Notes
2026-03-02 07:30:00;"Back";"Side-lying roller";1;0;kg;5;;;;0;"";""
2026-03-02 07:30:00;"Back";"Side-lying roller";2;0;kg;5;;;;0;;
"""
STRONG_GERMAN = """\
Datum;Workout-Name;Übungsname;Satz-Reihenfolge;Gewicht;Wiederholungen;Entfernung;Sekunden;Notizen
2026-03-02 07:30:00;"Rücken";"Side-lying roller";1;0;5;0;0;"locker"
2026-03-02 07:30:00;"Rücken";"Side-lying roller";2;0;5;0;0;"locker"
"""
FITNOTES = """\
Date,Exercise,Category,Weight (kg),Reps,Distance,Distance Unit,Time,Comment
2026-03-02,Side-lying roller,Back,0.0,5,,,0:01:00,good
2026-03-02,Side-lying roller,Back,0.0,5,,,0:01:00,
"""
STRONGLIFTS = """\
Date (yyyy/mm/dd),Workout,Workout Name,Program Name,Body Weight (KG),Exercise,Sets×Reps,Sets×Time,Top Set (Reps×KG),\
e1RM (KG),Reps,Volume (KG),Workout Volume (KG),Duration (hours),Start Time (h:mm),End Time (h:mm),Notes,\
Set 1 (Reps),Set 1 (KG),Set 2 (Reps),Set 2 (KG),Set 3 (Reps),Set 3 (KG)
2026/03/02,1,"A","",75,"Side-lying roller",2×5,,,,10,0,0,0.3,7:30 AM,7:50 AM,"",5,0,5,0,0,0
2026/03/02,1,"A","",75,"Wall band breathing",Skipped,,,,,,,0.3,7:30 AM,7:50 AM,"",,,,,,
"""
GYMBOOK = """\
Workout,Date,Time,Exercise,Region,Repetitions / Time,Weight / Distance,Notes,Skipped
Back,2026-03-02,07:30,Side-lying roller,Back,5 reps,,,No
Back,2026-03-02,07:30,Side-lying roller,Back,5 reps,,,Yes
Back,2026-03-02,07:30,Wall band breathing,Back,0:30,,,No
"""
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
    assert str(log.report) == "5 records: 5 accepted, 0 rejected, 0 duplicates, 0 ignored"


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
    import io

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
