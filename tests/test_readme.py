"""What the README says is run here, or it starts to lie."""

import json
import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import needs
import pytest
from typer.main import get_command

from rbtools.cli import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", README, re.M | re.S)
    assert found, f'the README has no section "{title}"'
    return found.group(1)


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)


def test_quick_start_is_one_block_of_two_lines_that_set_themselves_up():
    found = re.findall(r"^```.*?\n(.*?)^```", section("Quick start"), re.M | re.S)
    assert len(found) == 1
    lines = found[0].splitlines()
    assert len(lines) == 2
    assert all("python3 -m venv" in line and "pip install" in line for line in lines)
    assert "rbtools demo" in lines[0]
    assert "review.html" in lines[0]
    assert "pytest" in lines[1]


def test_every_extra_is_explained_and_no_other():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    rows = [line.split("|")[1] for line in section("What can be installed").splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`(\w+)`", " ".join(rows))) == set(extras)


def test_every_notebook_is_listed_with_the_question_that_opens_it():
    listed = re.findall(r"^\| \[.*?\]\((.*?)\) \| (.*?) \|$", README, re.M)
    opening = {
        p: json.loads(p.read_text(encoding="utf-8"))["cells"][0]["source"] for p in ROOT.glob("notebooks/*.ipynb")
    }
    assert [ROOT / path for path, _ in listed] == sorted(opening)
    for path, question in listed:
        assert "".join(opening[ROOT / path]).startswith(f"# {question}\n")


def test_the_commands_are_commands_with_such_options():
    (shown,) = blocks(section("The command"), "sh")
    for line in shown.splitlines():
        words = shlex.split(line, comments=True)
        options = {name for parameter in get_command(app).commands[words[1]].params for name in parameter.opts}
        assert {word for word in words if word.startswith("-")} <= options


def test_ci_runs_those_two_lines_as_they_stand():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert 'eval "$(quick_start 1)"' in script
    assert 'eval "$(quick_start 2)"' in script


def test_the_tour_runs(tmp_path, monkeypatch):
    (tour,) = blocks(section("A tour in twenty lines"), "python")
    assert len([line for line in tour.splitlines() if line.strip()]) <= 20
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").symlink_to(ROOT / "data")
    exec(compile(tour, "README.md", "exec"), {})
    assert (tmp_path / "review.html").stat().st_size > 10_000


def tree_paths() -> list[str]:
    """The paths named in the README's tree: two spaces a level, a name, spaces, what it is."""
    (tree,) = blocks(section("How it is built"), "text")
    paths, folders = [], []
    for line in tree.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        name = line.split()[0]
        folders = [*folders[:depth], name.rstrip("/")]
        paths.append("/".join(folders))
    return paths


@pytest.mark.parametrize("path", tree_paths())
def test_the_tree_names_what_exists(path):
    assert (ROOT / path).exists()


def test_the_tree_leaves_no_module_out():
    def parts(folder):
        return {f"rbtools/{p.name}" for p in folder.iterdir() if p.name[0] not in "_."}

    modules = {p for p in parts(ROOT / "rbtools") if not p.endswith((".typed", ".pyi"))}
    assert modules - set(tree_paths()) == set()


def test_links_and_pictures_inside_the_repository_exist():
    for target in re.findall(r"\]\((?!https?:|#)([^)]+)\)", README):
        assert (ROOT / target.split("#")[0]).exists(), target


def test_the_error_rates_are_those_that_the_benchmark_wrote():
    rows = [line for line in section("How often it is wrong").splitlines() if line.startswith("|")]
    written = (ROOT / "benchmarks" / "error_rates.md").read_text(encoding="utf-8").splitlines()
    assert len(rows) > 6
    assert [row for row in rows if row not in written] == []


def test_no_tracked_file_names_a_machine_or_a_package_host():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip(needs.GIT)
    hosts = ["pypi" + ".org", "python" + "hosted.org", "registry." + "npmjs", "deb." + "debian.org", "/" + "root/"]
    for name in listed.stdout.split("\n"):
        path = ROOT / name
        if (
            name
            and path.is_file()
            and path.suffix in {".py", ".md", ".toml", ".yml", ".ipynb", ".cfg", ".jinja", ".yaml", ".cff", ""}
        ):
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not [host for host in hosts if host in text], name
