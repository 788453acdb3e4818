"""The frame that `change` gives, column by column."""

from rbtools import schema
from rbtools.core.frame import Column, Frame

BANDS = ("worse", "none", "minimal", "moderate", "substantial")


def _points(name: str, meaning: str) -> Column:
    return Column(name, "real", meaning, "points", missing=True)


def _mean(name: str, meaning: str) -> Column:
    return Column(name, "real", meaning, "0-10", low=0, high=10, missing=True)


def _band(name: str, meaning: str) -> Column:
    return Column(name, "choice", meaning, allowed=BANDS, missing=True)


def _n(name: str, meaning: str) -> Column:
    return Column(name, "count", meaning, "days", low=0)


def _share_zero(name: str, meaning: str) -> Column:
    return Column(name, "real", meaning, "share", low=0, high=1, missing=True)


CHANGE = Frame(
    "change",
    "one client of the plan",
    (
        schema.PLAN["client"],
        _n("n_baseline", "rated days before the start"),
        _n("n_review", "rated days among the last plan days up to as_of"),
        _mean("mean_baseline", "mean tightness before the start"),
        _mean("mean_review", "mean tightness of the last plan days up to as_of"),
        _points("difference", "mean_review - mean_baseline, negative is better"),
        _points("difference_low", "lower end of its 95 % interval, which knows that days are correlated"),
        _points("difference_high", "upper end of its 95 % interval"),
        Column("share_better", "real", "-difference / mean_baseline; 0.3 is 30 % better", "share", high=1,
               missing=True),
        Column("slope_per_week", "real", "change of tightness over the rated plan days", "points a week",
               missing=True),
        Column("slope_low", "real", "lower end of its 95 % interval", "points a week", missing=True),
        Column("slope_high", "real", "upper end of its 95 % interval", "points a week", missing=True),
        Column("phi", "real", "lag-1 correlation of the ratings that the interval used", "correlation", low=0,
               high=0.9, missing=True),
        Column("detectable", "flag", "whether the interval of the difference leaves 0 out", missing=True),
        _band("change_category", "size of the change; bands borrowed from pain scales"),
        Column("reason", "text", "not enough ratings, thin, low baseline; empty when there is nothing to say"),
        Column("se", "real", "standard error of the difference, with the floor of the variance", "points", low=0,
               missing=True),
        Column("df", "real", "degrees of freedom of the interval", "degrees of freedom", low=2, missing=True),
        Column("z", "real", "difference / se", "standard errors", missing=True),
        Column("better_by_2_points", "flag", "whether it is also 2 points better", missing=True),
        _mean("mean_last_3", "mean of the last three rated days of the review"),
        _n("n_program", "rated plan days up to as_of"),
        _share_zero("share_zero_baseline", "days rated 0 among the rated days before the start"),
        _share_zero("share_zero_review", "days rated 0 among the rated review days"),
        _band("change_category_minus_1", "the band if missing review days were 1 point below their mean, and missing "
              "baseline days 1 above theirs"),
        _band("change_category_minus_half", "the same with half a point"),
        _band("change_category_plus_half", "the band if missing review days were half a point above their mean, and "
              "missing baseline days half a point below theirs"),
        _band("change_category_plus_1", "the same with 1 point"),
        Column("band_holds", "flag", "whether all four bands are the same as change_category", missing=True),
    ),
    key=("client",),
)  # fmt: skip
