"""What a plan can show: against people measured one by one, and on the borders of what can be asked."""

import numpy as np
import pandas as pd
import pytest

import rbtools as rb
from rbtools import RbtoolsError, schema

PROGRAM = rb.load_program()
N = 600


def plan_of(weeks=4, n=1, **more):
    clients = pd.DataFrame({"client": [f"c{i:04}" for i in range(n)], "start": "2026-03-02", "tz": "UTC"})
    return rb.make_plans(PROGRAM, clients, weeks=weeks, **more)


def power(plan, **more):
    return rb.plan_power(plan, **more).set_index("design")["power"]


def rated(plan, change, seed):
    """A log of one day rating per person and day, from two weeks before the start to the end of the plan."""
    rng = np.random.default_rng(seed)
    start = plan.groupby("client", observed=True)["date"].min()
    last = plan["date"].max()
    frames = []
    for client, first in start.items():
        day = pd.date_range(first - pd.Timedelta(days=40), last)
        noise = rng.standard_normal(len(day))
        for t in range(1, len(day)):
            noise[t] = 0.3 * noise[t - 1] + np.sqrt(1 - 0.09) * noise[t]
        value = np.clip(np.rint(6 + change * (day >= first) + 1.3 * noise), 0, 10)
        keep = rng.random(len(day)) >= 0.15
        at = (day + pd.Timedelta(hours=21))[keep]
        frames.append(pd.DataFrame({"client": client, "performed_at": at.astype(str), "tightness": value[keep]}))
    return rb.read_log(pd.concat(frames).astype(str), tz="UTC")


def test_a_week_against_a_week_is_what_change_finds():
    plan = plan_of(n=N)
    found = rb.change(plan, rated(plan, -2.0, 1), as_of="end")
    shown = (found["detectable"].fillna(value=False) & (found["difference"] < 0)).mean()
    assert power(plan)["week against week"] == pytest.approx(shown, abs=0.06)


def test_a_drawn_start_is_what_effect_size_finds():
    plan = plan_of(n=N, start_window=20, seed=5)
    found = rb.effect_size(plan, rated(plan, -2.0, 2), as_of="end", baseline_days=7)
    assert power(plan)["drawn start"] == pytest.approx((found["p_start"] <= 0.05).mean(), abs=0.06)


def test_nothing_changed_is_found_in_a_fortieth():
    found = power(plan_of(), change=0, missing=0)
    assert found["week against week"] < 0.035
    assert found["drawn start"] == pytest.approx(0.05, abs=0.01)


def test_a_rise_is_found_as_often_as_a_fall():
    fall, rise = (power(plan_of(), change=c, mean=5) for c in (-2, 2))
    assert fall.to_numpy() == pytest.approx(rise.to_numpy(), abs=0.03)


def test_more_ratings_a_day_and_steadier_people_show_more():
    plain = power(plan_of())["week against week"]
    assert power(plan_of(), ratings_per_day=2)["week against week"] > plain
    assert power(plan_of(), sd=0.8)["week against week"] > plain


def test_nineteen_starts_can_never_give_5_percent_and_twenty_can():
    assert power(plan_of(start_window=19, seed=1))["drawn start"] == 0
    assert power(plan_of(start_window=20, seed=1))["drawn start"] > 0.2


def test_the_rows_say_what_is_compared():
    found = rb.plan_power(plan_of(weeks=2))
    assert found[["design", "change", "n_baseline", "n_review"]].to_numpy().tolist() == [
        ["week against week", -2.0, 7, 7],
        ["drawn start", -2.0, 7, 14],
    ]
    assert found["interval_width"].notna().tolist() == [True, False]
    assert (found["power_low"] <= found["power"]).all()
    assert (found["power"] < found["power_high"]).all()


def test_the_same_seed_gives_the_same_frame():
    pd.testing.assert_frame_equal(rb.plan_power(plan_of(), seed=3), rb.plan_power(plan_of(), seed=3))


def test_a_change_that_nobody_rates_is_not_shown():
    assert power(plan_of(), missing=0.99)["week against week"] == 0


@pytest.mark.parametrize(
    "wrong",
    [{"change": -11}, {"sd": 0}, {"phi": 1}, {"ratings_per_day": 7}, {"missing": 1}, {"mean": 11}, {"seed": -1}],
    ids=str,
)
def test_an_argument_out_of_range_is_named(wrong):
    with pytest.raises(RbtoolsError, match=next(iter(wrong))):
        rb.plan_power(plan_of(), **wrong)


def test_plans_of_different_length_and_empty_plans_are_refused():
    plan = plan_of(n=2)
    with pytest.raises(RbtoolsError, match="14 to 28 days"):
        rb.plan_power(plan[(plan["client"] == "c0000") | (plan["day"] <= 14)])
    with pytest.raises(RbtoolsError, match="no rows"):
        rb.plan_power(schema.PLAN.empty())
