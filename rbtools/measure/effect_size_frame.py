"""The frame that `effect_size` gives, column by column."""

from rbtools import schema
from rbtools.core.frame import Column, Frame

REASONS = (
    "no_baseline",
    "no_program",
    "one_rating",
    "short_baseline",
    "constant_baseline",
    "constant_ratings",
    "zero_mean",
    "goal_is_baseline",
    "no_random_start",
    "too_few_starts",
    "start_untested",
)
WARNINGS = ("line_leaves_scale", "program_outlasts_baseline")


def _n(name: str, meaning: str) -> Column:
    return Column(name, "count", meaning, "days", low=0)


def _share(name: str, meaning: str) -> Column:
    return Column(name, "real", meaning, "share", low=0, high=1, missing=True)


def _tau(name: str, meaning: str) -> Column:
    return Column(name, "real", meaning, "-1 to 1", low=-1, high=1, missing=True)


def _real(name: str, meaning: str, unit: str, low: float | None = None) -> Column:
    return Column(name, "real", meaning, unit, low=low, missing=True)


_SD = "standard deviations"

EFFECT_SIZE = Frame(
    "effect_size",
    "one client of the plan",
    (
        schema.PLAN["client"],
        _n("n_baseline", "rated days before the start"),
        _n("n_program", "rated plan days up to as_of"),
        _share("nap", "pairs of a baseline and a programme day in which the latter is less tight, ties half"),
        _real("nap_se", "its standard error, unbiased", "share", 0),
        _share("nap_low", "lower end of its 95 % interval for independent days (Newcombe, method 5)"),
        _share("nap_high", "upper end of that interval"),
        _share("nap_low_ar1", "lower end of its 95 % interval for correlated days; the one to show"),
        _share("nap_high_ar1", "upper end of that interval"),
        _tau("tau", "2 nap - 1"),
        _tau("tau_bc", "Tau after the line through the baseline is taken out; never a headline"),
        _share("pem", "programme days below the median of the baseline, ties half"),
        _share("pnd", "programme days below every baseline day"),
        _real("smd", "fall of the mean in baseline standard deviations, corrected for few days", _SD),
        _real("lrrd", "log response ratio, negative is better", "log ratio"),
        _share("p_start", "p of the start-point randomisation test; missing unless the plan records a drawn start"),
        Column("reason", "text", "why something is missing or cannot be small: " + ", ".join(REASONS)),
        _real("nap_se_hanley", "standard error of nap after Hanley and McNeil", "share", 0),
        _real("nap_se_null", "standard error of nap if nothing differed", "share", 0),
        Column("lag1", "real", "lag-1 correlation within the phases, used for the intervals for correlated days",
               "correlation", low=0, high=0.9, missing=True),
        _real("tau_se", "standard error of tau", "-1 to 1", 0),
        _tau("tau_low", "lower end of its 95 % interval for independent days"),
        _tau("tau_high", "upper end of that interval"),
        _tau("tau_low_ar1", "lower end of its 95 % interval for correlated days"),
        _tau("tau_high_ar1", "upper end of that interval"),
        _real("smd_se", "standard error of smd", _SD, 0),
        _real("smd_pooled", "fall of the mean in pooled standard deviations, corrected for few days", _SD),
        _real("smd_pooled_se", "standard error of smd_pooled", _SD, 0),
        _real("lrrd_se", "standard error of lrrd", "log ratio", 0),
        _real("percent_change", "100 (exp(lrrd) - 1), negative is better", "%", -100),
        _real("percent_of_goal", "way from the baseline mean to the goal that was gone", "%"),
        Column("tau_bc_warning", "text", "why tau_bc may mislead: " + ", ".join(WARNINGS)),
        Column("n_starts", "count", "starts that could have been drawn and compared; 0 if none was drawn", "days",
               low=0),
    ),
    key=("client",),
)  # fmt: skip
