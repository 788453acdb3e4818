"""The review as an HTML page: self-contained, escaped, without script, and readable on paper and in the dark."""

import re
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from rbtools.chart import style
from rbtools.review import panels
from rbtools.review.contents import Contents
from rbtools.review.svg import inline


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
    """Escaped text whose shares and ranges, such as 34–59 %, are not torn at the end of a line."""
    return Markup(re.sub(r"\d+(–\d+)? %|\d+–\d+", r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704  (escaped first)


def look() -> dict[str, object]:
    """What every page takes from the one place that knows colours and type."""
    return {"light": style.LIGHT_PAGE, "dark": style.DARK_PAGE, "fonts": ", ".join(style.FONTS)}


def html(contents: Contents, *, back: str = "") -> str:
    """The whole page; `back` is the address of the cohort page it belongs to."""
    drawn = panels.charts(contents)
    pictures = {
        chart.name: inline(drawn[chart.name].svg(), name=f"{chart.name}-chart", title=chart.title,
                           description=drawn[chart.name].sentence, colours=style.PAGE_NAMES)
        for chart in contents.charts
    }  # fmt: skip
    return (
        environment()
        .get_template("review.html.jinja")
        .render(**look(), contents=contents, pictures=pictures, drawn=drawn, back=back)
    )
