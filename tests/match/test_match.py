"""What an entry does to the plan: one rule a test, on a plan of two days, two slots and two exercises."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import rbtools as rb
from rbtools import schema
from rbtools.errors import ArgumentError, FrameError

NOON = pd.Timedelta(hours=12)


def make_plan(client: str = "me", **columns) -> pd.DataFrame:
    """2 and 3 March 2026 in UTC, am at 08:00, pm at 20:00; `roll` has one side, `turn` two; both 2 to 3 sets of 5."""
    rows = []
    for session, (day, slot, hour) in enumerate([(2, "am", 8), (2, "pm", 20), (3, "am", 8), (3, "pm", 20)], start=1):
        date = pd.Timestamp(2026, 3, day)
        at, noon = date + pd.Timedelta(hours=hour), date + pd.Timedelta("14:00:00.000001")
        opens, closes = (
            (date + pd.Timedelta(hours=4), noon) if slot == "am" else (noon, date + pd.Timedelta(days=1, hours=4))
        )
        for exercise, sides in (("roll", 1), ("turn", 2)):
            rows.append(
                (client, session, date, day - 1, 1, slot, exercise, "base", sides, 2, 3, 5, "breath", "", 1,
                 "UTC", "04:00", at, utc(at), utc(opens), utc(closes))
            )  # fmt: skip
    return schema.PLAN.check(pd.DataFrame(rows, columns=schema.PLAN.names).assign(**columns))


def utc(time: str | pd.Timestamp) -> pd.Timestamp:
    return pd.Timestamp(time).tz_localize("UTC")


def entry(at: str, exercise: str = "roll", sets: int = 3, **more) -> dict:
    """One entry in UTC; `at` is "2 08:10" in March 2026, or "2" for a day without a time."""
    day, _, clock = at.partition(" ")
    local = pd.Timestamp(f"2026-03-{int(day):02d} {clock or '12:00'}")
    plan_day = (local - pd.Timedelta(hours=4 if clock else 0)).normalize()
    return {
        "client": "me", "performed_at": utc(local), "exercise": exercise, "side": "both", "performed_local": local,
        "date": plan_day, "slot": None, "time_known": bool(clock), "sets": sets, "reps": 5, "minutes": None,
        "outcome": "done", "recorded_at": None, "note": "", "source": "test", "line": 1,
    } | more  # fmt: skip


def match(*entries: dict, plan: pd.DataFrame | None = None, as_of: object = "end") -> pd.DataFrame:
    log = rb.Log(pd.DataFrame(entries, columns=schema.ENTRIES.names) if entries else schema.ENTRIES.empty())
    return rb.match_log(make_plan() if plan is None else plan, log, as_of=as_of)


def of(matched: pd.DataFrame, exercise: str, column: str) -> list:
    """The values of a column in the planned rows of one exercise, by session."""
    rows = matched[(matched["exercise"] == exercise) & matched["session"].notna()]
    return [None if pd.isna(v) else v for v in rows[column]]


def test_the_whole_frame_of_a_row_done_and_an_extra():
    found = match(entry("2 08:10", sets=4, reps=None), entry("2 08:12", "jump", 2, side="left"))
    first, extra = found.iloc[0], found.iloc[-1]
    assert first[["sets_left", "sets_right"]].isna().all()
    assert first.dropna().to_dict() == make_plan().iloc[0].to_dict() | {
        "due": True,
        "performed_at": utc("2026-03-02 08:10"),
        "minutes_off": 10.0,
        "sets_done": 4.0,
        "sets_counted": 3.0,
        "reps_done": 20,
        "n_reps_assumed": 1,
        "status": "full",
        "window_closed": True,
    }
    assert extra.dropna().to_dict() == {
        "client": "me",
        "exercise": "jump",
        "date": pd.Timestamp("2026-03-02"),
        "excuse_reason": "",
        "due": False,
        "performed_at": utc("2026-03-02 08:12"),
        "sets_done": 2.0,
        "reps_done": 10,
        "n_reps_assumed": 0,
        "status": "extra",
        "window_closed": False,
    }
    assert len(found) == 9
    assert_frame_equal(schema.MATCHED.check(found), found)


@pytest.mark.parametrize(("sets", "status"), [(1, "partial"), (2, "minimum"), (3, "full"), (7, "full")])
def test_status_follows_the_dose(sets, status):
    found = match(entry("2 08:00", sets=sets))
    assert of(found, "roll", "status") == [status, "missed", "missed", "missed"]
    assert of(found, "roll", "sets_counted")[0] == min(sets, 3)


def test_an_entry_belongs_to_the_window_it_falls_in():
    found = match(entry("2 13:59"), entry("2 14:01", sets=2), entry("3 03:59", sets=1), entry("3 04:00", sets=1))
    assert of(found, "roll", "sets_done") == [3, 3, 1, 0]


def test_a_tie_between_two_sessions_belongs_to_the_earlier():
    assert of(match(entry("2 14:00")), "roll", "sets_done") == [3, 0, 0, 0]


def test_a_named_slot_stands_whatever_the_clock_says():
    found = match(entry("2 21:00", slot="am"), entry("3 00:20", sets=2, slot="pm"))
    assert of(found, "roll", "sets_done") == [3, 2, 0, 0]
    assert of(found, "roll", "minutes_off") == [780, 260, None, None]


def test_a_slot_that_the_plan_does_not_have_is_as_no_slot():
    assert of(match(entry("2 21:00", slot="noon")), "roll", "sets_done") == [0, 3, 0, 0]


def test_a_slot_on_a_day_without_it_is_an_extra():
    plan = make_plan()[lambda p: p["session"] != 3]
    found = match(entry("3 09:00", slot="am"), plan=plan)
    assert found["status"].tolist() == ["missed"] * 6 + ["extra"]


def test_sets_in_one_window_add_up():
    found = match(entry("2 08:00", sets=1, reps=4), entry("2 09:30", sets=2, reps=None))
    row = found.iloc[0]
    assert (row["sets_done"], row["reps_done"], row["n_reps_assumed"], row["status"]) == (3, 14, 1, "full")
    assert row["performed_at"] == utc("2026-03-02 08:00")


def test_left_and_right_are_counted_apart_and_both_counts_for_each():
    found = match(
        entry("2 08:00", "turn", 3, side="left"),
        entry("2 08:05", "turn", 1, side="right"),
        entry("2 20:00", "turn", 2),
        entry("3 08:00", "turn", 3, side="left"),
    )
    assert of(found, "turn", "sets_left") == [3, 2, 3, 0]
    assert of(found, "turn", "sets_right") == [1, 2, 0, 0]
    assert of(found, "turn", "sets_done") == [2, 2, 1.5, 0]
    assert of(found, "turn", "reps_done") == [20, 20, 15, 0]
    assert of(found, "turn", "status") == ["minimum", "minimum", "partial", "missed"]


def test_a_named_side_of_a_one_sided_exercise_counts_as_both():
    found = match(entry("2 08:00", side="right"))
    assert of(found, "roll", "sets_done") == [3, 0, 0, 0]
    assert of(found, "roll", "sets_right") == [None] * 4


def test_left_out_is_skipped_and_not_missed():
    found = match(
        entry("2 08:00", sets=0, outcome="skipped"), entry("2 20:00", sets=0, outcome="skipped"), entry("2 20:05")
    )
    assert of(found, "roll", "status") == ["skipped", "full", "missed", "missed"]
    assert of(found, "roll", "performed_at")[0] is None
    assert of(found, "roll", "due") == [True] * 4


def test_an_entry_of_no_sets_is_as_left_out():
    assert of(match(entry("2 08:00", sets=0)), "roll", "status")[0] == "skipped"


@pytest.mark.parametrize(
    ("entries", "done"),
    [
        ([3], [3, 0]),
        ([5], [3, 2]),
        ([9], [3, 6]),
        ([2, 2], [3, 1]),
        ([1, 1], [2, 0]),
    ],
)
def test_a_day_without_a_time_fills_its_sessions_in_order_the_rest_on_the_last(entries, done):
    found = match(
        *(
            entry("2", sets=n, performed_at=utc("2026-03-02") + NOON + pd.Timedelta(minutes=i))
            for i, n in enumerate(entries)
        )
    )
    assert of(found, "roll", "sets_done") == [*done, 0, 0]
    assert of(found, "roll", "minutes_off") == [None] * 4


def test_a_day_without_a_time_fills_what_entries_of_a_known_session_left_free():
    found = match(entry("2", sets=3), entry("2 08:00", sets=2), entry("2 21:00", slot="am", sets=1, exercise="turn"))
    assert of(found, "roll", "sets_done") == [3, 2, 0, 0]
    assert of(found, "roll", "minutes_off") == [0, None, None, None]


def test_sides_of_a_day_without_a_time_are_filled_apart():
    found = match(entry("2", "turn", 5, side="left"), entry("2", "turn", 1, side="right"))
    assert of(found, "turn", "sets_left") == [3, 2, 0, 0]
    assert of(found, "turn", "sets_right") == [1, 0, 0, 0]


def test_reps_of_an_entry_over_two_sessions_are_assumed_once():
    found = match(entry("2", sets=5, reps=None))
    assert of(found, "roll", "reps_done") == [15, 10, 0, 0]
    assert of(found, "roll", "n_reps_assumed") == [1, 0, 0, 0]


def test_a_day_left_out_marks_each_of_its_sessions_in_which_nothing_was_done():
    found = match(entry("2", sets=0, outcome="skipped"), entry("2 20:10"))
    assert of(found, "roll", "status") == ["skipped", "full", "missed", "missed"]


def test_a_day_without_a_time_passes_over_a_session_without_the_exercise():
    plan = make_plan()[lambda p: (p["session"] != 1) | (p["exercise"] != "roll")]
    found = match(entry("2", sets=2), entry("2 08:00"), plan=plan)
    assert of(found, "roll", "sets_done") == [2, 0, 0]
    assert found["status"].tolist().count("extra") == 1


def test_a_day_and_a_slot_without_a_time_is_that_slot():
    assert of(match(entry("2", slot="pm")), "roll", "sets_done") == [0, 3, 0, 0]


@pytest.mark.parametrize(
    "stray",
    [
        entry("2 08:00", client="you"),
        entry("2 08:00", "jump"),
        entry("1 08:00"),
        entry("4 04:00"),
        entry("9"),
        entry("2", "jump"),
        entry("4 08:00", slot="am"),
        entry("2 08:00", "jump", 0, outcome="skipped"),
    ],
)
def test_what_fits_no_row_is_kept_as_an_extra(stray):
    found = match(stray)
    assert of(found[found["client"] == "me"], "roll", "status") == ["missed"] * 4
    extra = found[found["status"] == "extra"].iloc[0]
    assert (extra["client"], extra["exercise"], extra["date"]) == (stray["client"], stray["exercise"], stray["date"])
    assert extra["sets_done"] == stray["sets"]
    assert pd.isna(extra["performed_at"]) == (stray["outcome"] == "skipped")
    assert len(found) == 9


def test_one_side_of_an_extra_is_half_a_set_where_the_plan_has_two_sides():
    found = match(entry("9 08:00", "turn", 3, side="left"), entry("9 08:00", "roll", 3, side="left"))
    assert found.iloc[-2:][["exercise", "sets_done", "reps_done"]].to_numpy().tolist() == [
        ["roll", 3, 15],
        ["turn", 1.5, 15],
    ]


def test_extras_stand_behind_the_rows_of_their_client():
    plan = pd.concat([make_plan("b"), make_plan("a")])
    found = match(entry("9 08:00", client="a"), entry("1 08:00", client="a"), entry("2 08:00", client="aa"), plan=plan)
    assert found["client"].tolist() == ["a"] * 10 + ["aa"] + ["b"] * 8
    assert found["date"].dt.day.tolist()[8:11] == [1, 9, 2]
    assert found["client"].cat.categories.tolist() == ["a", "aa", "b"]


@pytest.mark.parametrize(
    ("as_of", "statuses", "due"),
    [
        ("2026-03-02", ["full", "missed", "not_due", "not_due"], [True, True, False, False]),
        (date(2026, 3, 1), ["not_due"] * 4, [False] * 4),
        (pd.Timestamp("2026-03-03"), ["full", "missed", "full", "missed"], [True] * 4),
        ("2026-03-02T14:00:00.000001Z", ["full", "not_due", "not_due", "not_due"], [True, False, False, False]),
        ("2026-03-02T08:10:00Z", ["not_due"] * 4, [False] * 4),
        ("2026-03-02T09:10:01+01:00", ["full", "not_due", "not_due", "not_due"], [False] * 4),
        ("end", ["full", "missed", "full", "missed"], [True] * 4),
    ],
)
def test_as_of_says_what_is_due_and_what_is_looked_at(as_of, statuses, due):
    found = match(entry("2 08:10"), entry("3 08:10"), entry("20 08:00"), as_of=as_of)
    assert of(found, "roll", "status") == statuses
    assert of(found, "roll", "due") == due
    assert of(found, "roll", "window_closed") == due
    assert (found["status"] == "extra").sum() == (as_of == "end")


@pytest.mark.parametrize("as_of", ["2026-03-02T08:00", pd.Timestamp("2026-03-02 08:00"), "soon", None, pd.NaT, 3])
def test_an_as_of_that_would_be_a_guess_is_refused(as_of):
    with pytest.raises(ArgumentError, match=r'as_of=.* is not allowed. Allowed: a date \("2026-03-29"\), an instant'):
        match(as_of=as_of)


def test_an_excused_session_in_which_nothing_was_done_is_never_due():
    plan = make_plan(excuse_reason=["ill"] * 2 + [""] * 2 + ["away"] * 4)
    found = match(entry("2 08:00", sets=0, outcome="skipped"), entry("3 20:00"), plan=plan, as_of="2026-03-02")
    assert of(found, "roll", "status") == ["excused", "missed", "excused", "excused"]
    assert of(found, "roll", "due") == [False, True, False, False]
    assert of(found, "roll", "window_closed") == [True, True, False, False]


def test_an_excused_session_in_which_something_was_done_counts_like_any_other():
    found = match(entry("2 08:00", sets=1), plan=make_plan(excuse_reason="ill"), as_of="2026-03-02")
    assert of(found, "roll", "status") == ["partial", "excused", "excused", "excused"]
    assert of(found, "turn", "status") == ["missed", "excused", "excused", "excused"]
    assert of(found, "turn", "due") == [True, False, False, False]


def test_another_day_start_moves_the_plan_day():
    shift = pd.Timedelta(hours=4)
    late = make_plan()
    late = late.assign(opens_at=late["opens_at"] - shift, closes_at=late["closes_at"] - shift, day_start="00:00")
    found = match(entry("3 00:20", slot="am"), entry("3 00:20", "turn", slot="pm"), plan=late)
    assert of(found, "roll", "sets_done") == [0, 0, 3, 0]
    assert of(found, "turn", "sets_done") == [0, 0, 0, 3]


def test_the_first_entry_gives_the_time_and_a_day_without_a_time_gives_none():
    found = match(entry("2", slot="am"), entry("2 12:30", slot="am"), entry("2 20:30"), entry("2 20:10", sets=1))
    assert of(found, "roll", "performed_at")[:2] == [utc("2026-03-02 12:00"), utc("2026-03-02 20:10")]
    assert of(found, "roll", "minutes_off")[:2] == [None, 10]


def test_no_plan_and_no_log_give_typed_empty_frames():
    nothing = rb.Log(schema.ENTRIES.empty())
    matched = rb.match_log(schema.PLAN.empty(), nothing, as_of="end")
    assert_frame_equal(matched, schema.MATCHED.empty())
    assert_frame_equal(rb.sessions(matched), schema.SESSIONS.empty())


def test_without_a_plan_every_entry_is_an_extra():
    found = match(entry("2 08:00"), entry("2"), plan=schema.PLAN.empty(), as_of="2026-03-02")
    assert found["status"].tolist() == ["extra", "extra"]
    assert_frame_equal(schema.MATCHED.check(found), found)


def test_without_a_log_everything_is_missed():
    found = match()
    assert found["status"].tolist() == ["missed"] * 8
    assert_frame_equal(schema.MATCHED.check(found), found)


def test_a_bare_frame_is_not_a_log():
    with pytest.raises(
        FrameError, match=r"log: expected a Log, got DataFrame. Give what read_log returns, or Log\(entries\)"
    ):
        rb.match_log(make_plan(), schema.ENTRIES.empty(), as_of="end")


def test_a_session_with_two_times_is_refused():
    plan = make_plan()
    plan.loc[1, "opens_at"] += pd.Timedelta(minutes=1)
    with pytest.raises(FrameError, match="plan, column opens_at: session 1 of client me has two values"):
        match(plan=plan)


def test_the_arguments_are_left_as_they_were_and_share_nothing():
    plan, entries = make_plan(), pd.DataFrame([entry("2 08:00")])
    entries = schema.ENTRIES.check(entries)
    before = plan.copy(deep=True), entries.copy(deep=True)
    matched = rb.match_log(plan, rb.Log(entries), as_of="end")
    for name in ("session", "sets_max", "opens_at", "date"):
        matched.loc[:, name] = matched[name].iloc[::-1].to_numpy()
    matched.loc[:, "excuse_reason"] = "changed"
    assert_frame_equal(plan, before[0])
    assert_frame_equal(entries, before[1])


def test_sessions_sum_up_their_rows():
    plan = make_plan(excuse_reason=[""] * 6 + ["ill"] * 2)
    matched = match(
        entry("2 08:10"), entry("2 08:05", "turn", 2), entry("2 20:00", "turn", 1, side="left"),
        entry("3 08:00", sets=0, outcome="skipped"), entry("9 08:00"), plan=plan,
    )  # fmt: skip
    found = rb.sessions(matched)
    columns = ["due", "minutes_off", "n_exercises", "n_exercises_done", "n_exercises_complete", "sets_done", "status"]
    expected = pd.DataFrame(
        {
            "due": [True, True, True, False],
            "minutes_off": [5.0, 0.0, np.nan, np.nan],
            "n_exercises": [2, 2, 2, 2],
            "n_exercises_done": [2, 1, 0, 0],
            "n_exercises_complete": [2, 0, 0, 0],
            "sets_done": [5.0, 0.5, 0.0, 0.0],
            "status": pd.Categorical(["complete", "partial", "skipped", "excused"], schema.SESSION_STATUSES),
        }
    )
    assert_frame_equal(found[columns], expected)
    assert found["performed_at"].tolist()[:2] == [utc("2026-03-02 08:05"), utc("2026-03-02 20:00")]
    assert_frame_equal(schema.SESSIONS.check(found), found)


def test_sessions_of_one_exercise_are_judged_by_it_alone():
    matched = match(entry("2 08:10"))
    found = rb.sessions(matched[matched["exercise"] == "roll"])
    assert found["status"].tolist() == ["complete", "missed", "missed", "missed"]
    assert found["n_exercises"].tolist() == [1] * 4
