"""One column of a frame: its kind fixes the dtype, its limits what may stand in it."""

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from rbtools.core.arrays import MISSING_TIME, Values, categorical, microseconds, run_starts
from rbtools.core.clock import DAY
from rbtools.core.ids import IdRule

Kind = Literal["id", "choice", "clock", "instant", "local", "date", "count", "real", "flag", "text"]

INSTANT = pd.DatetimeTZDtype("us", "UTC")
LOCAL = np.dtype("datetime64[us]")
TEXT = pd.StringDtype(na_value=np.nan)
CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"

_DTYPES: dict[str, object] = {
    "id": pd.CategoricalDtype(pd.Index([], dtype=TEXT)),
    "clock": pd.CategoricalDtype(pd.Index([], dtype=TEXT)),
    "instant": INSTANT,
    "local": LOCAL,
    "date": LOCAL,
    "count": np.dtype("int64"),
    "real": np.dtype("float64"),
    "flag": np.dtype("bool"),
    "text": TEXT,
}
_OPTIONAL = _DTYPES | {"count": pd.Int64Dtype(), "flag": pd.BooleanDtype()}

KIND_IN_WORDS: dict[Kind, str] = {
    "id": "text",
    "choice": "text",
    "clock": 'a clock time written "HH:MM", 00:00 to 23:59',
    "instant": "an instant with a time zone (UTC)",
    "local": "a wall-clock time without a zone",
    "date": "a date without a time of day",
    "count": "a whole number",
    "real": "a finite number",
    "flag": "true or false",
    "text": "text",
}


def is_midnight(values: pd.Series) -> np.ndarray:
    """Which naive times, in microseconds, are midnight; a missing one counts as such."""
    return values.isna().to_numpy() | (values.to_numpy().view("int64") % DAY == 0)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a frame: its name, kind, meaning, unit and what may stand in it.

    `kind` fixes the dtype: `id` text with a finite vocabulary (category), `choice` one of `allowed` (category with
    that list), `clock` a clock time "HH:MM" (category), `instant` UTC, `local` wall-clock time, `date` plan day,
    `count` whole number, `real` float64, `flag` bool, `text` free text (empty when there is none). `missing` says
    whether a value may be missing; `rule` what an id has to be.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    allowed: tuple[str, ...] = ()
    missing: bool = False
    rule: IdRule | None = None

    @property
    def dtype(self) -> object:
        """The pandas dtype of the column; an `id` gets its categories from the data."""
        if self.kind == "choice":
            return pd.CategoricalDtype(list(self.allowed))
        return (_OPTIONAL if self.missing else _DTYPES)[self.kind]

    @property
    def limits(self) -> str:
        """The allowed values in words, as an error message and the data dictionary print them."""
        if self.rule:
            return self.rule.in_words
        if self.allowed:
            return ", ".join(self.allowed)
        if self.low is not None and self.high is not None:
            return f"{self.low:g} to {self.high:g}"
        if self.low is not None:
            return f"{self.low:g} or more"
        return KIND_IN_WORDS[self.kind]

    def fits(self, values: Values) -> bool:
        """Whether values already are as declared, so that there is nothing to convert and nothing to refuse."""
        if self.kind in ("id", "clock", "choice"):
            return isinstance(values.dtype, pd.CategoricalDtype) and self._fits_codes(categorical(values))
        if values.dtype != self.dtype:
            return False
        match self.kind:
            case "text":
                return not pd.isna(values).any()
            case "instant" | "local" | "date":
                return self._fits_times(microseconds(values))
            case "count" | "real":
                return self._fits_numbers(values)
        return True

    def _fits_times(self, at: np.ndarray) -> bool:
        if not self.missing and at.min(initial=0) == MISSING_TIME:
            return False
        if self.kind != "date":
            return True
        once = at[run_starts(at)]  # most rows have the day of the row before
        return bool(((once % DAY == 0) | (once == MISSING_TIME)).all())

    def _fits_numbers(self, values: Values) -> bool:
        if not isinstance(values, np.ndarray):
            values = values[~values.isna()].to_numpy(dtype="int64")
        if not len(values):
            return True
        low, high = values.min(), values.max()
        if values.dtype.kind == "f" and np.isnan(low):
            known = values[~np.isnan(values)]
            if not self.missing or not len(known):
                return self.missing
            low, high = known.min(), known.max()
        return bool(
            low >= (-np.inf if self.low is None else self.low)
            and high <= (np.inf if self.high is None else self.high)
            and not np.isinf([low, high]).any()
        )

    def _fits_codes(self, values: pd.Categorical) -> bool:
        known, codes = values.categories, values.codes
        if values.ordered or (not self.missing and codes.min(initial=0) < 0):
            return False
        if self.kind == "choice":
            return tuple(known) == self.allowed
        if self.kind == "clock" and not (known.dtype == TEXT and all(re.fullmatch(CLOCK, text) for text in known)):
            return False
        if not (known.dtype == TEXT and known.is_monotonic_increasing and _all_used(codes, len(known))):
            return False
        return self.rule is None or self.rule.holds(known)


def _all_used(codes: np.ndarray, n: int) -> bool:
    """Whether every number from 0 up to `n` occurs; few numbers mostly do so in the first rows already."""
    for part in (codes[: 20 * n], codes):
        used = np.zeros(n + 1, dtype=bool)  # the last is for missing ones (-1)
        used[part] = True
        if used[:n].all():
            return True
    return False
