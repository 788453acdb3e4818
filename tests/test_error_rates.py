"""The published error rates are those of the benchmark, wherever they are shown."""

import re
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[1]
TABLES = (ROOT / "benchmarks" / "error_rates.md").read_text(encoding="utf-8")
NOTEBOOK = ROOT / "notebooks" / "07_reading_the_numbers.ipynb"


def rows(text):
    return [line.strip() for line in text.splitlines() if re.match(r"\|.*\d.*\|", line)]


def table(title):
    """The rows of the table under the heading that begins so, as lists of cells."""
    body = TABLES.split(f"## {title}")[1].split("\n## ")[0]
    lines = [line for line in body.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_notebook_shows_rows_of_the_benchmark_as_they_stand():
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    shown = [row for cell in cells if cell.cell_type == "markdown" for row in rows(cell.source)]
    assert len(shown) >= 8
    assert set(shown) <= set(rows(TABLES))


def test_people_in_whom_nothing_changed_are_rarely_found_and_the_interval_holds():
    for missing, effect, n, detectable, _, covers, nap_covers, _ in table("2,000 people"):
        assert int(n) >= 1900, missing
        assert 0.92 <= float(covers) <= 0.99
        assert 0.92 <= float(nap_covers) <= 0.99
        assert float(detectable) <= 0.08 if float(effect) == 0 else float(detectable) >= 0.45


def test_first_against_last_takes_one_in_five_in_and_a_week_against_a_week_one_in_fifty():
    of_no_change = next(row for row in table("Why not first against last") if row[0] == "0")
    assert abs(float(of_no_change[1]) - 0.21) < 0.02
    assert abs(float(of_no_change[-1]) - 0.02) < 0.01
