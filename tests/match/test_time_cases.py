"""What time does to a record: the cases of plan and matcher, one row each. The reader's cases are tested with it.

The numbers are those of the list of cases in the design's notes on time.
"""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rbtools as rb
from rbtools import schema

EXERCISE = "side_lying_roller"
TIMES = {"am": "08:00", "pm": "20:00"}


def make_plan(start: str, tz: str, **options) -> pd.DataFrame:
    options = {"times": TIMES, "weeks": 2, "exercises": [EXERCISE]} | options
    return rb.make_plan(rb.load_program(), start, tz=tz, **options)


def log_of(*times: str) -> rb.Log:
    """Five sets at each time, written with the offset of where the person was, as the reader hands it on."""
    rows = []
    for n, text in enumerate(times, start=1):
        text, _, slot = text.partition(" ")
        at = datetime.fromisoformat(text)
        local = at.replace(tzinfo=None)
        day = (local - timedelta(hours=4)).replace(hour=0, minute=0, second=0)
        when = ("me", at.astimezone(UTC), EXERCISE, "both", local, day, slot or None, True)
        rows.append((*when, 5, 5, None, "done", None, "", "", n))
    return rb.Log(pd.DataFrame(rows, columns=schema.ENTRIES.names))


def sessions_of(plan: pd.DataFrame, log: rb.Log, as_of: object = "end") -> pd.DataFrame:
    return rb.sessions(rb.match_log(plan, log, as_of=as_of))


CASES = [
    pytest.param(
        make_plan("2026-03-28", "Europe/Amsterdam"),
        ["2026-03-28T08:00+01:00", "2026-03-28T20:00+01:00", "2026-03-29T08:00+02:00", "2026-03-29T20:00+02:00"],
        ["03-28 am", "03-28 pm", "03-29 am", "03-29 pm"],
        id="1 a clock change does not move the planned times",
    ),
    pytest.param(
        make_plan("2026-03-28", "Europe/Amsterdam", times={"am": "08:00", "night": "02:30"}),
        ["2026-03-29T03:00+02:00"],
        ["03-28 night"],
        id="2 a planned time that does not exist moves to the first that does",
    ),
    pytest.param(
        make_plan("2026-10-24", "Europe/Amsterdam"),
        ["2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"],
        ["10-24 pm"],
        id="5 a clock time that is twice gives two instants of one session",
    ),
    pytest.param(
        make_plan("2026-03-28", "Europe/Amsterdam"),
        ["2026-03-29T08:10+02:00", "2026-03-29T19:50+02:00"],
        ["03-29 am", "03-29 pm"],
        id="6 a day of 23 hours",
    ),
    pytest.param(
        make_plan("2026-10-24", "Europe/Amsterdam"),
        ["2026-10-25T08:10+01:00", "2026-10-25T19:50+01:00"],
        ["10-25 am", "10-25 pm"],
        id="6 a day of 25 hours",
    ),
    pytest.param(
        make_plan("2026-10-03", "Australia/Lord_Howe"),
        ["2026-10-04T08:00+11:00", "2026-10-04T20:00+11:00"],
        ["10-04 am", "10-04 pm"],
        id="7 a day of 23.5 hours",
    ),
    pytest.param(
        make_plan("2026-02-14", "Asia/Kathmandu"),
        ["2026-02-15T08:00+05:45", "2026-02-15T20:00+05:45"],
        ["02-15 am", "02-15 pm"],
        id="7 an offset of 5:45",
    ),
    pytest.param(
        make_plan("2026-02-14", "Africa/Casablanca"),
        ["2026-02-15T08:00+00:00", "2026-02-15T20:00+00:00"],
        ["02-15 am", "02-15 pm"],
        id="7 a day of 25 hours before Ramadan",
    ),
    *(
        pytest.param(
            make_plan(str(pd.Timestamp(day).date() - timedelta(days=1)), tz, day_start="00:00"),
            [f"{day}T08:00{offset}", f"{day}T20:00{offset}", f"{day}T01:00{offset}"],
            [f"{day[5:]} am", f"{day[5:]} pm"],
            id=f"8 no midnight in {tz}",
        )
        for tz, day, offset in (
            ("Africa/Cairo", "2026-04-24", "+03:00"),
            ("America/Santiago", "2026-09-06", "-03:00"),
            ("America/Havana", "2026-03-08", "-04:00"),
            ("Asia/Beirut", "2026-03-29", "+03:00"),
        )
    ),
    pytest.param(
        make_plan("2011-12-29", "Pacific/Apia"),
        ["2011-12-29T20:00-10:00", "2011-12-31T08:00+14:00"],
        ["12-29 pm", "12-31 am"],
        id="9 a date that never was",
    ),
    pytest.param(
        make_plan("2026-04-06", "Europe/Amsterdam"),
        ["2026-04-06T08:00+02:00 am", "2026-04-07T08:00+09:00 am"],
        ["04-06 am", "04-07 am"],
        id="11 Amsterdam to Tokyo: each on its own local date",
    ),
    pytest.param(
        make_plan("2026-04-06", "Pacific/Auckland"),
        ["2026-04-07T08:00+12:00 am", "2026-04-07T08:00-10:00 am"],
        ["04-07 am"],
        id="12 a date lived twice adds sets to one slot",
    ),
    pytest.param(
        make_plan("2026-04-06", "Europe/Amsterdam"),
        ["2026-04-07T00:20+02:00"],
        ["04-06 pm"],
        id="14 after midnight is the evening before",
    ),
    pytest.param(
        make_plan("2026-04-06", "Europe/Amsterdam", day_start="00:00"),
        ["2026-04-07T00:20+02:00"],
        ["04-07 am"],
        id="14 with a day start of 00:00 it is the new day",
    ),
    pytest.param(
        make_plan("2026-04-06", "Europe/Amsterdam", day_start="00:00"),
        ["2026-04-07T00:20+02:00 pm"],
        ["04-07 pm"],
        id="14 and so it is where the slot is named",
    ),
    pytest.param(
        make_plan("2026-04-06", "Europe/Amsterdam"),
        ["2026-04-07T03:59+02:00", "2026-04-07T04:00+02:00", "2026-04-08T04:01+02:00"],
        ["04-06 pm", "04-07 am", "04-08 am"],
        id="15 the day starts at 04:00",
    ),
    pytest.param(
        make_plan("2026-03-30", "Europe/Amsterdam"),
        ["2026-04-01T00:30+02:00"],
        ["03-31 pm"],
        id="16 the plan day is neither UTC's date nor the clock's",
    ),
    pytest.param(
        make_plan("2026-04-06", "Europe/Amsterdam"),
        ["2026-04-06T08:00+02:00", "2026-04-06T19:00+01:00", "2026-04-07T06:00+00:00"],
        ["04-06 am", "04-06 pm", "04-07 am"],
        id="17 offsets of one column are each kept",
    ),
    pytest.param(
        make_plan("2026-04-06", "Europe/Amsterdam"),
        ["2026-04-06T08:00+02:00", "2026-04-06T08:03+02:00"],
        ["04-06 am"],
        id="27 twice in three minutes is one session",
    ),
]


@pytest.mark.parametrize(("plan", "times", "done"), CASES)
def test_an_instant_counts_in_its_session(plan, times, done):
    matched = rb.match_log(plan, log_of(*times), as_of="end")
    found = rb.sessions(matched)
    kept = found[found["status"] == "complete"]
    assert [f"{day:%m-%d} {slot}" for day, slot in zip(kept["date"], kept["slot"], strict=True)] == done
    assert matched["sets_done"].sum() == 5 * len(times)
    assert not (matched["status"] == "extra").any()
    assert rb.adherence(matched)["n_done"].tolist() == [len(done)]


@pytest.mark.parametrize(
    ("start", "tz", "day"),
    [
        ("2026-03-23", "Europe/Amsterdam", "2026-03-29"),
        ("2026-10-19", "Europe/Amsterdam", "2026-10-25"),
        ("2026-09-28", "Australia/Lord_Howe", "2026-10-04"),
        ("2026-02-09", "Africa/Casablanca", "2026-02-15"),
        ("2026-04-20", "Africa/Cairo", "2026-04-24"),
    ],
)
def test_6_to_8_however_long_the_day_two_are_due_and_two_done_is_a_share_of_1(start, tz, day):
    plan = make_plan(start, tz)
    times = plan.loc[plan["date"] == day, "scheduled_at"].dt.tz_convert(tz).map(pd.Timestamp.isoformat)
    by_day = rb.adherence(rb.match_log(plan, log_of(*times), as_of="end"), by="date").set_index("date").loc[day]
    assert by_day[["n_due", "n_done", "share_done"]].tolist() == [2, 2, 1.0]


def test_9_a_date_that_never_was_has_nothing_due_and_leaves_no_hole():
    plan = make_plan("2011-12-26", "Pacific/Apia")
    times = plan["scheduled_at"].dt.tz_convert("Pacific/Apia").map(pd.Timestamp.isoformat)
    matched = rb.match_log(plan, log_of(*times), as_of="end")
    assert rb.adherence(matched)[["n_due", "n_done"]].to_numpy().tolist() == [[26, 26]]
    assert rb.rhythm(matched)[["longest_gap", "longest_streak", "n_day_due"]].to_numpy().tolist() == [[0, 26, 13]]


def test_11_a_second_am_of_one_plan_day_adds_sets_that_are_capped():
    found = rb.match_log(
        make_plan("2026-04-06", "Asia/Tokyo"),
        log_of("2026-04-07T08:00+09:00 am", "2026-04-07T08:00+02:00 am", "2026-04-07T20:00+02:00 pm"),
        as_of="2026-04-07",
    )
    day = found[found["date"] == "2026-04-07"]
    assert day["sets_done"].tolist() == [10, 5]
    assert day["sets_counted"].tolist() == [5, 5]
    assert rb.adherence(found)["n_done"].tolist() == [2]


def test_13_a_date_skipped_by_travel_is_missed_unless_it_is_excused():
    plan, log = (
        make_plan("2026-04-06", "Pacific/Honolulu"),
        log_of("2026-04-06T08:00-10:00", "2026-04-08T08:00+12:00 am"),
    )
    assert sessions_of(plan, log, "2026-04-07")["status"].tolist()[2:4] == ["missed", "missed"]
    declared = rb.excuse(plan, "2026-04-07", "2026-04-07", reason="over the date line")
    matched = rb.match_log(declared, log, as_of="2026-04-08")
    assert rb.adherence(matched)[["n_due", "n_done", "n_excused"]].to_numpy().tolist() == [[4, 2, 2]]


@pytest.mark.parametrize(("start", "end"), [("2028-02-15", "2028-03-13"), ("2027-02-15", "2027-03-14")])
def test_19_four_weeks_over_a_leap_day_have_56_sessions(start, end):
    plan = make_plan(start, "Europe/Amsterdam", weeks=4)
    found = sessions_of(plan, log_of(f"{end}T20:00+01:00"))
    assert len(found) == 56
    assert found[["date", "status"]].iloc[-1].tolist() == [pd.Timestamp(end), "complete"]


@pytest.mark.parametrize("start", ["2026-03-15", "2026-03-16"])
def test_21_weeks_are_counted_from_the_start_whatever_the_weekday(start):
    matched = rb.match_log(make_plan(start, "Europe/Amsterdam"), log_of(), as_of="end")
    assert rb.adherence(matched, by="week")["n_due"].tolist() == [14, 14]


def test_22_new_year_lies_within_one_programme_week():
    plan = make_plan("2026-12-28", "Europe/Amsterdam")
    log = log_of("2026-12-31T20:00+01:00", "2027-01-01T08:00+01:00")
    by_week = rb.adherence(rb.match_log(plan, log, as_of="end"), by="week")
    assert by_week["n_done"].tolist() == [2, 0]


def test_25_later_than_as_of_is_left_before_the_start_is_an_extra():
    plan = make_plan("2026-04-06", "Europe/Amsterdam")
    log = log_of("2026-04-05T20:00+02:00", "2026-04-07T08:00+02:00")
    before, after = (rb.match_log(plan, log, as_of=day)["status"].tolist() for day in ("2026-04-06", "2026-04-07"))
    assert (before.count("extra"), before.count("full"), before.count("missed")) == (1, 0, 2)
    assert (after.count("extra"), after.count("full"), after.count("missed")) == (1, 1, 3)


zones = st.sampled_from(["Europe/London", "Australia/Lord_Howe", "Africa/Casablanca", "America/Havana", "Asia/Gaza",
                         "Antarctica/Troll", "America/Nuuk", "Pacific/Apia"])  # fmt: skip


@settings(max_examples=25)
@given(tz=zones, start=st.dates(pd.Timestamp("2000-01-01").date(), pd.Timestamp("2037-11-30").date()),
       day_start=st.sampled_from(["00:00", "02:30", "04:00"]), minutes=st.integers(0, 10**6))  # fmt: skip
def test_any_instant_of_the_plan_counts_once_in_any_zone(tz, start, day_start, minutes):
    plan = make_plan(str(start), tz, day_start=day_start)
    first, last = plan["opens_at"].iloc[0], plan["closes_at"].iloc[-1]
    at = first + pd.Timedelta(minutes=minutes % ((last - first) // pd.Timedelta(minutes=1)))
    found = sessions_of(plan, log_of(at.tz_convert(tz).isoformat()))
    hit = found[found["status"] == "complete"]
    assert len(hit) == 1
    assert hit["opens_at"].iloc[0] <= at < hit["closes_at"].iloc[0]
    assert (found.groupby("date").size() == 2).all()
