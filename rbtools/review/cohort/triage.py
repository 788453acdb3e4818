"""Whom to look at first: clients whose record changed for the worse, not those whose level is low."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rbtools.core import numbers
from rbtools.review.rules import RULES, ReviewInputs, ReviewRules, rule_numbers

NEEDS_ATTENTION, ON_TRACK, NO_DATA = "needs attention", "on track", "no data"
GROUPS = (NEEDS_ATTENTION, NO_DATA, ON_TRACK)
"""In the order in which a coach goes through them."""

DAYS = 7
DROP = 0.20
"""A fall of the share done by 20 percentage points from one seven-day stretch to the next (as Trainerize flags it)."""
MIN_DUE = 5
"""Due sessions that each of the two stretches needs."""


@dataclass(frozen=True)
class Stretches:
    """Sessions due and done on the last seven due days of each client, and on the seven before; aligned by position."""

    due: np.ndarray
    done: np.ndarray
    due_before: np.ndarray
    done_before: np.ndarray

    @property
    def drop(self) -> np.ndarray:
        """How far the share done fell, NaN where a stretch has too few due sessions."""
        enough = (self.due >= MIN_DUE) & (self.due_before >= MIN_DUE)
        due, before = np.where(enough, self.due, 1), np.where(enough, self.due_before, 1)
        return np.where(enough, self.done_before / before - self.done / due, np.nan)


def stretches(by_day: pd.DataFrame, clients: pd.Series) -> Stretches:
    """The two stretches from `adherence(matched, by=["client", "day"])`, for the clients in the order given."""
    due = by_day[by_day["n_due"] > 0]
    back = due.groupby("client", observed=True).cumcount(ascending=False)
    last = (back < DAYS).to_numpy()
    before = (back >= DAYS).to_numpy() & (back < 2 * DAYS).to_numpy()

    def total(rows: np.ndarray, column: str) -> np.ndarray:
        summed = due[rows].groupby("client", observed=True)[column].sum()
        return clients.astype(str).map(dict(zip(summed.index.astype(str), summed, strict=True))).fillna(0).to_numpy()

    return Stretches(total(last, "n_due"), total(last, "n_done"), total(before, "n_due"), total(before, "n_done"))


def triage(
    summary: pd.DataFrame, found: Stretches, seen: np.ndarray, n_hurt: np.ndarray, rules: ReviewRules
) -> pd.DataFrame:
    """One row a client of `summary`: group, reason in words, urgency, and the shares of the two stretches.

    `seen` says of each client whether anything was logged at all, `n_hurt` on how many days sessions hurt. Whoever's
    own page would suggest a pause is flagged, by the same rule.
    """
    drop = found.drop
    mapping = {str(name): summary[name].to_numpy() for name in summary}
    rules_fired = rule_numbers(ReviewInputs.of(mapping, mapping), rules)
    rose = (summary["change_category"] == "worse").fillna(False).to_numpy(dtype=bool) | (
        rules_fired == RULES.index("worse")
    )
    hurt = n_hurt >= (np.inf if rules.pain_days is None else rules.pain_days)
    fell = np.nan_to_num(np.round(1000 * drop), nan=-1.0) >= 1000 * DROP
    stopped = summary["discontinued"].to_numpy(dtype=bool)
    idle = ~summary["initiated"].to_numpy(dtype=bool) & (summary["n_day_due"] >= 3).to_numpy()
    flags = np.column_stack([rose, hurt, stopped, fell, idle & seen])
    rows = zip(seen, flags, summary.to_dict("records"), drop, n_hurt, strict=True)
    group = np.select([~seen, flags.any(axis=1)], [NO_DATA, NEEDS_ATTENTION], ON_TRACK)
    return pd.DataFrame(
        {
            "client": summary["client"],
            "triage": pd.Categorical(group, categories=list(GROUPS)),
            "reason": [_reason(*row) for row in rows],
            "n_flags": flags.sum(axis=1),
            "drop": drop,
        }
    )


def _reason(seen: bool, flags: np.ndarray, row: dict, drop: float, n_hurt: int) -> str:  # type: ignore[type-arg]
    if not seen:
        return f"nothing logged, {numbers.count(row['n_due'], 'session')} due"
    rose, hurt, stopped, fell, idle = flags
    said = []
    if rose:
        interval = numbers.interval(row["difference_low"], row["difference_high"])
        said.append(f"tightness up {numbers.number(row['difference'], 1)} points ({interval})")
    if hurt:
        said.append(f"pain after sessions on {numbers.count(n_hurt, 'day')}")
    if stopped:
        said.append("nothing done on the last 3 due days")
    if fell:
        said.append(f"sessions done down {round(100 * drop)} percentage points in a week")
    if idle:
        said.append(f"not begun, {numbers.count(row['n_due'], 'session')} due")
    return "; ".join(said) or "no flag"
