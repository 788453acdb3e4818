"""A wrong argument ends in a sentence that names it, in every public function, never in an error of Python."""

import inspect
import io

import numpy as np
import pandas as pd
import pytest

import rbtools as rb

PROGRAM = rb.load_program()
PLAN = rb.make_plan(PROGRAM, "2026-03-02", tz="UTC", weeks=2, client="ann")
LOG = rb.simulate_log(PLAN, seed=2)
MATCHED = rb.match_log(PLAN, LOG, as_of="end")
CHANGE = rb.change(PLAN, LOG, as_of="end")
READ = rb.read_log(b"performed_at,exercise,sets\n2026-03-02T07:30+00:00,side_lying_roller,99\n")
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
    "path=5": lambda: rb.read_plan(5),
    "path=6": lambda: rb.write_plan(PLAN, 6),
    "columns=5": lambda: rb.read_log("log.csv", columns=5),
    "columns='sets'": lambda: rb.read_log("log.csv", columns="sets"),
    "tz=5": lambda: rb.read_log(CELLS, tz=5),
    "expected a Log": lambda: rb.write_log(5, "log.csv"),
    "path=7": lambda: rb.write_log(LOG, 7),
    "adherence": lambda: rb.simulate_log(PLAN, seed=1, adherence="x"),
    "phi": lambda: rb.simulate_log(PLAN, seed=1, phi=float("nan")),
    "as_of": lambda: rb.summarize(PLAN, LOG, as_of=5),
    "on_time_minutes": lambda: rb.rhythm(MATCHED, on_time_minutes="x"),
    "discontinued_after_days": lambda: rb.discontinuation(MATCHED, discontinued_after_days="x"),
    "days='x'": lambda: rb.shift_plan(PLAN, "2026-03-09", days="x"),
    "from_date='soon'": lambda: rb.shift_plan(PLAN, "soon", days=1),
    "phi=1": lambda: rb.plan_power(PLAN, phi=1),
    "effect_size: no column": lambda: rb.combine_starts(MATCHED),
    "path=9": lambda: rb.write_rejects(READ, 9),
    "as_of=6": lambda: rb.dose_response(PLAN, LOG, as_of=6),
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
    "better_by='x'": lambda: rb.plot_tightness(PLAN, LOG, change=CHANGE, better_by="x"),
    "better_by=nan": lambda: rb.plot_tightness(PLAN, LOG, change=CHANGE, better_by=float("nan")),
    "path=8": lambda: rb.plot_calendar(MATCHED).save(8),
    "expected a Log, as read_log gives it, got str": lambda: rb.make_review(PLAN, "log", as_of="end"),
    "plan: expected a DataFrame": lambda: rb.make_review("plan", LOG, as_of="end"),
    "client=6": lambda: rb.make_review(PLAN, LOG, as_of="end", client=6),
    "path='page.txt'": lambda: rb.make_review(PLAN, LOG, as_of="end").to_html("page.txt"),
    "path='page.html'": lambda: rb.make_review(PLAN, LOG, as_of="end").to_pdf("page.html"),
    "log: expected a Log, as read_log gives it, got str": lambda: rb.make_cohort_review(PLAN, "log", as_of="end"),
    "folder": lambda: rb.make_cohort_review(PLAN, LOG, as_of="end").to_html(5),
}


@pytest.mark.parametrize("named", CALLS)
def test_a_wrong_argument_is_named(named):
    with pytest.raises(rb.RbtoolsError) as refused:
        CALLS[named]()
    assert named in str(refused.value)


CLOSED = io.BytesIO(b"x")
CLOSED.close()
TABLES = {"plan": PLAN, "matched": MATCHED, "entries": LOG.entries, "ratings": LOG.ratings}
NUMBER_OF = {"plan": "reps", "matched": "sets_done", "entries": "sets", "ratings": "tightness"}


def wrong_frames(kind: str) -> dict[str, object]:
    """Frames that are not the one of this kind, by what is wrong with them."""
    frame = TABLES[kind]
    return {
        "none": None,
        "a number": 5,
        "a list": [1],
        "text": "frame.csv",
        "no columns": pd.DataFrame(),
        "integer ids": frame.assign(client=7),
        "integer categories": frame.assign(client=pd.Categorical([7] * len(frame))),
        "two columns of one name": pd.concat([frame, frame[["client"]]], axis=1),
        "infinite": frame.assign(**{NUMBER_OF[kind]: np.inf}),
        "every row twice": pd.concat([frame, frame]),
    }


TAKES_A_PLAN = {
    "excuse": lambda plan: rb.excuse(plan, "2026-03-02", "2026-03-02", reason="x"),
    "revise_plan": lambda plan: rb.revise_plan(plan, "2026-03-09", program=PROGRAM),
    "shift_plan": lambda plan: rb.shift_plan(plan, "2026-03-09", days=1),
    "plan_load": rb.plan_load,
    "plan_power": rb.plan_power,
    "simulate_log": lambda plan: rb.simulate_log(plan, seed=1),
    "write_plan": lambda plan: rb.write_plan(plan, "never.csv"),
    "match_log": lambda plan: rb.match_log(plan, LOG, as_of="end"),
    "summarize": lambda plan: rb.summarize(plan, LOG, as_of="end"),
    "dose_response": lambda plan: rb.dose_response(plan, LOG, as_of="end"),
    "change": lambda plan: rb.change(plan, LOG, as_of="end"),
    "effect_size": lambda plan: rb.effect_size(plan, LOG, as_of="end"),
    "make_review": lambda plan: rb.make_review(plan, LOG, as_of="end"),
    "make_cohort_review": lambda plan: rb.make_cohort_review(plan, LOG, as_of="end"),
}
TAKES_MATCHED = {
    "sessions": rb.sessions,
    "adherence": rb.adherence,
    "sets_completed": rb.sets_completed,
    "rhythm": rb.rhythm,
    "compare_clients": rb.compare_clients,
    "discontinuation": rb.discontinuation,
    "plot_calendar": rb.plot_calendar,
    "plot_cohort": rb.plot_cohort,
    "plot_timing": rb.plot_timing,
    "plot_adherence": rb.plot_adherence,
    "plot_sets_completed": rb.plot_sets_completed,
}
TAKES_A_LOG = {
    "match_log": lambda log: rb.match_log(PLAN, log, as_of="end"),
    "summarize": lambda log: rb.summarize(PLAN, log, as_of="end"),
    "dose_response": lambda log: rb.dose_response(PLAN, log, as_of="end"),
    "tightness": rb.tightness,
    "tightness of a plan": lambda log: rb.tightness(log, plan=PLAN),
    "change": lambda log: rb.change(PLAN, log, as_of="end"),
    "effect_size": lambda log: rb.effect_size(PLAN, log, as_of="end"),
    "plot_tightness": lambda log: rb.plot_tightness(PLAN, log),
    "make_review": lambda log: rb.make_review(PLAN, log, as_of="end"),
    "make_cohort_review": lambda log: rb.make_cohort_review(PLAN, log, as_of="end"),
    "write_log": lambda log: rb.write_log(log, "never.csv"),
}
"""Each checks both frames of the log, also where it uses one of them."""


def cases():
    for kind, functions in (("plan", TAKES_A_PLAN), ("matched", TAKES_MATCHED)):
        for name, call in functions.items():
            for what, frame in wrong_frames(kind).items():
                yield pytest.param(call, frame, id=f"{name}, {what}")
    for name, call in TAKES_A_LOG.items():
        for kind in ("entries", "ratings"):
            for what, frame in wrong_frames(kind).items():
                yield pytest.param(call, LOG._replace(**{kind: frame}), id=f"{name}, {kind}: {what}")
        for what in (None, 5, "log.csv", LOG.entries):
            yield pytest.param(call, what, id=f"{name}, a log that is {type(what).__name__}")


@pytest.mark.parametrize(("call", "given"), list(cases()))
def test_a_wrong_frame_ends_in_a_sentence(call, given, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(rb.RbtoolsError, match=r"^[a-z].{10,}[.)]$"):
        call(given)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("given", [None, 5, "log.csv", LOG.entries, LOG], ids=lambda given: type(given).__name__)
def test_rejects_are_written_only_of_a_log_that_was_read(given, tmp_path):
    with pytest.raises(rb.RbtoolsError, match=r"^log: expected a [Ll]og"):
        rb.write_rejects(given, tmp_path / "never.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("given", [None, 5, [1], "frame.csv", pd.DataFrame(), CHANGE], ids=lambda g: type(g).__name__)
def test_starts_are_combined_only_of_effect_sizes(given):
    with pytest.raises(rb.RbtoolsError, match=r"^effect_size: "):
        rb.combine_starts(given)


@pytest.mark.parametrize("source", [None, 5, CLOSED, [1], object(), ""], ids=lambda s: type(s).__name__)
@pytest.mark.parametrize("function", [rb.read_log, rb.read_plan, rb.load_program], ids=lambda f: f.__name__)
def test_a_source_that_cannot_be_read_ends_in_a_sentence(function, source):
    with pytest.raises(rb.RbtoolsError, match=r"\.$|upper_back$"):
        function(source)


WRONG = (5.5, [1], object(), float("nan"), "zz", -1, True, b"x")
CALLED_WITH = {
    "match_log": (PLAN, LOG),
    "summarize": (PLAN, LOG),
    "make_review": (PLAN, LOG),
    "make_cohort_review": (PLAN, LOG),
    "adherence": (MATCHED,),
    "sets_completed": (MATCHED,),
    "rhythm": (MATCHED,),
    "discontinuation": (MATCHED,),
    "dose_response": (PLAN, LOG),
    "shift_plan": (PLAN, "2026-03-09"),
    "change": (PLAN, LOG),
    "effect_size": (PLAN, LOG),
    "tightness": (LOG,),
    "plot_calendar": (MATCHED,),
    "plot_cohort": (MATCHED,),
    "plot_timing": (MATCHED,),
    "plot_adherence": (rb.adherence(MATCHED, by=["client", "week"]),),
    "plot_sets_completed": (rb.sets_completed(MATCHED, by=["client", "exercise"]),),
    "plan_load": (PLAN,),
    "plan_power": (PLAN,),
    "simulate_log": (PLAN,),
    "make_plan": (PROGRAM, "2026-03-02"),
    "excuse": (PLAN, "2026-03-02", "2026-03-02"),
    "read_log": (b"performed_at,exercise,sets\n2026-03-02T07:30+00:00,a,5\n",),
}
NEEDED = {"as_of": "end", "tz": "UTC", "seed": 1, "reason": "x", "days": 1}


def options():
    for name in CALLED_WITH:
        for option, parameter in inspect.signature(getattr(rb, name)).parameters.items():
            if parameter.kind is parameter.KEYWORD_ONLY:
                yield name, option


@pytest.mark.parametrize(("name", "option"), list(options()))
def test_a_wrong_option_is_taken_or_ends_in_a_sentence(name, option):
    function = getattr(rb, name)
    needed = {
        name: NEEDED[name]
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY and parameter.default is parameter.empty
    }
    n_refused = 0
    for wrong in WRONG:
        try:
            function(*CALLED_WITH[name], **(needed | {option: wrong}))
        except rb.RbtoolsError:
            n_refused += 1
    assert n_refused >= len(WRONG) / 2, f"{name}({option}=) takes nearly anything"
