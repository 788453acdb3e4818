"""What the README says is run here, or it starts to lie."""

import re
import subprocess
from pathlib import Path

import pytest

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
    assert "pytest" in lines[1]


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
        pytest.skip("not a git checkout")
    hosts = ["pypi" + ".org", "python" + "hosted.org", "registry." + "npmjs", "deb." + "debian.org", "/" + "root/"]
    for name in listed.stdout.split("\n"):
        path = ROOT / name
        if name and path.is_file() and path.suffix in {".py", ".md", ".toml", ".yml", ".ipynb", ".cfg", ".jinja", ""}:
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not [host for host in hosts if host in text], name
