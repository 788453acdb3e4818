"""The planned sessions of a matched frame as whole numbers: what adherence, sets completed and rhythm count."""

from typing import Any

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.core.arrays import (
    MISSING_TIME,
    NEVER,
    Values,
    categorical,
    codes_of,
    microseconds,
    run_starts,
    segment_min,
)
from rbtools.core.clock import DAY
from rbtools.core.frame import TEXT, Frame
from rbtools.match.matched import Matched, Rows
from rbtools.measure.grouping import BY, By, Keys, by_columns

_INPUTS = Frame(
    schema.MATCHED.name,
    schema.MATCHED.row,
    tuple(
        schema.MATCHED[name]
        for name in (
            "client", "session", "exercise", "date", "day", "week", "slot", "sides", "sets_min", "sets_max", "reps",
            "due", "performed_at", "minutes_off", "sets_done", "reps_done", "n_reps_assumed", "window_closed",
        )
    ),
    key=schema.MATCHED.key,
)  # fmt: skip
_IDS = ("client", "slot", "exercise")


def keys_of(matched: Matched) -> Keys:
    """What the sessions can be grouped by."""
    return Keys(matched.keys, matched.ids)


def planned(matched: pd.DataFrame, by: By = "client") -> tuple[Matched, list[str]]:
    """Check a matched frame, and `by`: what the measures count, and the names to group by.

    `by` may name any text or category column of the frame besides those of `BY`.
    """
    checked = _INPUTS.arrays(matched, unique=False)
    texts = [str(name) for name, dtype in matched.dtypes.items() if _is_text(dtype)]
    names = by_columns(by, dict.fromkeys([*BY, *texts]))
    return _matched_of(matched, checked, {name: matched[name] for name in names if name not in BY}), names


def _is_text(dtype: object) -> bool:
    return isinstance(dtype, pd.StringDtype | pd.CategoricalDtype)


def _matched_of(given: pd.DataFrame, frame: dict[str, Any], texts: dict[str, pd.Series]) -> Matched:
    """The planned rows of a checked frame, session by session, and the sets that every client logged."""
    halves = np.rint(frame["sets_done"] * 2).astype("int64")
    session, client = _whole(frame["session"]), codes_of(frame["client"])
    at = _in_order(given, client, session, codes_of(frame["exercise"]))
    client_of, halves_logged = client, np.zeros(len(categorical(frame["client"]).categories), dtype="int64")
    np.add.at(halves_logged, client_of, halves)
    client, session = client[at], session[at]
    first = run_starts(client, session)

    def whole(name: str, rows: np.ndarray = at) -> np.ndarray:
        return _whole(frame[name])[rows]

    ids = {name: categorical(frame[name]).categories for name in _IDS}
    row_keys = {"exercise": codes_of(frame["exercise"])[at]}
    for name, values in texts.items():
        code, known = pd.factorize(values.astype(TEXT), sort=True)
        ids[name], row_keys[name] = pd.Index(known, dtype=TEXT), np.where(code < 0, len(known), code)[at]
    of_session = at[first]
    performed = microseconds(frame["performed_at"])[at]
    performed = np.where(performed == MISSING_TIME, NEVER, performed)
    is_first = performed == np.repeat(segment_min(performed, first), np.diff(first, append=len(at)))
    off = np.where(is_first, frame["minutes_off"][at], np.nan)
    present = run_starts(client[first])
    return Matched(
        keys={
            "client": client[first],
            "date": microseconds(frame["date"])[of_session] // DAY,
            "day": whole("day", of_session),
            "week": whole("week", of_session),
            "slot": codes_of(frame["slot"])[of_session],
        },
        row_keys=row_keys,
        ids=ids,
        due=frame["due"][of_session],
        closed=frame["window_closed"][of_session],
        minutes_off=segment_min(off, first),
        first=first,
        rows=Rows(
            2 * whole("sets_min"),
            2 * whole("sets_max"),
            halves[at],
            whole("reps") * whole("sides"),
            whole("reps_done"),
            whole("n_reps_assumed"),
        ),
        halves_logged=halves_logged[client[first][present]],
    )


def _whole(values: Values) -> np.ndarray:
    """Whole numbers, 0 where they are missing."""
    return values if isinstance(values, np.ndarray) else values.to_numpy(dtype="int64", na_value=0)


def _in_order(given: pd.DataFrame, client: np.ndarray, session: np.ndarray, exercise: np.ndarray) -> np.ndarray:
    """The planned rows by client, session and exercise; refuses a row that is there twice."""
    at = np.flatnonzero(session > 0)
    key = (client * (session.max(initial=0) + 1) + session) * (exercise.max(initial=0) + 1) + exercise
    if not (key[at][1:] > key[at][:-1]).all():
        at = at[np.argsort(key[at], kind="stable")]
        if (key[at][1:] == key[at][:-1]).any():
            _INPUTS.check(given)  # names the row that is there twice
    return at
