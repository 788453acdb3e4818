"""Many plans at once are the plans of each one; over all zones and clock changes no plan day is lost or doubled."""

import os
import random
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from test_plan import PROGRAM, assert_is_a_plan, assert_windows_tile, by_session, clients_of, plan
from zone_oracle import changes, date_exists, instant

import rbtools as rb
from rbtools.core.clock import zone_names
from rbtools.errors import FrameError
from rbtools.schema import PLAN

ZONES = sorted(zone_names() - {"Factory"})
ALL_ZONES = bool(os.environ.get("RBTOOLS_ALL_ZONES"))


def test_many_plans_are_the_plans_of_each_one():
    clients = clients_of(25)
    each = [rb.make_plan(PROGRAM, r.start, tz=r.tz, weeks=2, client=r.client) for r in clients.itertuples()]
    expected = PLAN.sort(PLAN.check(pd.concat(each, ignore_index=True)))
    assert_frame_equal(rb.make_plans(PROGRAM, clients, weeks=2), expected)


def test_the_order_of_the_clients_does_not_matter():
    clients = clients_of(40)
    assert_frame_equal(
        rb.make_plans(PROGRAM, clients.sample(frac=1, random_state=3), weeks=2),
        rb.make_plans(PROGRAM, clients, weeks=2),
    )


def test_parts_together_are_the_whole():
    clients = clients_of(30)
    parts = [rb.make_plans(PROGRAM, clients.iloc[i::3], weeks=2) for i in range(3)]
    whole = rb.make_plans(PROGRAM, clients, weeks=2)
    assert_frame_equal(PLAN.sort(PLAN.check(pd.concat(parts))), whole)
    assert_is_a_plan(whole)


def test_starts_may_be_dates_texts_or_timestamps():
    clients = clients_of(5)
    expected = rb.make_plans(PROGRAM, clients, weeks=1)
    as_text = clients.assign(start=[d.isoformat() for d in clients["start"]])
    times = pd.to_datetime(clients["start"]).dt.as_unit("ns")
    as_time = clients.assign(start=times, tz=clients["tz"].astype("category"))
    assert_frame_equal(rb.make_plans(PROGRAM, as_text, weeks=1), expected)
    assert_frame_equal(rb.make_plans(PROGRAM, as_time, weeks=1), expected)


def test_no_clients_give_an_empty_plan():
    assert_frame_equal(rb.make_plans(PROGRAM, clients_of(3).head(0)), PLAN.empty())


def test_the_frame_of_clients_is_not_changed():
    clients = clients_of(5)
    before = clients.copy(deep=True)
    rb.make_plans(PROGRAM, clients, weeks=1)
    assert_frame_equal(clients, before)


WRONG_CLIENTS = [
    ({"client": ["a", "a"]}, "client a is in row 10 too"),
    ({"client": ["a", None]}, "column client, row 11"),
    ({"client": ["a", 7]}, "column client, row 11: 7"),
    ({"start": ["2026-03-16", None]}, "row 11: start is missing"),
    ({"start": ["2026-03-16", "16-03-2026"]}, "row 11: start='16-03-2026'"),
    ({"tz": ["Europe/London", None]}, "row 11: tz is missing"),
    ({"tz": ["Europe/London", "Europe/Lodon"]}, 'row 11: .*did you mean "Europe/London"'),
]


@pytest.mark.parametrize(("wrong", "message"), WRONG_CLIENTS)
def test_a_wrong_row_of_clients_is_named(wrong, message):
    good = {"client": ["a", "b"], "start": ["2026-03-16"] * 2, "tz": ["Europe/London"] * 2}
    with pytest.raises(FrameError, match=message):
        rb.make_plans(PROGRAM, pd.DataFrame({**good, **wrong}, index=[10, 11]))


def test_a_frame_of_clients_without_a_column_is_refused():
    with pytest.raises(FrameError, match='no column "tz"'):
        rb.make_plans(PROGRAM, clients_of(2).drop(columns="tz"))
    with pytest.raises(FrameError, match="expected a DataFrame"):
        rb.make_plans(PROGRAM, ["a", "b"])


# --------------------------------------------------------------------------------------------------- properties


@settings(max_examples=80)
@given(
    tz=st.sampled_from(ZONES),
    start=st.dates(date(2000, 1, 1), date(2037, 12, 1)),
    minutes=st.lists(st.integers(0, 1439), min_size=1, max_size=6, unique=True),
    day_start=st.integers(0, 23 * 4).map(lambda q: q * 15),
)
def test_every_existing_plan_day_has_all_its_sessions_in_windows_that_tile(tz, start, minutes, day_start):
    def clock(minute):
        return f"{minute // 60:02d}:{minute % 60:02d}"

    times = {f"s{i}": clock(minute) for i, minute in enumerate(minutes)}
    got = plan(start, tz, weeks=1, times=times, day_start=clock(day_start))
    sessions = by_session(got)
    dates = [start + timedelta(days=i) for i in range(7)]
    existing = [d for d in dates if date_exists(d, tz)]
    assert sessions["date"].dt.date.tolist() == [d for d in existing for _ in minutes]
    assert (sessions["opens_at"].iloc[1:].to_numpy() == sessions["closes_at"].iloc[:-1].to_numpy()).all()
    assert sessions["scheduled_at"].is_monotonic_increasing
    assert (sessions["opens_at"] <= sessions["closes_at"]).all()
    assert_is_a_plan(got)


def test_all_clock_changes_2000_to_2037_lose_and_double_no_plan_day():
    """A sample of zones; RBTOOLS_ALL_ZONES=1 takes all of them (a minute)."""
    zones = ZONES if ALL_ZONES else [*random.Random(20260316).sample(ZONES, 12), "Pacific/Apia", "Africa/Casablanca"]
    days = pd.DataFrame([(tz, day) for tz in zones for day in changes(tz, 2000, 2037)], columns=["tz", "day"])
    clients = pd.DataFrame(
        {
            "client": [f"c{i:05d}" for i in range(len(days))],
            "start": [day - timedelta(days=3) for day in days["day"]],
            "tz": days["tz"],
        }
    )
    clients = clients[[d.year >= 2000 for d in clients["start"]]]
    got = rb.make_plans(PROGRAM, clients, weeks=1, exercises=["wall_band_breathing"])
    assert_windows_tile(got)
    assert (got.groupby(["client", "date"], observed=True).size() == 2).all()
    n_days = got.groupby("client", observed=True)["date"].nunique()
    never = set(clients.loc[clients["tz"].isin(["Pacific/Apia", "Pacific/Fakaofo"]), "client"])
    assert set(n_days[n_days != 7].index) <= never
    hours = (got["closes_at"].groupby([got["client"], got["date"]], observed=True).max()
             - got["opens_at"].groupby([got["client"], got["date"]], observed=True).min())  # fmt: skip
    assert hours.between(pd.Timedelta(hours=21), pd.Timedelta(hours=27)).all()
    few = by_session(got).sample(200, random_state=1)
    expected = [
        instant(d.to_pydatetime() + timedelta(hours=7 if s == "am" else 20, minutes=30), tz)
        for d, s, tz in zip(few["date"], few["slot"], few["tz"], strict=True)
    ]
    assert few["scheduled_at"].tolist() == expected


def test_a_plan_over_new_year_holds_no_missing_value():
    got = plan("2026-12-28")
    assert not got.isna().any().any()
    assert np.array_equal(got.index, np.arange(len(got)))
