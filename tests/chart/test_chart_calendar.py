"""The calendar: every state looks different, and no session is left out."""

import pandas as pd
import pytest

import rbtools as rb
from rbtools.chart.calendar import plot_calendar
from rbtools.errors import ArgumentError, FrameError


def all_states(session):
    return [
        session(1, "am", "full"), session(1, "pm", "minimum"), session(2, "am", "partial"),
        session(2, "pm", "missed"), session(3, "am", "skipped"), session(3, "pm", "excused", excuse_reason="ill"),
        session(4, "am", "not_due", window_closed=False), session(8, "am", "full"),
    ]  # fmt: skip


def test_each_state_has_a_look_of_its_own(matched, session, see):
    seen = see(plot_calendar(matched(all_states(session))))
    assert len(seen.cells("complete")) == 3
    assert len(seen.cells("partial")) == len(seen.cells("excused")) == len(seen.cells("not_due")) == 1
    assert len(seen.points("missed")) == len(seen.points("skipped")) == 1
    assert seen.chart.axes[0].collections[-1].get_linestyle() != "-"


def test_a_cell_is_filled_as_high_as_the_share_of_the_full_dose(matched, session, see):
    seen = see(plot_calendar(matched(all_states(session))))
    ((_, _, bottom, top),) = seen.cells("partial")
    assert bottom - top == pytest.approx(1 / 3 * 0.82)
    heights = sorted(b - t for _, _, b, t in seen.cells("complete"))
    assert heights == pytest.approx([2 / 3 * 0.82, 0.82, 0.82])


def test_a_complete_session_is_darker_than_one_below_its_minimum(matched, session, see):
    chart = plot_calendar(matched(all_states(session)))
    face = {c.get_label(): c.get_facecolor()[0][:3].sum() for c in chart.axes[0].collections if len(c.get_facecolor())}
    assert face["complete"] < face["partial"]


def test_slots_stand_from_left_to_right_in_the_order_of_the_day(matched, session, see):
    slots = ("am", "noon", "pm")
    frame = matched([session(1, s, "full") for s in slots] + [session(2, "noon", "missed")], slots=slots)
    seen = see(plot_calendar(frame))
    lefts = [left for left, *_ in seen.cells("complete")]
    assert lefts == sorted(lefts)
    ((x, _),) = seen.points("missed")
    assert x == pytest.approx(1.5)
    assert "each day: am, noon, pm" in seen.words()


def test_weeks_begin_on_the_weekday_of_the_start(matched, session, see):
    frame = matched([session(1, "am", "full"), session(8, "am", "full")])
    frame = frame.assign(date=frame["date"] + pd.Timedelta(days=2))
    shown = see(plot_calendar(frame)).words()
    assert [w for w in shown if len(w) == 3] == ["Wed", "Thu", "Fri", "Sat", "Sun", "Mon", "Tue"]
    assert "Week 2\n14 Jan" in shown


def test_an_entry_outside_the_plan_marks_its_day_once(matched, session, see):
    frame = matched([session(1, "am", "full")], extras=[(1, "slide"), (1, "other"), (30, "slide")])
    chart = plot_calendar(frame)
    assert see(chart).points("extra") == [(pytest.approx(0.965), pytest.approx(0.09))]
    assert "3 entries outside the plan, 1 of them on days that the calendar does not show" in chart.sentence


def test_the_sentence_counts_every_state(matched, session):
    assert plot_calendar(matched(all_states(session))).sentence == (
        "Calendar of 5 plan days, 5 January to 12 January 2026: 6 sessions due, 3 complete, 1 below the minimum, "
        "1 logged as not done and 1 missed; 1 excused and 1 not yet due."
    )


def test_weeks_show_the_sessions_done_of_those_due(matched, session, see):
    shown = see(plot_calendar(matched(all_states(session)))).words()
    assert "3 of 5" in shown
    assert "1 of 1" in shown


def test_the_reason_of_an_excuse_is_shown_and_never_read_as_mathematics(matched, session, see):
    frame = matched([session(1, "am", "excused", excuse_reason="$x$ <script>")])
    chart = plot_calendar(frame)
    assert "excused ($x$ <script>)" in see(chart).words()
    assert "&lt;script&gt;" in chart.svg()


def test_one_of_several_clients_has_to_be_named(matched, session):
    frame = pd.concat([matched([session(1, "am", "full")], client=c) for c in ("ann", "bob")])
    with pytest.raises(ArgumentError, match=r'2 clients.*Pass client="ann"'):
        plot_calendar(frame)
    with pytest.raises(ArgumentError, match=r'did you mean "bob"'):
        plot_calendar(frame, client="bobb")
    assert plot_calendar(frame, client="bob").sentence.startswith("bob: calendar of 1 plan day, 5 January 2026")


def test_an_empty_frame_gives_an_empty_chart_that_says_so(matched, session, see):
    chart = plot_calendar(matched([session(1, "am", "full")]).iloc[:0])
    assert chart.sentence == "Calendar: no planned session to show."
    assert "No planned session to show." in see(chart).words()


def test_another_frame_is_refused(matched, session):
    with pytest.raises(FrameError, match="status"):
        plot_calendar(matched([session(1, "am", "full")]).drop(columns="status"))


def test_the_callers_axes_are_drawn_into_and_the_frame_is_left_alone(matched, session):
    from matplotlib.figure import Figure

    frame = matched(all_states(session))
    before = frame.copy()
    ax = Figure().add_subplot()
    chart = rb.plot_calendar(frame, ax=ax, title="")
    assert chart.axes == (ax,)
    assert chart.figure is ax.figure
    pd.testing.assert_frame_equal(frame, before)
