"""Header names to columns of the log: the aliases of `words.toml`, and what a mapping says on top."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from rbtools.errors import ArgumentError, LogError, did_you_mean

FIELDS = (
    "client", "performed_at", "slot", "exercise", "sets", "reps", "side", "minutes", "outcome",
    "tightness_before", "tightness_after", "tightness", "pain", "usual_tightness", "recorded_at", "note",
)  # fmt: skip
RATINGS = ("tightness_before", "tightness_after", "tightness", "pain", "usual_tightness")
DOSE = ("sets", "reps", "minutes", "outcome")
_WHEN = ("performed_at", "date", "time")
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
    return re.sub(r"_0_10$", "", re.sub(r"[\W_]+", "_", text).strip("_"))


@lru_cache(maxsize=4096)
def field_of(cell: str) -> str | None:
    """The column of the log that a header cell names, or None. What begins with `_` is ours and never read."""
    if len(cell) > 100 or cell.lstrip("\ufeff ").startswith("_"):
        return None
    return _field_of().get(plain_name(cell))


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
    if isinstance(text, str) and text in (*FIELDS, *_WHEN):
        return Target(text)
    if isinstance(text, str) and (found := _WIDE.fullmatch(text)):
        return Target(found[3], found[1], found[2] or "")
    hint = did_you_mean(str(text), (*FIELDS, *_WHEN))
    raise ArgumentError(
        f"columns= names {text!r}, which is not a column of the log{hint}. "
        f"Allowed: {', '.join((*FIELDS, 'date', 'time'))}; "
        f'or for a column that holds one exercise "side_lying_roller.sets" (also .reps, .minutes, .outcome, and '
        f'"four_point_rotation.left.sets" for one side); or "" to leave it unread.'
    )


class Names(NamedTuple):
    """How header cells are understood: `renamed` holds what a mapping says, by name with single spaces."""

    renamed: Mapping[str, Target | None] = {}

    def target(self, cell: str) -> Target | None:
        """The target of one header cell."""
        if (name := one_spaced(cell)) in self.renamed:
            return self.renamed[name]
        field = field_of(cell)
        return Target(field) if field else None

    def known(self, cells: Sequence[str]) -> int:
        """How many different columns of the log a row of cells names."""
        return len({t for t in map(self.target, cells) if t})

    def is_header(self, cells: Sequence[str]) -> bool:
        """Whether a row names what a log needs: a time, and a dose or a rating."""
        return not missing_columns([t for t in map(self.target, cells) if t])


def one_spaced(cell: str) -> str:
    """A header cell with every run of spaces and line ends as one space."""
    return " ".join(unicodedata.normalize("NFC", cell).removeprefix("\ufeff").split())


def missing_columns(targets: Sequence[Target]) -> list[str]:
    """What a log needs and the targets lack, in words."""
    fields = {t.field for t in targets if not t.exercise}
    missing = [] if fields & {"performed_at", "date"} else ["performed_at"]
    wide = any(t.exercise for t in targets)
    if not wide and not fields & set(RATINGS):
        missing += [name for name in ("exercise", "sets") if name not in fields]
    return missing


def assign(header: Sequence[str], names: Names, source: str) -> list[Target | None]:
    """The target of every column of a header.

    What a mapping names goes before what an alias would say. Raises `LogError` where two columns would be the same,
    and where what a log needs is missing.
    """
    _all_renamed_found(header, names)
    mapped = {t for t in names.renamed.values() if t and not t.exercise}
    said = (
        {"performed_at", "date", "time"} if {t.field for t in mapped} & {"performed_at"} else {t.field for t in mapped}
    )
    targets: list[Target | None] = []
    for cell in header:
        target = names.target(cell)
        by_alias = target is not None and one_spaced(cell) not in names.renamed
        targets.append(None if by_alias and target is not None and target.field in said else target)
    for target in {t for t in targets if t}:
        if len(twice := [c for c, t in zip(header, targets, strict=True) if t == target]) > 1:
            raise LogError(
                f"{source}: the columns {_listed(twice)} would both be {target}. Say with columns= which one is, "
                f"or take the other out."
            )
    fields = {t.field for t in targets if t and not t.exercise}
    if "performed_at" in fields and fields & {"date", "time"}:
        both = [c for c, t in zip(header, targets, strict=True) if t and t.field in _WHEN]
        raise LogError(
            f"{source}: the columns {_listed(both)} both say when. Say with columns= which one is performed_at: "
            f'columns={{"{one_spaced(both[0])}": "performed_at"}}.'
        )
    if missing := missing_columns([t for t in targets if t]):
        raise LogError(_missing_message(missing, header, targets, source))
    return targets


def _missing_message(missing: Sequence[str], header: Sequence[str], targets: Sequence[object], source: str) -> str:
    unread = [one_spaced(c) for c, t in zip(header, targets, strict=True) if not t and c.strip()]
    lacks = " and ".join(missing)
    step = f'Say with columns= which column it is: columns={{"{unread[0]}": "{missing[0]}"}}.' if unread else "Add it."
    return (
        f"{source}: no column {lacks}. The header has {_listed([one_spaced(c) for c in header if c.strip()])}. {step}"
    )


def _listed(names: Sequence[str]) -> str:
    shown = [f'"{one_spaced(n)[:60]}"' for n in names[:20]]
    return ", ".join(shown) + (f" and {len(names) - 20} more" if len(names) > 20 else "")


def _all_renamed_found(header: Sequence[str], names: Names) -> None:
    present = {one_spaced(c) for c in header}
    for name in names.renamed:
        if name not in present:
            raise ArgumentError(
                f'columns= names the column "{name}", which the header does not have{did_you_mean(name, present)}. '
                f"The header has {_listed(list(header))}."
            )
