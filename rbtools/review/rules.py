"""REVIEW: the rules of the two-week review: which suggestion the numbers lead to, for the coach to talk over.

The rules are rules of thumb, all of them choices. They suggest what to discuss: they do not diagnose, and they say
nothing about why something changed. Their error rates are in `benchmarks/error_rates.md`. The words that a person
reads stand elsewhere, under the codes given here.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

import numpy as np
import pandas as pd

from rbtools.core.arguments import real
from rbtools.errors import FrameError

RULES = ("safety", "data", "worse", "not_tested", "improved", "minimal", "no_change")
SUGGESTIONS = (
    "stop_and_ask",  # stop, ask a professional
    "rate_more",  # not enough ratings to say anything
    "pause",  # pause, contact the coach
    "simplify_or_extend",  # too little was done: no verdict on the exercises
    "stop_or_keep_up",  # hardly any tightness is left
    "advanced_may_join",  # the advanced exercise may join
    "go_on_to_week_4",
    "go_on",  # unchanged
    "look_at_technique",  # with the coach; week 4 is the outer limit
    "go_on_with_support",
    "stop_at_end",  # the plan is over: stop; if it still bothers you, have it looked at
)
_UNTIL_THE_END = ("advanced_may_join", "go_on_to_week_4", "go_on", "look_at_technique", "go_on_with_support")


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """The parameters of the rules, every one a choice; they are printed with each suggestion.

    Points are rating points (0-10), shares are 0-1, `z` is in standard errors of the difference.

    Parameters
    ----------
    min_rated : int, default 3
        Rated days in each window without which nothing is said.
    thin_below : int, default 5
        Rated days in a window below which the suggestion is marked as resting on few days.
    worse_points : float, default 1.0
        Rise of the mean, in points, from which it may count as worse.
    worse_share : float, default 0.2
        The same, as a share of the baseline.
    better_points : float, default 1.0
        Fall of the mean, in points, from which it may count as better.
    better_share : float, default 0.3
        The same, as a share of the baseline.
    minimal_share : float, default 0.1
        Fall, as a share of the baseline, from which there is a minimal change.
    z : float, default 1.645
        How many standard errors a rise or fall must have (one-sided 5 %).
    stable_points : float, default 1.0
        The mean of the last three rated days must lie less than this above the mean of the review.
    tested_share : float, default 0.5
        Share of due sessions done below which nothing can be said about the exercises.
    planned_share : float, default 0.8
        Share of due sessions done from which the plan counts as followed.
    gone_mean : float, default 1.0
        Mean of the review up to which hardly any tightness is left.
    pain_days : int or None, default 2
        Days with too much pain that count as getting worse; None leaves pain out.
    pain_above : float, default 5.0
        Pain during exercise above which a day counts; clinics differ.

    Raises
    ------
    ArgumentError
        For a parameter that is not a number of its range.

    Examples
    --------
    >>> import rbtools as rb
    >>> rb.ReviewRules(planned_share=0.7).planned_share
    0.7
    """

    min_rated: int = 3
    thin_below: int = 5
    worse_points: float = 1.0
    worse_share: float = 0.20
    better_points: float = 1.0
    better_share: float = 0.30
    minimal_share: float = 0.10
    z: float = 1.645
    stable_points: float = 1.0
    tested_share: float = 0.50
    planned_share: float = 0.80
    gone_mean: float = 1.0
    pain_days: int | None = 2
    pain_above: float = 5.0

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            high = 1 if one.name.endswith("_share") else np.inf
            if value is None and one.name == "pain_days":
                continue
            real(one.name, value, 0, high)


@dataclass(frozen=True)
class ReviewInputs:
    """What the rules look at: columns of `change` and `adherence` under their names, and what was asked or logged.

    `z` and `difference` are negative when it is better. Instead of one value each, arrays of one length may be given
    to `rule_numbers` and `suggestion_numbers`.
    """

    n_baseline: Any
    n_review: Any
    mean_review: Any
    difference: Any
    share_better: Any
    z: Any
    mean_last_3: Any
    share_done: Any
    safety_tick: Any = False
    severe_reaction: Any = False
    """A bad reaction that was logged as severe or as not settling."""
    n_pain_days: Any = 0
    """Days with pain during exercise above `pain_above`, or not settled the next morning."""
    at_end: Any = False
    """Whether this is the review at the end of the plan, not the one halfway."""

    @classmethod
    def of(cls, change: Mapping[Any, Any], adherence: Mapping[Any, Any], **asked: bool | int) -> Self:
        """The inputs of one client from the row of each measure; what was asked or logged by keyword."""
        names = [one.name for one in fields(cls)][:7]
        if missing := [name for name in names if name not in change]:
            raise FrameError.missing_columns("change", missing, map(str, change))
        if "share_done" not in adherence:
            raise FrameError.missing_columns("adherence", ["share_done"], map(str, adherence))
        return cls(**{name: change[name] for name in names}, share_done=adherence["share_done"], **asked)


@dataclass(frozen=True)
class Suggestion:
    """What the rules suggest to discuss, with everything that led to it.

    `number` and `rule` name the first rule that fired, `suggestion` is the code of what it suggests, `thin` says that
    a window has few rated days.
    """

    number: int
    rule: str
    suggestion: str
    thin: bool
    inputs: dict[str, float | int | bool | None]
    rules: ReviewRules = field(default_factory=ReviewRules)

    @property
    def parameters(self) -> dict[str, float | int | None]:
        """The parameters that were used, by name."""
        return asdict(self.rules)


def suggest(inputs: ReviewInputs, rules: ReviewRules | None = None) -> Suggestion:
    """The first rule that fires, in the order of `RULES`, and what it suggests.

    0 safety: a safety tick or a severe reaction; never overridden by scores. 1 data: fewer than 3 rated days in either
    window. 2 worse: up at least 1 point and 20 % with z ≥ 1.645, or too many days with pain. 3 not tested: session
    adherence below 50 %, or nothing due. 4 improved: down at least 30 % and 1 point with z ≥ 1.645, and the last three
    rated days less than 1 point above the review mean. 5 minimal: down at least 10 %. 6 no change: the rest. At the end
    of the plan whatever would go on becomes stop. The numbers are those of `rules`.

    >>> inputs = ReviewInputs(n_baseline=7, n_review=7, mean_review=3.9, difference=-2.1, share_better=0.35, z=-2.4,
    ...                       mean_last_3=3.7, share_done=0.86)
    >>> found = suggest(inputs)
    >>> found.number, found.rule, found.suggestion
    (4, 'improved', 'advanced_may_join')
    """
    rules = rules or ReviewRules()
    number = int(rule_numbers(inputs, rules))
    return Suggestion(
        number=number,
        rule=RULES[number],
        suggestion=SUGGESTIONS[int(suggestion_numbers(inputs, rules))],
        thin=rules.min_rated <= min(inputs.n_baseline, inputs.n_review) < rules.thin_below,
        inputs={one.name: _plain(getattr(inputs, one.name)) for one in fields(inputs)},
        rules=rules,
    )


def rule_numbers(inputs: ReviewInputs, rules: ReviewRules) -> np.ndarray:
    """The number in `RULES` of the first rule that fires; the same code for one person and for arrays of people."""
    few = np.minimum(inputs.n_baseline, inputs.n_review) < rules.min_rated
    difference, share, z = (_real(v) for v in (inputs.difference, inputs.share_better, inputs.z))
    # a baseline of 0 has no share: any rise is infinitely many per cent
    rise = (difference >= rules.worse_points) & ~(-share < rules.worse_share) & (z >= rules.z)
    if rules.pain_days is not None:
        rise = rise | (np.asarray(inputs.n_pain_days) >= rules.pain_days)
    stable = _real(inputs.mean_last_3) < _real(inputs.mean_review) + rules.stable_points
    fall = (-difference >= rules.better_points) & (share >= rules.better_share) & (-z >= rules.z) & stable
    fires = [
        np.asarray(inputs.safety_tick, dtype=bool) | np.asarray(inputs.severe_reaction, dtype=bool),
        few,
        rise,
        ~(_real(inputs.share_done) >= rules.tested_share),
        fall,
        share >= rules.minimal_share,
    ]
    return np.select(np.broadcast_arrays(*fires), range(len(fires)), default=len(fires))


def suggestion_numbers(inputs: ReviewInputs, rules: ReviewRules) -> np.ndarray:
    """The number in `SUGGESTIONS` of what is suggested; the same code for one person and for arrays of people."""
    number = rule_numbers(inputs, rules)
    planned = _real(inputs.share_done) >= rules.planned_share
    gone = _real(inputs.mean_review) <= rules.gone_mean
    improved = np.where(planned, _code("advanced_may_join"), _code("go_on_to_week_4"))
    of_rule: list[int | np.ndarray] = [
        _code("stop_and_ask"),
        _code("rate_more"),
        _code("pause"),
        _code("simplify_or_extend"),
        np.where(gone, _code("stop_or_keep_up"), improved),
        _code("go_on"),
        np.where(planned, _code("look_at_technique"), _code("go_on_with_support")),
    ]
    found = np.choose(number, np.broadcast_arrays(number, *of_rule)[1:])
    over = np.asarray(inputs.at_end, dtype=bool) & np.isin(found, [_code(name) for name in _UNTIL_THE_END])
    return np.where(over, _code("stop_at_end"), found)


def _code(name: str) -> int:
    return SUGGESTIONS.index(name)


def _real(value: Any) -> np.ndarray:
    """A float or an array of them, None and pandas' missing values as NaN."""
    known = isinstance(value, int | float | np.number | np.ndarray | pd.Series)
    return np.asarray(value if known else np.nan, dtype=float)


def _plain(value: Any) -> float | int | bool | None:
    """The value as Python's own, a missing one as None, so that it prints and goes into JSON."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    number = float(_real(value))
    if np.isnan(number):
        return None
    return int(number) if isinstance(value, int | np.integer) else number
