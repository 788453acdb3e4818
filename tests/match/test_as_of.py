"""A plan day, an instant or the end: what counts as which, and what is refused."""

from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pandas as pd
import pytest

from rbtools.errors import ArgumentError, shown
from rbtools.match.as_of import AsOf, parse_as_of

DAY = AsOf("date", pd.Timestamp("2026-03-29"))
INSTANT = AsOf("instant", pd.Timestamp("2026-03-29T19:00Z"))


@pytest.mark.parametrize(
    "given",
    ["2026-03-29", date(2026, 3, 29), datetime(2026, 3, 29), pd.Timestamp("2026-03-29"), np.datetime64("2026-03-29")],
)
def test_a_date_is_a_plan_day(given):
    assert parse_as_of(given) == DAY


@pytest.mark.parametrize(
    "given",
    [
        "2026-03-29T21:00+02:00",
        "2026-03-29 19:00:00Z",
        datetime(2026, 3, 29, 19, tzinfo=UTC),
        datetime(2026, 3, 29, 21, tzinfo=timezone(timedelta(hours=2))),
        pd.Timestamp("2026-03-29T21:00", tz="Europe/Amsterdam"),
    ],
)
def test_a_time_with_an_offset_is_an_instant(given):
    assert parse_as_of(given) == INSTANT


def test_end_is_the_end():
    assert parse_as_of("end") == AsOf("end")


@pytest.mark.parametrize(
    "given",
    [
        "2026-03-29T21:00",
        "2026-03-29T00:00",
        "29/03/2026",
        "20260329",
        "2026-W13-7",
        "2026-02-30",
        "End",
        "",
        datetime(2026, 3, 29, 21),
        pd.NaT,
        np.datetime64("NaT", "us"),
        None,
        20260329,
        True,
    ],
)
def test_what_would_be_a_guess_is_refused_with_what_is_allowed(given):
    with pytest.raises(ArgumentError) as caught:
        parse_as_of(given)
    assert str(caught.value).startswith(f"as_of={shown(given)} is not allowed")
    assert 'Allowed: a date ("2026-03-29"), an instant with its UTC offset' in str(caught.value)


@pytest.mark.parametrize(
    ("as_of", "closed", "seen"),
    [(DAY, [True, True, False], [True, True, False]), (INSTANT, [True, False, False], [True, False, False]),
     (AsOf("end"), [True] * 3, [True] * 3)],
)  # fmt: skip
def test_a_day_takes_in_all_of_itself_and_an_instant_only_what_came_before(as_of, closed, seen):
    days = np.array(["2026-03-29", "2026-03-29", "2026-03-30"], dtype="datetime64[D]").view("int64")
    ends, instants = (
        np.array(times, dtype="datetime64[us]").view("int64")
        for times in (
            ["2026-03-29T19:00", "2026-03-30T03:00", "2026-03-30T19:00"],
            ["2026-03-29T18:59:59.999999", "2026-03-29T19:00", "2026-03-30T07:00"],
        )
    )
    assert as_of.closed(days, ends).tolist() == closed
    assert as_of.seen(days, instants).tolist() == seen


@pytest.mark.parametrize(
    ("as_of", "text"), [(DAY, "2026-03-29"), (INSTANT, "2026-03-29T19:00:00+00:00"), (AsOf("end"), "end")]
)
def test_it_says_what_it_is(as_of, text):
    assert str(as_of) == text
    assert parse_as_of(text) == as_of
