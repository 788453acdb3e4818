"""Plans with random weekday patterns, zones, revisions and shifts, row by row against the slow oracle."""

import random
from datetime import date, timedelta

import pandas as pd
import pytest
from plan_oracle import WEEKDAYS, Planned

import rbtools as rb
from rbtools.schema import PLAN

PROGRAM = rb.load_program()
ZONES = ["Europe/Amsterdam", "Europe/London", "America/New_York", "America/Santiago", "Asia/Kathmandu", "Asia/Tokyo",
         "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Auckland", "Pacific/Apia", "UTC"]  # fmt: skip
COLUMNS = ["session", "date", "day", "week", "slot", "exercise", "sets_min", "sets_max", "plan_version", "tz",
           "day_start", "scheduled_at", "opens_at", "closes_at"]  # fmt: skip
N_PLANS = 500


def clock(chance):
    """Not in the hours in which clocks change: then a plan alone does not tell the time that was meant."""
    return f"{chance.randrange(5, 24):02d}:{chance.randrange(0, 60, 5):02d}"


def slot_times(chance):
    """One to three slots, some with times by weekday, as the pairs that the oracle reads; no two alike."""
    while True:
        times = []
        for slot in chance.sample(["am", "noon", "pm", "late"], chance.randint(1, 3)):
            if chance.random() < 0.5:
                times.append((slot, clock(chance)))
                continue
            days = chance.sample(WEEKDAYS, chance.randint(1, 4))
            week = [(day, None if chance.random() < 0.4 else clock(chance)) for day in days]
            times.append((slot, (*week, ("other", None if chance.random() < 0.15 else clock(chance)))))
        try:
            rb.make_plan(PROGRAM, "2026-03-02", tz="UTC", weeks=1, times=as_argument(times))
        except rb.RbtoolsError:
            continue
        return tuple(times)


def as_argument(times):
    return {slot: value if isinstance(value, str) else dict(value) for slot, value in times}


def make(chance):
    """A plan and the oracle's, made from the same choices."""
    start = date(2011, 12, 20) if chance.random() < 0.1 else date(2026, 1, 1) + timedelta(days=chance.randrange(365))
    tz, weeks, times = chance.choice(ZONES), chance.randint(1, 5), slot_times(chance)
    advanced, day_start = chance.choice([1, 2, 3]), chance.choice(["00:00", "03:15", "04:00", "05:00"])
    chosen = sorted(chance.sample([e.id for e in PROGRAM.exercises if e.level == "base"], chance.randint(1, 3)))
    chosen += ["cross_reach_rolling"]
    plan = rb.make_plan(
        PROGRAM, start, tz=tz, weeks=weeks, times=as_argument(times), exercises=chosen, advanced_from_week=advanced,
        day_start=day_start,
    )  # fmt: skip
    doses = [(e.id, e.sets_min, e.sets_max, 1 if e.level == "base" else advanced)
             for e in map(PROGRAM.exercise, chosen)]  # fmt: skip
    return plan, Planned(start, weeks, times, tz, day_start, doses)


class NothingLeft(Exception):
    """A shift to days without a session: refused, and the end of this plan."""


def revise(chance, plan, planned):
    """One revision of both: any of zone, times, day start, and another dose."""
    first = day_of(chance, planned)
    new = {
        "tz": chance.choice(ZONES) if chance.random() < 0.3 else None,
        "times": slot_times(chance) if chance.random() < 0.4 else None,
        "day_start": chance.choice(["01:00", "04:00"]) if chance.random() < 0.2 else None,
    }
    changed = PROGRAM.exercise("four_point_rotation").replace(sets=(1, 4)) if chance.random() < 0.3 else None
    planned.revise(first, **new, doses=changed and {changed.id: (1, 4)})
    given = {name: value for name, value in new.items() if value is not None}
    if "times" in given:
        given["times"] = as_argument(given["times"])
    if changed is None:
        return rb.revise_plan(plan, first, **given)
    return rb.revise_plan(plan, first, program=program_of(plan, changed), **given)


def program_of(plan, changed):
    """The plan's own programme, with the doses that the plan has, but for one exercise."""
    last = plan.drop_duplicates("exercise", keep="last").set_index("exercise")
    program = PROGRAM.only(*last.index.astype("str"))
    for id, row in last.iterrows():
        program = program.with_exercise(program.exercise(id).replace(sets=(int(row["sets_min"]), int(row["sets_max"]))))
    return program.with_exercise(changed) if changed.id in last.index else program


def shift(chance, plan, planned):
    first, days = day_of(chance, planned), chance.randint(1, 16)
    planned.shift(first, days)
    if not any(day >= first for day in planned.days):
        with pytest.raises(rb.RbtoolsError, match=f"days={days} would leave no session"):
            rb.shift_plan(plan, first, days=days)
        raise NothingLeft
    return rb.shift_plan(plan, first, days=days)


def day_of(chance, planned):
    """A date of the plan on which or after which something is planned."""
    return chance.choice(sorted(planned.days))


def rows_of(plan):
    times = {name: plan[name].dt.to_pydatetime() for name in ("scheduled_at", "opens_at", "closes_at")}
    columns = {**{name: plan[name] for name in COLUMNS}, **times, "date": plan["date"].dt.date}
    return list(zip(*(columns[name] for name in COLUMNS), strict=True))


@pytest.mark.parametrize(
    "block", [pytest.param(block, marks=[pytest.mark.slow] if block > 2 else []) for block in range(10)]
)
def test_plans_with_revisions_and_shifts_are_the_oracle_s_row_by_row(block):
    for seed in range(block * N_PLANS // 10, (block + 1) * N_PLANS // 10):
        chance = random.Random(seed)
        plan, planned = make(chance)
        try:
            for change in chance.choices([revise, shift], k=chance.choice([0, 1, 1, 2, 3])):
                plan = change(chance, plan, planned)
                assert rows_of(plan) == planned.rows(), f"seed {seed}"
        except NothingLeft:
            continue
        assert rows_of(plan) == planned.rows(), f"seed {seed}"
        pd.testing.assert_frame_equal(plan, PLAN.sort(PLAN.check(plan)))
