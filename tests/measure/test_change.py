"""Baseline against the last week: the formulas held against their matrix form, and the rules about counts and bands."""

import itertools

import numpy as np
import pandas as pd
import pytest
from daily_ratings import START, log_of, people, plan_of
from pandas.testing import assert_frame_equal
from scipy import stats

from rbtools.errors import ArgumentError, FrameError
from rbtools.log.log import Log
from rbtools.measure.change import change
from rbtools.measure.change_frame import CHANGE
from rbtools.measure.single_case.ar1 import Window
from rbtools.measure.single_case.phases import UNITS
from rbtools.measure.single_case.slope import slope

DESIGN_COLUMNS = [
    "client", "n_baseline", "n_review", "mean_baseline", "mean_review", "difference", "difference_low",
    "difference_high", "share_better", "slope_per_week", "slope_low", "slope_high", "phi", "detectable",
    "change_category",
    "reason",
]  # fmt: skip
SIX = [6, 6, 6, 6, 6, 6, 6]


def changed(before, after, **options):
    """The one row of a client with these ratings."""
    return change(plan_of(len(after)), log_of({"a": (before, after)}), **{"as_of": "end"} | options).iloc[0]


# The formulas of section 2.1 and 2.2 as they stand on paper: full matrices, one person at a time.


def v_of(t, phi):
    return phi ** np.abs(np.subtract.outer(t, t))


def shrunk(r, n, correction):
    return np.clip((n * (r + correction(r) / n) + 25 * 0.3) / (n + 25), 0, 0.9)


def difference_on_paper(windows):
    """SE, df and phi of a list of (days, ratings)."""
    n = sum(len(t) for t, _ in windows)
    residuals = [y - y.mean() for _, y in windows]
    ssw = sum(e @ e for e in residuals)
    adjacent = sum((e[:-1] * e[1:])[np.diff(t) == 1].sum() for (t, _), e in zip(windows, residuals, strict=True))
    phi = 0.3 if ssw == 0 else shrunk(adjacent / ssw, n, lambda r: 2 * (1 + 3 * r))
    vm, traces, squares = [], 0.0, 0.0
    for t, _ in windows:
        k, v = len(t), v_of(t, phi)
        mv = (np.eye(k) - 1 / k) @ v
        vm.append(v.sum() / k**2)
        traces, squares = traces + np.trace(mv), squares + np.trace(mv @ mv)
    s2 = ssw / sum(len(t) * (1 - m) for (t, _), m in zip(windows, vm, strict=True))
    s2 = max(s2, ((n - 2) * s2 + 6 * 1.3**2) / (n - 2 + 6))
    return np.sqrt(s2 * sum(vm)), max(traces**2 / squares, 2), phi


def slope_on_paper(t, y):
    n, tc = len(t), t - t.mean()
    x = np.column_stack([np.ones(n), tc])
    m = np.eye(n) - x @ np.linalg.inv(x.T @ x) @ x.T
    e = m @ y
    r = (e[:-1] * e[1:])[np.diff(t) == 1].sum() / (e @ e)
    v = v_of(t, shrunk(r, n, lambda r: 2 + 4 * r))
    mv = m @ v
    df = max(np.trace(mv) ** 2 / np.trace(mv @ mv), 2)
    se = np.sqrt(e @ e / np.trace(mv) * (tc @ v @ tc)) / (tc @ tc)
    b = (tc @ y) / (tc @ tc)
    return 7 * b, 7 * (b - stats.t.ppf(0.975, df) * se), 7 * (b + stats.t.ppf(0.975, df) * se)


def days_and_ratings(series, first=0):
    t = np.array([first + i for i, value in enumerate(series) if value is not None], dtype=float)
    return t, np.array([value for value in series if value is not None], dtype=float)


@pytest.mark.parametrize("seed", range(11))
def test_difference_and_slope_are_those_of_the_matrix_formulas_also_with_gaps(seed):
    before, after = people(1, 7, 28, seed=seed, missing=0.15 * (seed % 3))["p0000"]
    row = changed(before, after)
    windows = [days_and_ratings(before), days_and_ratings(after[-7:], first=100)]
    se, df, phi = difference_on_paper(windows)
    d = windows[1][1].mean() - windows[0][1].mean()
    half = stats.t.ppf(0.975, df) * se
    expected = [d, d - half, d + half, phi, se, df, *slope_on_paper(*days_and_ratings(after))]
    names = ["difference", "difference_low", "difference_high", "phi", "se", "df", *DESIGN_COLUMNS[9:12]]
    np.testing.assert_allclose([row[name] for name in names], expected, rtol=1e-9, atol=1e-12)


def test_a_plain_case_typed_out():
    row = changed([7, 6, 7, 6, 7, 6, 7], [5, 5, 5, 5, 5, 5, 5, 4, 4, 5, 4, 4, 5, 4])
    assert (row["n_baseline"], row["n_review"], row["n_program"]) == (7, 7, 14)
    assert row["mean_baseline"] == 46 / 7
    assert row["mean_review"] == 30 / 7
    assert row["difference"] == -16 / 7
    assert row["share_better"] == 16 / 46
    assert (row["change_category"], row["reason"]) == ("moderate", "")
    assert row["detectable"] is np.True_
    assert row["better_by_2_points"] is np.True_
    assert row["mean_last_3"] == 13 / 3
    assert (row["share_zero_baseline"], row["share_zero_review"]) == (0, 0)


def test_columns_and_dtypes_are_those_declared():
    found = change(plan_of(7), log_of({"a": (SIX, SIX)}), as_of="end")
    assert list(found.columns[:16]) == DESIGN_COLUMNS
    assert_frame_equal(CHANGE.check(found), found)


def test_constant_ratings_do_not_become_certainty():
    row = changed(SIX, SIX)
    assert row["phi"] == 0.3
    assert row["se"] == pytest.approx(np.sqrt(6 * 1.3**2 / 18 * 2 * 0.240322), abs=1e-6)
    assert row["difference_low"] < 0 < row["difference_high"]
    assert (row["slope_per_week"], row["change_category"]) == (0, "none")
    assert np.isnan(row["slope_low"])
    assert np.isnan(row["slope_high"])


def test_the_floor_only_raises_the_variance():
    wild = changed([2, 9, 3, 10, 2, 9, 4], [9, 2, 10, 3, 9, 2, 10])
    windows = [days_and_ratings([2, 9, 3, 10, 2, 9, 4]), days_and_ratings([9, 2, 10, 3, 9, 2, 10])]
    assert wild["se"] == pytest.approx(difference_on_paper(windows)[0])
    assert wild["phi"] == 0


class TestCounts:
    def test_fewer_than_three_in_a_window_computes_nothing_but_the_slope(self):
        row = changed([6, 6], [6, 5, 5, 4, 4, 3, 4])
        assert (row["n_baseline"], row["n_review"], row["reason"]) == (2, 7, "not enough ratings")
        empty = ["mean_baseline", "mean_review", "difference", "difference_low", "difference_high", "share_better",
                 "phi", "detectable", "change_category", "se", "z", "better_by_2_points", "band_holds"]  # fmt: skip
        assert row[empty].isna().all()
        assert row["slope_per_week"] < 0

    def test_three_or_four_is_thin(self):
        assert changed([6, 7, 6], [5, 6, 5, 6, 5])["reason"] == "thin"
        assert changed([6, 7, 6, 7], [5, 6, 5, 6, 5])["reason"] == "thin"
        assert changed([6, 7, 6, 7, 6], [5, 6, 5, 6, 5])["reason"] == ""

    def test_a_low_baseline_is_said_beside_thin(self):
        assert changed([2, 3, 2], [1, 2, 1])["reason"] == "thin, low baseline"
        assert changed([3, 3, 3, 3, 3], [3, 3, 3, 3, 3])["reason"] == ""

    def test_a_client_without_ratings_is_a_row_of_zeros_and_missing_values(self):
        found = change(plan_of(7, clients=("a", "b")), log_of({"a": (SIX, SIX)}), as_of="end")
        assert found["client"].tolist() == ["a", "b"]
        b = found.iloc[1]
        assert (b["n_baseline"], b["n_review"], b["n_program"], b["reason"]) == (0, 0, 0, "not enough ratings")
        assert pd.isna(b["difference"])
        assert pd.isna(b["slope_per_week"])

    def test_a_client_without_a_plan_has_no_row(self):
        both = change(plan_of(7), log_of({"a": (SIX, SIX), "0": (SIX, SIX)}), as_of="end")
        assert_frame_equal(both, change(plan_of(7), log_of({"a": (SIX, SIX)}), as_of="end"))

    def test_no_plan_gives_the_empty_frame(self):
        found = change(plan_of(7).iloc[:0], log_of({}), as_of="end")
        assert_frame_equal(found, CHANGE.empty(), check_categorical=False)


class TestWindows:
    def test_only_the_seven_days_before_the_start_are_the_baseline(self):
        row = changed([0, 0, 0, *SIX], [5] * 7)
        assert (row["n_baseline"], row["mean_baseline"]) == (7, 6)

    def test_the_review_is_the_last_seven_plan_days_up_to_as_of(self):
        after = [9] * 3 + [5] * 7 + [1] * 4
        row = changed(SIX, after, as_of=(START + pd.Timedelta(days=9)).date())
        assert (row["n_review"], row["mean_review"], row["n_program"]) == (7, 5, 10)

    def test_days_after_the_plan_do_not_count(self):
        log = log_of({"a": (SIX, [5] * 7 + [0] * 7)})
        assert change(plan_of(7), log, as_of="end").iloc[0]["mean_review"] == 5
        assert change(plan_of(7), log, as_of="2027-01-01").iloc[0]["mean_review"] == 5

    def test_before_the_first_week_is_over_the_review_is_shorter_and_holds_no_baseline_day(self):
        row = changed(SIX, [5, 5, 5, 5, 0, 0, 0], as_of="2026-03-05")
        assert (row["n_review"], row["mean_review"]) == (4, 5)

    def test_before_the_start_there_is_no_review(self):
        row = changed(SIX, [5] * 7, as_of="2026-02-25")
        assert (row["n_baseline"], row["n_review"], row["n_program"]) == (3, 0, 0)

    def test_by_an_instant_the_plan_day_that_has_begun_counts_with_what_was_rated(self):
        after = [5] * 7 + [1]
        at_noon = changed(SIX, after, as_of="2026-03-09T12:00+00:00")  # day 8 is rated at 20:00
        assert (at_noon["n_review"], at_noon["mean_review"], at_noon["n_program"]) == (6, 5, 7)
        at_night = changed(SIX, after, as_of="2026-03-09T21:00+00:00")
        assert (at_night["n_review"], at_night["mean_review"]) == (7, 31 / 7)
        at_day_start = changed(SIX, after, as_of="2026-03-09T04:00+00:00")
        assert (at_day_start["n_review"], at_day_start["mean_review"]) == (7, 5)

    def test_longer_windows_can_be_asked_for(self):
        row = changed([7] * 14, [5] * 28, baseline_days=14, review_days=14)
        assert (row["n_baseline"], row["n_review"]) == (14, 14)

    def test_each_client_has_an_own_start_and_end(self):
        late = START + pd.Timedelta(days=30)
        plan = pd.concat([plan_of(14, clients=("b",), start=late), plan_of(7, clients=("a",))])
        one, other = log_of({"a": (SIX, [5] * 7)}), log_of({"b": ([7] * 7, [9] * 7 + [3] * 7)}, start=late)
        log = Log(one.entries, pd.concat([other.ratings, one.ratings]).astype({"client": "str"}))
        found = change(plan, log, as_of="end")
        assert found["client"].tolist() == ["a", "b"]
        assert found["mean_baseline"].tolist() == [6, 7]
        assert found["mean_review"].tolist() == [5, 3]


class TestRating:
    def test_daily_is_the_default_and_others_are_used_when_asked_for(self):
        log = log_of({"a": (SIX, [5] * 7)}, moment="before")
        assert change(plan_of(7), log, as_of="end")["mean_review"].tolist() == [5]
        assert change(plan_of(7), log, as_of="end", rating="before")["mean_review"].tolist() == [5]
        assert change(plan_of(7), log, as_of="end", rating="after")["n_review"].tolist() == [0]

    def test_an_unknown_rating_is_refused(self):
        with pytest.raises(ArgumentError, match=r"rating='dayly' is not allowed \(did you mean \"daily\"\?\)"):
            change(plan_of(7), log_of({}), as_of="end", rating="dayly")

    def test_windows_too_short_to_compute_anything_are_refused(self):
        with pytest.raises(ArgumentError, match="review_days=2"):
            change(plan_of(7), log_of({}), as_of="end", review_days=2)

    def test_something_that_is_not_a_log_is_refused(self):
        with pytest.raises(FrameError, match="log: expected a Log, got DataFrame"):
            change(plan_of(7), pd.DataFrame(), as_of="end")

    def test_a_plan_without_dates_is_refused(self):
        with pytest.raises(FrameError, match='no column "date"'):
            change(plan_of(7).drop(columns="date"), log_of({}), as_of="end")


class TestBands:
    @pytest.mark.parametrize(
        ("before", "after", "band"),
        [
            (10.0, 9.1, "none"), (10.0, 9.0, "minimal"), (10.0, 7.1, "minimal"), (10.0, 7.0, "moderate"),
            (10.0, 5.1, "moderate"), (10.0, 5.0, "substantial"), (1.0, 0.1, "minimal"), (2.0, 1.0, "substantial"),
            (3.0, 2.1, "minimal"), (0.0, 0.0, "none"), (6.0, 6.4, "none"), (5.0, 6.0, "none"), (4.0, 8.0, "worse"),
            (0.0, 5.0, "worse"), (9.9, 10.0, "none"), (9.0, 10.0, "none"), (0.1, 0.0, "minimal"),
        ],
    )  # fmt: skip
    def test_borders_are_exact(self, before, after, band):
        assert changed([before] * 7, [after] * 7)["change_category"] == band

    def test_strict_asks_for_two_points(self):
        assert changed([6.0] * 7, [4.0] * 7)["better_by_2_points"] is np.True_
        assert changed([6.0] * 7, [4.1] * 7)["better_by_2_points"] is np.False_

    def test_no_share_of_a_baseline_of_zero(self):
        row = changed([0] * 7, [1] * 7)
        assert np.isnan(row["share_better"])
        assert (row["share_zero_baseline"], row["share_zero_review"]) == (1, 0)

    def test_the_band_is_shown_for_missing_days_that_were_not_like_the_rated_ones(self):
        row = changed([6, 6, 6, 6, 6, None, 6], [4, 4, None, 4, None, 4, 4])  # 33 %; 1 of 7 and 2 of 7 missing
        shifted = [row[f"change_category_{d}"] for d in ("minus_1", "minus_half", "plus_half", "plus_1")]
        # fall of 2 plus 3/7 and 3/14, minus 3/14 and 3/7 points, against a baseline moved by 1/7 or 1/14
        assert shifted == ["moderate", "moderate", "moderate", "minimal"]
        assert row["band_holds"] is np.False_

    def test_with_every_day_rated_the_band_holds(self):
        assert changed([6] * 7, [4] * 7)["band_holds"] is np.True_


@pytest.mark.parametrize("value", [0, 5, 6, 7.3])
def test_a_constant_has_a_slope_without_an_interval_whatever_days_are_missing(value):
    gaps = np.array(list(itertools.product([0.0, 1.0], repeat=14))).T
    gaps = gaps[:, gaps.sum(axis=0) >= 3]
    found = slope(Window(gaps, gaps * round(value * UNITS)))
    assert (found.per_day == 0).all()
    assert np.isnan(found.low).all()
    assert np.isnan(found.high).all()
