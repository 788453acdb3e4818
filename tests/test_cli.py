"""The command as a person meets it: tables on stdout, one sentence on stderr, an exit code, never a traceback."""

import os
import subprocess
import sys
from pathlib import Path
from typing import ClassVar, NamedTuple

import pytest
import typer

import rbtools as rb
from rbtools import cli, terminal
from rbtools.cli import main
from rbtools.plan.plan_file import read_plan, write_plan

PLANNING = ["plan", "--start", "2026-03-02", "--tz", "UTC"]
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


@pytest.mark.parametrize(
    ("logs", "n"), [(["ana.csv"], 1), (["ana.csv", "bob.csv"], 2), (["more"], 2), (["ana.csv", "more"], 3)]
)
def test_several_logs_and_folders_are_read_as_one(run, tmp_path, logs, n):
    (tmp_path / "more").mkdir()
    for name in ("ana", "bob", "more/cem", "more/dia"):
        text = f"client,date,exercise,sets\n{Path(name).name},2026-03-02,side_lying_roller,5\n"
        (tmp_path / f"{name}.csv").write_text(text)
    code, out, _ = run("check", *logs, "--tz", "UTC")
    assert code == 0
    assert f": {n} accepted, 0 rejected" in out


def test_review_and_cohort_read_several_logs(run, tmp_path):
    (tmp_path / "one.csv").write_text("date,exercise,sets\n2026-03-02,side_lying_roller,5\n")
    (tmp_path / "two.csv").write_text("date,exercise,sets\n2026-03-03,side_lying_roller,5\n")
    assert run("plan", "--start", "2026-03-02", "--tz", "UTC", "--weeks", 1, "-o", "plan.csv")[0] == 0
    assert run("review", "plan.csv", "one.csv", "two.csv")[0] == 0
    assert (tmp_path / "review.html").exists()
    assert run("cohort", "plan.csv", "one.csv", "two.csv", "-o", "pages")[0] == 0
    assert (tmp_path / "pages").is_dir()


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
    plan = read_plan(clinic / "plan.csv")
    write_plan(plan[plan["client"].isin(["c01", "c02", "c03"])], "plan.csv")
    code, out, _ = run("cohort", "plan.csv", clinic / "log.csv", "-o", "pages", "--pdf", "--processes", 1)
    assert code == 1  # the log has 27 clients that this plan does not have, and they are named
    assert "and 2 more, on the index" in out
    assert len(list((tmp_path / "pages" / "clients").glob("*.pdf"))) == 3


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["check", "nowhere.csv"], 2, "'nowhere.csv' does not exist"),
        (["check", "."], 2, "the folder holds no log"),
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
    assert code == 2
    assert "PDF" in err


def test_plan_and_log_in_the_wrong_order_are_named(run, recwarn):
    for command in ("review", "cohort"):
        code, out, err = run(command, LOG, PLAN)
        assert (code, out) == (2, "")
        assert "The plan comes first, then the log." in err
    assert len(recwarn) == 0


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp850", "ascii"])
@pytest.mark.parametrize(
    "words",
    [
        ["demo"],
        PLANNING,
        ["check", "log.csv"],
        ["cohort", PLAN, LOG],
        ["--help"],
    ],
    ids=lambda words: words[0],
)
def test_output_in_any_encoding_ends_without_a_traceback(words, encoding, tmp_path):
    text = "client,performed_at,exercise,sets,note\nжан,2026-03-02T07:30Z,a,99,−3 ÷ 2 …\n"
    (tmp_path / "log.csv").write_text(text, encoding="utf-8")
    variables = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONPATH": str(DATA.parent)}
    command = [sys.executable, "-m", "rbtools", *map(str, words)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, env=variables)
    assert b"Traceback" not in done.stderr
    assert done.returncode == (1 if words[0] == "check" else 0)
    assert len(done.stdout) > 100
    assert b"?" not in done.stdout.replace(b"(did you mean", b"")
    done.stdout.decode(encoding)


def test_what_would_steer_a_terminal_never_reaches_it(run, tmp_path):
    name = "log\x1b[31m\u202e.csv"
    evil = "\x1b]0;mine\x07\x9b31m\u202e"
    text = f"client,performed_at,exercise,sets,odd{evil}\nann,2026-03-02T07:30+00:00,a{evil},99,x{evil}\n"
    (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "mine.toml").write_text(f'title = "{evil!r}"\n[slots]\nam = "7"\n'.replace("'", ""), encoding="utf-8")
    for words in (["check", name], ["review", PLAN, name], ["plan", "--start", "2026-03-02", "--tz", evil]):
        _, out, err = run(*words)
        assert out + err
        assert not set(out + err) & set("\x1b\x07\x9b\u202e"), words


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["check", DATA / "messy" / "messy.csv", "--tz", "Europe/Amsterdam"], "say --date-order dmy if that is right"),
        (["check", "zoneless.csv"], "kept with --tz , for example --tz Europe/Amsterdam"),
        (["plan", "--start", "2026-03-02", "--tz", "UTC", "--weeks", "13"], "--weeks 13 is not allowed"),
        (["plan", "--start", "2026-03-02", "--tz", "UTC", "--slot", "am=25:00"], "--slot am=25:00 is not allowed"),
        (["review", PLAN, LOG, "--as-of", "last week"], "--as-of 'last week'"),
    ],
)
def test_a_message_speaks_of_options(run, tmp_path, words, message):
    (tmp_path / "zoneless.csv").write_text("performed_at,exercise,sets\n2026-03-02T07:30,a,5\n")
    code, _, err = run(*words)
    assert code == 2
    assert message.replace("--tz ,", "--tz,") in err


def test_version_is_shown(run):
    assert run("--version") == (0, f"rbtools {rb.__version__}\n", "")


def test_completion_is_offered_for_the_shell(run):
    assert "--install-completion" in run("--help")[1]


def test_what_takes_long_is_named_on_stderr(run, monkeypatch):
    monkeypatch.setattr(terminal, "SECONDS_BEFORE_PROGRESS", 0.0)
    monkeypatch.setattr(terminal, "Timer", AtOnce)
    code, out, err = run("check", LOG, "--tz", "Europe/Amsterdam")
    assert code == 0
    assert "Reading the log …" in err
    assert "Reading the log" not in out


class AtOnce:
    """A timer that does not wait."""

    def __init__(self, seconds, call):
        self.start, self.daemon = call, True

    def cancel(self):
        pass

    join = cancel


class Part(NamedTuple):
    name: str


@pytest.mark.parametrize(
    ("allowed", "code"), [([], 1), (["mood"], 1), (["mood", "yoga"], 0)], ids=["none", "one", "both"]
)
def test_what_was_not_counted_is_an_exit_code_until_it_is_allowed(allowed, code):
    class Report:
        rejected = duplicate = cells_rejected = 0
        flags: ClassVar = {}
        unread = (Part("mood"),)
        unknown = (Part("yoga"),)

    class FakeLog:
        report = Report

    try:
        cli._finish(FakeLog, allowed)
        got = 0
    except typer.Exit as stop:
        got = stop.exit_code
    assert got == code


@pytest.mark.parametrize("command", ["demo", "plan", "check", "review", "cohort"])
def test_help_comes_with_an_example(run, command):
    code, out, _ = run(command, "--help")
    assert code == 0
    assert f"Example: rbtools {command}" in " ".join(out.replace("│", " ").split())
