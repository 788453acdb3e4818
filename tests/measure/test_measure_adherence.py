"""Adherence: what is counted, over what, and how sure."""

import pandas as pd
import pytest
from hand_made import extra, matched, row, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from rbtools import RbtoolsError, schema
from rbtools.measure.adherence import adherence
from rbtools.measure.frames import ADHERENCE
from rbtools.measure.grouping import keyed


def one(*rows, **options) -> pd.Series:
    frame = adherence(matched(*rows), **options)
    assert len(frame) == 1
    return frame.iloc[0]


def test_every_column_of_a_small_plan_by_hand():
    frame = adherence(
        matched(
            row(1, 2, exercise="x"), row(1, 4, exercise="y"),
            row(2, 1.5, exercise="x", slot="pm"), row(2, 0, exercise="y", slot="pm"),
            row(3, 0, exercise="x", day=2), row(3, 0, exercise="y", day=2),
            row(4, 0, day=2, slot="pm", due=False, excused="ill", status="excused"),
            row(5, 0, day=3, due=False),
            extra(2.5), extra(1, client="stranger"),
        )
    )  # fmt: skip
    expected = pd.DataFrame(
        {
            "client": pd.Categorical(["a"]),
            "n_due": [3],
            "n_done": [2],
            "n_complete": [1],
            "n_excused": [1],
            "n_clients": [1],
            "share_done": [2 / 3],
            "share_done_low": [0.161002],  # 3 sessions on days of 2 and 1 are worth 2.029
            "share_done_high": [0.954222],
            "share_complete": [1 / 3],
            "n_sets_min": [12],
            "n_sets_max": [18],
            "n_sets_counted_min": [5.5],
            "n_sets_counted_max": [6.5],
            "share_min_dose": [5.5 / 12],
            "share_max_dose": [6.5 / 18],
            "share_taking": [10 / 12],
        }
    )
    assert_frame_equal(frame, expected, atol=1e-6, rtol=0)


def test_not_yet_due_is_not_counted_as_missed():
    assert one(row(1, 2), row(2, 0, due=False))[["n_due", "n_done", "share_done"]].tolist() == [1, 1, 1]


def test_done_in_an_open_window_is_not_counted_but_taken():
    found = one(row(1, 2), row(2, 2, due=False))
    assert found[["n_due", "n_done", "share_done", "share_taking"]].tolist() == [1, 1, 1, 2]


def test_nothing_due_yet_is_a_row_with_missing_shares():
    found = one(row(1, 0, due=False))
    assert (found["n_due"], found["n_done"]) == (0, 0)
    shares = [n for n in ADHERENCE.names if n.startswith("share")]
    assert found[shares].isna().all()


def test_a_client_without_a_log_is_a_row_with_zero():
    found = one(row(1, 0), row(2, 0))
    assert found[["n_due", "n_done", "share_done", "share_complete", "share_taking"]].tolist() == [2, 0, 0, 0, 0]
    assert found["share_done_low"] == 0
    assert found["share_done_high"] == pytest.approx(0.714036, abs=1e-6)  # 2 / 1.3 sessions


def test_an_unknown_client_and_an_unplanned_exercise_have_no_row():
    frame = matched(row(1, 2), extra(3, client="b"), extra(1, exercise="z"))
    assert adherence(frame)["client"].tolist() == ["a"]
    assert adherence(frame)["client"].cat.categories.tolist() == ["a"]
    assert adherence(frame, by="exercise")["exercise"].tolist() == ["x"]


def test_excused_is_counted_apart_once_its_window_has_closed():
    ill = {"due": False, "excused": "ill", "status": "excused"}
    found = one(row(1, 2), row(2, 0, **ill), row(3, 0, **ill, window_closed=False))
    assert found[["n_due", "n_excused", "share_done"]].tolist() == [1, 1, 1]


def test_an_excused_session_in_which_something_was_done_counts_like_any_other():
    found = one(row(1, 2, excused="ill"), row(1, 0, exercise="y", excused="ill"))
    assert found[["n_due", "n_done", "n_complete", "n_excused"]].tolist() == [1, 1, 0, 0]


def test_by_exercise_plan_rows_are_counted():
    frame = adherence(matched(row(1, 2), row(1, 1, exercise="y"), row(2, 0), row(2, 2, exercise="y")), by="exercise")
    assert frame[["exercise", "n_due", "n_done", "n_complete"]].to_numpy().tolist() == [["x", 2, 1, 1], ["y", 2, 2, 1]]


def test_several_columns_in_the_order_given_sorted_by_them():
    rows = [row(1, 2, client="b"), row(2, 0, client="b", slot="pm"), row(1, 3, client="a", day=8)]
    frame = adherence(matched(*rows), by=["week", "client", "slot"])
    assert frame[["week", "client", "slot", "n_done"]].to_numpy().tolist() == [
        [1, "b", "am", 1],
        [1, "b", "pm", 0],
        [2, "a", "am", 1],
    ]
    assert frame["week"].dtype == "int64"


def test_a_day_over_clients_counts_the_sessions_of_all():
    frame = adherence(matched(row(1, 2, client="a"), row(1, 0, client="b"), row(2, 1, day=2, client="b")), by="date")
    assert frame["date"].tolist() == [pd.Timestamp("2026-03-02"), pd.Timestamp("2026-03-03")]
    assert frame[["n_due", "n_done"]].to_numpy().tolist() == [[2, 1], [1, 1]]


def test_share_taking_is_given_by_client_alone():
    frame = matched(row(1, 3), extra(1))
    assert adherence(frame, by=("client",))["share_taking"].tolist() == [2.0]
    assert adherence(frame, by=("client", "week"))["share_taking"].isna().all()
    assert adherence(frame, by="week")["share_taking"].isna().all()


@pytest.mark.parametrize("by", ["weak", [], ["client", "client"], ["client", 3], 5, None, {"client", "week"}])
def test_an_unknown_or_doubled_name_in_by_is_refused_with_the_choices(by):
    with pytest.raises(RbtoolsError, match="client, week, day, date, weekday, slot, exercise, level"):
        adherence(matched(row()), by=by)


def test_another_frame_is_refused_by_name():
    with pytest.raises(RbtoolsError, match='matched: no column "client"'):
        adherence(pd.DataFrame({"x": [1]}))


@pytest.mark.parametrize("by", [["client"], ["week", "exercise"], ["date", "slot", "day"]])
def test_empty_input_gives_the_same_columns_and_dtypes(by):
    empty = adherence(schema.MATCHED.empty(), by=by)
    assert len(empty) == 0
    frame = keyed(ADHERENCE, by)
    assert_frame_equal(frame.check(empty), empty, check_categorical=False)
    assert empty.columns.tolist() == adherence(matched(row()), by=by).columns.tolist()


def test_the_input_is_left_as_it_was():
    frame = shuffled(matched(row(1, 2), row(2), extra()), 1)
    before = frame.copy(deep=True)
    adherence(frame)
    assert_frame_equal(frame, before)


ROWS = st.lists(
    st.tuples(
        st.sampled_from("abc"), st.integers(1, 8), st.sampled_from("xy"), st.sampled_from([0, 0.5, 1, 2, 3.5]),
        st.booleans(),
    ),
    min_size=1, max_size=30, unique_by=lambda r: r[:3],
)  # fmt: skip


def frame_of(rows) -> pd.DataFrame:
    open_from = {client: min((r[1] for r in rows if r[0] == client and r[4]), default=99) for client in "abc"}
    return matched(
        *(
            row(session, sets, client=client, exercise=exercise, day=(session + 1) // 2,
                slot="pm" if session % 2 == 0 else "am", due=session < open_from[client])
            for client, session, exercise, sets, _ in rows
        ),
        extra(0.5, client=rows[0][0]),
    )  # fmt: skip


@given(ROWS, st.integers(0, 99), st.sampled_from([["client"], ["client", "week"], ["client", "exercise", "slot"]]))
@settings(max_examples=30)
def test_any_row_order_and_any_partition_give_identical_bits(rows, seed, by):
    frame = frame_of(rows)
    whole = adherence(frame, by=by)
    assert_frame_equal(adherence(shuffled(frame, seed), by=by), whole, check_exact=True)
    parts = [adherence(frame[frame["client"] == c], by=by) for c in sorted(set(frame["client"]))]
    joined = pd.concat([part.astype({"client": "str"}) for part in parts], ignore_index=True)
    exact = {"check_exact": True, "check_categorical": False, "check_dtype": False}
    assert_frame_equal(joined, whole.astype({"client": "str"}), **exact)


@given(ROWS)
@settings(max_examples=30)
def test_the_obvious_loop_over_sessions_gives_the_same_counts(rows):
    frame = frame_of(rows)
    found = adherence(frame).set_index("client")
    for client in sorted({r[0] for r in rows}):
        mine = [r for r in frame.to_dict("records") if r["client"] == client and r["status"] != "extra" and r["due"]]
        by_session: dict[int, list] = {}
        for r in mine:
            by_session.setdefault(r["session"], []).append(r)
        done = sum(any(r["sets_done"] > 0 for r in s) for s in by_session.values())
        complete = sum(all(r["sets_done"] >= 2 for r in s) for s in by_session.values())
        counted = sum(min(r["sets_done"], 2) for r in mine)
        got = found.loc[client, ["n_due", "n_done", "n_complete", "n_sets_counted_min"]].tolist()
        assert got == [len(by_session), done, complete, counted]
