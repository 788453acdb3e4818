"""The sum of a reading: every record is exactly one of accepted, rejected, duplicate and ignored."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from rbtools.log.columns import Columns
from rbtools.log.log import Report
from rbtools.log.tidy import Tidy
from rbtools.log.values.parse_columns import Parsed

_OWN_FIELDS = ("sha256", "encoding", "dialect", "header_line")


def counts_of(
    it: Parsed, tidied: Tidy, columns: Columns, counted: np.ndarray, n_empty: int
) -> tuple[Report, frozenset[int]]:
    """The counts of a report, and the lines of the accepted records that have a fault in some cell.

    A record of several rows counts once. It is accepted for any row that counts; in a table of one fact a record it is
    rejected whole. `n_empty` records of the table say nothing and are ignored."""
    n = len(columns.lines)
    rejected, accepted = np.zeros(n, bool), np.zeros(n, bool)
    rejected[tidied.record[it.fault > 0]] = True
    accepted[tidied.record[counted if it.leader is None else counted[it.leader] & (it.fault == 0)]] = True
    assert it.several or not (accepted & rejected).any()
    in_part = rejected & accepted
    in_part[tidied.record[np.array([row for row, _, _ in it.cell_faults], np.int64)]] = True
    rejected &= ~accepted
    n_duplicate = int((~accepted & ~rejected).sum()) - n_empty
    report = Report(
        records=n + len(columns.misfits) + columns.ignored,
        accepted=int(accepted.sum()),
        rejected=int(rejected.sum()) + len(columns.misfits),
        duplicate=n_duplicate,
        ignored=columns.ignored + n_empty,
        cells_missing={name: n for name, n in it.marks.items() if n},
    )
    assert report.records == report.accepted + report.rejected + report.duplicate + report.ignored
    return report, frozenset(columns.lines[in_part & accepted].tolist())


def found_out(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What was found out about a source, as fields of the report; the rest as its `facts`."""
    return {
        "sha256": str(facts["sha256"]),
        "encoding": str(facts.get("encoding", "")),
        "dialect": str(facts.get("dialect", "")),
        "header_line": int(facts["header_line"]),
        "facts": {name: fact for name, fact in facts.items() if name not in _OWN_FIELDS},
    }
