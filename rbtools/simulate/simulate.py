"""Simulated people who forget, do less and write it down late: logs for tests, notebooks and benchmarks."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.core.arguments import whole
from rbtools.core.frame import TEXT, Frame
from rbtools.log.log import Log, Report
from rbtools.simulate.behaviour import Simulation, codes, planned_sessions, tightness_by_day, what_happens
from rbtools.simulate.diary import write_entries, write_ratings
from rbtools.simulate.people import Chance, SimulationParameters, draw_people

_ROWS_AT_ONCE = 500_000  # keeps the arrays in between small, so that memory is not what takes the time


def simulate_log(plan: pd.DataFrame, *, seed: int, **parameters: float) -> Log:
    """Simulate the logs that people keep of a plan, with gaps, partial sessions, late entries and missing ratings.

    Every record is synthetic. A client's record depends on the seed, the client's id and the client's own plan only,
    so any partition of a plan by client gives the same records.

    Parameters
    ----------
    plan : DataFrame
        A plan of any number of clients. Nothing is done in excused sessions.
    seed : int
        0 to 2**64 - 1.
    **parameters : float
        What differs from the defaults in Notes; `rbtools.simulate.people.SimulationParameters` has limits and sources
        as data.

    Returns
    -------
    Log
        Entries and ratings as `read_log` gives them, `line` counting each client's records; no rejects, and
        `recorded_at` is missing. With `adherence=0` nothing is done and the ratings show the natural course alone.

    Raises
    ------
    FrameError
        For a frame that is not a plan.
    ArgumentError
        For an unknown parameter or one out of its range.

    Notes
    -----
    Each is a share from 0 to 1 unless a unit is given.

    - What is done. `adherence` .634, the mean share of sessions done, spread over people as a Beta that weighs
      `adherence_count` 7.1 sessions: Beta(4.5, 2.6) (Medina-Mirapeix 2009, doi:10.1186/1471-2474-10-155; PMC8663573).
      `declining` .25 and `improving` .2 of people: their share changes by exp(∓rate · weeks) at the rate
      `weekly_change` .08 (choices; Arensman 2023). `quitting` .03 a week, `never_start` .03 (choices). Taken off the
      share in the `evening` .05 and at the `weekend` .05 (assumptions, no source found). `partial` .15 of the sessions
      lack an exercise, or sets of one (choice).
    - What is written down. `unlogged` .1 of what was done is not (choice). `inflation` .25: a person writes down 1.00
      to 1.25 times the sessions done, the false ones as planned to the minute (Nicolson 2018). `skip_logged` .05 of
      what was not done is logged as skipped. `late_writers` .15 of people write up `late_days` .6 of their days later,
      with the date only and no ratings of sessions. `late_evenings` .08 of the evening sessions are one to four hours
      late, past midnight too (choices).
    - Ratings. One of the day each evening, from `baseline_days` 7 days before the start; one before and one after each
      session. `ratings_missing` .15 of each kind, whatever the level (Ono 2019). `ratings_end` .5 of those who quit
      stop rating too (choice).
    - Tightness. A person's level is normal with mean `tightness` 5.5 and SD `tightness_spread` 1.2, in points; the
      days around it have an SD that is log-normal about `sd` 1.3 points with log-SD `sd_spread` .25, and lag-1
      correlation `phi` .3. `natural_fall` .8 points go by themselves, along 1 - exp(-days/14) from the first baseline
      day. `effect` 0 is what the programme adds in points, negative is better: `effect_by_dose` 1 of it in proportion
      to the sessions really done in about the last week, the rest from day 1 whatever is done. `relief` .5 points
      less right after a session. Ratings are whole numbers, clipped to 0-10 (choices; Harris 2005, Leaver 2013).

    Notes
    -----
    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/Amsterdam")
    >>> log = rb.simulate_log(plan, seed=1, adherence=0, skip_logged=0)
    >>> len(log.entries), bool(log.ratings["date"].min() < plan["date"].min())
    (0, True)
    """
    seed = whole("seed", seed, 0, 2**64 - 1)
    wanted = SimulationParameters.of(parameters)
    plan = schema.PLAN.sort(schema.PLAN.check(plan))
    if plan.empty:
        return Log.empty()
    parts = [_simulated(block, int(seed), wanted) for block in _blocks(plan)]
    clients = plan["client"].cat.categories
    entries = _together(schema.ENTRIES, [part[0] for part in parts], clients, int(seed))
    ratings = _together(schema.RATINGS, [part[1] for part in parts], clients, int(seed))
    n = len(entries) + int((ratings["moment"] == "day").sum())
    return Log(entries, ratings, report=Report(records=n, accepted=n))


def _blocks(plan: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The sorted plan in blocks of whole clients."""
    client = codes(plan["client"])
    first_row = np.searchsorted(client, np.arange(client[-1] + 2))
    block = first_row[:-1] // _ROWS_AT_ONCE
    first = np.r_[np.flatnonzero(np.diff(block, prepend=-1)), client[-1] + 1]
    for low, high in pairwise(first.tolist()):
        rows = plan.iloc[first_row[low] : first_row[high]].reset_index(drop=True)
        yield rows.assign(client=rows["client"].cat.set_categories(plan["client"].cat.categories[low:high]))


def _simulated(plan: pd.DataFrame, seed: int, parameters: SimulationParameters) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Entries and ratings of some clients, in key order."""
    clients = plan["client"].cat.categories.to_numpy(dtype=object)
    chance = Chance(seed, clients)
    simulation = Simulation(planned_sessions(plan), draw_people(parameters, chance, len(clients)), parameters, chance)
    events = what_happens(simulation)
    ratings = write_ratings(simulation, events, tightness_by_day(simulation, events.did), plan)
    return schema.ENTRIES.sort(write_entries(simulation, events, plan)), schema.RATINGS.sort(ratings)


def _together(frame: Frame, parts: list[pd.DataFrame], clients: pd.Index, seed: int) -> pd.DataFrame:
    """The parts one below the other, with their source, and the line counted within each client."""
    rows = pd.concat([p.assign(client=p["client"].cat.set_categories(clients)) for p in parts], ignore_index=True)
    client, count = codes(rows["client"]), np.arange(len(rows))
    first = np.r_[True, client[1:] != client[:-1]][: len(rows)]
    source = pd.array([f"simulated, seed {seed}"], dtype=TEXT).take(np.zeros(len(rows), dtype=np.int64))
    line = 1 + count - np.maximum.accumulate(np.where(first, count, 0))
    return frame.check(rows.assign(source=source, line=line), unique=False)
