"""What matching and the measures read of a plan and a log: checked once, sorted once, and turned into a record."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.core.arrays import Values, categorical, codes_in, codes_of, microseconds, run_starts, values_of
from rbtools.core.clock import DAY, MINUTE, parse_clock
from rbtools.core.frame import Frame
from rbtools.core.rules import position
from rbtools.errors import FrameError
from rbtools.log.log import Log
from rbtools.match.record import SLOT_MISSING, Draw, Entries, Ratings, Record, Rows, Sessions
from rbtools.match.timeline import plan_days

BLOCK = 2_000  # clients at a time: their arrays fit into the caches, and memory ends to grow with the number of clients


def _part(frame: Frame, names: str) -> Frame:
    columns = tuple(frame[name] for name in names.split())
    return Frame(frame.name, frame.row, columns, frame.key, frame.optional, frame.ordered, frame.same)


def _with_known_clients(frame: Frame) -> Frame:
    """The same frame, of which the ids of clients have been checked."""
    client = replace(frame["client"], rule=None)
    return replace(frame, columns=tuple(client if c.name == "client" else c for c in frame.columns))


PLAN = _part(
    schema.PLAN,
    "client session exercise date day week slot scheduled_at opens_at closes_at sides sets_min sets_max reps "
    "excuse_reason day_start plan_version",
)
ENTRIES = _part(
    schema.ENTRIES,
    "client performed_at exercise side performed_local date slot time_known sets reps outcome",
)
RATINGS = _part(schema.RATINGS, "client rated_at moment rated_local date slot tightness pain")

Columns = Mapping[str, Any]  # the arrays of a checked frame

_DONE = schema.OUTCOMES.index("done")


def records(plan: pd.DataFrame, log: Log, *, entries: bool = True, block: int = BLOCK) -> Iterator[Record]:
    """Check a plan and a log, and give their records, `block` clients of the plan at a time, sorted by client.

    Without `entries` only the ratings of the log are read, though both frames are checked. What is logged by clients
    without a plan is in the first.
    """
    logs = {"ratings": check_log(log).ratings} | ({"entries": log.entries} if entries else {})
    if not entries:
        ENTRIES.arrays(log.entries)
    frames = {"plan": PLAN, "entries": ENTRIES, "ratings": RATINGS}
    ids = {name: _clients(frames[name], of) for name, of in ({"plan": plan} | logs).items()}
    known = ids["plan"].cat.categories
    parts = {"plan": _cut(plan, codes_of(ids["plan"]), known, block)}
    parts |= {name: _cut(of, codes_in(ids[name], known), known, block, ids[name]) for name, of in logs.items()}
    checks = {name: _with_known_clients(frames[name]) for name in parts}
    for of_block in zip(*parts.values(), strict=True):
        part = dict(zip(parts, of_block, strict=True))
        yield record_of(
            checked_plan(part["plan"], checks["plan"]),
            checks["entries"].arrays(part["entries"]) if entries else None,
            checks["ratings"].arrays(part["ratings"]),
        )


def record(plan: pd.DataFrame, log: Log, *, entries: bool = True) -> Record:
    """Check a plan and a log, and give one record of all clients."""
    log = check_log(log)
    done, rated = ENTRIES.arrays(log.entries), RATINGS.arrays(log.ratings)
    return record_of(checked_plan(plan), done if entries else None, rated)


def _clients(frame: Frame, of: pd.DataFrame) -> pd.Series:
    """The checked column `client` of a frame."""
    return Frame(frame.name, frame.row, (frame["client"],)).check(of)["client"]


def _cut(
    frame: pd.DataFrame, client: np.ndarray, names: pd.Index, block: int, ids: pd.Series | None = None
) -> Iterator[pd.DataFrame]:
    """The rows of a frame in blocks of the named clients; those of others (-1) are in the first, as `ids` say."""
    if (client[1:] < client[:-1]).any():
        order = np.argsort(client, kind="stable")
        frame, client = frame.take(order), client[order]
        ids = None if ids is None else ids.take(order)
    firsts = range(0, max(len(names), 1), block)
    borders = np.searchsorted(client, firsts[1:]).tolist()
    for first, start, end in zip(firsts, [0, *borders], [*borders, len(client)], strict=True):
        of = client[start:end]
        if ids is not None and len(of) and of[0] < 0:
            column = ids.iloc[start:end].array.remove_unused_categories()
        else:
            used = np.bincount(of - first, minlength=min(block, len(names) - first)) > 0
            column = pd.Categorical.from_codes(
                (np.cumsum(used) - 1)[of - first], categories=names[first : first + block][used], validate=False
            )
        yield frame.iloc[start:end].assign(client=column)


def ratings_of(log: Log) -> tuple[Ratings, pd.Index]:
    """Check the ratings of a log without a plan: on the dates that they have, with the clients that they name."""
    ENTRIES.arrays(check_log(log).entries)
    ratings = RATINGS.arrays(log.ratings)
    clients, slots = (categorical(ratings[name]).categories for name in ("client", "slot"))
    return _ratings(ratings, clients, slots, microseconds(ratings["date"]) // DAY), clients


def check_log(log: Log) -> Log:
    """Refuse what is not a log."""
    if not isinstance(log, Log):
        raise FrameError(f"log: expected a Log, got {type(log).__name__}. Give what read_log returns, or Log(entries).")
    return log


def checked_plan(plan: pd.DataFrame, frame: Frame = PLAN) -> Columns:
    """A plan's columns in `frame`, checked and sorted by client, session and exercise."""
    checked = frame.arrays(plan, unique=False)
    if _strictly_sorted(codes_of(checked["client"]), checked["session"], codes_of(checked["exercise"])):
        return checked
    return {str(name): values_of(column) for name, column in frame.sort(frame.check(plan)).items()}


def _nothing(frame: Frame) -> Columns:
    return {str(name): values_of(column) for name, column in frame.empty().items()}


def _strictly_sorted(*keys: np.ndarray) -> bool:
    key = keys[0]
    for code in keys[1:]:
        key = key * (int(code.max(initial=0)) + 1) + code
    return bool((key[1:] > key[:-1]).all())


def record_of(plan: Columns, entries: Columns | None, ratings: Columns | None) -> Record:
    """The record of a checked and sorted plan and of a checked log."""
    client, number = codes_of(plan["client"]), plan["session"]
    first = run_starts(client, number)
    sessions = _sessions(plan, client, number, first)
    starts = run_starts(sessions.client)
    clients, exercises, slots = (categorical(plan[name]).categories for name in ("client", "exercise", "slot"))
    doses = (plan[name] for name in ("sides", "sets_min", "sets_max", "reps"))
    entries = _nothing(ENTRIES) if entries is None else entries
    ratings = _nothing(RATINGS) if ratings is None else ratings
    draw = None
    if "start_earliest" in plan:
        draw = Draw(*(_days(plan[name][first[starts]]) for name in ("start_earliest", "start_latest")))
    return Record(
        clients=clients,
        exercises=exercises,
        slots=slots,
        starts=starts,
        sessions=sessions,
        rows=Rows(first, codes_of(plan["exercise"]), *doses),
        entries=_entries(entries, [clients, exercises, slots], sessions, starts),
        ratings=_ratings(ratings, clients, slots, _rating_days(ratings, clients, sessions, starts)),
        draw=draw,
    )


def _sessions(plan: Columns, client: np.ndarray, number: np.ndarray, first: np.ndarray) -> Sessions:
    """The facts of each session, which every row of it has to state alike."""
    instants = {name: microseconds(plan[name]) for name in ("scheduled_at", "opens_at", "closes_at", "date")}
    numbers = {name: plan[name] for name in ("day", "week", "plan_version")}
    facts = (
        instants
        | numbers
        | {
            "slot": codes_of(plan["slot"]),
            "excuse_reason": np.asarray(plan["excuse_reason"] != "", dtype=bool),
        }
    )
    inside = np.ones(len(client), dtype=bool)
    inside[first] = False
    for name, values in facts.items():
        differs = inside[1:] & (values[1:] != values[:-1])
        if differs.any():
            at = int(np.flatnonzero(differs)[0]) + 1
            raise FrameError(
                f"plan, column {name}: session {number[at]} of client {plan['client'][at]} has two values. "
                "Give every exercise of a session the same one."
            )
    facts = {name: values[first] for name, values in facts.items()}
    return Sessions(
        client=client[first],
        number=number[first],
        date=facts["date"] // DAY,
        day=facts["day"],
        week=facts["week"],
        slot=facts["slot"],
        version=facts["plan_version"],
        day_start=_day_starts(plan["day_start"], first),
        scheduled=facts["scheduled_at"],
        opens=facts["opens_at"],
        closes=facts["closes_at"],
        excused=facts["excuse_reason"],
    )


def _day_starts(clock: Values, at: np.ndarray) -> np.ndarray:
    """Clock times such as 04:00 as microseconds after midnight, at some rows."""
    texts = categorical(clock).categories
    return np.array([parse_clock(text, "plan: day_start") * MINUTE for text in texts], dtype="int64")[
        categorical(clock).codes[at]
    ]


def _days(date: Values) -> np.ndarray:
    """Days since 1970; the smallest number where missing."""
    return date.to_numpy(dtype="datetime64[D]").view("int64")


def _slots(values: Values, known: pd.Index) -> np.ndarray:
    """Positions of slots among those of the plan; below SLOT_MISSING a number for each slot that it does not have."""
    names = categorical(values).categories
    position = known.get_indexer(names)
    unknown = SLOT_MISSING - np.cumsum(position < 0)
    return np.append(np.where(position < 0, unknown, position), SLOT_MISSING)[codes_of(values)]


def _entries(entries: Columns, ids: list[pd.Index], sessions: Sessions, starts: np.ndarray) -> Entries:
    sets, client = entries["sets"], codes_in(entries["client"], ids[0])
    done = (codes_of(entries["outcome"]) == _DONE) & (sets > 0)
    instant, timed = microseconds(entries["performed_at"]), entries["time_known"]
    day = plan_days(sessions, starts, client, instant, microseconds(entries["performed_local"]))
    return Entries(
        at=np.arange(len(client)),
        client=client,
        exercise=codes_in(entries["exercise"], ids[1]),
        slot=_slots(entries["slot"], ids[2]),
        date=np.where((client >= 0) & timed, day, microseconds(entries["date"]) // DAY),
        instant=instant,
        timed=timed,
        side=codes_of(entries["side"]),
        done=done,
        sets=np.where(done, sets, 0),
        reps=entries["reps"].to_numpy(dtype="int64", na_value=0),
    )


def _ratings(ratings: Columns, clients: pd.Index, slots: pd.Index, date: np.ndarray) -> Ratings:
    return Ratings(
        client=codes_in(ratings["client"], clients),
        date=date,
        slot=_slots(ratings["slot"], slots),
        instant=microseconds(ratings["rated_at"]),
        moment=codes_of(ratings["moment"]),
        tightness=_tenths("tightness", ratings["tightness"]),
        pain=_tenths("pain", ratings["pain"]),
    )


def _rating_days(ratings: Columns, clients: pd.Index, sessions: Sessions, starts: np.ndarray) -> np.ndarray:
    """The plan day of each rating; as it was given where the client has no plan."""
    client, given = codes_in(ratings["client"], clients), microseconds(ratings["date"]) // DAY
    instant, local = (microseconds(ratings[name]) for name in ("rated_at", "rated_local"))
    return np.where(client >= 0, plan_days(sessions, starts, client, instant, local), given)


def _tenths(name: str, number: np.ndarray) -> np.ndarray:
    """Ratings as whole tenths, -1 where missing."""
    known = ~np.isnan(number)
    tenths = np.rint(np.where(known, number, -0.1) * 10)
    if (finer := known & (np.abs(number * 10 - tenths) > 1e-6)).any():
        at = int(np.flatnonzero(finer)[0])
        allowed = f"{schema.RATINGS[name].limits}, at most one decimal"
        raise FrameError.bad_value("ratings", name, position(pd.RangeIndex(len(number)), at), number[at], allowed)
    return tenths.astype("int64")
