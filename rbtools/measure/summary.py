"""MEASURE: one row for each client with every measure, each from the one function that defines it."""

import pandas as pd

from rbtools.log.log import Log
from rbtools.match.as_of import AsOf, parse_as_of
from rbtools.match.match import match_log
from rbtools.measure.adherence import adherence_of
from rbtools.measure.change import change_of
from rbtools.measure.frames import SUMMARY
from rbtools.measure.grouping import Columns
from rbtools.measure.planned import Planned, lay_out
from rbtools.measure.ratings import plan_rows, ratings_of
from rbtools.measure.rhythm import rhythm_of
from rbtools.measure.sets_completed import sets_completed_of
from rbtools.measure.single_case.phases import phases_of
from rbtools.measure.tightness import tightness_of

_CLIENT = ["client"]


def summarize(plan: pd.DataFrame, log: Log, *, as_of: object) -> pd.DataFrame:
    """Put all measures of each client of the plan into one row.

    Parameters
    ----------
    plan
        the plan of one or many clients.
    log
        the log that `read_log` gives. Clients without a plan are left out; a client without a log is a row with 0.
    as_of
        up to when sessions are due and the log is looked at: a date, an instant or "end", as in `match_log`.

    Returns
    -------
    One row a client, sorted: `client`, then the columns of `adherence` by client, those of `sets_completed` by client
    and of `rhythm` that it does not have, those of `tightness` by client (all ratings up to `as_of`, the baseline
    included) and those of `change`. The same values as those functions give; missing stays missing.

    Raises
    ------
    FrameError, ArgumentError
        for frames that are not a plan or a log, and for an `as_of` that is not one.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> log = rb.simulate_log(plan, seed=1)
    >>> rb.summarize(plan, log, as_of="end")[["client", "n_due", "n_day_due"]]
      client  n_due  n_day_due
    0     me     28         14
    """
    until, sessions = parse_as_of(as_of), plan_rows(plan)
    return summary_of(lay_out(match_log(plan, log, as_of=as_of)), ratings_of(log, sessions, until), sessions, until)


def summary_of(planned: Planned, ratings: pd.DataFrame, sessions: pd.DataFrame, until: AsOf) -> pd.DataFrame:
    """`summarize` of a log that has been matched and laid out, its ratings up to `until` and the plan's rows."""
    changed = change_of(phases_of(ratings, sessions, until, "daily"))
    columns: Columns = {}
    for measure in (changed, tightness_of(ratings, planned.keys, _CLIENT)):
        columns |= {str(name): measure[name].array for name in measure}
    columns |= rhythm_of(planned) | sets_completed_of(planned, _CLIENT) | adherence_of(planned, _CLIENT)
    return pd.DataFrame({name: columns[name] for name in SUMMARY.names}, copy=False)
