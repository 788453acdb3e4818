"""Excusing days, planning again from a day on, and how long sessions take."""

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from test_plan import PROGRAM, assert_is_a_plan, assert_windows_tile, by_session, clients_of, plan

import rbtools as rb
from rbtools.errors import ArgumentError, FrameError
from rbtools.schema import PLAN, PLAN_LOAD

# ------------------------------------------------------------------------------------------------------- excuse


def test_the_days_between_both_dates_are_excused_and_no_others():
    before = plan(weeks=2)
    copy = before.copy(deep=True)
    got = rb.excuse(before, "2026-03-21", "2026-03-22", reason="  flu\n and fever ")
    assert by_session(got[got["excuse_reason"] == "flu and fever"])["session"].tolist() == [11, 12, 13, 14]
    assert (got["excuse_reason"] != "").sum() == 4 * 3
    assert_frame_equal(got.drop(columns="excuse_reason"), before.drop(columns="excuse_reason"))
    assert_frame_equal(before, copy)
    assert_is_a_plan(got)


def test_one_client_is_excused_or_everybody():
    clients = pd.DataFrame({"client": ["a", "b"], "start": "2026-03-16", "tz": "Europe/London"})
    both = rb.make_plans(PROGRAM, clients, weeks=1)
    one = rb.excuse(both, "2026-03-16", "2026-03-16", client="b", reason="travel")
    assert set(one.loc[one["excuse_reason"] != "", "client"]) == {"b"}
    everybody = rb.excuse(both, "2026-03-16", "2026-03-16", reason="holiday")
    assert set(everybody.loc[everybody["excuse_reason"] != "", "client"]) == {"a", "b"}


def test_a_later_excuse_takes_the_place_of_an_earlier_one():
    got = rb.excuse(plan(weeks=1), "2026-03-16", "2026-03-17", reason="flu")
    got = rb.excuse(got, "2026-03-17", "2026-03-18", reason="travel")
    assert got.drop_duplicates("day")["excuse_reason"].tolist()[:4] == ["flu", "travel", "travel", ""]


@pytest.mark.parametrize(
    ("first", "last", "options", "message"),
    [
        ("2026-03-16", "2026-03-16", {"reason": "  "}, "reason='  '"),
        ("2026-03-16", "2026-03-16", {"reason": None}, "reason=None"),
        ("2026-03-17", "2026-03-16", {"reason": "x"}, "2026-03-17 or later"),
        ("2026-06-01", "2026-06-02", {"reason": "x"}, "No planned session lies on .*2026-06-01 to 2026-06-02"),
        ("2026-03-16", "2026-03-16", {"reason": "x", "client": "mee"}, "client='mee' .*Allowed: me"),
        ("2026-03-16", "2026-03-16", {"reason": "x", "client": ["me"]}, r"client=\['me'\] .*Allowed: me"),
        ("16-03-2026", "2026-03-16", {"reason": "x"}, "first_date='16-03-2026'"),
    ],
)
def test_a_wrong_excuse_is_refused(first, last, options, message):
    with pytest.raises(ArgumentError, match=message):
        rb.excuse(plan(weeks=1), first, last, **options)


def test_the_slots_named_are_excused_and_no_others():
    got = rb.excuse(plan(weeks=1), "2026-03-17", "2026-03-18", slots="pm", reason="travel")
    assert by_session(got[got["excuse_reason"] == "travel"])["session"].tolist() == [4, 6]
    both = rb.excuse(plan(weeks=1), "2026-03-17", slots=["am", "pm"], reason="travel")
    assert by_session(both[both["excuse_reason"] == "travel"])["session"].tolist() == [3, 4]


@pytest.mark.parametrize(
    ("slots", "message"),
    [
        ("noon", "slots='noon' .*Allowed: am, pm"),
        (["am", "PM"], "slots='PM' .*Allowed: am, pm"),
        ([], r"slots=\[\] .*one or more of: am, pm"),
        (5, "slots=5 .*one or more of: am, pm"),
    ],
)
def test_slots_that_the_plan_does_not_have_are_refused(slots, message):
    with pytest.raises(ArgumentError, match=message):
        rb.excuse(plan(weeks=1), "2026-03-17", slots=slots, reason="travel")


def test_something_else_than_a_plan_is_refused():
    with pytest.raises(FrameError, match='plan: no column "session"'):
        rb.excuse(plan(weeks=1).drop(columns="session"), "2026-03-16", "2026-03-16", reason="x")


# ------------------------------------------------------------------------------------------------------- revise


def test_what_came_before_stays_and_what_follows_is_planned_again():
    before = plan()
    copy = before.copy(deep=True)
    got = rb.revise_plan(before, "2026-03-26", program=PROGRAM, times={"am": "06:15", "pm": "21:00"})
    old, new = got["date"] < "2026-03-26", got["date"] >= "2026-03-26"
    assert_frame_equal(got[old], before[before["date"] < "2026-03-26"])
    assert set(got.loc[new, "plan_version"]) == {2}
    assert by_session(got)["session"].tolist() == list(range(1, 57))
    assert by_session(got[new])["scheduled_local"].dt.strftime("%H:%M").unique().tolist() == ["06:15", "21:00"]
    assert_frame_equal(
        got[["date", "day", "week", "level", "sets_max"]], before[["date", "day", "week", "level", "sets_max"]]
    )
    assert_windows_tile(got)
    assert_is_a_plan(got)
    assert_frame_equal(before, copy)


def test_nothing_given_plans_the_same_again_but_for_the_version():
    before = plan(times={"morning": "06:40", "noon": "12:05", "late": "00:20"}, day_start="03:00", weeks=3)
    got = rb.revise_plan(before, "2026-03-25", program=PROGRAM)
    assert_frame_equal(got.drop(columns="plan_version"), before.drop(columns="plan_version"))
    assert got.groupby("day")["plan_version"].first().tolist() == [1] * 9 + [2] * 12


def test_a_clock_change_does_not_shift_the_times_that_are_kept():
    before = plan("2026-03-27", "Europe/Amsterdam", times={"night": "02:30"}, day_start="02:00", weeks=1)
    got = rb.revise_plan(before, "2026-03-29", program=PROGRAM)
    assert_frame_equal(got.drop(columns="plan_version"), before.drop(columns="plan_version"))


def test_exercises_and_the_week_of_the_advanced_one_follow_the_call():
    got = rb.revise_plan(plan(), "2026-03-23", program=PROGRAM, advanced_from_week=2)
    assert sorted(set(got.loc[got["level"] == "advanced", "week"])) == [2, 3, 4]
    got = rb.revise_plan(plan(), "2026-03-23", program=PROGRAM, exercises="wall_band_breathing")
    assert set(got.loc[got["date"] >= "2026-03-23", "exercise"]) == {"wall_band_breathing"}
    assert set(got.loc[got["date"] < "2026-03-23", "exercise"]) == {
        "four_point_rotation",
        "side_lying_roller",
        "wall_band_breathing",
    }


def test_sessions_count_on_where_the_number_of_slots_changes():
    got = rb.revise_plan(plan(weeks=1), "2026-03-18", program=PROGRAM, times={"noon": "12:00"})
    assert by_session(got)["session"].tolist() == list(range(1, 4 + 5 + 1))
    assert by_session(got)["slot"].tolist() == ["am", "pm", "am", "pm"] + ["noon"] * 5
    assert_is_a_plan(got)


def test_a_plan_can_be_made_longer_and_shorter():
    longer = rb.revise_plan(plan(weeks=2), "2026-03-30", program=PROGRAM, weeks=4)
    assert_frame_equal(longer.drop(columns="plan_version"), plan(weeks=4).drop(columns="plan_version"))
    shorter = rb.revise_plan(plan(weeks=4), "2026-03-23", program=PROGRAM, weeks=2)
    assert shorter["date"].max() == pd.Timestamp("2026-03-29")


def test_from_before_the_start_all_is_planned_again():
    got = rb.revise_plan(plan(weeks=1), "2026-03-01", program=PROGRAM)
    assert_frame_equal(got, plan(weeks=1).assign(plan_version=2))


def test_a_day_that_was_excused_stays_so():
    ill = rb.excuse(plan(weeks=2), "2026-03-24", "2026-03-24", reason="flu")
    got = rb.revise_plan(ill, "2026-03-20", program=PROGRAM, times={"noon": "12:00"})
    assert got.loc[got["excuse_reason"] == "flu", "date"].unique().tolist() == [pd.Timestamp("2026-03-24")]


def test_a_second_revision_is_version_3():
    got = rb.revise_plan(plan(weeks=2), "2026-03-20", program=PROGRAM, times={"am": "06:00", "pm": "18:00"})
    got = rb.revise_plan(got, "2026-03-25", program=PROGRAM)
    assert got.drop_duplicates("day")["plan_version"].tolist() == [1] * 4 + [2] * 5 + [3] * 5
    assert by_session(got)["scheduled_local"].dt.hour.tolist()[-2:] == [6, 18]


@pytest.mark.parametrize("tz", ["Asia/Tokyo", "America/Los_Angeles"])
def test_windows_go_on_without_hole_or_overlap_when_the_zone_changes(tz):
    got = rb.revise_plan(plan(weeks=2), "2026-03-23", program=PROGRAM, tz=tz)
    sessions = by_session(got)
    assert sessions["tz"].tolist() == ["Europe/London"] * 14 + [tz] * 14
    assert (sessions["opens_at"].iloc[1:].to_numpy() == sessions["closes_at"].iloc[:-1].to_numpy()).all()
    assert (sessions["opens_at"] <= sessions["closes_at"]).all()
    assert sessions["scheduled_local"].dt.strftime("%H:%M").unique().tolist() == ["07:30", "20:30"]


def test_a_session_that_a_journey_leaves_no_time_for_is_excused_and_counts_when_done():
    program = rb.load_program()
    home = rb.make_plan(program, "2026-03-02", tz="America/New_York", weeks=2)
    away = rb.revise_plan(home, "2026-03-09", program=program, tz="Asia/Tokyo")
    lost = by_session(away)
    lost = lost[lost["excuse_reason"] != ""]
    assert lost[["date", "slot", "excuse_reason"]].astype("str").to_numpy().tolist() == [
        ["2026-03-09", "am", "no time left by a change of zone"]
    ]
    entries = pd.DataFrame({"performed_at": ["2026-03-08T22:30Z"], "exercise": ["side_lying_roller"], "sets": ["5"]})
    log = rb.read_log(entries.assign(slot="am"), client="me", tz="Asia/Tokyo")
    sessions = rb.sessions(rb.match_log(away, log, as_of="end"))
    assert sessions.loc[sessions["session"] == 15, ["due", "status"]].to_numpy().tolist() == [[True, "partial"]]
    nothing = rb.sessions(rb.match_log(away, rb.Log(log.entries.iloc[:0]), as_of="end"))
    assert nothing.loc[nothing["session"] == 15, ["due", "status"]].to_numpy().tolist() == [[False, "excused"]]


def test_many_clients_with_their_own_habits_are_revised_as_each_one_would_be():
    parts = [
        rb.make_plans(PROGRAM, clients_of(6), weeks=2),
        plan("2026-06-01", client="x", times={"noon": "12:10"}, weeks=3),
        plan("2026-06-01", client="y", day_start="02:00", weeks=1),
    ]
    whole = PLAN.sort(PLAN.check(pd.concat(parts)))
    got = rb.revise_plan(whole, "2026-06-04", program=PROGRAM)
    for client in ["x", "y"]:
        mine = whole[whole["client"] == client]
        alone = rb.revise_plan(mine, "2026-06-04", program=PROGRAM)
        assert_frame_equal(PLAN.check(got[got["client"] == client]), alone)
    assert_frame_equal(got.drop(columns="plan_version"), whole.drop(columns="plan_version"))


def test_only_the_client_named_is_revised():
    clients = pd.DataFrame({"client": ["a", "b"], "start": "2026-03-16", "tz": "Europe/London"})
    both = rb.make_plans(PROGRAM, clients, weeks=1)
    got = rb.revise_plan(both, "2026-03-18", program=PROGRAM, client="b", times={"noon": "12:00"})
    assert_frame_equal(PLAN.check(got[got["client"] == "a"]), PLAN.check(both[both["client"] == "a"]))
    assert set(got.loc[(got["client"] == "b") & (got["date"] >= "2026-03-18"), "slot"]) == {"noon"}


@pytest.mark.parametrize(
    ("from_date", "options", "message"),
    [
        ("2026-09-01", {}, "No session is planned from 2026-09-01 on"),
        ("2026-03-18", {"client": "you"}, "client='you'"),
        ("2026-03-18", {"tz": "Mars/Base"}, "is not a time zone"),
        ("2026-03-18", {"weeks": 13}, "weeks=13"),
        ("2026-03-18", {"times": {}}, "one to six slots"),
        ("2026-03-18", {"exercises": ["pushups"]}, "exercises='pushups'"),
        ("18/3", {}, "from_date='18/3'"),
    ],
)
def test_a_wrong_revision_is_refused(from_date, options, message):
    with pytest.raises(ArgumentError, match=message):
        rb.revise_plan(plan(weeks=1), from_date, program=PROGRAM, **options)


def test_an_empty_plan_has_nothing_to_revise():
    with pytest.raises(ArgumentError, match="No session is planned"):
        rb.revise_plan(PLAN.empty(), "2026-03-18", program=PROGRAM)


# --------------------------------------------------------------------------------------------------------- load

TEMPI = [  # seconds per rep, rest, change; minutes of exercises 1-3, of all four (by hand, one decimal)
    ((5, 10, 20), [9.7, 11.5], [13.5, 17.2]),
    ((6, 15, 30), [12.2, 14.5], [17.0, 21.5]),
    ((8, 20, 45), [16.5, 19.5], [22.9, 28.9]),
    ((10, 30, 60), [21.5, 25.3], [29.7, 37.3]),
    ((13, 45, 60), [28.2, 33.3], [38.7, 48.8]),
    ((15, 60, 90), [34.5, 40.5], [47.0, 59.0]),
]


@pytest.mark.parametrize(("tempo", "three", "four"), TEMPI)
def test_the_minutes_of_a_session_are_the_known_ones(tempo, three, four):
    per_rep, rest, change = tempo
    load = rb.plan_load(plan(), seconds_per_rep=per_rep, rest_seconds=rest, transition_seconds=change)
    minutes = load.groupby("n_exercises")[["minutes_low", "minutes_high"]].agg(["min", "max"])
    for n, known in ((3, three), (4, four)):
        low, _, high, _ = minutes.loc[n].tolist()
        assert minutes.loc[n].tolist() == [low, low, high, high]
        assert [low, high] == pytest.approx(known, abs=0.0501)


def test_the_first_session_is_computed_by_hand():
    load = rb.plan_load(plan()).iloc[0]
    assert load["n_sets_min"] == 12
    assert load["n_reps_min"] == 90
    assert load["minutes_low"] == (90 * 8 + (12 - 3) * 20 + 2 * 45) / 60 == 16.5
    assert load["minutes_high"] == (110 * 8 + (13 - 3) * 20 + 2 * 45) / 60 == 19.5


def test_a_second_of_a_hold_takes_a_second():
    plank = rb.Exercise(id="plank", title="Plank", unit="second", sets_min=2, sets_max=3, reps=30, sides=2)
    load = rb.plan_load(rb.make_plan(PROGRAM.with_exercise(plank), "2026-03-16", tz="UTC", exercises="plank"))
    assert load.loc[0, "minutes_low"] == (2 * 30 * 2 + 1 * 20) / 60
    assert load.loc[0, "minutes_high"] == (3 * 30 * 2 + 2 * 20) / 60
    assert (load.loc[0, "n_reps_min"], load.loc[0, "n_reps_max"]) == (120, 180)


@pytest.mark.parametrize(
    ("weeks", "n", "sets", "reps"), [(2, 28, (392, 448), (3640, 4760)), (4, 56, (784, 896), (7280, 9520))]
)
def test_the_totals_of_two_and_four_weeks_of_all_four_are_the_known_ones(weeks, n, sets, reps):
    load = rb.plan_load(plan(weeks=weeks, advanced_from_week=1))
    assert len(load) == n
    assert (load["n_sets_min"].sum(), load["n_sets_max"].sum()) == sets
    assert (load["n_reps_min"].sum(), load["n_reps_max"].sum()) == reps


def test_a_row_a_session_of_every_client_in_order():
    load = rb.plan_load(rb.make_plans(PROGRAM, clients_of(3), weeks=1))
    assert load["client"].tolist() == ["000"] * 14 + ["001"] * 14 + ["002"] * 14
    assert_frame_equal(load, PLAN_LOAD.check(load))


def test_an_empty_plan_has_an_empty_load():
    assert_frame_equal(rb.plan_load(PLAN.empty()), PLAN_LOAD.empty())


@pytest.mark.parametrize(
    "wrong",
    [{"rest_seconds": -1}, {"transition_seconds": float("nan")}, {"seconds_per_rep": "8"}, {"rest_seconds": True}],
)
def test_a_tempo_that_is_no_number_of_seconds_is_refused(wrong):
    with pytest.raises(ArgumentError, match="a number of seconds, 0 or more"):
        rb.plan_load(plan(weeks=1), **wrong)
