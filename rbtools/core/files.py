"""Writing files, whole or not at all: a temporary file in the same folder, synced, then renamed.

Whatever goes wrong (a full disk, a folder that may not be written to, a process that is killed) leaves the file that
was there before as it was. Failures end as `FileError` with the path and the next step.
"""

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rbtools.errors import ArgumentError, FileError

PathLike = str | os.PathLike[str]

_NEXT_STEP = {
    errno.ENOSPC: "Free some space on the disk, or give a path on another one.",
    errno.EDQUOT: "Free some space on the disk, or give a path on another one.",
    errno.EACCES: "Give a path in a folder that you may write to.",
    errno.EPERM: "Give a path in a folder that you may write to.",
    errno.EROFS: "Give a path in a folder that you may write to.",
    errno.ENAMETOOLONG: "Give a shorter name.",
}
_ANY_STEP = "Check the disk and the folder, or give another path."


def output_path(path: PathLike, *endings: str) -> Path:
    """The path of a file that can be written, a link followed to where it leads.

    Parameters
    ----------
    path : str or os.PathLike
        Where the file goes. Its folder has to exist.
    endings : str
        In lower case with their dot; the name has to end in one of them.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    ArgumentError
        For what is not a path, a folder, a folder that does not exist, something that is not a file (a device), and
        another ending.

    Examples
    --------
    >>> output_path("no/such/folder/page.html")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    rbtools.errors.ArgumentError: no/such/folder/page.html: there is no folder no/such/folder. Make it, or give ...
    """
    path = checked_path(path)
    if os.path.isdir(path):
        raise ArgumentError(f"{path} is a folder. Give the path of a file in it.")
    if os.path.exists(path) and not os.path.isfile(path):
        raise ArgumentError(f"{path} is a device or a pipe, not a file. Give the path of a file.")
    if not os.path.isdir(path.parent):
        raise ArgumentError(f"{path}: there is no folder {path.parent}. Make it, or give another path.")
    if endings and path.suffix.lower() not in endings:
        raise ArgumentError.not_allowed("path", str(path), f"a name that ends in {' or '.join(endings)}")
    return path


def checked_path(path: PathLike, what: str = "the path of a file, as text or as a Path", name: str = "path") -> Path:
    """An argument that is a path; raises `ArgumentError` for anything else, an empty one and one with a zero byte."""
    given = os.fspath(path) if isinstance(path, str | os.PathLike) else path
    if not isinstance(given, str) or not given.strip() or "\0" in given:
        raise ArgumentError.not_allowed(name, path, what)
    return Path(given)


def write(path: PathLike, content: str | bytes, *endings: str) -> Path:
    """Write a file, text as UTF-8 with its line ends as they are, whole or not at all; returns its path.

    Parameters
    ----------
    path : str or os.PathLike
        Where the file goes.
    content : str or bytes
        All of it.
    endings : str
        Endings that the name may have; see `output_path`.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    ArgumentError
        For a path that cannot be a file; see `output_path`.
    FileError
        When the file cannot be written. What was there before is as it was.
    """
    path = output_path(path, *endings)
    _write(path, Path(os.path.realpath(path)), content)
    return path


@contextmanager
def replacing(path: PathLike, *endings: str) -> Iterator[Path]:
    """A temporary path in the folder of `path`, with the same ending, whose file takes the place of `path` in the end.

    For writers that need a path of their own. Leaving the block without an error syncs the file and renames it; with
    an error it is removed, and `path` is as it was. Raises as `write` does.
    """
    path = output_path(path, *endings)
    with _replacing(path, Path(os.path.realpath(path))) as draft:
        yield draft


def write_inside(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file into a folder, which is made if need be, and nowhere else; returns its path.

    A link that stands in the place of the file is replaced, never followed. Raises `ArgumentError` where a link would
    lead out of the folder, `FileError` where the file cannot be written.
    """
    path = folder / name
    with _failures_named(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    if path.parent.resolve() != folder.resolve() / Path(name).parent:
        raise ArgumentError(f"{path.parent} is a link that leads out of {folder}. Remove it or choose another folder.")
    _write(path, path, content)
    return path


def _write(path: Path, target: Path, content: str | bytes) -> None:
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    with _replacing(path, target) as draft, open(draft, "wb") as file:
        file.write(data)


@contextmanager
def _replacing(path: Path, target: Path) -> Iterator[Path]:
    """A temporary path whose file takes the place of `target`; messages name `path`."""
    draft = target.with_name(f".rbtools-{secrets.token_hex(8)}{path.suffix}")
    with _failures_named(path):
        try:
            os.close(
                os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
            )  # the mode that open() gives, by umask
            _take_over_mode(target, draft)
            yield draft
            with open(draft, "rb+") as file:
                os.fsync(file.fileno())
            os.replace(draft, target)
        except BaseException:
            with suppress(OSError):
                draft.unlink()
            raise
        _sync_folder(target.parent)


def _take_over_mode(target: Path, draft: Path) -> None:
    """Give the draft the mode of the file that it replaces, as open() keeps it; a write-protected file is refused."""
    if target.is_symlink() or not target.exists():
        return
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    os.chmod(draft, stat.S_IMODE(target.stat().st_mode))


@contextmanager
def _failures_named(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        step = _NEXT_STEP.get(error.errno or 0, _ANY_STEP)
        reason = (error.strerror or str(error) or type(error).__name__).lower()
        raise FileError(f"{path} cannot be written: {reason}. Nothing was changed. {step}") from None


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut; where a folder cannot be opened (Windows) nothing can be done."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
