"""The sum of a reading: every record is exactly one of accepted, rejected, duplicate and ignored."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rbtools.log.columns import Columns
from rbtools.log.header import Target, one_spaced
from rbtools.log.log import Report
from rbtools.log.tidy import Tidy
from rbtools.log.values.parse_columns import Parsed

_OWN_FIELDS = ("sha256", "encoding", "dialect", "header_line")


def counts_of(it: Parsed, tidied: Tidy, columns: Columns, counted: np.ndarray, n_reject: int) -> Report:
    """The counts of a report. A record of several rows counts once: rejected whole, or accepted for any new row."""
    n = len(columns.lines)
    rejected, accepted = np.zeros(n, bool), np.zeros(n, bool)
    rejected[tidied.record[it.fault > 0]] = True
    accepted[tidied.record[counted if it.leader is None else counted[it.leader] & (it.fault == 0)]] = True
    report = Report(
        records=n + len(columns.misfits) + columns.ignored,
        accepted=int(accepted.sum()),
        rejected=int(rejected.sum()) + len(columns.misfits),
        duplicate=int((~accepted & ~rejected).sum()),
        ignored=columns.ignored,
        cells_missing={name: n for name, n in it.marks.items() if n},
    )
    assert not (accepted & rejected).any()
    assert report.records == report.accepted + report.rejected + report.duplicate + report.ignored
    assert report.rejected == n_reject
    return report


def not_used(columns: Columns, targets: Sequence[Target | None]) -> tuple[str, ...]:
    """The columns that are not read: by name, or by number where they have text and no name."""
    return tuple(
        one_spaced(name) or f"column {number} (no name)"
        for number, (name, target) in enumerate(zip(columns.header, targets, strict=True), 1)
        if not target and (name.strip() or any(word.strip() for word in columns.cells[number - 1].words))
    )


def found_out(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What was found out about a source, as fields of the report; the rest as its `facts`."""
    return {
        "sha256": str(facts["sha256"]),
        "encoding": str(facts.get("encoding", "")),
        "dialect": str(facts.get("dialect", "")),
        "header_line": int(facts["header_line"]),
        "facts": {name: fact for name, fact in facts.items() if name not in _OWN_FIELDS},
    }
