"""How often the numbers mislead: false positives, coverage and power of change, slope, NAP and the review rules.

Run it: `python benchmarks/error_rates.py`. It prints the tables and writes them to `error_rates.md` beside it, in about
half a minute. Simulated people only: whole-number ratings 0-10, AR(1) noise round a mean of 6 with a day-to-day SD of
1.3 and a lag-1 correlation of 0.3, one rating a day and none missing, unless a table says otherwise.
"""

import time
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import norm

import rbtools as rb
from rbtools.measure.single_case.ar1 import Window
from rbtools.measure.single_case.difference import Difference, difference
from rbtools.measure.single_case.nap import effective_days, interval, pairs
from rbtools.measure.single_case.slope import slope
from rbtools.measure.single_case.start_test import start_test
from rbtools.review.rules import RULES, ReviewInputs, ReviewRules, rule_numbers

PEOPLE = 6000
SEED = 20260302
TARGET = Path(__file__).with_name("error_rates.md")
Row = Sequence[object]


def ratings(
    days: int, people: int = PEOPLE, *, base: float = 6, sd: float = 1.3, phi: float = 0.3, seed: int = SEED
) -> np.ndarray:
    """Days × people of AR(1) levels; `rated` makes ratings of them."""
    rng = np.random.default_rng([seed, days, round(100 * sd), round(100 * phi), round(10 * base)])
    level = rng.normal(0, sd, (days, people))
    for day in range(1, days):
        level[day] = phi * level[day - 1] + np.sqrt(1 - phi**2) * level[day]
    return level + base


def rated(level: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(level), 0, 10)


def window(values: np.ndarray) -> Window:
    return Window(np.ones_like(values), values)


def leaves_out(found: Difference, value: float) -> float:
    return float((np.abs(found.difference - value) > found.half_width).mean())


def share(x: float) -> str:
    return f"{x:.3f}"


def percent(x: float) -> str:
    return f"{100 * x:.1f}"


def first_against_last() -> Iterable[Row]:
    """Three weeks, the change reached at the start: means of the first and last k days."""
    level = ratings(21, 20_000)
    for change in (0, -1, -2, -3):
        cells = []
        for k in (1, 3, 5, 7):
            before, after = rated(level[7 - k : 7]), rated(level[-k:] + change)
            cells.append(share((before.mean(axis=0) - after.mean(axis=0) >= 2).mean()))
        yield change, *cells


def of_difference() -> Iterable[Row]:
    """Windows seven days apart, the change reached in between; coverage of a true fall of 2."""
    designs = [(5, 7), (7, 7), (7, 14), (14, 14)]
    for (k1, k2), phi, sd in [*product(designs, (0.0, 0.3, 0.6), (1.3,)), *product([(7, 7)], (0.3,), (0.4, 0.7, 2.0))]:
        level = ratings(k1 + 7 + k2, sd=sd, phi=phi)
        before = window(rated(level[:k1]))
        none, fall = (difference(before, window(rated(level[-k2:] + change))) for change in (0, -2))
        yield f"{k1}+{k2}", phi, sd, share(leaves_out(none, 0)), share(1 - leaves_out(fall, -2)), share(_found(fall))


def _found(fall: Difference) -> float:
    return float((fall.difference + fall.half_width < 0).mean())


def of_slope() -> Iterable[Row]:
    """A straight fall of 2 over the whole window."""
    for n in (14, 28, 56):
        cells = []
        for phi in (0.0, 0.3, 0.6):
            level = ratings(n, 2000, phi=phi)
            none = slope(window(rated(level)))
            fall = slope(window(rated(level + np.linspace(0, -2, n)[:, np.newaxis])))
            cells += [share(((none.low > 0) | (none.high < 0)).mean()), share((fall.high < 0).mean())]
        yield n, *cells


def of_nap() -> Iterable[Row]:
    """Coverage of the two intervals of NAP, SD 1.2; the true NAP is that of rounded and clipped normal ratings."""
    for (m, n), effect, phi in product([(7, 14), (14, 28), (14, 56)], (0.0, 1.2), (0.0, 0.3, 0.6)):
        level = ratings(m + n, 1500, sd=1.2, phi=phi)
        before, after = window(rated(level[:m])), window(rated(level[m:] - effect))
        found, true = pairs(before, after), _true_nap(6, 6 - effect, 1.2)
        _, m_worth, n_worth = effective_days(before, after)
        plain, corrected = interval(found, found.m, found.n), interval(found, m_worth, n_worth)
        cells = [share(((low <= true) & (true <= high)).mean()) for low, high in (plain, corrected)]
        widths = [f"{(high - low).mean():.2f}" for low, high in (plain, corrected)]
        yield f"{m}+{n}", effect / 1.2, phi, f"{true:.3f}", *cells, *widths


def _true_nap(before: float, after: float, sd: float) -> float:
    """P(after < before) + P(tie)/2 for one rating of each."""
    borders = [-np.inf, *np.arange(10) + 0.5, np.inf]
    p, q = (np.diff(norm.cdf(borders, mean, sd)) for mean in (before, after))
    return float(sum(p[i] * (q[:i].sum() + q[i] / 2) for i in range(11)))


def of_start() -> Iterable[Row]:
    """A start drawn from 20 days, a week before them, 28 days from the first of them; a fall begins at the start."""
    starts = 7 + np.arange(20)
    for phi in (0.0, 0.3, 0.6):
        level = ratings(7 + 28, phi=phi)
        drawn = np.random.default_rng([SEED, round(10 * phi)]).choice(starts, PEOPLE)
        begun = np.arange(len(level))[:, np.newaxis] >= drawn
        p = [start_test(window(rated(level + change * begun)), starts, drawn).p for change in (0, -2, -3, -4)]
        yield phi, *(share((one <= 0.05).mean()) for one in p)


def of_rules() -> Iterable[Row]:
    """14 programme days, the change reached in 8, every session done: per cent of people in each rule."""
    cases = [
        *product((0, -2, -3, 2), (6.0,), (0.0, 0.3, 0.6), (1.3,), (7,)),
        *product((0, -2, 2), (3.5,), (0.3, 0.6), (1.3,), (7,)),
        *product((0, -2), (6.0,), (0.3,), (0.7, 2.0), (7,)),
        *product((0, -2), (6.0,), (0.3,), (1.3,), (5, 3)),
    ]
    shown = [RULES.index(rule) for rule in ("improved", "minimal", "no_change", "worse")]
    for change, base, phi, sd, days in cases:
        level = ratings(21, base=base, phi=phi, sd=sd)
        level[7:] += change * np.minimum(np.arange(1, 15) / 8, 1)[:, np.newaxis]
        fired = rule_numbers(_inputs(rated(level[7 - days : 7]), rated(level[-7:])), ReviewRules())
        yield change, base, phi, sd, days, *(percent((fired == rule).mean()) for rule in shown)


def _inputs(before: np.ndarray, review: np.ndarray) -> ReviewInputs:
    found = difference(window(before), window(review))
    means = before.mean(axis=0), review.mean(axis=0)
    days = [np.full(part.shape[1], len(part)) for part in (before, review)]
    return ReviewInputs(
        n_baseline=days[0], n_review=days[1], mean_review=means[1], difference=found.difference,
        share_better=-found.difference / np.maximum(means[0], 1e-9), z=found.difference / found.se,
        mean_last_3=review[-3:].mean(axis=0), share_done=np.ones(before.shape[1]),
    )  # fmt: skip


def end_to_end() -> Iterable[Row]:
    """2,000 people of `simulate_log`, 7 + 28 days, through `change`, `effect_size` and the rules."""
    clients = pd.DataFrame({"client": [f"p{i:04d}" for i in range(2000)], "start": "2026-03-02", "tz": "UTC"})
    plan = rb.make_plans(rb.load_program(), clients, weeks=4)
    quiet = {"tightness": 6, "tightness_spread": 0, "sd": 1.3, "sd_spread": 0, "phi": 0.3, "natural_fall": 0,
             "effect_by_dose": 0, "relief": 0, "ratings_end": 0}  # fmt: skip
    for missing, effect in product((0.0, 0.15), (0.0, -2.0)):
        log = rb.simulate_log(plan, seed=SEED, ratings_missing=missing, effect=effect, **quiet)
        change, sizes = rb.change(plan, log, as_of="end"), rb.effect_size(plan, log, as_of="end")
        known = change[change["difference"].notna()]
        covers = (known["difference_low"] <= effect) & (known["difference_high"] >= effect)
        true = _true_nap(6, 6 + effect, 1.3)
        sizes = sizes[sizes["nap"].notna()]
        nap_covers = (sizes["nap_low_ar1"] <= true) & (true <= sizes["nap_high_ar1"])
        better = known["detectable"] & (known["difference"] < 0)
        yield (
            f"{100 * missing:.0f} %", effect, len(known), share(known["detectable"].mean()), share(better.mean()),
            share(covers.mean()), share(nap_covers.mean()), share((known["change_category"] == "worse").mean()),
        )  # fmt: skip


TABLES = (
    ("2,000 people of `simulate_log`, 7 + 28 days, through `change` and `effect_size`", end_to_end,
     ("ratings missing", "true change", "people computed", "detectable", "detectable and better",
      "coverage of the difference", "coverage of NAP (AR(1))", "called worse")),
    ("Why not first against last: share called 2 points better, by days in each mean", first_against_last,
     ("true change", "1", "3", "5", "7")),
    ("`change`: interval of the difference, nominal 95 %, with the floor of the variance", of_difference,
     ("rated days", "φ", "SD", "false positive", "coverage of −2", "power for −2")),
    ("`change`: slope over the programme, nominal 5 % (power for a straight fall of 2)", of_slope,
     ("rated days", "φ 0", "power", "φ .3", "power", "φ .6", "power")),
    ("`effect_size`: coverage of the 95 % intervals of NAP", of_nap,
     ("rated days", "effect in SD", "φ", "true NAP", "plain", "corrected", "width plain", "width corrected")),
    ("`effect_size`: start-point test of a start drawn from 20 days, share with p ≤ .05", of_start,
     ("φ", "nothing changed", "true fall of 2", "of 3", "of 4")),
    ("Review rules at day 14, every session done: per cent of people", of_rules,
     ("true change", "baseline", "φ", "SD", "baseline days", "improved", "minimal", "no change", "worse")),
)  # fmt: skip

HEAD = f"""# Error rates

Written by `python benchmarks/error_rates.py`; every person in it is simulated. Whole-number ratings 0-10, AR(1) noise
round a mean of 6, day-to-day SD 1.3, lag-1 correlation φ 0.3, one rating a day, none missing, unless a table says
otherwise. SD and φ are assumptions. {PEOPLE:,} people a cell (20,000 in the second table, 2,000 in the slopes, 1,500
in NAP): a cell of .05 is sure to about ± .006 (± .011 with 1,500). The shrinkage of φ is centred on .3, which flatters
those rows; at φ .6 no interval of so few days is calibrated. Detectable says that something changed, not why.
"""


def markdown(title: str, names: Sequence[str], rows: Iterable[Row]) -> str:
    lines = [names, ["---"] * len(names), *rows]
    body = "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
    return f"## {title}\n\n{body}\n"


def main() -> None:
    begun = time.perf_counter()
    parts = [HEAD]
    for title, rows, names in TABLES:
        parts.append(markdown(title, names, rows()))
        print(parts[-1], flush=True)
    TARGET.write_text("\n".join(parts), encoding="utf-8")
    print(f"{time.perf_counter() - begun:.0f} s; written to {TARGET.name}")


if __name__ == "__main__":
    main()
