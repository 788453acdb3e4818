import random

import pandas as pd
import pollute_more
import pollute_open
import pollute_values  # noqa: F401, which adds its kinds to those of pollute_more
import pytest
from expected import variant_of

from rbtools import Log, RbtoolsError, read_log, write_log
from rbtools.log.writer import write_rejects

ALL = pollute_open.KINDS | pollute_more.KINDS
SKIPPED = {"huge_field_20m"}
PAYLOADS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1+1", "'=1", "''=1", '"=1', "＝1+1", "＋1", "－1", "＠a",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x","y")', "+31 6 1234", "-- it hurts", "@home", "=\n1", "'@x",
)  # fmt: skip


def content(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns=["source", "line"])


def reads_back(log: Log, folder) -> None:
    first, second = write_log(log, folder / "first.csv"), folder / "second.csv"
    again = read_log(first)
    assert again.report.accepted == again.report.records
    pd.testing.assert_frame_equal(content(again.entries), content(log.entries))
    pd.testing.assert_frame_equal(content(again.ratings), content(log.ratings))
    assert write_log(again, second).read_bytes() == first.read_bytes()


@pytest.mark.parametrize("name", sorted(ALL.keys() - SKIPPED))
def test_what_is_written_is_read_back_and_written_again_byte_for_byte(name, tmp_path):
    for seed in range(2):
        variant, _ = variant_of(ALL, name, seed)
        try:
            log = read_log(variant.data, **variant.options)
        except RbtoolsError:
            continue
        reads_back(log, tmp_path)


def test_the_canonical_form_is_this(tmp_path):
    log = read_log(
        b"client,performed_at,slot,exercise,sets,minutes,side,outcome,tightness_before,pain,note\n"
        b"b,2026-03-16,am,roller,5,,,,,,\n"
        b"a,2026-03-16T20:30+09:00,pm,roller,2,8.3330,left,,6,,=1+1\n"
        b"a,2026-03-16T20:00:00.25+09:00,,,,,,,,3,\n"
        b"a,2026-03-16T20:40+09:00,pm,rotation,,,,skipped,,,\n",
        tz="Asia/Tokyo",
    )
    assert write_log(log, tmp_path / "log.csv").read_text() == (
        "client,performed_at,slot,exercise,sets,reps,side,minutes,outcome,"
        "tightness_before,tightness_after,tightness,pain,usual_tightness,recorded_at,note\n"
        "a,2026-03-16T20:00:00.250000+09:00,,,,,,,,,,,3,,,\n"
        "a,2026-03-16T20:30:00+09:00,pm,,,,,,,6,,,,,,\n"
        'a,2026-03-16T20:30:00+09:00,pm,side_lying_roller,2,,left,8.3330,done,,,,,,,"\'=1+1"\n'
        "a,2026-03-16T20:40:00+09:00,pm,four_point_rotation,0,,both,,skipped,,,,,,,\n"
        "b,2026-03-16+09:00,am,side_lying_roller,5,,both,,done,,,,,,,\n"
    )
    reads_back(log, tmp_path)


def test_a_negative_zero_is_written_as_zero(tmp_path):
    log = read_log(b"client,performed_at,exercise,sets,minutes,pain\na,2026-03-16T20:00Z,roller,2,0,0\n")
    below = Log(log.entries.assign(minutes=-0.0), log.ratings.assign(pain=-0.0))
    assert write_log(below, tmp_path / "below.csv").read_bytes() == write_log(log, tmp_path / "log.csv").read_bytes()


def test_dates_alone_of_many_slots_and_noon_itself_are_read_back(tmp_path):
    rng = random.Random(7)
    lines = ["client,performed_at,slot,exercise,sets,tightness_before,note"]
    for i in range(120):
        at = f"2026-03-{rng.randint(1, 9):02d}{rng.choice(['', '', ' 12:00', ' 12:01'])}"
        rated = rng.random() < 0.3
        what = f",,{rng.randint(0, 10)}" if rated else f"{rng.choice(['roller', 'rotation'])},5,"
        lines.append(f"me,{at},{rng.choice(['am', 'pm', ''])},{what},{i}")
    data = "\n".join([*lines, ""]).encode()
    log = read_log(data, tz="Europe/Amsterdam")
    assert log.report.accepted > 40
    reads_back(log, tmp_path)


def test_a_rating_alone_beside_a_session_at_the_same_instant_is_read_back(tmp_path):
    log = read_log(
        b"performed_at,slot,exercise,sets,tightness_before,tightness,note\n"
        b"2026-03-16T07:30Z,am,roller,5,6,,\n"
        b"2026-03-16T07:30Z,,,,,5,woke up stiff\n"
    )
    assert len(log.ratings) == 2
    reads_back(log, tmp_path)


def test_when_it_was_written_down_and_the_usual_level_are_read_back(tmp_path):
    log = read_log(
        b"performed_at,recorded_at,exercise,sets,tightness_before,usual\n"
        b"2026-03-15T20:00+01:00,,,,,7\n"
        b"2026-03-16T07:30+01:00,2026-03-17T21:05+01:00,roller,5,6,\n"
        b"2026-03-17T07:30+01:00,,roller,5,,\n"
    )
    recorded = pd.Timestamp("2026-03-17T20:05Z")
    assert log.entries["recorded_at"].tolist() == [recorded, pd.NaT]
    assert log.ratings["moment"].tolist() == ["usual", "before"]
    assert log.ratings["recorded_at"].tolist() == [pd.NaT, recorded]
    assert log.ratings["rated_local"].tolist() == [pd.Timestamp("2026-03-15T20:00"), pd.Timestamp("2026-03-16T07:30")]
    reads_back(log, tmp_path)


def test_an_empty_log_is_a_header(tmp_path):
    log = read_log(b"performed_at,exercise,sets\n")
    assert write_log(log, tmp_path / "log.csv").read_text().count("\n") == 1
    reads_back(log, tmp_path)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_note_is_no_formula_in_the_file_and_the_same_when_read_back(payload, tmp_path):
    frame = pd.DataFrame({"performed_at": ["2026-03-16T07:30Z"], "tightness": ["5"], "note": ["x"]})
    log = read_log(frame)
    log = log._replace(ratings=log.ratings.assign(note=payload.strip()))
    path = write_log(log, tmp_path / "log.csv")
    cells = pd.read_csv(path, dtype=str, keep_default_na=False).loc[0]
    assert not cells["note"].lstrip(' "').startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert read_log(path).ratings["note"].tolist() == [payload.strip()]


@pytest.mark.parametrize("column", ["performed_at", "slot", "exercise", "sets", "side", "outcome", "tightness", "note"])
@pytest.mark.parametrize("payload", ["=1+1", "@SUM(A1)", "+cmd", "-cmd", "＝1"])
def test_rejects_are_no_formulas_and_stay_rejects(payload, column, tmp_path):
    cells = {"performed_at": "2026-03-16T07:30Z", "slot": "am", "exercise": "roller", "sets": "99", "side": "",
             "outcome": "", "tightness": "5", "note": ""}  # fmt: skip
    log = read_log(pd.DataFrame([cells | {column: payload}]))
    path = write_rejects(log, tmp_path / "rejects.csv")
    written = pd.read_csv(path, dtype=str, keep_default_na=False).loc[0]
    assert not any(str(cell).startswith(tuple("=+-@＝")) for cell in written)
    assert read_log(path).report.rejected == 1


def test_a_log_that_was_not_read_has_no_rejects_to_write(tmp_path):
    with pytest.raises(RbtoolsError, match="expected a log that was read from one source"):
        write_rejects(Log(read_log(b"performed_at,exercise,sets\n").entries), tmp_path / "rejects.csv")


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(RbtoolsError, match="there is no folder"):
        write_log(read_log(b"performed_at,exercise,sets\n"), tmp_path / "no" / "log.csv")
