"""Over a gallery of awkward data no text leaves the figure and no two labels touch."""

from itertools import combinations

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

import rbtools as rb
from rbtools import schema
from rbtools.log.log import Log

NAME = "Maximiliana 'x' & (script) alert(1), O’Brien von Hohenstein 日本 x"
FOUR = {"am": "07:30", "noon": "12:30", "afternoon": "16:30", "pm": "21:00"}
SIX = {f"s{k}": f"{6 + 3 * k:02d}:00" for k in range(6)}


BUSY = {"seed": 11, "adherence": 0.85, "never_start": 0, "quitting": 0}


def plan_of(weeks=4, start="2026-01-05", **more):
    return rb.make_plan(rb.load_program(), start, tz="Europe/London", weeks=weeks, **more)


def ordinary():
    plan = rb.excuse(plan_of(), "2026-01-21", "2026-01-23", reason="ill")
    return plan, rb.simulate_log(plan, **BUSY), "end"


def one_day():
    plan = plan_of(weeks=1)
    return plan, rb.simulate_log(plan, **BUSY, baseline_days=0), "2026-01-05"


def no_ratings():
    plan = plan_of()
    return plan, rb.simulate_log(plan, **BUSY)._replace(ratings=schema.RATINGS.empty()), "end"


def sixty_days_of_four():
    plan = rb.excuse(plan_of(9, "2026-03-04", times=FOUR), "2026-04-01", "2026-04-09", reason="away " * 12)
    return plan, rb.simulate_log(plan, **BUSY), "2026-04-25"


def six_slots():
    plan = plan_of(weeks=2, times=SIX)
    return plan, rb.simulate_log(plan, **BUSY, late_writers=1.0), "end"


def twelve_weeks():
    plan = plan_of(weeks=12)
    return plan, rb.simulate_log(plan, **BUSY), "2026-03-01"


def all_excused():
    plan = rb.excuse(plan_of(weeks=2), "2026-01-05", "2026-01-18", reason="$\\frac{broken}{rib}$")
    return plan, rb.simulate_log(plan, **BUSY), "end"


def not_begun():
    return plan_of(weeks=2), Log(schema.ENTRIES.empty()), "2026-01-03"


def no_log():
    return plan_of(weeks=3), Log(schema.ENTRIES.empty()), "end"


GALLERY = (ordinary, one_day, no_ratings, sixty_days_of_four, six_slots, twelve_weeks, all_excused, not_begun, no_log)


def charts(data, named="", ax=lambda: None):
    """Every chart of a record; `named` gives its person that name, and a second person beside."""
    plan, log, as_of = data()
    matched, change = rb.match_log(plan, log, as_of=as_of), rb.change(plan, log, as_of=as_of)
    who = {}
    if named:
        plan, matched, change, ratings = (beside(f, named) for f in (plan, matched, change, log.ratings))
        log, who = Log(log.entries, ratings), {"client": named}
    yield rb.plot_calendar(matched, ax=ax(), **who)
    yield rb.plot_adherence(matched, ax=ax(), **who)
    yield rb.plot_sets_completed(matched, ax=ax(), **who)
    yield rb.plot_tightness(plan, log, change=change, as_of=as_of, ax=ax(), **who)
    yield rb.plot_timing(matched, ax=ax(), **who)


def beside(frame, named):
    """The frame of one person under another name, and once more as somebody else's."""
    both = [frame.assign(client=pd.Categorical([name] * len(frame))) for name in (named, "other")]
    return pd.concat(both, ignore_index=True)


def boxes(figure):
    """The box of every text in pixels."""
    FigureCanvasAgg(figure)
    figure.draw_without_rendering()
    shown = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
    return [(t.get_text(), t.get_window_extent()) for t in shown]


def outside(figure):
    wide, high = figure.bbox.width, figure.bbox.height
    return [name for name, b in boxes(figure) if b.x0 < -0.5 or b.y0 < -0.5 or b.x1 > wide + 0.5 or b.y1 > high + 0.5]


def touching(figure):
    pixel = 1.0
    return [
        (one, other)
        for (one, a), (other, b) in combinations(boxes(figure), 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > pixel and min(a.y1, b.y1) - max(a.y0, b.y0) > pixel
    ]


def test_the_check_itself_finds_text_outside_and_labels_that_touch():
    figure = Figure(figsize=(2, 1))
    figure.text(0.9, 0.5, "much too long for this")
    figure.text(0.1, 0.2, "one")
    figure.text(0.12, 0.2, "two")
    assert outside(figure) == ["much too long for this"]
    assert ("one", "two") in touching(figure)


@pytest.mark.parametrize("data", GALLERY, ids=lambda d: d.__name__)
def test_on_its_own_each_chart_keeps_its_words_inside_and_apart(data):
    for chart in charts(data):
        assert outside(chart.figure) == [], chart
        assert touching(chart.figure) == [], chart
        assert chart.sentence.endswith(".")
        assert "nan" not in chart.sentence


def test_a_long_name_is_shortened_in_the_picture_and_whole_in_the_sentence():
    for chart in charts(ordinary, NAME):
        assert outside(chart.figure) == []
        assert touching(chart.figure) == []
        assert chart.sentence.startswith(NAME)
        assert "& (" not in chart.svg()


@pytest.mark.parametrize("data", GALLERY, ids=lambda d: d.__name__)
@pytest.mark.parametrize("wide", [3.0, 5.0])
def test_in_axes_of_a_page_the_labels_stay_apart(data, wide):
    def ax():
        return Figure(figsize=(wide + 2.2, 5)).add_axes((0.9 / (wide + 2.2), 0.15, wide / (wide + 2.2), 0.5))

    for chart in charts(data, ax=ax):
        assert touching(chart.figure) == [], chart
        assert outside(chart.figure) == [], chart


def test_a_cohort_of_long_names_keeps_its_words_inside_and_apart():
    names = [f"Client {k:02d} with a very long name indeed" for k in range(40)]
    plan = rb.make_plans(rb.load_program(), pd.DataFrame({"client": names, "start": "2026-01-05", "tz": "UTC"}))
    log = rb.simulate_log(plan, seed=4)
    matched, change = rb.match_log(plan, log, as_of="end"), rb.change(plan, log, as_of="end")
    chart = rb.plot_cohort(matched, tightness=rb.tightness(log, plan=plan), change=change, flagged=names[:3])
    assert outside(chart.figure) == []
    assert touching(chart.figure) == []
