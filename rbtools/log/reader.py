"""`read_log`: a log, however it was kept, becomes entries, ratings and rejects, and every record is accounted for."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from rbtools.core import clock
from rbtools.errors import ArgumentError, LogError
from rbtools.log.assemble import log_of_columns
from rbtools.log.columns import Columns
from rbtools.log.formats import loop
from rbtools.log.formats.known import find_layout_of_export, prepare
from rbtools.log.formats.refused import why_refused
from rbtools.log.join import joined, sources_of
from rbtools.log.log import Log
from rbtools.log.mapping import Said, mapping_of
from rbtools.log.names import Known, known_names
from rbtools.log.set_rows import check_sets_from
from rbtools.log.text.dialect import Layout, find_layout
from rbtools.log.text.encoding import decode, is_zip, plain_text
from rbtools.log.text.records import Table, find_table_layout, read_text, table_columns
from rbtools.log.text.source import Source, read_source, table_of_frame
from rbtools.log.values import grammar
from rbtools.log.values.times import ORDERS


def read_log(
    source: Source | Sequence[Any] | Mapping[str, Any],
    *,
    plan: pd.DataFrame | None = None,
    tz: str | None = None,
    client: str | None = None,
    columns: Sequence[str] | Mapping[str, str] | None = None,
    date_order: str | None = None,
    encoding: str | None = None,
    format: str | Path | None = None,
    sets_from: str | None = None,
) -> Log:
    """Read a log: a CSV-like text file, an .xlsx workbook, a form's export, an open file, bytes or a DataFrame.

    Every record ends as accepted, rejected (in `rejects`, with line, column, value and reason), duplicate or ignored,
    and `report` has the sum. What is ambiguous is refused with a question, never guessed; nothing is filled in.

    Parameters
    ----------
    source : path, open file, bytes, DataFrame, list of dicts, folder, list, or dict
        One log, or several: a list of sources, a folder (its .csv, .tsv, .txt, .xlsx and .xlsm files), or a mapping
        {client: source}. The rows of a DataFrame count as lines. What several sources say alike counts once, as a
        duplicate; where they contradict each other both records are rejected.
    plan : DataFrame, optional
        The plan that was followed. Zone, client, exercises and slots are then known by its names; without it, the names
        of the shipped programme are. Titles, aliases and words such as morning become the plan's ids. A near miss of a
        name is rejected with did-you-mean; any other unknown name is kept and stands in `report.unknown`.
    tz : str, optional
        IANA zone in which clock times without an offset were kept, such as "Europe/Amsterdam". Where times have an
        offset, it says where the person was, which decides the plan day.
    client : str, optional
        The client of rows that name none. A log without a client column is of the plan's one client, or of
        "me".
    columns : list or dict, optional
        A list names the columns of a file without a header. A mapping says what the file's own names mean:
        {"Oefening": "exercise"}; for a wide diary, a row a session and a column an exercise,
        {"Roller": "side_lying_roller.sets", "Rotation L": "four_point_rotation.left.sets"} (also .reps, .minutes,
        .outcome); "" leaves a column unread. An empty cell of a wide diary says nothing, a 0 that it was left out.
    date_order : str, optional
        "dmy", "mdy" or "ymd" for dates of numbers such as 03/04/2026. ISO dates and month names need none.
    encoding : str, optional
        Encoding of the text, where it is not UTF-8 and has no byte order mark, such as "cp1252".
    format : str or path, optional
        A mapping file (.toml; see `rbtools.log.mapping`), or the name of a shipped one: "excel_serial",
        "epoch_seconds", "epoch_milliseconds" read times that are bare numbers.
    sets_from : str, optional
        "rows" for a table in which a row is one set, as gym apps write them: the rows of an exercise in a session are
        counted. Known exports of apps, and tables with a column that numbers the sets, are read so by themselves.

    Returns
    -------
    Log
        `entries`, `ratings` and `rejects` as declared in `rbtools.schema`, and `report`, a `Report`. An empty cell is
        missing, never 0; an empty side is both, an empty outcome is done.

    Raises
    ------
    RbtoolsError
        Where nothing can be read: it is no table, has no header, or needs an option; the message says which.

    Notes
    -----
    Every cell of an accepted record is a value of the frames, or stands in a column that `report.unread` names. A
    column that is not known, and whose cells look like a log's (numbers from 0 to 10, yes or no, left or right, am or
    pm, offsets), is asked about; `columns={"Mood": ""}` leaves it unread.

    What a careful reader cannot know: that "8,5" without quotes in a comma file is one number; that 08:30 in a column
    Time is a duration; that 510 is seconds; a scale that is written only above the table; which of two people wrote a
    row that names neither. Where the column shows it, it is asked; else it stays as it was written.

    Examples
    --------
    >>> log = read_log(b"performed_at,exercise,sets\\n2026-03-16T07:30+01:00,side_lying_roller,5\\n")
    >>> print(log.report)
    1 record: 1 accepted, 0 rejected, 0 duplicates, 0 ignored
    """
    known = known_names(plan)
    said = mapping_of(columns, format)
    said = replace(said, names=said.names._replace(exercises=known.exercises))
    given = {"tz": tz, "client": client, "date_order": date_order, "encoding": encoding}
    options: dict[str, Any] = {**said.options, **{k: v for k, v in given.items() if v is not None}}
    if known.tz is not None:
        options.setdefault("tz", known.tz)
    _check_options(options)
    check_sets_from(sets_from)
    several = None if loop.is_export(source) else sources_of(source)
    if several is None:
        return _read_one(source, said, options, sets_from, known)
    logs = []
    for own, one in several:
        _check_options({"client": own})
        mine = {**options, "client": own} if own is not None else options
        logs.append(_read_one(one, said, mine, sets_from, known))
    return joined(logs)


def _read_one(source: Any, said: Said, options: Mapping[str, Any], sets_from: str | None, known: Known) -> Log:
    if isinstance(source, list | tuple) and all(isinstance(one, Mapping) for one in source):
        source = pd.DataFrame(list(source))
    columns_read, name, facts = _columns_of(source, said, options)
    prepared = prepare(columns_read, said, sets_from, name)
    facts |= {"export": prepared.title} if prepared.title else {}
    return log_of_columns(prepared, name, options, facts, known)


def _check_options(options: Mapping[str, Any]) -> None:
    if options.get("tz") is not None:
        clock.check_zone(options["tz"])
    if options.get("date_order") not in (None, *ORDERS):
        raise ArgumentError.not_in("date_order", options["date_order"], ORDERS)
    client = options.get("client")
    if client is not None and (not isinstance(client, str) or grammar.client(client) != client):
        raise ArgumentError.not_allowed(
            "client", client, "text of 1-64 letters, digits, spaces or _ - . ' @, with a letter or digit first"
        )


def _table_of_workbook(data: bytes, name: str, sheet: str | None) -> Table:
    """The table in an .xlsx workbook; openpyxl is loaded only here."""
    if name not in ("bytes", "file") and Path(name).suffix.casefold() not in (".xlsx", ".xlsm"):
        raise LogError(
            f"{name} is an .xlsx workbook under another name, not a table of text. Rename it to end in .xlsx."
        )
    from rbtools.log.formats.xlsx import read_xlsx

    return read_xlsx(data, name=name, sheet=sheet)


def _columns_of(source: Source, said: Said, options: Mapping[str, Any]) -> tuple[Columns, str, dict[str, Any]]:
    """The columns of text of any source, its name, and what was found out about it."""
    if isinstance(source, pd.DataFrame):
        return _columns_of_table(table_of_frame(source), said)
    if isinstance(source, (str, Path)) and Path(source).is_dir() and (folder := loop.table_in_folder(Path(source))):
        return _columns_of_table(folder, said)
    content, name = read_source(source)
    if refused := why_refused(content, name):
        raise LogError(refused)
    if isinstance(content, bytes) and (habits := loop.table_in_bytes(content, name)):
        return _columns_of_table(habits, said)
    if isinstance(content, bytes) and is_zip(content) and b"xl/workbook" in content:
        return _columns_of_table(_table_of_workbook(content, name, options.get("sheet")), said)
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    facts: dict[str, Any] = {"sha256": hashlib.sha256(data).hexdigest()}
    decoded = plain_text(content, name) if isinstance(content, str) else decode(data, name, options.get("encoding"))
    del content, data  # a log of a million rows is held once, not three times
    exported = None if said.listed is not None else find_layout_of_export(decoded.text)
    layout = exported or find_layout(decoded.text, said.names, said.listed, name)
    facts |= {"encoding": decoded.encoding, "dialect": layout.dialect.in_words(), **_above(layout)}
    return read_text(decoded.text, layout), name, facts


def _columns_of_table(table: Table, said: Said) -> tuple[Columns, str, dict[str, Any]]:
    header, first_row, header_line, above = find_table_layout(table, said.names, said.listed)
    facts = {"sha256": table.sha256, "header_line": header_line, "passed_over": above, **table.facts}
    return table_columns(table, first_row, header), table.source, facts


def _above(layout: Layout) -> dict[str, object]:
    return {"header_line": layout.header_line, "passed_over": layout.passed_over}
