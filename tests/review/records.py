"""One made-up person whose record can be counted on fingers, and the means to change it."""

import pandas as pd

import rbtools as rb
from rbtools import schema

TZ = "Europe/London"
START = pd.Timestamp("2026-03-02")


def entries_of(plan, sets, keep):
    """An entry for each plan row that `keep` lets through, at the planned minute, with sets from `sets`."""
    rows = plan[keep(plan)]
    return schema.ENTRIES.check(
        pd.DataFrame(
            {
                "client": rows["client"].astype(str), "performed_at": rows["scheduled_at"],
                "exercise": rows["exercise"].astype(str), "side": "both", "performed_local": rows["scheduled_local"],
                "date": rows["date"], "slot": rows["slot"].astype(str), "time_known": True,
                "sets": rows["exercise"].astype(str).map(sets), "reps": pd.array([None] * len(rows), dtype="Int64"),
                "minutes": float("nan"), "outcome": "done",
                "recorded_at": _never(rows.index), "note": "", "source": "hand", "line": range(len(rows)),
            }
        )
    )  # fmt: skip


def _never(index):
    return pd.Series(pd.NaT, index=index, dtype=schema.RATINGS["recorded_at"].dtype)


def ratings_of(client, values, moment="day", slot=None, hour=20):
    """One rating a date from `{date: tightness}`."""
    local = pd.DatetimeIndex(list(values)).as_unit("us")
    return schema.RATINGS.check(
        pd.DataFrame(
            {
                "client": client, "rated_at": (local + pd.Timedelta(hours=hour)).tz_localize(TZ).tz_convert("UTC"),
                "moment": moment, "rated_local": local + pd.Timedelta(hours=hour), "date": local, "slot": slot,
                "tightness": [float(v) for v in values.values()],
                "pain": float("nan"), "recorded_at": _never(range(len(local))), "note": "",
                "source": "hand", "line": range(len(local)),
            }
        )
    )  # fmt: skip


def days(first, values):
    return {START + pd.Timedelta(days=first + k): v for k, v in enumerate(values)}


def record(client="me"):
    """Two weeks: every morning done, every other evening; one exercise at half its minimum; tightness 6.6, then 3.6."""
    plan = rb.make_plan(rb.load_program(), START, tz=TZ, weeks=2, client=client)
    entries = entries_of(
        plan,
        {"side_lying_roller": 5, "four_point_rotation": 1, "wall_band_breathing": 5},
        lambda rows: (rows["slot"] == "am") | (rows["day"] % 2 == 0),
    )
    ratings = [
        ratings_of(client, days(-7, [7, 6, 7, 6, 7, 6, 7])),
        ratings_of(client, days(0, [6, 6, 6, 5, 6, 5, 5])),
        ratings_of(client, days(7, [4, 3, 4, 3, 4, 3, 4])),
    ]
    return plan, rb.Log(entries, pd.concat(ratings, ignore_index=True))


def joined(*records):
    """Several people's records as one."""

    def stacked(frames):
        frames = list(frames)
        texts = {c: str for c in ("client", "exercise", "slot", "tz") if c in frames[0]}
        return pd.concat([f.astype(dict.fromkeys(texts, "object")) for f in frames], ignore_index=True)

    plans, logs = zip(*records, strict=True)
    entries = stacked(log.entries for log in logs)
    ratings = stacked(log.ratings for log in logs)
    return schema.PLAN.check(stacked(plans)), rb.Log(schema.ENTRIES.check(entries), schema.RATINGS.check(ratings))
