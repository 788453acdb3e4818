"""What the pages of a cohort say: frozen rows in words, in several orders, before they are written as HTML."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from rbtools.core import numbers
from rbtools.review.cohort.triage import GROUPS, NEEDS_ATTENTION

Row = dict[str, object]  # of the table, in words
PER_PAGE = 200


@dataclass(frozen=True)
class Order:
    """An order of the rows: the start of its pages' names, the column that leads to it, what it is, how to sort."""

    stem: str
    column: str
    title: str
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
    """One page of the index before it is written: its rows in words, and what it says of the whole cohort."""

    name: str
    order: str
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    failed: dict[str, str]
    n: int
    counts: tuple[tuple[str, int], ...]
    as_of: str
    remarks: tuple[str, ...] = ()
    language: str = "en"

    @property
    def clients(self) -> list[str]:
        """The clients of the page, in its order."""
        return [str(row["client"]) for row in self.rows]

    @property
    def flagged(self) -> list[str]:
        """Those of them who need attention."""
        return [str(row["client"]) for row in self.rows if row["triage"] == NEEDS_ATTENTION]


def listings(
    table: pd.DataFrame, failed: dict[str, str], *, as_of: str, remarks: tuple[str, ...] = (), pdf: bool = False
) -> list[Listing]:
    """All pages of the index. The first page of each order has the failures and the first 200 clients."""
    groups = table["triage"].value_counts()
    counts = tuple((group, int(groups.get(group, 0))) for group in GROUPS)
    found = []
    for order in ORDERS:
        rows = [_row(row, failed, pdf) for row in order.sort(table).to_dict("records")]
        parts = [rows[k : k + PER_PAGE] for k in range(0, len(rows), PER_PAGE)] or [[]]
        names = (f"{order.stem}.html", *(f"{order.stem}-{k}.html" for k in range(2, len(parts) + 1)))
        found += [
            Listing(name, order.stem, names, tuple(part), failed if name == names[0] else {}, len(rows), counts, as_of,
                    remarks)
            for name, part in zip(names, parts, strict=True)
        ]  # fmt: skip
    return found


def pdf_name(page: str) -> str:
    """The name of the PDF that belongs to a client's page.

    >>> pdf_name("clients/0a1b.html")
    'clients/0a1b.pdf'
    """
    return f"{page.removesuffix('.html')}.pdf"


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
        "share": numbers.percent(row["share_done"]),
        "drop": numbers.percentage_points(-row["drop"]),
        "change": numbers.signed(row["difference"]),
        "interval": numbers.interval(row["difference_low"], row["difference_high"]),
        "days": f"{row['n_baseline']}, {row['n_review']}",
    }
