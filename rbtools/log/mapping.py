"""What a caller says about a source: `columns=` and the small TOML file of `format=`, as names, answers and options.

The same mapping serves a CSV file, a workbook and a form's export::

    [read]                       # arguments of read_log, used where the call gives none
    tz = "Europe/Amsterdam"
    date_order = "dmy"
    times = "excel_serial"       # times that are bare numbers; see rbtools.log.values.times.SERIALS
    sheet = "Form responses 1"   # of a workbook

    [columns]                    # as columns= in the call
    "Timestamp" = "performed_at"
    "Which session was it?" = "slot"
    "Sets of the side-lying roller" = "side_lying_roller.sets"
    "Sets of the rotation, left" = "four_point_rotation.left.sets"

    [exercises]                  # names that neither the plan nor the programme knows
    "Open book" = "four_point_rotation"

    [answers."Which session was it?"]
    "In the morning" = "am"
    "In the evening" = "pm"
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from rbtools.core.files import checked_path
from rbtools.errors import ArgumentError, LogError, did_you_mean
from rbtools.log.header import Names, one_spaced, target_of
from rbtools.log.values import grammar
from rbtools.log.values.times import SERIALS
from rbtools.program.exercise import name_key

_SHIPPED = Path(__file__).with_name("formats")
_PARTS = ("read", "columns", "exercises", "answers")
_OPTIONS = ("tz", "client", "date_order", "encoding", "times", "sheet")


@dataclass(frozen=True)
class Said:
    """What is said about a source: how its columns are named, what its answers mean, and options of reading."""

    names: Names = field(default_factory=Names)
    listed: tuple[str, ...] | None = None
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    exercises: Mapping[str, str] = field(default_factory=dict)


def mapping_of(columns: Sequence[str] | Mapping[str, str] | None, format: str | Path | None) -> Said:
    """The mapping that a call gives; what `columns=` says goes before the file of `format=`."""
    told = _of_file(format) if format is not None else {}
    renamed = {one_spaced(str(k)): target_of(v) for k, v in dict(told.get("columns", {})).items()}
    answers = {
        one_spaced(question): {one_spaced(k).casefold(): str(v) for k, v in given.items()}
        for question, given in dict(told.get("answers", {})).items()
    }
    options = dict(told.get("read", {}))
    exercises = {name_key(str(name)): str(id) for name, id in told.get("exercises", {}).items() if id}
    if columns is None:
        return Said(Names(renamed), None, answers, options, exercises)
    if isinstance(columns, Mapping):
        said = {one_spaced(str(k)): target_of(v) for k, v in columns.items()}
        return Said(Names({**renamed, **said}), None, answers, options, exercises)
    listed = isinstance(columns, Sequence | pd.Index) and not isinstance(columns, str)
    if not listed or len(columns) < 2 or not all(isinstance(c, str) for c in columns):
        raise ArgumentError.not_allowed(
            "columns", columns, 'a list of the names of a file without a header, or a mapping {"its name": "our name"}'
        )
    return Said(Names(renamed), tuple(columns), answers, options, exercises)


def _of_file(format: str | Path) -> dict[str, dict[str, Any]]:
    path = checked_path(format, "the name of a format, or the path of a mapping file that ends in .toml", "format")
    shipped = {p.stem: p for p in _SHIPPED.glob("*.toml")}
    if path.suffix.casefold() != ".toml":
        if str(format) not in shipped:
            hint = did_you_mean(str(format), shipped)
            raise ArgumentError(
                f"format={str(format)!r} is not known{hint}. Allowed: {', '.join(sorted(shipped))}, "
                f"or the path of a mapping file that ends in .toml."
            )
        path = shipped[str(format)]
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LogError(
            f"{path}: the mapping file cannot be read ({error.strerror}). Give the path of a .toml file."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LogError(f"{path}: not a TOML file ({error}). Correct it and read again.") from None
    _check_file(told, path)
    return told


def _is_id(value: object) -> bool:
    return isinstance(value, str) and grammar.identifier(value) == value


def _check_file(told: Mapping[str, object], path: Path) -> None:
    for name, part in told.items():
        if name not in _PARTS:
            raise LogError(
                f"{path}: [{name}] is not known{did_you_mean(name, _PARTS)}. "
                f'Allowed: [read], [columns], [exercises], [answers."a question"].'
            )
        if not isinstance(part, dict):
            raise LogError(f"{path}: {name} has to be a table, [{name}].")
        if name == "answers" and not all(isinstance(v, dict) for v in part.values()):
            raise LogError(f'{path}: answers belong to a question: [answers."the question"].')
        if name == "exercises" and (wrong := [v for v in part.values() if v and not _is_id(v)]):
            raise LogError(
                f"{path}: [exercises] says {wrong[0]!r}, which is no exercise's id. Give one such as "
                f'"side_lying_roller", or "" to leave the name as it is.'
            )
    options = told.get("read", {})
    for key, value in options.items() if isinstance(options, dict) else ():
        if key not in _OPTIONS or not isinstance(value, str):
            raise LogError(
                f"{path}: [read] {key} = {value!r} is not known{did_you_mean(key, _OPTIONS)}. "
                f"Allowed, each as text: {', '.join(_OPTIONS)}."
            )
        if key == "times" and value not in SERIALS:
            raise LogError(f"{path}: [read] times = {value!r} is not known. Allowed: {', '.join(SERIALS)}.")
