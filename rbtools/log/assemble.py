"""A table becomes a log: columns to fields, cells to values, conflicts resolved, every record and cell counted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import metadata
from typing import Any

import numpy as np

from rbtools.log.account import resolve_conflicts
from rbtools.log.columns import Columns, Misfit
from rbtools.log.counts import counts_of, found_out
from rbtools.log.doubts import ask_about_marks, ask_about_scales
from rbtools.log.flags import ask_about_midnight, below_another_header, flags_of, slipped_cells
from rbtools.log.formats.known import Prepared
from rbtools.log.frames import entries_frame, ratings_frame
from rbtools.log.header import FIELDS, Target, one_spaced
from rbtools.log.log import Log, Unknown, Unread
from rbtools.log.names import Known, check_client, unknown_names
from rbtools.log.order import order_of
from rbtools.log.people import ask_about_ids, blank_missing_clients, clients_of_names, zone_of_column
from rbtools.log.rejects import Reject, ask, groups_of, originals_of, rejects_frame
from rbtools.log.set_rows import join_sets, share_faults
from rbtools.log.targets import assign
from rbtools.log.text.records import place_of_blame
from rbtools.log.tidy import Tidy, tidy, without_empty
from rbtools.log.unread import ask_about_columns, unread_columns
from rbtools.log.values.grammar import identifier
from rbtools.log.values.parse_columns import NONE, Parsed, parse_columns


def log_of_columns(
    prepared: Prepared, source: str, options: Mapping[str, Any], facts: Mapping[str, Any], known: Known
) -> Log:
    """The log of a table: columns to fields, cells to values, rows against each other, and the report of it all."""
    columns, original, names = prepared.columns, prepared.original, prepared.said.names
    options = dict(options)
    targets = assign(columns.header, names, source, columns.cells)
    targets = clients_of_names(columns, targets, options.get("client"), source)
    targets, options["tz"] = zone_of_column(columns, targets, options.get("tz"), source)
    ask_about_columns(columns, targets, names, source)
    ask_about_scales(columns, targets, names, source)
    ask_about_marks(columns, targets, source)
    columns = blank_missing_clients(columns, targets, names)
    tidied, n_empty = without_empty(tidy(columns, targets, prepared.said.answers, source), options.get("date_order"))
    it = _parsed(tidied, columns, options, known, source)
    if "client" in tidied.cells and tidied.origin.get("client") not in names.renamed:
        ask_about_ids(it, tidied.record, tidied.origin.get("client", "client"), source)
    _reject_bad_cells(it, tidied, columns, targets)
    for rows, fault in (slipped_cells(columns), below_another_header(columns, targets, names)):
        it.reject(rows[tidied.record], "", fault)
    line = columns.lines[tidied.record]
    if prepared.set_rows:
        join_sets(it, line)
    counted, rated = resolve_conflicts(it, tidied.record, line)
    share_faults(it)
    rejects = _rejects(it, tidied, columns, original, targets)
    if not counted.any():
        ask(rejects, source)
    ask_about_midnight(it, counted, tidied.origin["performed_at"], source)
    counts, accepted = counts_of(it, tidied, columns, counted, n_empty)
    report = replace(
        counts,
        cells_rejected=sum(r.line in accepted for r in rejects),
        source=source,
        columns={str(t): one_spaced(h) for t, h in zip(targets, columns.header, strict=True) if t},
        unread=(*unread_columns(columns, targets), *(Unread(*sheet) for sheet in facts.get("unread_sheets", ()))),
        unknown=_unknown(it, tidied, counted, known),
        flags=flags_of(it, counted) | _assumed(it, counted, prepared),
        options={name: value for name, value in options.items() if value is not None},
        tzdata=metadata.version("tzdata"),
        notes=_notes(tidied, options, facts),
        reject_groups=groups_of(rejects, source),
        originals=originals_of(rejects, accepted, original, targets),
        **found_out(facts),
    )
    return Log(
        entries_frame(it, counted, line, source),
        ratings_frame(it, rated, line, source),
        rejects_frame(rejects, source, report.sha256),
        report,
    )


def _parsed(tidied: Tidy, columns: Columns, options: dict[str, Any], known: Known, source: str) -> Parsed:
    """The values of every row. A file of exactly the columns that `write_log` writes holds ids, not names."""
    words = tidied.cells["client"].words if "client" in tidied.cells else []
    clients = sorted({word.strip() for word in words if word.strip()})
    only = check_client(known, clients, "client" in tidied.cells, source)
    if options.get("client") is None and only and "client" not in tidied.cells:
        options["client"] = only
    canonical = tuple(columns.header) == FIELDS
    return parse_columns(
        tidied,
        **{name: options.get(name) for name in ("tz", "client", "date_order", "times")},
        exercise=identifier if canonical else known.exercise,
        slot=identifier if canonical else known.slot,
    )


def _unknown(it: Parsed, tidied: Tidy, counted: np.ndarray, known: Known) -> tuple[Unknown, ...]:
    """The names that the plan does not have, with the records that have them."""
    found: list[Unknown] = []
    for kind in ("exercise", "slot", *(("client",) if known.clients else ())):
        named = np.flatnonzero(counted & (it.columns[kind] != NONE))
        codes, record = it.columns[kind][named], tidied.record[named]
        order = order_of([codes, record])
        once = np.ones(len(order), bool)  # a record of several rows names it once
        once[1:] = (np.diff(codes[order]) != 0) | (np.diff(record[order]) != 0)
        found += unknown_names(known, kind, codes[order][once], it.words[kind])
    return tuple(found)


def _reject_bad_cells(it: Parsed, tidied: Tidy, columns: Columns, targets: Sequence[Target | None]) -> None:
    """Cells for which no text can stand are worse than whatever their stand-in text was taken for."""
    for (row, place), fault in columns.bad_cells.items():
        if target := targets[place]:
            it.fault[tidied.record == row] = 0
            name = "performed_at" if target.field in ("date", "time") else str(target)
            it.reject(tidied.record == row, name, fault)


def _rejects(
    it: Parsed, tidied: Tidy, columns: Columns, original: Columns, targets: Sequence[Target | None]
) -> list[Reject]:
    """One reject a record, in the order of their lines: the first fault of its rows, or that it is no row at all."""
    found = [_misfit(m, targets) for m in columns.misfits]
    at = np.flatnonzero((it.fault > 0) & ~it.fellow)
    faulty = [(i, *it.faults[it.fault[i]]) for i in at.tolist()] + it.cell_faults
    # A record that holds several facts has a reject for each faulty cell, any other one for its first fault.
    seen: set[tuple[int, str]] = set()
    for i, column, fault in sorted(faulty, key=lambda f: f[0]):
        record = int(tidied.record[i])
        wide = f"{tidied.exercise[i]}.{column}"
        name = wide if tidied.exercise[i] and wide in tidied.origin else column
        key = (record, name if it.several else "")
        if key in seen:
            continue
        seen.add(key)
        cells = tidied.cells.get(column)
        value = cells.at(i) if cells is not None and column else ""
        own = _own_name(tidied, name)
        line = int(columns.lines[record])
        found.append(Reject(line, name, value, fault, original.at_line(line), own))
    return sorted(found, key=lambda r: r.line)


def _misfit(misfit: Misfit, targets: Sequence[Target | None]) -> Reject:
    """A record that is no row; its column and value where one cell of a whole row is to blame."""
    cells = misfit.cells
    if len(cells) == 1:
        return Reject(misfit.line, "", cells[0], misfit.fault, cells)
    place = place_of_blame(cells, misfit.fault)
    if place is None or len(cells) != len(targets):
        return Reject(misfit.line, "", "", misfit.fault, cells)
    return Reject(misfit.line, str(targets[place] or ""), cells[place], misfit.fault, cells)


def _own_name(tidied: Tidy, name: str) -> str:
    """What the source calls a column, where that is not what we call it."""
    own = tidied.origin.get(name, "")
    return "" if own.casefold().replace(" ", "_") == name else own


def _assumed(it: Parsed, counted: np.ndarray, prepared: Prepared) -> dict[str, int]:
    n = int((counted & (it.columns["sets"] > 0)).sum()) if prepared.ticks else 0
    return {"sets-assumed": n} if n else {}


def _notes(tidied: Tidy, options: Mapping[str, Any], facts: Mapping[str, Any]) -> tuple[str, ...]:
    notes = []
    if "client" not in tidied.cells and options.get("client") is None:
        notes.append('The log has no client column: every row is of client "me".')
    if facts.get("export"):
        notes.append(f"Read as {facts['export']}.")
    if facts.get("sheets"):
        sheets = ", ".join(f"{title} (from line {line})" for title, line in facts["sheets"])
        notes.append(f"Sheets read as one log, their lines counted on: {sheets}.")
    if facts.get("hidden_sheets"):
        notes.append(f"Hidden sheets are not read: {', '.join(facts['hidden_sheets'])}.")
    if facts.get("passed_over"):
        notes.append(f"Passed over above the header: line {', '.join(map(str, facts['passed_over']))}.")
    return tuple(notes)
