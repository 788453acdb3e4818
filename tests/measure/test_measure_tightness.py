"""Tightness: before, after, within a session, and one value a day."""

from fractions import Fraction

import pandas as pd
import pytest
from hand_made import log_of, matched, rating, row, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from rbtools import RbtoolsError, schema
from rbtools.measure.frames import TIGHTNESS
from rbtools.measure.grouping import keyed
from rbtools.measure.tightness import tightness

NAN = float("nan")


def plan_of(*rows) -> pd.DataFrame:
    frame = matched(*rows)[schema.PLAN.names]
    return schema.PLAN.check(frame)


PLAN = plan_of(
    *(row(2 * d - 1, day=d) for d in range(1, 10)), *(row(2 * d, day=d, slot="pm") for d in range(1, 10)),
    row(1, client="b", day=1), row(2, client="b", day=2),
)  # fmt: skip


def one(*ratings, **options) -> pd.Series:
    frame = tightness(log_of(*ratings), **options)
    assert len(frame) == 1
    return frame.iloc[0]


def test_every_column_of_two_days_by_hand():
    frame = tightness(
        log_of(
            rating(6, "before", slot="am", hour=7), rating(4.5, "after", slot="am", hour=8),
            rating(7, "before", slot="pm", hour=19), rating(5, "before", slot="pm", hour=20),
            rating(3, "day", day=0, pain=1.5), rating(None, "before", day=0, pain=2),
        )
    )  # fmt: skip
    expected = pd.DataFrame(
        {
            "client": pd.Categorical(["a", "a"]),
            "date": pd.to_datetime(["2026-03-01", "2026-03-02"]).as_unit("us"),
            "n_before": [0, 3],
            "n_after": [0, 1],
            "n_day": [1, 0],
            "before": [NAN, 6.0],
            "after": [NAN, 4.5],
            "day_rating": [3.0, NAN],
            "within_session": [NAN, -1.5],
            "daily": [3.0, 6.0],
            "pain": [1.75, NAN],
            "n_within_session": [0, 1],
            "n_daily": [1, 1],
            "n_pain": [2, 0],
        }
    )
    assert_frame_equal(frame, expected, check_exact=True)


def test_the_day_rating_goes_before_the_ratings_of_its_sessions():
    assert one(rating(9, "before", slot="am"), rating(4), rating(6, hour=9))["daily"] == 5


def test_daily_is_the_mean_over_slots_so_that_a_slot_with_more_ratings_weighs_no_more():
    found = one(
        *(rating(8, "before", slot="am", hour=6 + h) for h in range(3)), rating(2, "before", slot="pm", hour=20)
    )
    assert (found["before"], found["daily"]) == (6.5, 5.0)


def test_daily_over_days_weighs_each_day_once():
    found = one(rating(8, "before", slot="am"), rating(8, "before", slot="pm", hour=20), rating(2, day=2), by="client")
    assert (found["daily"], found["n_daily"]) == (5.0, 2)


def test_a_missing_rating_is_not_zero():
    found = one(rating(None, "day", pain=3), rating(6, "before"))
    assert found[["n_day", "n_before", "daily", "pain"]].tolist() == [0, 1, 6, 3]


def test_after_alone_gives_no_daily_value_and_no_difference():
    found = one(rating(3, "after", slot="am"), rating(7, "before", slot="pm", hour=20))
    assert found[["n_within_session", "daily"]].tolist() == [0, 7]
    assert one(rating(3, "after"))[["daily", "within_session", "before"]].isna().all()


def test_without_slots_a_before_that_follows_an_after_begins_a_session():
    found = one(
        rating(6, "before", hour=7), rating(4, "after", hour=7.5),
        rating(8, "before", hour=8), rating(7, "after", hour=8.5),
    )  # fmt: skip
    assert found[["n_within_session", "within_session"]].tolist() == [2, -1.5]


def test_without_slots_a_pause_of_ninety_minutes_ends_a_session():
    assert one(rating(6, "before", hour=7), rating(4, "after", hour=8.5))["n_within_session"] == 1
    assert one(rating(6, "before", hour=7), rating(4, "after", hour=19))["n_within_session"] == 0


def test_ratings_of_one_row_of_a_log_share_their_instant():
    assert one(rating(4, "after", hour=12), rating(6, "before", hour=12))["within_session"] == -2


def test_with_a_plan_days_before_the_start_count_back_to_week_zero():
    log = log_of(rating(5, day=1), rating(6, day=0), rating(7, day=-6), rating(8, day=-7))
    frame = tightness(log, plan=PLAN, by=["client", "week", "day"])
    rated = frame[frame["n_day"] > 0]
    assert rated[["week", "day", "daily"]].to_numpy().tolist() == [[-1, -7, 8], [0, -6, 7], [0, 0, 6], [1, 1, 5]]
    assert frame["week"].dtype == frame["day"].dtype == "int64"


def test_by_day_the_mean_of_the_day_ratings_gives_way_to_the_plan_day():
    frame = tightness(log_of(rating(5, day=2)), plan=PLAN[PLAN["client"] == "b"].assign(client="a"), by="day")
    assert frame[["day", "n_day"]].to_numpy().tolist() == [[1, 0], [2, 1]]
    assert frame["day_rating"].tolist()[1] == 5
    assert frame.columns.is_unique


def test_with_a_plan_every_group_of_it_is_a_row_and_an_unknown_client_is_none():
    log = log_of(rating(5, client="a"), rating(5, client="z"))
    frame = tightness(log, plan=PLAN, by="client")
    assert frame[["client", "n_day"]].to_numpy().tolist() == [["a", 1], ["b", 0]]
    assert frame.loc[1, ["before", "after", "day_rating", "daily", "pain"]].isna().all()
    weekly = tightness(log, plan=PLAN, by=["client", "week"])
    assert weekly[["client", "week", "n_daily"]].to_numpy().tolist() == [["a", 1, 1], ["a", 2, 0], ["b", 1, 0]]


def test_by_slot_a_slot_that_the_plan_does_not_have_is_as_no_slot_and_stands_last():
    log = log_of(rating(5, "before", slot="pm"), rating(7, "before", slot="noon", hour=12), rating(4, hour=21))
    frame = tightness(log, plan=PLAN[PLAN["client"] == "a"], by="slot")
    assert frame["slot"].isna().tolist() == [False, False, True]
    assert frame[["n_before", "n_day", "daily"]].fillna(-1).to_numpy().tolist() == [[0, 0, -1], [1, 0, 5], [1, 1, 4]]


def test_groups_of_the_plan_need_the_plan():
    with pytest.raises(RbtoolsError, match="Allowed: client, date"):
        tightness(log_of(rating(5)), by="week")


def test_a_frame_in_the_place_of_a_log_is_refused():
    with pytest.raises(RbtoolsError, match="Log"):
        tightness(log_of(rating(5)).ratings)


def test_more_than_one_decimal_is_refused_and_never_rounded():
    with pytest.raises(RbtoolsError, match=r"tightness.*6\.25.*one decimal"):
        tightness(log_of(rating(5), rating(6.25, hour=9)))


def test_no_ratings_give_the_same_columns_and_dtypes():
    empty = tightness(log_of())
    assert_frame_equal(keyed(TIGHTNESS, ["client", "date"]).check(empty), empty, check_categorical=False)
    assert len(tightness(log_of(), plan=PLAN, by="client")) == 2
    nothing = tightness(log_of(), plan=schema.PLAN.empty(), by=["week", "slot"])
    assert nothing.columns.tolist() == ["week", "slot", *TIGHTNESS.names]


RATINGS = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.integers(0, 3), st.sampled_from(["before", "after", "day"]), st.integers(28, 90),
        st.sampled_from(["am", "pm", None]), st.integers(0, 100),
    ),
    max_size=25, unique_by=lambda r: (r[0], r[1], r[2], r[3]),
)  # fmt: skip


def frame_of(rows) -> list[dict]:
    return [rating(t / 10, m, client=c, day=d, hour=q / 4, slot=s) for c, d, m, q, s, t in rows]


@given(
    RATINGS, st.integers(0, 99), st.sampled_from([["client", "date"], ["client"], ["date"], ["client", "week", "slot"]])
)
@settings(max_examples=50)
def test_any_row_order_gives_identical_bits_and_the_input_stays(rows, seed, by):
    log = log_of(*frame_of(rows))
    mixed = log._replace(ratings=shuffled(log.ratings, seed))
    kept = mixed.ratings.copy(deep=True)
    plan = PLAN if "week" in by else None
    assert_frame_equal(tightness(mixed, plan=plan, by=by), tightness(log, plan=plan, by=by), check_exact=True)
    assert_frame_equal(mixed.ratings, kept)


@given(RATINGS)
@settings(max_examples=50)
def test_daily_is_the_exact_fraction_divided_once(rows):
    found = tightness(log_of(*frame_of(rows))) if rows else tightness(log_of())
    assert len(found) == len({r[:2] for r in rows})
    for (client, day), daily in zip(sorted({r[:2] for r in rows}), found["daily"], strict=True):
        mine = [r for r in rows if r[:2] == (client, day)]
        of_day = [Fraction(r[5], 10) for r in mine if r[2] == "day"]
        slots = {r[4] for r in mine if r[2] == "before"}
        by_slot = [[Fraction(r[5], 10) for r in mine if r[2] == "before" and r[4] == s] for s in slots]
        values = of_day or [sum(b) / len(b) for b in by_slot]
        if values:
            assert daily == float(sum(values) / len(values))
        else:
            assert pd.isna(daily)
