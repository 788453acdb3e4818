"""Groups: the curve of leaving off by hand and against statsmodels, and dose against tightness in both ways."""

import math

import needs
import numpy as np
import pandas as pd
import pytest
from hand_made import matched, row
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import rbtools as rb
from rbtools.errors import ArgumentError
from rbtools.measure.discontinuation import discontinuation, kaplan_meier
from rbtools.measure.dose_response import WARNING, dose_response
from rbtools.measure.frames import DISCONTINUATION, DOSE_RESPONSE

PROGRAM = rb.load_program()


def person(client, done, *, days=10, not_due=0):
    """One session a day, done on some days; the last `not_due` days lie ahead."""
    return [
        row(d, 2.0 if d in done else 0.0, day=d, client=client, due=d <= days - not_due) for d in range(1, days + 1)
    ]


class TestDiscontinuation:
    def test_the_event_is_the_day_after_the_last_day_done_and_the_rest_are_looked_at_to_the_first_of_the_last_days(
        self,
    ):
        # ten days, the last three are 8, 9, 10: a left off after day 4 (4 days in), b began on day 3 and left off after
        # day 7 (5 days in), c was last seen on day 8 and so is looked at for 8 - 1 = 7 days, d never began
        people = [*person("a", {1, 2, 4}), *person("b", {3, 7}), *person("c", {1, 5, 8}), *person("d", set())]
        found = discontinuation(matched(*people))
        expected = pd.DataFrame(
            {"time_days": [0, 4, 5, 7], "n_at_risk": [3, 3, 2, 1], "n_event": [0, 1, 1, 0], "n_censored": [0, 0, 0, 1],
             "share_persisting": [1, 2 / 3, 1 / 3, 1 / 3]}
        )  # fmt: skip
        assert_frame_equal(found[list(expected)], expected)

    def test_it_agrees_with_rhythm(self):
        plan = rb.make_plans(PROGRAM, people_of(300))
        frame = rb.match_log(plan, rb.simulate_log(plan, seed=4, quitting=0.2), as_of="end")
        found, rhythm = discontinuation(frame), rb.rhythm(frame)
        assert found["n_event"].sum() == rhythm["discontinued"].sum() > 100
        assert found["n_at_risk"].iloc[0] == rhythm["initiated"].sum()
        assert found["n_event"].sum() + found["n_censored"].sum() == rhythm["initiated"].sum()
        of_events = rhythm.loc[rhythm["discontinued"], "persistence_days"].value_counts().sort_index()
        assert found.loc[found["n_event"] > 0, "time_days"].tolist() == of_events.index.tolist()

    def test_days_that_are_not_due_are_not_looked_at(self):
        whole = matched(*person("a", {1, 2}), *person("b", {1, 6}))
        early = matched(*person("a", {1, 2}, days=10, not_due=7), *person("b", {1}, days=10, not_due=7))
        assert discontinuation(whole)["n_event"].sum() == 2
        assert discontinuation(early)["n_event"].sum() == 0

    def test_the_number_of_last_days_is_a_parameter(self):
        frame = matched(*person("a", {1, 6}))
        assert discontinuation(frame, discontinued_after_days=4)["n_event"].sum() == 1
        assert discontinuation(frame, discontinued_after_days=5)["n_event"].sum() == 0
        with pytest.raises(ArgumentError, match="discontinued_after_days"):
            discontinuation(frame, discontinued_after_days=0)

    @pytest.mark.parametrize("rows", [[], person("a", set())])
    def test_nobody_began(self, rows):
        assert_frame_equal(discontinuation(matched(*rows)), DISCONTINUATION.empty())

    def test_the_order_of_the_rows_does_not_matter(self):
        plan = rb.make_plans(PROGRAM, people_of(30))
        frame = rb.match_log(plan, rb.simulate_log(plan, seed=4, quitting=0.2), as_of="end")
        assert_frame_equal(discontinuation(frame.sample(frac=1, random_state=2)), discontinuation(frame))

    def test_a_share_of_0_or_1_has_no_interval(self):
        found = discontinuation(matched(*person("a", {1}), *person("b", {1, 2})))
        assert found["share_persisting"].tolist() == [1, 0.5, 0]
        assert (
            found["share_persisting_low"].isna().tolist()
            == found["share_persisting_high"].isna().tolist()
            == [True, False, True]
        )


cohorts = st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=1, max_size=40)


@given(cohorts)
def test_the_curve_and_its_interval_are_those_of_statsmodels(cohort):
    survfunc = pytest.importorskip("statsmodels.duration.survfunc", reason=needs.package("statsmodels"))
    time, event = (np.array(values) for values in zip(*cohort, strict=True))
    found = pd.DataFrame(kaplan_meier(time, event))
    found = found[found["n_event"] > 0]
    if not event.any():
        assert found.empty
        return
    other = survfunc.SurvfuncRight(time, event.astype(int))
    assert found["time_days"].tolist() == other.surv_times.tolist()
    assert found["n_at_risk"].tolist() == other.n_risk.tolist()
    np.testing.assert_allclose(found["share_persisting"], other.surv_prob, rtol=0, atol=1e-12)
    for low, high, s, se in zip(
        found["share_persisting_low"], found["share_persisting_high"], other.surv_prob, other.surv_prob_se, strict=True
    ):
        if 1e-9 < s < 1:
            power = math.exp(1.959963984540054 * se / s / -math.log(s))
            assert low == pytest.approx(s**power, abs=1e-12)
            assert high == pytest.approx(s ** (1 / power), abs=1e-12)
            assert 0 <= low < s < high <= 1


def people_of(n, prefix="p"):
    return pd.DataFrame({"client": [f"{prefix}{i:03d}" for i in range(n)], "start": "2026-03-02", "tz": "UTC"})


@pytest.fixture(scope="module")
def three_kinds():
    """The tighter, the more they do; in each a week with more sessions is a better one."""
    plans, logs = [], []
    for kind, level, kept in (("a", 3, 0.3), ("b", 5.5, 0.5), ("c", 8, 0.7)):
        plan = rb.make_plans(PROGRAM, people_of(40, kind))
        plans.append(plan)
        logs.append(
            rb.simulate_log(
                plan, seed=3, tightness=level, tightness_spread=0.3, adherence=kept, adherence_count=1000, effect=-3,
                natural_fall=0, declining=0.5, improving=0.5, weekly_change=0.3, quitting=0, never_start=0,
                ratings_missing=0.1, ratings_end=0,
            )
        )  # fmt: skip
    entries, ratings = (pd.concat([getattr(log, name) for log in logs]) for name in ("entries", "ratings"))
    return pd.concat(plans), rb.Log(entries, ratings)


def by_hand(plan, log, as_of="end"):
    """The weeks that count, from the public measures."""
    done = rb.adherence(rb.match_log(plan, log, as_of=as_of), by=["client", "week"]).astype({"client": "str"})
    rated = rb.tightness(log, plan=plan, by=["client", "week"]).astype({"client": "str"})
    both = done.merge(rated[rated["n_daily"] >= 3], on=["client", "week"])
    mean = both.groupby("client")["share_min_dose"].transform("mean")
    return both.assign(own=both["share_min_dose"] - mean, mean=mean)


class TestDoseResponse:
    def test_within_and_between_have_opposite_signs_where_worse_people_do_more(self, three_kinds):
        found = dose_response(three_kinds[0], three_kinds[1], as_of="end").iloc[0]
        assert found["slope_within_high"] < 0 < found["slope_between_low"]
        assert found["slope_within"] < found["slope_pooled"] < found["slope_between"]
        assert (found["n_client"], found["reason"], found["warning"]) == (120, "", WARNING)

    def test_a_week_counts_from_three_rated_days(self):
        plan = rb.make_plans(PROGRAM, people_of(1), weeks=2)
        log = rb.simulate_log(plan, seed=1, ratings_missing=0, ratings_end=0)
        kept = log.ratings["date"].isin(
            pd.to_datetime(["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-09", "2026-03-10"])
        )
        thinned = log._replace(ratings=log.ratings[kept].reset_index(drop=True))
        assert dose_response(plan, thinned, as_of="end")["n_week"].tolist() == [1]

    def test_the_slopes_and_intervals_are_those_of_statsmodels(self, three_kinds):
        api = pytest.importorskip("statsmodels.api", reason=needs.package("statsmodels"))
        found = dose_response(three_kinds[0], three_kinds[1], as_of="end").iloc[0]
        weeks = by_hand(*three_kinds)
        assert found["n_week"] == len(weeks)
        person = pd.factorize(weeks["client"])[0]
        for names, columns in ((["within", "between"], ["own", "mean"]), (["pooled"], ["share_min_dose"])):
            x = api.add_constant(weeks[columns])
            fit = api.OLS(weeks["daily"], x).fit(cov_type="cluster", cov_kwds={"groups": person}, use_t=True)
            ends = fit.conf_int()
            for name, column in zip(names, columns, strict=True):
                expected = [fit.params[column], *ends.loc[column]]
                shown = found[[f"slope_{name}", f"slope_{name}_low", f"slope_{name}_high"]]
                np.testing.assert_allclose(shown.astype(float), expected, rtol=1e-9)

    def test_the_slope_within_is_that_of_the_centred_weeks(self, three_kinds):
        weeks = by_hand(*three_kinds)
        centred = weeks["daily"] - weeks.groupby("client")["daily"].transform("mean")
        expected = (weeks["own"] * centred).sum() / (weeks["own"] ** 2).sum()
        found = dose_response(three_kinds[0], three_kinds[1], as_of="end")["slope_within"].iloc[0]
        assert found == pytest.approx(expected, rel=1e-9)

    def test_weeks_after_as_of_are_left_for_later(self, three_kinds):
        found = dose_response(three_kinds[0], three_kinds[1], as_of="2026-03-15").iloc[0]
        assert found["n_week"] <= 240
        plan, log = three_kinds
        cut = rb.Log(log.entries[log.entries["date"] <= "2026-03-15"], log.ratings[log.ratings["date"] <= "2026-03-15"])
        assert_frame_equal(dose_response(plan, cut, as_of="2026-03-15"), dose_response(plan, log, as_of="2026-03-15"))

    def test_few_people_have_no_slope(self):
        plan = rb.make_plans(PROGRAM, people_of(9))
        found = dose_response(plan, rb.simulate_log(plan, seed=1), as_of="end").iloc[0]
        assert (found["reason"], found["warning"]) == ("few_people", WARNING)
        assert found.filter(like="slope").isna().all()

    def test_a_dose_that_never_varies_has_no_slope(self):
        plan = rb.make_plans(PROGRAM, people_of(12))
        log = rb.simulate_log(plan, seed=1, adherence=0, skip_logged=0)
        found = dose_response(plan, log, as_of="end").iloc[0]
        assert found["reason"] == "constant_dose_within, constant_dose_between"
        assert found.filter(like="slope").isna().all()

    def test_an_empty_plan_gives_the_same_columns(self):
        plan = rb.make_plans(PROGRAM, people_of(1)).head(0)
        log = rb.simulate_log(rb.make_plans(PROGRAM, people_of(1)), seed=1)
        found = dose_response(plan, log, as_of="end")
        assert_frame_equal(found.head(0), DOSE_RESPONSE.empty())
        assert found["reason"].tolist() == ["few_people"]

    def test_shuffled_rows_give_the_same_answer(self, three_kinds):
        plan, log = three_kinds
        mixed = rb.Log(log.entries.sample(frac=1, random_state=1), log.ratings.sample(frac=1, random_state=2))
        again = dose_response(plan.sample(frac=1, random_state=3), mixed, as_of="end")
        assert_frame_equal(again, dose_response(plan, log, as_of="end"), check_exact=True)
