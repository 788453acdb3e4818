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


def circles(arrows: dict[str, set[str]]) -> list[set[str]]:
    """The groups of modules that import one another, directly or by others."""
    reached = {module: set(targets) for module, targets in arrows.items()}
    for middle in arrows:
        for module, found in reached.items():
            if middle in found:
                reached[module] = found | reached[middle]
    in_circle = [module for module in arrows if module in reached[module]]
    groups = {frozenset(other for other in reached[module] if module in reached.get(other, ())) for module in in_circle}
    return [set(group) for group in groups]


def test_no_modules_import_one_another_in_a_circle():
    known = {dotted(path): path.read_text(encoding="utf-8") for path in modules()}
    assert circles({module: imports_of(source) & set(known) for module, source in known.items()}) == []


def test_a_circle_is_found():
    arrows = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()}
    assert circles(arrows) == [{"a", "b", "c"}]


def test_the_rooms_are_those_of_the_design():
    rooms = {path.name.removesuffix(".py") for path in ROOT.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert rooms - {"__init__", "__pycache__", "py.typed"} <= set(LEVEL)


def test_package_init_files_hold_no_code_but_the_public_names():
    for path in ROOT.rglob("__init__.py"):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        kinds = {type(node) for node in body}
        allowed = {ast.Expr, ast.Import, ast.Assign} if path.parent == ROOT else {ast.Expr}
        assert kinds <= allowed, path


def test_an_import_inside_a_function_counts():
    assert imports_of("def f():\n    from rbtools.log.log import Log") == {"rbtools.log.log"}
