"""Who needs attention first: clients whose record changed for the worse, not those whose level is low."""

import numpy as np
import pandas as pd

from rbtools.core import numbers
from rbtools.review.language import Language, load_language
from rbtools.review.measured import Measured
from rbtools.review.rules import RULES, ReviewInputs, ReviewRules, rule_numbers

NEEDS_ATTENTION, STEADY, NO_DATA = "needs attention", "steady", "no data"
GROUPS = (NEEDS_ATTENTION, NO_DATA, STEADY)
"""In the order in which a coach goes through them."""

DROP = 0.20
"""A fall of the share done by 20 percentage points from one seven-day stretch to the next (as Trainerize flags it)."""
IDLE_DAYS = 3
"""Due days after which a client who rates and has done nothing is said not to have begun (choice)."""


def triage(measured: Measured, rules: ReviewRules, *, language: str = "en") -> pd.DataFrame:
    """One row a client: group, reason in words, number of reasons, and the fall from one stretch to the next.

    Whoever's own page would suggest a pause is flagged, by the same rule.
    """
    summary, phrases = measured.summary, load_language(language)
    seen = measured.logged["logged"].to_numpy(dtype=bool)
    drop, n_pain_days = measured.stretches["drop"].to_numpy(), measured.pain_days["n_pain_days"].to_numpy()
    flags = _flags(summary, drop, n_pain_days, seen, rules)
    rows = zip(seen, flags, summary.to_dict("records"), drop, n_pain_days, strict=True)
    group = np.select([~seen, flags.any(axis=1)], [NO_DATA, NEEDS_ATTENTION], STEADY)
    return pd.DataFrame(
        {
            "client": summary["client"],
            "triage": pd.Categorical(group, categories=list(GROUPS)),
            "reason": [_reason(phrases, *row) for row in rows],
            "n_flags": flags.sum(axis=1),
            "drop": drop,
        }
    )


def _flags(
    summary: pd.DataFrame, drop: np.ndarray, n_pain_days: np.ndarray, seen: np.ndarray, rules: ReviewRules
) -> np.ndarray:
    """For each client: tightness rose, sessions hurt, stopped, fell, not begun."""
    columns = {str(name): summary[name].to_numpy() for name in summary}
    worse = rule_numbers(ReviewInputs.of(columns, columns), rules) == RULES.index("worse")
    rose = (summary["change_category"] == "worse").fillna(False).to_numpy(dtype=bool) | worse
    hurt = n_pain_days >= (np.inf if rules.pain_days is None else rules.pain_days)
    fell = np.nan_to_num(np.round(1000 * drop), nan=-1.0) >= 1000 * DROP
    stopped = summary["discontinued"].to_numpy(dtype=bool)
    idle = ~summary["initiated"].to_numpy(dtype=bool) & (summary["n_day_due"] >= IDLE_DAYS).to_numpy()
    return np.column_stack([rose, hurt, stopped, fell, idle & seen])


def _reason(
    phrases: Language, seen: bool, flags: np.ndarray, row: dict, drop: float, n_pain_days: int  # type: ignore[type-arg]
) -> str:  # fmt: skip
    if not seen:
        return phrases.say("triage.silent", n=row["n_due"])
    interval = numbers.interval(row["difference_low"], row["difference_high"])
    reasons = (
        phrases.say("triage.rose", size=numbers.number(row["difference"], 1), interval=interval),
        phrases.say("triage.hurt", n=n_pain_days),
        phrases.say("triage.stopped"),
        phrases.say("triage.fell", points=0 if pd.isna(drop) else round(100 * drop)),
        phrases.say("triage.idle", n=row["n_due"]),
    )
    found = [reason for reason, flag in zip(reasons, flags, strict=True) if flag]
    return "; ".join(found) or phrases.say("triage.none")
