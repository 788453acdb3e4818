"""Wall-clock times to instants: gaps move on to the first time that exists, doubled times are the first."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from zone_oracle import first_existing, instant

from rbtools.core.clock import check_zone, parse_clock, parse_date, to_instant, to_wall, zone_names
from rbtools.errors import ArgumentError


def micros(*walls: str | datetime) -> np.ndarray:
    return np.array([np.datetime64(w, "us") for w in walls]).view("int64")


CASES = [
    # zone, wall, first existing wall, UTC
    ("Europe/London", "2026-03-29T01:30", "2026-03-29T02:00", "2026-03-29T01:00"),
    ("Europe/London", "2026-10-25T01:30", "2026-10-25T01:30", "2026-10-25T00:30"),
    ("Europe/London", "2026-10-25T02:00", "2026-10-25T02:00", "2026-10-25T02:00"),
    ("Europe/Dublin", "2026-10-25T01:30", "2026-10-25T01:30", "2026-10-25T00:30"),
    ("Europe/Amsterdam", "2026-03-29T02:30", "2026-03-29T03:00", "2026-03-29T01:00"),
    ("Australia/Lord_Howe", "2026-10-04T02:10", "2026-10-04T02:30", "2026-10-03T15:30"),
    ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-05T01:45", "2026-04-04T14:45"),
    ("Asia/Kathmandu", "2026-05-01T07:30", "2026-05-01T07:30", "2026-05-01T01:45"),
    ("Africa/Casablanca", "2026-02-15T02:30", "2026-02-15T02:30", "2026-02-15T01:30"),
    ("Africa/Cairo", "2026-04-24T00:00", "2026-04-24T01:00", "2026-04-23T22:00"),
    ("America/Santiago", "2026-09-06T00:00", "2026-09-06T01:00", "2026-09-06T04:00"),
    ("America/Havana", "2026-03-08T00:00", "2026-03-08T01:00", "2026-03-08T05:00"),
    ("Asia/Beirut", "2026-03-29T00:00", "2026-03-29T01:00", "2026-03-28T22:00"),
    ("Pacific/Apia", "2011-12-30T07:30", "2011-12-31T00:00", "2011-12-30T10:00"),
    ("America/Scoresbysund", "2024-03-31T00:30", "2024-03-31T00:30", "2024-03-31T01:30"),
    ("UTC", "2026-03-29T01:30", "2026-03-29T01:30", "2026-03-29T01:30"),
]


@pytest.mark.parametrize(("tz", "wall", "shown", "utc"), CASES)
def test_a_wall_time_is_the_first_instant_that_shows_it_or_the_first_after_the_gap(tz, wall, shown, utc):
    got = to_instant(micros(wall), tz)
    assert got.tolist() == micros(utc).tolist()
    assert to_wall(got, tz).tolist() == micros(shown).tolist()


@settings(max_examples=150)
@given(
    tz=st.sampled_from(sorted(zone_names() - {"Factory"})),
    wall=st.datetimes(datetime(2000, 1, 1), datetime(2037, 12, 31)).map(lambda d: d.replace(second=0, microsecond=0)),
)
def test_any_zone_and_time_agrees_with_zoneinfo(tz, wall):
    got = to_instant(micros(wall), tz)
    assert got.view("datetime64[us]").tolist() == [instant(wall, tz).replace(tzinfo=None)]
    assert to_wall(got, tz).view("datetime64[us]").tolist() == [first_existing(wall, tz)]


def test_many_times_at_once_are_the_same_as_one_by_one():
    walls = micros(*[case[1] for case in CASES])
    together = to_instant(walls, "Europe/London")
    assert together.tolist() == [to_instant(walls[i : i + 1], "Europe/London")[0] for i in range(len(walls))]


def test_no_times_give_no_times():
    assert to_instant(np.array([], dtype="int64"), "Europe/London").tolist() == []


NOT_ZONES = ["+01:00", "CEST", "", None, 3, "Europe/London ", "../etc/passwd", "localtime", "Europe"]


@pytest.mark.parametrize("tz", NOT_ZONES)
def test_what_is_not_an_iana_zone_is_refused(tz):
    with pytest.raises(ArgumentError, match=r"is not a time zone.*Allowed: an IANA name"):
        check_zone(tz)


def test_a_misspelt_zone_gets_a_suggestion():
    with pytest.raises(ArgumentError, match='did you mean "Europe/Amsterdam"'):
        check_zone("Europe/Amsterdan")


@pytest.mark.parametrize(("text", "minutes"), [("00:00", 0), ("07:30", 450), ("23:59", 1439)])
def test_a_clock_time_is_minutes_after_midnight(text, minutes):
    assert parse_clock(text, "times") == minutes


NOT_CLOCKS = ["24:00", "7:3", "07:60", "07:30:00", "٠٧:٣٠", "0730", "-1:30", "+1:30", "", None, 7.5]


@pytest.mark.parametrize("text", NOT_CLOCKS)
def test_a_bad_clock_time_is_refused(text):
    with pytest.raises(ArgumentError, match="HH:MM"):
        parse_clock(text, "times")


@pytest.mark.parametrize(
    "value",
    [
        "2026-03-16",
        date(2026, 3, 16),
        datetime(2026, 3, 16),
        pd.Timestamp("2026-03-16"),
        np.datetime64("2026-03-16"),
        np.datetime64("2026-03-16T00:00:00.000000000"),
    ],
)
def test_a_date_is_taken_in_every_plain_form(value):
    assert parse_date(value, "start") == np.datetime64("2026-03-16", "D")


@pytest.mark.parametrize(
    "value",
    [
        "16/03/2026",
        "03-16-2026",
        "2026-3-16",
        "20260316",
        "2026-W12-1",
        "2026-03-16T07:30",
        "2026-02-30",
        "16 mrt 2026",
        "",
        None,
        46110,
        datetime(2026, 3, 16, 7, 30),
        pd.Timestamp("2026-03-16", tz="UTC"),
        pd.NaT,
        np.datetime64("NaT", "us"),
        np.datetime64("2026-03-16T07:30"),
        "1999-12-31",
        "2100-01-01",
    ],
)
def test_what_could_be_read_two_ways_or_has_a_time_is_refused(value):
    with pytest.raises(ArgumentError, match="start="):
        parse_date(value, "start")
