"""The frames of the measures, column by column; the data dictionary prints them after those of `schema.py`.

Where a measure takes `by`, the columns named there stand in front: `rbtools.measure.grouping.keyed` puts them there.
"""

from rbtools import schema
from rbtools.core.frame import Column, Frame
from rbtools.measure.change_frame import CHANGE
from rbtools.measure.combine_starts import COMBINED_STARTS
from rbtools.measure.effect_size_frame import EFFECT_SIZE

DESIGNS = ("week against week", "drawn start")


def _n(name: str, meaning: str, unit: str) -> Column:
    return Column(name, "count", meaning, unit, low=0)


def _sets(name: str, meaning: str) -> Column:
    return Column(name, "real", f"{meaning}; a set on one of two sides is half", "sets", low=0)


def _share(name: str, meaning: str, high: float | None = 1) -> Column:
    return Column(name, "real", f"{meaning}; missing when nothing is due", "share", low=0, high=high, missing=True)


def _mean(name: str, meaning: str, low: float = 0) -> Column:
    return Column(name, "real", meaning, "0-10", low=low, high=10, missing=True)


def _share_of_people(name: str, meaning: str) -> Column:
    return Column(name, "real", f"{meaning}; missing at 0 and 1", "share", low=0, high=1, missing=True)


def _slope(name: str, meaning: str) -> Column:
    return Column(name, "real", meaning, "points from no to the whole minimum dose", missing=True)


_N_SETS_MIN = Column("n_sets_min", "count", "prescribed sets, minimum dose", "sets", low=0)
_N_SETS_MAX = Column("n_sets_max", "count", "prescribed sets, full dose", "sets", low=0)
_N_SETS_DONE = _sets("n_sets_done", "sets done in due sessions, uncapped")
_DOSE = (
    _sets("n_sets_counted_min", "sets done, in each row at most the minimum dose"),
    _sets("n_sets_counted_max", "sets done, in each row at most the full dose"),
    _share("share_min_dose", "n_sets_counted_min of n_sets_min"),
    _share("share_max_dose", "n_sets_counted_max of n_sets_max"),
)

ADHERENCE = Frame(
    "adherence",
    "one group of planned sessions (by exercise: of plan rows)",
    (
        _n("n_due", "due sessions; the denominator of the shares", "sessions"),
        _n("n_done", "due sessions with any prescribed set logged", "sessions"),
        _n("n_complete", "due sessions with every exercise at its minimum dose", "sessions"),
        _n("n_excused", "excused sessions whose window has closed and in which nothing was done", "sessions"),
        _n("n_clients", "clients with a due session", "people"),
        _share("share_done", "n_done of n_due; the headline"),
        _share("share_done_low", "lower end of its 95 % interval, which knows that sessions depend on each other"),
        _share("share_done_high", "upper end of that interval"),
        _share("share_complete", "n_complete of n_due"),
        _N_SETS_MIN,
        _N_SETS_MAX,
        *_DOSE,
        _share("share_taking", "all logged sets, extras too, of n_sets_min; by client alone, uncapped", None),
    ),
)

SETS_COMPLETED = Frame(
    "sets_completed",
    "one group of planned rows",
    (
        _N_SETS_MIN,
        _N_SETS_MAX,
        _N_SETS_DONE,
        *_DOSE,
        _n("n_reps_min", "prescribed reps, minimum dose", "reps"),
        _n("n_reps_max", "prescribed reps, full dose", "reps"),
        _n("n_reps_done", "reps done in due sessions, uncapped", "reps"),
        _n("n_reps_assumed", "entries whose reps were taken from the plan", "entries"),
    ),
)

RHYTHM = Frame(
    "rhythm",
    "one client of the plan",
    (
        schema.PLAN["client"],
        Column("initiated", "flag", "whether anything was done in a due session"),
        Column("days_to_first", "count", "first plan day to first day done", "days", low=0, missing=True),
        _n("persistence_days", "first day done to last day done, both counted; 0 if never", "days"),
        Column("share_implemented", "real", "due sessions done of those from the first to the last one done; missing "
               "if never", "share", low=0, high=1, missing=True),
        Column("discontinued", "flag", "begun, and nothing done on the last plan days that are due"),
        _n("n_on_time", "timed sessions begun within the allowed minutes of the plan", "sessions"),
        _share("share_on_time", "n_on_time of n_timed"),
        Column("median_minutes_off", "real", "middle of minutes_off of timed sessions, positive is late", "minutes",
               missing=True),
        _n("longest_gap", "longest run of due sessions not done", "sessions"),
        _n("n_short_gap", "runs of one or two due sessions not done", "runs"),
        _n("n_long_gap", "runs of three or more due sessions not done", "runs"),
        _n("current_streak", "due sessions done in a row up to now", "sessions"),
        _n("longest_streak", "longest run of due sessions done", "sessions"),
        _n("n_day_due", "plan days with a due session", "days"),
        _n("n_day_complete", "plan days on which every due session is complete", "days"),
        _share("share_day_complete", "n_day_complete of n_day_due"),
        _n("n_timed", "due sessions done at a known time; the denominator of share_on_time", "sessions"),
        _N_SETS_DONE,
        _N_SETS_MIN,
        _share("relative_dose_intensity", "n_sets_done of n_sets_min, uncapped, extras left out", None),
    ),
    key=("client",),
)  # fmt: skip

TIGHTNESS = Frame(
    "tightness",
    "one group of ratings",
    (
        _n("n_before", "ratings of tightness before a session", "ratings"),
        _n("n_after", "ratings of tightness after a session", "ratings"),
        _n("n_day", "ratings of tightness of the day as a whole", "ratings"),
        _mean("before", "mean tightness before a session, lower is better"),
        _mean("after", "mean tightness after a session, lower is better"),
        _mean("day_rating", "mean tightness of the day as a whole, lower is better"),
        _mean("within_session", "mean of after - before over sessions with both, negative is better", -10),
        _mean("daily", "mean over days of the day's one value: its day rating, else the mean over slots of before"),
        _mean("pain", "mean pain, lower is better"),
        _n("n_within_session", "sessions with a rating before and after", "sessions"),
        _n("n_daily", "days (of each client) with a daily value", "days"),
        _n("n_pain", "ratings of pain", "ratings"),
    ),
)

DISCONTINUATION = Frame(
    "discontinuation",
    "one day, counted from each person's first day done, on which someone discontinued or is followed no longer",
    (
        Column("time_days", "count", "days since the first day done; 0 is that day itself", "days", low=0),
        _n("n_at_risk", "people who had not discontinued before and are still followed", "people"),
        _n("n_event", "of them, people who discontinued: the day after their last day done", "people"),
        _n("n_censored", "of them, people followed no longer, who had not discontinued", "people"),
        Column("share_persisting", "real", "Kaplan-Meier estimate of the people who have not discontinued by the end "
               "of the day", "share", low=0, high=1),
        _share_of_people("share_persisting_low", "lower end of its 95 % interval"),
        _share_of_people("share_persisting_high", "upper end of that interval"),
    ),
    key=("time_days",),
)  # fmt: skip

DOSE_RESPONSE = Frame(
    "dose_response",
    "one group of people",
    (
        _n("n_client", "people with such a week", "people"),
        _n("n_week", "weeks with a dose and enough rated days", "weeks"),
        _slope("slope_within", "weeks of one person against each other; negative is less tight"),
        _slope("slope_within_low", "lower end of its 95 % interval"),
        _slope("slope_within_high", "upper end of that interval"),
        _slope("slope_between", "people against each other, each by the mean of their weeks"),
        _slope("slope_between_low", "lower end of its 95 % interval"),
        _slope("slope_between_high", "upper end of that interval"),
        _slope("slope_pooled", "all weeks pooled, a mixture of the two; not to be shown alone"),
        _slope("slope_pooled_low", "lower end of its 95 % interval"),
        _slope("slope_pooled_high", "upper end of that interval"),
        Column("reason", "text", "why something is missing: few_people, constant_dose_within, constant_dose_between"),
        Column("warning", "text", "what has to be said with the slopes"),
    ),
)

COMPARED_CLIENTS = Frame(
    "compared_clients",
    "one client of the plan",
    (
        schema.PLAN["client"],
        _n("n_due", "due sessions", "sessions"),
        _n("n_done", "due sessions with any prescribed set logged", "sessions"),
        _share("share_done", "n_done of n_due"),
        _share("share_shrunk", "the share to expect of the client in the long run, drawn towards the clinic's"),
        _share("share_shrunk_low", "lower end of its 95 % interval"),
        _share("share_shrunk_high", "upper end of that interval"),
        _share("funnel_low", "2.5 % point of the share, in this clinic, among as many due sessions"),
        _share("funnel_high", "97.5 % point of that share"),
        Column("outside_funnel", "flag", "whether share_done lies outside the funnel", missing=True),
    ),
    key=("client",),
)

PLAN_POWER = Frame(
    "plan_power",
    "one design of a study of one person",
    (
        Column("design", "choice", "what is compared with what", allowed=DESIGNS),
        Column("change", "real", "the true change that is looked for; negative is better", "points", low=-10, high=10),
        _n("n_baseline", "days before the start, or before the earliest possible start, rated or not", "days"),
        _n("n_review", "days that they are compared with, rated or not", "days"),
        Column("interval_width", "real", "mean width of the 95 % interval of the difference", "points", missing=True),
        Column("power", "real", "share of simulated people in whom such a change is shown", "share", low=0, high=1),
        Column("power_low", "real", "lower end of its 95 % interval, by the number simulated", "share", low=0, high=1),
        Column("power_high", "real", "upper end of that interval", "share", low=0, high=1),
    ),
    key=("design",),
)

_ALL = (schema.PLAN["client"], *(c for f in (ADHERENCE, SETS_COMPLETED, RHYTHM, TIGHTNESS, CHANGE) for c in f.columns))
SUMMARY = Frame("summary", "one client of the plan", tuple({c.name: c for c in _ALL}.values()), key=("client",))

FRAMES = (
    ADHERENCE,
    SETS_COMPLETED,
    RHYTHM,
    TIGHTNESS,
    CHANGE,
    EFFECT_SIZE,
    COMBINED_STARTS,
    COMPARED_CLIENTS,
    SUMMARY,
    DISCONTINUATION,
    DOSE_RESPONSE,
    PLAN_POWER,
)
