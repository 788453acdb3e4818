"""Adherence by week: bars, intervals and counts are those of the measure."""

import numpy as np
import pandas as pd
import pytest

from rbtools.chart.adherence import plot_adherence
from rbtools.errors import ArgumentError, FrameError


def weekly(**columns):
    """A measure's frame, two weeks of 12 of 14 and 7 of 7 unless told otherwise."""
    frame = {
        "week": [1, 2], "n_due": [14, 7], "n_done": [12, 7], "n_complete": [7, 7], "n_excused": [0, 7],
        "share_done": [12 / 14, 1.0], "share_done_low": [0.601, 0.646], "share_done_high": [0.960, 1.0],
        "share_complete": [0.5, 1.0],
    }  # fmt: skip
    return pd.DataFrame(frame | columns)


def test_bars_are_the_shares_and_lines_their_intervals(see):
    seen = see(plot_adherence(weekly()))
    assert [top for *_, top in seen.cells("done")] == pytest.approx([12 / 14, 1.0])
    assert [top for *_, top in seen.cells("complete")] == pytest.approx([0.5, 1.0])
    lower, upper = seen.segments("interval, lower part"), seen.segments("interval")
    assert [s[0][1] for s in lower] == pytest.approx([0.601, 0.646])
    assert [s[1][1] for s in upper] == pytest.approx([0.960, 1.0])


def test_counts_stand_under_the_bars_and_the_title_says_who_says_so(see):
    shown = see(plot_adherence(weekly())).words()
    assert {"12 of 14", "7 of 7", "7 complete", "+ 7 excused", "86 %", "Adherence, self-reported"} <= set(shown)


def test_the_sentence_gives_the_last_week_and_the_whole_with_their_counts():
    assert plot_adherence(weekly()).sentence == (
        "Week 2: 7 of 7 due sessions done (100 %, 95 % interval 65–100 %). Altogether 19 of 21 due sessions done "
        "(90 %), 14 with every exercise at its minimum; 7 excused. Self-reported."
    )


def test_a_week_with_nothing_due_has_no_bar_and_says_why(see):
    nan = [12 / 14, np.nan]
    frame = weekly(n_due=[14, 0], n_done=[12, 0], n_complete=[7, 0], share_done=nan, share_done_low=nan,
                   share_done_high=nan, share_complete=nan)  # fmt: skip
    seen = see(plot_adherence(frame))
    assert len(seen.cells("done")) == 1
    assert len(seen.cells("excused")) == 1
    assert seen.words().count("excused") == 2  # under the bar and in the key
    later = see(plot_adherence(frame.assign(n_excused=0)))
    assert "not yet due" in later.words()
    assert later.cells("excused") == []


def test_a_matched_frame_is_measured_by_week(matched, session, see):
    frame = matched([session(1, "am", "full"), session(1, "pm", "missed"), session(8, "am", "full")])
    assert [top for *_, top in see(plot_adherence(frame)).cells("done")] == [0.5, 1.0]


def test_several_clients_without_one_named_are_refused_with_both_ways_out(matched, session):
    frame = pd.concat([matched([session(1, "am", "full")], client=c) for c in ("ann", "bob")])
    with pytest.raises(ArgumentError, match=r'client="ann", or adherence\(matched, by="week"\)'):
        plot_adherence(frame)
    with pytest.raises(ArgumentError, match="2 clients"):
        plot_adherence(pd.concat([weekly(client="ann"), weekly(client="bob")]))


def test_a_frame_about_everybody_is_drawn(see):
    assert len(see(plot_adherence(weekly())).cells("done")) == 2


def test_a_frame_that_is_not_over_one_thing_is_refused():
    with pytest.raises(ArgumentError, match="week and day"):
        plot_adherence(weekly(day=[1, 2]))
    with pytest.raises(FrameError, match="share_done_low"):
        plot_adherence(weekly().drop(columns="share_done_low"))


def test_nothing_due_and_no_rows_are_said():
    nothing = weekly(n_due=0, n_done=0, n_complete=0, share_done=np.nan, share_complete=np.nan)
    assert plot_adherence(nothing).sentence == "Adherence: nothing is due yet or all of it is excused."
    assert plot_adherence(weekly().iloc[:0]).sentence == "Adherence: no planned session to show."


def test_by_slot_the_bars_stand_over_the_slots(see):
    frame = weekly(slot=["am", "pm"]).drop(columns="week")
    chart = plot_adherence(frame)
    assert {"Am", "Pm"} <= set(see(chart).words())
    assert chart.sentence.startswith("Altogether 19 of 21 due sessions done (90 %)")
