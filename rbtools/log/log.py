"""What reading a log gives: the entries, the ratings, the rejects, and a report in which every record is counted."""

from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from rbtools import schema


@dataclass(frozen=True)
class Report:
    """What became of every record of a source, and what was found out about it.

    `records = accepted + rejected + duplicate + ignored` holds always; `str(report)` is the one line that says so.
    """

    records: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicate: int = 0
    ignored: int = 0
    facts: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        duplicates = f"{self.duplicate} duplicate{'' if self.duplicate == 1 else 's'}"
        return (
            f"{self.records} record{'' if self.records == 1 else 's'}: {self.accepted} accepted, "
            f"{self.rejected} rejected, {duplicates}, {self.ignored} ignored"
        )


class Log(NamedTuple):
    """A log that was read (or simulated): entries, ratings, rejects and the report of what became of each record."""

    entries: pd.DataFrame
    ratings: pd.DataFrame = schema.RATINGS.empty()
    rejects: pd.DataFrame = schema.REJECTS.empty()
    report: Report = Report()
