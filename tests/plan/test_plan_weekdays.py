"""Times by weekday, and what is different for each client: typed out by hand."""

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from test_plan import PROGRAM, assert_is_a_plan, assert_windows_tile, by_session, plan

import rbtools as rb
from rbtools.errors import ArgumentError, FrameError

WEEKDAYS = {"am": "7:30", "pm": {"sat": "21:00", "sun": None, "other": "20:30"}}


def test_a_week_with_times_by_weekday_is_written_out():
    found = plan(weeks=1, exercises=["side_lying_roller"], times=WEEKDAYS)
    expected = pd.DataFrame(  # Thursday to Sunday, in London before the clock change: local time is UTC
        [
            (7, "2026-03-19", "am", "2026-03-19 07:30", "2026-03-19 04:00", "2026-03-19 14:00:00.000001"),
            (8, "2026-03-19", "pm", "2026-03-19 20:30", "2026-03-19 14:00:00.000001", "2026-03-20 04:00"),
            (9, "2026-03-20", "am", "2026-03-20 07:30", "2026-03-20 04:00", "2026-03-20 14:00:00.000001"),
            (10, "2026-03-20", "pm", "2026-03-20 20:30", "2026-03-20 14:00:00.000001", "2026-03-21 04:00"),
            (11, "2026-03-21", "am", "2026-03-21 07:30", "2026-03-21 04:00", "2026-03-21 14:15:00.000001"),
            (12, "2026-03-21", "pm", "2026-03-21 21:00", "2026-03-21 14:15:00.000001", "2026-03-22 04:00"),
            (13, "2026-03-22", "am", "2026-03-22 07:30", "2026-03-22 04:00", "2026-03-23 04:00"),
        ],
        columns=["session", "date", "slot", "scheduled_local", "opens_at", "closes_at"],
    )
    for name in ("date", "scheduled_local"):
        expected[name] = pd.to_datetime(expected[name], format="ISO8601")
    for name in ("opens_at", "closes_at"):
        expected[name] = pd.to_datetime(expected[name], format="ISO8601", utc=True)
    late = found.iloc[6:].reset_index(drop=True)[list(expected)].astype({"slot": "str"})
    assert_frame_equal(late, expected, check_dtype=False)
    assert_is_a_plan(found)
    assert_windows_tile(found)


def test_text_says_the_same_as_a_mapping():
    text = plan(weeks=2, times={"am": "7:30", "pm": "20:30, sat 21:00, sun none"})
    assert_frame_equal(text, plan(weeks=2, times=WEEKDAYS))


def test_a_slot_after_midnight_has_the_weekday_of_the_evening_before():
    found = plan(weeks=1, exercises=["side_lying_roller"], times={"late": {"fri": "00:30", "other": None}})
    assert found["date"].astype("str").tolist() == ["2026-03-20"]
    assert found["scheduled_local"].astype("str").tolist() == ["2026-03-21 00:30:00"]


@pytest.mark.parametrize(
    ("pm", "message"),
    [
        ({"sat": "21:00"}, r"does not say what mon, tue, wed, thu, fri, sun have. Add 'other'"),
        ({"saturday": "21:00", "other": "20:30"}, r"times\['pm'\]='saturday'.*sat"),
        ({"sat": "25:00", "other": "20:30"}, r"times\['pm'\]\['sat'\]='25:00'"),
        ({"sat": 21, "other": "20:30"}, r"times\['pm'\]\['sat'\]=21"),
        ({"sun": "7:30", "other": "20:30"}, "a time that slot 'am' does not have"),
        ({"other": None}, "no session on any weekday. Leave the slot out"),
        ("20:30, sat 21:00, sat 22:00", "each weekday once"),
        ("20:30, weekend 21:00", "each weekday once"),
        ("sat 21:00, sun none", r"Add 'other'"),
    ],
)
def test_wrong_times_by_weekday_are_refused(pm, message):
    with pytest.raises(ArgumentError, match=message):
        plan(times={"am": "7:30", "pm": pm})


# ------------------------------------------------------------------------------------------------ columns of clients

CLIENTS = pd.DataFrame(
    {
        "client": ["a", "b", "c", "d"],
        "start": "2026-03-16",
        "tz": "Europe/London",
        "weeks": [None, 2, 3.0, None],
        "exercises": ["", "side_lying_roller, cross_reach_rolling", ["wall_band_breathing"], None],
        "advanced_from_week": [None, 2, "never", ""],
        "day_start": [None, "05:00", "", None],
        "time_am": [None, "8:15", "none", ""],
        "time_pm": ["20:30, sun none", None, "", None],
    },
    index=[10, 11, 12, 13],
)
OF_EACH = {
    "a": {"times": {"am": "07:30", "pm": "20:30, sun none"}},
    "b": {
        "weeks": 2,
        "exercises": ["side_lying_roller", "cross_reach_rolling"],
        "advanced_from_week": 2,
        "day_start": "05:00",
        "times": {"am": "08:15", "pm": "20:30"},
    },
    "c": {"weeks": 3, "exercises": ["wall_band_breathing"], "advanced_from_week": None, "times": {"pm": "20:30"}},
    "d": {},
}


@pytest.mark.parametrize("client", OF_EACH)
def test_the_columns_of_a_client_are_the_arguments_of_make_plan(client):
    found = rb.make_plans(PROGRAM, CLIENTS)
    own = found[found["client"] == client].reset_index(drop=True)
    alone = plan(client=client, **OF_EACH[client])
    categories = ["client", "exercise", "slot", "tz", "day_start"]
    as_text = dict.fromkeys(categories, "str")
    assert own["times"].isna().all() == ("times" not in alone)
    own, alone = (frame.drop(columns="times", errors="ignore") for frame in (own, alone))
    assert_frame_equal(own.astype(as_text), alone.astype(as_text))


def test_the_numbers_of_sessions_and_exercises_are_counted_by_hand():
    found = rb.make_plans(PROGRAM, CLIENTS)
    sessions = by_session(found).groupby("client", observed=True).size().to_dict()
    assert sessions == {"a": 4 * 13, "b": 2 * 14, "c": 3 * 7, "d": 4 * 14}
    rows = found.groupby("client", observed=True).size().to_dict()
    assert rows == {"a": 26 * 3 + 26 * 4, "b": 14 * 1 + 14 * 2, "c": 21, "d": 28 * 3 + 28 * 4}


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("week", 2, r'clients, column week: unknown \(did you mean "weeks"\?\)'),
        ("times_am", "7:00", r"clients, column times_am: unknown .*time_am"),
        ("time_", "7:00", "clients, column time_: unknown"),
        ("note", "", "clients, column note: unknown. Allowed: .*day_start and time_<slot>"),
        ("weeks", 13, "clients, row 5: weeks=13"),
        ("weeks", 2.5, "clients, row 5: weeks=2.5"),
        ("exercises", "side_lying_rollr", 'clients, row 5: exercises=.*did you mean "side_lying_roller"'),
        ("advanced_from_week", "nie", "clients, row 5: advanced_from_week='nie'"),
        ("day_start", "4h", "clients, row 5: day_start='4h'"),
        ("time_am", "20:30", "clients, row 5: .*a time that slot"),
    ],
)
def test_a_column_that_is_nearly_one_or_a_wrong_cell_is_refused(column, value, message):
    clients = pd.DataFrame({"client": ["a"], "start": "2026-03-16", "tz": "UTC", column: [value]}, index=[5])
    with pytest.raises(FrameError, match=message):
        rb.make_plans(PROGRAM, clients)
