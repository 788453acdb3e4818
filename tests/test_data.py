"""The shipped data: made again byte for byte, read as their README says, and holding what they are there to show."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import rbtools as rb
from rbtools.core import datasets
from rbtools.plan.plan_file import read_plan

DATA = Path(__file__).parents[1] / "data"
FILES = sorted(
    p.relative_to(DATA).as_posix() for p in DATA.rglob("*.*") if p.suffix in (".md", ".csv", ".toml", ".xlsx")
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    subprocess.run([sys.executable, DATA / "make_data.py", folder], check=True)
    return folder


@pytest.mark.parametrize("name", FILES)
def test_the_script_makes_each_file_again(made, name):
    assert (made / name).read_bytes() == (DATA / name).read_bytes(), "run: python data/make_data.py"


def test_the_script_makes_no_file_that_is_not_shipped(made):
    assert sorted(p.relative_to(made).as_posix() for p in made.rglob("*.*") if p.is_file()) == FILES


def test_the_readme_names_every_data_file():
    said = (DATA / "README.md").read_text(encoding="utf-8")
    assert [name for name in FILES if name != "README.md" and Path(name).name not in said] == []


@pytest.mark.parametrize("name", [n for n in FILES if n.endswith("log.csv") or n.startswith("messy")])
def test_logs_say_that_they_are_synthetic(name):
    assert "Synthetic: made by data/make_data.py" in (DATA / name).read_text(encoding="utf-8-sig")


@pytest.fixture(scope="module")
def plan():
    return read_plan(datasets.path("one_client/plan.csv"))


@pytest.fixture(scope="module")
def log():
    return rb.read_log(datasets.path("one_client/log.csv"), client="me", tz="Europe/Amsterdam")


class TestOneClient:
    def test_every_record_is_accepted(self, log):
        assert str(log.report) == "207 records: 207 accepted, 0 rejected, 0 duplicates, 0 ignored"

    def test_the_plan_is_the_one_of_the_readme(self, plan):
        tour = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/Amsterdam")
        tour = rb.excuse(tour, "2026-03-14", "2026-03-15", reason="ill")
        pd.testing.assert_frame_equal(plan, tour)

    def test_it_is_kept_as_a_person_would(self, plan, log):
        done = log.entries[log.entries["outcome"] == "done"]
        assert (done["performed_local"].dt.hour < 4).any()
        assert not done["time_known"].all()
        assert (log.entries["outcome"] == "skipped").any()
        baseline = log.ratings[log.ratings["date"] < plan["date"].min()]
        assert 3 <= baseline["date"].nunique() < 7
        rhythm = rb.rhythm(rb.match_log(plan, log, as_of="end"))
        assert rhythm["longest_gap"].item() >= 3

    def test_nothing_lies_outside_the_plan(self, plan, log):
        matched = rb.match_log(plan, log, as_of="end")
        assert (matched["status"] == "extra").sum() == 0
        assert (matched["status"] == "excused").sum() == 4 * 3


class TestClinic:
    def test_thirty_clients_in_three_zones_some_never_start_and_some_stop(self):
        plan, log = read_plan(datasets.path("clinic/plan.csv")), rb.read_log(datasets.path("clinic/log.csv"))
        assert (log.report.accepted, log.report.rejected) == (log.report.records, 0)
        assert (plan["client"].nunique(), plan["tz"].nunique(), plan.groupby("client")["date"].min().nunique()) == (
            30,
            3,
            28,
        )
        rhythm = rb.rhythm(rb.match_log(plan, log, as_of="end"))
        assert (~rhythm["initiated"]).sum() == 2
        assert rhythm["discontinued"].sum() >= 2


class TestDiaries:
    def test_the_spreadsheet_is_read_by_its_mapping(self):
        log = rb.read_log(datasets.path("diary/diary.xlsx"), client="noa", format=datasets.path("diary/diary.toml"))
        assert (log.report.accepted, log.report.rejected) == (log.report.records, 0)
        assert set(log.entries["slot"]) == {"am", "pm"}
        assert set(log.entries["exercise"]) == {e.id for e in rb.load_program().exercises}
        assert set(log.ratings["moment"]) == {"before", "after", "day"}

    def test_the_messy_one_asks_for_the_order_of_its_dates(self):
        with pytest.raises(rb.RbtoolsError, match="date_order"):
            rb.read_log(datasets.path("messy/messy.csv"), tz="Europe/Amsterdam")

    def test_the_messy_one_has_a_fault_of_each_usual_kind(self):
        log = rb.read_log(datasets.path("messy/messy.csv"), tz="Europe/Amsterdam", date_order="dmy")
        assert {"value", "range", "ragged", "missing", "conflict", "quote"} <= set(log.rejects["code"])
        assert log.report.duplicate == 1
        assert log.report.ignored == 2
        assert log.report.accepted > 70


class TestForms:
    def test_a_google_form(self):
        log = rb.read_log(datasets.path("forms/google_form.csv"), format=datasets.path("forms/google_form.toml"))
        assert (log.report.accepted, log.report.rejected) == (log.report.records, 0)
        assert list(log.entries["client"].cat.categories) == ["robin", "rowan"]
        assert log.entries["slot"].notna().all()

    def test_a_microsoft_form_keeps_codes_as_text(self):
        log = rb.read_log(datasets.path("forms/microsoft_form.xlsx"), format=datasets.path("forms/microsoft_form.toml"))
        assert (log.report.accepted, log.report.rejected) == (log.report.records, 0)
        assert list(log.entries["client"].cat.categories) == ["007", "012"]
        assert set(log.ratings["moment"]) == {"before", "after", "day"}
