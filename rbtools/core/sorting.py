"""The order of a frame's rows: ids by their text, choices as listed, missing last."""

import numpy as np
import pandas as pd

from rbtools.core.arrays import MISSING_TIME, NEVER, Values, categorical, microseconds, values_of


def sort_code(values: pd.Series | Values) -> np.ndarray:
    """Integers (or floats) that sort as the column does: ids by text, choices as listed, missing last.

    >>> sort_code(pd.Series(pd.Categorical(["b", None, "a"]))).tolist()
    [1, 2, 0]
    """
    if isinstance(values, pd.Series):
        values = values_of(values)
    if isinstance(values.dtype, pd.CategoricalDtype):
        codes = categorical(values).codes.astype("int64")
        return codes if codes.min(initial=0) == 0 else np.where(codes < 0, len(categorical(values).categories), codes)
    if values.dtype.kind == "M":
        number = microseconds(values)
        return np.where(number == MISSING_TIME, NEVER, number)
    if isinstance(values.dtype, pd.StringDtype):
        return sort_code(pd.Categorical(values))
    if isinstance(values, np.ndarray):
        number = values.astype("int64" if values.dtype.kind in "biu" else "float64", copy=False)
    else:
        number = values.to_numpy(dtype="float64", na_value=np.nan) if values.isna().any() else values.to_numpy("int64")
    return number if number.dtype.kind == "i" else np.nan_to_num(number, nan=np.inf)


def is_sorted(keys: list[np.ndarray], *, strictly: bool = False) -> bool:
    """Whether rows are in the order of `keys`, the first key weighing most; strictly: no two are equal."""
    if not keys or len(keys[0]) < 2:
        return True
    undecided = np.ones(len(keys[0]) - 1, dtype=bool)
    for key in keys:
        if (undecided & (key[1:] < key[:-1])).any():
            return False
        undecided &= key[1:] == key[:-1]
    return not (strictly and undecided.any())
