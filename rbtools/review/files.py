"""Writing into a folder and nowhere else."""

import os
import tempfile
from pathlib import Path

from rbtools.errors import ArgumentError


def write_inside(folder: Path, name: str, text: str) -> Path:
    """Write a file whole or not at all; a link that stands in its place is replaced, never followed."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.parent.resolve() != folder.resolve() / Path(name).parent:
        raise ArgumentError(f"{path.parent} is a link that leads out of {folder}. Remove it or choose another folder.")
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(draft, 0o644)
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return path
