"""The public surface: these names and no others, each documented, none loaded before it is used."""

import inspect
import subprocess
import sys

import pytest

import rbtools as rb

FUNCTIONS = {
    "adherence",
    "change",
    "combine_starts",
    "compare_clients",
    "discontinuation",
    "dose_response",
    "effect_size",
    "excuse",
    "load_program",
    "make_cohort_review",
    "make_plan",
    "make_plans",
    "make_review",
    "match_log",
    "plan_load",
    "plan_power",
    "plot_adherence",
    "plot_calendar",
    "plot_cohort",
    "plot_sets_completed",
    "plot_tightness",
    "plot_timing",
    "read_log",
    "read_plan",
    "revise_plan",
    "rhythm",
    "sessions",
    "sets_completed",
    "shift_plan",
    "simulate_log",
    "summarize",
    "tightness",
    "write_log",
    "write_plan",
    "write_rejects",
}
NOUNS = {"Chart", "CohortReview", "Exercise", "Log", "Program", "RbtoolsError", "Review", "ReviewRules"}


def test_these_names_and_no_others():
    assert set(rb.__all__) == FUNCTIONS | NOUNS
    assert set(dir(rb)) >= FUNCTIONS | NOUNS


BY_POSITION = {("load_program", "source"), ("excuse", "last_date")}
"""What has a default and is still given by position."""


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_takes_its_frames_by_position_and_the_rest_by_name(name):
    function = getattr(rb, name)
    assert inspect.isfunction(function)
    for parameter in inspect.signature(function).parameters.values():
        assert parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY, parameter.VAR_KEYWORD)
        if parameter.default is not parameter.empty and (name, parameter.name) not in BY_POSITION:
            assert parameter.kind is parameter.KEYWORD_ONLY, f"{name}({parameter.name}=)"


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_is_documented_with_an_example_that_runs(name):
    text = inspect.getdoc(getattr(rb, name)) or ""
    assert ">>> " in text, name
    assert len(text.splitlines()[0]) <= 120, name


@pytest.mark.parametrize("name", sorted(NOUNS))
def test_a_noun_is_a_documented_class(name):
    noun = getattr(rb, name)
    assert inspect.isclass(noun)
    assert inspect.getdoc(noun)


def test_errors_are_value_errors():
    assert issubclass(rb.RbtoolsError, ValueError)


def loaded_by(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return {name.split(".")[0] for name in done.stdout.split()}


def test_import_loads_nothing_heavy_and_no_extra():
    late = {
        "matplotlib",
        "scipy",
        "pandera",
        "jinja2",
        "typer",
        "rich",
        "openpyxl",
        "pyarrow",
        "IPython",
        "statsmodels",
    }
    assert loaded_by("import rbtools") & late == set()


def test_the_core_needs_no_extra():
    extras = {"openpyxl", "IPython", "jupyterlab", "statsmodels", "weasyprint", "dask", "pyspark"}
    assert loaded_by("import rbtools as rb; [getattr(rb, n) for n in rb.__all__]") & extras == set()


def test_import_and_planning_reach_for_no_network():
    code = (
        "import socket\n"
        "def refuse(*a, **k): raise AssertionError('network')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
        "import rbtools as rb\n"
        "rb.make_plan(rb.load_program(), '2026-03-02', tz='Europe/London', weeks=2)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
