"""Writing into a folder and nowhere else."""

import os
import tempfile
from pathlib import Path

from rbtools.errors import ArgumentError


def write_inside(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file, text as UTF-8, whole or not at all; a link that stands in its place is replaced, never followed."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.parent.resolve() != folder.resolve() / Path(name).parent:
        raise ArgumentError(f"{path.parent} is a link that leads out of {folder}. Remove it or choose another folder.")
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode("utf-8"))
        os.chmod(draft, 0o644)
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return path
