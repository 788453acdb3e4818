"""The options that several commands share, and messages that speak of options instead of Python arguments."""

import re
from pathlib import Path
from typing import Annotated

import typer

from rbtools.errors import ArgumentError

PlanFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The plan, as `rbtools plan -o` wrote it.")]
LogFiles = Annotated[
    list[Path],
    typer.Argument(exists=True, help="The log: .csv, .xlsx, or what a person kept; several files or folders are one."),
]
AsOf = Annotated[str, typer.Option(help='Look at the record up to here: a date, an instant with its offset, or "end".')]
Zone = Annotated[str | None, typer.Option(help="IANA time zone, such as Europe/Amsterdam.")]
DateOrder = Annotated[str | None, typer.Option(help="Order of dates written in numbers: dmy, mdy or ymd.")]
Encoding = Annotated[str | None, typer.Option(help="Encoding of the file, such as cp1252.")]
Format = Annotated[str | None, typer.Option("--format", help="TOML file that says what the columns mean.")]
OneClient = Annotated[str | None, typer.Option(help="The client, where a file names none or several.")]
AllowUnread = Annotated[
    list[str] | None,
    typer.Option(help="A column or a name that need not be counted, as the report names it; repeat for each."),
]

OPTION_OF = {
    "date_order": "--date-order",
    "tz": "--tz",
    "client": "--client",
    "encoding": "--encoding",
    "format": "--format",
    "as_of": "--as-of",
    "start": "--start",
    "from_date": "--from",
    "first_date": "--from",
    "last_date": "--to",
    "days": "--days",
    "reason": "--reason",
    "slots": "--slot",
    "program": "--program",
    "day_start": "--day-start",
    "weeks": "--weeks",
    "exercises": "--exercise",
    "times": "--slot",
    "source": "--program",
    "path": "--output",
    "folder": "--output",
    "processes": "--processes",
}
_ARGUMENT = re.compile(rf"(?<![\w.-])({'|'.join(OPTION_OF)})=(?:(['\"])(.*?)\2)?")
_SLOT = re.compile(r"(?<![\w.-])times\['(\w+)'\]='(.*?)'")
_COLUMNS = re.compile(r"columns=\{(\"[^\"]*\"): (\"[^\"]*\")\}")
_CALLS = {
    "make_plan": "rbtools plan",
    "revise_plan": "rbtools revise",
    "shift_plan": "rbtools shift",
    "make_review": "rbtools review",
    "make_cohort_review": "rbtools cohort",
    "read_log": "rbtools check",
}
_CALL = re.compile(rf"\b({'|'.join(_CALLS)})\b(?:\(\))?")


def in_options(message: str) -> str:
    """A message of the library in the words of the command: options and commands instead of arguments and functions.

    >>> in_options('Say date_order="dmy" or date_order="mdy".')
    'Say --date-order dmy or --date-order mdy.'
    >>> in_options("weeks=13 is not allowed. Allowed: a whole number from 1 to 12.")
    '--weeks 13 is not allowed. Allowed: a whole number from 1 to 12.'
    >>> in_options("as_of='last week' is not allowed.")
    "--as-of 'last week' is not allowed."
    """
    message = _COLUMNS.sub(r"--format FILE, a TOML file with the lines [columns] and \1 = \2", message)
    message = _SLOT.sub(r"--slot \1=\2", message)
    message = _ARGUMENT.sub(_option, message)
    message = _CALL.sub(lambda found: f"`{_CALLS[found[1]]}`", message)
    return re.sub(r" +(?=[,.;:]( |$))", "", message)


def _option(found: re.Match[str]) -> str:
    name, value = OPTION_OF[found[1]], found[3]
    if value is None:
        return f"{name} "
    return f"{name} {value}" if re.fullmatch(r"[\w./:+-]+", value) else f"{name} '{value}'"


def times_of(pairs: list[str]) -> dict[str, str]:
    """The times that `--slot` gives; raises `ArgumentError`.

    >>> times_of(["am=07:30", "pm=20:30, sun none"])
    {'am': '07:30', 'pm': '20:30, sun none'}
    """
    times: dict[str, str] = {}
    for pair in pairs:
        name, equals, clock = pair.partition("=")
        if not equals:
            raise ArgumentError.not_allowed("--slot", pair, "a slot and its clock time, as am=07:30")
        if name.strip() in times:
            raise ArgumentError.not_allowed("--slot", pair, f"each slot once; {name.strip()} is given twice")
        times[name.strip()] = clock.strip()
    return times
