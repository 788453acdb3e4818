"""The cohort strip on the index pages: the clients of a page, session by session, as a picture in the page."""

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from rbtools.chart import style
from rbtools.chart.cohort import plot_cohort
from rbtools.log.log import Log
from rbtools.match.as_of import parse_as_of
from rbtools.match.match import match_log
from rbtools.measure.change import change
from rbtools.measure.ratings import plan_rows, ratings_of
from rbtools.measure.tightness import tightness_by_plan
from rbtools.review.svg import inline

TITLE = "Everybody on this page, session by session"


def strip(plan: pd.DataFrame, log: Log, as_of: object, clients: Sequence[str], flagged: Sequence[str]) -> Markup:
    """The strip of some clients, who are those of the plan, in the order given; nothing where there are none."""
    if not clients:
        return Markup()
    rows = plan_rows(plan)
    chart = plot_cohort(
        match_log(plan, log, as_of=as_of),
        tightness=tightness_by_plan(ratings_of(log, rows, parse_as_of(as_of)), rows, ["client", "date"]),
        change=change(log, plan, as_of=as_of), order=clients, flagged=flagged, per_page=len(clients), title="",
    )  # fmt: skip
    names = {colour: f"var(--{name})" for name, colour in style.LIGHT_PAGE.items()}
    return inline(chart.svg(), name="strip", title=TITLE, description=chart.sentence, colours=names)
