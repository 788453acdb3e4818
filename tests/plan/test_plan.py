"""The plan: which sessions are due when, in which window; slots, weeks and exercises."""

import random
from datetime import date, timedelta

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import rbtools as rb
from rbtools.errors import ArgumentError, FrameError
from rbtools.schema import PLAN

PROGRAM = rb.load_program()


def plan(start="2026-03-16", tz="Europe/London", **options):
    return rb.make_plan(PROGRAM, start, tz=tz, **options)


def clients_of(n, seed=1):
    rng = random.Random(seed)
    zones = ["Europe/London", "Asia/Kathmandu", "America/Santiago", "Pacific/Apia"]
    return pd.DataFrame(
        {
            "client": [f"{i:03d}" for i in range(n)],
            "start": [date(2026, 1, 1) + timedelta(days=rng.randrange(365)) for _ in range(n)],
            "tz": [rng.choice(zones) for _ in range(n)],
        }
    )


def by_session(frame):
    return frame.drop_duplicates(["client", "session"]).reset_index(drop=True)


def instants(frame, column, form="%d %H:%M"):
    return by_session(frame)[column].dt.strftime(form).tolist()


def assert_is_a_plan(frame):
    assert_frame_equal(frame, PLAN.check(frame))
    assert_frame_equal(frame, PLAN.sort(frame))


def assert_windows_tile(frame):
    """Each client's windows follow one another without a hole or an overlap, and hold their session."""
    sessions = by_session(frame)
    follows = (sessions["client"] == sessions["client"].shift()).to_numpy()
    assert (sessions["opens_at"] == sessions["closes_at"].shift())[follows].all()
    assert (sessions["session"] == sessions["session"].shift() + 1)[follows].all()
    assert (sessions["session"][~follows] == 1).all()
    assert (sessions["opens_at"] <= sessions["scheduled_at"]).all()
    assert (sessions["scheduled_at"] < sessions["closes_at"]).all()


def test_the_first_rows_are_written_out():
    expected = pd.DataFrame(
        {
            "client": ["me"] * 3,
            "session": [1, 1, 1],
            "date": pd.to_datetime(["2026-03-16"] * 3),
            "day": [1] * 3,
            "week": [1] * 3,
            "slot": ["am"] * 3,
            "exercise": ["four_point_rotation", "side_lying_roller", "wall_band_breathing"],
            "level": ["base"] * 3,
            "sides": [2, 1, 1],
            "sets_min": [2, 5, 5],
            "sets_max": [3, 5, 5],
            "reps": [10, 5, 5],
            "unit": ["rotation", "breath", "breath"],
            "excuse_reason": [""] * 3,
            "plan_version": [1] * 3,
            "tz": ["Europe/Amsterdam"] * 3,
            "day_start": ["04:00"] * 3,
            "scheduled_local": pd.to_datetime(["2026-03-16 07:30"] * 3),
            "scheduled_at": pd.to_datetime(["2026-03-16 06:30Z"] * 3),
            "opens_at": pd.to_datetime(["2026-03-16 03:00Z"] * 3),
            "closes_at": pd.to_datetime(["2026-03-16 13:00:00.000001Z"] * 3),
        }
    )
    got = plan(tz="Europe/Amsterdam")
    assert_is_a_plan(got)
    categories = ["client", "exercise", "slot", "tz", "day_start", "level", "unit"]
    assert_frame_equal(got.head(3).astype(dict.fromkeys(categories, "str")), expected, check_dtype=False)


@pytest.mark.parametrize(
    ("start", "weeks", "last", "sessions"),
    [
        ("2028-02-15", 4, "2028-03-13", 56),
        ("2027-02-15", 4, "2027-03-14", 56),
        ("2026-12-28", 2, "2027-01-10", 28),
        ("2026-03-16", 1, "2026-03-22", 14),
        ("2026-03-16", 12, "2026-06-07", 168),
    ],
)
def test_a_plan_of_n_weeks_has_twice_seven_n_sessions(start, weeks, last, sessions):
    got = by_session(plan(start, weeks=weeks))
    assert got["date"].iloc[-1] == pd.Timestamp(last)
    assert got["session"].tolist() == list(range(1, sessions + 1))


@pytest.mark.parametrize("start", ["2026-03-15", "2026-03-16"])  # a Sunday and a Monday
def test_weeks_are_days_1_to_7_from_the_start_whatever_the_weekday(start):
    got = plan(start, weeks=2).drop_duplicates("day")
    assert got["week"].tolist() == [1] * 7 + [2] * 7
    assert got["day"].tolist() == list(range(1, 15))


CLOCK_CHANGES = [
    # zone, start, local times of three days, UTC of the same
    (
        "Europe/Amsterdam",
        "2026-03-28",
        ["28 07:30", "28 20:30", "29 07:30", "29 20:30", "30 07:30", "30 20:30"],
        ["28 06:30", "28 19:30", "29 05:30", "29 18:30", "30 05:30", "30 18:30"],
    ),
    (
        "Europe/London",
        "2026-10-24",
        ["24 07:30", "24 20:30", "25 07:30", "25 20:30", "26 07:30", "26 20:30"],
        ["24 06:30", "24 19:30", "25 07:30", "25 20:30", "26 07:30", "26 20:30"],
    ),
    (
        "Australia/Lord_Howe",
        "2026-10-03",
        ["03 07:30", "03 20:30", "04 07:30", "04 20:30", "05 07:30", "05 20:30"],
        ["02 21:00", "03 10:00", "03 20:30", "04 09:30", "04 20:30", "05 09:30"],
    ),
]


@pytest.mark.parametrize(("tz", "start", "local", "utc"), CLOCK_CHANGES)
def test_clock_times_hold_across_a_clock_change(tz, start, local, utc):
    got = plan(start, tz, weeks=1)
    assert instants(got, "scheduled_local")[:6] == local
    assert instants(got, "scheduled_at")[:6] == utc
    assert_windows_tile(got)


def test_a_slot_time_that_does_not_exist_moves_to_the_first_that_does_and_shows_it():
    got = plan("2026-03-28", "Europe/Amsterdam", weeks=1, times={"night": "02:30", "noon": "12:00"}, day_start="00:00")
    assert instants(got, "scheduled_local")[:4] == ["28 02:30", "28 12:00", "29 03:00", "29 12:00"]
    assert instants(got, "scheduled_at")[2:3] == ["29 01:00"]


def test_of_a_slot_time_that_exists_twice_the_first_is_taken():
    got = plan("2026-10-25", "Europe/Amsterdam", weeks=1, times={"night": "02:30"}, day_start="00:00")
    assert instants(got, "scheduled_at")[:1] == ["25 00:30"]


def test_a_day_start_that_does_not_exist_is_the_first_instant_that_does():
    got = plan("2026-04-23", "Africa/Cairo", weeks=1, day_start="00:00")
    assert instants(got, "opens_at")[2:3] == ["23 22:00"]  # 01:00 summer time on the 24th
    assert_windows_tile(got)


def test_a_date_that_never_was_has_no_sessions_and_the_days_count_on():
    got = by_session(plan("2011-12-29", "Pacific/Apia", weeks=1))
    assert got["date"].dt.strftime("%m-%d").tolist()[:4] == ["12-29", "12-29", "12-31", "12-31"]
    assert got["day"].tolist() == [1, 1, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7]
    assert got["session"].tolist() == list(range(1, 13))
    assert got["date"].iloc[-1] == pd.Timestamp("2012-01-04")
    assert_windows_tile(got)


def test_other_clients_keep_their_sessions_on_the_date_that_never_was():
    clients = pd.DataFrame({"client": ["a", "b"], "start": "2011-12-29", "tz": ["Pacific/Apia", "Pacific/Auckland"]})
    got = by_session(rb.make_plans(PROGRAM, clients, weeks=1))
    assert got["client"].value_counts().to_dict() == {"b": 14, "a": 12}
    assert_windows_tile(got)


def test_a_slot_before_the_day_start_lies_on_the_next_calendar_date():
    got = plan(weeks=1, times={"am": "09:00", "late": "00:30"})
    assert got["slot"].drop_duplicates().tolist() == ["am", "late"]
    late = by_session(got).iloc[1]
    assert late["date"] == pd.Timestamp("2026-03-16")
    assert late["scheduled_local"] == pd.Timestamp("2026-03-17 00:30")
    assert_windows_tile(got)


def test_the_border_between_two_sessions_is_the_midpoint_and_a_tie_is_the_earlier_one():
    got = by_session(plan(weeks=1)).iloc[0]
    midpoint = pd.Timestamp("2026-03-16 14:00Z")
    assert got["closes_at"] == midpoint + pd.Timedelta(microseconds=1)


def test_the_border_is_the_midpoint_in_absolute_time_on_the_day_of_the_change():
    got = plan("2026-03-29", "Europe/Amsterdam", weeks=1, times={"am": "01:00", "pm": "13:00"}, day_start="00:00")
    assert instants(got, "closes_at", "%d %H:%M:%S.%f")[0] == "29 05:30:00.000001"  # 00:00Z and 11:00Z


def test_one_and_six_slots_a_day():
    assert by_session(plan(times={"noon": "12:00"}, weeks=1))["session"].max() == 7
    six = {f"s{hour}": f"{hour:02d}:00" for hour in (6, 9, 12, 15, 18, 21)}
    got = plan(times=six, weeks=1)
    assert by_session(got)["slot"].tolist()[:6] == list(six)
    assert got["slot"].cat.categories.tolist() == sorted(six)
    assert_is_a_plan(got)
    assert_windows_tile(got)


def test_the_advanced_exercise_joins_in_week_3_or_when_told_or_never():
    def weeks_of(**options):
        got = plan(**options)
        return sorted(set(got.loc[got["level"] == "advanced", "week"]))

    assert weeks_of() == [3, 4]
    assert weeks_of(advanced_from_week=1) == [1, 2, 3, 4]
    assert weeks_of(advanced_from_week=None) == []
    assert weeks_of(weeks=2) == []
    assert "cross_reach_rolling" not in plan(weeks=2)["exercise"].cat.categories


def test_only_the_exercises_asked_for_are_planned():
    got = plan(exercises=["wall_band_breathing", "four_point_rotation"])
    assert got["exercise"].cat.categories.tolist() == ["four_point_rotation", "wall_band_breathing"]
    assert len(got) == 56 * 2
    assert_is_a_plan(got)


WRONG = [
    ({"weeks": 0}, "weeks=0 .*1 to 12"),
    ({"weeks": 13}, "weeks=13"),
    ({"weeks": True}, "weeks=True"),
    ({"weeks": 2.0}, "weeks=2.0"),
    ({"start": "16/03/2026"}, "start='16/03/2026'"),
    ({"start": "2026-03-16T07:30"}, "start="),
    ({"tz": "+01:00"}, "tz='.01:00' is not a time zone"),
    ({"client": 7}, "client=7"),
    ({"client": ""}, "client=''"),
    ({"client": "=1+1"}, "client='=1"),
    ({"client": "x" * 65}, "client="),
    ({"client": "a/b"}, "client='a/b'"),
    ({"times": {}}, "one to six slots"),
    ({"times": {f"s{i}": f"0{i}:00" for i in range(7)}}, "one to six slots"),
    ({"times": {"am": "08:00", "pm": "08:00"}}, "a time that slot 'am' does not have"),
    ({"times": {"AM": "08:00"}}, "slot names"),
    ({"times": {"am": "8.00"}}, r"times\['am'\]='8.00'"),
    ({"times": "08:00"}, "one to six slots"),
    ({"exercises": ["wall_band_breathin"]}, 'did you mean "wall_band_breathing"'),
    ({"exercises": []}, "at least one"),
    ({"exercises": 4}, "a list of exercise ids"),
    ({"exercises": [["wall_band_breathing"]]}, "exercises="),
    ({"exercises": ["wall_band_breathing"] * 2}, "each once"),
    ({"exercises": ["cross_reach_rolling"]}, "leaves week 1 without any exercise.*advanced_from_week=1"),
    ({"advanced_from_week": 0}, "advanced_from_week=0"),
    ({"day_start": "4"}, "day_start='4'"),
]


@pytest.mark.parametrize(("options", "message"), WRONG)
def test_a_wrong_argument_is_refused_with_what_is_allowed(options, message):
    with pytest.raises(ArgumentError, match=message):
        plan(**options)


def test_something_else_than_a_programme_is_refused():
    with pytest.raises(ArgumentError, match="load_program"):
        rb.make_plan("upper_back", "2026-03-16", tz="UTC")


def test_a_plan_version_has_one_day_start():
    frame = plan(weeks=1)
    two = frame.assign(day_start=frame["day_start"].astype("str").where(frame["session"] != 3, "05:00"))
    message = "plan, column day_start, row 6: '05:00' is not what the other rows of client me, plan_version 1 have"
    with pytest.raises(FrameError, match=message):
        PLAN.check(two)
    assert PLAN.check(two.assign(plan_version=1 + (frame["session"] == 3)))["day_start"].nunique() == 2


@pytest.mark.parametrize("wrong", ["4:00", "24:00", "04:60", "soon", " 04:00"])
def test_a_day_start_is_a_clock_time(wrong):
    with pytest.raises(FrameError, match=f"plan, column day_start, row 0: {wrong!r} is not allowed.*HH:MM"):
        PLAN.check(plan(weeks=1).assign(day_start=wrong))
