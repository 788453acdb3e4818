"""The frames of the measures describe themselves, and a name that two of them share has one unit."""

import pytest
from pandas.testing import assert_frame_equal

from rbtools.core.dictionary import dictionary
from rbtools.measure.frames import FRAMES, SUMMARY
from rbtools.measure.grouping import keyed


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.name)
def test_names_are_unique_meanings_are_told_and_the_empty_frame_passes(frame):
    assert len(set(frame.names)) == len(frame.names)
    assert (dictionary(frame)["meaning"].str.len() > 3).all()
    assert_frame_equal(frame.check(frame.empty()), frame.empty())


def test_one_name_has_one_unit_in_all_measures():
    told: dict[str, set[str]] = {}
    for frame in FRAMES:
        for column in frame.columns:
            told.setdefault(column.name, set()).add(column.unit)
    assert {name: found for name, found in told.items() if len(found) > 1} == {}


def test_the_summary_has_every_column_of_the_measures_it_puts_together():
    put_together = ("adherence", "sets_completed", "rhythm", "tightness", "change")
    of_measures = {name for frame in FRAMES if frame.name in put_together for name in frame.names}
    assert of_measures <= set(SUMMARY.names)
    assert SUMMARY.names[0] == "client"


def test_the_columns_of_by_stand_in_front_and_are_the_key():
    frame = keyed(FRAMES[0], ["week", "slot"])
    assert frame.names[:3] == ["week", "slot", FRAMES[0].names[0]]
    assert frame.key == ("week", "slot")
