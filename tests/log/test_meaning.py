"""What the person did, and what has to come out: nothing is lost beside the value without a word."""

import pytest

import rbtools as rb
from rbtools import RbtoolsError, read_log
from rbtools.log.text.dialect import TABLE

PLAN = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/Amsterdam", weeks=2, client="jana")


def read(text: str, **options) -> rb.Log:
    return read_log(text.encode(), **{"plan": PLAN} | options)


def asks(text: str, match: str, **options) -> None:
    with pytest.raises(RbtoolsError, match=match):
        read(text, **options)


class TestNames:
    @pytest.mark.parametrize(
        "name", ["Side-lying on a roller", "roller", "side_lying_roller", "Faszienrolle", "rodillo"]
    )
    def test_titles_and_aliases_are_names_of_the_exercise(self, name):
        log = read(f"date,exercise,sets\n2026-03-02,{name},5\n")
        assert log.entries["exercise"].tolist() == ["side_lying_roller"]
        assert log.report.unknown == ()

    def test_a_near_miss_is_rejected_with_the_name_that_was_meant(self):
        log = read("date,exercise,sets\n2026-03-02,roler,5\n2026-03-02,wall,5\n")
        assert log.rejects[["line", "column", "code"]].to_numpy().tolist() == [[2, "exercise", "unknown"]]
        assert 'Did you mean "roller"?' in log.rejects["hint"].iloc[0]

    def test_any_other_name_is_kept_and_stands_in_the_report(self):
        log = read("date,exercise,sets\n2026-03-02,plank,5\n2026-03-03,plank,5\n2026-03-03,wall,5\n")
        assert [(u.kind, u.name, u.n) for u in log.report.unknown] == [("exercise", "plank", 2)]
        assert 'unknown exercise: "plank" (2 records)' in str(log.report)
        assert log.report.remarks() == (
            '2 records name the exercise "plank", which the plan does not have: they count as extra.',
        )

    @pytest.mark.parametrize(("morning", "evening"), [
        ("morning", "evening"), ("ochtend", "avond"), ("Morgen", "Abend"), ("matin", "soir"), ("mañana", "noche"),
        ("mattina", "sera"), ("AM", "PM"), ("'s ochtends", "'s avonds"),
    ])  # fmt: skip
    def test_words_for_times_of_day_are_the_slots_of_the_plan(self, morning, evening):
        log = read(f"date,slot,exercise,sets\n2026-03-02,{morning},roller,5\n2026-03-02,{evening},roller,5\n")
        assert log.entries["slot"].tolist() == ["am", "pm"]
        matched = rb.match_log(PLAN, log, as_of="2026-03-02")
        assert (matched.loc[matched["exercise"] == "side_lying_roller", "sets_done"][:2] == 5).all()

    def test_slots_of_other_names_are_found_by_their_times(self):
        plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="UTC", weeks=1)
        named = plan.assign(slot=plan["slot"].astype(str).map({"am": "before_work", "pm": "after_work"}))
        log = read_log(b"date,slot,exercise,sets\n2026-03-02,morning,roller,5\n", plan=named)
        assert log.entries["slot"].tolist() == ["before_work"]

    def test_a_slot_that_is_not_known_is_named(self):
        log = read("date,slot,exercise,sets\n2026-03-02,lunch,roller,5\n")
        assert [(u.kind, u.name) for u in log.report.unknown] == [("slot", "lunch")]

    def test_the_one_client_of_the_plan_is_the_client_of_a_log_without_one(self):
        assert read("date,exercise,sets\n2026-03-02,roller,5\n").entries["client"].tolist() == ["jana"]

    def test_one_client_of_another_name_is_asked_about(self):
        asks("client,date,exercise,sets\nme,2026-03-02,roller,5\n", 'client "me".*client "jana".*client="jana"')

    def test_zone_comes_from_the_plan(self):
        log = read("performed_at,exercise,sets\n2026-03-02 07:30,roller,5\n")
        assert str(log.entries["performed_at"].iloc[0]) == "2026-03-02 06:30:00+00:00"

    def test_without_a_plan_the_shipped_names_are_known(self):
        log = read_log(b"date,exercise,sets\n2026-03-02,Drehung,2\n", tz="UTC")
        assert log.entries["exercise"].tolist() == ["four_point_rotation"]

    def test_a_file_that_we_wrote_holds_ids(self, tmp_path):
        log = read_log(b"date,exercise,sets\n2026-03-02,band_pull,2\n", tz="UTC")
        own = log._replace(entries=log.entries.assign(exercise="roller"))
        assert read_log(rb.write_log(own, tmp_path / "log.csv")).entries["exercise"].tolist() == ["roller"]


class TestWideDiaries:
    def test_columns_named_after_exercises_are_their_sets(self):
        log = read("date,Roller,Rotation L,Rotation R,Wall,Tightness\n2026-03-02,5,2,3,5,6\n")
        assert sorted(zip(log.entries["exercise"], log.entries["side"], log.entries["sets"], strict=True)) == [
            ("four_point_rotation", "left", 2),
            ("four_point_rotation", "right", 3),
            ("side_lying_roller", "both", 5),
            ("wall_band_breathing", "both", 5),
        ]

    def test_a_column_of_small_numbers_that_is_not_known_is_asked_about(self):
        asks("date,Plank,Tightness\n2026-03-02,5,6\n", '"Plank" .*numbers from 0 to 10')
        log = read("date,Plank,Tightness\n2026-03-02,5,6\n", columns={"Plank": ""})
        assert [(u.name, u.n) for u in log.report.unread] == [("Plank", 1)]

    @pytest.mark.parametrize("cell", ["x", "none!", "999"])
    def test_a_faulty_cell_costs_itself(self, cell):
        log = read(f"date,Roller,Wall,Pain\n2026-03-02,5,5,{cell}\n2026-03-03,{cell},5,1\n")
        assert (log.report.accepted, log.report.rejected, log.report.cells_rejected) == (2, 0, 2)
        assert len(log.entries) == 3
        assert log.ratings["pain"].tolist() == [1.0]

    def test_the_rejected_cell_alone_is_written_for_correction(self, tmp_path):
        text = "date,Roller,Wall,Pain\n2026-03-02,5,x,1\n"
        written = rb.write_rejects(read(text), tmp_path / "rejects.csv").read_text().splitlines()
        assert written[1].endswith(",2026-03-02,,x,")

    def test_a_row_with_nothing_but_a_date_is_ignored_as_empty(self):
        log = read("date,Roller,Wall\n2026-03-02,5,5\n2026-03-03,,\n2026-03-04,,\n")
        assert str(log.report) == "3 records: 1 accepted, 0 rejected, 0 duplicates, 2 ignored"


class TestRatings:
    @pytest.mark.parametrize(("header", "moment"), [
        ("Stiffness", "day"), ("Tension before", "before"), ("After: stiffness", "after"), ("Tightness /10", "day"),
        ("Tightness level (0-10)", "day"), ("Steifheit nachher", "after"), ("raideur avant", "before"),
        ("usual", "usual"),
    ])  # fmt: skip
    def test_ratings_are_read_where_the_name_is_clear(self, header, moment):
        log = read(f"date,exercise,sets,{header}\n2026-03-02,roller,5,6\n")
        assert log.ratings[["moment", "tightness"]].to_numpy().tolist() == [[moment, 6.0]]

    @pytest.mark.parametrize("header", ["Rating", "VAS", "Tightnes", "Wie war es?", "Score before"])
    def test_ratings_are_asked_about_where_it_is_not(self, header):
        with pytest.raises(RbtoolsError) as asked:
            read(f"date,exercise,sets,{header}\n2026-03-02,roller,5,6\n")
        assert f'"{header}"' in str(asked.value)
        assert f'columns={{"{header}": ""}}' in str(asked.value)

    @pytest.mark.parametrize("header", ["Tightness (1-5)", "Stiffness /100", "Pain %"])
    def test_another_scale_is_asked_about(self, header):
        asks(f"date,exercise,sets,{header}\n2026-03-02,roller,5,3\n", "ratings go from 0 to 10")

    def test_percentages_are_asked_about(self):
        asks("date,exercise,sets,tightness\n2026-03-02,roller,5,60%\n", "percentages")

    @pytest.mark.parametrize(("high", "low", "asked"), [
        (1, 1, True), (1, 4, True), (1, 5, False), (2, 18, True), (2, 19, False), (2, 0, True), (1, 0, False),
    ])  # fmt: skip
    def test_the_scale_is_asked_from_a_fifth_above_ten_and_from_a_tenth_if_they_are_several(self, high, low, asked):
        ratings = [60] * high + [8] * low
        rows = "".join(f"2026-03-{day:02d},roller,5,{r}\n" for day, r in enumerate(ratings, 2))
        text = f"date,exercise,sets,pain\n2026-03-01,roller,5,\n{rows}"
        if asked:
            asks(text, 'column "pain" holds numbers above 10, such as "60"')
        else:
            assert (read(text).report.accepted, read(text).report.rejected) == (1 + low, high)

    @pytest.mark.parametrize(("rating", "asked"), [("10", False), ("11", True), ("100", True), ("101", False)])
    def test_what_is_above_a_hundred_is_on_no_scale(self, rating, asked):
        text = f"date,exercise,sets,pain\n2026-03-02,roller,5,{rating}\n2026-03-03,roller,5,8\n"
        if asked:
            asks(text, "above 10")
        else:
            assert read(text).report.accepted == (2 if rating == "10" else 1)


class TestMarksOfSets:
    @pytest.mark.parametrize("sign", ["x", "ja", "done", "✓", "✔", "TRUE"])
    @pytest.mark.parametrize("name", ["sets", "Sets done"])
    def test_marks_in_a_column_of_sets_are_asked_about_once(self, sign, name):
        text = f"date,exercise,{name}\n2026-03-02,roller,{sign}\n2026-03-03,wall,{sign}\n"
        asks(text, f'"{name}" .2 cells, such as "{sign}".*Write the number of sets')

    def test_all_columns_of_a_diary_are_asked_about_in_one_sentence(self):
        asks("date,Roller,Wall\n2026-03-02,x,x\n2026-03-03,x,x\n", '"Roller" .*"Wall"')

    @pytest.mark.parametrize(("marks", "numbers", "asked"), [(2, 2, True), (2, 3, False), (1, 0, False)])
    def test_a_few_marks_among_numbers_are_rejected_each(self, marks, numbers, asked):
        cells = ["x"] * marks + ["5"] * numbers
        rows = "".join(f"2026-03-{day:02d},roller,{cell}\n" for day, cell in enumerate(cells, 2))
        if asked:
            asks(f"date,exercise,sets\n{rows}", "how many sets")
        else:
            log = read(f"date,exercise,sets\n{rows}")
            assert (log.report.accepted, log.report.rejected) == (numbers, marks)


class TestMarks:
    @pytest.mark.parametrize(("yes", "no"), [("yes", "no"), ("TRUE", "FALSE"), ("✓", ""), ("x", ""), ("ja", "nee")])
    @pytest.mark.parametrize("header", ["Done", "Completed", "✓", "Erledigt"])
    def test_a_column_of_marks_says_what_was_done(self, header, yes, no):
        log = read(f"date,exercise,sets,{header}\n2026-03-02,roller,5,{yes}\n2026-03-02,wall,5,{no}\n")
        assert log.entries[["outcome", "sets"]].to_numpy().tolist() == [["done", 5], ["skipped", 0]]

    def test_a_column_of_what_was_left_out_is_read_the_other_way_round(self):
        log = read("date,exercise,sets,Skipped\n2026-03-02,roller,5,\n2026-03-02,wall,5,yes\n")
        assert log.entries["outcome"].tolist() == ["done", "skipped"]

    def test_an_empty_printed_plan_was_not_done(self):
        log = read("date,exercise,sets,Done\n2026-03-02,roller,5,\n2026-03-02,wall,5,\n")
        assert log.entries["sets"].tolist() == [0, 0]

    def test_marks_of_the_undone_alone_are_asked_about(self):
        asks("date,exercise,sets,Done\n2026-03-02,roller,5,\n2026-03-02,wall,5,no\n", "may mean either")

    def test_another_word_among_marks_is_asked_about(self):
        asks("date,exercise,sets,Done\n2026-03-02,roller,5,yes\n2026-03-02,wall,5,half\n", 'holds "half"')

    def test_what_was_actually_done_goes_before_what_was_prescribed(self):
        log = read("date,exercise,Prescribed sets,Sets done\n2026-03-02,roller,5,3\n")
        assert log.entries["sets"].tolist() == [3]
        assert [u.name for u in log.report.unread] == ["Prescribed sets"]
        assert read("date,exercise,Sets,Sets done\n2026-03-02,roller,5,3\n").entries["sets"].tolist() == [3]


class TestTimesAndSides:
    @pytest.mark.parametrize("header", ["AM/PM", "am_pm"])
    def test_am_or_pm_of_its_own_is_joined_to_the_time(self, header):
        log = read(f"date,time,{header},exercise,sets\n2026-03-02,8:00,PM,roller,5\n")
        assert str(log.entries["performed_local"].iloc[0]) == "2026-03-02 20:00:00"

    def test_an_offset_of_its_own_is_joined_to_the_time(self):
        log = read_log(b"date,time,UTC offset,exercise,sets\n2026-03-02,08:00,+02:00,roller,5\n")
        assert str(log.entries["performed_at"].iloc[0]) == "2026-03-02 06:00:00+00:00"

    def test_a_zone_of_its_own_is_the_zone(self):
        log = read_log(b"date,time,timezone,exercise,sets\n2026-03-02,08:00,Europe/Paris,roller,5\n")
        assert str(log.entries["performed_at"].iloc[0]) == "2026-03-02 07:00:00+00:00"
        asks("date,time,timezone,exercise,sets\n2026-03-02,08:00,Europe/Paris,roller,5\n", "tz= says Europe/Amsterdam")

    def test_a_start_is_the_time(self):
        log = read("date,start,exercise,sets\n2026-03-02,08:15,roller,5\n")
        assert str(log.entries["performed_local"].iloc[0]) == "2026-03-02 08:15:00"

    def test_an_evening_at_a_bare_eight_is_doubtful(self):
        log = read("date,time,slot,exercise,sets\n2026-03-02,8:00,evening,roller,5\n2026-03-02,21:00,evening,wall,5\n")
        assert log.rejects[["line", "code"]].to_numpy().tolist() == [[2, "conflict"]]

    @pytest.mark.parametrize("header", ["L/R", "Left/Right", "Which side?", "Seite"])
    def test_sides_are_read(self, header):
        log = read(f"date,exercise,sets,{header}\n2026-03-02,rotation,2,L\n2026-03-02,rotation,2,right\n")
        assert log.entries["side"].tolist() == ["left", "right"]


class TestPeople:
    def test_one_name_is_the_client_and_several_are_asked_about(self):
        one = b"date,exercise,sets,Name\n2026-03-02,roller,5,Jo\n2026-03-03,roller,5,Jo\n"
        assert set(read_log(one, tz="UTC").entries["client"]) == {"Jo"}
        with pytest.raises(RbtoolsError, match="holds 2 names"):
            read_log(one.replace(b"2026-03-03,roller,5,Jo", b"2026-03-03,roller,5,Al"), tz="UTC")

    def test_an_id_of_rows_is_no_client(self):
        log = read("id,date,exercise,sets\n1,2026-03-02,roller,5\n2,2026-03-03,roller,5\n")
        assert set(log.entries["client"]) == {"jana"}
        assert [u.name for u in log.report.unread] == ["id"]

    def test_a_client_of_its_own_on_every_row_is_asked_about(self):
        rows = "".join(f"p{i},2026-03-0{i},roller,5\n" for i in (2, 3, 4))
        with pytest.raises(RbtoolsError, match="every row has a client of its own"):
            read_log(("client,date,exercise,sets\n" + rows).encode(), tz="UTC")

    def test_a_first_cell_that_begins_with_a_hash_is_no_comment_where_the_others_are_full(self):
        log = read("exercise,date,sets\n#1 roller,2026-03-02,5\nwall,2026-03-02,5\n# week 2\n")
        assert (log.report.rejected, log.report.ignored) == (1, 1)


def test_the_report_says_all_of_it_in_one_line():
    log = read("date,exercise,sets,Weather\n2026-03-02,plank,5,rain and wind\n2026-03-03,roller,5,\n")
    assert str(log.report) == (
        '2 records: 2 accepted, 0 rejected, 0 duplicates, 0 ignored; not read: "Weather" (1 cell, such as "rain and '
        'wind"); unknown exercise: "plank" (1 record)'
    )


class TestRowsThatBeginWithANumberSign:
    def test_a_client_is_rejected_with_the_rule_and_never_taken_for_a_comment(self):
        log = read_log(b"client,date,exercise,sets\n#12,2026-03-02,roller,5\n12,2026-03-03,roller,5\n", tz="UTC")
        assert (log.report.accepted, log.report.rejected, log.report.ignored) == (1, 1, 0)
        assert log.rejects[["column", "value"]].to_numpy().tolist() == [["client", "#12"]]
        assert "a letter or digit first" in log.rejects["hint"].iloc[0]

    def test_an_exercise_is_rejected_with_the_name_that_was_meant(self):
        log = read("exercise,date,sets\n#1 roller,2026-03-02,5\nroller,2026-03-03,5\n")
        assert (log.report.accepted, log.report.rejected, log.report.ignored) == (1, 1, 0)
        assert 'Did you mean "roller"?' in log.rejects["hint"].iloc[0]


class TestSetNumbers:
    def test_a_column_of_numbers_next_to_one_of_sets_is_the_one_to_leave(self):
        asks("date,exercise,sets,Serie\n2026-03-02,roller,5,1\n", 'columns={"Serie": ""}')
        asks("date,exercise,Serie,sets\n2026-03-02,roller,1,5\n", 'columns={"Serie": ""}')

    def test_a_column_that_can_only_number_is_not_read(self):
        log = read("date,exercise,Set #,sets\n2026-03-02,roller,1,5\n2026-03-03,roller,1,5\n")
        assert log.entries["sets"].tolist() == [5, 5]
        assert [(u.name, u.n) for u in log.report.unread] == [("Set #", 2)]


class TestFreeText:
    @pytest.mark.parametrize("text", [
        "[02/03/2026, 07:31:12] Jana: roller 5 sets, felt good\n[03/03/2026, 07:35:10] Jana: only wall today\n",
        "02-03-26 07:31 - Jana: roller 5 sets, good\n03-03-26 19:31 - Jana: nothing\n",
        "3/2/26, 7:31 AM - Jana: roller 5\n3/2/26, 7:31 PM - Jana: wall, then roller\n",
        "Mon: roller done, stiff 6\nTuesday nothing\nWed rolled 5x\n",
        "Monday I did the roller.\n\nTuesday the wall, and it felt better, really.\n",
    ])  # fmt: skip
    def test_free_text_is_refused_with_the_table_to_type(self, text):
        asks(text, r"look like free text, which cannot be read(.|\n)*\ndate,exercise,sets,note\n(.|\n)*left out\.$")

    @pytest.mark.parametrize("text", ["a,b,c\n1,2,3\n", "alfa;beta\n1;2\n3;4\n", "alfa\nbeta\n"])
    def test_a_table_without_a_header_that_is_known_is_no_free_text(self, text):
        asks(text, "no header was found")

    def test_the_table_that_is_shown_can_be_read(self):
        log = read(TABLE + "\n")
        assert log.entries[["exercise", "sets", "note"]].to_numpy().tolist() == [
            ["side_lying_roller", 5, "felt easier"]
        ]
