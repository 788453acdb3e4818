"""The cohort strip on the index pages: the clients of a page, session by session, as a picture in the page."""

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from rbtools.chart import style
from rbtools.chart.cohort import plot_cohort
from rbtools.log.log import Log
from rbtools.match.as_of import AsOfLike, parse_as_of
from rbtools.match.match import Match
from rbtools.measure.change import change_of, typed
from rbtools.measure.ratings import Rated, ratings_until
from rbtools.measure.single_case.phases import phases_of
from rbtools.measure.tightness import tightness_of
from rbtools.review.svg import inline

TITLE = "Everybody on this page, session by session"


def strip(plan: pd.DataFrame, log: Log, as_of: AsOfLike, clients: Sequence[str], flagged: Sequence[str]) -> Markup:
    """The strip of some clients, who are those of the plan, in the order given; nothing where there are none."""
    if not clients:
        return Markup()
    until = parse_as_of(as_of)
    found = Match.of(plan, log, until)
    ratings = ratings_until(found.record, until)
    rated = Rated.of(ratings)
    chart = plot_cohort(
        found.frame(),
        tightness=pd.DataFrame(tightness_of(found.record, ratings, rated, ["client", "date"])),
        change=pd.DataFrame(typed(change_of(phases_of(found.record, rated, until)))),
        order=clients, flagged=flagged, per_page=len(clients), title="",
    )  # fmt: skip
    names = {colour: f"var(--{name})" for name, colour in style.LIGHT_PAGE.items()}
    return inline(chart.svg(), name="strip", title=TITLE, description=chart.sentence, colours=names)
