"""Faults in words: the rejects frame, its groups, and the question asked when a whole file needs an option."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import pandas as pd

from rbtools import schema
from rbtools.errors import LogError
from rbtools.log.columns import Columns
from rbtools.log.header import PARTS, Target
from rbtools.log.log import Originals, RejectGroup
from rbtools.log.text.encoding import BROKEN
from rbtools.log.values.grammar import Fault
from rbtools.log.values.times import day_and_month, fits, written_date

_KEPT = "Kept in rejects; nothing counted."
_SHOWN = 120
_WHOSE = ("client", "performed_at", "slot", *PARTS)


class Reject(NamedTuple):
    """A record that is rejected: where it stands, its cells, and what is wrong with it."""

    line: int
    column: str
    value: str
    fault: Fault
    cells: tuple[str, ...] = ()
    named: str = ""


def message(reject: Reject, source: str) -> str:
    """What is wrong, where, and what becomes of the record.

    >>> print(message(Reject(14, "tightness_after", "11", Fault("range", "is above 10.")), "log.csv"))
    log.csv line 14, column tightness_after: "11" is above 10. Kept in rejects; nothing counted.
    """
    fault = reject.fault
    if fault.code == "ragged":
        return f"{source} line {reject.line}: {fault.reason} {fault.hint}"
    if not reject.column:
        return f"{source} line {reject.line}: the record {fault.reason} {_KEPT}"
    column = f"{reject.column} ({readable(reject.named)})" if reject.named else reject.column
    what = f'"{readable(reject.value)}"' if reject.value.strip() else "the cell"
    return f"{source} line {reject.line}, column {column}: {what} {fault.reason} {_KEPT}"


def readable(value: str) -> str:
    """A value as a message shows it: on one line, not too long, undecodable bytes as `\\\\x..`."""
    text = BROKEN.sub(lambda c: f"\\x{ord(c[0]) & 0xFF:02x}", value)
    text = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text[: _SHOWN + 1])
    return text if len(value) <= _SHOWN else text[:_SHOWN] + "…"


def rejects_frame(rejects: Sequence[Reject], source: str, sha256: str) -> pd.DataFrame:
    """The rejects, in the order of their lines."""
    frame = pd.DataFrame(
        {
            "source": [source] * len(rejects),
            "sha256": [sha256] * len(rejects),
            "line": pd.array([r.line for r in rejects], dtype="int64"),
            "column": [r.column for r in rejects],
            "value": [BROKEN.sub("\ufffd", r.value) for r in rejects],
            "code": pd.Categorical([r.fault.code for r in rejects], list(schema.REJECT_CODES)),
            "message": [message(r, source) for r in rejects],
            "hint": [r.fault.hint for r in rejects],
        }
    )
    return schema.REJECTS.check(frame if len(frame) else schema.REJECTS.empty())


def groups_of(rejects: Sequence[Reject], source: str) -> tuple[RejectGroup, ...]:
    """Rejects by code and column, the commonest first."""

    def key(reject: Reject) -> tuple[str, str]:
        return reject.fault.code, reject.column

    found = []
    for (code, column), members in groupby(sorted(rejects, key=key), key):
        first, *others = members
        found.append(RejectGroup(code, column, 1 + len(others), message(first, source), first.fault.hint))
    return tuple(sorted(found, key=lambda g: (-g.n, g.code, g.column)))


def originals_of(
    rejects: Sequence[Reject], accepted: frozenset[int], original: Columns, targets: Sequence[Target | None]
) -> Originals:
    """The rejected records as they stood. Of a record whose other cells count, only what is needed to read its faulty
    cells again: client, time and slot, so that nothing counts twice."""
    records: dict[int, tuple[str, ...]] = {}
    for line in dict.fromkeys(r.line for r in rejects):
        here = [r for r in rejects if r.line == line]
        cells = here[0].cells
        if line in accepted:
            faulty = {r.column for r in here}
            keep = [t is not None and (t.field in _WHOSE or str(t) in faulty) for t in targets]
            cells = tuple(c if k else "" for c, k in zip(cells, keep, strict=False))
        records[line] = cells
    return Originals(original.header, tuple(records.items()))


def ask(rejects: Sequence[Reject], source: str) -> None:
    """Refuse a file none of whose records can be read, if an option would let some be read. Raises `LogError`."""
    dates = [r.value for r in rejects if r.fault.option == "date_order"]
    if dates:
        raise LogError(_which_order(dates, source))
    if zoneless := [r for r in rejects if r.fault.option == "tz"]:
        raise LogError(
            f"{source}: times like {readable(zoneless[0].value.strip())} have no offset from UTC. "
            f'Say where they were kept with tz=, for example tz="Europe/Amsterdam".'
        )


def _which_order(dates: Sequence[str], source: str) -> str:
    different = list(dict.fromkeys(dates))
    readings = {date: _likely(date) for date in different}
    telling = [date for date in different if len(readings[date]) == 1]
    if telling and len({readings[date][0] for date in telling}) == 1:
        order = readings[telling[0]][0]
        which = "them" if len(telling) == len(different) else f"{len(telling)} of {len(different)}"
        return (
            f"{source}: dates like {written_date(telling[0])} need an order, and it is never guessed. "
            f'Only date_order="{order}" fits {which}: say date_order="{order}" if that is right.'
        )
    doubtful = [date for date in different if len(readings[date]) > 1]
    first = (doubtful or different)[0]
    said = " or ".join(f'date_order="{order}"' for order in readings[first])
    both = day_and_month(first)
    if both.count(" or ") != 1 or len(set(both.split(" or "))) == 1:
        return f"{source}: dates like {written_date(first)} need an order, and it is never guessed. Say {said}."
    return f"{source}: dates like {written_date(first)} can be {both}. Say {said}."


def _likely(date: str) -> list[str]:
    """The orders that a date of numbers fits; a year is not looked for in front where one can stand at the end."""
    fitting = fits(date)
    return [order for order in fitting if order != "ymd"] or fitting
