"""The planned rows of a matched frame as arrays of whole numbers: what adherence, sets completed and rhythm count."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.core.arrays import count_by
from rbtools.core.frame import Frame
from rbtools.measure.grouping import BY, Groups, Keys, groups, whole

DOOR = Frame(
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


_NAT = np.iinfo("int64").min
_COUNTS = ("sides", "sets_min", "sets_max", "reps", "reps_done", "n_reps_assumed")


@dataclass(frozen=True)
class Planned:
    """Planned rows as arrays, extras apart; sets in halves, since one side of two is half a set."""

    keys: Keys
    client: Groups  # rows of a client
    session: Groups  # rows of a session, numbered in the order of client and session
    due: np.ndarray
    closed: np.ndarray
    halves_min: np.ndarray
    halves_max: np.ndarray
    halves_done: np.ndarray
    halves_logged: np.ndarray  # of each client, extras too
    reps_per_set: np.ndarray
    reps_done: np.ndarray
    n_reps_assumed: np.ndarray
    performed: np.ndarray  # microseconds; the largest number where nothing was done
    minutes_off: np.ndarray

    @property
    def session_client(self) -> np.ndarray:
        """The number of each session's client."""
        return self.client.of_row[self.session.row]


def planned(matched: pd.DataFrame) -> Planned:
    """Check a matched frame at the door and lay out what the measures count."""
    return lay_out(DOOR.check(matched))


def lay_out(matched: pd.DataFrame) -> Planned:
    """Lay out a matched frame that is known to be one."""
    halves = np.rint(matched["sets_done"].to_numpy() * 2).astype("int64")
    of_plan = np.flatnonzero(~matched["session"].array.isna())
    keys = Keys.of(matched, BY)
    client = keys.columns["client"]
    logged = count_by(client, halves, len(keys.ids["client"]))
    keys, client = keys.take(of_plan), client[of_plan]
    count = {name: whole(matched[name])[of_plan] for name in _COUNTS}
    performed = matched["performed_at"].to_numpy(dtype="datetime64[us]").view("int64")[of_plan]
    by_client = groups(client)
    return Planned(
        keys=keys,
        client=by_client,
        session=groups(client, whole(matched["session"])[of_plan]),
        due=matched["due"].to_numpy(dtype=bool)[of_plan],
        closed=matched["window_closed"].to_numpy(dtype=bool)[of_plan],
        halves_min=2 * count["sets_min"],
        halves_max=2 * count["sets_max"],
        halves_done=halves[of_plan],
        halves_logged=logged[client[by_client.row]],
        reps_per_set=count["reps"] * count["sides"],
        reps_done=count["reps_done"],
        n_reps_assumed=count["n_reps_assumed"],
        performed=np.where(performed == _NAT, np.iinfo("int64").max, performed),
        minutes_off=matched["minutes_off"].to_numpy()[of_plan],
    )
