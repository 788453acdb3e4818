"""The cohort strip on the index pages: the clients of a page, session by session, as a picture in the page."""

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from rbtools.chart import style
from rbtools.chart.cohort import plot_cohort
from rbtools.review.measured import Measured
from rbtools.review.svg import inline

TITLE = "Everybody on this page, session by session"


def strip(measured: Measured, clients: Sequence[str], flagged: Sequence[str]) -> Markup:
    """The strip of some clients, in the order given; nothing where there are none."""
    if not clients:
        return Markup()
    mine = measured.matched[measured.matched["client"].isin(clients).to_numpy(dtype=bool)]
    chart = plot_cohort(
        mine.assign(client=pd.Categorical(mine["client"].astype("str"))),
        tightness=measured.daily, change=measured.summary, order=clients, flagged=flagged, per_page=len(clients),
        title="",
    )  # fmt: skip
    return inline(chart.svg(), name="strip", title=TITLE, description=chart.sentence, colours=style.PAGE_NAMES)
