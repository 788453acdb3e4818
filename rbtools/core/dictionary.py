"""The data dictionary: what each column of a frame means, generated from its declaration."""

import pandas as pd

from rbtools.core.frame import Column, Frame


def dictionary(frame: Frame) -> pd.DataFrame:
    """The frame's page of the data dictionary: one row a column, the optional ones last."""
    columns = frame.possible
    return pd.DataFrame(
        {
            "column": [c.name for c in columns],
            "key": ["key" if c.name in frame.key else "" for c in columns],
            "dtype": [_dtype_in_words(c) for c in columns],
            "unit": [c.unit for c in columns],
            "allowed": [c.limits for c in columns],
            "missing": ["may be missing" if c.missing else "" for c in columns],
            "meaning": [c.meaning for c in columns],
        }
    )


def _dtype_in_words(column: Column) -> str:
    if column.kind in ("id", "clock", "choice"):
        return "category"
    return "str" if column.kind == "text" else str(column.dtype)
