"""Comparing clients: closed forms of the beta-binomial, the border of ten clients, and what luck does to the lowest."""

import numpy as np
import pandas as pd
import pytest
from hand_made import matched, row
from scipy import stats

from rbtools import RbtoolsError
from rbtools.measure.compare_clients import COMPARED_CLIENTS, _quantiles, beta_of_clinic, compare_clients


def clinic(*done, n=28):
    """Clients who did so many of their `n` due sessions."""
    rows = [
        row(s + 1, 2.0 * (s < x), day=s // 2 + 1, slot=("am", "pm")[s % 2], client=f"c{i:02}")
        for i, x in enumerate(done)
        for s in range(n)
    ]
    return matched(*rows)


SOME = (28, 25, 22, 20, 19, 18, 16, 14, 10, 4)


def test_the_shrunk_share_is_the_mean_of_the_posterior():
    found = compare_clients(clinic(*SOME))
    a, b = beta_of_clinic(np.array(SOME), np.full(10, 28))
    assert found["share_shrunk"].to_numpy() == pytest.approx([(x + a) / (28 + a + b) for x in SOME])
    low, high = stats.beta.ppf([[0.025], [0.975]], np.add(SOME, a), 28 - np.array(SOME) + b)
    assert found["share_shrunk_low"].to_numpy() == pytest.approx(low)
    assert found["share_shrunk_high"].to_numpy() == pytest.approx(high)


def test_the_parameters_are_the_likeliest_ones():
    done, n = np.array(SOME), np.full(10, 28)
    a, b = beta_of_clinic(done, n)

    def likelihood(a, b):
        return stats.betabinom.logpmf(done, n, a, b).sum()

    around = [likelihood(a * f, b * g) for f in (0.97, 1, 1.03) for g in (0.97, 1, 1.03)]
    assert likelihood(a, b) == max(around)


@pytest.mark.parametrize(("n", "a", "b"), [(28, 4.5, 2.6), (1, 0.4, 0.3), (56, 30, 0.5), (112, 1000, 600)])
def test_the_funnel_has_the_points_of_the_beta_binomial(n, a, b):
    assert _quantiles(n, a, b) == tuple(stats.betabinom.ppf([0.025, 0.975], n, a, b).astype(int))


def test_clients_who_differ_by_luck_alone_are_drawn_to_the_clinic():
    found = compare_clients(clinic(*[17] * 6, *[16] * 6))
    assert found["share_shrunk"].max() - found["share_shrunk"].min() < 0.001
    assert not found["outside_funnel"].any()


def test_ten_clients_are_compared_and_nine_are_not():
    assert compare_clients(clinic(*SOME))["share_shrunk"].notna().all()
    nine = compare_clients(clinic(*SOME[:9]))
    assert nine["share_done"].notna().all()
    assert nine.drop(columns=["client", "n_due", "n_done", "share_done"]).isna().all(axis=None)


def test_a_client_with_nothing_due_has_no_share():
    frame = clinic(*SOME, 0)
    frame.loc[(frame["client"] == "c10").to_numpy(), "due"] = False
    found = compare_clients(frame).iloc[-1]
    assert (found["client"], found["n_due"]) == ("c10", 0)
    assert found[["share_done", "share_shrunk", "funnel_low", "outside_funnel"]].isna().all()


def test_one_client_far_from_all_others_lies_outside():
    found = compare_clients(clinic(*[24, 25] * 10, 0))
    assert found["outside_funnel"].tolist() == [False] * 20 + [True]


def test_the_lowest_five_of_thirty_are_not_called_lower_than_they_are():
    rng = np.random.default_rng(3)
    off = []
    for _ in range(200):
        truth = rng.beta(4.5, 2.6, 30)
        done = rng.binomial(28, truth)
        a, b = beta_of_clinic(done, np.full(30, 28))
        shrunk = (done + a) / (28 + a + b)
        lowest = np.argsort(done)[:5]
        off.append([(done / 28 - truth)[lowest].mean(), (shrunk - truth)[lowest].mean()])
    raw, corrected = np.mean(off, axis=0)
    assert raw < -0.03
    assert corrected == pytest.approx(0, abs=0.015)


@pytest.mark.parametrize("done", [28, 0])
def test_a_clinic_in_which_all_do_the_same_is_compared_too(done):
    found = compare_clients(clinic(*[done] * 12))
    assert found["share_shrunk"].to_numpy() == pytest.approx(done / 28, abs=0.01)
    assert not found["outside_funnel"].any()


def test_the_order_of_the_rows_changes_no_bit():
    frame = clinic(*SOME)
    pd.testing.assert_frame_equal(compare_clients(frame.sample(frac=1, random_state=1)), compare_clients(frame))


def test_an_empty_frame_gives_the_declared_columns():
    found = compare_clients(clinic(28).iloc[:0])
    assert list(found.columns) == COMPARED_CLIENTS.names
    assert found.empty


def test_another_frame_is_refused():
    with pytest.raises(RbtoolsError, match="matched"):
        compare_clients(pd.DataFrame({"client": ["a"]}))
