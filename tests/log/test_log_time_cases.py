"""The reader's part of the 27 time cases: the instant, the plan day, and what is refused, asked or flagged."""

import pandas as pd
import pytest

from rbtools import RbtoolsError, read_log

AMSTERDAM = "Europe/Amsterdam"


def one(at: str, **options) -> dict | str:
    """The entry of one row: its instant, plan day and wall clock; the code of its reject otherwise."""
    try:
        log = read_log(
            f"performed_at,slot,exercise,sets\n2026-03-10T07:30Z,,other,5\n{at},,roller,5\n".encode(), **options
        )
    except RbtoolsError as refusal:
        return str(refusal)
    if log.report.rejected:
        return log.rejects["code"].iloc[0]
    entry = log.entries[log.entries["exercise"] == "side_lying_roller"].iloc[0]
    return {
        "at": f"{entry['performed_at']:%m-%dT%H:%M}Z",
        "date": f"{entry['date']:%Y-%m-%d}",
        "local": f"{entry['performed_local']:%m-%dT%H:%M}",
        "flags": dict(log.report.flags),
    }


def at(instant: str, date: str, local: str, **flags: int) -> dict:
    return {"at": instant, "date": date, "local": local, "flags": {k.replace("_", "-"): n for k, n in flags.items()}}


CASES = [
    ("1 before the change", "2026-03-28T20:00", AMSTERDAM, at("03-28T19:00Z", "2026-03-28", "03-28T20:00")),
    ("1 after the change", "2026-03-29T08:00", AMSTERDAM, at("03-29T06:00Z", "2026-03-29", "03-29T08:00")),
    ("3 does not exist", "2026-03-29T02:30", AMSTERDAM, "nonexistent-time"),
    ("4 exists twice", "2026-10-25T02:30", AMSTERDAM,
     at("10-25T00:30Z", "2026-10-24", "10-25T02:30", ambiguous_time=1)),
    ("5 the first of two", "2026-10-25T02:30+02:00", AMSTERDAM, at("10-25T00:30Z", "2026-10-24", "10-25T02:30")),
    ("5 the second of two", "2026-10-25T02:30+01:00", AMSTERDAM, at("10-25T01:30Z", "2026-10-24", "10-25T02:30")),
    ("7 Lord Howe, half an hour forward", "2026-10-04T02:15", "Australia/Lord_Howe", "nonexistent-time"),
    ("7 Lord Howe, after", "2026-10-04T02:30", "Australia/Lord_Howe", at("10-03T15:30Z", "2026-10-03", "10-04T02:30")),
    ("7 Lord Howe, half an hour twice", "2026-04-05T01:45", "Australia/Lord_Howe",
     at("04-04T14:45Z", "2026-04-04", "04-05T01:45", ambiguous_time=1)),
    ("7 Kathmandu", "2026-03-16T07:30", "Asia/Kathmandu", at("03-16T01:45Z", "2026-03-16", "03-16T07:30")),
    ("7 Casablanca", "2026-02-15T02:30", "Africa/Casablanca",
     at("02-15T01:30Z", "2026-02-14", "02-15T02:30", ambiguous_time=1)),
    ("8 Cairo has no midnight", "2026-04-24T00:30", "Africa/Cairo", "nonexistent-time"),
    ("8 Santiago has no midnight", "2026-09-06T00:30", "America/Santiago", "nonexistent-time"),
    ("8 Havana, the first hour there is", "2026-03-08T01:10", "America/Havana",
     at("03-08T05:10Z", "2026-03-07", "03-08T01:10")),
    ("8 Beirut has no midnight", "2026-03-29T00:30", "Asia/Beirut", "nonexistent-time"),
    ("9 a day that never was", "2011-12-30T08:00", "Pacific/Apia", "nonexistent-time"),
    ("9 a date that never was", "2011-12-30", "Pacific/Apia", "nonexistent-time"),
    ("10 new rules", "2024-04-01T08:00", "America/Scoresbysund", at("04-01T09:00Z", "2024-04-01", "04-01T08:00")),
    ("11 where the person was", "2026-03-16T22:30Z", "Asia/Tokyo", at("03-16T22:30Z", "2026-03-17", "03-17T07:30")),
    ("14 after midnight", "2026-03-17T00:20", AMSTERDAM, at("03-16T23:20Z", "2026-03-16", "03-17T00:20")),
    ("15 03:59", "2026-03-17T03:59", AMSTERDAM, at("03-17T02:59Z", "2026-03-16", "03-17T03:59")),
    ("15 04:00", "2026-03-17T04:00", AMSTERDAM, at("03-17T03:00Z", "2026-03-17", "03-17T04:00")),
    ("15 04:01", "2026-03-17T04:01", AMSTERDAM, at("03-17T03:01Z", "2026-03-17", "03-17T04:01")),
    ("16 the offset's date", "2026-04-01T00:30+02:00", None, at("03-31T22:30Z", "2026-03-31", "04-01T00:30")),
    ("18 naive without tz", "2026-03-16T07:30", None, "no-zone"),
    ("20 no leap year", "2027-02-29T07:30Z", None, "value"),
    ("20 no such day", "2026-02-30T07:30Z", None, "value"),
    ("20 24:30", "2026-03-16T24:30Z", None, "value"),
    ("20 24:00", "2026-03-16T24:00Z", None, "value"),
    ("20 07:60", "2026-03-16T07:60Z", None, "value"),
    ("20 seconds 60", "2026-03-16T07:30:60Z", None, "value"),
    ("20 offset", "2026-03-16T07:30+25:00", None, "value"),
    ("22 the last day of a year", "2026-12-31T07:30Z", None, at("12-31T07:30Z", "2026-12-31", "12-31T07:30")),
    ("23 day or month first", "01/05/2026 07:30", AMSTERDAM, "value"),
    ("24 a spreadsheet's serial", "46110.295", AMSTERDAM, "value"),
    ("24 seconds since 1970", "1773642600", AMSTERDAM, "value"),
    ("26 1970", "1970-01-01T00:00Z", None, "range"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tz", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_time_cases(text, tz, expected):
    assert one(text, tz=tz) == expected


def test_case_5_both_readings_of_the_repeated_hour_are_two_entries_of_one_plan_day():
    rows = b"performed_at,exercise,sets\n2026-10-25T02:30+02:00,roller,5\n2026-10-25T02:30+01:00,roller,5\n"
    log = read_log(rows, tz=AMSTERDAM)
    assert log.report.duplicate == 0
    assert log.entries["date"].unique().tolist() == [pd.Timestamp("2026-10-24")]


def test_case_17_each_row_keeps_its_own_offset():
    rows = b"performed_at,exercise,sets\n2026-03-16T07:30+01:00,roller,5\n2026-03-16T07:30-05:00,roller,5\n"
    log = read_log(rows)
    assert log.entries["performed_local"].dt.hour.tolist() == [7, 7]
    assert log.entries["performed_at"].dt.hour.tolist() == [6, 12]


def test_case_18_only_the_naive_rows_are_rejected():
    rows = b"performed_at,exercise,sets\n2026-03-16T07:30+01:00,roller,5\n2026-03-17T07:30,roller,5\n"
    log = read_log(rows)
    assert list(zip(log.rejects["line"], log.rejects["code"], strict=True)) == [(3, "no-zone")]
    assert log.report.accepted == 1


def test_case_23_a_thirteen_beside_it_makes_the_message_suggest_the_order():
    rows = b"performed_at,exercise,sets\n01/05/2026 7:30,roller,5\n13/05/2026 7:30,roller,5\n"
    with pytest.raises(RbtoolsError, match='say date_order="dmy" if that is right'):
        read_log(rows, tz=AMSTERDAM)


def test_case_27_two_sessions_three_minutes_apart_are_both_kept_and_flagged():
    rows = b"performed_at,slot,exercise,sets\n2026-03-16T07:30Z,am,roller,5\n2026-03-16T07:33Z,am,roller,5\n"
    log = read_log(rows)
    assert log.report.accepted == 2
    assert dict(log.report.flags) == {"close-together": 1}


def test_midnight_sharp_and_a_slot_against_the_clock_are_flagged():
    rows = b"performed_at,slot,exercise,sets\n2026-03-16T00:00Z,am,roller,5\n2026-03-16T21:00Z,am,rotation,5\n"
    assert dict(read_log(rows).report.flags) == {"slot-and-clock-disagree": 2, "midnight": 1}
