"""The phrases of one language, from `words/<code>.toml`; figures are written by `rbtools.core.numbers`.

There is one language, English. CONTRIBUTING ("add a language") lists the places of another one: half a translation is
worse than none.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from rbtools.core.arguments import one_of

_FOLDER = files("rbtools.review") / "words"


@dataclass(frozen=True)
class Language:
    """Phrases by section and key, each with named {fields}."""

    code: str
    phrases: dict[str, dict[str, str]]

    def say(self, key: str, **fields: object) -> str:
        """The phrase `section.key`, filled in; for `n=1` the phrase `section.key_one` if there is one."""
        section, name = key.split(".")
        known = self.phrases[section]
        return known[f"{name}_one" if fields.get("n") == 1 and f"{name}_one" in known else name].format(**fields)

    def slot(self, slot: str) -> str:
        """The sessions of a slot, as a plural noun."""
        known = self.phrases["slot"]
        return known[slot] if slot in known and slot != "other" else known["other"].format(slot=slot)


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """The codes of the languages that are there."""
    return tuple(sorted(f.name.removesuffix(".toml") for f in _FOLDER.iterdir() if f.name.endswith(".toml")))


def load_language(code: str = "en") -> Language:
    """Read one language. Raises `ArgumentError` for one that is not there.

    >>> load_language("en").slot("pm")
    'evenings'
    """
    return _read(one_of("language", code, languages()))


@lru_cache(maxsize=8)
def _read(code: str) -> Language:
    return Language(code, tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8")))
