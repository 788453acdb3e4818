"""MEASURE: single-case effect sizes, programme days against baseline days, for each client."""

import numpy as np
import pandas as pd
from scipy.special import expm1

from rbtools.core.arguments import is_real, is_whole
from rbtools.core.arrays import ratio
from rbtools.errors import ArgumentError
from rbtools.log.log import Log
from rbtools.match.as_of import AsOfLike, parse_as_of
from rbtools.match.inputs import records
from rbtools.measure.effect_size_frame import EFFECT_SIZE, REASONS, WARNINGS
from rbtools.measure.grouping import Columns, client_column, stacked
from rbtools.measure.ratings import Rated, ratings_until
from rbtools.measure.single_case.ar1 import Window, over_days
from rbtools.measure.single_case.drawn_start import MIN_STARTS, compare_starts
from rbtools.measure.single_case.mean_effects import lrrd, moments, percent_of_goal, smd, smd_pooled
from rbtools.measure.single_case.nap import effective_days, interval, nap, pairs, standard_errors, tau
from rbtools.measure.single_case.phases import UNITS, Phases, check_rating, phases_of
from rbtools.measure.single_case.tau_bc import MIN_BASELINE, Line, tau_bc
from rbtools.measure.wording import listed

TOP = 10  # of the rating scale


def effect_size(
    plan: pd.DataFrame,
    log: Log,
    *,
    as_of: AsOfLike,
    rating: str = "daily",
    baseline_days: int = 28,
    goal: float | None = None,
) -> pd.DataFrame:
    """Compare the rated plan days up to `as_of` with those before the start, one row for each client of the plan.

    Lower ratings are better. Missing days are left out, never filled in. Ratings are compared as whole numbers, so
    ties are ties. An effect size says how far the two phases lie apart, not why.

    Parameters
    ----------
    plan : DataFrame
        What `make_plan` gives.
    log : Log
        What `read_log` gives; only its ratings are used.
    as_of : AsOfLike
        A date, an instant or "end", as in `match_log`; a plan day that has begun by an instant counts.
    rating : str, default "daily"
        The day's value: "daily" (its day rating, else the mean over slots of before), "before", "after" or "day".
    baseline_days : int, default 28
        Days before the start that may be baseline; a log of long ago is not.
    goal : float, optional
        A mean tightness to reach, 0-10, for `percent_of_goal`.

    Returns
    -------
    DataFrame
        `client`; `n_baseline`, `n_program` (rated days); `nap` (0-1, 0.5 is no difference, 1 all better) with `nap_se`
        (unbiased), `nap_low` and `nap_high` (95 % for independent days), `nap_low_ar1` and `nap_high_ar1` (95 % for
        correlated days: the ones to show); `tau` = 2 nap − 1; `tau_bc`, its form after the baseline's line is taken
        out; `pem` and `pnd`, programme days below the median and below all of the baseline; `smd`, positive is better;
        `lrrd`, negative is better; `p_start` (0-1), only where `make_plans` drew the start from a window: the share of
        the starts that could have been drawn with a fall of the mean at least as large; `reason`. Then `nap_se_hanley`,
        `nap_se_null`, `lag1`, `tau_se`, `tau_low`, `tau_high`, `tau_low_ar1`, `tau_high_ar1`, `smd_se`, `smd_pooled`,
        `smd_pooled_se`, `lrrd_se`, `percent_change`, `percent_of_goal`, `tau_bc_warning` and `n_starts` (start days
        that could have been drawn and compared).

        What is undefined is missing. `reason` lists why, with ", " between: no_baseline, no_program, one_rating (in a
        phase: no unbiased error, no `lrrd`), short_baseline (below 5 days: no `tau_bc`; below 3: no `smd`),
        constant_baseline (no `smd`), constant_ratings (in both phases: no `smd_pooled`, no `lrrd_se`), zero_mean (no
        `lrrd`), goal_is_baseline, no_random_start, too_few_starts (below 20, so that `p_start` cannot be .05, be it
        known or not; a plan says so before anyone has rated), start_untested (no rated day that is compared on one side
        of the drawn start). `tau_bc_warning` says line_leaves_scale (0-10) or program_outlasts_baseline.

    Raises
    ------
    FrameError, ArgumentError
        For frames that are not a plan or ratings, and for arguments outside what they allow.

    Notes
    -----
    Formulas and sources are in `rbtools.measure.single_case.nap`, `tau_bc` and `mean_effects`; PEM: Ma 2006,
    https://doi.org/10.1177/0145445504272974; PND: Scruggs, Mastropieri and Casto 1987. A rating of 0-10 is no ratio
    scale, so `lrrd` stands second. `p_start` compares the same days whatever was drawn: from `baseline_days` before the
    window of the draw until the plan of its first day would have ended (`rbtools.measure.single_case.start_test`).

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)
    >>> log = rb.simulate_log(plan, seed=1)
    >>> rb.effect_size(plan, log, as_of="end")["reason"].tolist()
    ['no_random_start']
    """
    if not is_whole(baseline_days) or baseline_days < 1:
        raise ArgumentError.not_allowed("baseline_days", baseline_days, "a whole number of days, 1 or more")
    if goal is not None and not (is_real(goal) and 0 <= goal <= TOP):
        raise ArgumentError.not_allowed("goal", goal, f"a mean tightness, 0 to {TOP}, or None")
    check_rating(rating)
    until, parts = parse_as_of(as_of), []
    for record in records(plan, log, entries=False):
        phases = phases_of(record, Rated.of(ratings_until(record, until)), until, rating)
        parts.append(effect_size_of(phases, baseline_days, goal))
    columns = stacked(parts)
    reason, warning = listed(REASONS, columns), listed(WARNINGS, columns)
    return EFFECT_SIZE.check(pd.DataFrame(columns | {"reason": reason, "tau_bc_warning": warning}))


def effect_size_of(phases: Phases, baseline_days: int, goal: float | None) -> Columns:
    """`effect_size` of ratings next to a plan, as columns, with a flag for each reason and warning."""
    before, after = phases.baseline(baseline_days), phases.programme()
    columns = _of_pairs(before, after) | _of_means(before, after, goal) | _of_baseline_order(before, after)
    tau_of_rest, line = tau_bc(before, after)
    columns["tau_bc"] = np.where(before.n >= MIN_BASELINE, tau_of_rest, np.nan)
    return (
        {"client": client_column(phases.client)}
        | columns
        | _of_draw(phases, baseline_days)
        | _warnings(before, after, line)
        | _reasons(before, after, columns, goal)
    )


def _of_pairs(before: Window, after: Window) -> Columns:
    """NAP and Tau with their errors and intervals."""
    found = pairs(before, after)
    se, hanley, null = standard_errors(found)
    r, m, n = effective_days(before, after)
    low, high = interval(found, found.m, found.n)
    low_ar1, high_ar1 = interval(found, m, n)
    columns: Columns = {
        "n_baseline": before.n,
        "n_program": after.n,
        "nap": nap(found),
        "nap_se": se,
        "nap_se_hanley": hanley,
        "nap_se_null": null,
        "lag1": np.where(found.number > 0, r, np.nan),
        "tau": tau(found),
        "tau_se": 2 * se,
    }
    ends = {"low": low, "high": high, "low_ar1": low_ar1, "high_ar1": high_ar1}
    columns |= {f"nap_{name}": end for name, end in ends.items()}
    return columns | {f"tau_{name}": 2 * end - 1 for name, end in ends.items()}


def _of_means(before: Window, after: Window, goal: float | None) -> Columns:
    """What rests on the means of the two phases."""
    a, b = moments(before), moments(after)
    by_baseline, pooled, response = smd(a, b), smd_pooled(a, b), lrrd(a, b)
    on_the_way = np.full(len(a.n), np.nan) if goal is None else percent_of_goal(a, b, goal * UNITS)
    return {
        "smd": by_baseline.estimate,
        "smd_se": by_baseline.se,
        "smd_pooled": pooled.estimate,
        "smd_pooled_se": pooled.se,
        "lrrd": response.estimate,
        "lrrd_se": response.se,
        "percent_change": 100 * expm1(response.estimate),
        "percent_of_goal": on_the_way,
    }


def _of_baseline_order(before: Window, after: Window) -> Columns:
    """PEM and PND: programme days below the median of the baseline (ties half), and below all of it."""
    m = before.n.astype(int)
    ordered = np.sort(np.where(before.rated > 0, before.value, np.inf), axis=0)
    ordered = np.concatenate([ordered, np.full((1, len(m)), np.inf)])
    client = np.arange(len(m))
    twice_median = ordered[np.maximum(m - 1, 0) // 2, client] + ordered[m // 2, client]
    below = over_days((2 * after.value < twice_median) * after.rated)
    tied = over_days((2 * after.value == twice_median) * after.rated)
    below_all = over_days((after.value < ordered[0]) * after.rated)
    n = np.where(m > 0, after.n, 0)
    return {"pem": ratio(2 * below + tied, 2 * n), "pnd": ratio(below_all, n)}


def _of_draw(phases: Phases, baseline_days: int) -> Columns:
    """The start-point test, and why its p is missing or cannot be small."""
    known, found = phases.draw.known, compare_starts(phases.draw, phases.rated(), baseline_days)
    return {
        "p_start": found.p,
        "n_starts": found.n_starts,
        "no_random_start": ~known,
        "too_few_starts": known & (found.n_starts < MIN_STARTS),
        "start_untested": known & np.isnan(found.p),
    }


def _warnings(before: Window, after: Window, line: Line) -> Columns:
    """Where the baseline's line, carried on over the programme, is not to be trusted."""
    drawn = (before.n >= MIN_BASELINE) & (after.n > 0)
    length = np.max(np.arange(1, len(after.rated) + 1)[:, np.newaxis] * after.rated, axis=0, initial=0)
    baseline = np.max(np.arange(len(before.rated), 0, -1)[:, np.newaxis] * before.rated, axis=0, initial=0)
    ends = np.array([line.at(np.zeros(len(length))), line.at(length - 1)]) / UNITS
    return {
        "line_leaves_scale": drawn & ((ends < 0) | (ends > TOP)).any(axis=0),
        "program_outlasts_baseline": drawn & (length > baseline),
    }


def _reasons(before: Window, after: Window, columns: Columns, goal: float | None) -> Columns:
    """Why something is missing, as a flag for each client."""
    m, n, a, b = before.n, after.n, moments(before), moments(after)
    return {
        "no_baseline": m == 0,
        "no_program": n == 0,
        "one_rating": (m == 1) | (n == 1),
        "short_baseline": (m > 0) & (m < MIN_BASELINE),
        "constant_baseline": (m > 1) & (a.squares == 0),
        "constant_ratings": (m > 0) & (n > 0) & (m + n > 2) & (a.squares + b.squares == 0),
        "zero_mean": (a.mean == 0) | (b.mean == 0),
        "goal_is_baseline": (m > 0) & (n > 0) & (goal is not None) & np.isnan(columns["percent_of_goal"]),
    }
