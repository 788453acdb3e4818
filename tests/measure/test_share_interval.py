"""The interval of a share for sessions that depend on each other: closed forms, coverage, and any order of rows."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from rbtools.measure.share_interval import Z95, share_interval, wilson


def interval(rows, n_groups=1):
    """The interval of rows given as (group, client, day, done)."""
    group, client, day, done = (np.array(v) for v in zip(*rows, strict=True))
    return share_interval(group, client, day, done.astype(bool), n_groups)


def days(*done, client=0, group=0, first=0):
    """Due sessions day by day; each day is a text such as "10": one done, one not."""
    return [(group, client, first + d, c == "1") for d, text in enumerate(done) for c in text]


def test_one_session_a_day_without_a_pattern_has_the_design_value_of_days_alone():
    found = interval(days("1"))
    phi, n = 0.2, 1
    assert (found.low[0], found.high[0]) == pytest.approx([v[0] for v in wilson(np.ones(1), np.array([n]))])
    assert 1 + 2 * phi / (1 - phi) - 2 * phi * (1 - phi) / (1 - phi) ** 2 == pytest.approx(1)


def test_two_sessions_on_one_day_count_as_their_design_effect_says():
    found = interval(days("10"))
    expected = wilson(np.array([0.5]), np.array([2 / 1.3]))
    assert (found.low[0], found.high[0]) == pytest.approx((expected[0][0], expected[1][0]))


def test_a_person_of_28_days_by_hand():
    """D = 28, two sessions a day: every second day both, the others none; r0 and phi from their formulas."""
    found = interval(days(*["11", "00"] * 14))
    n, x, n_days = 56, 28, 28
    off = [n * 2 - x * 2, n * 0 - x * 2] * 14
    squares, products = sum(o * o for o in off), sum(a * b for a, b in itertools.pairwise(off))
    effect = squares * n_days / (n * x * (n - x) * (n_days - 1))
    same_day = min((n_days * (effect - 1) + 25 * 0.3) / (n_days + 25), 1)
    r = products / squares
    phi = max((n_days * (r + (1 + 3 * r) / n_days) + 25 * 0.2) / (n_days + 25), 0)
    assert phi == 0
    expected = wilson(np.array([0.5]), np.array([n / (1 + same_day)]))
    assert (found.low[0], found.high[0]) == pytest.approx((expected[0][0], expected[1][0]))


def test_a_gap_between_days_makes_no_neighbours():
    close = interval(days("1", "1", "0", "0", "1", "1", "0", "0"))
    apart = interval([(0, 0, 7 * d, done) for _, _, d, done in days("1", "1", "0", "0", "1", "1", "0", "0")])
    assert close.high[0] - close.low[0] > apart.high[0] - apart.low[0]


def test_several_clients_are_clusters():
    """The ratio estimator by hand: 7 of 10, 2 of 10 and 9 of 10."""
    rows = [(0, c, d, d < x) for c, x in enumerate((7, 2, 9)) for d in range(10)]
    p, off = 18 / 30, np.array([7, 2, 9]) - 6
    variance = 3 / 2 * (off**2).sum() / 30**2
    t = stats.t.ppf(0.975, 2)
    expected = wilson(np.array([p]), np.array([p * (1 - p) / variance]), t)
    found = interval(rows)
    assert found.n_clients.tolist() == [3]
    assert (found.low[0], found.high[0]) == pytest.approx((expected[0][0], expected[1][0]))


def test_clients_who_are_all_alike_count_as_one_each():
    found = interval([(0, c, d, d % 2 == 0) for c in range(4) for d in range(10)])
    expected = wilson(np.array([0.5]), np.array([4.0]), stats.t.ppf(0.975, 3))
    assert (found.low[0], found.high[0]) == pytest.approx((expected[0][0], expected[1][0]))


def test_clusters_are_never_worth_more_than_their_sessions():
    rows = [(0, c, d, done) for c in range(6) for d, done in enumerate((c < 4, c >= 3))]
    found = interval(rows)
    assert found.high[0] - found.low[0] >= 2 * 0.9 * Z95 * np.sqrt(0.25 / (12 + Z95**2))


def test_a_group_with_nothing_due_is_missing():
    found = interval(days("1", group=1), n_groups=3)
    assert np.isnan(found.low).tolist() == np.isnan(found.high).tolist() == [True, False, True]
    assert found.n_clients.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("x", "n", "low", "high"), [(22, 28, 0.60, 0.90), (23, 28, 0.64, 0.92), (45, 56, 0.68, 0.89), (0, 10, 0.0, 0.28)]
)
def test_wilson_agrees_with_published_values(x, n, low, high):
    found = wilson(np.array([x / n]), np.array([n]))
    assert [round(float(end[0]), 2) for end in found] == [low, high]


@pytest.mark.parametrize(("share", "end"), [(0.0, "low"), (1.0, "high")])
def test_the_ends_of_the_scale_are_exact(share, end):
    low, high = wilson(np.array([share]), np.array([7.3]))
    assert {"low": low, "high": high}[end][0] == share
    assert 0 <= low[0] < high[0] <= 1


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 9), st.booleans()), min_size=1, max_size=60
    ),
    st.randoms(use_true_random=False),
)
@settings(max_examples=60)
def test_any_order_of_rows_gives_the_same_bits_and_the_share_lies_inside(rows, random):
    found = interval(rows, 3)
    mixed = list(rows)
    random.shuffle(mixed)
    for one, other in zip(found, interval(mixed, 3), strict=True):
        assert one.tobytes() == other.tobytes()
    for group in {g for g, *_ in rows}:
        share = np.mean([done for g, _, _, done in rows if g == group])
        assert found.low[group] - 1e-12 <= share <= found.high[group] + 1e-12


def simulated(rng, n_people, n_days, variance, phi):
    """Two sessions a day with a latent day level; and the share that it comes to in the long run."""
    level = np.empty((n_days, n_people))
    level[0] = rng.normal(size=n_people)
    for d in range(1, n_days):
        level[d] = phi * level[d - 1] + np.sqrt(1 - phi**2) * rng.normal(size=n_people)
    truth = np.mean(1 / (1 + np.exp(-(0.65 + np.sqrt(variance) * rng.normal(size=200_000)))))
    return rng.binomial(2, 1 / (1 + np.exp(-(0.65 + np.sqrt(variance) * level)))), truth


@pytest.mark.parametrize(("variance", "phi", "least"), [(0, 0, 0.95), (0.5, 0.3, 0.94), (1, 0.5, 0.91)])
def test_coverage_within_a_person(variance, phi, least):
    """28 days; plain Wilson covers 95, 92 and 85 % here."""
    done, truth = simulated(np.random.default_rng(11), 2000, 28, variance, phi)
    person, day = np.meshgrid(np.arange(2000), np.arange(28))
    flat = [np.repeat(v.ravel(), 2) for v in (person, day)]
    each = np.stack([done.ravel() > 0, done.ravel() > 1], axis=1).ravel()
    found = share_interval(flat[0], flat[0], flat[1], each, 2000)
    assert np.mean((found.low <= truth) & (truth <= found.high)) >= least


@pytest.mark.parametrize(("people", "sessions"), [(10, 14), (30, 56)])
def test_coverage_of_a_pooled_row(people, sessions):
    """Shares from Beta(4.5, 2.6); plain Wilson covers 78 % with 14 sessions each and 51 % with 56."""
    rng = np.random.default_rng(12)
    runs = 400
    share = rng.beta(4.5, 2.6, (runs, people))
    done = rng.random((runs, people, sessions)) < share[..., np.newaxis]
    run, client, day = (v.ravel() for v in np.indices(done.shape))
    found = share_interval(run, client, day, done.ravel(), runs)
    truth = 4.5 / 7.1
    assert 0.92 <= np.mean((found.low <= truth) & (truth <= found.high)) <= 0.98
