"""The table under each chart: the frame that the chart draws, laid out for reading, a row a day, week or exercise."""

from collections.abc import Callable, Mapping

import pandas as pd

from rbtools.core import numbers
from rbtools.review.contents import DataTable
from rbtools.review.sentences import title_of


def by_day(days: pd.DataFrame, cells: pd.Series, columns: pd.Series) -> DataTable:
    """A row a date, a column a slot."""
    names = list(dict.fromkeys(columns))
    laid: dict[pd.Timestamp, dict[str, str]] = {}
    for date, name, cell in zip(days["date"], columns, cells, strict=True):
        laid.setdefault(date, {})[name] = cell
    rows = [(str(date.date()), *(row.get(n, numbers.MISSING) for n in names)) for date, row in laid.items()]
    return DataTable(("Date", *names), tuple(rows))


def calendar(sessions: pd.DataFrame) -> DataTable:
    """What became of each session, and the sets done in it."""
    status = sessions["status"].astype(str).str.replace("_", " ")
    sets = [f", {numbers.number(n)} sets" if n else "" for n in sessions["sets_done"]]
    return by_day(sessions, status + pd.Series(sets, index=sessions.index, dtype="str"), _slot(sessions))


def timing(sessions: pd.DataFrame) -> DataTable:
    """When each session was begun, and how far from the plan."""
    known = sessions["minutes_off"].notna()
    at = sessions["scheduled_local"] + pd.to_timedelta(sessions["minutes_off"].fillna(0), unit="min")
    clock = at.dt.strftime("%H:%M")
    off = [numbers.signed(round(m), 0) if k else "" for m, k in zip(sessions["minutes_off"], known, strict=True)]
    cells = (clock + " (" + pd.Series(off, index=sessions.index, dtype="str") + " min)").where(known, numbers.MISSING)
    return by_day(sessions, cells, _slot(sessions))


def tightness(daily: pd.DataFrame, by_slot: pd.DataFrame) -> DataTable:
    """The one value of each day, and the ratings before and after each session."""
    rated = by_slot[by_slot[["before", "after", "day_rating"]].notna().any(axis=1)]
    days = daily[daily["date"].isin(rated["date"])]
    slots = [str(s) for s in rated["slot"].dropna().unique()]
    columns = [dict(zip(mine["date"], _before_after(mine), strict=True)) for mine in (
        rated[(rated["slot"] == slot).to_numpy(dtype=bool)] for slot in slots)]  # fmt: skip
    rows = [
        (str(date.date()), _rating(value), *(column.get(date, numbers.MISSING) for column in columns))
        for date, value in zip(days["date"], days["daily"], strict=True)
    ]
    return DataTable(("Date", "Day’s value", *(f"{s}, before → after" for s in slots)), tuple(rows))


def _before_after(rows: pd.DataFrame) -> list[str]:
    return [f"{_rating(b)} → {_rating(a)}" for b, a in zip(rows["before"], rows["after"], strict=True)]


def sets_completed(frame: pd.DataFrame, titles: Mapping[str, str] | None = None) -> DataTable:
    """Sets done of the minimum and full dose, a row an exercise, a column a week."""
    weeks = sorted(frame["week"].unique())
    exercises = list(dict.fromkeys(frame["exercise"].astype(str)))
    cells = {
        (exercise, week): f"{numbers.number(done)} of {numbers.span(low, high)}" if high else numbers.MISSING
        for exercise, week, done, low, high in zip(
            frame["exercise"].astype(str), frame["week"], frame["n_sets_done"], frame["n_sets_min"],
            frame["n_sets_max"], strict=True,
        )
    }  # fmt: skip
    rows = [(title_of(e, titles), *(cells.get((e, w), numbers.MISSING) for w in weeks)) for e in exercises]
    return DataTable(("Exercise", *(f"Week {w}" for w in weeks)), tuple(rows))


def adherence(weekly: pd.DataFrame) -> DataTable:
    """Sessions due, done and complete, and the dose, a row a week."""
    columns = (
        weekly["week"].map(lambda w: f"Week {w}"),
        weekly["n_due"].astype(str),
        weekly["n_done"].astype(str),
        _shown(weekly["share_done"], numbers.percent),
        weekly["n_complete"].astype(str),
        weekly["n_excused"].astype(str),
        _shown(weekly["share_min_dose"], numbers.percent),
    )
    return DataTable(
        ("Week", "Due", "Done", "Share done", "Complete", "Excused", "Minimum dose"), tuple(zip(*columns, strict=True))
    )


def _shown(values: pd.Series, form: Callable[[float], str]) -> list[str]:
    return [numbers.MISSING if pd.isna(v) else form(v) for v in values]


def _rating(value: float) -> str:
    return numbers.MISSING if pd.isna(value) else numbers.number(value, 0 if value == round(value) else 1)


def _slot(sessions: pd.DataFrame) -> pd.Series:
    return sessions["slot"].astype(str)
