"""The words of one language: phrases from `words/<code>.toml`, and numbers as people who speak it write them."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import pandas as pd

from rbtools.core import numbers
from rbtools.errors import ArgumentError

_FOLDER = files("rbtools.review") / "words"


@dataclass(frozen=True)
class Language:
    """Phrases by section and key, each with named {fields}, and the forms of numbers."""

    code: str
    phrases: dict[str, dict[str, str]]

    def say(self, key: str, **fields: object) -> str:
        """The phrase `section.key`, filled in; for `n=1` the phrase `section.key_one` if there is one."""
        section, name = key.split(".")
        known = self.phrases[section]
        return known[f"{name}_one" if fields.get("n") == 1 and f"{name}_one" in known else name].format(**fields)

    def number(self, value: float, digits: int = 0) -> str:
        """A number with a real minus sign and the language's decimal mark; a half set keeps its half."""
        return numbers.number(value, digits).replace(".", self.phrases["number"]["decimal"])

    def signed(self, value: float, digits: int = 1) -> str:
        """A change: always with its sign, except nought."""
        return numbers.signed(value, digits).replace(".", self.phrases["number"]["decimal"])

    def percent(self, share: float) -> str:
        """A share as whole per cent; all and none are the only 100 and 0."""
        return self.say("number.percent", number=_bare_percent(share))

    def percents(self, low: float, high: float) -> str:
        """An interval of shares, or one share where both ends read alike."""
        ends = _bare_percent(low), _bare_percent(high)
        shown = ends[0] if ends[0] == ends[1] else self.say("number.range", low=ends[0], high=ends[1])
        return self.say("number.percent", number=shown)

    def interval(self, low: float, high: float, *, signed: bool = True) -> str:
        """An interval of points."""
        form = self.signed if signed else self.number
        return self.say("number.to", low=form(low, 1), high=form(high, 1))

    def listing(self, parts: Sequence[str]) -> str:
        """Parts as a sentence lists them."""
        if len(parts) < 2:
            return "".join(parts)
        form = self.phrases["number"]
        return form["list"].join(parts[:-1]) + form["and"] + parts[-1]

    def date(self, date: pd.Timestamp) -> str:
        """A plan day."""
        months = self.phrases["number"]["months"].split()
        return self.say("number.date", day=date.day, month=months[date.month - 1], year=date.year)

    def slot(self, slot: str) -> str:
        """The sessions of a slot, as a plural noun."""
        known = self.phrases["slot"]
        return known[slot] if slot in known and slot != "other" else known["other"].format(slot=slot)


def languages() -> list[str]:
    """The codes of the languages that are there."""
    return sorted(f.name.removesuffix(".toml") for f in _FOLDER.iterdir() if f.name.endswith(".toml"))


@lru_cache(maxsize=8)
def load_language(code: str = "en") -> Language:
    """Read one language. Raises `ArgumentError` for one that is not there.

    >>> load_language("nl").percent(0.5), load_language("nl").signed(-1.5)
    ('50%', '−1,5')
    """
    if code not in languages():
        raise ArgumentError.not_in("language", code, languages())
    return Language(code, tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8")))


def start_upper(text: str) -> str:
    """The text as the start of a sentence."""
    return text[:1].upper() + text[1:]


def _bare_percent(share: float) -> str:
    return numbers.percent(share).removesuffix("%").strip()
