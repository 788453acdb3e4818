"""Windows by instant, for many clients in one search."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rbtools as rb
from rbtools.match import timeline
from rbtools.match.timeline import Timeline, last_opened


def line_of(windows: list[tuple[int, int]]) -> Timeline:
    """Sessions of (client, opening), in that order; the rest is not looked at."""
    client, opens = (np.array([w[i] for w in windows], dtype="int64") for i in (0, 1))
    return Timeline(client, client, client, client, client, opens, opens)


def one_by_one(windows: list[tuple[int, int]], client: int, at: int) -> int:
    """The position of the client's window that opened last by then, by looking at each."""
    opened = [(opens, i) for i, (whose, opens) in enumerate(windows) if whose == client and opens <= at]
    return max(opened)[1] if opened else -1


windows = st.lists(st.tuples(st.integers(0, 3), st.integers(-50, 50)), min_size=1, max_size=12, unique=True).map(sorted)
asked = st.lists(st.tuples(st.integers(-1, 5), st.integers(-70, 70)), max_size=12)


@pytest.mark.parametrize("largest_key", [2**62, 0])
@given(windows=windows, asked=asked)
def test_the_last_window_opened_is_found_whichever_key_is_used(largest_key, windows, asked):
    client, at = (np.array([a[i] for a in asked], dtype="int64") for i in (0, 1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline, "_LARGEST_KEY", largest_key)
        found = last_opened(line_of(windows), client, at)
    assert found.tolist() == [one_by_one(windows, *a) for a in asked]


def test_more_clients_than_a_key_of_microseconds_holds():
    n, year = 300_000, 365 * timeline.DAY
    client = np.repeat(np.arange(n), 2)
    opens = np.tile([0, year], n)
    assert n * year > 2**62
    line = Timeline(client, client, client, client, client, opens, opens)
    found = last_opened(line, np.array([0, n - 1, n - 1, n - 1]), np.array([5, -1, year - 1, year]))
    assert found.tolist() == [0, -1, 2 * n - 2, 2 * n - 1]


@pytest.mark.parametrize(
    ("start", "tz", "day_start"),
    [
        ("2026-03-16", "Europe/London", "04:00"),
        ("2026-03-16", "Europe/London", "01:30"),  # does not exist on 29 March
        ("2026-10-19", "Europe/London", "01:30"),  # exists twice on 25 October
        ("2026-04-13", "Africa/Cairo", "00:00"),  # 24 April has no midnight
        ("2011-12-19", "Pacific/Apia", "05:00"),  # 30 December never was
    ],
)
def test_the_day_start_is_read_from_the_plan(start, tz, day_start):
    plan = rb.make_plan(rb.load_program(), start, tz=tz, weeks=2, day_start=day_start)
    rows = timeline.table(plan)
    found = timeline._day_starts(rows, timeline.timeline(rows))
    hours, minutes = map(int, day_start.split(":"))
    assert set(found) == {(hours * 60 + minutes) * 60_000_000}


def test_a_zone_changed_under_way_does_not_change_the_day_start():
    program = rb.load_program()
    plan = rb.make_plan(program, "2026-03-02", tz="Asia/Tokyo", weeks=2)
    for zone in ("America/New_York", "Pacific/Auckland"):
        rows = timeline.table(rb.revise_plan(plan, "2026-03-09", program=program, tz=zone))
        assert set(timeline._day_starts(rows, timeline.timeline(rows))) == {4 * 3_600_000_000}


def test_a_plan_in_an_unknown_zone_is_refused():
    plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="UTC", weeks=1).assign(tz="Mars")
    rows = timeline.table(rb.schema.PLAN.check(plan))
    with pytest.raises(rb.RbtoolsError, match="plan: tz='Mars' is not a time zone"):
        timeline.entry_days(rows, timeline.timeline(rows), timeline.table(rb.schema.ENTRIES.empty()))


@pytest.mark.parametrize(
    ("day_start", "kept", "told"),
    [("00:00", "am", "00:00"), ("04:00", "am", "04:00"), ("00:00", "pm", "00:00"), ("06:00", "pm", "06:00"),
     ("06:00", "am", "04:00")],
)  # fmt: skip
def test_a_plan_of_one_slot_alone_tells_the_day_start_as_far_as_it_can(day_start, kept, told):
    plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="UTC", weeks=1, day_start=day_start)
    rows = timeline.table(rb.schema.PLAN.check(plan[plan["slot"] == kept]))
    hours, minutes = map(int, told.split(":"))
    assert set(timeline._day_starts(rows, timeline.timeline(rows))) == {(hours * 60 + minutes) * 60_000_000}


def test_the_mornings_of_a_plan_alone_leave_an_evening_entry_on_its_day():
    plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="UTC", weeks=1)
    log = rb.read_log(pd.DataFrame({"performed_at": ["2026-03-03T21:00Z"], "exercise": ["side_lying_roller"],
                                    "sets": ["3"], "slot": ["am"], "client": ["me"]}))  # fmt: skip
    matched = rb.match_log(plan[plan["slot"] == "am"], log, as_of="end")
    done = matched[matched["sets_done"] > 0]
    assert done["date"].astype("str").tolist() == ["2026-03-03"]
    assert done["session"].tolist() == [3]
