"""program -> plan -> log -> match -> measure -> chart -> review: a module imports only from modules to its left."""

import ast
from pathlib import Path

import pytest

import rbtools

ROOT = Path(rbtools.__file__).parent

LAYERS = (
    ("errors",),
    ("core",),
    ("schema",),
    ("program",),
    ("plan",),
    ("share",),
    ("log",),
    ("match",),
    ("simulate",),
    ("measure",),
    ("chart",),
    ("review",),
    ("scale",),
    ("terminal",),
    ("command",),
    ("cli",),
    ("__main__",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}


def layer_of(dotted: str) -> str:
    return dotted.removeprefix("rbtools.").split(".")[0]


def imports_of(source: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "rbtools":
                found |= {f"rbtools.{alias.name}" for alias in node.names}
            else:
                found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.startswith("rbtools.")}


def arrows_back(module: str, source: str) -> set[str]:
    here = layer_of(module)
    return {name for name in imports_of(source) if layer_of(name) != here and LEVEL[layer_of(name)] >= LEVEL[here]}


def modules() -> list[Path]:
    return [p for p in sorted(ROOT.rglob("*.py")) if p.name != "__init__.py"]


def dotted(path: Path) -> str:
    return "rbtools." + ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_a_module_imports_only_from_its_left(path):
    assert arrows_back(dotted(path), path.read_text(encoding="utf-8")) == set()


def test_an_arrow_that_points_back_is_found():
    assert arrows_back("rbtools.match.match", "from rbtools.measure.adherence import adherence") == {
        "rbtools.measure.adherence"
    }


def test_package_init_files_hold_no_code_but_the_public_names():
    for path in ROOT.rglob("__init__.py"):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        kinds = {type(node) for node in body}
        allowed = {ast.Expr, ast.Import, ast.Assign} if path.parent == ROOT else {ast.Expr}
        assert kinds <= allowed, path
