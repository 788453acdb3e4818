"""The commands that change a plan file, as a person meets them."""

import sys

import pytest
from pandas.testing import assert_frame_equal

import rbtools as rb
from rbtools.cli import main


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Call the command in a folder with `plan.csv`; gives exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    rb.write_plan(made(), "plan.csv")

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["rbtools", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capsys.readouterr()
        return code, " ".join(out.split()), " ".join(err.replace("│", " ").split())

    return call


def made(**options):
    return rb.make_plan(rb.load_program(), "2026-03-16", tz="Europe/London", weeks=2, **options)


def test_excuse_writes_a_plan_with_the_reason_on_these_days(run):
    code, out, err = run("excuse", "plan.csv", "--from", "2026-03-20", "--to", "2026-03-21", "--reason", "flu", "-o",
                         "new.csv")  # fmt: skip
    assert (code, err) == (0, "")
    assert "4 more sessions are excused" in out
    assert "Plan written: new.csv" in out
    assert_frame_equal(rb.read_plan("new.csv"), rb.excuse(made(), "2026-03-20", "2026-03-21", reason="flu"))
    assert_frame_equal(rb.read_plan("plan.csv"), made())


def test_excuse_takes_one_day_and_one_slot(run):
    code, _, _ = run("excuse", "plan.csv", "--from", "2026-03-20", "--slot", "pm", "--reason", "out", "-o", "new.csv")
    assert code == 0
    found = rb.read_plan("new.csv")
    assert found.loc[found["excuse_reason"] == "out", "session"].unique().tolist() == [10]


def test_revise_changes_times_by_weekday_and_zone_from_a_day_on(run):
    code, out, err = run("revise", "plan.csv", "--from", "2026-03-23", "--tz", "Europe/Lisbon", "--slot", "am=6:15",
                         "--slot", "pm=20:30, sun none", "-o", "new.csv")  # fmt: skip
    assert (code, err) == (0, "")
    assert "Planned again from 2026-03-23 on; 27 sessions from 2026-03-16 to 2026-03-29" in out
    times = {"am": "6:15", "pm": {"sun": None, "other": "20:30"}}
    assert_frame_equal(rb.read_plan("new.csv"), rb.revise_plan(made(), "2026-03-23", tz="Europe/Lisbon", times=times))


def test_shift_moves_the_rest(run):
    code, out, err = run("shift", "plan.csv", "--from", "2026-03-23", "--days", 3, "-o", "new.csv")
    assert (code, err) == (0, "")
    assert "Moved by 3 days from 2026-03-23 on; 28 sessions from 2026-03-16 to 2026-04-01" in out
    assert_frame_equal(rb.read_plan("new.csv"), rb.shift_plan(made(), "2026-03-23", days=3))


def test_a_file_that_exists_is_replaced_only_when_asked(run):
    words = ["shift", "plan.csv", "--from", "2026-03-16", "--days", 1, "-o", "plan.csv"]
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert "plan.csv exists already. Give another --output, or --overwrite to replace it." in err
    assert_frame_equal(rb.read_plan("plan.csv"), made())
    assert run(*words, "--overwrite")[0] == 0
    assert_frame_equal(rb.read_plan("plan.csv"), rb.shift_plan(made(), "2026-03-16", days=1))


def test_plan_takes_times_by_weekday(run):
    code, _, err = run("plan", "--start", "2026-03-16", "--tz", "Europe/London", "--weeks", 2, "--slot", "am=07:30",
                       "--slot", "pm=20:30, sat 21:00, sun none", "-o", "new.csv")  # fmt: skip
    assert (code, err) == (0, "")
    expected = made(times={"am": "7:30", "pm": {"sat": "21:00", "sun": None, "other": "20:30"}})
    assert_frame_equal(rb.read_plan("new.csv"), expected)


@pytest.mark.parametrize("command", ["excuse", "revise", "shift"])
def test_help_has_an_example(run, command):
    code, out, _ = run(command, "--help")
    assert code == 0
    assert f"Example: rbtools {command} plan.csv --from" in out


LATE = "Give an earlier day, or more weeks with `rbtools revise`."
EXCUSE = ["excuse", "plan.csv", "--from", "2026-03-20", "-o", "new.csv"]
REVISE = ["revise", "plan.csv", "--from", "2026-03-23", "-o", "new.csv"]
SHIFT = ["shift", "plan.csv", "--from", "2026-03-23", "-o", "new.csv"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (EXCUSE, "Missing option '--reason'"),
        ([*EXCUSE, "--reason", " "], "--reason ' ' is not allowed"),
        ([*EXCUSE, "--reason", "flu", "--client", "you"], "--client you is not allowed"),
        ([*EXCUSE, "--reason", "flu", "--slot", "noon"], "--slot noon is not allowed"),
        ([*EXCUSE, "--reason", "flu", "--to", "2026-03-19"], "--to 2026-03-19 is not allowed"),
        (["excuse", "plan.csv", "--from", "2026-05-01", "--reason", "flu", "-o", "new.csv"], "No planned session lies"),
        (["excuse", "plan.csv", "--from", "soon", "--reason", "flu", "-o", "new.csv"], "--from soon"),
        (["excuse", "none.csv", "--from", "2026-03-20", "--reason", "flu", "-o", "new.csv"], "does not exist"),
        (["excuse", "plan.csv", "--from", "2026-03-20", "--reason", "flu", "-o", "new.txt"], ".csv"),
        (REVISE, "Nothing to change. Give at least one of --tz"),
        ([*REVISE, "--tz", "Europe/Lodon"], 'did you mean "Europe/London"'),
        ([*REVISE, "--weeks", "13"], "--weeks 13 is not allowed"),
        ([*REVISE, "--slot", "am"], "as am=07:30"),
        ([*REVISE, "--slot", "am=25:00"], "--slot am=25:00 is not allowed"),
        ([*REVISE, "--exercise", "plank"], "--exercise plank is not allowed"),
        ([*REVISE, "--weeks", "3", "--client", "you"], "--client you is not allowed"),
        (
            ["revise", "plan.csv", "--from", "2026-05-01", "--tz", "UTC", "-o", "new.csv"],
            "Give an earlier day, or more weeks with",
        ),
        (SHIFT, "Missing option '--days'"),
        ([*SHIFT, "--days", "0"], "--days 0 is not allowed"),
        ([*SHIFT, "--days", "3", "--client", "you"], "--client you is not allowed"),
        (
            ["shift", "plan.csv", "--from", "2026-05-01", "--days", "3", "-o", "new.csv"],
            "Give an earlier day, or more weeks with",
        ),
    ],
)
def test_what_a_person_can_get_wrong_ends_in_a_sentence_and_writes_nothing(run, tmp_path, words, message):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err
    assert [path.name for path in tmp_path.iterdir()] == ["plan.csv"]
