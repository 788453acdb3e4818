"""The prescribed dose and how much of it was reached: the part that adherence and sets completed share."""

import numpy as np

from rbtools.core.arrays import ratio
from rbtools.match.matched import Matched
from rbtools.measure.grouping import Columns, Groups


def dose(matched: Matched, group: Groups) -> Columns:
    """Sets prescribed and counted in the due sessions of each group: halves are summed whole, divided once."""
    rows = matched.due_rows
    least, most, done = rows.halves_min, rows.halves_max, rows.halves_done
    halves = (least, most, np.minimum(done, least), np.minimum(done, most))
    halves_min, halves_max, counted_min, counted_max = (group.total_of_rows(of, matched.first) for of in halves)
    return {
        "n_sets_min": halves_min // 2,
        "n_sets_max": halves_max // 2,
        "n_sets_counted_min": counted_min / 2,
        "n_sets_counted_max": counted_max / 2,
        "share_min_dose": ratio(counted_min, halves_min),
        "share_max_dose": ratio(counted_max, halves_max),
    }
