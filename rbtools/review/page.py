"""The review as an HTML page: self-contained, escaped, without script, and readable on paper and in the dark."""

import base64
import re
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from rbtools.chart import style
from rbtools.core import numbers
from rbtools.review.panels import PANELS
from rbtools.review.svg import inline

if TYPE_CHECKING:
    from rbtools.review.review import Review

NOTES = (
    "Done: any prescribed set. Complete: every exercise at its minimum. Dose: sets up to the minimum. Only due "
    "sessions count; missing ratings are left out. Of the exercises, the sentence counts the sessions done, the chart "
    "all due ones. Shares: Wilson 95 %, too narrow where one person’s sessions hang together. Self-reports overstate: "
    "diaries held 220 sessions, a hidden sensor 176 (Nicolson 2018).",
    "Change: mean of the rated days in the last 7 plan days less that of the 7 days before the start, lower is better; "
    "its interval allows for alike neighbouring days. Marks for its size come from pain scales, not validated for "
    "tightness. One person, no comparison: what changed while the plan was followed, not why.",
    "Rules of thumb about a self-chosen programme: no diagnosis, treatment or forecast, not clinically validated, not "
    "a medical device. With pain, new complaints or a turn for the worse, stop and ask a professional; in an emergency "
    "call the emergency number.",
)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates, with escaping on for everything."""
    found = Environment(
        loader=PackageLoader("rbtools.review"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    found.filters["whole"] = whole
    return found


def whole(text: str) -> Markup:
    """Escaped text whose ranges, such as 34–59, are not torn at the end of a line."""
    return Markup(re.sub(r"\d+–\d+", r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704  (escaped first)


def look() -> dict[str, object]:
    """What every page takes from the one place that knows colours and type."""
    return {"light": style.LIGHT_PAGE, "dark": style.DARK_PAGE, "fonts": ", ".join(style.FONTS)}


def html(review: "Review", *, back: str = "") -> str:
    """The whole page; `back` is the address of the cohort page it belongs to."""
    names = {colour: f"var(--{name})" for name, colour in style.LIGHT_PAGE.items()}
    panels = {
        name: {
            "name": name, "title": panel.title, "sentence": review.charts[name].sentence, "table": review.tables[name],
            "svg": inline(review.charts[name].svg(), name=f"{name}-chart", title=panel.title,
                          description=review.charts[name].sentence, colours=names),
        }
        for name, panel in PANELS.items()
    }  # fmt: skip
    return (
        environment()
        .get_template("review.html.jinja")
        .render(**look(), **facts(review), panels=panels, back=back, notes=(*review.remarks, *NOTES))
    )


def facts(review: "Review") -> dict[str, object]:
    """What the head of the page and its words say, the same for HTML and PDF."""
    plan = review.measured.plan
    days, slots = plan["date"].nunique(), int(plan.groupby("date")["slot"].nunique().max())
    return {
        "client": review.client,
        "period": numbers.period(plan["date"].min(), plan["date"].max()),
        "extent": f"{numbers.count(days, 'day')}, {numbers.count(slots, 'session')} a day",
        "version": int(plan["plan_version"].max()),
        "as_of": looked_at(review),
        "figures": review.figures,
        "sentences": review.sentences,
        "suggestion": review.advice,
    }


def looked_at(review: "Review") -> str:
    """Up to when the record was looked at, in words."""
    at = review.as_of.at
    if at is None:
        return "the end"
    if review.as_of.kind == "date":
        return numbers.period(at, at)
    local = at.tz_convert(str(review.measured.plan["tz"].iloc[-1]))
    return f"{numbers.period(local, local)}, {pd.Timestamp(local).strftime('%H:%M')}"


def notebook_html(review: "Review", png: bytes) -> str:
    """The words of the page and one picture of its charts: without style sheet, so a notebook's looks are left alone.

    It is plain enough to survive the sanitising of notebooks that are not trusted yet.
    """
    alt = " ".join(chart.sentence for chart in review.charts.values())
    template = environment().get_template("notebook.html.jinja")
    return template.render(**facts(review), alt=alt, png=base64.b64encode(png).decode("ascii"))
