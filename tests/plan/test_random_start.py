"""A drawn start: the same whoever else is planned, within its window, evenly spread, recorded and kept."""

from hashlib import sha256

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal

import rbtools as rb
from rbtools.core.pandera_schema import pandera_schema
from rbtools.errors import ArgumentError, FrameError
from rbtools.plan.plan_file import read_plan, write_plan
from rbtools.plan.random_start import drawn_days
from rbtools.schema import MATCHED, PLAN

PROGRAM = rb.load_program()
WINDOW = ["start_earliest", "start_latest"]
CLIENTS = pd.DataFrame(
    {"client": ["anna", "ben", "çelik"], "start": ["2026-03-02", "2026-03-09", "2026-03-02"], "tz": "Europe/London"}
)


def drawn(clients=CLIENTS, **options):
    return rb.make_plans(PROGRAM, clients, **{"weeks": 3, "start_window": 20, "seed": 7} | options)


def starts(plan):
    return plan.groupby("client", observed=True)[["date", *WINDOW]].min()


def test_the_window_is_recorded_and_the_start_lies_in_it():
    found = starts(drawn())
    assert found["start_earliest"].dt.strftime("%m-%d").tolist() == ["03-02", "03-09", "03-02"]
    assert found["start_latest"].dt.strftime("%m-%d").tolist() == ["03-21", "03-28", "03-21"]
    assert found["date"].between(found["start_earliest"], found["start_latest"]).all()


def test_the_draw_can_be_done_again_by_hand():
    word = int.from_bytes(sha256("7:çelik".encode()).digest()[:8], "big")
    found = starts(drawn())
    assert (found["date"] - found["start_earliest"]).dt.days["çelik"] == word % 20


def test_a_drawn_plan_is_the_plan_of_the_drawn_start():
    found = drawn()
    known = starts(found)["date"].reset_index()
    again = CLIENTS.assign(start=known["date"].dt.strftime("%Y-%m-%d"))
    assert_frame_equal(found[PLAN.names], rb.make_plans(PROGRAM, again, weeks=3))


def test_a_draw_does_not_depend_on_the_others():
    parts = pd.concat([drawn(CLIENTS.iloc[[i]]) for i in (2, 0, 1)])
    assert_frame_equal(PLAN.sort(PLAN.check(parts)), drawn())


@given(seed=st.integers(0, 2**64 - 1), days=st.integers(2, 84))
def test_a_draw_stays_in_the_window(seed, days):
    found = drawn_days(["a", "b"], days, seed)
    assert ((found >= 0) & (found < days)).all()


def test_every_day_of_the_window_is_as_likely():
    found = np.bincount(drawn_days([f"p{i}" for i in range(20_000)], 20, 1), minlength=20)
    assert (np.abs(found - 1000) < 5 * np.sqrt(1000 * 0.95)).all()


def test_another_seed_draws_other_starts():
    many = [f"p{i}" for i in range(200)]
    assert 0 < (drawn_days(many, 20, 1) == drawn_days(many, 20, 2)).mean() < 0.2


def test_no_clients_give_an_empty_drawn_plan():
    empty = drawn(CLIENTS.head(0))
    assert list(empty.columns) == [*PLAN.names, *WINDOW]
    assert len(empty) == 0


def test_a_plan_without_a_draw_has_no_window():
    assert list(rb.make_plans(PROGRAM, CLIENTS, weeks=2).columns) == PLAN.names


@pytest.mark.parametrize("options", [{"seed": None}, {"start_window": None}, {"start_window": 1}, {"start_window": 2.5},
                                     {"seed": -1}, {"seed": True}, {"start_window": 22}])  # fmt: skip
def test_half_a_draw_or_one_out_of_limits_is_refused(options):
    with pytest.raises(ArgumentError, match=r"start_window|seed"):
        drawn(**options)


class TestKept:
    @pytest.mark.parametrize("ending", ["csv", "parquet"])
    def test_in_a_file(self, tmp_path, ending):
        plan = drawn()
        assert_frame_equal(read_plan(write_plan(plan, tmp_path / f"plan.{ending}")), plan)

    def test_in_a_file_beside_people_without_a_draw(self, tmp_path):
        other = rb.make_plan(PROGRAM, "2026-03-02", tz="UTC", weeks=1, client="zoe")
        plan = PLAN.sort(PLAN.check(pd.concat([drawn(), other])))
        assert plan.loc[plan["client"] == "zoe", WINDOW].isna().all(axis=None)
        assert_frame_equal(read_plan(write_plan(plan, tmp_path / "plan.csv")), plan)

    def test_by_an_excuse(self):
        plan = drawn()
        day = plan["date"].iloc[0].date()
        assert_frame_equal(rb.excuse(plan, day, day, reason="flu")[WINDOW], plan[WINDOW])

    def test_by_a_revision_of_one_client(self):
        plan = drawn()
        later = rb.revise_plan(plan, "2026-03-24", program=PROGRAM, client="ben", weeks=4)
        assert_frame_equal(starts(later)[WINDOW], starts(plan)[WINDOW])
        assert later[WINDOW].notna().all(axis=None)
        assert len(later) > len(plan)

    def test_by_the_check_of_one_client(self):
        assert list(PLAN.check(drawn().head(3)).columns) == [*PLAN.names, *WINDOW]


def test_half_a_window_is_no_plan(tmp_path):
    half = drawn().drop(columns="start_latest")
    with pytest.raises(FrameError, match="start_latest"):
        PLAN.check(half)
    half.to_csv(tmp_path / "half.csv", index=False)
    with pytest.raises(FrameError, match="start_latest"):
        read_plan(tmp_path / "half.csv")


def test_a_broken_date_in_the_window_is_refused(tmp_path):
    path = write_plan(drawn(), tmp_path / "plan.csv")
    path.write_text(path.read_text(encoding="utf-8").replace("2026-03-02,2026-03-21", "soon,2026-03-21"), "utf-8")
    with pytest.raises(FrameError, match="soon"):
        read_plan(path)


def test_matching_leaves_the_window_behind():
    plan = drawn()
    log = rb.simulate_log(plan, seed=1)
    matched = rb.match_log(plan, log, as_of="end")
    assert list(matched.columns) == MATCHED.names
    assert_frame_equal(matched, rb.match_log(plan[PLAN.names], log, as_of="end"))


def test_the_log_is_simulated_from_the_drawn_start():
    plan = drawn()
    first = rb.simulate_log(plan, seed=1, ratings_missing=0).ratings.groupby("client", observed=True)["date"].min()
    assert_series_equal(first, starts(plan)["date"] - pd.Timedelta(days=7))


def test_the_pandera_schema_takes_plans_with_and_without_a_draw():
    pytest.importorskip("pandera")
    schema = pandera_schema(PLAN)
    for plan in (drawn(), rb.make_plans(PROGRAM, CLIENTS, weeks=1)):
        assert len(schema.validate(plan)) == len(plan)


def test_a_drawn_start_that_is_moved_is_not_a_drawn_one_any_more():
    moved = rb.shift_plan(drawn(), "2026-03-01", days=3, client="ben")
    before = starts(drawn())
    after = starts(moved)
    assert after.loc["ben", "date"] == before.loc["ben", "date"] + pd.Timedelta(days=3)
    assert after.loc["ben", WINDOW].isna().all()
    assert_frame_equal(after.drop("ben"), before.drop("ben"))


def test_a_pause_after_the_start_leaves_the_draw_as_it_was():
    plan = drawn(CLIENTS.head(1))
    pause = plan["date"].max().date()
    assert_frame_equal(starts(rb.shift_plan(plan, pause, days=3)), starts(plan))


def test_where_every_start_is_moved_the_window_is_gone():
    moved = rb.shift_plan(drawn(), "2026-03-01", days=1)
    assert not {*WINDOW} & {*moved.columns}
