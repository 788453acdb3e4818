"""The cohort as HTML: whom to look at first, in pages of 200 clients, each with a link to the client's own page.

The same rows stand in other orders on pages of their own, so a reader can sort without a script.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from rbtools.core import numbers
from rbtools.review.cohort.strip import TITLE
from rbtools.review.cohort.triage import GROUPS, NEEDS_ATTENTION
from rbtools.review.page import environment, look
from rbtools.review.review import remarks

if TYPE_CHECKING:
    from rbtools.review.cohort.cohort import CohortReview

Row = dict[str, object]  # of the table, in words
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


@dataclass(frozen=True)
class Listing:
    """One page of the index before it is drawn: its rows in words, and what it says of the whole cohort."""

    name: str
    order: str
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    failed: dict[str, str]
    n: int
    counts: tuple[tuple[str, int], ...]
    as_of: str
    remarks: tuple[str, ...] = ()

    @property
    def clients(self) -> list[str]:
        """The clients of the page, in its order."""
        return [str(row["client"]) for row in self.rows]

    @property
    def flagged(self) -> list[str]:
        """Those of them who need attention."""
        return [str(row["client"]) for row in self.rows if row["triage"] == NEEDS_ATTENTION]


def listings(cohort: "CohortReview", failed: dict[str, str], *, pdf: bool = False) -> list[Listing]:
    """All pages of the index. The first page of each order has the counts, the failures and the first 200 clients."""
    groups = cohort.table["triage"].value_counts()
    counts = tuple((HEADINGS[g], int(groups.get(g, 0))) for g in GROUPS)
    found = []
    for order in ORDERS:
        rows = [_row(row, failed, pdf) for row in order.sort(cohort.table).to_dict("records")]
        parts = [rows[k : k + PER_PAGE] for k in range(0, len(rows), PER_PAGE)] or [[]]
        names = (f"{order.stem}.html", *(f"{order.stem}-{k}.html" for k in range(2, len(parts) + 1)))
        found += [
            Listing(name, order.stem, names, tuple(part), failed if name == names[0] else {}, len(rows), counts,
                    _as_of(cohort), remarks(cohort.plan, cohort.log))
            for name, part in zip(names, parts, strict=True)
        ]  # fmt: skip
    return found


def html(listing: Listing, *, strip: str = "", no_strip: str = "") -> str:
    """A page of the index with its strip, or with the reason why there is none."""
    order = next(order for order in ORDERS if order.stem == listing.order)
    rows = list(listing.rows)
    return (
        environment()
        .get_template("cohort.html.jinja")
        .render(
            **look(), **vars(listing) | {"order": order}, orders=ORDERS, strip=strip, no_strip=no_strip,
            strip_title=TITLE, groups=_groups(rows) if order is TRIAGE else _listed(order, rows),
        )
    )  # fmt: skip


def pdf_name(page: str) -> str:
    """The name of the PDF that belongs to a client's page."""
    return f"{page.removesuffix('.html')}.pdf"


def _groups(part: list[Row]) -> list[dict[str, object]]:
    return [
        {"id": group.replace(" ", "-"), "heading": HEADINGS[group], "explained": EXPLAINED[group], "rows": rows}
        for group in GROUPS
        if (rows := [row for row in part if row["triage"] == group])
    ]


def _listed(order: Order, part: list[Row]) -> list[dict[str, object]]:
    heading = f"All clients, {order.said}"
    explained = "▲ needs attention, ○ no data, no mark: on track."
    return [{"id": "all", "heading": heading, "explained": explained, "rows": part}] if part else []


def _row(row: dict, failed: dict[str, str], pdf: bool) -> Row:  # type: ignore[type-arg]
    client = str(row["client"])
    page = None if client in failed else row["page"]
    return {
        "client": client,
        "triage": str(row["triage"]),
        "mark": str(row["triage"]).replace(" ", "-"),
        "page": page,
        "pdf": pdf_name(page) if page and pdf else None,
        "reason": row["reason"],
        "done": f"{row['n_done']} of {row['n_due']}",
        "share": NONE if pd.isna(row["share_done"]) else numbers.percent(row["share_done"]),
        "drop": NONE if pd.isna(row["drop"]) else numbers.signed(-100 * row["drop"], 0),
        "change": NONE if pd.isna(row["difference"]) else numbers.signed(row["difference"]),
        "interval": NONE if pd.isna(row["difference_low"]) else _interval(row),
        "days": f"{row['n_baseline']}, {row['n_review']}",
    }


def _interval(row: dict) -> str:  # type: ignore[type-arg]
    return numbers.interval(row["difference_low"], row["difference_high"])


def _as_of(cohort: "CohortReview") -> str:
    return "the end of each plan" if cohort.as_of == "end" else str(cohort.as_of)
