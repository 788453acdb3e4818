"""The order of a frame's rows: ids by their text, choices as listed, missing last."""

import numpy as np
import pandas as pd


def sort_code(values: pd.Series) -> np.ndarray:
    """Integers (or floats) that sort as the column does: ids by text, choices as listed, missing last.

    >>> sort_code(pd.Series(pd.Categorical(["b", None, "a"]))).tolist()
    [1, 2, 0]
    """
    if isinstance(values.dtype, pd.CategoricalDtype):
        codes = values.cat.codes.to_numpy().astype("int64")
        return np.where(codes < 0, len(values.cat.categories), codes)
    if values.dtype.kind == "M":
        number = values.to_numpy(dtype="datetime64[us]").view("int64")
        return np.where(number == np.iinfo("int64").min, np.iinfo("int64").max, number)
    if isinstance(values.dtype, pd.StringDtype):
        return sort_code(pd.Series(pd.Categorical(values)))
    if values.dtype.kind in "biu" and not values.hasnans:
        return values.to_numpy(dtype="int64")
    return np.nan_to_num(values.to_numpy(dtype="float64", na_value=np.nan), nan=np.inf)


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
