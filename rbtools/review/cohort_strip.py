"""The cohort strip on the index pages: the clients of a page, session by session, as a picture in the page."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from rbtools.as_of import parse_as_of
from rbtools.chart import style
from rbtools.chart.cohort import plot_cohort
from rbtools.match import match_log
from rbtools.measure.change import change
from rbtools.measure.ratings import plan_rows, ratings_of
from rbtools.measure.tightness import tightness_by_plan
from rbtools.review.svg import inline
from rbtools.review.triage import NEEDS_ATTENTION

if TYPE_CHECKING:
    from rbtools.review.cohort import CohortReview

TITLE = "Everybody on this page, session by session"
Strip = Callable[[Sequence[str]], Markup]


def strips(cohort: "CohortReview") -> Strip:
    """What draws the strip of some clients, in the order given; everybody is measured once, beforehand."""
    plan, log, as_of = cohort.plan, cohort.log, cohort.as_of
    matched = match_log(plan, log, as_of=as_of)
    planned = plan_rows(plan)
    daily = tightness_by_plan(ratings_of(log, planned, parse_as_of(as_of)), planned, ["client", "date"])
    changed = change(log, plan, as_of=as_of)
    flagged = set(cohort.table.loc[(cohort.table["triage"] == NEEDS_ATTENTION).to_numpy(), "client"].astype(str))
    names = {colour: f"var(--{name})" for name, colour in style.LIGHT_PAGE.items()}

    def strip(clients: Sequence[str]) -> Markup:
        mine = matched[matched["client"].isin(list(clients)).to_numpy(dtype=bool)]
        chart = plot_cohort(
            mine, tightness=daily, change=changed, order=clients, flagged=[c for c in clients if c in flagged],
            per_page=max(1, len(clients)), title="",
        )  # fmt: skip
        return inline(chart.svg(), name="strip", title=TITLE, description=chart.sentence, colours=names)

    return strip
