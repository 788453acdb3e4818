"""How long the sessions of a plan take, and what they hold."""

import pandas as pd

from rbtools.core.arguments import real
from rbtools.schema import PLAN, PLAN_LOAD


def plan_load(
    plan: pd.DataFrame, *, seconds_per_rep: float = 8, rest_seconds: float = 20, transition_seconds: float = 45
) -> pd.DataFrame:
    """How long each session takes, and what it holds.

    Seconds = sets × reps × sides × seconds of a rep + (sets − exercises) × rest + (exercises − 1) × transition, where a
    set on both sides counts as one. Low is with `sets_min`, high with `sets_max`. A rep whose unit is `second` takes
    one second.

    Parameters
    ----------
    plan : DataFrame
        What `make_plan` gives.
    seconds_per_rep : float, default 8
        Seconds of a rep of any other unit. 8 is our choice; slow breathing at 4 to 10 breaths a minute is 6 to 15 s
        (Russo 2017, https://pmc.ncbi.nlm.nih.gov/articles/PMC5709795).
    rest_seconds : float, default 20
        Seconds between sets of an exercise.
    transition_seconds : float, default 45
        Seconds between exercises.

    Returns
    -------
    DataFrame
        One row per session with the columns of `rbtools.schema.PLAN_LOAD`, among them `minutes_low` and `minutes_high`.
        `n_reps_min` and `n_reps_max` count the seconds of a hold as reps.

    Raises
    ------
    ArgumentError
        For a number of seconds below 0.

    Examples
    --------
    >>> import rbtools as rb
    >>> plan = rb.make_plan(rb.load_program(), "2026-03-16", tz="Europe/London")
    >>> load = rb.plan_load(plan)
    >>> load[["minutes_low", "minutes_high"]].round(1).drop_duplicates().values.tolist()
    [[16.5, 19.5], [22.9, 28.9]]
    """
    seconds_per_rep = real("seconds_per_rep", seconds_per_rep, 0, unit="seconds")
    rest_seconds = real("rest_seconds", rest_seconds, 0, unit="seconds")
    transition_seconds = real("transition_seconds", transition_seconds, 0, unit="seconds")
    plan = PLAN.check(plan)
    per_set = plan["reps"] * plan["sides"]
    timed = per_set.where((plan["unit"] == "second").to_numpy(), 0)
    rows = plan.assign(n_exercises=1)
    for dose in ("min", "max"):
        sets = plan[f"sets_{dose}"]
        rows = rows.assign(
            **{f"n_sets_{dose}": sets, f"n_reps_{dose}": sets * per_set, f"n_seconds_{dose}": sets * timed}
        )
    keys = ["client", "session", "date", "day", "week", "slot"]
    sums = ["n_exercises", *(f"n_{what}_{dose}" for what in ("sets", "reps", "seconds") for dose in ("min", "max"))]
    load = rows.groupby(keys, observed=True)[sums].sum().reset_index()
    for bound, dose in (("low", "min"), ("high", "max")):
        sets, reps, held = (load[f"n_{what}_{dose}"] for what in ("sets", "reps", "seconds"))
        work = (reps - held) * seconds_per_rep + held
        pauses = (sets - load["n_exercises"]) * rest_seconds + (load["n_exercises"] - 1) * transition_seconds
        load[f"minutes_{bound}"] = (work + pauses) / 60
    return PLAN_LOAD.sort(PLAN_LOAD.check(load))
