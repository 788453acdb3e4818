"""The prescribed dose and how much of it was reached: the part that adherence and sets completed share."""

import numpy as np

from rbtools.measure.grouping import Columns, Groups, share
from rbtools.measure.planned import Planned


def dose(plan: Planned, group: Groups) -> Columns:
    """Sets prescribed and counted in the due rows of each group: halves are summed as whole numbers, divided once."""
    halves_min, halves_max = group.total(plan.halves_min, plan.due), group.total(plan.halves_max, plan.due)
    counted_min = group.total(np.minimum(plan.halves_done, plan.halves_min), plan.due)
    counted_max = group.total(np.minimum(plan.halves_done, plan.halves_max), plan.due)
    return {
        "n_sets_min": halves_min // 2,
        "n_sets_max": halves_max // 2,
        "n_sets_counted_min": counted_min / 2,
        "n_sets_counted_max": counted_max / 2,
        "share_min_dose": share(counted_min, halves_min),
        "share_max_dose": share(counted_max, halves_max),
    }
