"""The timing strip: clock times of the plan day, late evenings above, unknown times left out and counted."""

import pandas as pd
import pytest

from rbtools.chart.timing import plot_timing
from rbtools.errors import ArgumentError


def strip(session):
    return [
        session(1, "am", "full", minutes_off=10.0), session(1, "pm", "full", minutes_off=240.0),
        session(2, "am", "missed"), session(2, "pm", "full", minutes_off=None),
        session(3, "am", "excused", excuse_reason="ill"), session(3, "pm", "full", minutes_off=-90.0),
    ]  # fmt: skip


def test_dots_stand_at_the_clock_time_of_their_plan_day(matched, session, see):
    seen = see(plot_timing(matched(strip(session))))
    assert seen.points("on time") == [(1.0, pytest.approx(7.5 + 1 / 6)), (3.0, pytest.approx(19.0))]


def test_a_session_after_midnight_stands_above_its_evening(matched, session, see):
    seen = see(plot_timing(matched(strip(session))))
    assert seen.points("off time") == [(1.0, pytest.approx(24.5))]
    assert seen.chart.axes[0].get_ylim() == (4, 28)


def test_clock_labels_are_iso_and_go_on_past_midnight(matched, session, see):
    shown = see(plot_timing(matched(strip(session)))).words()
    assert [w for w in shown if w.endswith(":00")] == [f"{h:02d}:00" for h in (6, 9, 12, 15, 18, 21, 0, 3)]


def test_missed_and_excused_sessions_stand_at_their_planned_time(matched, session, see):
    seen = see(plot_timing(matched(strip(session))))
    assert seen.points("not done") == [(2.0, 7.5)]
    assert seen.cells("excused") == [pytest.approx((2.5, 3.5, 6.0, 9.0))]


def test_a_session_without_a_known_time_is_left_out_and_counted(matched, session):
    assert plot_timing(matched(strip(session))).sentence == (
        "Time of day: 2 of 3 sessions done at a known time began within 90 min of the plan (67 %), in the middle "
        "10 min late; 1 done without a known time is left out; 1 not done."
    )


def test_the_allowed_minutes_are_a_parameter(matched, session, see):
    seen = see(plot_timing(matched(strip(session)), on_time_minutes=30))
    assert len(seen.points("on time")) == 1
    assert "planned time ± 30 min" in seen.words()


def test_the_clock_is_the_local_one_of_each_zone(matched, session, see):
    frame = matched([session(1, "am", "full", minutes_off=30.0)])
    hour = pd.Timedelta(hours=1)
    there = frame.assign(tz="Asia/Tokyo", **{c: frame[c] - 9 * hour for c in ("scheduled_at", "opens_at", "closes_at",
                                                                            "performed_at")})  # fmt: skip
    assert see(plot_timing(there)).points("on time") == see(plot_timing(frame)).points("on time") == [(1.0, 8.0)]


def test_nothing_known_and_nothing_planned_are_said(matched, session):
    assert plot_timing(matched([session(1, "am", "missed")])).sentence == (
        "Time of day: no session was done at a known time; 1 not done."
    )
    empty = matched([session(1, "am", "full")]).iloc[:0]
    assert plot_timing(empty).sentence == "Time of day: no planned session to show."


def test_several_clients_without_one_named_are_refused(matched, session):
    frame = pd.concat([matched([session(1, "am", "full")], client=c) for c in ("ann", "bob")])
    with pytest.raises(ArgumentError, match="2 clients"):
        plot_timing(frame)


@pytest.mark.parametrize("minutes", ["90", -1, None])
def test_minutes_that_are_none_are_refused(matched, session, minutes):
    with pytest.raises(ArgumentError, match=r"on_time_minutes=.*a number of minutes, 0 or more"):
        plot_timing(matched([session(1, "am", "full")]), on_time_minutes=minutes)
