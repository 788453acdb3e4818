"""A slow, obvious matcher and measurer in plain Python: dicts, lists, datetimes. The fast code has to agree with it.

It shares no line with rbtools: it takes frames apart into records and gives records back.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from fractions import Fraction

import pandas as pd


def records(frame: pd.DataFrame) -> list[dict]:
    """Rows as dicts of plain Python values; missing is None."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [{name: _plain(value) for name, value in row.items()} for row in plain.to_dict("records")]


def _plain(value):
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value


# ---- match -----------------------------------------------------------------------------------------------------------


def match(plan: pd.DataFrame, entries: pd.DataFrame, as_of) -> list[dict]:
    """The matched rows as records, `as_of` being a date, an aware datetime or "end".

    Rows also hold under `given` the entries they got: (entry, left sets, right sets, first row of the entry).
    """
    plans, logs = defaultdict(list), defaultdict(list)
    for row in records(plan):
        plans[row["client"]].append(row)
    for entry in records(entries):
        logs[entry["client"]].append(entry)
    found = []
    for client in sorted(set(plans) | set(logs)):
        found += _match_client(plans[client], logs[client], as_of)
    return found


def _match_client(plan: list[dict], log: list[dict], as_of) -> list[dict]:
    plan = sorted(plan, key=lambda row: (row["session"], row["exercise"]))
    for row in plan:
        row["given"] = []
    by_opening = sorted({row["session"]: row for row in plan}.values(), key=lambda row: row["opens_at"])
    log = [entry | {"date": _plan_day(by_opening, entry), "done": _is_done(entry)} for entry in log]
    log = [entry for entry in log if _looked_at(entry, as_of)]
    log.sort(key=lambda entry: (entry["performed_at"], entry["side"]))
    extras, loose = [], []
    unknown = _sessions_of_unknown_slots(plan, log)
    for entry in log:
        where = unknown.get((entry["date"], entry["slot"]), _session_of(by_opening, entry))
        if where == "day":
            loose.append(entry)
            continue
        row = next((r for r in plan if r["session"] == where and r["exercise"] == entry["exercise"]), None)
        if row is None:
            extras.append(entry)
        else:
            row["given"].append((entry, *_by_side(entry, row["sides"]), True))
    for entry in loose:
        if not _spread(plan, entry):
            extras.append(entry)
    return [_judge(row, plan, as_of) for row in plan] + _as_extras(extras, plan)


def _is_done(entry: dict) -> bool:
    return entry["outcome"] == "done" and entry["sets"] > 0


def _looked_at(entry: dict, as_of) -> bool:
    if as_of == "end":
        return True
    return entry["performed_at"] < as_of if isinstance(as_of, datetime) else entry["date"].date() <= as_of


def last_opened(sessions: list[dict], at: datetime) -> dict | None:
    """The session, of all in order of their opening, that opened last by an instant."""
    last = None
    for session in sessions:
        if session["opens_at"] <= at:
            last = session
    return last


def _plan_day(sessions: list[dict], entry: dict) -> datetime:
    """By the day start of the version that holds then: that of the session that opened last, else the first."""
    if not sessions or not entry["time_known"]:
        return entry["date"]
    hour, minute = (last_opened(sessions, entry["performed_at"]) or sessions[0])["day_start"].split(":")
    shifted = entry["performed_local"] - timedelta(hours=int(hour), minutes=int(minute))
    return datetime(shifted.year, shifted.month, shifted.day)


def _session_of(sessions: list[dict], entry: dict):
    """The session's number, None where there is none, "day" where only the day is known."""
    if entry["slot"] is not None and entry["slot"] in {session["slot"] for session in sessions}:
        for session in sessions:
            if session["date"] == entry["date"] and session["slot"] == entry["slot"]:
                return session["session"]
        return None
    if not entry["time_known"]:
        return "day"
    session = last_opened(sessions, entry["performed_at"])
    return session["session"] if session and entry["performed_at"] < session["closes_at"] else None


def _sessions_of_unknown_slots(plan: list[dict], log: list[dict]) -> dict:
    """(day, slot) -> session: on a day with several slots that the plan does not have, the first is its first session,
    and so on; None for those that are one too many. The log is in order of time."""
    known = {row["slot"] for row in plan}
    words = defaultdict(list)
    for entry in sorted(log, key=lambda e: (e["performed_at"], str(e["slot"]))):
        unknown = entry["slot"] is not None and entry["slot"] not in known and not entry["time_known"]
        if unknown and entry["slot"] not in words[entry["date"]]:
            words[entry["date"]].append(entry["slot"])
    found = {}
    for day, slots in words.items():
        sessions = sorted({row["session"] for row in plan if row["date"] == day})
        if len(slots) > 1:
            for n, slot in enumerate(slots):
                found[day, slot] = sessions[n] if n < len(sessions) else None
    return found


def _by_side(entry: dict, sides: int) -> tuple[int, int]:
    sets = entry["sets"] if entry["done"] else 0
    if sides == 1:
        return sets, 0
    return (0 if entry["side"] == "right" else sets), (0 if entry["side"] == "left" else sets)


def _spread(plan: list[dict], entry: dict) -> bool:
    """Fill the sessions of the entry's day set by set; False where none of them has the exercise."""
    rows = [row for row in plan if row["date"] == entry["date"] and row["exercise"] == entry["exercise"]]
    if not rows:
        return False
    if not entry["done"]:
        for row in rows:
            row["given"].append((entry, 0, 0, True))
        return True
    shares = [[0, 0] for _ in rows]
    for side, sets in enumerate(_by_side(entry, rows[0]["sides"])):
        for _ in range(sets):
            for row, part in zip(rows, shares, strict=True):
                if _sets_of(row)[side] + part[side] < row["sets_max"] or row is rows[-1]:
                    part[side] += 1
                    break
    reached = [(row, part) for row, part in zip(rows, shares, strict=True) if sum(part)]
    for row, part in reached:
        row["given"].append((entry, *part, row is reached[0][0]))
    return True


def _sets_of(row: dict) -> tuple[int, int]:
    return sum(left for _, left, _, _ in row["given"]), sum(right for _, _, right, _ in row["given"])


def _sets_done(row: dict) -> Fraction:
    left, right = _sets_of(row)
    return Fraction(left + right, 2) if row["sides"] == 2 else Fraction(left)


def _closed(row: dict, as_of) -> bool:
    if as_of == "end":
        return True
    return row["closes_at"] <= as_of if isinstance(as_of, datetime) else row["date"].date() <= as_of


def _judge(row: dict, plan: list[dict], as_of) -> dict:
    sets = _sets_done(row)
    left, right = _sets_of(row)
    session_done = any(_sets_done(other) > 0 for other in plan if other["session"] == row["session"])
    excused = row["excuse_reason"] != "" and not session_done
    closed = _closed(row, as_of)
    done = [given for given in row["given"] if given[0]["done"]]
    first = min((entry["performed_at"] for entry, *_ in done), default=None)
    timed = any(entry["performed_at"] == first and entry["time_known"] for entry, *_ in done)
    if sets >= row["sets_max"]:
        status = "full"
    elif sets >= row["sets_min"]:
        status = "minimum"
    elif sets > 0:
        status = "partial"
    elif excused:
        status = "excused"
    elif row["given"]:
        status = "skipped"
    else:
        status = "missed" if closed else "not_due"
    return row | {
        "due": closed and not excused,
        "performed_at": first,
        "minutes_off": (first - row["scheduled_at"]) / timedelta(minutes=1) if timed else None,
        "sets_left": left if row["sides"] == 2 else None,
        "sets_right": right if row["sides"] == 2 else None,
        "sets_done": float(sets),
        "sets_counted": float(min(sets, row["sets_max"])),
        "reps_done": sum((lt + rt) * (entry["reps"] or row["reps"]) for entry, lt, rt, _ in done),
        "n_reps_assumed": sum(entry["reps"] is None and leads for entry, _, _, leads in done),
        "status": status,
        "window_closed": closed,
    }


PLAN_COLUMNS = [
    "client",
    "session",
    "date",
    "day",
    "week",
    "slot",
    "exercise",
    "level",
    "sides",
    "sets_min",
    "sets_max",
    "reps",
    "unit",
    "excuse_reason",
    "plan_version",
    "tz",
    "day_start",
    "scheduled_local",
    "scheduled_at",
    "opens_at",
    "closes_at",
]


def _as_extras(extras: list[dict], plan: list[dict]) -> list[dict]:
    side = ("both", "left", "right").index
    extras = sorted(extras, key=lambda e: (e["exercise"], e["date"], e["performed_at"], side(e["side"])))
    rows = []
    for entry in extras:
        two_sided = any(row["exercise"] == entry["exercise"] and row["sides"] == 2 for row in plan)
        left, right = _by_side(entry, 2 if two_sided else 1)
        rows.append(
            dict.fromkeys(PLAN_COLUMNS)
            | {"client": entry["client"], "exercise": entry["exercise"], "date": entry["date"], "excuse_reason": ""}
            | dict.fromkeys(("minutes_off", "sets_left", "sets_right", "sets_counted"))
            | {
                "due": False,
                "performed_at": entry["performed_at"] if entry["done"] else None,
                "sets_done": (left + right) / 2 if two_sided else float(left),
                "reps_done": None if entry["reps"] is None else (left + right) * entry["reps"],
                "n_reps_assumed": 0,
                "status": "extra",
                "window_closed": False,
                "given": [(entry, left, right, True)],
            }
        )
    return rows


# ---- sessions and measures -------------------------------------------------------------------------------------------


def sessions(matched: list[dict]) -> list[dict]:
    """One record a client and session."""
    by_session = defaultdict(list)
    for row in matched:
        if row["status"] != "extra":
            by_session[row["client"], row["session"]].append(row)
    return [_session(by_session[key]) for key in sorted(by_session)]


SESSION_COLUMNS = [
    "client",
    "session",
    "date",
    "day",
    "week",
    "slot",
    "excuse_reason",
    "plan_version",
    "tz",
    "day_start",
    "scheduled_local",
    "scheduled_at",
    "opens_at",
    "closes_at",
]


def _session(rows: list[dict]) -> dict:
    done = [row for row in rows if row["sets_done"] > 0]
    complete = [row for row in rows if row["sets_done"] >= row["sets_min"]]
    first = min((row["performed_at"] for row in done), default=None)
    off = [row["minutes_off"] for row in done if row["performed_at"] == first and row["minutes_off"] is not None]
    if len(complete) == len(rows):
        status = "complete"
    elif done:
        status = "partial"
    elif rows[0]["excuse_reason"]:
        status = "excused"
    elif any(row["status"] == "skipped" for row in rows):
        status = "skipped"
    else:
        status = "missed" if rows[0]["window_closed"] else "not_due"
    return {name: rows[0][name] for name in SESSION_COLUMNS} | {
        "due": rows[0]["due"],
        "performed_at": first,
        "minutes_off": min(off, default=None),
        "n_exercises": len(rows),
        "n_exercises_done": len(done),
        "n_exercises_complete": len(complete),
        "sets_done": sum(row["sets_done"] for row in rows),
        "status": status,
        "window_closed": rows[0]["window_closed"],
    }


def adherence(matched: list[dict], by: list[str]) -> list[dict]:
    """The counts and exact shares of adherence, without its interval."""
    found = []
    for key, rows in _groups(matched, by):
        units = rows if "exercise" in by else sessions(rows)
        due = [unit for unit in units if unit["due"]]
        done = [unit for unit in due if unit["sets_done"] > 0]
        complete = [unit for unit in due if unit["status"] in ("complete", "minimum", "full")]
        least, most = (sum(row[name] for row in rows if row["due"]) for name in ("sets_min", "sets_max"))
        low = sum(min(row["sets_done"], row["sets_min"]) for row in rows if row["due"])
        high = sum(row["sets_counted"] for row in rows if row["due"])
        taken = sum(row["sets_done"] for row in matched if by == ["client"] and row["client"] == key["client"])
        found.append(
            key
            | {
                "n_due": len(due),
                "n_done": len(done),
                "n_complete": len(complete),
                "n_excused": sum(unit["window_closed"] and not unit["due"] for unit in units),
                "share_done": _share(len(done), len(due)),
                "share_complete": _share(len(complete), len(due)),
                "n_sets_min": least,
                "n_sets_max": most,
                "n_sets_counted_min": low,
                "n_sets_counted_max": high,
                "share_min_dose": _share(low, least),
                "share_max_dose": _share(high, most),
                "share_taking": _share(taken, least) if by == ["client"] else None,
            }
        )
    return found


def sets_completed(matched: list[dict], by: list[str]) -> list[dict]:
    """Sets and reps of due rows, done and prescribed."""
    found = []
    for key, rows in _groups(matched, by):
        due = [row for row in rows if row["due"]]
        least, most = sum(row["sets_min"] for row in due), sum(row["sets_max"] for row in due)
        low = sum(min(row["sets_done"], row["sets_min"]) for row in due)
        high = sum(row["sets_counted"] for row in due)
        found.append(
            key
            | {
                "n_sets_min": least,
                "n_sets_max": most,
                "n_sets_done": float(sum(row["sets_done"] for row in due)),
                "n_sets_counted_min": low,
                "n_sets_counted_max": high,
                "share_min_dose": _share(low, least),
                "share_max_dose": _share(high, most),
                "n_reps_min": sum(row["sets_min"] * row["reps"] * row["sides"] for row in due),
                "n_reps_max": sum(row["sets_max"] * row["reps"] * row["sides"] for row in due),
                "n_reps_done": sum(row["reps_done"] for row in due),
                "n_reps_assumed": sum(row["n_reps_assumed"] for row in due),
            }
        )
    return found


def _groups(matched: list[dict], by: list[str]) -> list[tuple[dict, list[dict]]]:
    groups = defaultdict(list)
    for row in matched:
        if row["status"] != "extra":
            groups[tuple(row[name] for name in by)].append(row)
    return [(dict(zip(by, key, strict=True)), groups[key]) for key in sorted(groups)]


def _share(part, whole) -> float | None:
    return part / whole if whole else None


def rhythm(matched: list[dict], on_time_minutes: float = 90, discontinued_after_days: int = 3) -> list[dict]:
    """Initiation, persistence, gaps and streaks of each client."""
    found = []
    for key, rows in _groups(matched, ["client"]):
        due = [session for session in sessions(rows) if session["due"]]
        flags = [session["sets_done"] > 0 for session in due]
        done_days = sorted(session["date"] for session in due if session["sets_done"] > 0)
        due_days = sorted({session["date"] for session in due})
        gaps, streaks = _runs(flags, False), _runs(flags, True)
        off = sorted(s["minutes_off"] for s in due if s["sets_done"] > 0 and s["minutes_off"] is not None)
        complete = [d for d in due_days if all(s["status"] == "complete" for s in due if s["date"] == d)]
        on_time = sum(abs(minutes) <= on_time_minutes for minutes in off)
        found.append(
            key
            | {
                "initiated": bool(done_days),
                "days_to_first": (done_days[0] - min(row["date"] for row in rows)).days if done_days else None,
                "persistence_days": (done_days[-1] - done_days[0]).days + 1 if done_days else 0,
                "discontinued": bool(done_days) and not set(done_days) & set(due_days[-discontinued_after_days:]),
                "n_on_time": on_time,
                "share_on_time": _share(on_time, len(off)),
                "median_minutes_off": (off[(len(off) - 1) // 2] + off[len(off) // 2]) / 2 if off else None,
                "longest_gap": max(gaps, default=0),
                "n_short_gap": sum(run <= 2 for run in gaps),
                "n_long_gap": sum(run >= 3 for run in gaps),
                "current_streak": _runs(flags, True)[-1] if flags and flags[-1] else 0,
                "longest_streak": max(streaks, default=0),
                "n_day_due": len(due_days),
                "n_day_complete": len(complete),
                "share_day_complete": _share(len(complete), len(due_days)),
            }
        )
    return found


def _runs(flags: list[bool], wanted: bool) -> list[int]:
    """Lengths of the unbroken runs of a value, in order."""
    runs, length = [], 0
    for flag in [*flags, not wanted]:
        if flag is wanted or flag == wanted:
            length += 1
        elif length:
            runs.append(length)
            length = 0
    return runs
