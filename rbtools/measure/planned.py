"""The planned rows of a matched frame as arrays of whole numbers: what adherence, sets completed and rhythm count."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.frame import Frame
from rbtools.measure.grouping import Groups, groups, whole
from rbtools.measure.segments import count_by

DOOR = Frame(
    schema.MATCHED.name,
    schema.MATCHED.row,
    tuple(
        schema.MATCHED[name]
        for name in (
            "client", "session", "exercise", "date", "day", "week", "slot", "sides", "sets_min", "sets_max", "reps",
            "due", "performed_at", "minutes_off", "sets_done", "reps_done", "n_reps_assumed", "closed",
        )
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Planned:
    """Planned rows by client and session, extras apart; sets in halves, since one side of two is half a set."""

    rows: pd.DataFrame
    client: Groups  # rows of a client
    session: Groups  # rows of a session, in the order of client and session
    due: np.ndarray
    closed: np.ndarray
    halves_min: np.ndarray
    halves_max: np.ndarray
    halves_done: np.ndarray
    halves_logged: np.ndarray  # of each client, extras too

    def session_client(self) -> np.ndarray:
        """The number of each session's client."""
        return self.client.of_row[self.session.row]


def planned(matched: pd.DataFrame) -> Planned:
    """Check a matched frame at the door and lay out what the measures count."""
    return lay_out(DOOR.check(matched))


def lay_out(matched: pd.DataFrame) -> Planned:
    """Lay out a matched frame that is known to be one."""
    of_plan = matched["session"].notna().to_numpy()
    halves = np.rint(matched["sets_done"].to_numpy() * 2).astype("int64")
    client = whole(matched["client"])
    logged = count_by(client, halves, len(matched["client"].cat.categories))
    if not of_plan.all():
        matched, halves, client = matched[of_plan], halves[of_plan], client[of_plan]
    by_client = groups(client)
    return Planned(
        rows=matched,
        client=by_client,
        session=groups(client, whole(matched["session"])),
        due=matched["due"].to_numpy(dtype=bool),
        closed=matched["closed"].to_numpy(dtype=bool),
        halves_min=2 * whole(matched["sets_min"]),
        halves_max=2 * whole(matched["sets_max"]),
        halves_done=halves,
        halves_logged=logged[client[by_client.row]],
    )
