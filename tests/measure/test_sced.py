"""The twenty open series with known answers (tests/data/sced_open.json), within their stated tolerances."""

import json
from pathlib import Path

import numpy as np
import pytest
from daily_ratings import log_of, plan_of, window

from rbtools.measure.effect_size import effect_size
from rbtools.measure.single_case.mean_effects import lrrd, moments, percent_of_goal, smd, smd_pooled
from rbtools.measure.single_case.nap import interval, nap, pairs, standard_errors, tau
from rbtools.measure.single_case.start_test import start_test
from rbtools.measure.single_case.tau_bc import tau_bc

CASES = json.loads((Path(__file__).parents[1] / "data" / "sced_open.json").read_text(encoding="utf-8"))["cases"]
EVERY = pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])


def measured(before, after, **options):
    """The row of one client with these ratings."""
    return effect_size(plan_of(len(after)), log_of({"a": (before, after)}), **{"as_of": "end"} | options).iloc[0]


def number(value):
    """R's number; NaN where R says NA, NaN or infinite, which is undefined here."""
    return float(value) if isinstance(value, int | float) else np.nan


def assert_close(found, expected, tolerance=1e-9):
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance, equal_nan=True)


@EVERY
class TestKnownAnswers:
    def test_nap_and_its_three_errors(self, case):
        found, known = pairs(window(case["A"]), window(case["B"])), case["SingleCaseES"]
        assert nap(found)[0] == case["exact"]["NAP_float"]
        expected = [number(known[f"NAP_{name}"]["SE"]) for name in ("unbiased", "Hanley", "null")]
        assert_close([se[0] for se in standard_errors(found)], expected)

    def test_interval_of_nap(self, case):
        found, exact = pairs(window(case["A"]), window(case["B"])), case["exact"]
        low, high = interval(found, found.m, found.n)
        assert_close([low[0], high[0]], [exact["NAP_CI95_lower"], exact["NAP_CI95_upper"]])
        if "NAP_CI_note" not in exact:
            known = case["SingleCaseES"]["NAP_unbiased"]
            assert_close([low[0], high[0]], [known["CI_lower"], known["CI_upper"]], 1e-4)

    def test_tau_and_the_baseline_corrected_tau_on_real_time_are_exact(self, case):
        before, after, exact = window(case["A"]), window(case["B"]), case["exact"]
        assert tau(pairs(before, after))[0] == exact["Tau_float"]
        found, line = tau_bc(before, after)
        np.testing.assert_equal(found[0], exact.get("Tau_BC_time_float", np.nan))
        assert_close(line.rise / line.run / 10, exact.get("slope_A_time_float", np.nan))

    def test_baseline_corrected_tau_on_a_compressed_index(self, case):
        rated = [[v for v in phase if v is not None] for phase in (case["A"], case["B"])]
        found, _ = tau_bc(window(rated[0]), window(rated[1]))
        np.testing.assert_equal(found[0], case["exact"].get("Tau_BC_float", np.nan))

    def test_standardised_differences_and_log_response_ratio(self, case):
        before, after, known = moments(window(case["A"])), moments(window(case["B"])), case["SingleCaseES"]
        two = before.n[0] == 2  # R gives 0 with error 0, where the correction for few days leaves nothing
        expected = [np.nan, np.nan] if two else [number(known["SMD_baseline"][n]) for n in ("Est", "SE")]
        assert_close([x[0] for x in smd(before, after)], expected)
        assert_close([x[0] for x in smd_pooled(before, after)], [number(known["SMD_pool"][n]) for n in ("Est", "SE")])
        ratio = [number(known["LRRd_other"][n]) for n in ("Est", "SE")]
        assert_close([x[0] for x in lrrd(before, after)], [ratio[0], ratio[1] or np.nan])  # never plus or minus 0

    def test_percent_of_goal(self, case):
        found = percent_of_goal(moments(window(case["A"])), moments(window(case["B"])), 0.0)
        assert_close(found[0], number(case["SingleCaseES"]["PoGO_goal0"]["Est"]))

    def test_the_frame_gives_the_same_from_a_log_and_a_plan(self, case):
        row, known, exact = measured(case["A"], case["B"], goal=0), case["SingleCaseES"], case["exact"]
        assert row["n_baseline"] == sum(v is not None for v in case["A"])
        assert row["n_program"] == sum(v is not None for v in case["B"])
        found = row[["nap", "nap_se", "nap_se_hanley", "nap_se_null", "nap_low", "nap_high", "tau", "pem", "pnd"]]
        errors = [number(known[f"NAP_{name}"]["SE"]) for name in ("unbiased", "Hanley", "null")]
        expected = [exact["NAP_float"], *errors, exact["NAP_CI95_lower"], exact["NAP_CI95_upper"], exact["Tau_float"],
                    known["PEM"]["Est"], known["PND"]["Est"]]  # fmt: skip
        assert_close(found.astype(float), expected)
        assert_close(row["smd_pooled"], number(known["SMD_pool"]["Est"]))
        assert_close(row["lrrd"], number(known["LRRd_other"]["Est"]))
        assert_close(row["percent_of_goal"], number(known["PoGO_goal0"]["Est"]))
        short = row["n_baseline"] < 5
        np.testing.assert_equal(row["tau_bc"], np.nan if short else exact["Tau_BC_time_float"])
        assert ("short_baseline" in row["reason"]) == short

    def test_what_is_missing_has_a_reason_and_nothing_is_infinite(self, case):
        row = measured(case["A"], case["B"], goal=0)
        values = row.drop(["client", "reason", "tau_bc_warning"]).astype(float)
        assert not np.isinf(values).any()
        assert ((values[[c for c in values.index if "_se" in c]]) != 0).all()
        reasons = set(row["reason"].split(", ")) - {"no_random_start"}
        assert bool(reasons) == bool(values.drop("p_start").isna().any())


GAP_FREE = [
    c for c in CASES if None not in c["A"] + c["B"] and "p" in dict(c["scan"] or {}).get("rand_test_Mean_A_B", {})
]


class TestStartPoint:
    def test_there_are_sixteen_series(self):
        assert len(GAP_FREE) == 16

    @pytest.mark.parametrize("case", GAP_FREE, ids=lambda case: case["id"])
    def test_p_is_the_share_of_admissible_starts_with_as_large_a_fall(self, case):
        known = case["scan"]["rand_test_Mean_A_B"]
        found = start_test(
            window(case["A"] + case["B"]), np.array(known["startpoints"]) - 1, np.array([len(case["A"])])
        )
        assert found.n_starts.tolist() == [known["n"]]
        assert_close(found.p, [known["p"]])

    def test_ties_count_exactly(self):
        days = window([0.3, 0.1, 0.2, 0.2, 0.2, 0.2])  # falls at starts 1-3: 0.12, 0, 0
        found = start_test(days, np.array([1, 2, 3]), np.array([2]))
        assert (found.p[0], found.n_starts[0]) == (1, 3)

    def test_a_start_without_a_rated_day_on_one_side_is_no_start(self):
        days = window([None, 6, 6, 2, 2], [6, 6, 6, 2, 2])
        found = start_test(days, np.array([1, 3]), np.array([3, 3]))
        assert found.n_starts.tolist() == [1, 2]
        assert found.p.tolist() == [1, 0.5]
        assert np.isnan(start_test(days, np.array([1, 3]), np.array([1, 2])).p).all()
