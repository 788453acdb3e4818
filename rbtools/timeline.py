"""The sessions of a plan as arrays, the window that an instant falls in, and the plan day of an entry."""

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd

from rbtools.clock import check_zone
from rbtools.errors import FrameError

DAY = 86_400_000_000
_READER_DAY_START = 4 * 3_600_000_000
_LARGEST_KEY = 2**62
NAT = np.iinfo("int64").min
NEVER = np.iinfo("int64").max


Table = Mapping[str, pd.Series]  # the columns of a checked frame


class Timeline(NamedTuple):
    """The sessions of a sorted plan, clients one after the other: arrays with one value a session, instants in µs."""

    first: np.ndarray
    of_row: np.ndarray
    client: np.ndarray
    date: np.ndarray
    slot: np.ndarray
    opens: np.ndarray
    closes: np.ndarray


def microseconds(times: pd.Series) -> np.ndarray:
    """Times, with or without a zone, as whole microseconds since 1970."""
    return times.to_numpy(dtype="datetime64[us]").view("int64")


def as_local(microseconds: np.ndarray) -> pd.arrays.DatetimeArray:
    """Whole microseconds since 1970 as times without a zone."""
    return pd.array(microseconds.view("datetime64[us]"))


def as_instants(microseconds: np.ndarray, missing: np.ndarray) -> pd.arrays.DatetimeArray:
    """Whole microseconds since 1970 as instants in UTC."""
    return pd.array(np.where(missing, NAT, microseconds).view("datetime64[us]")).tz_localize("UTC")


def run_starts(*keys: np.ndarray) -> np.ndarray:
    """Positions at which any of the sorted keys takes a new value."""
    new = np.zeros(len(keys[0]), dtype=bool)
    new[:1] = True
    for key in keys:
        new[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(new)


def table(frame: pd.DataFrame) -> Table:
    """The columns of a frame by name, for code that reads each of them a few times."""
    return {str(name): values for name, values in frame.items()}


def codes_of(values: pd.Series) -> np.ndarray:
    """Position of each value of a categorical column in its categories; -1 where it is missing."""
    return cast("pd.Categorical[Any]", values.array).codes.astype("int64")


def codes_in(values: pd.Series, known: pd.Index) -> np.ndarray:
    """Position of each value of a categorical column among `known`; -1 where it is missing or not known."""
    column = cast("pd.Categorical[Any]", values.array)
    return np.append(known.get_indexer(column.categories), -1)[column.codes]


def timeline(rows: Table) -> Timeline:
    """The sessions of a checked and sorted plan; refuses a plan that gives two times for one session."""
    client = codes_of(rows["client"])
    session = rows["session"].to_numpy()
    first = run_starts(client, session)
    of_row = np.repeat(np.arange(len(first)), np.diff(first, append=len(session)))
    values = {name: microseconds(rows[name]) for name in ("date", "opens_at", "closes_at", "scheduled_at")}
    values |= {"slot": codes_of(rows["slot"]), "excused": (rows["excused"] != "").to_numpy()}
    for name, value in values.items():
        if (differs := value != value[first][of_row]).any():
            at = int(np.flatnonzero(differs)[0])
            raise FrameError(
                f"plan, column {name}: session {session[at]} of client {rows['client'].iloc[at]} has two values. "
                "Give every exercise of a session the same one."
            )
    names = ("date", "slot", "opens_at", "closes_at")
    return Timeline(first, of_row, client[first], *(values[name][first] for name in names))


def last_opened(line: Timeline, client: np.ndarray, at: np.ndarray) -> np.ndarray:
    """For each client and instant the session that opened last by then; -1 before the first and for no client."""
    found = np.full(len(at), -1)
    if not len(line.opens) or not len(at):
        return found
    order = np.lexsort((line.opens, line.client))
    of_client, opens = line.client[order], line.opens[order]
    low, span = opens.min(), int(opens.max() - opens.min()) + 2
    opens, at = opens - low + 1, np.clip(at - low + 1, 0, span - 1)
    if (int(of_client.max()) + 1) * span > _LARGEST_KEY:  # too many clients for one key: count borders instead of µs
        borders = np.unique(opens)
        opens, at, span = np.searchsorted(borders, opens) + 1, np.searchsorted(borders, at, "right"), len(borders) + 1
    index = np.searchsorted(of_client * span + opens, client * span + at, "right") - 1
    inside = (index >= 0) & (of_client[index] == client)
    found[inside] = order[index[inside]]
    return found


def plan_days(rows: Table, line: Timeline, entries: Table) -> np.ndarray:
    """The plan day of each entry in µs, by the day start of the client's plan where that is not the reader's 04:00."""
    given = microseconds(entries["date"])
    starts = _day_starts(rows, line)
    if (starts == _READER_DAY_START).all():
        return given
    client = codes_in(entries["client"], rows["client"].cat.categories)
    session = last_opened(line, client, microseconds(entries["performed_at"]))
    of_first = np.searchsorted(line.client, np.maximum(client, 0))
    start = starts[np.where(session < 0, of_first, session)]
    local = microseconds(entries["performed_local"])
    moved = (client >= 0) & entries["time_known"].to_numpy() & (start != _READER_DAY_START)
    return np.where(moved, (local - start) // DAY * DAY, given)


def _day_starts(rows: Table, line: Timeline) -> np.ndarray:
    """For each session the clock time, in µs, at which days start in its version of the client's plan.

    It is where the last window of a day closes; the earliest of them, since a clock change can only delay it. The first
    window does not tell: after a change of zone it opens where the old plan ends.
    """
    n_sessions = len(line.date)
    last = run_starts(line.client[::-1], line.date[::-1])
    closes_day = np.zeros(n_sessions, dtype=bool)
    closes_day[n_sessions - 1 - last] = True
    clock = np.full(n_sessions, DAY)
    zone = codes_of(rows["tz"])[line.first]
    for code, name in enumerate(rows["tz"].cat.categories):
        here = closes_day & (zone == code)
        closes = pd.DatetimeIndex(line.closes[here].view("datetime64[us]"), tz="UTC")
        local = closes.tz_convert(check_zone(name, "plan: tz")).tz_localize(None)
        clock[here] = local.to_numpy().astype("datetime64[us]").view("int64") - line.date[here] - DAY
    first = run_starts(line.client, rows["plan_version"].to_numpy()[line.first])
    if not len(first):
        return clock
    return np.repeat(np.minimum.reduceat(clock, first), np.diff(first, append=n_sessions))
