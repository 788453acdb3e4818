"""A wrong argument ends in a sentence that names it, in every public function, never in an error of Python."""

import pandas as pd
import pytest

import rbtools as rb
from rbtools.measure.discontinuation import discontinuation
from rbtools.plan.plan_file import read_plan, write_plan

PROGRAM = rb.load_program()
PLAN = rb.make_plan(PROGRAM, "2026-03-02", tz="UTC", weeks=2, client="ann")
LOG = rb.simulate_log(PLAN, seed=2)
MATCHED = rb.match_log(PLAN, LOG, as_of="end")
CHANGE = rb.change(PLAN, LOG, as_of="end")
CELLS = pd.DataFrame({"performed_at": ["2026-03-02T07:35+00:00"], "exercise": ["x"], "sets": ["5"]})


def plan_with(**wrong):
    return lambda: rb.make_plan(PROGRAM, "2026-03-02", **({"tz": "UTC"} | wrong))


CALLS = {
    "program": lambda: rb.make_plan(5, "2026-03-02", tz="UTC"),
    "source": lambda: rb.load_program(5),
    "weeks": plan_with(weeks="x"),
    "times": plan_with(times=5),
    "exercises": plan_with(exercises=5),
    "advanced_from_week": plan_with(advanced_from_week="x"),
    "day_start": plan_with(day_start=5),
    "tz": plan_with(tz=5),
    "from_date": lambda: rb.revise_plan(PLAN, 5, program=PROGRAM),
    "client=5": lambda: rb.excuse(PLAN, "2026-03-02", "2026-03-03", client=5, reason="flu"),
    "rest_seconds": lambda: rb.plan_load(PLAN, rest_seconds="x"),
    "path=5": lambda: read_plan(5),
    "path=6": lambda: write_plan(PLAN, 6),
    "columns=5": lambda: rb.read_log("log.csv", columns=5),
    "columns='sets'": lambda: rb.read_log("log.csv", columns="sets"),
    "tz=5": lambda: rb.read_log(CELLS, tz=5),
    "expected a Log": lambda: rb.write_log(5, "log.csv"),
    "path=7": lambda: rb.write_log(LOG, 7),
    "adherence": lambda: rb.simulate_log(PLAN, seed=1, adherence="x"),
    "phi": lambda: rb.simulate_log(PLAN, seed=1, phi=float("nan")),
    "as_of": lambda: rb.summarize(PLAN, LOG, as_of=5),
    "on_time_minutes": lambda: rb.rhythm(MATCHED, on_time_minutes="x"),
    "discontinued_after_days": lambda: discontinuation(MATCHED, discontinued_after_days="x"),
    "baseline_days='x'": lambda: rb.change(PLAN, LOG, as_of="end", baseline_days="x"),
    "baseline_days=True": lambda: rb.effect_size(PLAN, LOG, as_of="end", baseline_days=True),
    "goal": lambda: rb.effect_size(PLAN, LOG, as_of="end", goal="x"),
    "log: expected a Log, got DataFrame": lambda: rb.tightness(LOG.ratings),
    "title": lambda: rb.plot_calendar(MATCHED, title=5),
    "ax": lambda: rb.plot_adherence(rb.adherence(MATCHED, by=["client", "week"]), ax=5),
    "order=5": lambda: rb.plot_cohort(MATCHED, order=5),
    "order='ann'": lambda: rb.plot_cohort(MATCHED, order="ann"),
    "flagged": lambda: rb.plot_cohort(MATCHED, flagged=5),
    "page='x'": lambda: rb.plot_cohort(MATCHED, page="x"),
    "per_page": lambda: rb.plot_cohort(MATCHED, per_page=2.5),
    "better_by='x'": lambda: rb.plot_tightness(LOG, plan=PLAN, change=CHANGE, better_by="x"),
    "better_by=nan": lambda: rb.plot_tightness(LOG, plan=PLAN, change=CHANGE, better_by=float("nan")),
    "path=8": lambda: rb.plot_calendar(MATCHED).save(8),
    "log='str'": lambda: rb.make_review(PLAN, "log", as_of="end"),
    "plan: expected a DataFrame": lambda: rb.make_review("plan", LOG, as_of="end"),
    "client=6": lambda: rb.make_review(PLAN, LOG, as_of="end", client=6),
    "path='page.txt'": lambda: rb.make_review(PLAN, LOG, as_of="end").to_html("page.txt"),
    "path='page.html'": lambda: rb.make_review(PLAN, LOG, as_of="end").to_pdf("page.html"),
    "expected a Log, got str": lambda: rb.make_cohort_review(PLAN, "log", as_of="end"),
    "folder": lambda: rb.make_cohort_review(PLAN, LOG, as_of="end").to_html(5),
}


@pytest.mark.parametrize("named", CALLS)
def test_a_wrong_argument_is_named(named):
    with pytest.raises(rb.RbtoolsError) as refused:
        CALLS[named]()
    assert named in str(refused.value)
