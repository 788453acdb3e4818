"""What a checked frame promises beyond its single columns: pairs in order, and values shared by a group of rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rbtools.core.arrays import Values, categorical
from rbtools.errors import FrameError


@dataclass(frozen=True, slots=True)
class Same:
    """A category column that has one value in all rows of a group; `within` are the columns that make a group."""

    column: str
    within: tuple[str, ...]

    def first_other(self, values: Mapping[str, Values]) -> int | None:
        """Position of the first row whose value is not that of the first row of its group."""
        if self.column not in values:
            return None
        column = categorical(values[self.column])
        code = column.codes
        if len(column.categories) < 2 and code.min(initial=0) == 0:
            return None
        rows = pd.DataFrame({name: values[name] for name in self.within}, copy=False)
        group = rows.groupby(list(self.within), observed=True, sort=False).ngroup().to_numpy()
        first = np.unique(group, return_index=True)[1]
        other = np.flatnonzero(code != code[first][group])
        return int(other[0]) if len(other) else None


def refuse_disorder(name: str, values: Mapping[str, Values], pairs: Sequence[tuple[str, str]], index: pd.Index) -> None:
    """Raise `FrameError` at the first row where the first column of a pair is above the second."""
    for first, second in pairs:
        low, high = values[first], values[second]
        if (above := np.asarray(low > high)).any():
            at = int(np.flatnonzero(above)[0])
            raise FrameError(
                f"{name}, {position(index, at)}: {first} {low[at]} is above {second} {high[at]}. "
                "Correct one of the two and call again."
            )


def refuse_two_values(name: str, values: Mapping[str, Values], rules: Sequence[Same], index: pd.Index) -> None:
    """Raise `FrameError` at the first row whose value is not the one that its group has."""
    for rule in rules:
        if (at := rule.first_other(values)) is not None:
            group = ", ".join(f"{column} {values[column][at]}" for column in rule.within)
            raise FrameError(
                f"{name}, column {rule.column}, {position(index, at)}: {values[rule.column][at]!r} is not what the "
                f"other rows of {group} have. Give them all the same one and call again."
            )


def position(index: pd.Index, at: int) -> str:
    """Where a row stands, for an error message: its label, which is a line where the frame came from a file."""
    return f"{index.name or 'row'} {index[at]}"
