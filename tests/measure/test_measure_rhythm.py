"""Rhythm: begun, kept up, on time, in runs and gaps, left off."""

import numpy as np
import pandas as pd
import pytest
from hand_made import extra, matched, row, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from rbtools import RbtoolsError, schema
from rbtools.measure.frames import RHYTHM
from rbtools.measure.rhythm import rhythm


def sessions(pattern: str, **more) -> list[dict]:
    """One session a letter, two a day: D done, p partly, - not done, e excused, . not due yet."""
    marks = {"D": (2, {}), "p": (1, {}), "-": (0, {}), ".": (0, {"due": False})}
    marks["e"] = (0, {"due": False, "excused": "ill", "status": "excused"})
    found = []
    for number, mark in enumerate(pattern, 1):
        sets, rest = marks[mark]
        found.append(row(number, sets, day=(number + 1) // 2, slot="am" if number % 2 else "pm", **rest, **more))
    return found


def one(*rows, **options) -> pd.Series:
    frame = rhythm(matched(*rows), **options)
    assert len(frame) == 1
    return frame.iloc[0]


def test_every_column_of_a_small_plan_by_hand():
    late = {5: 30.0, 6: 100.0, 8: -20.0}
    rows = [r | {"minutes_off": late.get(r["session"], r["minutes_off"])} for r in sessions("---eDp-De--D..")]
    rows[11] |= {"minutes_off": np.nan}
    expected = pd.DataFrame(
        {
            "client": pd.Categorical(["a"]),
            "initiated": [True],
            "days_to_first": pd.array([2], dtype="Int64"),
            "persistence_days": [4],
            "share_implemented": [4 / 7],
            "discontinued": [False],
            "n_on_time": [2],
            "share_on_time": [2 / 3],
            "median_minutes_off": [30.0],
            "longest_gap": [3],
            "n_short_gap": [2],
            "n_long_gap": [1],
            "current_streak": [1],
            "longest_streak": [2],
            "n_day_due": [6],
            "n_day_complete": [0],
            "share_day_complete": [0.0],
            "n_timed": [3],
            "n_sets_done": [7.0],
            "n_sets_min": [20],
            "relative_dose_intensity": [7 / 20],
        }
    )
    assert_frame_equal(rhythm(matched(*rows, extra(5))), expected, check_exact=True)


def test_one_who_never_began():
    found = one(*sessions("----"))
    assert not found["initiated"]
    assert not found["discontinued"]
    assert pd.isna(found["days_to_first"])
    assert found[["persistence_days", "longest_gap", "n_long_gap", "n_short_gap"]].tolist() == [0, 4, 1, 0]
    assert found[["share_on_time", "median_minutes_off"]].isna().all()


def test_nothing_due_yet_is_a_row_without_runs():
    found = one(*sessions("...."))
    counts = ["longest_gap", "n_short_gap", "n_long_gap", "current_streak", "longest_streak", "n_day_due"]
    assert found[counts].tolist() == [0] * 6
    assert np.isnan(found["share_day_complete"])


@pytest.mark.parametrize(
    ("pattern", "missed", "interruptions", "gap"),
    [
        ("D-D--D", 2, 0, 2),
        ("D---D", 0, 1, 3),
        ("-D----", 1, 1, 4),
        ("DDD", 0, 0, 0),
        ("-e-D", 1, 0, 2),
        ("--e-", 0, 1, 3),
    ],
)
def test_a_missed_run_has_one_or_two_sessions_an_interruption_more(pattern, missed, interruptions, gap):
    found = one(*sessions(pattern))
    assert found[["n_short_gap", "n_long_gap", "longest_gap"]].tolist() == [missed, interruptions, gap]


@pytest.mark.parametrize(
    ("pattern", "current", "longest"),
    [("DD-DDD", 3, 3), ("DDDD-", 0, 4), ("DDeDp", 4, 4), ("DD..", 2, 2), ("-", 0, 0), ("D-pp", 2, 2)],
)
def test_excused_and_open_sessions_neither_break_nor_extend_a_streak(pattern, current, longest):
    assert one(*sessions(pattern))[["current_streak", "longest_streak"]].tolist() == [current, longest]


@pytest.mark.parametrize(
    ("pattern", "after", "expected"),
    [
        ("D-------", 3, True),
        ("D-D-----", 3, False),
        ("D-------", 4, False),
        ("D-----..", 3, False),
        ("D-ee------", 3, True),
        ("D-", 1, False),
        ("D---", 1, True),
    ],
)
def test_discontinued_is_nothing_done_on_the_last_due_days(pattern, after, expected):
    assert one(*sessions(pattern), discontinued_after_days=after)["discontinued"] == expected


def test_on_time_counts_the_border_and_the_time_of_the_first_entry():
    rows = [row(1, 2, off=90.0), row(2, 2, slot="pm", off=-90.0), row(3, 2, day=2, off=91.0)]
    rows += [row(4, 1, day=2, slot="pm", off=120.0), row(4, 2, exercise="y", day=2, slot="pm", off=60.0)]
    found = one(*rows)
    assert found[["n_on_time", "n_timed", "share_on_time", "median_minutes_off"]].tolist() == [3, 4, 0.75, 75.0]
    assert one(*rows, on_time_minutes=91)["n_on_time"] == 4


def test_a_first_entry_without_a_known_time_leaves_the_session_untimed():
    known = row(1, 2, off=60.0)
    dated = row(1, 2, exercise="y") | {"minutes_off": None}
    assert one(known, dated)["n_timed"] == 0


def test_a_day_is_complete_when_every_due_session_is():
    found = one(*sessions("DDDpDeDe.."))
    assert found[["n_day_due", "n_day_complete", "share_day_complete"]].tolist() == [4, 3, 0.75]


def test_an_unknown_client_has_no_row_and_clients_stand_apart():
    frame = rhythm(matched(*sessions("DD", client="b"), *sessions("--D", client="c"), extra(1, client="a")))
    assert frame[["client", "longest_streak", "longest_gap"]].to_numpy().tolist() == [["b", 2, 0], ["c", 1, 2]]


@pytest.mark.parametrize(
    "options",
    [{"on_time_minutes": -1}, {"on_time_minutes": float("nan")}, {"discontinued_after_days": 0},
     {"discontinued_after_days": 1.5}, {"discontinued_after_days": True}, {"on_time_minutes": "90"}],
)  # fmt: skip
def test_a_parameter_out_of_range_is_refused(options):
    with pytest.raises(RbtoolsError, match="or more"):
        rhythm(matched(row()), **options)


def test_empty_input_gives_the_same_columns_and_dtypes():
    empty = rhythm(schema.MATCHED.empty())
    assert_frame_equal(RHYTHM.check(empty), empty, check_categorical=False)
    full = rhythm(matched(row(1, 2)))
    assert_frame_equal(RHYTHM.check(full), full)


PATTERNS = st.lists(st.text("Dp-e", min_size=0, max_size=12), min_size=1, max_size=4)


@given(PATTERNS, st.integers(0, 99))
@settings(max_examples=40)
def test_any_row_order_and_any_partition_give_identical_bits(patterns, seed):
    frame = matched(*(r for name, p in zip("abcd", patterns, strict=False) for r in sessions(p + "..", client=name)))
    whole = rhythm(frame)
    assert_frame_equal(rhythm(shuffled(frame, seed)), whole, check_exact=True)
    parts = [rhythm(frame[frame["client"] == c]).astype({"client": "str"}) for c in whole["client"]]
    assert_frame_equal(pd.concat(parts, ignore_index=True), whole.astype({"client": "str"}), check_exact=True)


@given(st.text("Dp-e", max_size=20))
@settings(max_examples=60)
def test_runs_are_those_of_the_plain_text(pattern):
    found = one(*sessions(pattern + "."))
    text = pattern.replace("e", "").replace("p", "D")
    gaps = [len(g) for g in text.split("D") if g]
    streaks = [len(s) for s in text.split("-") if s]
    assert found["longest_gap"] == max(gaps, default=0)
    assert found["n_short_gap"] == sum(g <= 2 for g in gaps)
    assert found["n_long_gap"] == sum(g >= 3 for g in gaps)
    assert found["longest_streak"] == max(streaks, default=0)
    assert found["current_streak"] == len(text) - len(text.rstrip("D"))


def test_numbers_of_numpy_are_numbers():
    frame = matched(*sessions("D-D"))
    given = rhythm(frame, on_time_minutes=np.int64(30), discontinued_after_days=np.int64(2))
    assert_frame_equal(given, rhythm(frame, on_time_minutes=30, discontinued_after_days=2))
