"""Logs and plans from plain lists: baseline ratings up to the day before the start, then one for each plan day."""

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.log.log import Log
from rbtools.measure.single_case.ar1 import Window

START = pd.Timestamp("2026-03-02")
COLUMNS = ["client", "session", "exercise", "date", "opens_at"]


def plan_of(n_days, *, clients=("a",), start=START) -> pd.DataFrame:
    """A plan with one session of one exercise a day, reduced to what a record looks at."""
    day = np.tile(np.arange(1, n_days + 1), len(clients))
    date = pd.Series(start + pd.to_timedelta(day - 1, unit="D")).dt.as_unit("us")
    four = (date + pd.Timedelta(hours=4)).dt.tz_localize("UTC")
    return pd.DataFrame(
        {
            "client": pd.Categorical(np.repeat(clients, n_days)), "session": day, "date": date, "day": day,
            "week": (day + 6) // 7, "slot": "am", "tz": "UTC", "scheduled_at": four + pd.Timedelta(hours=4),
            "opens_at": four, "closes_at": four + pd.Timedelta(days=1), "excuse_reason": "", "plan_version": 1,
            "day_start": "04:00", "exercise": "x", "sides": 1, "sets_min": 2, "sets_max": 3, "reps": 10,
        }
    )  # fmt: skip


def log_of(series: dict[str, tuple[list, list]], *, moment="day", start=START) -> Log:
    """A log of the baseline and programme ratings of each client; None is a day without one."""
    found = [
        (client, start + pd.Timedelta(days=i - len(before)), value)
        for client, (before, after) in series.items()
        for i, value in enumerate([*before, *after])
        if value is not None
    ]
    frame = pd.DataFrame(found, columns=["client", "date", "tightness"])
    frame["date"] = pd.to_datetime(frame["date"]).dt.as_unit("us")
    frame["rated_local"] = frame["date"] + pd.Timedelta(hours=20)
    frame["rated_at"] = frame["rated_local"].dt.tz_localize("UTC")
    frame["recorded_at"] = pd.Series(pd.NaT, index=frame.index, dtype=schema.RATINGS["recorded_at"].dtype)
    frame = frame.astype({"client": "str", "tightness": "float64"})
    frame = frame.assign(moment=moment, slot=pd.Series(None, index=frame.index, dtype="str"), pain=np.nan)
    return Log(schema.ENTRIES.empty(), schema.RATINGS.check(frame.assign(note="", source="hand", line=1)))


def people(n, n_before, n_after, *, seed, effect=0.0, sd=1.3, phi=0.3, missing=0.0) -> dict[str, tuple[list, list]]:
    """Whole-number AR(1) ratings around 6 of `n` people, with a step of `effect` at the start."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(0, sd, (n, n_before + n_after))
    for day in range(1, n_before + n_after):
        noise[:, day] = phi * noise[:, day - 1] + np.sqrt(1 - phi**2) * noise[:, day]
    level = np.where(np.arange(n_before + n_after) < n_before, 6.0, 6.0 + effect)
    rating = np.clip(np.rint(level + noise), 0, 10)
    absent = rng.random(rating.shape) < missing
    rows = [[None if a else v for v, a in zip(*row, strict=True)] for row in zip(rating.tolist(), absent, strict=True)]
    return {f"p{i:04d}": (row[:n_before], row[n_before:]) for i, row in enumerate(rows)}


def window(*series) -> Window:
    """Series of one length, None where nothing was rated, as whole tenths."""
    value = np.array([[np.nan if v is None else round(v * 10) for v in one] for one in series]).T
    return Window((~np.isnan(value)).astype(float), np.nan_to_num(value))
