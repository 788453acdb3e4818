"""Every cell of an accepted record is a value of the frames, or stands in a column that the report names."""

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from rbtools import RbtoolsError, read_log

EXERCISES = ("roller", "Side-lying on a roller", "four_point_rotation", "plank", "Drehung", "shoulder taps", "")
EXTRA_NAMES = ("Mood", "Weather", "Rating", "Done", "Skipped", "VAS", "Name", "id", "Side?", "Serie", "✓", "Wall", "zz")
CELLS = ("", "", "5", "7", "60", "yes", "no", "x", "L", "rechts", "AM", "+01:00", "fine", "6,5", "a b", "n/a", "#3")
SLOTS = ("", "am", "morning", "Abend", "lunch")


@st.composite
def tables(draw):
    extra = draw(st.lists(st.sampled_from(EXTRA_NAMES), unique=True, max_size=3))
    header = ["date", "slot", "exercise", "sets", *extra, "note"]
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from([f"2026-03-{d:02d}" for d in range(2, 20)]),
                st.sampled_from(SLOTS),
                st.sampled_from(EXERCISES),
                st.sampled_from(("5", "2", "3", "", "0", "99")),
                *(st.sampled_from(CELLS) for _ in extra),
                st.sampled_from(("", "felt ok", "NA")),
            ),
            min_size=1,
            max_size=8,
        )
    )
    return header, rows


@given(tables())
@settings(max_examples=60)
def test_no_cell_and_no_name_of_an_accepted_record_vanishes_unnamed(table):
    header, rows = table
    text = "\n".join([";".join(header), *(";".join(row) for row in rows)]) + "\n"
    try:
        log = read_log(text.encode(), tz="Europe/Amsterdam")
    except RbtoolsError:
        return
    report = log.report
    assert report.records == report.accepted + report.rejected + report.duplicate + report.ignored
    read, unread = set(report.columns.values()), {u.name: u.n for u in report.unread}
    for place, name in enumerate(header):
        filled = sum(bool(row[place].strip()) for row in rows)
        assert name in read or not filled or unread.get(name, 0) > 0
    named = {(u.kind, u.name) for u in report.unknown}
    known = {"side_lying_roller", "four_point_rotation", "wall_band_breathing", "cross_reach_rolling"}
    assert {("exercise", e) for e in log.entries["exercise"].astype(str) if e not in known} <= named
    assert {("slot", s) for s in log.entries["slot"].dropna().astype(str) if s not in ("am", "pm")} <= named
    values_hold(log, header, rows)


def values_hold(log, header, rows) -> None:
    """The cells of a row that counts are the values of its entry."""
    by_line = log.entries.groupby("line")
    for line, row in enumerate(rows, 2):
        if line not in by_line.groups:
            continue
        entry = by_line.get_group(line)
        cell = dict(zip(header, row, strict=True))
        done = entry["outcome"].iloc[0] == "done"
        if cell["exercise"] and len(entry) == 1:
            assert not done or int(cell["sets"] or 0) == entry["sets"].iloc[0]
            assert entry["note"].iloc[0] == cell["note"]
        if side := next((c for n, c in cell.items() if n == log.report.columns.get("side")), ""):
            assert side in ("n/a",) or entry["side"].iloc[0] != "both"


@pytest.mark.parametrize("cell", ["5", "yes", "L", "AM", "+01:00"])
def test_a_column_that_looks_like_ours_is_never_passed_over(cell):
    with pytest.raises(RbtoolsError, match='"zz"'):
        read_log(f"date,exercise,sets,zz\n2026-03-02,roller,5,{cell}\n".encode(), tz="UTC")
