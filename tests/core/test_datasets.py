"""The example data are found in a checkout, and an unknown name is refused."""

import tomllib
from pathlib import Path

import pytest

from rbtools.core import datasets
from rbtools.errors import ArgumentError

ROOT = Path(__file__).parents[2]


def test_a_checkout_has_the_data_beside_the_package():
    assert datasets.path("one_client/log.csv") == ROOT / "data" / "one_client" / "log.csv"


def test_an_unknown_name_is_refused():
    with pytest.raises(ArgumentError, match=r"nobody\.csv: not among the example data"):
        datasets.path("nobody.csv")


def test_the_wheel_takes_every_folder_of_the_data_along():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    taken = told["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    folders = {p.name for p in (ROOT / "data").iterdir() if p.suffix != ".py" and p.name != "__pycache__"}
    assert taken == {f"data/{name}": f"rbtools/_data/{name}" for name in folders}
