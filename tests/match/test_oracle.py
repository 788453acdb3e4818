"""The fast matcher and measures against the slow, obvious ones, on generated clients in whom every case occurs."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import oracle
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import rbtools as rb
from rbtools import schema

N_CLIENTS = 52
ZONES = (
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Asia/Tokyo",
)
SLOTS = (
    {"am": "07:30"},
    {"am": "07:30", "pm": "20:30"},
    {"am": "07:00", "noon": "12:30", "night": "00:30"},
    {"am": "06:15", "noon": "12:00", "pm": "17:45", "night": "22:00"},
)
AS_OF = {  # one set of clients each, for plans of two weeks from about 16 March 2026
    "date": date(2026, 3, 26),
    "early": date(2026, 3, 19),
    "instant": datetime(2026, 3, 25, 8, 10, tzinfo=UTC),
    "end": "end",
}


def make_client(chance: random.Random, name: str) -> pd.DataFrame:
    """A plan with a zone, slots, a day start, perhaps excused days and a revision of its own."""
    program = rb.load_program()
    start = date(2026, 3, 16) + timedelta(days=chance.randrange(7))
    tz, times = chance.choice(ZONES), dict(chance.choice(SLOTS))
    day_start = chance.choice(["04:00", "04:00", "05:30", "00:00"])
    advanced = chance.choice([None, 1, 2])
    plan = rb.make_plan(
        program, start, tz=tz, weeks=2, client=name, times=times, day_start=day_start, advanced_from_week=advanced
    )
    if chance.random() < 0.3:
        change = chance.choice([{"times": SLOTS[1]}, {"tz": chance.choice(ZONES)}, {"day_start": "03:00"}])
        from_date = start + timedelta(days=chance.randrange(3, 11))
        plan = rb.revise_plan(plan, from_date, program=program, advanced_from_week=advanced, **change)
    if chance.random() < 0.6:
        first = start + timedelta(days=chance.randrange(11))
        plan = rb.excuse(plan, first, first + timedelta(days=chance.randrange(3)), reason="ill")
    return plan


class Diary:
    """Entries of one client as a person would write them, with every kind of slip."""

    def __init__(self, chance: random.Random, client: str, tz: str) -> None:
        self.chance, self.client, self.tz = chance, client, ZoneInfo(tz)
        self.rows: dict[tuple, tuple] = {}

    def write(
        self, exercise: str, at: datetime, *, slot=None, known=True, sets=None, side="both", outcome="done"
    ) -> None:
        at = at.astimezone(UTC)
        local = at.astimezone(self.tz).replace(tzinfo=None)
        day = local - timedelta(hours=4) if known else local
        reps = self.chance.choice([None, 5, 8])
        count = 0 if outcome == "skipped" else sets or self.chance.choice([1, 2, 2, 3, 4, 5, 6, 9])
        self.rows[at, exercise, side] = (
            self.client, at, exercise, side, local, datetime(day.year, day.month, day.day), slot, known, count,
            None if outcome == "skipped" else reps, None, outcome, None, "", "made", len(self.rows) + 1,
        )  # fmt: skip

    def day_only(self, exercise: str, day: datetime, **more) -> None:
        noon = datetime(day.year, day.month, day.day, 12, self.chance.randrange(3), tzinfo=self.tz)
        self.write(exercise, noon, known=False, **more)


def keep(diary: Diary, session: pd.DataFrame, slots: list[str]) -> None:
    """Write down one session in one of many ways, or not at all."""
    chance = diary.chance
    day, planned, slot = session["date"].iloc[0], session["scheduled_at"].iloc[0], session["slot"].iloc[0]
    way = chance.choice(["clock", "clock", "clock", "slot", "wrong", "day", "day slot", "out", "sides", "none", "none"])
    for exercise in session["exercise"]:
        if chance.random() < 0.15:
            continue
        at = (planned + pd.Timedelta(minutes=chance.randrange(-200, 200))).to_pydatetime()
        if way == "clock":
            diary.write(exercise, at, slot=chance.choice([None, None, "whenever"]))
            if chance.random() < 0.2:
                diary.write(exercise, at + timedelta(minutes=chance.choice([3, 40, 700])))
        elif way == "slot":
            diary.write(exercise, at, slot=slot)
        elif way == "wrong":
            diary.write(exercise, at, slot=chance.choice(slots))
        elif way == "day":
            diary.day_only(exercise, day, side=chance.choice(["both", "both", "left", "right"]))
            if chance.random() < 0.4:
                diary.day_only(exercise, day, outcome=chance.choice(["done", "skipped"]), side="left")
        elif way == "day slot":
            diary.day_only(exercise, day, slot=slot)
        elif way == "out":
            diary.write(exercise, at, outcome="skipped", slot=chance.choice([None, slot]))
        elif way == "sides":
            diary.write(exercise, at, side="left", sets=chance.choice([1, 2, 3]))
            if chance.random() < 0.7:
                diary.write(exercise, at + timedelta(minutes=2), side="right", sets=chance.choice([1, 2, 3]))


def keep_extras(diary: Diary, plan: pd.DataFrame, slots: list[str]) -> None:
    """Write down what no plan has: another exercise, other days, a slot of another day."""
    first, last = plan["opens_at"].min().to_pydatetime(), plan["closes_at"].max().to_pydatetime()
    diary.write("push_up", first + timedelta(hours=30), side=diary.chance.choice(["both", "left"]))
    diary.write("push_up", first + timedelta(hours=31), outcome="skipped")
    diary.write("side_lying_roller", first - timedelta(hours=30))
    diary.write("four_point_rotation", last + timedelta(days=5), side="left")
    diary.write("wall_band_breathing", last + timedelta(hours=1), slot=slots[0])
    diary.day_only("side_lying_roller", last + timedelta(days=3))


@cache
def clients(kind: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The plans and the log of one set of clients."""
    plans, rows = [], []
    for number in range(N_CLIENTS):
        chance = random.Random(f"{kind} {number}")
        name = f"{kind}-{number:02d}"
        plan = make_client(chance, name)
        slots = list(plan["slot"].cat.categories)
        diary = Diary(chance, name, plan["tz"].iloc[0])
        for _, session in plan.groupby("session"):
            keep(diary, session, slots)
        keep_extras(diary, plan, slots)
        plans.append(plan.astype(dict.fromkeys(("client", "exercise", "slot", "tz"), "str")))
        rows += diary.rows.values()
    stranger = Diary(random.Random(kind), f"{kind}-stranger", "Asia/Tokyo")
    stranger.write("side_lying_roller", datetime(2026, 3, 18, 7, 30, tzinfo=UTC), side="left")
    stranger.day_only("four_point_rotation", datetime(2026, 3, 18), outcome="skipped")
    rows += stranger.rows.values()
    entries = pd.DataFrame(rows, columns=schema.ENTRIES.names)
    return schema.PLAN.sort(schema.PLAN.check(pd.concat(plans))), schema.ENTRIES.sort(schema.ENTRIES.check(entries))


@cache
def fast(kind: str) -> pd.DataFrame:
    plan, entries = clients(kind)
    return rb.match_log(plan, rb.Log(entries), as_of=AS_OF[kind])


@cache
def slow(kind: str) -> list[dict]:
    return oracle.match(*clients(kind), AS_OF[kind])


def assert_same(frame: pd.DataFrame, expected: list[dict]) -> None:
    """Every column of the expected records, exactly."""
    found = oracle.records(frame)
    assert len(found) == len(expected)
    for at, (got, wanted) in enumerate(zip(found, expected, strict=True)):
        wrong = {name: (got[name], value) for name, value in wanted.items() if name != "given" and got[name] != value}
        assert not wrong, (at, wrong, wanted)


@pytest.mark.parametrize("kind", AS_OF)
def test_the_fast_matcher_agrees_with_the_obvious_one(kind):
    matched = fast(kind)
    assert_same(matched, slow(kind))
    assert set(slow(kind)[0]) - {"given"} == set(schema.MATCHED.names)
    assert_frame_equal(schema.MATCHED.check(matched), matched)


@pytest.mark.parametrize("kind", AS_OF)
def test_sessions_agree(kind):
    found = rb.sessions(fast(kind))
    assert_same(found, oracle.sessions(slow(kind)))
    assert_frame_equal(schema.SESSIONS.check(found), found)


@pytest.mark.parametrize("by", ["client", "week", "date", "slot", "exercise", ["client", "week"], ["exercise", "day"]])
@pytest.mark.parametrize("kind", AS_OF)
def test_adherence_and_sets_agree(kind, by):
    names = [by] if isinstance(by, str) else by
    assert_same(rb.adherence(fast(kind), by=by), oracle.adherence(slow(kind), names))
    assert_same(rb.sets_completed(fast(kind), by=by), oracle.sets_completed(slow(kind), names))


@pytest.mark.parametrize("kind", AS_OF)
def test_rhythm_agrees(kind):
    assert_same(rb.rhythm(fast(kind)), oracle.rhythm(slow(kind)))
    other = {"on_time_minutes": 20, "discontinued_after_days": 1}
    assert_same(rb.rhythm(fast(kind), **other), oracle.rhythm(slow(kind), **other))


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("kind", AS_OF)
def test_any_order_of_rows_gives_the_identical_frames_and_changes_no_input(kind, seed):
    plan, entries = (frame.sample(frac=1, random_state=seed) for frame in clients(kind))
    before = plan.copy(deep=True), entries.copy(deep=True)
    matched = rb.match_log(plan, rb.Log(entries), as_of=AS_OF[kind])
    assert_frame_equal(matched, fast(kind))
    assert_frame_equal(rb.sessions(matched.sample(frac=1, random_state=seed)), rb.sessions(fast(kind)))
    assert_frame_equal(plan, before[0])
    assert_frame_equal(entries, before[1])


@pytest.mark.parametrize("n_parts", [2, 7])
@pytest.mark.parametrize("kind", AS_OF)
def test_any_split_by_client_put_together_is_the_whole(kind, n_parts):
    plan, entries = clients(kind)
    ids = sorted({*plan["client"], *entries["client"]})
    parts = [
        rb.match_log(
            plan[plan["client"].isin(ids[part::n_parts])],
            rb.Log(entries[entries["client"].isin(ids[part::n_parts])]),
            as_of=AS_OF[kind],
        )
        for part in range(n_parts)
    ]
    together = schema.MATCHED.check(pd.concat([part.astype({"client": "str", "exercise": "str"}) for part in parts]))
    together = together.iloc[together["client"].cat.codes.argsort(kind="stable")].reset_index(drop=True)
    assert_frame_equal(schema.MATCHED.check(together), schema.MATCHED.check(fast(kind)))
    whole = rb.sessions(fast(kind))
    assert_frame_equal(rb.sessions(together), whole)


CASES = {
    *(f"row {status}" for status in schema.ROW_STATUSES),
    *(f"session {status}" for status in schema.SESSION_STATUSES),
    *(f"{n} slots" for n in (1, 2, 3, 4)),
    *(f"zone {zone}" for zone in ZONES),
    *(f"day start {hours}" for hours in ("00:00", "03:00", "04:00", "05:30")),
    *(f"side {side}" for side in schema.SIDES),
    "version 2", "clock change", "sides differ", "a named side of a one-sided exercise", "doubles add up",
    "more than the full dose", "reps assumed", "no time of day", "left out and done", "excused but done",
    "a day alone", "a day and a slot", "left out on a day", "an entry over several sessions",
    "the slot disagrees with the clock", "a slot that the plan does not have", "extra: unknown client",
    "extra: unplanned exercise", "extra: before the plan", "extra: after the plan", "extra: not in that session",
    "extra: a slot not planned that day", "extra: left out", "as_of within a window", "entries after as_of are left",
}  # fmt: skip


def test_every_case_occurs():
    assert set().union(*map(cases_of, AS_OF)) >= CASES
    assert len(AS_OF) * N_CLIENTS >= 200


def cases_of(kind: str) -> set[str]:
    """Names of the cases that occur in one set of clients, read from the plans, the log and the obvious matcher."""
    (plan, entries), rows = clients(kind), slow(kind)
    found = cases_of_plan(plan, AS_OF[kind]) | {f"row {row['status']}" for row in rows}
    found |= {f"session {session['status']}" for session in oracle.sessions(rows)}
    plans = dict(iter(plan.groupby("client", observed=True)))
    for row in rows:
        found |= cases_of_extra(row, plans.get(row["client"])) if row["status"] == "extra" else cases_of_row(row)
    times_given = Counter(id(given[0]) for row in rows for given in row["given"] if given[0]["done"])
    if max(times_given.values()) > 1:
        found.add("an entry over several sessions")
    if len({id(given[0]) for row in rows for given in row["given"]}) < len(entries):
        found.add("entries after as_of are left")
    return found


def cases_of_plan(plan: pd.DataFrame, as_of) -> set[str]:
    by_client = plan.groupby("client", observed=True)
    offset = plan["scheduled_local"] - plan["scheduled_at"].dt.tz_localize(None)
    found = {f"{n} slots" for n in by_client["slot"].nunique()} | {f"zone {tz}" for tz in plan["tz"].unique()}
    found |= {f"version {v}" for v in plan["plan_version"].unique()} | {
        f"day start {t:%H:%M}" for t in day_starts(plan)
    }
    if (offset.groupby([plan["client"], plan["tz"]], observed=True).agg(lambda o: o.max() > o.min())).any():
        found.add("clock change")
    if isinstance(as_of, datetime) and ((plan["opens_at"] < as_of) & (plan["closes_at"] > as_of)).any():
        found.add("as_of within a window")
    return found


def day_starts(plan: pd.DataFrame) -> set:
    last = plan.drop_duplicates(["client", "date"], keep="last")
    return {closes.tz_convert(tz).time() for closes, tz in zip(last["closes_at"], last["tz"], strict=True)}


def cases_of_row(row: dict) -> set[str]:
    done = [given for given in row["given"] if given[0]["done"]]
    found = set().union(*(cases_of_entry(entry, row) for entry, *_ in row["given"]))
    if len(done) > 1:
        found.add("doubles add up")
    if row["sets_done"] > row["sets_max"]:
        found.add("more than the full dose")
    if row["sides"] == 2:
        found |= {f"side {entry['side']}" for entry, *_ in done}
        if row["sets_left"] != row["sets_right"]:
            found.add("sides differ")
    elif any(entry["side"] != "both" for entry, *_ in done):
        found.add("a named side of a one-sided exercise")
    if row["excuse_reason"] and row["due"]:
        found.add("excused but done")
    if row["n_reps_assumed"]:
        found.add("reps assumed")
    if done and row["minutes_off"] is None:
        found.add("no time of day")
    if len(done) not in (0, len(row["given"])):
        found.add("left out and done")
    return found


def cases_of_entry(entry: dict, row: dict) -> set[str]:
    if not entry["time_known"]:
        known = "a day and a slot" if entry["slot"] == row["slot"] else "a day alone"
        return {known} if entry["done"] else {known, "left out on a day"}
    if entry["slot"] == row["slot"] and not row["opens_at"] <= entry["performed_at"] < row["closes_at"]:
        return {"the slot disagrees with the clock"}
    return {"a slot that the plan does not have"} if entry["slot"] == "whenever" else set()


def cases_of_extra(row: dict, plan: pd.DataFrame | None) -> set[str]:
    entry = row["given"][0][0]
    found = set() if entry["done"] else {"extra: left out"}
    if plan is None:
        return found | {"extra: unknown client"}
    if row["exercise"] not in set(plan["exercise"]):
        return found | {"extra: unplanned exercise"}
    if row["date"] < plan["date"].min():
        return found | {"extra: before the plan"}
    if row["date"] > plan["date"].max():
        return found | {"extra: after the plan"}
    day = plan[plan["date"] == row["date"]]
    if entry["slot"] in set(plan["slot"]) - set(day["slot"]):
        return found | {"extra: a slot not planned that day"}
    return found | {"extra: not in that session"} if row["exercise"] not in set(day["exercise"]) else found
