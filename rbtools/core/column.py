"""One column of a frame: its kind fixes the dtype, its limits what may stand in it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

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

    def fits(self, values: pd.Series) -> bool:
        """Whether values already are as declared, so that there is nothing to convert and nothing to refuse."""
        if self.kind in ("id", "clock", "choice"):
            return isinstance(values.dtype, pd.CategoricalDtype) and self._fits_codes(values.array)
        if values.dtype != self.dtype:
            return False
        if values.dtype.kind not in "bi" and (self.kind == "text" or not self.missing) and values.hasnans:
            return False
        if self.kind == "date" and not is_midnight(values).all():
            return False
        if values.dtype.kind == "f" and np.isinf(values.to_numpy()).any():
            return False
        if self.low is None and self.high is None:
            return True
        number = (
            values.to_numpy()
            if values.dtype.kind == "f" or not self.missing
            else values.to_numpy("float64", na_value=np.nan)
        )
        return not (
            (self.low is not None and (number < self.low).any())
            or (self.high is not None and (number > self.high).any())
        )

    def _fits_codes(self, values: pd.Categorical) -> bool:
        known, codes = values.categories, values.codes
        if values.ordered or (not self.missing and (codes < 0).any()):
            return False
        if self.kind == "choice":
            return tuple(known) == self.allowed
        if self.kind == "clock" and not (known.dtype == TEXT and known.str.fullmatch(CLOCK).all()):
            return False
        used = np.bincount(codes[codes >= 0] if self.missing else codes, minlength=len(known)) > 0
        if not (known.dtype == TEXT and known.is_monotonic_increasing and used.all()):
            return False
        return self.rule is None or self.rule.holds(known)
