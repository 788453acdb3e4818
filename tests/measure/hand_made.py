"""Matched frames and logs made by hand: say only what the test is about, the rest is a plain plan."""

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.log.log import Log

START = pd.Timestamp("2026-03-02")
WALL = {"am": pd.Timedelta(hours=7, minutes=30), "pm": pd.Timedelta(hours=20)}


def row(session=1, sets=0.0, *, day=1, slot="am", exercise="x", client="a", due=True, excused="", off=0.0, **more):
    """One planned row, 2-3 sets of 10 reps on one side, `sets` of them done `off` minutes late."""
    date = START + pd.Timedelta(days=day - 1)
    at = (date + WALL[slot]).tz_localize("UTC")
    done = sets > 0
    status = "full" if sets >= 3 else "minimum" if sets >= 2 else "partial" if done else "missed" if due else "not_due"
    plain = {
        "client": client, "session": session, "exercise": exercise, "date": date, "day": day, "week": (day + 6) // 7,
        "slot": slot, "tz": "UTC", "scheduled_local": date + WALL[slot], "scheduled_at": at,
        "opens_at": at - pd.Timedelta(hours=3), "closes_at": at + pd.Timedelta(hours=3), "level": "base", "sides": 1,
        "sets_min": 2, "sets_max": 3, "reps": 10, "unit": "roll", "excuse_reason": excused, "plan_version": 1,
        "day_start": "04:00",
        "due": due,
        "performed_at": at + pd.Timedelta(minutes=0 if np.isnan(off) else off) if done else None,
        "minutes_off": off if done else None, "sets_left": None, "sets_right": None, "sets_done": sets,
        "sets_counted": min(sets, more.get("sets_max", 3)), "reps_done": int(sets * 10), "n_reps_assumed": 0,
        "status": status, "window_closed": due or bool(excused),
    }  # fmt: skip
    return plain | more


def extra(sets=1.0, *, client="a", exercise="x", day=1):
    """One entry outside the plan."""
    absent = dict.fromkeys(schema.MATCHED.names)
    date = START + pd.Timedelta(days=day - 1)
    return absent | {
        "client": client, "exercise": exercise, "date": date, "excuse_reason": "", "due": False, "sets_done": sets,
        "n_reps_assumed": 0, "status": "extra", "window_closed": False, "performed_at": date.tz_localize("UTC"),
    }  # fmt: skip


def matched(*rows) -> pd.DataFrame:
    """A matched frame of these rows, as the door accepts it."""
    if not rows:
        return schema.MATCHED.empty()
    frame = pd.DataFrame(list(rows))
    for column in schema.MATCHED.columns:
        if column.kind == "instant":
            frame[column.name] = pd.to_datetime(frame[column.name], utc=True).dt.as_unit("us")
        elif column.kind in ("local", "date"):
            frame[column.name] = pd.to_datetime(frame[column.name]).dt.as_unit("us")
        elif column.kind in ("real", "count"):
            frame[column.name] = frame[column.name].astype("Float64" if column.kind == "real" else "Int64")
    return schema.MATCHED.check(frame)


def rating(tightness, moment="day", *, day=1, slot=None, client="a", hour=8.0, pain=None):
    """One rating on a day of the programme (day 0 is the day before)."""
    date = START + pd.Timedelta(days=day - 1)
    return {
        "client": client, "rated_at": (date + pd.Timedelta(hours=hour)).tz_localize("UTC"), "moment": moment,
        "rated_local": date + pd.Timedelta(hours=hour), "date": date, "slot": slot, "tightness": tightness,
        "pain": pain, "recorded_at": pd.NaT, "note": "", "source": "hand", "line": 1,
    }  # fmt: skip


def log_of(*ratings) -> Log:
    """A log of ratings alone."""
    if not ratings:
        return Log.empty()
    frame = pd.DataFrame(list(ratings)).astype({"tightness": "Float64", "pain": "Float64", "slot": "str"})
    frame["rated_at"] = frame["rated_at"].dt.as_unit("us")
    frame["date"], frame["rated_local"] = frame["date"].dt.as_unit("us"), frame["rated_local"].dt.as_unit("us")
    frame["recorded_at"] = pd.Series(pd.NaT, index=frame.index, dtype=schema.RATINGS["recorded_at"].dtype)
    return Log(schema.ENTRIES.empty(), schema.RATINGS.check(frame))


def shuffled(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The same rows in another order and under other labels."""
    return frame.iloc[np.random.default_rng(seed).permutation(len(frame))]
