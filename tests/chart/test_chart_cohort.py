"""The cohort strip: a row a client, flags by sign as well as colour, pages, nothing missing drawn as nought."""

import numpy as np
import pandas as pd
import pytest

from rbtools.chart.cohort import plot_cohort
from rbtools.errors import ArgumentError, FrameError

START = pd.Timestamp("2026-01-05")


@pytest.fixture
def three(matched, session):
    """ann did 1 of 2, bob 2 of 2 (one below the minimum), cy has nothing due."""
    return pd.concat(
        [
            matched([session(1, "am", "full"), session(1, "pm", "missed")], client="ann"),
            matched([session(1, "am", "full"), session(1, "pm", "partial")], client="bob"),
            matched(
                [session(1, "am", "excused", excuse_reason="ill"), session(1, "pm", "not_due", window_closed=False)],
                client="cy",
            ),
        ],
        ignore_index=True,
    )


def change_of(**rows):
    """client=(baseline, difference, low, high)."""
    names = ["mean_baseline", "difference", "difference_low", "difference_high"]
    return pd.DataFrame([{"client": c, **dict(zip(names, v, strict=True))} for c, v in rows.items()])


def heights(see, chart, words):
    """How high some words stand."""
    texts = {t.get_text(): t.get_position()[1] for t in chart.axes[0].texts}
    return [texts[w] for w in words]


def test_rows_stand_with_the_lowest_share_done_first_and_nothing_due_last(three, see):
    high = heights(see, plot_cohort(three), ["ann", "bob", "cy"])
    assert high == sorted(high, reverse=True)


def test_an_order_decides_who_is_drawn_and_where(three, see):
    chart = plot_cohort(three, order=["bob", "ann"])
    high = heights(see, chart, ["bob", "ann"])
    assert high == sorted(high, reverse=True)
    assert "cy" not in see(chart).words()
    assert chart.sentence == "Cohort of 2 clients: 3 of 4 due sessions done (75 %), self-reported."


def test_every_session_is_a_cell_of_its_state(three, see):
    seen = see(plot_cohort(three))
    assert len(seen.cells("complete")) == 2
    assert len(seen.cells("partial")) == len(seen.cells("excused")) == 1
    assert len(seen.segments("not done")) == 2  # the two strokes of one cross


def test_shares_stand_beside_their_counts_and_nothing_due_is_a_dash(three, see):
    shown = see(plot_cohort(three)).words()
    assert {"50 %", "1 of 2", "100 %", "2 of 2", "–", "0 of 0"} <= set(shown)


def test_a_change_has_its_interval_and_a_triangle_only_where_it_leaves_0_out(three, see):
    change = change_of(ann=(6, -2.2, -3.4, -1.0), bob=(5, 1.5, 0.2, 2.8), cy=(5, -0.5, -1.5, 0.5))
    chart = plot_cohort(three, change=change)
    shown = see(chart).words()
    assert {"−2.2", "−3.4 to −1.0", "+1.5", "+0.2 to +2.8", "−0.5", "−1.5 to +0.5"} <= set(shown)
    assert shown.count("▼") == shown.count("▲") == 1
    assert chart.sentence == (
        "Cohort of 3 clients: 3 of 4 due sessions done (75 %), self-reported. Tightness clearly lower than before the "
        "start for 1, clearly higher for 1, not clear for 1, not enough ratings for 0."
    )


def test_a_client_without_a_change_has_a_dash_for_it(three, see):
    chart = plot_cohort(three, change=change_of(ann=(6, -2.2, -3.4, -1.0)))
    assert see(chart).words().count("–") == 3  # two changes, and the share of cy
    assert "not enough ratings for 2" in chart.sentence


def test_days_are_filled_up_from_the_baseline_when_tighter_and_down_when_less(three, see):
    daily = pd.DataFrame({"client": ["ann", "ann", "bob"], "date": [START, START + pd.Timedelta(days=-3), START],
                          "daily": [8.0, 4.0, np.nan]})  # fmt: skip
    change = change_of(ann=(6, -2, -3, -1), bob=(5, 0, -1, 1))
    seen = see(plot_cohort(three, tightness=daily, change=change))
    ((left, right, bottom, top),) = seen.cells("worse")
    ((left_before, _, low, high),) = seen.cells("better")
    assert top - bottom == pytest.approx(high - low)
    assert bottom == pytest.approx(high)  # both stand on the baseline of their row
    assert left - left_before == pytest.approx(3 * (right - left))


def test_flagged_clients_have_a_sign_and_are_counted(three, see):
    chart = plot_cohort(three, flagged=["bob"])
    assert see(chart).words().count("!") == 1
    assert heights(see, chart, ["!"]) == heights(see, chart, ["bob"])
    assert "1 flagged to look at first" in chart.sentence


def test_pages_part_the_clients_and_say_where_they_are(three, see):
    chart = plot_cohort(three, page=2, per_page=2)
    assert "cy" in see(chart).words()
    assert "ann" not in see(chart).words()
    assert chart.sentence == ("Cohort of 3 clients, page 2 of 2 (rows 3–3): 0 of 0 due sessions done, self-reported.")
    with pytest.raises(ArgumentError, match="1 to 2"):
        plot_cohort(three, page=3, per_page=2)


def test_a_client_without_a_plan_is_refused(three):
    with pytest.raises(ArgumentError, match="order: client 'dan' has no plan"):
        plot_cohort(three, order=["dan"])
    with pytest.raises(ArgumentError, match="flagged: client 'dan'"):
        plot_cohort(three, flagged=["dan"])


def test_other_frames_are_refused(three):
    with pytest.raises(FrameError, match="difference_low"):
        plot_cohort(three, change=change_of(ann=(1, 2, 3, 4)).drop(columns="difference_low"))
    with pytest.raises(FrameError, match="daily"):
        plot_cohort(three, tightness=pd.DataFrame({"client": ["ann"], "date": [START]}))


def test_no_client_is_said(three, see):
    chart = plot_cohort(three.iloc[:0])
    assert chart.sentence == "Cohort: no client with a plan to show."
    assert "No client with a plan to show." in see(chart).words()
