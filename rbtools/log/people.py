"""Who a log is of, and where: columns of names that may be clients, and a column of time zones."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rbtools.core.clock import check_zone
from rbtools.errors import LogError
from rbtools.log.columns import Cells, Columns
from rbtools.log.header import Names, Target, one_spaced
from rbtools.log.values.parse_columns import Parsed

FEWEST_ROWS = 3  # a column of clients in which nobody has two rows is asked about from this many rows on


def clients_of_names(
    columns: Columns, targets: Sequence[Target | None], client: str | None, source: str
) -> list[Target | None]:
    """The targets with a column such as Name as the client, where one person stands there.

    Raises `LogError` where several do: they may be people, or anything else."""
    found = list(targets)
    places = [i for i, t in enumerate(found) if t and t.field == "person"]
    has_client = any(t and t.field == "client" for t in found) or client is not None
    for k, place in enumerate(places):
        found[place] = None
        words = _used(columns.cells[place])
        if k or has_client or not words:
            continue
        own = one_spaced(columns.header[place])
        if len({w.strip() for w in words}) > 1:
            raise LogError(
                f'{source}: the column "{own}" holds {len(words)} names, such as "{words[0].strip()[:60]}" and '
                f'"{words[1].strip()[:60]}". If they are the clients, say columns={{"{own}": "client"}}; if they are '
                f'exercises, columns={{"{own}": "exercise"}}; else columns={{"{own}": ""}}.'
            )
        found[place] = Target("client")
    return found


def zone_of_column(
    columns: Columns, targets: Sequence[Target | None], tz: str | None, source: str
) -> tuple[list[Target | None], str | None]:
    """The targets without the column of time zones, and the one zone that it names.

    Raises `LogError` where it names several, or another than `tz`."""
    found = list(targets)
    for place, target in enumerate(found):
        if not target or target.field != "zone":
            continue
        own, zones = one_spaced(columns.header[place]), sorted({w.strip() for w in _used(columns.cells[place])})
        if len(zones) > 1 or (tz is not None and zones and zones[0] != tz):
            named = ", ".join(zones[:5])
            raise LogError(
                f'{source}: the column "{own}" names {"the zones" if len(zones) > 1 else "the zone"} {named}'
                f"{f', tz= says {tz}' if tz else ''}. Split the log by zone, write offsets into the times, or leave "
                f'the column unread: columns={{"{own}": ""}}.'
            )
        if zones:
            tz = check_zone(zones[0], f'{source}, column "{own}", tz')
    return found, tz


def blank_missing_clients(columns: Columns, targets: Sequence[Target | None], names: Names) -> Columns:
    """A column of one person's name that is empty on some rows holds for them too; a column of clients does not."""
    for place, target in enumerate(targets):
        named = one_spaced(columns.header[place]) in names.renamed
        if target == Target("client") and not named and names.target(columns.header[place]) == Target("person"):
            cells = columns.cells[place]
            only = next(iter(_used(cells)), "")
            filled = Cells(cells.codes, [word if word.strip() else only for word in cells.words])
            return replace(columns, cells=[*columns.cells[:place], filled, *columns.cells[place + 1 :]])
    return columns


def ask_about_ids(it: Parsed, record: np.ndarray, header: str, source: str) -> None:
    """Stop where every row has a client of its own: such a column numbers the rows. Raises `LogError`."""
    client = it.columns["client"]
    rows = np.flatnonzero(client >= 0)
    records, first = np.unique(record[rows], return_index=True)
    of_record = client[rows[first]]
    if len(records) >= FEWEST_ROWS and len(np.unique(of_record)) == len(records):
        raise LogError(
            f'{source}: in the column "{header}" every row has a client of its own, as in a column that numbers the '
            f'rows. If they are clients, say columns={{"{header}": "client"}}; else columns={{"{header}": ""}}.'
        )


def _used(cells: Cells) -> list[str]:
    counts = np.bincount(cells.codes, minlength=len(cells.words))
    return [w for w, n in zip(cells.words, counts, strict=True) if n and w.strip()]
