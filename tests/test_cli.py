"""The command as a person meets it: tables on stdout, one sentence on stderr, an exit code, never a traceback."""

import sys
from pathlib import Path

import pandas as pd
import pytest

from rbtools import cli
from rbtools.cli import main

DATA = Path(__file__).parents[1] / "data"
LOG = DATA / "one_client" / "log.csv"
PLAN = DATA / "one_client" / "plan.csv"


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Call the command in an empty folder; gives exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["rbtools", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capsys.readouterr()
        return code, out, " ".join(err.replace("│", " ").split())

    return call


def test_demo_leaves_a_review_page_and_names_it(run, tmp_path):
    code, out, err = run("demo")
    assert (code, err) == (0, "")
    assert "Review page: review.html" in out
    assert "<!doctype html>" in (tmp_path / "review.html").read_text(encoding="utf-8").lower()[:100]


def test_plan_shows_weeks_and_writes_the_plan_that_review_reads(run, tmp_path):
    code, out, _ = run("plan", "--start", "2026-03-02", "--tz", "Europe/Amsterdam", "--weeks", 2, "-o", "plan.csv")
    assert code == 0
    assert "Mon 2026-03-02" in out
    assert "Sun 2026-03-15" in out
    assert (tmp_path / "plan.csv").stat().st_size > 1000


def test_check_accounts_for_every_record(run):
    code, out, err = run("check", LOG, "--tz", "Europe/Amsterdam", "--client", "me")
    assert "records:" in out
    assert "accepted" in out
    assert (code, err) == (0, "")


def test_check_fails_when_something_was_rejected_and_writes_the_rejects(run, tmp_path):
    (tmp_path / "log.csv").write_text(
        "client,performed_at,exercise,sets\n"
        "007,2026-03-02T07:30+01:00,side_lying_roller,5\n"
        "007,2026-03-02T07:40+01:00,wall_band_breathing,51\n"
    )
    code, out, _ = run("check", "log.csv", "--rejects", "mend.csv")
    assert code == 1
    assert "2 records: 1 accepted, 1 rejected, 0 duplicates, 0 ignored" in out
    assert "above 50" in " ".join(out.split())
    assert "51" in (tmp_path / "mend.csv").read_text()


def test_review_reads_plan_and_log_and_writes_page_and_pdf(run, tmp_path):
    code, out, err = run("review", PLAN, LOG, "--as-of", "end", "-o", "page.html", "--pdf", "page.pdf")
    assert (code, err) == (0, "")
    assert "due sessions" in out
    assert (tmp_path / "page.html").exists()
    assert (tmp_path / "page.pdf").read_bytes()[:5] == b"%PDF-"


def test_cohort_writes_a_table_and_a_page_for_each(run, tmp_path):
    clinic = DATA / "clinic"
    code, out, _ = run("cohort", clinic / "plan.csv", clinic / "log.csv", "-o", "pages")
    assert code == 0
    assert "30 clients" in out
    assert (tmp_path / "pages" / "index.html").exists()
    assert len(list((tmp_path / "pages" / "clients").glob("*.html"))) == 30


def test_cohort_writes_pdfs_if_wanted_and_lists_no_more_than_a_screen(run, tmp_path, monkeypatch):
    monkeypatch.setattr(cli, "MOST_CLIENTS", 1)
    clinic = DATA / "clinic"
    plan = pd.read_csv(clinic / "plan.csv", dtype="str")
    plan[plan["client"].isin(["c01", "c02", "c03"])].to_csv("plan.csv", index=False)
    code, out, _ = run("cohort", "plan.csv", clinic / "log.csv", "-o", "pages", "--pdf", "--processes", 1)
    assert code == 0
    assert "… and 2 more, on the index" in out
    assert len(list((tmp_path / "pages" / "clients").glob("*.pdf"))) == 3


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["check", "nowhere.csv"], 2, "'nowhere.csv' does not exist"),
        (["check", "."], 2, "'.' is a directory"),
        (["review", "nowhere.csv", "log.csv"], 2, "'nowhere.csv' does not exist"),
        (["plan", "--start", "2026-02-30", "--tz", "Europe/Amsterdam"], 2, "2026-02-30"),
        (["plan", "--start", "2026-03-02", "--tz", "Europe/Amsterdan"], 2, "Europe/Amsterdam"),
        (["plan", "--start", "2026-03-02", "--tz", "UTC", "--weeks", "13"], 2, "1 to 12"),
        (["plan", "--start", "2026-03-02", "--tz", "UTC", "--slot", "am"], 2, "as am=07:30"),
        (["plan", "--start", "2026-03-02", "--tz", "UTC", "--slot", "am=07:00", "--slot", "am=08:00"], 2, "twice"),
        (["plan", "--start", "2026-03-02", "--tz", "UTC", "--program", "lower_back"], 2, "upper_back"),
        (["plan", "--start", "2026-03-02", "--tz", "UTC", "--exercise", "wall_band"], 2, "wall_band_breathing"),
        (["plan", "--start", "2026-03-02", "--tz", "UTC", "-o", "no/such/folder/plan.csv"], 2, "no/such/folder"),
        (["review", PLAN, LOG, "--as-of", "tomorrow"], 2, "tomorrow"),
        (["review", PLAN, LOG, "--client", "nobody"], 2, "nobody"),
        (["review", PLAN, LOG, "-o", "page.txt"], 2, "ends in .html or .htm"),
        (["review", PLAN, LOG, "--pdf", "page.html"], 2, "ends in .pdf"),
        (["review", PLAN, LOG, "-o", "no/such/page.html"], 2, "no/such"),
        (["demo", "-o", "."], 2, "is a folder"),
        (["check", LOG, "--rejects", "no/such/mend.csv"], 2, "no/such"),
        (["cohort", PLAN, LOG, "-o", PLAN], 2, "is a file"),
        (["plan"], 2, "Missing option"),
        (["chek"], 2, "chek"),
    ],
)
def test_what_a_person_can_get_wrong_ends_in_a_sentence(run, words, code, said):
    got, out, err = run(*words)
    assert out == ""
    assert said in err
    assert "Traceback" not in err
    assert got == code


def test_a_file_that_is_no_log_is_refused_with_what_it_is(run, tmp_path):
    (tmp_path / "log.csv").write_bytes(b"%PDF-1.7 something")
    code, _, err = run("check", "log.csv")
    assert code == 1
    assert "PDF" in err


@pytest.mark.parametrize("command", ["demo", "plan", "check", "review", "cohort"])
def test_help_comes_with_an_example(run, command):
    code, out, _ = run(command, "--help")
    assert code == 0
    assert f"Example: rbtools {command}" in " ".join(out.replace("│", " ").split())
