"""The sessions of a plan as arrays, the window that an instant falls in, and the plan days of a log."""

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd

from rbtools.core.clock import check_zone
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
    values |= {"slot": codes_of(rows["slot"]), "excuse_reason": (rows["excuse_reason"] != "").to_numpy()}
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


def entry_days(rows: Table, line: Timeline, entries: Table) -> np.ndarray:
    """The plan day of each entry in µs, by the day start of the client's plan where that is not the reader's 04:00."""
    given = microseconds(entries["date"])
    starts = _day_starts(rows, line)
    if (starts == _READER_DAY_START).all():
        return given
    client, session = _client_and_session(rows, line, entries["client"], entries["performed_at"])
    start = starts[session]
    moved = (client >= 0) & entries["time_known"].to_numpy() & (start != _READER_DAY_START)
    return np.where(moved, (microseconds(entries["performed_local"]) - start) // DAY * DAY, given)


def rating_days(rows: Table, line: Timeline, ratings: Table) -> np.ndarray:
    """The plan day of each rating in µs, as `entry_days` gives that of an entry.

    Ratings do not say what the clock showed where the person was. So the given day is kept, and moved by one where the
    clock of the plan's zone stands between the reader's day start and the plan's.
    """
    given = microseconds(ratings["date"])
    starts = _day_starts(rows, line)
    if (starts == _READER_DAY_START).all():
        return given
    client, session = _client_and_session(rows, line, ratings["client"], ratings["rated_at"])
    clock, instant = np.zeros(len(given), dtype="int64"), microseconds(ratings["rated_at"])
    zone = codes_of(rows["tz"])[line.first][session]
    for code, name in enumerate(rows["tz"].cat.categories):
        here = zone == code
        clock[here] = _wall_clock(instant[here], name)
    moved = (clock - starts[session]) // DAY - (clock - _READER_DAY_START) // DAY
    return given + np.where(client >= 0, moved, 0) * DAY


def _client_and_session(rows: Table, line: Timeline, client: pd.Series, at: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """The client's position in the plan (-1: unknown) and the session that opened last by then, else the first."""
    known = codes_in(client, rows["client"].cat.categories)
    session = last_opened(line, known, microseconds(at))
    return known, np.where(session < 0, np.searchsorted(line.client, np.maximum(known, 0)), session)


def _wall_clock(instant: np.ndarray, zone: str) -> np.ndarray:
    """The local time of instants, both in µs."""
    local = pd.DatetimeIndex(instant.view("datetime64[us]"), tz="UTC").tz_convert(check_zone(zone, "plan: tz"))
    return local.tz_localize(None).to_numpy().astype("datetime64[us]").view("int64")


def _day_starts(rows: Table, line: Timeline) -> np.ndarray:
    """For each session the clock time, in µs, at which days start in its version of the client's plan.

    It is where the last window of a day closes; the earliest of them, since a clock change can only delay it. The first
    window does not tell: after a change of zone it opens where the old plan ends. A plan without its last slot does not
    tell either: then days start at 04:00, or where its windows open if that is earlier.
    """
    zone, opens, closes = codes_of(rows["tz"])[line.first], line.opens.copy(), line.closes.copy()
    for code, name in enumerate(rows["tz"].cat.categories):
        for at in (opens, closes):
            at[zone == code] = _wall_clock(at[zone == code], name)
    opens, closes = opens - line.date, closes - line.date - DAY
    first = run_starts(line.client, rows["plan_version"].to_numpy()[line.first])
    if not len(first):
        return closes
    last_of_day = np.append(run_starts(line.client, line.date)[1:], len(line.date)) - 1
    told = np.zeros(len(closes), dtype=bool)
    told[last_of_day] = closes[last_of_day] >= 0
    earliest = np.minimum.reduceat(np.where(told, closes, DAY), first)
    untold = np.minimum(np.minimum.reduceat(opens, first), _READER_DAY_START)
    return np.repeat(np.where(earliest < DAY, earliest, untold), np.diff(first, append=len(closes)))
