"""m-Path: a row a beep. Its times are seconds or milliseconds that count the person's own clock, with the offset from
UTC next to them (mpathr's documentation); a beep without a start was not answered: a rating that was due and missed."""

import datetime as dt
from dataclasses import replace

from rbtools.log.columns import Columns
from rbtools.log.formats.export import Export, cells_of, place_of, rows_where, texts_of, without

_START = ("timestampstart", "time_stamp_start")
_OFFSET = ("timezoneoffset", "time_zone_offset")
_MILLISECONDS = 100_000_000_000  # as seconds, the year 5138
_LAST = 4_102_444_800  # the year 2100
_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001


def _read(columns: Columns) -> Columns:
    start, offset = place_of(columns, *_START), place_of(columns, *_OFFSET)
    if start is None:
        return columns
    columns = without(columns, rows_where(columns.cells[start], lambda word: word.strip() in ("", "0", "NA", "null")))
    offsets = texts_of(columns.cells[offset]) if offset is not None else [""] * len(columns.lines)
    times = [_time(text, off) for text, off in zip(texts_of(columns.cells[start]), offsets, strict=True)]
    cells = [cells_of(times) if i == start else column for i, column in enumerate(columns.cells)]
    return replace(columns, cells=cells)


def _time(count: str, offset: str) -> str:
    """The time of a beep.

    >>> _time("1772436600", "3600"), _time("1772436600000", "")
    ('2026-03-02T07:30:00+01:00', '2026-03-02T07:30:00')
    """
    text = count.strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        return count
    number = int(text)
    seconds = number / 1000 if number > _MILLISECONDS else number
    if seconds > _LAST:
        return count
    wall = _EPOCH + dt.timedelta(seconds=seconds)
    return f"{wall:%Y-%m-%dT%H:%M:%S}{_zone(offset.strip())}"


def _zone(seconds: str) -> str:
    digits = seconds.removeprefix("-")
    if len(digits) > 6 or not (digits.isascii() and digits.isdecimal()) or int(digits) % 900 or int(digits) > 14 * 3600:
        return ""
    return f"{'-' if seconds.startswith('-') else '+'}{int(digits) // 3600:02d}:{int(digits) // 60 % 60:02d}"


EXPORT = Export(
    title="an m-Path export, one row a beep; beeps without an answer are ignored",
    known_by=(_START, ("connectionid", "connection_id"), ("questionlistname", "question_list_name")),
    fields={"performed_at": _START, "client": ("alias",)},
    others=True,
    convert=_read,
)
