"""Rows in the order of several keys, and groups of rows that are alike in them."""

import numpy as np


def runs(keys: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The order that sorts rows by keys (the first weighs most) and the number of each row's group in that order."""
    order = order_of(keys)
    new = np.zeros(len(order), bool)
    for key in keys:
        sorted_key = key[order]
        new[1:] |= sorted_key[1:] != sorted_key[:-1]
    return order, np.cumsum(new)


def order_of(keys: list[np.ndarray]) -> np.ndarray:
    """What sorts rows by keys (the first weighs most), ties as they stand; cheap where they are sorted already."""
    n = len(keys[0])
    undecided = np.ones(max(n - 1, 0), bool)
    for key in keys:
        if (undecided & (key[1:] < key[:-1])).any():
            packed = _packed(keys)
            return np.lexsort(keys[::-1]) if packed is None else np.argsort(packed, kind="stable")
        undecided &= key[1:] == key[:-1]
    return np.arange(n)


def _packed(keys: list[np.ndarray]) -> np.ndarray | None:
    """Several keys of whole numbers as one that sorts as they do, if 62 bits hold it: sorting by one is much faster."""
    packed, size = np.zeros(len(keys[0]), np.int64), 1
    for key in keys:
        low, high = int(key.min()), int(key.max())
        span = high - low + 1
        size *= span
        if size >= 1 << 62:
            return None
        packed = packed * span + (key.astype(np.int64) - low)
    return packed
