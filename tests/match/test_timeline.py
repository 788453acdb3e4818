"""Windows by instant, for many clients in one search."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rbtools as rb
from rbtools.core.clock import DAY, MINUTE, plan_day
from rbtools.match import timeline
from rbtools.match.inputs import record
from rbtools.match.timeline import last_opened


def opened(windows: list[tuple[int, int]], client: list[int], at: list[int]) -> list[int]:
    """What `last_opened` finds among sessions of (client, opening), in that order."""
    whose, opens = (np.array([w[i] for w in windows], dtype="int64") for i in (0, 1))
    return last_opened(whose, opens, np.array(client, dtype="int64"), np.array(at, dtype="int64")).tolist()


def one_by_one(windows: list[tuple[int, int]], client: int, at: int) -> int:
    """The position of the client's window that opened last by then, by looking at each."""
    opened = [(opens, i) for i, (whose, opens) in enumerate(windows) if whose == client and opens <= at]
    return max(opened)[1] if opened else -1


windows = st.lists(st.tuples(st.integers(0, 3), st.integers(-50, 50)), min_size=1, max_size=12, unique=True).map(sorted)
asked = st.lists(st.tuples(st.integers(-1, 5), st.integers(-70, 70)), max_size=12)


@pytest.mark.parametrize("largest_key", [2**62, 0])
@given(windows=windows, asked=asked)
def test_the_last_window_opened_is_found_whichever_key_is_used(largest_key, windows, asked):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline, "_LARGEST_KEY", largest_key)
        found = opened(windows, *zip(*asked, strict=True)) if asked else []
    assert found == [one_by_one(windows, *a) for a in asked]


def test_more_clients_than_a_key_of_microseconds_holds():
    n, year = 300_000, 365 * DAY
    client = np.repeat(np.arange(n), 2)
    opens = np.tile([0, year], n)
    assert n * year > 2**62
    found = last_opened(client, opens, np.array([0, n - 1, n - 1, n - 1]), np.array([5, -1, year - 1, year]))
    assert found.tolist() == [0, -1, 2 * n - 2, 2 * n - 1]


@pytest.mark.parametrize("day_start", ["00:00", "04:00", "05:30"])
@pytest.mark.parametrize("kept", ["am", "pm"])
def test_a_plan_of_one_slot_alone_keeps_its_day_start(day_start, kept):
    plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="UTC", weeks=1, day_start=day_start)
    found = record(plan[plan["slot"] == kept], rb.Log())
    hours, minutes = map(int, day_start.split(":"))
    assert set(found.sessions.day_start.tolist()) == {(hours * 60 + minutes) * MINUTE}


def test_an_entry_of_the_night_goes_by_the_day_start_of_the_version_that_holds_then():
    program = rb.load_program()
    plan = rb.make_plan(program, "2026-03-02", tz="UTC", weeks=2)
    plan = rb.revise_plan(plan, "2026-03-09", program=program, day_start="00:00")
    times = ["2026-03-05T00:30Z", "2026-03-12T00:30Z"]
    frame = {"performed_at": times, "exercise": "side_lying_roller", "sets": "3", "client": "me"}
    entries = record(plan, rb.read_log(pd.DataFrame(frame))).entries
    assert entries.date.view("datetime64[D]").astype(str).tolist() == ["2026-03-04", "2026-03-12"]


@pytest.mark.parametrize(("clock", "day"), [("03:59:59.999999", 20514), ("04:00", 20515)])
def test_a_plan_day_begins_at_its_day_start(clock, day):
    local = np.array([f"2026-03-03T{clock}"], dtype="datetime64[us]").view("int64")
    assert plan_day(local, np.array([240 * MINUTE])).tolist() == [day]


def test_the_mornings_of_a_plan_alone_leave_an_evening_entry_on_its_day():
    plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="UTC", weeks=1)
    log = rb.read_log(pd.DataFrame({"performed_at": ["2026-03-03T21:00Z"], "exercise": ["side_lying_roller"],
                                    "sets": ["3"], "slot": ["am"], "client": ["me"]}))  # fmt: skip
    matched = rb.match_log(plan[plan["slot"] == "am"], log, as_of="end")
    done = matched[matched["sets_done"] > 0]
    assert done["date"].astype("str").tolist() == ["2026-03-03"]
    assert done["session"].tolist() == [3]
