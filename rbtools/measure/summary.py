"""MEASURE: one row for each client with every measure, each from the one function that defines it."""

import pandas as pd

from rbtools.log.log import Log
from rbtools.match.as_of import AsOf, AsOfLike, parse_as_of
from rbtools.match.inputs import records
from rbtools.match.matched import Matched, match
from rbtools.match.record import Ratings, Record
from rbtools.measure.adherence import adherence_of
from rbtools.measure.change import change_of, typed
from rbtools.measure.frames import SUMMARY
from rbtools.measure.grouping import Columns, stacked
from rbtools.measure.ratings import Rated, ratings_until
from rbtools.measure.rhythm import rhythm_of
from rbtools.measure.sets_completed import sets_completed_of
from rbtools.measure.single_case.phases import phases_of
from rbtools.measure.tightness import tightness_of

_CLIENT = ["client"]


def summarize(plan: pd.DataFrame, log: Log, *, as_of: AsOfLike) -> pd.DataFrame:
    """Put all measures of each client of the plan into one row.

    Parameters
    ----------
    plan : DataFrame
        The plan of one or many clients.
    log : Log
        What `read_log` gives. Clients without a plan are left out; a client without a log is a row with 0.
    as_of : AsOfLike
        Up to when sessions are due and the log is used: a date, an instant or "end", as in `match_log`.

    Returns
    -------
    DataFrame
        One row a client, sorted: `client`, then the columns of `adherence` by client, those of `sets_completed` by
        client and of `rhythm` that it does not have, those of `tightness` by client (all ratings up to `as_of`, the
        baseline included) and those of `change`. The same values as those functions give; missing stays missing.

    Raises
    ------
    FrameError, ArgumentError
        For frames that are not a plan or a log, and for an `as_of` that is not one.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> log = rb.simulate_log(plan, seed=1)
    >>> rb.summarize(plan, log, as_of="end")[["client", "n_due", "n_day_due"]]
      client  n_due  n_day_due
    0     me     28         14
    """
    until = parse_as_of(as_of)
    return _summary([_block(record, until) for record in records(plan, log)])


def summary_of(record: Record, matched: Matched, rated: Rated, ratings: Ratings, until: AsOf) -> pd.DataFrame:
    """`summarize` of a record that has been matched, and of its ratings up to `until`."""
    return _summary([_columns(record, matched, rated, ratings, until)])


def _block(record: Record, until: AsOf) -> Columns:
    matched, _, _ = match(record, until)
    ratings = ratings_until(record, until)
    return _columns(record, matched, Rated.of(ratings), ratings, until)


def _columns(record: Record, matched: Matched, rated: Rated, ratings: Ratings, until: AsOf) -> Columns:
    """The columns of every measure by client, those of `change` still as numbers."""
    return (
        change_of(phases_of(record, rated, until))
        | tightness_of(record, ratings, rated, _CLIENT)
        | rhythm_of(matched)
        | sets_completed_of(matched, _CLIENT)
        | adherence_of(matched, _CLIENT)
    )


def _summary(parts: list[Columns]) -> pd.DataFrame:
    columns = typed(stacked(parts))
    return pd.DataFrame({name: columns[name] for name in SUMMARY.names}, copy=False)
