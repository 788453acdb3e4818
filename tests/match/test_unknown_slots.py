"""Entries that know only their day and name slots that the plan does not have: never poured into one session."""

import pandas as pd

import rbtools as rb


def matched(*rows: tuple[str, str, int]) -> pd.DataFrame:
    """Two days of am and pm of one exercise, and entries of (date, slot, sets) that know only their day."""
    program = rb.load_program()
    plan = rb.make_plan(program, "2026-03-02", tz="UTC", weeks=1, exercises=["side_lying_roller"])
    dates, slots, sets = zip(*rows, strict=True)
    log = rb.read_log(
        pd.DataFrame(
            {"performed_at": dates, "slot": slots, "sets": list(map(str, sets)), "exercise": "side_lying_roller"}
        ),
        tz="UTC",
        client="me",
    )
    return rb.match_log(plan, log, as_of="end")


def sets_by_session(frame: pd.DataFrame) -> list[float]:
    return frame.loc[frame["session"].notna(), "sets_done"].head(4).tolist()


def test_two_unknown_slots_of_a_day_are_its_sessions_in_order():
    assert sets_by_session(matched(("2026-03-02", "first", 3), ("2026-03-02", "second", 2))) == [3, 2, 0, 0]


def test_a_single_unknown_slot_is_as_no_slot():
    assert sets_by_session(matched(("2026-03-02", "first", 7))) == [5, 2, 0, 0]


def test_the_same_unknown_slot_twice_is_one_session():
    frame = matched(("2026-03-02", "one", 1), ("2026-03-02", "one", 2), ("2026-03-02", "two", 1))
    assert sets_by_session(frame) == [3, 1, 0, 0]


def test_a_third_unknown_slot_of_a_day_of_two_sessions_is_an_extra():
    frame = matched(("2026-03-02", "one", 1), ("2026-03-02", "three", 4), ("2026-03-02", "two", 1))
    extra = frame[frame["status"] == "extra"]
    assert extra["sets_done"].sum() + sum(sets_by_session(frame)) == 6
    assert len(extra) == 1


def test_other_days_are_left_alone():
    frame = matched(("2026-03-02", "one", 1), ("2026-03-03", "two", 2))
    assert sets_by_session(frame) == [1, 0, 2, 0]
