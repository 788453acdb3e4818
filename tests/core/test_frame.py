"""The check of a frame: what a declared frame takes, what it makes of it, and what it says about the rest."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from rbtools.core.frame import Column, Frame
from rbtools.core.ids import CLIENT
from rbtools.core.pandera_schema import pandera_schema
from rbtools.errors import FrameError

DIARY = Frame(
    "diary",
    "one day",
    (
        Column("client", "id", "who", rule=CLIENT),
        Column("at", "instant", "when", "UTC"),
        Column("day", "date", "on which day"),
        Column("sets", "count", "sets", "sets", low=0, high=50),
        Column("most", "count", "as many were planned", "sets"),
        Column("reps", "count", "reps", "reps", low=1, missing=True),
        Column("minutes", "real", "time", "minutes", low=0, missing=True),
        Column("weight", "real", "weight", "kg"),
        Column("side", "choice", "side", allowed=("both", "left")),
        Column("done", "flag", "whether"),
        Column("note", "text", "words"),
    ),
    key=("client", "at"),
    ordered=(("sets", "most"),),
)


def diary(**columns) -> pd.DataFrame:
    given = {
        "client": ["b", "a"],
        "at": pd.to_datetime(["2026-03-02T07:30+01:00", "2026-03-02T08:00+01:00"]),
        "day": pd.to_datetime(["2026-03-02", "2026-03-02"]),
        "sets": [5, 3],
        "most": [50, 50],
        "reps": [None, 10],
        "minutes": [8.5, None],
        "weight": [1.0, 2.0],
        "side": ["both", "left"],
        "done": [True, False],
        "note": ["easy", None],
    }
    return pd.DataFrame(given | columns)


def test_text_becomes_category_and_instants_become_utc():
    checked = DIARY.check(diary())
    expected = pd.DataFrame(
        {
            "client": pd.Categorical(["b", "a"]),
            "at": pd.to_datetime(["2026-03-02T06:30Z", "2026-03-02T07:00Z"]).as_unit("us"),
            "day": pd.to_datetime(["2026-03-02", "2026-03-02"]).as_unit("us"),
            "sets": pd.Series([5, 3], dtype="int64"),
            "most": pd.Series([50, 50], dtype="int64"),
            "reps": pd.Series([None, 10], dtype="Int64"),
            "minutes": [8.5, None],
            "weight": [1.0, 2.0],
            "side": pd.Categorical(["both", "left"], categories=["both", "left"]),
            "done": [True, False],
            "note": pd.Series(["easy", ""], dtype="str"),
        }
    )
    assert_frame_equal(checked, expected)


def test_the_argument_is_left_as_it_was():
    frame = diary()
    before = frame.copy(deep=True)
    DIARY.sort(DIARY.check(frame))
    assert_frame_equal(frame, before)


def test_extra_columns_stay_behind_and_order_is_the_declared_one():
    frame = diary(colour=["red", "blue"])[["colour", *reversed(DIARY.names)]]
    assert list(DIARY.check(frame).columns) == DIARY.names


def test_an_empty_frame_has_every_dtype():
    assert_frame_equal(DIARY.check(DIARY.empty()), DIARY.empty())


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"sets": [5, 51]}, "diary, column sets, row 1: 51 is not allowed. Allowed: 0 to 50."),
        ({"most": [9, 2]}, "diary, row 1: sets 3 is above most 2. Correct one of the two and call again."),
        (
            {"day": pd.to_datetime(["2026-03-02T07:30", "2026-03-02T00:00"])},
            "diary, column day, row 0: 2026-03-02 07:30:00 is not allowed. Allowed: a date without a time of day.",
        ),
        ({"sets": [2.5, 1]}, "diary, column sets, row 0: 2.5 is not allowed."),
        ({"sets": [None, 1]}, "diary, column sets, row 0: nan is not allowed."),
        ({"side": ["both", "up"]}, "diary, column side, row 1: 'up' is not allowed. Allowed: both, left."),
        ({"client": [7, "a"]}, "row 0: 7 is not allowed. Allowed: text (a client 7 and a client '007' are two people"),
        ({"sets": [float("inf"), 1]}, "diary, column sets, row 0: inf is not allowed."),
        ({"reps": [float("-inf"), 1]}, "diary, column reps, row 0: -inf is not allowed."),
        ({"minutes": [1, float("inf")]}, "diary, column minutes, row 1: inf is not allowed."),
        ({"weight": [1, float("inf")]}, "diary, column weight, row 1: inf is not allowed. Allowed: a finite number."),
        ({"client": pd.Categorical([7, 8])}, "diary, column client, row 0: 7 is not allowed. Allowed: text"),
        ({"client": ["a/b", "a"]}, "diary, column client, row 0: 'a/b' is not allowed. Allowed: text of 1 to 64"),
        ({"client": ["a", None]}, "diary, column client, row 1"),
        ({"sets": ["5", "3"]}, "diary, column sets: dtype str is not a whole number."),
        ({"done": [1, 0]}, "diary, column done: dtype int64 is not true or false."),
        ({"at": pd.to_datetime(["2026-03-02", "2026-03-03"])}, "naive times are ambiguous"),
        (
            {"client": ["a", "a"], "at": pd.to_datetime(["2026-03-02T07:00Z"] * 2)},
            "row 1: duplicate key (client a, at 2026-03-02 07:00:00+00:00). Keep one of the rows.",
        ),
    ],
)
def test_what_is_not_allowed_is_named(columns, message):
    with pytest.raises(FrameError) as caught:
        DIARY.check(diary(**columns))
    assert message in str(caught.value)


def test_a_missing_column_comes_with_a_suggestion():
    with pytest.raises(FrameError, match=r'diary: no column "minutes" \(did you mean "minuets"\?\)'):
        DIARY.check(diary().rename(columns={"minutes": "minuets"}))


def test_what_is_not_a_frame_is_refused():
    with pytest.raises(FrameError, match="expected a DataFrame, got list"):
        DIARY.check([1, 2])


def test_rows_are_sorted_by_the_text_of_ids_whatever_the_categories():
    frame = diary(client=pd.Categorical(["b", "a"], categories=["b", "unused", "a"]))
    assert DIARY.sort(DIARY.check(frame))["client"].tolist() == ["a", "b"]


@given(st.permutations(range(6)))
def test_any_row_order_sorts_to_the_same_frame(order):
    frame = pd.concat([diary(), diary(client=["c", "d"]), diary(client=["e", "f"])], ignore_index=True)
    assert_frame_equal(DIARY.sort(DIARY.check(frame.iloc[list(order)])), DIARY.sort(DIARY.check(frame)))


@given(
    sets=st.lists(st.integers(-2, 60), min_size=2, max_size=2),
    side=st.lists(st.sampled_from(["both", "left", "up"]), min_size=2, max_size=2),
    most=st.sampled_from([30, 60]),
    hour=st.sampled_from([0, 0, 7]),
)
def test_the_check_and_the_pandera_schema_agree(sets, side, most, hour):
    errors = pytest.importorskip("pandera.errors")
    good = DIARY.check(diary())
    day = good["day"] + pd.Timedelta(hours=hour)
    frame = good.assign(sets=sets, most=most, day=day, side=pd.Categorical(side, categories=["both", "left", "up"]))
    try:
        DIARY.check(frame)
        ours = True
    except FrameError:
        ours = False
    known = frame.assign(side=pd.Categorical([s if s != "up" else None for s in side], categories=["both", "left"]))
    try:
        pandera_schema(DIARY).validate(known)
        theirs = True
    except (errors.SchemaError, errors.SchemaErrors):
        theirs = False
    assert ours == theirs


def test_two_columns_of_one_name_are_refused():
    frame = DIARY.check(diary())
    with pytest.raises(FrameError, match='diary: several columns are named "client"'):
        DIARY.check(pd.concat([frame, frame[["client"]]], axis=1))


@pytest.mark.parametrize("made", [list, pd.Categorical])
def test_ids_are_the_same_whichever_computer_typed_them(made):
    composed, decomposed = "Jos\u00e9", "Jose\u0301"
    frame = diary(client=made([decomposed, composed]))
    checked = DIARY.check(frame)
    assert checked["client"].tolist() == [composed, composed]
    assert checked["client"].cat.categories.tolist() == [composed]
    with pytest.raises(FrameError, match="duplicate key"):
        DIARY.check(frame.assign(at=frame["at"].iloc[0]))


def test_a_row_whose_key_is_missing_in_part_has_no_key():
    columns = Column("session", "count", "n", missing=True), Column("x", "id", "x")
    extras = Frame("extras", "a row", columns, key=("session", "x"))
    rows = pd.DataFrame({"session": pd.array([None, None, 1], dtype="Int64"), "x": ["a", "a", "a"]})
    assert len(extras.check(rows)) == 3
    with pytest.raises(FrameError, match=r"extras, row 3: duplicate key \(session 1, x a\)"):
        extras.check(pd.concat([rows, rows.iloc[[2]]], ignore_index=True))
