"""Sets completed: sets and reps against the minimum and the full dose."""

import pandas as pd
import pytest
from hand_made import extra, matched, row, shuffled
from pandas.testing import assert_frame_equal

from rbtools import RbtoolsError, schema
from rbtools.measure.frames import SETS_COMPLETED
from rbtools.measure.grouping import keyed
from rbtools.measure.sets_completed import sets_completed


def test_every_column_of_a_small_plan_by_hand():
    frame = sets_completed(
        matched(
            row(1, 4, exercise="x"),
            row(2, 1, exercise="x", reps_done=8),
            row(1, 2.5, exercise="y", sides=2, sets_min=5, sets_max=5, reps_done=50, n_reps_assumed=2),
            row(2, 0, exercise="y", sides=2, sets_min=5, sets_max=5),
            row(3, 3, exercise="x", due=False),
            extra(9),
        )
    )
    expected = pd.DataFrame(
        {
            "client": pd.Categorical(["a", "a"]),
            "exercise": pd.Categorical(["x", "y"]),
            "n_sets_min": [4, 10],
            "n_sets_max": [6, 10],
            "n_sets_done": [5.0, 2.5],
            "n_sets_counted_min": [3.0, 2.5],
            "n_sets_counted_max": [4.0, 2.5],
            "share_min_dose": [0.75, 0.25],
            "share_max_dose": [4 / 6, 0.25],
            "n_reps_min": [40, 200],
            "n_reps_max": [60, 200],
            "n_reps_done": [48, 50],
            "n_reps_assumed": [0, 2],
        }
    )
    assert_frame_equal(frame, expected, check_exact=True)


def test_nothing_due_is_a_row_with_missing_shares():
    found = sets_completed(matched(row(due=False))).iloc[0]
    assert found[["n_sets_min", "n_sets_done", "n_reps_done"]].tolist() == [0, 0, 0]
    assert found[["share_min_dose", "share_max_dose"]].isna().all()


def test_more_than_the_dose_does_not_fill_another_session():
    found = sets_completed(matched(row(1, 9), row(2, 0)), by="client").iloc[0]
    assert found[["n_sets_done", "n_sets_counted_min", "n_sets_counted_max"]].tolist() == [9, 2, 3]


def test_by_week_adds_up_exercises_and_sorts():
    frame = sets_completed(matched(row(2, 1, day=8), row(1, 2), row(1, 3, exercise="y")), by="week")
    assert frame[["week", "n_sets_min", "n_sets_done"]].to_numpy().tolist() == [[1, 4, 5], [2, 2, 1]]


def test_any_row_order_gives_identical_bits():
    frame = matched(*(row(s, s % 4 / 2, client=c, exercise=e) for s in range(1, 9) for c in "ab" for e in "xyz"))
    for seed in range(5):
        assert_frame_equal(sets_completed(shuffled(frame, seed)), sets_completed(frame), check_exact=True)


def test_empty_input_gives_the_same_columns_and_dtypes():
    empty = sets_completed(schema.MATCHED.empty())
    frame = keyed(SETS_COMPLETED, ["client", "exercise"])
    assert_frame_equal(frame.check(empty), empty, check_categorical=False)


def test_an_unknown_name_in_by_is_refused_with_a_suggestion():
    with pytest.raises(RbtoolsError, match='did you mean "exercise"'):
        sets_completed(matched(row()), by="excercise")
