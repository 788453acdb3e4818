"""The review in a notebook: the words of the page and one picture of its charts.

Without a style sheet, so a notebook's looks are left alone, and plain enough to survive the sanitising of notebooks
that are not trusted yet.
"""

import base64
from collections.abc import Mapping
from io import BytesIO

from rbtools.chart import style
from rbtools.chart.chart import Chart
from rbtools.review import pdf
from rbtools.review.contents import Contents
from rbtools.review.page import environment


def html(contents: Contents, charts: Mapping[str, Chart]) -> str:
    """The words of the page and a picture of its charts, whose alternative text is what the charts say."""
    alt = " ".join(charts[chart.name].sentence for chart in contents.charts)
    picture = base64.b64encode(_png(contents)).decode("ascii")
    return environment().get_template("notebook.html.jinja").render(contents=contents, alt=alt, png=picture)


def _png(contents: Contents) -> bytes:
    """The charts of the page as one picture."""
    buffer = BytesIO()
    with style.settings():
        pdf.charts_sheet(contents).savefig(buffer, format="png", dpi=style.DPI, metadata={"Software": None})
    return buffer.getvalue()
