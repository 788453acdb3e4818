"""What reading a log gives: the entries, the ratings, the rejects, and a report in which every record is counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple, Self

import pandas as pd

from rbtools import schema
from rbtools.core.numbers import count, plural


class Unread(NamedTuple):
    """A column (or a sheet) that was not read: its name, how many of its cells hold something, and one of them."""

    name: str
    n: int
    example: str


class Unknown(NamedTuple):
    """A name that is not known: its kind (exercise, slot, client), how many records have it, the nearest known name."""

    kind: str
    name: str
    n: int
    did_you_mean: str = ""


@dataclass(frozen=True)
class Originals:
    """The rejected records as they stood, for writing them out: the header's cells, and line and cells of each."""

    header: tuple[str, ...] = ()
    records: tuple[tuple[int, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class RejectGroup:
    """Rejects of one kind: the code, the column, how many, one of their messages, and what to do."""

    code: str
    column: str
    n: int
    example: str
    hint: str


@dataclass(frozen=True)
class Report:
    """What became of every record of a source, and what was found out about it.

    `records = accepted + rejected + duplicate + ignored` holds always; `str(report)` is the one line that says so.
    `ignored` are blank lines, comments and repeated headers; `cells_missing` counts by column the marks such as `n/a`
    that were read as empty; `flags` counts what was kept but is worth a look. `header_line` 0 means that there is none.
    `unread` are the columns that were not read though cells of them hold something, `unknown` the names of exercises,
    slots and clients that the plan (without one, the shipped programme) does not have; `cells_rejected` counts the
    cells that were rejected by themselves, from records that are accepted. `files` are the reports of the single
    sources, where there were several.
    """

    records: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicate: int = 0
    ignored: int = 0
    source: str = ""
    sha256: str = ""
    encoding: str = ""
    dialect: str = ""
    header_line: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    cells_rejected: int = 0
    unread: tuple[Unread, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    cells_missing: Mapping[str, int] = field(default_factory=dict)
    flags: Mapping[str, int] = field(default_factory=dict)
    options: Mapping[str, object] = field(default_factory=dict)
    tzdata: str = ""
    notes: tuple[str, ...] = ()
    reject_groups: tuple[RejectGroup, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    files: tuple["Report", ...] = ()
    originals: Originals = field(default=Originals(), repr=False, compare=False)

    def __str__(self) -> str:
        return "; ".join([self.sum(), *self._next_to_the_sum()])

    def sum(self) -> str:
        """How many records there are, and what became of them.

        >>> Report(records=3, accepted=2, rejected=1).sum()
        '3 records: 2 accepted, 1 rejected, 0 duplicates, 0 ignored'
        """
        return (
            f"{count(self.records, 'record')}: {self.accepted} accepted, {self.rejected} rejected, "
            f"{count(self.duplicate, 'duplicate')}, {self.ignored} ignored"
        )

    def _next_to_the_sum(self) -> list[str]:
        """What the counts do not show: cells rejected, columns not read, names not known."""
        found = [f"{count(self.cells_rejected, 'cell')} of accepted records rejected"] if self.cells_rejected else []
        if self.unread:
            columns = ", ".join(f'"{u.name}" ({count(u.n, "cell")}, such as "{u.example}")' for u in self.unread)
            found.append(f"not read: {columns}")
        for kind in ("exercise", "slot", "client"):
            names = [u for u in self.unknown if u.kind == kind]
            if names:
                listed = ", ".join(f'"{u.name}" ({count(u.n, "record")})' for u in names)
                found.append(f"unknown {plural(len(names), kind)}: {listed}")
        return found

    def remarks(self) -> tuple[str, ...]:
        """What a coach has to know before any number: sentences on what was not read and what is not known.

        Returns
        -------
        tuple of str
            Plain sentences, empty where every column was read and every name is known.

        Examples
        --------
        >>> Report(unknown=(Unknown("exercise", "plank", 3),)).remarks()
        ('3 records name the exercise "plank", which the plan does not have: they count as extra.',)
        """
        found = []
        for u in self.unknown:
            what = {
                "exercise": "they count as extra",
                "slot": "they are matched by their time",
                "client": "they count as extra",
            }[u.kind]
            near = f' (did you mean "{u.did_you_mean}"?)' if u.did_you_mean else ""
            verb = "names" if u.n == 1 else "name"
            found.append(
                f'{count(u.n, "record")} {verb} the {u.kind} "{u.name}"{near}, which the plan does not have: {what}.'
            )
        for c in self.unread:
            found.append(f'The column "{c.name}" of the log was not read: {count(c.n, "cell")}, such as "{c.example}".')
        if self.cells_rejected:
            found.append(f"{count(self.cells_rejected, 'cell')} of accepted records could not be read.")
        return tuple(found)

    def __repr__(self) -> str:
        return str(self)

    def found(self) -> dict[str, str]:
        """What was found out about the source, in words: encoding, dialect, unused columns, flags and so on."""
        said = {
            "source": self.source,
            "encoding": self.encoding,
            "dialect": self.dialect,
            "header on line": str(self.header_line) if self.header_line else "none",
            "columns not read": ", ".join(f"{u.name} ({u.n}, such as {u.example})" for u in self.unread),
            "names not known": ", ".join(f"{u.kind} {u.name} ({u.n})" for u in self.unknown),
            "cells read as missing": ", ".join(f"{name} {n}" for name, n in self.cells_missing.items() if n),
            "kept, but worth a look": ", ".join(f"{name} {n}" for name, n in self.flags.items() if n),
            "options": ", ".join(f"{name}={value!r}" for name, value in self.options.items()),
            "time zone data": self.tzdata,
            "notes": " ".join(self.notes),
        }
        return {name: text for name, text in said.items() if text}

    def _repr_html_(self) -> str:
        return f"<p><strong>{escape(str(self))}</strong></p>{_rejects_table(self)}{_found_table(self)}"


class _Fields(NamedTuple):
    entries: pd.DataFrame
    ratings: pd.DataFrame
    rejects: pd.DataFrame
    report: Report


class Log(_Fields):
    """A log that was read (or simulated): a named tuple of entries, ratings, rejects and report.

    Parameters
    ----------
    entries : DataFrame, optional
        The exercises done or left out, as `schema.ENTRIES` declares them; an empty frame by default.
    ratings : DataFrame, optional
        The ratings, as `schema.RATINGS` declares them; an empty frame by default.
    rejects : DataFrame, optional
        The records and cells that were not accepted, as `schema.REJECTS` declares them; an empty frame by default.
    report : Report, optional
        What became of every record; an empty report by default.

    Examples
    --------
    >>> log = Log.empty()
    >>> len(log.entries), len(log.ratings), str(log.report)
    (0, 0, '0 records: 0 accepted, 0 rejected, 0 duplicates, 0 ignored')
    """

    __slots__ = ()

    def __new__(
        cls,
        entries: pd.DataFrame | None = None,
        ratings: pd.DataFrame | None = None,
        rejects: pd.DataFrame | None = None,
        report: Report | None = None,
    ) -> Self:
        """Make a log; each frame that is not given is a new empty one."""
        return super().__new__(
            cls,
            schema.ENTRIES.empty() if entries is None else entries,
            schema.RATINGS.empty() if ratings is None else ratings,
            schema.REJECTS.empty() if rejects is None else rejects,
            Report() if report is None else report,
        )

    @classmethod
    def empty(cls) -> Self:
        """Return a log without entries, ratings and rejects.

        Returns
        -------
        Log
            Frames of their own, with all columns and no rows, and an empty report.
        """
        return cls()

    def _repr_html_(self) -> str:
        n_client = pd.concat([self.entries["client"].astype("str"), self.ratings["client"].astype("str")]).nunique()
        line = (
            f"{len(self.entries):,} entries, {len(self.ratings):,} ratings, {len(self.rejects):,} rejects "
            f"of {n_client:,} client{'' if n_client == 1 else 's'}"
        )
        return f"<p>{escape(line)}</p>{self.report._repr_html_() if self.report.source else ''}"


def _rejects_table(report: Report) -> str:
    if not report.reject_groups:
        return ""
    rows = [(str(g.n), g.code, g.column, g.example, g.hint) for g in report.reject_groups]
    return _table(("rejected", "code", "column", "for example", "what to do"), rows)


def _found_table(report: Report) -> str:
    return _table(("found", ""), list(report.found().items())) if report.source else ""


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    def line(tag: str, cells: tuple[str, ...]) -> str:
        return "<tr>" + "".join(f"<{tag} style='text-align:left'>{escape(c)}</{tag}>" for c in cells) + "</tr>"

    return f"<table><thead>{line('th', head)}</thead><tbody>{''.join(line('td', r) for r in rows)}</tbody></table>"
