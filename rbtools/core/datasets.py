"""Where the example data are: in a checkout the folder `data/`, in an installed wheel a copy that came with it."""

from pathlib import Path

from rbtools.errors import ArgumentError

_HERE = Path(__file__).parents[1]


def data_path(name: str) -> Path:
    """The path of a file or folder of the example data, such as `one_client/log.csv`; all of them are synthetic.

    Raises `ArgumentError` when there is no such file.

    >>> data_path("one_client/log.csv").name
    'log.csv'
    """
    for folder in (_HERE / "_data", _HERE.parent / "data"):
        if (path := folder / name).exists():
            return path
    raise ArgumentError(f"{name}: not among the shipped data. data/README.md lists what there is.")
