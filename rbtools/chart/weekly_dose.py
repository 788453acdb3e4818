"""What the plan asks of a week in words: why it asks for less than of another, and the sets of each session."""

import pandas as pd

from rbtools.chart import text
from rbtools.core import numbers
from rbtools.match.match import sessions_of
from rbtools.measure.reduced_weeks import reduced_weeks_of


def notes_of(matched: pd.DataFrame) -> dict[int, str]:
    """Why fewer sets are due in some weeks of one client, by week."""
    planned = matched[matched["session"].notna().to_numpy(dtype=bool)]
    weeks = reduced_weeks_of(sessions_of(planned))
    return {int(row["week"]): _note(row) for row in weeks.to_dict("records")}


def _note(row: dict) -> str:  # type: ignore[type-arg]
    because = f" ({text.drawable(row['reason'])})" if row["reason"] else ""
    parts = [f"{row['n_excused']} of {row['n_planned']} sessions excused{because}"] if row["n_excused"] else []
    parts += [f"{row['n_open']} of {row['n_planned']} sessions not yet due"] if row["n_open"] else []
    return numbers.listing(parts)


def doses_of(matched: pd.DataFrame) -> dict[str, str]:
    """Each exercise's sets a session, as the plan has them."""
    planned = matched[matched["session"].notna().to_numpy(dtype=bool)]
    dose = planned.groupby("exercise", observed=True)[["sets_min", "sets_max"]].agg(
        {"sets_min": "min", "sets_max": "max"}
    )
    return {str(e): f"{numbers.span(low, high)} sets each" for e, low, high in dose.itertuples()}
