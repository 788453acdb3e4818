"""The calendar side of a plan as it is: in which zone, with which day start and at which times each version is."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from rbtools.core.arrays import run_starts
from rbtools.core.clock import MINUTE, Ints, parse_clock
from rbtools.plan.settings import Rhythm
from rbtools.plan.times import NO_SESSION, Times, read_times


@dataclass(frozen=True, slots=True)
class Stretches:
    """The versions of each client's plan in time order: client code, first and last plan day in µs, zone, rhythm."""

    client: Ints
    first: Ints
    last: Ints
    tz: npt.NDArray[np.object_]
    rhythm: list[Rhythm]


def stretches(plan: pd.DataFrame) -> Stretches:
    """The stretches of a checked and sorted plan."""
    client = plan["client"].cat.codes.to_numpy().astype("int64")
    version, date = plan["plan_version"].to_numpy(), _micro(plan["date"])
    first = run_starts(client, version)
    last = np.append(first[1:], len(plan)) - 1
    day_start = plan["day_start"].astype("object").to_numpy()[first]
    return Stretches(
        client[first],
        date[first],
        date[last],
        plan["tz"].astype("object").to_numpy()[first],
        [
            Rhythm(parse_clock(start, "day_start"), times)
            for start, times in zip(day_start, _times(plan, first), strict=True)
        ],
    )


def _times(plan: pd.DataFrame, first: Ints) -> list[Times]:
    """The times of each stretch: those by weekday are in the plan as text, else each slot has one time.

    A time that did not exist on some day was moved on there, never back: the earliest is the one meant.
    """
    slots = plan["slot"].cat.categories
    stretch = np.repeat(np.arange(len(first)), np.diff(first, append=len(plan)))
    minute = (_micro(plan["scheduled_local"]) - _micro(plan["date"])) // MINUTE
    earliest = np.full((len(first), len(slots)), np.iinfo("int64").max)
    np.minimum.at(earliest, (stretch, plan["slot"].cat.codes.to_numpy()), minute)
    clock = np.where(earliest == np.iinfo("int64").max, NO_SESSION, earliest % (24 * 60))
    given = plan["times"].astype("object").to_numpy()[first] if "times" in plan else np.full(len(first), np.nan)
    return [
        read_times(text, "plan: times") if isinstance(text, str) else _one_time(row, slots)
        for text, row in zip(given, clock, strict=True)
    ]


def _one_time(clock: Ints, slots: pd.Index) -> Times:
    used = np.flatnonzero(clock != NO_SESSION)
    return Times(tuple(str(slot) for slot in slots[used]), tuple((int(minute),) * 7 for minute in clock[used]))


def _micro(values: pd.Series) -> Ints:
    return values.to_numpy(dtype="datetime64[us]").view("int64")
