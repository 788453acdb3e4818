"""The notebooks as a stranger finds them: run from the top, outputs kept, small, with public names only.

That the outputs are still true is checked by nbval, which runs every notebook again.
"""

import ast
import re
from pathlib import Path

import nbformat
import pytest

import rbtools as rb

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
EXPECTED = ["01_plan", "02_log", "03_adherence", "04_sets_and_tightness", "05_coach_review", "07_reading_the_numbers",
            "08_gallery"]  # fmt: skip

pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(path):
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def outputs(path):
    return [output for cell in code_cells(path) for output in cell.outputs]


def test_the_promised_notebooks_are_there(path):
    assert {p.stem for p in NOTEBOOKS} >= set(EXPECTED)


def test_cells_were_run_once_from_the_top(path):
    counts = [cell.execution_count for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))


def test_outputs_are_kept_and_none_is_an_error(path):
    kinds = {output.output_type for output in outputs(path)}
    assert "execute_result" in kinds
    assert "error" not in kinds
    assert not [o for o in outputs(path) if o.output_type == "stream" and o.name == "stderr"]


def test_it_is_short_and_light(path):
    assert len(read(path).cells) <= 25
    assert path.stat().st_size <= 400_000


def test_it_opens_with_a_question_and_ends_with_what_to_do_next(path):
    first, last = read(path).cells[0], read(path).cells[-1]
    assert first.cell_type == last.cell_type == "markdown"
    assert re.match(r"# .+", first.source)
    assert "?" in first.source
    assert "next" in last.source.lower()


def test_it_uses_public_names_only(path):
    for cell in code_cells(path):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith("rbtools"), cell.source
            if isinstance(node, ast.Import):
                assert not [a.name for a in node.names if a.name.startswith("rbtools.")], cell.source
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "rb":
                assert node.attr in rb.__all__, cell.source


def test_nothing_is_hidden_from_the_comparison(path):
    tags = {tag for cell in code_cells(path) for tag in cell.metadata.get("tags", [])}
    assert not {tag for tag in tags if tag.startswith(("nbval", "raises"))}
    assert not [cell.source for cell in code_cells(path) if "NBVAL" in cell.source]


def test_a_chart_comes_with_its_sentence(path):
    for output in outputs(path):
        data = output.get("data", {})
        if "image/png" in data:
            assert len(str(data.get("text/plain", "")).split()) >= 5
            assert not str(data["text/plain"]).startswith("<")


def test_it_runs_anywhere(path):
    notebook = read(path)
    assert notebook.metadata.kernelspec.name == "python3"
    assert "/tmp/" not in path.read_text(encoding="utf-8")
    assert "/home/" not in path.read_text(encoding="utf-8")
