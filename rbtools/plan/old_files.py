"""Plan files written before plans had a day start: brought up to date once, when they are read, and nowhere else."""

import numpy as np
import pandas as pd

from rbtools.core.arrays import run_starts
from rbtools.core.clock import DAY, MINUTE, Ints, clock_text, to_wall

RENAMED = {"excused": "excuse_reason"}
"""Columns of old files and their names today."""

_USUAL = 4 * 60 * MINUTE


def day_starts(plan: pd.DataFrame) -> np.ndarray:
    """For each row of a sorted plan the day start of its version, as text, by where the windows of its days close.

    It is the clock time at which the last window of a day closes; the earliest over the days, since a clock change can
    only delay it. A version without its last slots does not show it: then it is 04:00, or earlier where a window opens
    before that.
    """
    client = plan["client"].cat.codes.to_numpy()
    date = _micro(plan["date"])
    opens, closes = (_local(plan, name) - date for name in ("opens_at", "closes_at"))
    closes -= DAY
    version = run_starts(client, plan["plan_version"].to_numpy())
    if not len(version):
        return np.array([], dtype=object)
    last_close = np.full(len(plan), DAY)
    day = run_starts(client, date)
    last_close[day] = np.maximum.reduceat(closes, day)
    last_close[last_close < 0] = DAY
    earliest = np.minimum.reduceat(last_close, version)
    otherwise = np.clip(np.minimum.reduceat(opens, version), 0, _USUAL)
    start = np.where(earliest < DAY, earliest, otherwise) // MINUTE
    return np.repeat([clock_text(int(minute)) for minute in start], np.diff(version, append=len(plan)))


def _local(plan: pd.DataFrame, name: str) -> Ints:
    """The wall clock of a column of instants, each in the zone of its row."""
    instant, zone = _micro(plan[name]), plan["tz"].cat.codes.to_numpy()
    wall = np.empty(len(plan), dtype="int64")
    for code, tz in enumerate(plan["tz"].cat.categories):
        wall[zone == code] = to_wall(instant[zone == code], tz)
    return wall


def _micro(values: pd.Series) -> Ints:
    return values.to_numpy(dtype="datetime64[us]").view("int64")
