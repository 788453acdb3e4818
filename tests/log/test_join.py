"""Logs of several sources: a record counts once, a contradiction not at all, and the sum holds by file and in all."""

import pytest

from rbtools import RbtoolsError, read_log

HEADER = "client,performed_at,exercise,sets,tightness\n"
FIRST = HEADER + "a,2026-03-02T08:00Z,roller,5,6\na,2026-03-03T08:00Z,roller,5,\n"
LONGER = FIRST + "a,2026-03-04T08:00Z,roller,5,4\n"
OTHER = HEADER + "a,2026-03-02T08:00Z,roller,4,6\nb,2026-03-02T08:00Z,roller,5,\n"


def sums_hold(report) -> bool:
    return all(
        r.records == r.accepted + r.rejected + r.duplicate + r.ignored for r in (report, *report.files)
    ) and report.records == sum(r.records for r in report.files)


def test_a_longer_export_of_the_same_log_adds_what_is_new():
    log = read_log([FIRST.encode(), LONGER.encode()])
    assert str(log.report) == "5 records: 3 accepted, 0 rejected, 2 duplicates, 0 ignored"
    assert sums_hold(log.report)
    assert [f.accepted for f in log.report.files] == [2, 1]
    assert log.ratings["tightness"].tolist() == [6.0, 4.0]


def test_records_that_contradict_each_other_are_rejected_with_both_sources():
    log = read_log([FIRST.encode(), OTHER.encode()])
    assert sums_hold(log.report)
    assert log.entries["line"].tolist() == [3, 3]
    assert log.rejects["message"].tolist() == [
        "bytes line 2: the record says other than bytes (2) line 2. Kept in rejects; nothing counted.",
        "bytes (2) line 2: the record says other than bytes line 2. Kept in rejects; nothing counted.",
    ]


def test_a_file_for_each_client_is_read_with_its_client():
    plain = FIRST.replace("client,", "").replace("\na,", "\n").encode()
    log = read_log({"x": plain, "y": plain})
    assert log.report.accepted == 4
    assert log.entries["client"].astype(str).value_counts().to_dict() == {"x": 2, "y": 2}


def test_a_folder_is_all_its_logs(tmp_path):
    (tmp_path / "a.csv").write_text(FIRST)
    (tmp_path / "b.csv").write_text(OTHER.replace("a,2026-03-02", "c,2026-03-02"))
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    log = read_log(tmp_path)
    assert [f.source for f in log.report.files] == ["a.csv", "b.csv"]
    assert log.report.accepted == 4


@pytest.mark.parametrize("source", [[], {}])
def test_nothing_to_read_is_said(source):
    with pytest.raises(RbtoolsError, match="at least one source"):
        read_log(source)


def test_an_empty_folder_is_said(tmp_path):
    with pytest.raises(RbtoolsError, match="holds no log"):
        read_log(tmp_path)


def test_a_list_of_dicts_is_one_log():
    log = read_log([{"performed_at": "2026-03-02T08:00Z", "exercise": "roller", "sets": 5}])
    assert (log.report.accepted, log.report.files) == (1, ())
