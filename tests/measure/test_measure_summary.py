"""The summary: every measure of a client in one row, each as its own function gives it."""

import pandas as pd
import pytest
from hand_made import log_of, matched, rating, row, shuffled
from pandas.testing import assert_frame_equal

from rbtools import RbtoolsError, schema
from rbtools.log.log import Log
from rbtools.match.match import match_log
from rbtools.measure.adherence import adherence
from rbtools.measure.change import change
from rbtools.measure.frames import SUMMARY
from rbtools.measure.rhythm import rhythm
from rbtools.measure.sets_completed import sets_completed
from rbtools.measure.summary import summarize
from rbtools.measure.tightness import tightness

CLIENTS = ("a", "b", "nobody")


def plan() -> pd.DataFrame:
    days = range(1, 15)
    frame = matched(*(row(d, day=d, client=c) for c in CLIENTS for d in days))
    return schema.PLAN.check(frame[schema.PLAN.names])


def log() -> Log:
    done = [(c, d) for c in CLIENTS[:2] for d in range(1, 15) if (d * (3 if c == "a" else 5)) % 7 > 1]
    done += [("stranger", 1)]
    date = pd.Series(pd.Timestamp("2026-03-01") + pd.to_timedelta([d for _, d in done], unit="D")).dt.as_unit("us")
    local = date + pd.Timedelta(hours=8)
    entries = pd.DataFrame({"client": [c for c, _ in done], "date": date, "performed_local": local})
    entries["performed_at"] = local.dt.tz_localize("UTC")
    same = {"exercise": "x", "side": "both", "slot": None, "time_known": True, "sets": 2, "reps": 10, "outcome": "done"}
    entries = schema.ENTRIES.check(
        entries.assign(**same, minutes=float("nan"), recorded_at=pd.NaT, note="", source="hand", line=1)
    )
    ratings = [rating((d * 3) % 11, day=d, client=c) for c in CLIENTS[:2] for d in range(-6, 15)]
    ratings += [rating(5, client="stranger")]
    return Log(entries, log_of(*ratings).ratings)


@pytest.mark.parametrize("as_of", ["end", "2026-03-09", "2026-03-09T10:00+00:00"])
def test_each_value_is_that_of_the_measure_that_defines_it(as_of):
    found = summarize(plan(), log(), as_of=as_of)
    matched = match_log(plan(), log(), as_of=as_of)
    until = pd.Timestamp("2027-01-01" if as_of == "end" else as_of)
    ratings = log().ratings
    seen = ratings["rated_at"] < until if until.tzinfo else ratings["date"] <= until
    each = (
        adherence(matched),
        sets_completed(matched, by="client"),
        rhythm(matched),
        tightness(log()._replace(ratings=ratings[seen]), plan=plan(), by="client"),
        change(plan(), log(), as_of=as_of),
    )
    for measure in each:
        assert_frame_equal(found[measure.columns.tolist()], measure, check_exact=True)
    assert found.columns.tolist() == list(dict.fromkeys(name for measure in each for name in measure))


def test_a_client_without_a_log_is_a_row_with_zero_and_a_stranger_has_none():
    found = summarize(plan(), log(), as_of="end").set_index("client")
    assert found.index.tolist() == ["a", "b", "nobody"]
    assert found.loc["nobody", ["n_due", "n_done", "share_done", "n_day", "n_review"]].tolist() == [14, 0, 0, 0, 0]
    assert pd.isna(found.loc["nobody", "daily"])
    assert pd.isna(found.loc["nobody", "difference"])


def test_any_row_order_gives_identical_bits_and_the_inputs_stay():
    p, kept = plan(), log()
    mixed_plan, mixed = shuffled(p, 1), Log(shuffled(kept.entries, 2), shuffled(kept.ratings, 3))
    before = mixed_plan.copy(deep=True), mixed.entries.copy(deep=True), mixed.ratings.copy(deep=True)
    assert_frame_equal(summarize(mixed_plan, mixed, as_of="end"), summarize(p, kept, as_of="end"), check_exact=True)
    for now, then in zip((mixed_plan, mixed.entries, mixed.ratings), before, strict=True):
        assert_frame_equal(now, then)


def test_any_partition_by_client_gives_identical_bits():
    whole = summarize(plan(), log(), as_of="end")
    parts = []
    for client in CLIENTS:
        mine = Log(*(frame[frame["client"] == client] for frame in (log().entries, log().ratings)))
        parts.append(summarize(plan()[plan()["client"] == client], mine, as_of="end").astype({"client": "str"}))
    assert_frame_equal(pd.concat(parts, ignore_index=True), whole.astype({"client": "str"}), check_exact=True)


def test_empty_input_gives_the_declared_columns_and_dtypes():
    empty = summarize(schema.PLAN.empty(), Log(schema.ENTRIES.empty()), as_of="end")
    assert_frame_equal(SUMMARY.check(empty), empty, check_categorical=False)
    full = summarize(plan(), log(), as_of="end")
    assert_frame_equal(SUMMARY.check(full), full)


def test_a_clock_time_without_a_zone_is_refused():
    with pytest.raises(RbtoolsError, match="as_of"):
        summarize(plan(), log(), as_of="2026-03-09 10:00")
