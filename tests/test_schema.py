"""The declared frames agree with each other and describe themselves."""

import pytest
from pandas.testing import assert_frame_equal

from rbtools import schema
from rbtools.core.dictionary import dictionary


@pytest.mark.parametrize("frame", schema.FRAMES, ids=lambda frame: frame.name)
class TestEveryFrame:
    def test_names_are_unique_and_the_key_is_among_them(self, frame):
        assert len(set(frame.names)) == len(frame.names)
        assert set(frame.key) <= set(frame.names)

    def test_every_column_says_what_it_means(self, frame):
        assert (dictionary(frame)["meaning"].str.len() > 3).all()

    def test_the_empty_frame_passes_its_own_check(self, frame):
        assert_frame_equal(frame.check(frame.empty()), frame.empty())

    def test_kinds_with_a_list_have_one(self, frame):
        assert all(bool(c.allowed) == (c.kind == "choice") for c in frame.columns)


def test_one_name_means_one_thing_in_every_frame():
    units: dict[str, set[str]] = {}
    for frame in schema.FRAMES:
        for column in frame.columns:
            units.setdefault(column.name, set()).add(column.unit)
    assert {name: found for name, found in units.items() if len(found) > 1} == {}


def test_matched_begins_with_the_columns_of_the_plan():
    assert schema.MATCHED.names[: len(schema.PLAN.names)] == schema.PLAN.names
