"""Groups by weekday and by any text or category column of a matched frame."""

from hand_made import matched, row

from rbtools.measure.adherence import adherence
from rbtools.measure.sets_completed import sets_completed


def test_weekdays_are_in_the_order_of_the_week_and_only_those_planned():
    found = adherence(matched(row(1, 2, day=1), row(2, 0, day=7), row(3, 2, day=8)), by="weekday")
    assert found["weekday"].tolist() == ["Monday", "Sunday"]
    assert found["n_done"].tolist() == [2, 0]


def test_a_column_of_the_user_groups_sessions_and_missing_comes_last():
    frame = matched(row(1, 2, client="a"), row(1, 0, client="b"), row(1, 2, client="c"))
    frame["clinic"] = ["south", None, "north"]
    found = adherence(frame, by="clinic")
    assert found["clinic"].astype(object).where(found["clinic"].notna(), None).tolist() == ["north", "south", None]
    assert found["n_due"].tolist() == [1, 1, 1]


def test_a_session_counts_in_each_group_by_the_exercises_of_that_group_alone():
    rows = [row(1, 2, exercise="x", level="base"), row(1, 0, exercise="y", level="advanced")]
    found = adherence(matched(*rows), by="level")
    assert found[["level", "n_due", "n_complete"]].astype({"level": "str"}).to_numpy().tolist() == [
        ["advanced", 1, 0],
        ["base", 1, 1],
    ]
    assert sets_completed(matched(*rows), by=["level", "exercise"])["n_sets_done"].tolist() == [0, 2]
