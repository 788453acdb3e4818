"""A mapping file from what a reading found out: which columns were taken for what, and the names that are not known.

A person fills in what is empty, and `format=FILE` reads the log with it: a question is answered once.
"""

import json
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from rbtools.core.files import write
from rbtools.log.log import Log
from rbtools.program.exercise import name_key
from rbtools.program.load import load_program

_OPTIONS = ("tz", "client", "date_order", "encoding", "times", "sheet")
_NEAR = 0.6


def write_mapping(log: Log, path: str | Path) -> Path:
    """Write the mapping file of a log that was read.

    Parameters
    ----------
    log : Log
        What `read_log` gave.
    path : str or Path
        The file, which ends in .toml.

    Returns
    -------
    Path
        The file, to be read with `read_log(source, format=path)`.
    """
    return write(path, "\n".join(_lines(log)) + "\n", ".toml")


def _lines(log: Log) -> Iterator[str]:
    report = log.report
    yield f"# How to read {' '.join(report.source.split())}: fill in what is empty, and give this file as the format."
    yield "\n[read]"
    yield from (_pair(name, str(v)) for name, v in report.options.items() if name in _OPTIONS and isinstance(v, str))
    if not report.facts.get("export"):
        yield "\n[columns]"
        yield from (_pair(own, field) for field, own in report.columns.items() if own in report.originals.header)
    names = _unknown_exercises(log)
    if names:
        yield f"\n# Exercises: {', '.join(e.id for e in load_program().exercises)}\n[exercises]"
        yield from (_pair(name, _nearest(name)) for name in names)


def _unknown_exercises(log: Log) -> list[str]:
    """The names of exercises that are not known, those that are nearly known first."""
    rejected = log.rejects[(log.rejects["column"] == "exercise") & (log.rejects["code"] == "unknown")]
    unknown = [u.name for u in getattr(log.report, "unknown", ()) if u.kind == "exercise"]
    return list(dict.fromkeys([*rejected["value"], *unknown]))


def _nearest(name: str) -> str:
    """The exercise whose name is nearest, or nothing."""
    names = load_program().names
    close = get_close_matches(name_key(name), list(names), n=1, cutoff=_NEAR)
    return names[close[0]] if close else ""


def _pair(key: str, value: str) -> str:
    return f"{json.dumps(key, ensure_ascii=False)} = {json.dumps(value, ensure_ascii=False)}"
