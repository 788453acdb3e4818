"""A declared frame as a pandera schema. pandera is an extra: nothing else in rbtools needs it."""

from typing import TYPE_CHECKING

import pandas as pd

from rbtools.core.column import is_midnight
from rbtools.core.frame import Column, Frame
from rbtools.errors import MissingExtraError

if TYPE_CHECKING:
    import pandera.pandas as pa


def pandera_schema(frame: Frame) -> "pa.DataFrameSchema":
    """The same declaration as a pandera schema, for those who validate with pandera.

    Parameters
    ----------
    frame : Frame
        A frame of `rbtools.schema`.

    Returns
    -------
    pandera.pandas.DataFrameSchema

    Raises
    ------
    MissingExtraError
        Where pandera is not installed; the extra [schema] has it.
    """
    try:
        import pandera.pandas as pa
    except ImportError:
        raise MissingExtraError.needs("A pandera schema", "schema") from None

    def checks(column: Column) -> list[pa.Check]:
        found = []
        if column.low is not None:
            found.append(pa.Check.ge(column.low))
        if column.high is not None:
            found.append(pa.Check.le(column.high))
        if column.kind == "date":
            found.append(pa.Check(lambda v: pd.Series(is_midnight(v), v.index), name=column.limits))
        return found

    def in_order(first: str, second: str) -> pa.Check:
        return pa.Check(lambda checked: checked[first] <= checked[second], name=f"{first} is not above {second}")

    return pa.DataFrameSchema(
        {
            c.name: pa.Column(
                None if c.kind in ("id", "clock") else c.dtype,
                checks(c),
                nullable=c.missing,
                required=c in frame.columns,
            )
            for c in frame.possible
        },
        checks=[in_order(*pair) for pair in frame.ordered],
        strict=True,
        ordered=True,
        unique=list(frame.key) or None,
    )
