"""Messy files of known meaning: never silently wrong, never a crash, right down to the line and code of a reject."""

import pollute_more
import pollute_open
import pollute_values  # noqa: F401, which adds its kinds to those of pollute_more
import pytest
from expected import variant_of, wrongs

SEEDS = range(5)


@pytest.mark.parametrize("name", sorted(pollute_open.KINDS))
def test_messy_files_come_out_right(name):
    for seed in SEEDS:
        variant, verdict = variant_of(pollute_open.KINDS, name, seed)
        assert wrongs(variant, verdict) == [], f"seed {seed}"


@pytest.mark.parametrize("name", sorted(pollute_more.KINDS))
def test_further_messy_files_come_out_right(name):
    for seed in SEEDS:
        variant, verdict = variant_of(pollute_more.KINDS, name, seed)
        assert wrongs(variant, verdict) == [], f"seed {seed}"


def test_there_are_at_least_twenty_further_kinds():
    assert len(pollute_more.KINDS.keys() - pollute_open.KINDS.keys()) >= 20
