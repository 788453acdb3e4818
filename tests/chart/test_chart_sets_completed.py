"""Sets completed: bar, minimum line and band by exercise and week, on one scale."""

import pandas as pd
import pytest
from matplotlib.figure import Figure

from rbtools.chart.sets_completed import plot_sets_completed
from rbtools.errors import ArgumentError, FrameError


def weekly(**columns):
    """Exercise a: 2-3 sets twice a week; exercise b: 5 sets, from week 2."""
    frame = {
        "exercise": ["a", "a", "b"], "week": [1, 2, 2], "n_sets_min": [28, 28, 70], "n_sets_max": [42, 42, 70],
        "n_sets_done": [21.0, 34.5, 56.0], "share_min_dose": [0.75, 1.0, 0.8],
    }  # fmt: skip
    return pd.DataFrame(frame | columns)


def heights(cells):
    return [top - bottom for _, _, bottom, top in cells]


def test_bars_lines_and_bands_share_one_scale(see):
    seen = see(plot_sets_completed(weekly()))
    short, enough = heights(seen.cells("done, short")), heights(seen.cells("done"))
    point = short[0] / 21
    assert enough == pytest.approx([34.5 * point, 56 * point])
    assert heights(seen.cells("band")) == pytest.approx([14 * point, 14 * point])
    base = seen.cells("done, short")[0][2]
    assert seen.segments("minimum")[0][0][1] - base == pytest.approx(28 * point)


def test_a_bar_turns_light_below_80_percent_of_the_minimum_not_below_all_of_it(see):
    seen = see(plot_sets_completed(weekly(share_min_dose=[0.8, 0.799, 1.0])))
    assert len(seen.cells("done")) == 2
    assert len(seen.cells("done, short")) == 1
    assert "less than 80 % of the minimum dose" in seen.words()


def test_sets_above_the_minimum_of_one_day_do_not_hide_a_day_that_was_missed(matched, session, see):
    days = [session(d, "am", "full" if d % 2 else "missed") for d in range(1, 9)]
    seen = see(plot_sets_completed(matched(days)))
    assert len(seen.cells("done, short")) == 2
    assert seen.cells("done") == []


def test_exercises_have_their_titles_in_picture_and_sentence(see):
    chart = plot_sets_completed(weekly(), titles={"a": "Roll the upper back"})
    assert "Roll the upper back" in see(chart).words()
    assert chart.sentence.startswith("Sets completed: Roll the upper back 55.5 sets")


def test_a_week_that_asks_for_fewer_sets_says_why(matched, session, see):
    frame = matched(
        [session(d, s, "full") for d in range(1, 8) for s in ("am", "pm")]
        + [session(8, "am", "excused", excuse_reason="ill"), session(8, "pm", "full"), session(9, "am", "full"),
           session(9, "pm", "not_due", window_closed=False)]
    )  # fmt: skip
    chart = plot_sets_completed(frame)
    note = "week 2: 1 of 4 sessions excused (ill) and 1 of 4 sessions not yet due"
    assert f"* Fewer sets were due in {note}." in see(chart).words()
    assert f"Fewer sets were due in {note}." in chart.sentence
    assert {"W1", "W2*", "28–42", "4–6", "2–3 sets each"} <= set(see(chart).words())


def test_where_not_every_week_is_named_one_that_asks_for_fewer_sets_keeps_its_star(matched, session, see):
    days = [session(d, s, "excused" if d == 8 else "full", excuse_reason="ill" * (d == 8)) for d in range(1, 99)
            for s in ("am", "pm")]  # fmt: skip
    narrow = Figure(figsize=(2.6, 2)).add_axes((0.02, 0.02, 0.96, 0.6))
    words = see(plot_sets_completed(matched(days), ax=narrow)).words()
    assert {"1", "3", "*"} <= set(words)
    assert not {"2", "2*"} & set(words)


def test_the_sentence_gives_sets_and_doses_and_what_falls_short():
    assert plot_sets_completed(weekly()).sentence == (
        "Sets completed: A 55.5 sets (minimum 56, full dose 84); B 56 sets (minimum 70). "
        "Below 80 % of the minimum dose: A in week 1."
    )


def test_an_exercise_that_was_not_due_in_a_week_has_a_dash_there(see):
    assert see(plot_sets_completed(weekly())).words().count("–") == 1


def test_prescribed_sets_stand_once_over_weeks_that_ask_for_the_same(see):
    assert see(plot_sets_completed(weekly())).words().count("28–42") == 1


def test_a_frame_without_weeks_is_one_bar_an_exercise(see):
    frame = weekly().drop(columns="week").iloc[[1, 2]]
    seen = see(plot_sets_completed(frame))
    assert len(seen.cells("done")) == 2
    assert seen.words().count("all") == 2


def test_a_frame_by_day_is_refused():
    with pytest.raises(ArgumentError, match="several rows"):
        plot_sets_completed(pd.concat([weekly(), weekly()]))
    with pytest.raises(FrameError, match="n_sets_done"):
        plot_sets_completed(weekly().drop(columns="n_sets_done"))


def test_several_clients_without_one_named_are_refused():
    frame = pd.concat([weekly(client="ann"), weekly(client="bob")])
    with pytest.raises(ArgumentError, match="2 clients"):
        plot_sets_completed(frame)
    assert plot_sets_completed(frame, client="bob").sentence.startswith("bob: sets completed")


def test_nothing_due_is_said(see):
    chart = plot_sets_completed(weekly(n_sets_min=0, n_sets_max=0, n_sets_done=0.0))
    assert chart.sentence == "Sets completed: no due session, so no sets to show."
    assert "No due session, so no sets to show." in see(chart).words()


def test_half_sets_keep_their_half(see):
    assert "34.5" in see(plot_sets_completed(weekly())).words()
