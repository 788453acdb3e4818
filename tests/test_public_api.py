"""The public surface: these names and no others, each documented, none loaded before it is used."""

import inspect
import re
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


SECTION = re.compile(r"^([A-Z][a-z]+)\n-{3,}\n", re.MULTILINE)


def sections(text: str) -> dict[str, str]:
    """The sections of a numpydoc docstring by their headings; what is before the first is at ""."""
    parts = SECTION.split(text)
    return {"": parts[0]} | dict(zip(parts[1::2], parts[2::2], strict=True))


def documented(section: str) -> dict[str, str]:
    """The type that a section states for each name in it, with what follows the comma: `name : type, default x`."""
    found = {}
    for line in section.splitlines():
        names, colon, kind = line.partition(" : ")
        if line and line[0] != " ":
            found |= dict.fromkeys(names.split(", "), kind if colon else "")
    return found


def parameters_not_documented(function, text: str) -> list[str]:
    """Parameters of the signature without a line, a type or their default, and lines of no parameter."""
    stated = documented(sections(text).get("Parameters", ""))
    missing = []
    for parameter in inspect.signature(function).parameters.values():
        stars = "**" if parameter.kind is parameter.VAR_KEYWORD else ""
        kind = stated.pop(stars + parameter.name, "")
        default = parameter.default
        words = "" if default is parameter.empty else "optional|default|None" if default is None else "default|optional"
        if not kind or not re.search(words, kind):
            missing.append(parameter.name)
    return missing + sorted(stated)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_documents_its_parameters_result_errors_and_an_example(name):
    function = getattr(rb, name)
    text = inspect.getdoc(function) or ""
    found = sections(text)
    assert len(text.splitlines()[0]) <= 120
    assert parameters_not_documented(function, text) == []
    for section in ("Returns", "Raises"):
        kind, *says = found.get(section, "").splitlines()
        assert re.fullmatch(r"[A-Z]\w+(, [A-Z]\w+)*", kind), f"{section} begins with {kind!r}, not with a type"
        assert says[0].startswith("    "), section
    assert ">>> " in found.get("Examples", "")


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_as_of_is_documented_as_one_type_everywhere(name):
    stated = documented(sections(inspect.getdoc(getattr(rb, name))).get("Parameters", ""))
    assert stated.get("as_of", "AsOfLike").split(",")[0] == "AsOfLike"


@pytest.mark.parametrize("name", sorted(NOUNS))
def test_a_class_documents_what_it_holds_and_an_example(name):
    noun = getattr(rb, name)
    assert inspect.isclass(noun)
    found = sections(inspect.getdoc(noun) or "")
    stated = documented(found.get("Parameters", "") + found.get("Attributes", ""))
    assert set(inspect.signature(noun).parameters) == set(stated)
    assert all(stated.values())
    assert ">>> " in found.get("Examples", "")


def test_a_parameter_without_a_line_a_type_or_its_default_is_found():
    def function(frame, *, by, weeks=4, times=None): ...

    lines = ("frame : DataFrame", "by", "weeks : int", "old : int")
    text = "Do.\n\nParameters\n----------\n" + "".join(f"{line}\n    It.\n" for line in lines)
    assert parameters_not_documented(function, text) == ["by", "weeks", "times", "old"]


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
