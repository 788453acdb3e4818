"""A thousand spoilt files (or RBTOOLS_FUZZ of them): an answer or a refusal in words, every record accounted for."""

import os
import random
from pathlib import Path

import pollute_more
import pollute_open
import pollute_values  # noqa: F401, which adds its kinds to those of pollute_more
import pytest
from expected import variant_of

from rbtools import RbtoolsError, read_log

EXPORTS = Path(__file__).parents[1] / "data" / "formats"
N_FILES = int(os.environ.get("RBTOOLS_FUZZ", "1000"))
PARTS = 8
PIECES = (
    b'"', b"'", b",", b";", b"\n", b"\r", b"\t", b"\0", b"\xff", b"\xc3\xa9", b" ", b"-", b"1", b"\xe2\x80\xa8", b"#",
    b"=", b"\\", b"client", b"performed_at", b"sep=;\n", b'""', b"\xef\xbb\xbf", b"|", b"\x1f", b"2026-03-29T02:30",
    b"skipped", b"pm", b"31/12/2026", b"1e999", b"\xf0\x9f\x98\x80", b"\r\r\n", b"9" * 400,
)  # fmt: skip


def small_files() -> list[tuple[bytes, dict]]:
    kinds = pollute_open.KINDS | pollute_more.KINDS
    made = [
        variant_of(kinds, name, 99, 14)[0] for name in sorted(kinds.keys() - {"row_10000_columns", "huge_field_20m"})
    ]
    exports = [path.read_bytes() for path in sorted(EXPORTS.glob("*.csv"))]
    return [(v.data, v.options) for v in made] + [(data, {"tz": "Europe/Amsterdam"}) for data in exports]


def spoilt(rng: random.Random, data: bytes) -> bytes:
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.choice([1, 1, 2, 5, 30, 200]))
        way = rng.random()
        if way < 0.4:
            data = data[:at] + rng.choice(PIECES) + data[at:]
        elif way < 0.6:
            data = data[:at] + data[end:]
        elif way < 0.75:
            data = data[:at] + rng.randbytes(end - at) + data[end:]
        elif way < 0.9:
            data = data[:at] + data[at:end] * 2 + data[end:]
        else:
            data = data[:at]
    return data


def options_of(rng: random.Random, given: dict) -> dict:
    options = dict(given) if rng.random() < 0.7 else {}
    if rng.random() < 0.3:
        options["tz"] = rng.choice(["Europe/Amsterdam", "Australia/Lord_Howe", "UTC"])
    if rng.random() < 0.2:
        options["date_order"] = rng.choice(["dmy", "mdy", "ymd"])
    return options


@pytest.mark.parametrize("part", range(PARTS))
def test_every_spoilt_file_is_answered_and_every_record_accounted_for(part):
    files = small_files()
    answered, refusals = 0, []
    for n in range(part, N_FILES, PARTS):
        rng = random.Random(n)
        data, given = rng.choice(files)
        try:
            log = read_log(spoilt(rng, data), **options_of(rng, given))
        except RbtoolsError as refusal:
            refusals.append(str(refusal))
            continue
        report = log.report
        answered += 1
        assert report.records == report.accepted + report.rejected + report.duplicate + report.ignored
        assert len(log.rejects) == report.rejected + report.cells_rejected
        lines = set(log.entries["line"]) | set(log.ratings["line"])
        assert lines <= set(range(1, 10_000))
        # A record of several facts may be accepted but for a cell; any other is accepted or rejected.
        assert report.cells_rejected or not lines & set(log.rejects["line"])
    assert answered > N_FILES // PARTS // 10
    assert [r for r in refusals if not r.endswith((".", "?"))] == []
