"""Logs of several sources as one: what two sources both say counts once, and where they disagree nothing counts."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.core.frame import Frame
from rbtools.errors import ArgumentError, LogError
from rbtools.log.log import Log, Report, Unknown, Unread

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
_NO_VALUE = ("source", "line")
_HINT = "Take the record out of one of the two files, or correct it."


def sources_of(source: object) -> list[tuple[str | None, object]] | None:
    """The sources in a list, a folder or a mapping of client to source, each with its client; None for a single one.

    Raises `LogError` for a folder without logs, `ArgumentError` for an empty list or mapping."""
    if isinstance(source, Mapping):
        found: list[tuple[str | None, object]] = [(str(client), one) for client, one in source.items()]
    elif isinstance(source, list | tuple):
        if source and all(isinstance(one, Mapping) for one in source):
            return None
        found = [(None, one) for one in source]
    elif isinstance(source, str | Path) and Path(source).is_dir():
        files = sorted(p for p in Path(source).iterdir() if p.suffix.casefold() in ENDINGS and p.name[0] not in ".~")
        if not files:
            raise LogError(f"{source}: the folder holds no log ({', '.join(ENDINGS)}). Give another folder or a file.")
        return [(None, path) for path in files]
    else:
        return None
    if not found:
        raise ArgumentError.not_allowed("source", source, "at least one source")
    return found


def joined(logs: Sequence[Log]) -> Log:
    """Several logs as one. A record that two sources have alike is a duplicate in the later one; records of one key
    with other values are in `rejects`, with both sources, and none of them counts."""
    logs = _with_names_of_their_own(logs)
    entries, twice, clash = _together(schema.ENTRIES, [log.entries for log in logs])
    ratings, twice_rated, clash_rated = _together(schema.RATINGS, [log.ratings for log in logs])
    rejects = pd.concat([*(log.rejects for log in logs), _conflicts(clash, logs), _conflicts(clash_rated, logs)])
    kept = {*_places(entries), *_places(ratings)}
    conflicting = {*_places(clash), *_places(clash_rated)}
    repeated = {*_places(twice), *_places(twice_rated)} - kept - conflicting
    return Log(
        entries,
        ratings,
        schema.REJECTS.check(rejects.astype({"code": "str"})),
        _report([log.report for log in logs], repeated, conflicting, kept),
    )


def _with_names_of_their_own(logs: Sequence[Log]) -> list[Log]:
    """Two sources of one name become "log.csv" and "log.csv (2)", so that a line is the line of one of them."""
    seen: Counter[str] = Counter()
    found = []
    for log in logs:
        name = log.report.source
        seen[name] += 1
        if seen[name] > 1:
            own = f"{name} ({seen[name]})"
            entries, ratings, rejects = (f.assign(source=own) for f in (log.entries, log.ratings, log.rejects))
            log = Log(entries, ratings, rejects, replace(log.report, source=own))
        found.append(log)
    return found


def _together(frame: Frame, parts: Sequence[pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The rows that count, those that repeat an earlier one, and those that contradict another."""
    texts = {c.name: "object" for c in frame.columns if c.kind in ("id", "choice")}
    rows = pd.concat([part.astype(texts) for part in parts], ignore_index=True)
    key = list(frame.key)
    values = [name for name in frame.names if name not in (*key, *_NO_VALUE)]
    alike = rows.duplicated([*key, *values], keep="first").to_numpy()
    shared = rows.duplicated(key, keep=False).to_numpy()
    group = rows.groupby(key, sort=False, observed=True).ngroup().to_numpy()
    differ = np.zeros(int(group.max(initial=-1)) + 1, bool)
    first = np.flatnonzero(~alike)
    differ[group[first]] = np.bincount(group[first], minlength=len(differ))[group[first]] > 1
    clash = shared & differ[group]
    whole = frame.sort(frame.check(rows[~alike & ~clash].reset_index(drop=True)))
    return whole, rows[alike & ~clash], rows[clash]


def _places(rows: pd.DataFrame) -> list[tuple[str, int]]:
    return list(zip(rows["source"].astype("str"), rows["line"], strict=True))


def _conflicts(rows: pd.DataFrame, logs: Sequence[Log]) -> pd.DataFrame:
    """One reject for each row that contradicts one of another source."""
    if rows.empty:
        return schema.REJECTS.empty()
    key = [name for name in ("client", "performed_at", "rated_at", "exercise", "side", "moment") if name in rows]
    sha = {log.report.source: log.report.sha256 for log in logs}
    found = []
    for _, group in rows.groupby(key, observed=True, sort=False):
        places = _places(group)
        for source, line in places:
            others = " and ".join(f"{s} line {n}" for s, n in places if (s, n) != (source, line))
            message = f"{source} line {line}: the record says other than {others}. Kept in rejects; nothing counted."
            found.append((source, sha[source], line, "", "", "conflict", message, _HINT))
    return pd.DataFrame(found, columns=schema.REJECTS.names)


def _report(
    reports: Sequence[Report],
    repeated: set[tuple[str, int]],
    conflicting: set[tuple[str, int]],
    kept: set[tuple[str, int]],
) -> Report:
    """The sum of the reports, and the report of each file with what the others took from it."""
    files = []
    for report in reports:
        n_repeated = sum(source == report.source for source, _ in repeated)
        lost = sum(place[0] == report.source for place in conflicting - kept)
        cells = sum(place[0] == report.source for place in conflicting & kept)
        files.append(
            replace(
                report,
                accepted=report.accepted - n_repeated - lost,
                rejected=report.rejected + lost,
                duplicate=report.duplicate + n_repeated,
                cells_rejected=report.cells_rejected + cells,
            )
        )
    digest = hashlib.sha256("".join(r.sha256 for r in files).encode()).hexdigest()
    notes = tuple(f"{r.source}: {note}" for r in files for note in r.notes)
    return Report(
        records=sum(r.records for r in files),
        accepted=sum(r.accepted for r in files),
        rejected=sum(r.rejected for r in files),
        duplicate=sum(r.duplicate for r in files),
        ignored=sum(r.ignored for r in files),
        cells_rejected=sum(r.cells_rejected for r in files),
        source=f"{len(files)} sources",
        sha256=digest,
        unread=_unread(files),
        unknown=_unknown(files),
        cells_missing=_summed(r.cells_missing for r in files),
        flags=_summed(r.flags for r in files),
        tzdata=files[0].tzdata,
        notes=notes,
        reject_groups=tuple(group for r in files for group in r.reject_groups),
        files=tuple(files),
    )


def _summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(total)


def _unread(files: Sequence[Report]) -> tuple[Unread, ...]:
    found: dict[str, Unread] = {}
    for one in (u for r in files for u in r.unread):
        before = found.get(one.name)
        found[one.name] = Unread(one.name, one.n + before.n, before.example) if before else one
    return tuple(found.values())


def _unknown(files: Sequence[Report]) -> tuple[Unknown, ...]:
    found: dict[tuple[str, str], Unknown] = {}
    for one in (u for r in files for u in r.unknown):
        before = found.get((one.kind, one.name))
        found[one.kind, one.name] = one._replace(n=one.n + before.n) if before else one
    return tuple(found.values())
