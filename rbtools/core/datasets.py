"""Where the example data are: in a checkout the folder `data/`, in an installed wheel a copy that came with it."""

from pathlib import Path

from rbtools.errors import ArgumentError

_HERE = Path(__file__).parents[1]
_FOLDERS = (_HERE / "_data", _HERE.parent / "data")


def path(name: str) -> Path:
    """The path of a file or folder of the example data; all of them are synthetic.

    Parameters
    ----------
    name : str
        Path inside the data folder, such as "one_client/log.csv"; `data/README.md` lists them.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    ArgumentError
        When there is no such file or folder.

    Examples
    --------
    >>> from rbtools.core import datasets
    >>> datasets.path("one_client/log.csv").name
    'log.csv'
    """
    if not isinstance(name, str):
        raise ArgumentError.not_allowed("name", name, 'the name of a file, such as "one_client/log.csv"')
    for folder in _FOLDERS:
        if (found := (folder / name).resolve()).exists() and found.is_relative_to(folder.resolve()):
            return found
    raise ArgumentError(f"{name}: not among the example data. data/README.md lists what there is.")
