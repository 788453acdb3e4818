"""The cohort as HTML: whom to look at first, in pages of 200 clients, each with a link to the client's own page.

The same rows stand in other orders on pages of their own, so a reader can sort without a script.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from rbtools.chart import words
from rbtools.review.cohort_strip import TITLE, strips
from rbtools.review.page import environment, look
from rbtools.review.triage import GROUPS

if TYPE_CHECKING:
    from rbtools.review.cohort import CohortReview

INDEX = "index.html"
PER_PAGE = 200
NONE = "–"

HEADINGS = {
    "needs attention": "Needs attention",
    "no data": "No data",
    "on track": "On track",
}
EXPLAINED = {
    "needs attention": "Something changed for the worse, or stopped; those with most reasons first.",
    "no data": "Nothing logged so far. That is not the same as nothing done.",
    "on track": "No marked fall in sessions done and no clear rise in tightness.",
}


@dataclass(frozen=True)
class Order:
    """An order of the rows: the start of its pages' names, the column that leads to it, what it is, how to sort."""

    stem: str
    column: str
    said: str
    direction: str
    sort: Callable[[pd.DataFrame], pd.DataFrame]


def _by(column: str, *, ascending: bool) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Rows by a number, missing last; those alike stay in the order of the triage."""
    return lambda table: table.sort_values(column, ascending=ascending, kind="stable", na_position="last")


TRIAGE = Order("index", "reason", "whom to look at first", "other", lambda table: table)
ORDERS = (
    TRIAGE,
    Order("by-name", "client", "by name", "ascending",
          lambda table: table.iloc[table["client"].astype(str).str.casefold().argsort(kind="stable")]),
    Order("by-share", "share", "by share done, lowest first", "ascending", _by("share_done", ascending=True)),
    Order("by-week", "drop", "by change in a week, steepest fall first", "ascending", _by("drop", ascending=False)),
    Order("by-tightness", "change", "by change of tightness, largest rise first", "descending",
          _by("difference", ascending=False)),
)  # fmt: skip


def pages(cohort: "CohortReview", failed: dict[str, str]) -> dict[str, str]:
    """File name → page. The first page of each order has the counts, the failures and the first 200 clients."""
    counts = cohort.table["triage"].value_counts()
    strip = strips(cohort)
    template = environment().get_template("cohort.html.jinja")
    shared = {
        **look(), "n": len(cohort.table), "as_of": _as_of(cohort), "orders": ORDERS, "strip_title": TITLE,
        "counts": [(HEADINGS[g], int(counts.get(g, 0))) for g in GROUPS],
    }  # fmt: skip
    found = {}
    for order in ORDERS:
        rows = [_row(row, failed) for row in order.sort(cohort.table).to_dict("records")]
        parts = [rows[k : k + PER_PAGE] for k in range(0, len(rows), PER_PAGE)] or [[]]
        names = [f"{order.stem}.html", *(f"{order.stem}-{k}.html" for k in range(2, len(parts) + 1))]
        for name, part in zip(names, parts, strict=True):
            drawn = strip([str(row["client"]) for row in part]) if part else ""
            groups = _groups(part) if order is TRIAGE else _listed(order, part)
            first = failed if name == names[0] else {}
            found[name] = template.render(
                **shared, order=order, groups=groups, names=names, name=name, failed=first, strip=drawn
            )
    return found


def _groups(part: list[dict[str, object]]) -> list[dict[str, object]]:
    return [
        {"id": group.replace(" ", "-"), "heading": HEADINGS[group], "explained": EXPLAINED[group], "rows": rows}
        for group in GROUPS
        if (rows := [row for row in part if row["triage"] == group])
    ]


def _listed(order: Order, part: list[dict[str, object]]) -> list[dict[str, object]]:
    heading = f"All clients, {order.said}"
    explained = "▲ needs attention, ○ no data, no mark: on track."
    return [{"id": "all", "heading": heading, "explained": explained, "rows": part}] if part else []


def _row(row: dict, failed: dict[str, str]) -> dict[str, object]:  # type: ignore[type-arg]
    client = str(row["client"])
    return {
        "client": client,
        "triage": str(row["triage"]),
        "mark": str(row["triage"]).replace(" ", "-"),
        "page": None if client in failed else row["page"],
        "reason": row["reason"],
        "done": f"{row['n_done']} of {row['n_due']}",
        "share": NONE if pd.isna(row["share_done"]) else words.percent(row["share_done"]),
        "drop": NONE if pd.isna(row["drop"]) else words.signed(-100 * row["drop"], 0),
        "change": NONE if pd.isna(row["difference"]) else words.signed(row["difference"]),
        "interval": NONE if pd.isna(row["difference_low"]) else _interval(row),
        "days": f"{row['n_baseline']}, {row['n_review']}",
    }


def _interval(row: dict) -> str:  # type: ignore[type-arg]
    return f"{words.signed(row['difference_low'])} to {words.signed(row['difference_high'])}"


def _as_of(cohort: "CohortReview") -> str:
    return "the end of each plan" if cohort.as_of == "end" else str(cohort.as_of)
