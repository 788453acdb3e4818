"""Plans one below the other."""

from collections.abc import Iterable

import pandas as pd

from rbtools.core.column import TEXT


def stack(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The rows of several plans, with categories that hold the values of all of them in text order.

    There is at least one frame; the rows are not sorted. A column that only some of them have is missing in the others.
    """
    parts = list(frames)
    if len(parts) == 1:
        return parts[0]
    parts = [
        part.assign(times=pd.Categorical([None] * len(part), categories=pd.Index([], dtype=TEXT)))
        if "times" not in part and any("times" in other for other in parts)
        else part
        for part in parts
    ]
    names = [str(name) for name, dtype in parts[0].dtypes.items() if isinstance(dtype, pd.CategoricalDtype)]
    known = {name: _categories([part[name].cat.categories for part in parts]) for name in names}
    alike = [part.assign(**{name: part[name].cat.set_categories(known[name]) for name in names}) for part in parts]
    return pd.concat(alike, ignore_index=True)


def _categories(each: list[pd.Index]) -> pd.Index:
    if all(categories.equals(each[0]) for categories in each):
        return each[0]
    return pd.Index(sorted(set().union(*each)), dtype=each[0].dtype)
