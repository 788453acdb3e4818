"""Made-up people: the same record alone and among others, the stated shares, and frames as the reader gives them."""

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from rbtools import RbtoolsError, excuse, load_program, make_plan, make_plans, schema, simulate_log
from rbtools.simulate.people import Chance, SimulationParameters

PROGRAM = load_program()
LOSSES = ("declining", "improving", "quitting", "never_start", "evening", "weekend", "unlogged", "late_writers")
ALWAYS = {"adherence": 1, **dict.fromkeys(LOSSES, 0)}
EVERY_DAY = {"natural_fall": 0, "ratings_missing": 0, "ratings_end": 0}


def plans(n, start="2026-03-02", **options):
    clients = [f"client-{i:04}" for i in range(n)]
    return make_plans(PROGRAM, pd.DataFrame({"client": clients, "start": start, "tz": "Europe/Amsterdam"}), **options)


@pytest.fixture(scope="module")
def crowd():
    plan = plans(400)
    return plan, simulate_log(plan, seed=20260302)


def n_sessions(entries):
    return len(entries[["client", "date", "performed_at"]].drop_duplicates())


class TestFrames:
    def test_they_are_checked_frames_with_unique_keys_in_key_order(self, crowd):
        _, log = crowd
        for frame, found in ((schema.ENTRIES, log.entries), (schema.RATINGS, log.ratings)):
            assert_frame_equal(frame.sort(frame.check(found)), found)

    def test_line_counts_the_records_of_each_client(self):
        log = simulate_log(plans(3), seed=4, **ALWAYS)
        assert log.entries.groupby("client", observed=True)["line"].apply(list).map(
            lambda line: line == list(range(1, len(line) + 1))
        ).tolist() == [True, True, True]

    def test_an_empty_plan_gives_an_empty_log(self):
        log = simulate_log(schema.PLAN.empty(), seed=1)
        assert_frame_equal(log.entries, schema.ENTRIES.empty())
        assert_frame_equal(log.ratings, schema.RATINGS.empty())

    def test_the_report_counts_entries_and_ratings_of_the_day(self):
        log = simulate_log(plans(2), seed=1)
        expected = len(log.entries) + (log.ratings["moment"] == "day").sum()
        assert (log.report.records, log.report.accepted) == (expected, expected)

    def test_the_plan_is_not_written_into(self):
        plan = plans(2)
        before = plan.copy(deep=True)
        simulate_log(plan, seed=1)
        assert_frame_equal(plan, before)


class TestSeeds:
    def test_a_seed_gives_one_log(self):
        assert_frame_equal(simulate_log(plans(3), seed=7).entries, simulate_log(plans(3), seed=7).entries)

    def test_another_seed_gives_another(self):
        one, other = simulate_log(plans(3), seed=7), simulate_log(plans(3), seed=8)
        assert not one.ratings["tightness"].equals(other.ratings["tightness"])

    def test_a_client_s_record_is_the_same_alone_and_among_others(self, crowd):
        plan, log = crowd
        alone = simulate_log(plan[plan["client"] == "client-0123"], seed=20260302)
        for whole, part in ((log.entries, alone.entries), (log.ratings, alone.ratings)):
            among = whole[whole["client"] == "client-0123"].reset_index(drop=True)
            assert_frame_equal(among, part, check_categorical=False, check_dtype=False)
        assert len(alone.ratings) > 0

    def test_the_blocks_it_is_worked_out_in_do_not_show(self, monkeypatch):
        whole = simulate_log(plans(7), seed=7)
        monkeypatch.setattr("rbtools.simulate.simulate._ROWS_AT_ONCE", 400)
        assert_frame_equal(simulate_log(plans(7), seed=7).entries, whole.entries)
        assert_frame_equal(simulate_log(plans(7), seed=7).ratings, whole.ratings)

    @settings(max_examples=10)
    @given(st.randoms(use_true_random=False))
    def test_the_order_of_the_plan_s_rows_changes_nothing(self, random):
        plan = plans(2, weeks=1)
        order = list(range(len(plan)))
        random.shuffle(order)
        assert_frame_equal(simulate_log(plan.iloc[order], seed=3).entries, simulate_log(plan, seed=3).entries)

    def test_chance_is_even_and_independent_of_its_neighbour(self):
        u = Chance(5, np.array(["a", "b"], dtype=object)).uniform(
            "test", np.zeros(100_000, dtype=int), np.arange(100_000)
        )
        assert 0 < u.min() < u.max() < 1
        assert u.mean() == pytest.approx(0.5, abs=0.004)
        assert np.corrcoef(u[1:], u[:-1])[0, 1] == pytest.approx(0, abs=0.012)

    @pytest.mark.parametrize("seed", [-1, 2**64, 1.5, "1", None, True])
    def test_a_seed_is_a_whole_number(self, seed):
        with pytest.raises(RbtoolsError, match="whole number"):
            simulate_log(plans(1), seed=seed)


class TestParameters:
    def test_the_docstring_names_each_with_its_default(self):
        said = " ".join(simulate_log.__doc__.split())
        for f in fields(SimulationParameters):
            default = f"{round(float(f.default), 3):g}"
            assert f"`{f.name}` {default.removeprefix('0') or '0'}" in said, f.name

    def test_each_has_a_source_or_is_called_a_choice(self):
        assert all(len(f.metadata["source"]) > 5 for f in fields(SimulationParameters))

    def test_an_unknown_one_is_refused_with_the_nearest_name(self):
        with pytest.raises(RbtoolsError, match='did you mean "adherence"'):
            simulate_log(plans(1), seed=1, adherance=1)

    @pytest.mark.parametrize(("name", "value"), [("adherence", 1.2), ("phi", 1), ("baseline_days", 2.5), ("sd", "1")])
    def test_a_value_out_of_range_is_refused(self, name, value):
        with pytest.raises(RbtoolsError, match=name):
            simulate_log(plans(1), seed=1, **{name: value})

    def test_courses_are_shares_of_one_whole(self):
        with pytest.raises(RbtoolsError, match="at most 1 together"):
            simulate_log(plans(1), seed=1, declining=0.6, improving=0.6)


class TestWhatIsDone:
    def test_full_adherence_logs_every_session(self):
        log = simulate_log(plans(20), seed=2, **ALWAYS)
        assert n_sessions(log.entries) == 20 * 56

    def test_without_adherence_nothing_is_done_and_ratings_go_on(self):
        log = simulate_log(plans(20), seed=2, adherence=0, skip_logged=0)
        assert len(log.entries) == 0
        assert set(log.ratings["moment"]) == {"day"}

    def test_nothing_is_done_in_an_excused_session(self):
        plan = excuse(plans(5), "2026-03-07", "2026-03-08", reason="ill")
        log = simulate_log(plan, seed=2, **ALWAYS)
        assert n_sessions(log.entries) == 5 * 52
        assert not log.entries["date"].isin(pd.to_datetime(["2026-03-07", "2026-03-08"])).any()

    def test_adherence_of_a_crowd_is_near_the_stated_mean(self):
        log = simulate_log(plans(600), seed=3, inflation=0, skip_logged=0, **dict.fromkeys(LOSSES, 0))
        assert n_sessions(log.entries) / (600 * 56) == pytest.approx(4.5 / 7.1, abs=0.025)

    def test_quitting_is_about_three_percent_a_week(self):
        always = {**ALWAYS, "quitting": 0.03}
        last = simulate_log(plans(2000), seed=4, **always).entries.groupby("client", observed=False)["date"].max()
        assert (last < "2026-03-29").mean() == pytest.approx(1 - 0.97**4, abs=0.02)

    def test_never_starting_leaves_a_client_without_entries(self):
        log = simulate_log(plans(5), seed=4, **{**ALWAYS, "never_start": 1})
        assert len(log.entries) == 0

    def test_about_fifteen_percent_of_sessions_are_partial_and_none_is_empty(self):
        plan = plans(200)
        log = simulate_log(plan, seed=5, **ALWAYS)
        side = log.entries.assign(sets=log.entries["sets"].where(log.entries["side"] != "right", 0))
        keys = ["client", "date", "performed_at"]
        done = side[side["outcome"] == "done"].groupby([*keys, "exercise"], observed=True)["sets"].sum().reset_index()
        low = done["exercise"].astype(str).map({e.id: e.sets_min for e in PROGRAM.exercises})
        enough = done.assign(enough=done["sets"] >= low).groupby(keys, observed=True)["enough"].sum()
        prescribed = np.where(enough.index.get_level_values("date") < pd.Timestamp("2026-03-16"), 3, 4)
        assert (enough < prescribed).mean() == pytest.approx(0.15, abs=0.02)
        assert len(enough) == 200 * 56

    def test_inflation_logs_more_sessions_than_were_done(self):
        honest = simulate_log(plans(400), seed=6, unlogged=0, inflation=0)
        boastful = simulate_log(plans(400), seed=6, unlogged=0)
        done = [n_sessions(log.entries[log.entries["outcome"] == "done"]) for log in (honest, boastful)]
        assert 1.04 < done[1] / done[0] < 1.16


class TestWhen:
    def test_sessions_lie_in_their_windows(self):
        plan = plans(30)
        log = simulate_log(plan, seed=7, **ALWAYS)
        at = np.sort(log.entries.drop_duplicates(["client", "performed_at"])["performed_at"].to_numpy())
        assert len(at) == 30 * 56
        windows = plan.drop_duplicates(["client", "session"])
        found = log.entries.merge(windows, on="client")
        inside = (found["opens_at"] <= found["performed_at"]) & (found["performed_at"] < found["closes_at"])
        assert inside.sum() == len(log.entries)

    def test_late_evenings_go_past_midnight_and_stay_with_the_evening_before(self):
        log = simulate_log(plans(30), seed=7, **{**ALWAYS, "late_evenings": 1})
        night = log.entries[log.entries["performed_local"].dt.hour < 4]
        assert len(night) > 100
        assert (night["date"] == night["performed_local"].dt.normalize() - pd.Timedelta(days=1)).all()

    def test_a_day_written_up_later_has_noon_and_minutes_and_no_session_ratings(self):
        log = simulate_log(plans(20), seed=8, **{**ALWAYS, "late_writers": 1, "late_days": 1, "partial": 0})
        one = log.entries[(log.entries["client"] == "client-0000") & (log.entries["date"] == "2026-03-03")]
        roller = one[one["exercise"] == "side_lying_roller"]
        assert roller["performed_local"].tolist() == [
            pd.Timestamp("2026-03-03T12:00"), pd.Timestamp("2026-03-03T12:01"),
        ]  # fmt: skip
        assert not log.entries["time_known"].any()
        assert set(log.ratings["moment"]) == {"day"}


class TestTightness:
    def test_the_baseline_week_lies_before_the_start(self):
        log = simulate_log(plans(50), seed=9, ratings_missing=0, ratings_end=0)
        day = log.ratings[log.ratings["moment"] == "day"]
        per_client = day.groupby("client", observed=True)["date"].agg(["min", "max", "count"])
        assert (per_client["min"] == "2026-02-23").all()
        assert (per_client["max"] == "2026-03-29").all()
        assert (per_client["count"] == 35).all()

    def test_ratings_are_whole_numbers_from_0_to_10(self, crowd):
        found = crowd[1].ratings["tightness"]
        assert found.between(0, 10).all()
        assert (found == found.round()).all()
        assert found.mean() == pytest.approx(5, abs=0.4)

    def test_fifteen_percent_of_the_days_are_not_rated(self):
        log = simulate_log(plans(400), seed=10, ratings_end=0)
        assert (log.ratings["moment"] == "day").sum() / (400 * 35) == pytest.approx(0.85, abs=0.01)

    def test_days_have_the_sd_and_the_correlation_asked_for(self):
        log = simulate_log(plans(800), seed=11, adherence=0, sd_spread=0, tightness=5, tightness_spread=0, **EVERY_DAY)
        wide = log.ratings["tightness"].to_numpy().reshape(800, 35)
        assert wide.std() == pytest.approx(np.sqrt(1.3**2 + 1 / 12), abs=0.03)
        assert np.corrcoef(wide[:, 1:].ravel(), wide[:, :-1].ravel())[0, 1] == pytest.approx(
            0.3 * 1.69 / 1.773, abs=0.02
        )

    def test_tightness_falls_by_itself_without_any_session(self):
        log = simulate_log(plans(800), seed=12, adherence=0, natural_fall=2, ratings_missing=0, ratings_end=0)
        mean = log.ratings.groupby("date")["tightness"].mean()
        assert mean.iloc[:7].mean() - mean.iloc[-7:].mean() == pytest.approx(1.4, abs=0.15)

    def test_an_effect_by_dose_needs_sessions_and_one_by_date_does_not(self):
        def fall(**habits):
            day = simulate_log(plans(400), seed=13, effect=-2, tightness_spread=0, **EVERY_DAY, **habits).ratings
            mean = day[day["moment"] == "day"].groupby("date")["tightness"].mean()
            return mean.iloc[-7:].mean() - mean.iloc[:7].mean()

        assert fall(adherence=0) == pytest.approx(0, abs=0.1)
        assert fall(adherence=0, effect_by_dose=0) == pytest.approx(-2, abs=0.1)
        assert fall(**ALWAYS) == pytest.approx(-2, abs=0.1)


def test_any_zone_slot_and_length_works():
    plan = make_plan(
        PROGRAM, "2011-12-20", tz="Pacific/Apia", weeks=2, times={"dawn": "05:00", "noon": "12:00", "night": "01:00"}
    )
    log = simulate_log(plan, seed=1, **{**ALWAYS, "late_writers": 1, "late_days": 0.5})
    assert_frame_equal(schema.ENTRIES.check(log.entries), log.entries)
    assert not (log.entries["date"] == "2011-12-30").any()


def test_no_rating_is_a_minus_zero():
    ratings = simulate_log(plans(20), seed=5).ratings
    for name in ("tightness", "pain"):
        zeros = ratings.loc[ratings[name] == 0, name].to_numpy()
        assert len(zeros) > 0
        assert not np.signbit(zeros).any()
