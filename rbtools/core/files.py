"""Where something is to be written: a path that can be, or a sentence that says why not."""

from pathlib import Path

from rbtools.errors import ArgumentError


def target(path: str | Path, *endings: str) -> Path:
    """The path of a file that can be written; refuses what is no path, a folder, and a folder that is not there.

    With `endings`, in lower case with their dot, the name has to end in one of them.

    >>> target("no/such/folder/page.html")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    rbtools.errors.ArgumentError: no/such/folder/page.html: there is no folder no/such/folder. Make it, or give ...
    """
    if not isinstance(path, str | Path):
        raise ArgumentError.not_allowed("path", path, "the path of a file, as text or as a Path")
    path = Path(path)
    if path.is_dir():
        raise ArgumentError(f"{path} is a folder. Give the path of a file in it.")
    if not path.parent.is_dir():
        raise ArgumentError(f"{path}: there is no folder {path.parent}. Make it, or give another path.")
    if endings and path.suffix.lower() not in endings:
        raise ArgumentError.not_allowed("path", str(path), f"a name that ends in {' or '.join(endings)}")
    return path
