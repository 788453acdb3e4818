"""Exports that are recognised and cannot be read: what it is, why, and the table to type instead."""

import io
import re
import zipfile

from rbtools.log.text.dialect import TABLE

_HEAD = 65_536
_APPLE = re.compile(r"<!DOCTYPE\s+HealthData|<HealthData[\s>]")
_WGER = re.compile(r'"(workoutlog_set|slot_entries|nutritionplan_set|exercise_base)"|"impression"\s*:')


def why_refused(content: bytes | str, name: str) -> str:
    """The sentence with which a known export is refused; empty for anything else."""
    if isinstance(content, bytes) and content.startswith(b"PK\x03\x04"):
        return _refusal(name, *_ARCHIVES[found]) if (found := _archive(content)) else ""
    head = content[:_HEAD]
    text = head.decode("utf-8", "replace") if isinstance(head, bytes) else head
    if _APPLE.search(text):
        return _refusal(name, "an Apple Health export", "which has workouts and their length, and no exercise or sets")
    if text.lstrip("\ufeff \r\n\t")[:1] in ("{", "[") and _WGER.search(text):
        return _refusal(name, "wger's JSON", "which is not read yet")
    return ""


_ARCHIVES = {
    "backup.daylio": ("a backup of Daylio", "which only Daylio reads; in Daylio choose the export as CSV"),
    "apple_health_export/export.xml": ("an Apple Health export", "which has no exercise and no sets"),
}


def _archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return ""
    return next((known for known in _ARCHIVES if known in names), "")


def _refusal(name: str, what: str, why: str) -> str:
    return f"{name} is {what}, {why}. Type what was done into a table such as this one, and read that:\n{TABLE}"
