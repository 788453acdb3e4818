"""Ratings stand on the plan day of the client's plan, also where its days do not start at the reader's 04:00."""

import datetime as dt
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import rbtools as rb
from rbtools.measure.dose_response import dose_response

PROGRAM = rb.load_program()
HOUR = dt.timedelta(hours=1)


def plan_from(day_start: str, *, tz="UTC", client="a", weeks=2) -> pd.DataFrame:
    times = {"am": "10:00", "pm": "20:00"}
    return rb.make_plan(PROGRAM, "2026-03-02", tz=tz, weeks=weeks, client=client, times=times, day_start=day_start)


def rated(*at: str, tz="UTC", value=5.0) -> rb.Log:
    """Day ratings at these local times, dated as the reader dates them."""
    local = [dt.datetime.fromisoformat(t).replace(tzinfo=ZoneInfo(tz)) for t in at]
    frame = pd.DataFrame(
        {
            "client": "a", "rated_at": pd.to_datetime(local, utc=True).as_unit("us"), "moment": "day",
            "date": pd.to_datetime([(t.replace(tzinfo=None) - 4 * HOUR).date() for t in local]).as_unit("us"),
            "rated_local": pd.to_datetime([t.replace(tzinfo=None) for t in local]).as_unit("us"),
            "slot": None, "tightness": value, "pain": None, "recorded_at": pd.NaT, "note": "", "source": "hand",
            "line": 1,
        }
    )  # fmt: skip
    return rb.Log(rb.schema.ENTRIES.empty(), rb.schema.RATINGS.check(frame))


def days_of(log: rb.Log, plan: pd.DataFrame) -> list[str]:
    found = rb.tightness(log, plan=plan, by=["client", "date"])
    return [str(date.date()) for date in found.loc[found["n_day"] > 0, "date"]]


@pytest.mark.parametrize(
    ("day_start", "at", "day"),
    [
        ("04:00", "2026-03-05T02:00", "2026-03-04"),
        ("00:00", "2026-03-05T02:00", "2026-03-05"),
        ("00:00", "2026-03-05T04:00", "2026-03-05"),
        ("02:30", "2026-03-05T02:29", "2026-03-04"),
        ("02:30", "2026-03-05T02:30", "2026-03-05"),
        ("06:00", "2026-03-05T05:59", "2026-03-04"),
        ("06:00", "2026-03-05T06:00", "2026-03-05"),
        ("06:00", "2026-03-02T05:00", "2026-03-01"),
        ("00:00", "2026-02-20T01:00", "2026-02-20"),
        ("00:00", "2026-09-20T01:00", "2026-09-20"),
    ],
)
def test_a_rating_of_the_night_stands_on_the_day_that_the_plan_says(day_start, at, day):
    assert days_of(rated(at), plan_from(day_start)) == [day]


@given(
    st.sampled_from(["00:00", "03:10", "04:00", "05:30", "09:00"]),
    st.sampled_from(["UTC", "Europe/London", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati"]),
    st.integers(-20 * 24 * 60, 40 * 24 * 60),
)
def test_it_is_the_date_of_the_wall_clock_less_the_day_start(day_start, tz, minutes):
    wall = dt.datetime(2026, 3, 2) + dt.timedelta(minutes=minutes)
    local = wall.replace(tzinfo=ZoneInfo(tz)).astimezone(dt.UTC).astimezone(ZoneInfo(tz))  # a time that exists
    hours, rest = map(int, day_start.split(":"))
    expected = (local.replace(tzinfo=None) - dt.timedelta(hours=hours, minutes=rest)).date()
    log = rated(local.replace(tzinfo=None).isoformat(), tz=tz)
    assert days_of(log, plan_from(day_start, tz=tz)) == [str(expected)]


def test_a_rating_made_far_from_home_keeps_the_day_that_was_lived():
    log = rated("2026-03-05T22:00", tz="Asia/Tokyo")  # 13:00 in London
    assert days_of(log, plan_from("00:00", tz="Europe/London")) == ["2026-03-05"]


def test_each_client_goes_by_the_own_plan():
    plan = pd.concat([plan_from("00:00"), plan_from("04:00", client="b")], ignore_index=True)
    log = rated("2026-03-05T02:00")
    both = log._replace(ratings=pd.concat([log.ratings, log.ratings.assign(client="b")], ignore_index=True))
    found = rb.tightness(both, plan=plan, by=["client", "date"])
    found = found.loc[found["n_day"] > 0, ["client", "date"]].astype("str")
    assert found.to_numpy().tolist() == [["a", "2026-03-05"], ["b", "2026-03-04"]]


def test_the_first_night_is_programme_where_days_start_at_midnight_and_baseline_where_they_do_not():
    nights = [f"2026-02-{day}T22:00" for day in (24, 25, 26)]
    log = rated(*nights, "2026-03-02T02:00")
    for day_start, n_baseline, n_program in (("00:00", 3, 1), ("04:00", 4, 0)):
        plan = plan_from(day_start)
        for measure in (rb.change, rb.effect_size):
            row = measure(plan, log, as_of="end").iloc[0]
            assert (row["n_baseline"], row["n_program"]) == (n_baseline, n_program)
        assert rb.summarize(plan, log, as_of="end")["n_baseline"].tolist() == [n_baseline]


def test_a_date_as_of_looks_at_the_ratings_of_the_plans_days():
    log = rated("2026-03-04T22:00", "2026-03-05T02:00")
    for day_start, n in (("00:00", 1), ("04:00", 2)):
        plan = plan_from(day_start)
        assert rb.summarize(plan, log, as_of="2026-03-04")["n_day"].tolist() == [n]
        review = rb.make_review(plan, log, as_of="2026-03-04")
        assert review.summary["n_day"].tolist() == [n]
        assert dose_response(plan, log, as_of="2026-03-04")["n_week"].tolist() == [0]


def test_pain_of_the_first_night_is_of_the_programme_where_days_start_at_midnight():
    log = rated("2026-03-02T02:00")
    log = log._replace(ratings=log.ratings.assign(moment="after", pain=8.0))
    for day_start, n_days in (("00:00", 1), ("04:00", 0)):
        review = rb.make_review(plan_from(day_start), log, as_of="2026-03-20")
        assert review.suggestion.inputs["n_pain_days"] == n_days


def test_the_log_itself_is_left_as_it_is():
    log, plan = rated("2026-03-05T02:00"), plan_from("00:00")
    before = log.ratings.copy(deep=True)
    rb.tightness(log, plan=plan)
    rb.make_review(plan, log, as_of="end")
    assert_frame_equal(log.ratings, before)
