"""The review of one record: what it says, what it counts, and what it refuses."""

import pandas as pd
import pytest
from records import START, TZ, days, entries_of, joined, ratings_of, record

import rbtools as rb
from rbtools.review.rules import ReviewRules

# What it says


def test_the_record_is_put_into_four_sentences(review):
    assert review.sentences == (
        "21 of 28 due sessions were done (75 %, 95 % interval 56–88 %), none of them complete.",
        "Evenings are the weaker half: 7 of 14 sessions done (50 %), mornings 14 of 14 (100 %).",
        "When they trained, four-point rotation on the back was cut most: 21 of 42 sets (50 %). The others: 100 %.",
        "Tightness fell by 3.0 points, from 6.6 before the start to 3.6 in the last week (95 % interval 2.0 to 4.0). "
        "That is more than day-to-day ups and downs would explain.",
    )


def test_the_five_key_figures_stand_with_their_counts(review):
    assert [(f.value, f.label, f.note) for f in review.figures] == [
        ("75 %", "of due sessions done", "21 of 28; 95 % interval 56–88 %"),
        ("0 %", "of due sessions complete", "0 of 28; every exercise at its minimum"),
        ("69 %", "of the minimum dose", "231 of 336 sets"),
        (
            "−3.0",
            "points of tightness since before the start",
            "lower is better; 95 % interval −4.0 to −2.0; 7 and 7 rated days",
        ),
        ("100 %", "of sessions within 90 min of plan", "21 of 21 done with a known time"),
    ]


def test_within_a_session_takes_the_fifth_place_when_five_sessions_were_rated_twice(person):
    plan, log = person
    pairs = [
        ratings_of("me", days(0, [6] * 5), "before", "am", 7),
        ratings_of("me", days(0, [5, 4, 5, 4, 5]), "after", "am", 8),
    ]
    review = rb.make_review(plan, log._replace(ratings=pd.concat([log.ratings, *pairs])), as_of="end")
    assert (review.figures[4].value, review.figures[4].label) == ("−1.4", "points of tightness within a session")
    assert review.figures[4].note == "after against before; lower is better; 5 sessions"
    assert review.sentences[-1] == ("Right after a session tightness was 1.4 points lower on average (5 sessions).")


def test_at_the_end_the_suggestion_is_to_stop_with_its_inputs_in_words(review):
    assert (review.suggestion.rule, review.suggestion.suggestion) == ("improved", "stop_at_end")
    assert review.advice.text == (
        "The plan has ended and tightness is lower. Stop here; agree on what to do if it comes back."
    )
    assert review.advice.why == (
        "Why: tightness 6.6 → 3.6, 75 % of due sessions done (rule: it got better). A rule of thumb; the coach decides."
    )


def test_rules_can_be_given(person):
    plan, log = person
    review = rb.make_review(plan, log, as_of="end", rules=ReviewRules(tested_share=0.8))
    assert review.suggestion.rule == "not_tested"
    assert review.suggestion.rules.tested_share == 0.8


def test_days_with_pain_right_after_a_session_reach_the_rules(person):
    plan, log = person
    after = ratings_of("me", days(0, [4, 4]), "after", "am", 8).assign(pain=6.0)
    hurt = rb.make_review(plan, log._replace(ratings=pd.concat([log.ratings, after])), as_of="end")
    assert (hurt.suggestion.rule, hurt.suggestion.inputs["n_pain_days"]) == ("worse", 2)
    assert hurt.advice.text.startswith("The plan has ended and sessions hurt. Talk before anything new begins;")
    assert ", pain above 5 after sessions on 2 days (" in hurt.advice.why
    before = after.assign(moment=pd.Categorical(["before"] * 2, ["before", "after", "day"]))
    calm = rb.make_review(plan, log._replace(ratings=pd.concat([log.ratings, before])), as_of="end")
    assert calm.suggestion.inputs["n_pain_days"] == 0


def test_a_plan_that_was_wholly_excused_is_not_said_to_have_failed(person):
    plan, log = person
    ill = rb.excuse(plan, "2026-03-02", "2026-03-15", reason="ill")
    review = rb.make_review(ill, rb.Log(log.entries.iloc[:0], log.ratings), as_of="end")
    assert review.sentences[0] == "Every session so far was excused (ill)."
    assert review.advice.text == "No session has been due so far. Talk about the plan itself."


def test_an_exercise_that_has_joined_is_not_suggested_to_join():
    plan = rb.make_plan(rb.load_program(), START, tz=TZ, weeks=4, client="me")
    sets = {"side_lying_roller": 5, "four_point_rotation": 3, "wall_band_breathing": 5, "cross_reach_rolling": 3}
    ratings = [
        ratings_of("me", days(-7, [7, 6, 7, 6, 7, 6, 7])),
        ratings_of("me", days(0, [4, 3, 4, 3, 4, 3, 4] * 4)),
    ]
    log = rb.Log(entries_of(plan, sets, lambda rows: rows["day"] > 0), pd.concat(ratings, ignore_index=True))
    early = rb.make_review(plan, log, as_of="2026-03-15")
    assert early.advice.text == "Carry on. Is it time to add the advanced exercise?"
    first_look = rb.make_review(plan, log, as_of="2026-03-14")
    assert (
        first_look.advice.text == f"{early.advice.text} This is day 13; the rules are made for day 14 and for the end."
    )
    late = rb.make_review(plan, log, as_of="2026-03-22")
    assert late.suggestion.suggestion == early.suggestion.suggestion
    assert late.advice.text == "Carry on as planned, with the advanced exercise."


def test_excused_sessions_are_named_with_their_reason_and_left_out(person):
    plan, log = person

    ill = rb.excuse(plan, "2026-03-02", "2026-03-02", reason="a cold\nthat would not go away for a very long time")
    rest = log.entries[log.entries["date"] != START]
    review = rb.make_review(ill, log._replace(entries=rest), as_of="end")
    assert review.sentences[0].endswith(
        "2 sessions were excused (a cold that would not go away for a ver…) and do not count."
    )
    assert review.figures[0].note == "20 of 26; 95 % interval 57–89 %; 2 excused"


# as_of, and what is missing


def test_what_is_later_than_as_of_is_left_for_a_later_review(person):
    plan, log = person
    early = rb.make_review(plan, log, as_of="2026-03-08")
    seen = log._replace(
        entries=log.entries[log.entries["date"] <= "2026-03-08"],
        ratings=log.ratings[log.ratings["date"] <= "2026-03-08"],
    )
    alone = rb.make_review(plan, seen, as_of="2026-03-08")
    assert early.sentences == alone.sentences
    assert early.figures[0].note.startswith("10 of 14;")
    assert early.tables == alone.tables
    assert "2026-03-09" not in str(early.tables["tightness"])


def test_before_the_first_session_nothing_is_said_about_adherence(person):
    plan, log = person
    review = rb.make_review(plan, log, as_of="2026-03-01")
    assert review.sentences == (
        "No session is due yet.",
        "Tightness cannot be compared yet: 3 rated days are needed in both weeks; there are 7 before the start and 0 "
        "in the last week.",
    )
    assert [f.value for f in review.figures] == ["–"] * 5


def test_a_plan_without_a_log_is_a_page_of_noughts_and_not_an_error(person, tmp_path):
    plan, log = person
    review = rb.make_review(plan, rb.Log(log.entries.iloc[:0]), as_of="end")
    assert review.sentences[0] == "No session was logged as done: 28 sessions were due."
    assert review.figures[3].value == "–"
    assert review.suggestion.suggestion == "rate_more"
    assert review.to_html(tmp_path / "page.html").stat().st_size > 10_000
    assert review.to_pdf(tmp_path / "page.pdf").read_bytes()[:5] == b"%PDF-"


def test_entries_of_a_client_whom_the_plan_does_not_know_are_mentioned(person):
    plan, log = person
    other = log.entries.assign(client="Me")
    review = rb.make_review(
        plan, log._replace(entries=pd.concat([log.entries.astype({"client": str}), other])), as_of="end"
    )
    assert "Logged, but without a plan and so not shown: Me." in review.remarks


def test_the_accounting_of_the_log_stands_on_the_page(person, tmp_path):
    plan, log = person
    report = type(log.report)(records=5, accepted=3, rejected=2)
    page = rb.make_review(plan, log._replace(report=report), as_of="end").to_html(tmp_path / "page.html")
    assert "Log: 5 records: 3 accepted, 2 rejected, 0 duplicates, 0 ignored." in page.read_text(encoding="utf-8")


# Whose review


def test_several_clients_are_refused_with_a_way_out():
    plan, log = joined(record("ann"), record("bob"))
    with pytest.raises(
        rb.RbtoolsError, match=r'The plan has 2 clients \(ann and bob\).*Pass client="ann" \(--client\), or make_cohort'
    ):
        rb.make_review(plan, log, as_of="end")


def test_one_of_several_is_reviewed_as_if_alone():
    plan, log = joined(record("ann"), record("bob"))
    alone = rb.make_review(*record("bob"), as_of="end")
    among = rb.make_review(plan, log, as_of="end", client="bob")
    assert among.client == "bob"
    assert among.sentences == alone.sentences
    assert among.tables == alone.tables


def test_an_unknown_client_is_refused_with_the_nearest_name():
    plan, log = joined(record("client-014"), record("client-015"))
    with pytest.raises(
        rb.RbtoolsError, match=r"client='client-01' is not in the plan \(did you mean \"client-01[45]\"\?\)"
    ):
        rb.make_review(plan, log, as_of="end", client="client-01")


def test_an_empty_plan_is_refused_with_the_next_step(person):
    plan, log = person
    with pytest.raises(rb.RbtoolsError, match="Make a plan with make_plan"):
        rb.make_review(plan.iloc[:0], log, as_of="end")


def test_inputs_are_left_as_they_were(person):
    plan, log = person
    before = plan.copy(), log.entries.copy(), log.ratings.copy()
    rb.make_review(plan, log, as_of="end")
    for now, then in zip((plan, log.entries, log.ratings), before, strict=True):
        pd.testing.assert_frame_equal(now, then)


def test_an_exercise_that_joined_after_the_person_stopped_is_not_called_short():
    plan = rb.make_plan(rb.load_program(), START, tz=TZ, weeks=4, client="me")
    sets = {"side_lying_roller": 5, "four_point_rotation": 2, "wall_band_breathing": 5, "cross_reach_rolling": 2}
    review = rb.make_review(plan, rb.Log(entries_of(plan, sets, lambda rows: rows["week"] <= 2)), as_of="end")
    assert review.sentences[2] == ("When they trained, every exercise reached its minimum dose.")


def test_without_a_change_the_suggestion_names_the_rated_days(person):
    plan, log = person
    review = rb.make_review(plan, log, as_of="2026-03-03")
    assert review.advice.why == (
        "Why: 7 and 2 rated days, 75 % of due sessions done (rule: too few ratings). A rule of thumb; the coach "
        "decides."
    )


def test_titles_come_from_the_programme_and_an_unknown_exercise_keeps_its_id_in_words(person):
    plan, log = person
    program = rb.load_program()
    other = rb.make_review(plan, log, as_of="end", program=program.without("four_point_rotation"))
    assert other.sentences[2].startswith("When they trained, four point rotation was cut most")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"program": "upper_back"}, "program: expected a Program, as load_program gives it, or None, got str"),
        ({"rules": 3}, "rules: expected a ReviewRules"),
        ({"language": "de"}, "language='de' is not allowed"),
    ],
)
def test_a_wrong_argument_is_named(person, arguments, message):
    plan, log = person
    with pytest.raises(rb.RbtoolsError, match=message):
        rb.make_review(plan, log, as_of="end", **arguments)
