"""The exact test of several drawn starts: against enumeration, on its borders, and with what it refuses."""

import itertools
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rbtools import RbtoolsError
from rbtools.measure import combine_starts as module
from rbtools.measure.combine_starts import combine_starts, tail

MANY = st.lists(st.integers(1, 6).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n))), min_size=1, max_size=4)


def people(*pairs):
    """Effect sizes of people given as (rank, number of starts); None as rank is nobody who can be tested."""
    return pd.DataFrame(
        {
            "client": [f"c{i}" for i in range(len(pairs))],
            "p_start": np.array([np.nan if k is None else k / n for k, n in pairs], dtype="float64"),
            "n_starts": np.array([n for _, n in pairs], dtype="int64"),
        }
    )


def enumerated(pairs):
    """The share of all equally likely combinations of starts with a sum at most the observed one."""
    observed = sum(Fraction(k, n) for k, n in pairs)
    sums = [
        sum(Fraction(k, n) for k, (_, n) in zip(ranks, pairs, strict=True))
        for ranks in itertools.product(*(range(1, n + 1) for _, n in pairs))
    ]
    return Fraction(sum(s <= observed for s in sums), len(sums))


@given(MANY)
@settings(max_examples=60)
def test_the_tail_is_that_of_all_combinations(pairs):
    found = combine_starts(people(*pairs)).loc[0, "p_start"]
    assert found == pytest.approx(float(enumerated(pairs)), abs=1e-12)


def test_one_person_keeps_their_own_p():
    assert combine_starts(people((3, 20))).loc[0].tolist() == [1, 0.15, pytest.approx(0.15)]


def test_four_people_at_one_twentieth_each_give_the_smallest_p():
    found = combine_starts(people(*[(1, 20)] * 4))
    assert found.loc[0].tolist() == [4, pytest.approx(0.2), pytest.approx(1 / 20**4, rel=1e-9)]


def test_people_without_a_p_are_left_out():
    pd.testing.assert_frame_equal(
        combine_starts(people((1, 4), (None, 0), (2, 4))), combine_starts(people((1, 4), (2, 4)))
    )


@pytest.mark.parametrize("frame", [people(), people((None, 20))])
def test_nobody_to_test_is_missing_not_1(frame):
    found = combine_starts(frame)
    assert found["n_clients"].tolist() == [0]
    assert found["p_start"].isna().tolist() == [True]


def test_a_coarse_grid_errs_on_the_high_side(monkeypatch):
    rank, n_starts = np.array([2, 3, 5]), np.array([16, 21, 25])
    exact = tail(rank, n_starts)
    monkeypatch.setattr(module, "MOST_STEPS", 1000)
    assert exact <= tail(rank, n_starts) <= exact + 0.01


def test_the_order_of_the_people_changes_no_bit():
    pairs = [(2, 16), (3, 21), (5, 20), (1, 18)]
    answers = {combine_starts(people(*some)).loc[0, "statistic"] for some in itertools.permutations(pairs)}
    assert len(answers) == 1


def test_a_p_that_no_number_of_starts_gives_is_refused():
    with pytest.raises(RbtoolsError, match=r"p_start.*whole number of 1/20"):
        combine_starts(people((1, 20)).assign(p_start=0.06))


def test_ranks_drawn_at_random_reach_5_percent_as_often_as_5_percent():
    rng = np.random.default_rng(20260301)
    n_starts = np.full(8, 20)
    smallest = [tail(rng.integers(1, 21, 8), n_starts) for _ in range(2000)]
    assert np.mean(np.array(smallest) <= 0.05) == pytest.approx(0.05, abs=0.015)
