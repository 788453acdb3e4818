"""A rule stands in one place: a number that decides something is written once, and everybody else imports its name."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

import rbtools

ROOT = Path(rbtools.__file__).parent


def is_number(node: ast.AST, value: float) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value == value


def anywhere(value: float) -> Callable[[ast.AST], bool]:
    return lambda node: is_number(node, value)


def text(value: str) -> Callable[[ast.AST], bool]:
    return lambda node: isinstance(node, ast.Constant) and node.value == value


def decides(value: float) -> Callable[[ast.AST], bool]:
    """The number is a default, is given a name, is compared with, or is a number of minutes."""

    def found(node: ast.AST) -> bool:
        match node:
            case ast.arguments():
                near = [*node.defaults, *node.kw_defaults]
            case ast.Assign() | ast.AnnAssign():
                near = [node.value]
            case ast.Compare(left=ast.Call(func=ast.Attribute(attr="get_rotation"))):  # degrees
                near = []
            case ast.Compare():
                near = [node.left, *node.comparators]
            case ast.BinOp(op=ast.Mult()):
                near = [node.left, node.right]
            case _:
                near = []
        return any(is_number(part, value) for part in near)

    return found


def named_or_default(value: float) -> Callable[[ast.AST], bool]:
    """The number is a default, is given a name or is compared with."""
    return lambda node: not isinstance(node, ast.BinOp) and decides(value)(node)


def named(*parts: str) -> Callable[[ast.AST], bool]:
    """A number is given a name in which all these parts are."""
    return lambda node: (
        isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and all(part in node.targets[0].id for part in parts)
    )


RULES = {
    "a day in microseconds": (anywhere(86_400_000_000), 1),
    "the 0.975 quantile of the normal distribution": (anywhere(1.959963984540054), 1),
    "a plan day starts at 04:00": (text("04:00"), 1),
    "90 minutes: on time, and a pause between sessions": (decides(90), 2),
    "80 %: a bar near its minimum, a likely misspelling, a plan that was followed, a short dose": (
        named_or_default(0.8),
        4,
    ),
    "how many rated days are enough": (named("MIN", "RATED"), 1),
}


def places(rule: Callable[[ast.AST], bool]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', '?')}"
        for path in sorted(ROOT.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if rule(node)
    ]


@pytest.mark.parametrize("name", RULES)
def test_a_rule_stands_once(name):
    rule, times = RULES[name]
    assert len(places(rule)) <= times, places(rule)


@pytest.mark.parametrize(
    "code",
    ["PAUSE = 90 * MINUTE", "PAUSE = 90", "def f(*, minutes=90): ...", "if off > 90: ...", "def f(minutes=90.0): ..."],
)
def test_a_second_copy_would_be_found(code):
    assert [node for node in ast.walk(ast.parse(code)) if decides(90)(node)]
