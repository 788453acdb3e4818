"""Counts that AdhereR 0.8.1 (R) gives for nine logs: where ours agree with it, and where they differ on purpose.

`adherer_open.json`: 28 days x 2 sessions, a logged session is its number (2 x day + 0 am, 1 pm), a repeat is an extra.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from rbtools import schema
from rbtools.log.log import Log
from rbtools.match.match import match_log
from rbtools.measure.adherence import adherence
from rbtools.measure.rhythm import rhythm

CASES = json.loads((Path(__file__).parents[1] / "data" / "adherer_open.json").read_text(encoding="utf-8"))["clients"]
CASE = {case["client"]: case for case in CASES}
START = pd.Timestamp("2026-01-05")
AT = (pd.Timedelta(hours=8), pd.Timedelta(hours=20))


def plan() -> pd.DataFrame:
    number = np.arange(56)
    date = START + pd.to_timedelta(number // 2, unit="D")
    evening = number % 2
    local = date + pd.to_timedelta(8 + 12 * evening, unit="h")
    at = local.tz_localize("UTC")
    one = pd.DataFrame(
        {
            "session": number + 1, "exercise": "any", "date": date, "day": number // 2 + 1, "week": number // 14 + 1,
            "slot": np.where(evening, "pm", "am"), "tz": "UTC", "scheduled_local": local, "scheduled_at": at,
            "opens_at": at - pd.to_timedelta(4 + 2 * evening, unit="h"),
            "closes_at": at + pd.to_timedelta(6 + 2 * evening, unit="h"),
            "level": "base", "sides": 1, "sets_min": 1, "sets_max": 1, "reps": 1, "unit": "breath", "excuse_reason": "",
            "plan_version": 1, "day_start": "04:00",
        }
    )  # fmt: skip
    return schema.PLAN.check(pd.concat([one.assign(client=client) for client in CASE]))


def log() -> Log:
    found = []
    for client, case in CASE.items():
        repeat = pd.Series(case["slots"]).groupby(case["slots"]).cumcount()
        for number, again in zip(case["slots"], repeat, strict=True):
            date = START + pd.Timedelta(days=number // 2)
            local = date + AT[number % 2] + pd.Timedelta(minutes=int(again))
            found.append((client, local.tz_localize("UTC"), local, date))
    entries = pd.DataFrame(found, columns=["client", "performed_at", "performed_local", "date"])
    same = {"exercise": "any", "side": "both", "slot": None, "time_known": True, "sets": 1, "outcome": "done"}
    rest = {
        "reps": pd.NA,
        "minutes": np.nan,
        "recorded_at": pd.NaT,
        "note": "",
        "source": "adherer_open.json",
        "line": 1,
    }
    return Log(schema.ENTRIES.check(entries.assign(**same, **rest).astype({"reps": "Int64"})))


@pytest.fixture(scope="module")
def ours() -> pd.DataFrame:
    matched = match_log(plan(), log(), as_of="end")
    found = adherence(matched).merge(rhythm(matched), on="client", suffixes=("", "_again"))
    return found.set_index(found["client"].astype("str"))


@pytest.fixture(scope="module")
def weekly() -> pd.DataFrame:
    return adherence(match_log(plan(), log(), as_of="end"), by=["client", "week"])


def half_day(client: str) -> dict:
    return CASE[client]["AdhereR_half_day_supply"]


def near(expected: float) -> object:
    return pytest.approx(expected, abs=1e-9)


ALL = sorted(CASE)
NO_EXTRAS = sorted(set(ALL) - {"extra_then_gap", "double_am_no_pm"})
FROM_DAY_0 = sorted(c for c in ALL if CASE[c]["own_counts"]["first_session_day"] == 0)


@pytest.mark.parametrize("client", ALL)
def test_the_counts_of_the_file_itself(client, ours):
    counts, found = CASE[client]["own_counts"], ours.loc[client]
    assert found["n_due"] == counts["prescribed"]
    assert found["n_done"] == counts["slots_filled"]
    assert found["share_done"] == near(counts["ratio_slots"])
    assert found["share_taking"] == near(counts["ratio_uncapped"])
    assert found["days_to_first"] == counts["first_session_day"]
    assert found["persistence_days"] == counts["days_from_first_to_last"]
    assert found["share_day_complete"] == near(counts["days_am_and_pm"])


@pytest.mark.parametrize("client", FROM_DAY_0)
def test_uncapped_is_cma2_when_the_first_session_is_on_day_0(client, ours):
    assert ours.loc[client, "share_taking"] == near(half_day(client)["CMA2"])


@pytest.mark.parametrize("client", NO_EXTRAS)
def test_share_done_is_cma7_without_extras(client, ours, weekly):
    assert ours.loc[client, "share_done"] == near(half_day(client)["CMA7"])
    weeks = weekly.loc[weekly["client"] == client, "share_done"].tolist()
    assert weeks == near(CASE[client]["AdhereR_weekly_CMA7"])


@pytest.mark.parametrize("client", ["am_only", "alternate_days", "no_weekends"])
def test_plain_patterns_agree_on_cma2_and_cma7(client, ours):
    share = ours.loc[client, "share_done"]
    assert (share, share) == (near(half_day(client)["CMA2"]), near(half_day(client)["CMA7"]))


def test_cma1_is_above_one_for_a_perfect_log_and_ours_is_one(ours):
    assert half_day("full")["CMA1"] == near(1.01851851851852)
    assert ours.loc["full", "share_done"] == 1


def test_cma1_to_cma6_hide_a_late_start_that_ours_counts(ours):
    assert all(half_day("late_start_day4")[f"CMA{k}"] >= 1 for k in range(1, 7))
    assert ours.loc["late_start_day4", "share_done"] == near(48 / 56)
    assert ours.loc["late_start_day4", "days_to_first"] == 4
    assert ours.loc["late_start_day4", "share_taking"] != near(half_day("late_start_day4")["CMA2"])


def test_cma1_3_5_hide_the_stop_that_ours_shows(ours):
    assert all(half_day("stopped_day14")[f"CMA{k}"] >= 1 for k in (1, 3, 5))
    found = ours.loc["stopped_day14"]
    assert found["share_done"] == 0.5
    assert found["discontinued"]
    assert (found["persistence_days"], found["n_long_gap"], found["longest_gap"]) == (14, 1, 28)
    assert [e["duration"] for e in CASE["stopped_day14"]["AdhereR_episodes_gap3d"]] == [14]


def test_extras_banked_over_a_week_off_do_not_fill_it(ours, weekly):
    assert half_day("extra_then_gap")["CMA7"] == 1
    assert ours.loc["extra_then_gap", ["share_done", "share_taking"]].tolist() == [0.75, 1.0]
    weeks = weekly.loc[weekly["client"] == "extra_then_gap", "share_done"].tolist()
    assert (weeks, CASE["extra_then_gap"]["AdhereR_weekly_CMA7"]) == ([1, 1, 0, 1], [1, 1, 1, 1])


def test_no_cma_sees_the_missed_evenings(ours):
    assert {round(v) for v in half_day("double_am_no_pm").values()} == {1}
    found = ours.loc["double_am_no_pm"]
    assert (found["share_done"], found["share_taking"], found["n_day_complete"]) == (0.5, 1.0, 0)


def test_cma2_counts_from_the_first_session_ours_from_the_first_plan_day(ours):
    assert half_day("one_session_only")["CMA2"] == near(1 / 46)
    assert ours.loc["one_session_only", "share_done"] == near(1 / 56)
    assert half_day("one_session_only")["CMA7"] == near(1 / 56)
