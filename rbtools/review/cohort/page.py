"""The cohort as HTML: who needs attention first, in pages of 200 clients, each with a link to the client's own page.

The same rows stand in other orders on pages of their own, so a reader can sort without a script.
"""

from rbtools.core import numbers
from rbtools.review.cohort.contents import ORDERS, TRIAGE, Listing, Order, Row
from rbtools.review.cohort.strip import TITLE
from rbtools.review.cohort.triage import GROUPS
from rbtools.review.language import Language, load_language
from rbtools.review.page import environment, look

INDEX = "index.html"


def html(listing: Listing, *, strip: str = "", no_strip: str = "") -> str:
    """A page of the index with its strip, or with the reason why there is none."""
    phrases = load_language(listing.language)
    order = next(order for order in ORDERS if order.stem == listing.order)
    rows = list(listing.rows)
    return (
        environment()
        .get_template("cohort.html.jinja")
        .render(
            **look(),
            **vars(listing) | {"order": order},
            clients_in_words=numbers.count(listing.n, "client"),
            headings={group: phrases.say(f"group.{_key(group)}") for group in GROUPS},
            note=phrases.say("cohort.note"),
            orders=ORDERS,
            strip=strip,
            no_strip=no_strip,
            strip_title=TITLE,
            groups=_groups(phrases, rows) if order is TRIAGE else _listed(order, rows),
        )
    )


def _key(group: str) -> str:
    return group.replace(" ", "_")


def _groups(phrases: Language, part: list[Row]) -> list[dict[str, object]]:
    return [
        {
            "id": group.replace(" ", "-"),
            "heading": phrases.say(f"group.{_key(group)}"),
            "explained": phrases.say(f"group.{_key(group)}_explained"),
            "rows": rows,
        }
        for group in GROUPS
        if (rows := [row for row in part if row["triage"] == group])
    ]


def _listed(order: Order, part: list[Row]) -> list[dict[str, object]]:
    heading = f"All clients, {order.title}"
    explained = "▲ needs attention, ○ no data, no mark: steady, no change for the worse."
    return [{"id": "all", "heading": heading, "explained": explained, "rows": part}] if part else []
