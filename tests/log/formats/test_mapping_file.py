"""A mapping file that a reading writes answers the same questions in the next one."""

import tomllib

import pytest

from rbtools import RbtoolsError, read_log
from rbtools.log.mapping_file import write_mapping

LOG = b"Datum;Tijd;Oefening;Sets\n02/03/2026;07:30;open boek;5\n02/03/2026;07:40;Roller;5\n"
OPTIONS = {"tz": "Europe/Amsterdam", "date_order": "dmy"}


def test_the_file_reads_the_log_without_further_options(tmp_path):
    path = write_mapping(read_log(LOG, **OPTIONS), tmp_path / "diary.toml")
    again = read_log(LOG, format=path)
    assert len(again.entries) == 2
    assert tomllib.loads(path.read_text(encoding="utf-8"))["read"] == OPTIONS
    assert tomllib.loads(path.read_text(encoding="utf-8"))["columns"]["Oefening"] == "exercise"


def test_a_name_is_read_as_the_exercise_that_the_file_gives(tmp_path):
    path = tmp_path / "diary.toml"
    path.write_text('[exercises]\n"Open  Boek" = "four_point_rotation"\n"Roller" = ""\n', encoding="utf-8")
    log = read_log(LOG, format=path, **OPTIONS)
    assert "four_point_rotation" in log.entries["exercise"].tolist()


def test_a_value_that_is_no_id_is_refused(tmp_path):
    path = tmp_path / "diary.toml"
    path.write_text('[exercises]\n"open boek" = "Four point"\n', encoding="utf-8")
    with pytest.raises(RbtoolsError, match="no exercise's id"):
        read_log(LOG, format=path, **OPTIONS)


def test_names_are_written_with_the_exercise_that_is_nearest(tmp_path):
    log = read_log(LOG.replace(b"Roller", b"Rollr"), **OPTIONS)
    told = tomllib.loads(write_mapping(log, tmp_path / "diary.toml").read_text(encoding="utf-8"))
    assert told.get("exercises", {}).get("Rollr", "side_lying_roller") == "side_lying_roller"
