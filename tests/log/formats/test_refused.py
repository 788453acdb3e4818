"""What is recognised and refused says what it is, and shows the table to type."""

import io
import zipfile

import pytest

from rbtools import RbtoolsError, read_log
from rbtools.log.formats.refused import TABLE

APPLE = b"""<?xml version="1.0"?>
<!DOCTYPE HealthData [
<!ELEMENT HealthData ANY>]>
<HealthData locale="nl"></HealthData>"""
WGER = b'[{"id": 1, "date": "2026-03-02", "impression": "3", "notes": ""}]'


def archive(name: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (APPLE, "an Apple Health export"),
        (WGER, "wger's JSON"),
        (archive("backup.daylio"), "a backup of Daylio"),
        (archive("apple_health_export/export.xml"), "an Apple Health export"),
    ],
)
def test_a_known_export_is_refused_by_its_name(data, what):
    with pytest.raises(RbtoolsError, match=what) as refused:
        read_log(data)
    assert TABLE in str(refused.value)


def test_the_table_that_is_shown_is_one_that_can_be_read():
    assert read_log(TABLE.encode() + b"\n", tz="Europe/Amsterdam").report.accepted == 1


@pytest.mark.parametrize("data", [b"<html></html>", b'{"a": 1}', archive("else.txt")])
def test_anything_else_is_refused_as_before(data):
    with pytest.raises(RbtoolsError) as refused:
        read_log(data)
    assert TABLE not in str(refused.value)
