"""Plan files of the first edition, written by its code: they are read as the plan of today."""

from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal
from test_plan import plan

import rbtools as rb

OLD = Path(__file__).parents[1] / "data" / "old_plans"
EXERCISES = ["side_lying_roller", "wall_band_breathing"]
HEADER = (
    "client,session,exercise,date,day,week,slot,tz,scheduled_local,scheduled_at,opens_at,closes_at,"
    "level,sides,sets_min,sets_max,reps,unit,excused,plan_version"
)
MADE = {
    "usual": {},
    "day_start_0300": {"day_start": "03:00", "times": {"late": "02:30", "pm": "20:30"}},
}


@pytest.mark.parametrize("name", MADE)
def test_the_file_has_the_columns_of_the_first_edition(name):
    assert (OLD / f"{name}.csv").read_text(encoding="utf-8").partition("\n")[0] == HEADER


@pytest.mark.parametrize("name", MADE)
def test_an_old_file_is_read_as_the_plan_of_today_over_a_clock_change(name):
    today = plan("2026-03-27", weeks=1, exercises=EXERCISES, **MADE[name])
    today = rb.excuse(today, "2026-03-29", "2026-03-30", reason="flu")
    assert_frame_equal(rb.read_plan(OLD / f"{name}.csv"), today)


def test_an_old_file_says_no_day_start_and_gets_that_of_its_windows():
    found = {name: set(rb.read_plan(OLD / f"{name}.csv")["day_start"]) for name in MADE}
    assert found == {"usual": {"04:00"}, "day_start_0300": {"03:00"}}


def test_an_old_file_is_written_anew_with_its_number_of_rows(tmp_path):
    old = rb.read_plan(OLD / "usual.csv")
    path = rb.write_plan(old, tmp_path / "plan.csv")
    assert path.read_text(encoding="utf-8").splitlines()[1].endswith(",28")
    assert_frame_equal(rb.read_plan(path), old)
