"""The cohort as HTML: whom to look at first, in pages of 200 clients, each with a link to the client's own page."""

from typing import TYPE_CHECKING

import pandas as pd

from rbtools.chart import words
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


def pages(cohort: "CohortReview", failed: dict[str, str]) -> dict[str, str]:
    """File name → page. The first page has the counts, the failures and the first 200 clients."""
    rows = [_row(row, failed) for row in cohort.table.to_dict("records")]
    parts = [rows[k : k + PER_PAGE] for k in range(0, len(rows), PER_PAGE)] or [[]]
    names = [INDEX, *(f"index-{k}.html" for k in range(2, len(parts) + 1))]
    counts = cohort.table["triage"].value_counts()
    template = environment().get_template("cohort.html.jinja")
    return {
        name: template.render(
            **look(), groups=_groups(part), names=names, name=name, n=len(rows), as_of=_as_of(cohort),
            counts=[(HEADINGS[g], int(counts.get(g, 0))) for g in GROUPS], failed=failed if name == INDEX else {},
        )
        for name, part in zip(names, parts, strict=True)
    }  # fmt: skip


def _groups(part: list[dict[str, object]]) -> list[dict[str, object]]:
    return [
        {"id": group.replace(" ", "-"), "heading": HEADINGS[group], "explained": EXPLAINED[group], "rows": rows}
        for group in GROUPS
        if (rows := [row for row in part if row["triage"] == group])
    ]


def _row(row: dict, failed: dict[str, str]) -> dict[str, object]:  # type: ignore[type-arg]
    client = str(row["client"])
    return {
        "client": client,
        "triage": str(row["triage"]),
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
