"""What the plan asks of a week, and why it asks for less than of another."""

from dataclasses import dataclass

import pandas as pd

from rbtools.chart import text
from rbtools.core import numbers


@dataclass(frozen=True)
class Week:
    """Why a week asks for fewer sets: sessions planned, excused (with the reasons), and not yet due."""

    planned: int
    excused: int
    open: int
    reason: str

    def __str__(self) -> str:
        because = f" ({self.reason})" if self.reason else ""
        parts = [f"{self.excused} of {self.planned} sessions excused{because}"] if self.excused else []
        parts += [f"{self.open} of {self.planned} sessions not yet due"] if self.open else []
        return " and ".join(parts)


def notes_of(matched: pd.DataFrame) -> dict[int, Week]:
    """The weeks in which some session is excused, or some but not all are not yet due."""
    planned = matched[matched["session"].notna().to_numpy(dtype=bool)]
    one = planned.drop_duplicates("session")[["week", "due", "window_closed", "excuse_reason"]]
    one = one.assign(n=1, off=one["window_closed"] & ~one["due"], open=~one["window_closed"])
    weekly = one.groupby("week")[["n", "off", "open"]].sum()
    reasons = one[one["off"]].groupby("week")["excuse_reason"].unique()
    return {
        int(week): Week(int(n), int(off), int(left), ", ".join(text.drawable(r) for r in reasons.get(week, ()) if r))
        for week, n, off, left in weekly.itertuples()
        if off or 0 < left < n
    }


def doses_of(matched: pd.DataFrame) -> dict[str, str]:
    """Each exercise's sets a session, as the plan has them."""
    planned = matched[matched["session"].notna().to_numpy(dtype=bool)]
    dose = planned.groupby("exercise", observed=True)[["sets_min", "sets_max"]].agg(
        {"sets_min": "min", "sets_max": "max"}
    )
    return {str(e): f"{numbers.span(low, high)} sets each" for e, low, high in dose.itertuples()}
