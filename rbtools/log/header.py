"""Header names to columns of the log: the aliases of `words.toml`, and what a mapping says on top."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from rbtools.errors import ArgumentError, did_you_mean
from rbtools.program.exercise import name_key

FIELDS = (
    "client", "performed_at", "slot", "exercise", "sets", "reps", "side", "minutes", "outcome",
    "tightness_before", "tightness_after", "tightness", "pain", "usual_tightness", "recorded_at", "note",
)  # fmt: skip
RATINGS = ("tightness_before", "tightness_after", "tightness", "pain", "usual_tightness")
DOSE = ("sets", "reps", "minutes", "outcome")
PARTS = ("date", "time", "start", "am_pm", "utc_offset", "zone", "done", "not_done")
SCALE = re.compile(
    r"[(\[]?\s*(?:(?P<low>\d{1,3})\s*(?:-|–|—|to|bis|tot|a|à)\s*(?P<high>\d{1,3})(?!\d)"
    r"|(?:/|out of|von|van|sur|de|su)\s*(?P<top>\d{1,3})(?!\d)|(?P<percent>%))\s*[)\]]?"
)
_NUMBERING = re.compile(r"(?:[_\s]id|[a-z]I[dD]|[_\s](?:nr|no|index))\.?\s*$|#\s*$")
_MARK_SIGNS = frozenset("✓✔☑✅√")
_WIDE = re.compile(r"([a-z][a-z0-9_]{0,63})(?:\.(left|right|both))?\.(sets|reps|minutes|outcome)")


@cache
def words() -> dict[str, dict[str, list[str]]]:
    """The words of `words.toml`."""
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


@cache
def _field_of() -> dict[str, str]:
    return {alias: field for field, aliases in words()["header"].items() for alias in aliases}


def plain_name(cell: str) -> str:
    """A header cell as it is compared: trimmed, case-folded, without accents, other characters as one `_`.

    >>> plain_name("  Tightness before "), plain_name("Übung"), plain_name("Pain (0-10)")
    ('tightness_before', 'ubung', 'pain')
    """
    text = unicodedata.normalize("NFKD", cell.strip().casefold())
    text = "".join(c for c in text if not unicodedata.combining(c)).casefold()
    text = SCALE.sub(" ", text) if any(map(str.isdecimal, text)) or "%" in text else text
    return re.sub(r"[\W_]+", "_", text).strip("_")


def scale_of(cell: str) -> str:
    """The scale that a header cell states, as it stands there; empty where it states none, or 0 to 10.

    >>> scale_of("Tightness (1-5)"), scale_of("Pain 0–10"), scale_of("VAS /100"), scale_of("Pain, %")
    ('1-5', '', '/100', '%')
    """
    found = SCALE.search(unicodedata.normalize("NFKC", cell).casefold())
    if not found:
        return ""
    if found["high"]:
        return "" if (int(found["low"]), int(found["high"])) == (0, 10) else found[0].strip(" ()[]")
    return "" if found["top"] and int(found["top"]) == 10 else found[0].strip(" ()[]")


@lru_cache(maxsize=4096)
def field_of(cell: str) -> str | None:
    """The column of the log that a header cell names, or None. What begins with `_` is ours and never read."""
    if len(cell) > 100 or cell.lstrip("\ufeff ").startswith("_"):
        return None
    if (mark := cell.strip().strip("\ufe0f")) and set(mark) <= _MARK_SIGNS:
        return "done"
    field = _field_of().get(name := plain_name(cell), _rating_of(name))
    return None if field == "other" else field


def is_other(cell: str) -> bool:
    """Whether a header cell names what is never a column of a log, such as `id` or `weekday`, or is ours (`_line`)."""
    if cell.lstrip("\ufeff ").startswith("_") or _NUMBERING.search(cell):
        return True
    return _field_of().get(plain_name(cell)) == "other"


def _rating_of(name: str) -> str | None:
    """The rating that a name of rating words means: "stiffness_before" is tightness_before."""
    kinds = words()["rating"]
    parts = set(name.split("_"))
    found = {kind: parts & set(known) for kind, known in kinds.items()}
    if parts - set().union(*found.values()):
        return None
    moments = [m for m in ("before", "after", "usual") if found[m]]
    if found["tightness"] and not found["pain"] and len(moments) < 2:
        return {"before": "tightness_before", "after": "tightness_after", "usual": "usual_tightness"}.get(
            moments[0] if moments else "", "tightness"
        )
    return "pain" if found["pain"] and not found["tightness"] and not moments else None


_BRACKETS = re.compile(r"[()\[\],:.]")


class Target(NamedTuple):
    """What a column of the source is read as: a field of the log, and in a wide diary of which exercise and side."""

    field: str
    exercise: str = ""
    side: str = ""

    def __str__(self) -> str:
        return ".".join(part for part in (self.exercise, self.side, self.field) if part)


def target_of(text: object) -> Target | None:
    """What `columns=` says that a column is: a field, `exercise.sets`, or `exercise.left.sets`; "" leaves it unread.

    >>> target_of("four_point_rotation.left.sets")
    Target(field='sets', exercise='four_point_rotation', side='left')
    """
    if text in ("", None):
        return None
    if isinstance(text, str) and text in (*FIELDS, *PARTS):
        return Target(text)
    if isinstance(text, str) and (found := _WIDE.fullmatch(text)):
        return Target(found[3], found[1], found[2] or "")
    hint = did_you_mean(str(text), (*FIELDS, *PARTS))
    raise ArgumentError(
        f"columns= names {text!r}, which is not a column of the log{hint}. "
        f"Allowed: {', '.join((*FIELDS, *PARTS))}; "
        f'or for a column that holds one exercise "side_lying_roller.sets" (also .reps, .minutes, .outcome, and '
        f'"four_point_rotation.left.sets" for one side); or "" to leave it unread.'
    )


class Names(NamedTuple):
    """How header cells are understood: `renamed` holds what a mapping says, by name with single spaces; `exercises` the
    names of exercises (by `name_key`), which are the columns of a wide diary."""

    renamed: Mapping[str, Target | None] = {}
    exercises: Mapping[str, str] = {}

    def target(self, cell: str) -> Target | None:
        """The target of one header cell."""
        if (name := one_spaced(cell)) in self.renamed:
            return self.renamed[name]
        field = field_of(cell)
        return Target(field) if field else self._exercise(name)

    def _exercise(self, cell: str) -> Target | None:
        """The column of an exercise in a wide diary: its name, perhaps with a side and a part of the dose."""
        if not self.exercises or not cell or len(cell) > 100:
            return None
        name = _BRACKETS.sub(" ", cell)
        if exercise := self.exercises.get(name_key(name)):
            return Target("sets", exercise)
        parts = name_key(name).split()
        field, side = "sets", ""
        for _ in range(2):
            last = plain_name(parts[-1]) if len(parts) > 1 else ""
            if last in DOSE and field == "sets":
                field = last
                parts.pop()
            elif (found := side_of(last)) and not side:
                side = found
                parts.pop()
        exercise = self.exercises.get(" ".join(parts))
        return Target(field, exercise, side) if exercise else None

    def known(self, cells: Sequence[str]) -> int:
        """How many different columns of the log a row of cells names."""
        return len({t for t in map(self.target, cells) if t})

    def is_header(self, cells: Sequence[str]) -> bool:
        """Whether a row names what a log needs: a time, and a dose or a rating."""
        return not missing_columns([t for t in map(self.target, cells) if t])


@lru_cache(maxsize=256)
def side_of(word: str) -> str:
    """The side that a word names, in six languages; empty where it names none."""
    name = plain_name(word)
    return next((side for side, names in words()["side"].items() if name in names), "")


def one_spaced(cell: str) -> str:
    """A header cell with every run of spaces and line ends as one space."""
    return " ".join(unicodedata.normalize("NFC", cell).removeprefix("\ufeff").split())


def missing_columns(targets: Sequence[Target]) -> list[str]:
    """What a log needs and the targets lack, in words."""
    fields = {t.field for t in targets if not t.exercise}
    missing = [] if fields & {"performed_at", "date", "start"} else ["performed_at"]
    wide = any(t.exercise for t in targets)
    if not wide and not fields & set(RATINGS):
        missing += [name for name in ("exercise", "sets") if name not in fields]
    return missing
