import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rbtools.log.values.grammar import Fault
from rbtools.log.values.iso import NO_OFFSET, days_of, iso_times
from rbtools.log.values.times import parse_time


def read(cell: str, order: str | None = None) -> tuple | str:
    found = parse_time(cell, order)
    if isinstance(found, Fault):
        return found.code
    wall = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=found.wall)
    offset = None if found.offset == NO_OFFSET else found.offset
    return (wall.isoformat(), offset) if found.known else (wall.date().isoformat(), offset)


SAME = "2026-03-16T07:30:00"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (SAME, (SAME, None)),
        ("2026-03-16 07:30", (SAME, None)),
        ("2026-03-16T07:30Z", (SAME, 0)),
        (" 2026-03-16T07:30:00+01:00 ", (SAME, 60)),
        ("2026-03-16T07:30:00+0100", (SAME, 60)),
        ("2026-03-16T07:30:00+01", (SAME, 60)),
        ("2026-03-16T07:30:00−03:30", (SAME, -210)),
        ("2026-03-16 07:30:00 +01:00", (SAME, 60)),
        ("2026-03-16 07:30:00 UTC", (SAME, 0)),
        ("2026-03-16 7:30 GMT+1", (SAME, 60)),
        ("2026-03-16T07:30:00.5", ("2026-03-16T07:30:00.500000", None)),
        ("20260316T073000", (SAME, None)),
        ("20260316T0730Z", (SAME, 0)),
        ("２０２６-03-16T07:30", (SAME, None)),
        ("2026-03-16\u00a07:30\u202fAM", (SAME, None)),
        ("2026-03-16 07:30 a.m.", (SAME, None)),
        ("2026-03-16 12:30 am", ("2026-03-16T00:30:00", None)),
        ("2026-03-16 12:30 PM", ("2026-03-16T12:30:00", None)),
        ("2026-03-16 7.30", (SAME, None)),
        ("2026-03-16 7h30", (SAME, None)),
        ("2026-03-16", ("2026-03-16", None)),
        ("2026-03-16+01:00", ("2026-03-16", 60)),
        ("16-mrt-2026 7:30", (SAME, None)),
        ("16. März 2026", ("2026-03-16", None)),
        ("16 févr. 2026 7h30", ("2026-02-16T07:30:00", None)),
        ("March 16, 2026 7:30 AM", (SAME, None)),
        ("16 de marzo de 2026", ("2026-03-16", None)),
        ("1er août 2026", ("2026-08-01", None)),
        ("16 ottobre 2026", ("2026-10-16", None)),
        ("16 Sept 2026", ("2026-09-16", None)),
        ("2026-Mar-16", ("2026-03-16", None)),
        ("2026-02-29", "value"),
        ("2028-02-29", ("2028-02-29", None)),
        ("2027-02-29", "value"),
        ("2026-02-30", "value"),
        ("2026-13-01", "value"),
        ("2026-03-16T24:00", "value"),
        ("2026-03-16T24:30", "value"),
        ("2026-03-16T07:60", "value"),
        ("2026-03-16T07:30:60", "value"),
        ("2026-03-16T07:30+25:00", "value"),
        ("2026-03-16T07:30+14:01", "value"),
        ("2026-03-16T07:30+14:00", (SAME, 840)),
        ("2026-03-16T07", "value"),
        ("2026-03-16 20.1", "value"),
        ("2026-03-16 7", "value"),
        ("2026-03-16 7 pm", "value"),
        ("2026-03-16 13:30 pm", "value"),
        ("2026-03-16 0:30 am", "value"),
        ("2026-03-16 07:30-07:45", "value"),
        ("2026-03-16 07:00-07:30", "value"),
        ("07:30", "value"),
        ("yesterday", "value"),
        ("46110.295", "value"),
        ("1773642600", "value"),
        ("20260316", "value"),
        ("16-mrt-26", "value"),
        ("16 Foo 2026", "value"),
        ("1970-01-01", "range"),
        ("2100-01-01", "range"),
        ("1999-12-31T23:59", "range"),
        ("2000-01-01", ("2000-01-01", None)),
        ("2099-12-31", ("2099-12-31", None)),
        ("", "missing"),
        (" ", "missing"),
        ("16/03/2026", "value"),
        ("03/04/2026", "value"),
        ("2026/03/16", "value"),
        ("99/99/9999", "value"),
        ("2026-3-16", "value"),
    ],
)
def test_times_without_a_declared_order(cell, expected):
    assert read(cell) == expected


@pytest.mark.parametrize(
    ("cell", "order", "expected"),
    [
        ("03/04/2026", "dmy", ("2026-04-03", None)),
        ("03/04/2026", "mdy", ("2026-03-04", None)),
        ("2026/04/03", "ymd", ("2026-04-03", None)),
        ("3.4.26 7.30", "dmy", ("2026-04-03T07:30:00", None)),
        ("3-4-26", "mdy", ("2026-03-04", None)),
        ("26-4-3", "ymd", ("2026-04-03", None)),
        ("16/03/2026, 07:30", "dmy", (SAME, None)),
        ("3/16/26 7:30 AM", "mdy", (SAME, None)),
        ("16/03/2026 07:30+01:00", "dmy", (SAME, 60)),
        ("16/03/2026", "mdy", "value"),
        ("16/03/2026", "ymd", "value"),
        ("16/03-2026", "dmy", "value"),
        ("16/03/026", "dmy", "value"),
        ("2026-03-16", "dmy", ("2026-03-16", None)),
        ("2026-03-16", "mdy", ("2026-03-16", None)),
        ("30/02/2026", "dmy", "value"),
        ("1/1/1999", "dmy", "range"),
    ],
)
def test_dates_of_numbers_follow_the_declared_order(cell, order, expected):
    assert read(cell, order) == expected


def test_only_a_date_of_numbers_asks_for_an_order():
    assert parse_time("03/04/2026").option == "date_order"
    assert parse_time("31/31/2026").option == ""
    assert parse_time("03/04/2026 25:00").option == ""


FIELD = st.integers(0, 99).map("{:02d}".format)


@settings(max_examples=500)
@given(
    st.tuples(
        st.integers(1995, 2105).map(str),
        st.integers(0, 13).map("{:02d}".format),
        st.integers(0, 32).map("{:02d}".format),
    ),
    st.tuples(st.integers(0, 25).map("{:02d}".format), st.integers(0, 61).map("{:02d}".format), FIELD),
    st.sampled_from(["", "Z", "+01:00", "-08:00", "-07:45", "-03:30", "+05:45", "+14:01", "+13:60"]),
    st.sampled_from(["T", " ", "t"]),
    st.booleans(),
)
def test_the_arrays_read_plain_iso_as_the_grammar_does(date, clock, offset, mark, seconds):
    cell = "-".join(date) + mark + ":".join(clock if seconds else clock[:2]) + offset
    wall, minutes, known, done = iso_times([cell])
    found = parse_time(cell)
    if done[0]:
        assert (wall[0], minutes[0], known[0]) == (found.wall, found.offset, found.known)
    else:
        assert isinstance(found, Fault) or not seconds or offset in ("", "Z") or len(cell) == 25


@given(st.dates(dt.date(1, 1, 1)))
def test_days_since_1970(date):
    assert int(days_of(date.year, date.month, date.day)) == (date - dt.date(1970, 1, 1)).days
    assert np.asarray(days_of(np.array([2000]), np.array([3]), np.array([1]))).tolist() == [11017]
