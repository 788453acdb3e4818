"""The exports that are known, found by their header; and tables of any app with one row a set."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from rbtools.log.columns import Cells, Columns
from rbtools.log.formats import daylio, fitnotes, forms, gymbook, hevy, loop, mpath, strong, stronglifts, ticks
from rbtools.log.formats.export import ARROW, Export
from rbtools.log.header import Names, Target, one_spaced, target_of
from rbtools.log.mapping import Said
from rbtools.log.set_rows import refuse_sets, set_number_column, with_a_set_a_row
from rbtools.log.text.dialect import Layout
from rbtools.log.text.scan import Dialect, scan
from rbtools.program.exercise import name_key

_APPS = (daylio, fitnotes, gymbook, hevy, loop, mpath, strong, stronglifts)
EXPORTS = (*(app.EXPORT for app in _APPS), forms.EXPORT)
_ALIKE = ("client", "performed_at", "date", "slot", "exercise", "side")
_FEW = 1_000  # different answers to one question
_DELIMITERS = (",", ";", "\t")
_HEAD = 20_000


def find_export(header: Sequence[str]) -> Export | None:
    """The app whose export has this header, or None."""
    return next((export for export in EXPORTS if export.knows(header)), None)


def find_layout_of_export(text: str) -> Layout | None:
    """How the export of a known app is laid out, if the text is one; the header of an export is its first line."""
    head = text[:_HEAD].split("\n")
    for delimiter in _DELIMITERS:
        dialect = Dialect(delimiter)
        record = next(scan(head[:1], dialect, 1, lambda _: False))
        if not record.code and find_export(record.cells):
            return Layout(dialect, tuple(record.cells), 1, 2)
    return None


class Prepared(NamedTuple):
    """A table that is ready to be read: its columns, those it had, what is said about them, and how they were taken."""

    columns: Columns
    original: Columns
    said: Said
    set_rows: bool = False
    ticks: bool = False
    title: str = ""


def prepare(columns: Columns, said: Said, sets_from: str | None, source: str) -> Prepared:
    """A table as rows of our columns: an export by its own names, a row a set as `sets` 1 in each row.

    Names of exercises that a mapping file knows become the ids that it gives."""
    prepared = _prepare(columns, said, sets_from, source)
    place = _place(prepared.columns, prepared.said.names, "exercise")
    if place is None or not said.exercises:
        return prepared
    read = prepared.columns
    codes, words = read.cells[place]
    cells = [*read.cells]
    cells[place] = Cells(codes, [said.exercises.get(name_key(word), word) for word in words])
    return prepared._replace(columns=replace(read, cells=cells))


def _prepare(columns: Columns, said: Said, sets_from: str | None, source: str) -> Prepared:
    export = find_export(columns.header) if said.listed is None else None
    if export is None:
        return _prepare_set_rows(columns, said, sets_from, source)
    read = export.read(columns)
    names = _also(said.names, {**export.renamed(read.header), **said.names.renamed})
    if export.set_rows:
        read = with_a_set_a_row(read, None, _place(read, names, "outcome"))
        names = _also(names, {"sets": Target("sets")})
    read, names, listed = _with_lists(read, names)
    return Prepared(
        read,
        columns,
        replace(said, names=names),
        export.set_rows,
        export.ticks or listed,
        export.title + export.left(columns),
    )


def _prepare_set_rows(columns: Columns, said: Said, sets_from: str | None, source: str) -> Prepared:
    targets = [said.names.target(cell) for cell in columns.header]
    groups = [i for i, t in enumerate(targets) if t and t.field in _ALIKE]
    number = set_number_column(columns, groups)
    if number is not None and one_spaced(columns.header[number]) in said.names.renamed:
        number = None
    sets = [columns.header[i] for i, t in enumerate(targets) if t and t.field == "sets" and i != number]
    if sets_from == "rows":
        refuse_sets(sets, source)
    elif number is None or sets:
        read, names, listed = (columns, said.names, False) if sets else _with_lists(columns, said.names)
        title = "a form; a tick says that it was done, and the least sets are assumed" if listed else ""
        return Prepared(read, columns, replace(said, names=names), ticks=listed, title=title)
    title = "a table with one row a set"
    if number is not None:
        title += f'; the column "{one_spaced(columns.header[number])}" numbers the sets'
    read = with_a_set_a_row(columns, number, _place(columns, said.names, "outcome"))
    return Prepared(read, columns, said, True, title=title)


def _with_lists(columns: Columns, names: Names) -> tuple[Columns, Names, bool]:
    """With the lists of exercises, as the checkboxes of a form give them, as columns of the exercises."""
    places = [
        i
        for i, (cell, cells) in enumerate(zip(columns.header, columns.cells, strict=True))
        if one_spaced(cell) not in names.renamed and _may_list(names.target(cell)) and len(cells.words) < _FEW
    ]
    places = [i for i in places if ticks.is_list(columns.cells[i])]
    if not places:
        return columns, names, False
    renamed: dict[str, Target | None] = {one_spaced(columns.header[i]): None for i in places}
    for i in places:
        columns = ticks.listed_as_columns(columns, i)
    for cell in columns.header:
        if ARROW in cell:
            renamed[one_spaced(cell)] = target_of(cell.partition(ARROW)[2])
    return columns, _also(names, renamed), True


def _also(names: Names, renamed: dict[str, Target | None]) -> Names:
    """The names with more that are said."""
    return names._replace(renamed={**names.renamed, **renamed})


def _may_list(target: Target | None) -> bool:
    return target is None or target.field == "exercise"


def _place(columns: Columns, names: Names, field: str) -> int | None:
    targets = [names.target(cell) for cell in columns.header]
    return next((i for i, t in enumerate(targets) if t and t.field == field and not t.exercise), None)
