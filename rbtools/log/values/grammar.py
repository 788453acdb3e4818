"""One text cell to a value, or a fault that says why not. Explicit grammars; nothing is inferred, nothing repaired."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import NamedTuple, TypeVar

from rbtools.core.ids import CLIENT_IN_WORDS, parse_client, parse_name
from rbtools.log.header import plain_name, side_of, words
from rbtools.log.values.units import without_unit


class Fault(NamedTuple):
    """Why a cell or a record cannot be read: the code, the reason (follows the value in the message), what to do."""

    code: str
    reason: str
    hint: str = ""
    column: str = ""
    option: str = ""


Number = TypeVar("Number", int, float)

_WHOLE = re.compile(r"(-?)(\d+)(?:\.0{1,2}|,0)?")
_DECIMAL = re.compile(r"(-?)(\d+)(?:[.,](\d{1,2}|\d{4,9}))?")
_RATING = re.compile(r"(-?)(\d+)(?:[.,](\d))?(?: ?/ ?10)?")
_GROUPED = re.compile(r"-?\d+([.,' ]\d{3})+([.,]\d+)?")
_GUARDED = re.compile(r"[\s'\"]*[=+\-@\t\r\n＝＋－＠]")
DONE, SKIPPED = "done", "skipped"
_SIGNS = {**dict.fromkeys("✓✔☑✅√", DONE), **dict.fromkeys("✗✘☒❌✕✖", SKIPPED)}


@cache
def _marks() -> frozenset[str]:
    return frozenset(words()["missing"]["marks"])


def is_missing(cell: str) -> bool:
    """Whether a cell is blank or a mark for no value; not to be asked of client, performed_at and note."""
    return not (cell := cell.strip()) or (len(cell) <= 4 and cell.casefold() in _marks())


def ascii_digits(text: str) -> str:
    """Trimmed, with the decimal digits of any script as 0-9, any space as a space, and a minus as a hyphen.

    >>> ascii_digits("\\u00a0１２٫٥"), ascii_digits("−3"), ascii_digits("³")
    ('12٫5', '-3', '³')
    """
    text = text.strip()
    if text.isascii():
        return text
    return "".join(_plain_character(c) for c in text)


def _plain_character(c: str) -> str:
    if c.isdecimal():
        return str(unicodedata.decimal(c))
    if unicodedata.category(c) == "Zs":
        return " "
    return "-" if c == "−" else c


def whole(low: int, high: int) -> Callable[[str], int | Fault]:
    """The grammar of a whole number from `low` to `high`."""

    def parse(cell: str) -> int | Fault:
        text = ascii_digits(cell)
        if not (found := _WHOLE.fullmatch(text)):
            return _no_number(text, "a whole number")
        return _in_range(found[1] + (found[2].lstrip("0") or "0"), low, high, int)

    return parse


def sets(cell: str) -> int | Fault:
    """Sets done, 1 to 50; 0 too, which stands with a skipped exercise alone.

    >>> sets("5"), sets("3 sets"), sets("0"), sets("99").reason
    (5, 3, 0, 'is above 50.')
    """
    cell = without_unit(cell, "sets")
    found = whole(1, 50)(cell)
    return 0 if isinstance(found, Fault) and whole(0, 0)(cell) == 0 else found


def reps(cell: str) -> int | Fault:
    """Repetitions a set, 1 to 500.

    >>> reps("10 reps"), reps("0").code
    (10, 'range')
    """
    return whole(1, 500)(without_unit(cell, "reps"))


def minutes(cell: str) -> float | Fault:
    """Minutes, 0 to 600.

    >>> minutes("8,5 min")
    8.5
    """
    return decimal(0, 600)(without_unit(cell, "minutes"))


def decimal(low: int, high: int) -> Callable[[str], float | Fault]:
    """The grammar of a number with a decimal comma or point, from `low` to `high`."""

    def parse(cell: str) -> float | Fault:
        text = ascii_digits(cell)
        if not (found := _DECIMAL.fullmatch(text)):
            return _no_number(text, "a number")
        return _in_range(found[1] + found[2] + "." + (found[3] or "0"), low, high, float)

    return parse


def rating(cell: str) -> int | Fault:
    """A rating from 0 to 10 in whole tenths: `6`, `6.5`, `6,5` and `6/10`.

    >>> rating("6,5"), rating("6/10"), rating("11").code, rating("6.25").code
    (65, 60, 'range', 'value')
    """
    text = ascii_digits(cell)
    if not (found := _RATING.fullmatch(text)):
        if _DECIMAL.fullmatch(text):
            return Fault(
                "value", "has more than one decimal.", "Give 0 to 10, with at most one decimal, such as 6 or 6.5."
            )
        return _no_number(text, "a rating", "Give 0 to 10, with at most one decimal, such as 6 or 6.5.")
    tenths = _in_range(found[1] + found[2] + "." + (found[3] or "0"), 0, 10, float)
    return tenths if isinstance(tenths, Fault) else round(tenths * 10)


def identifier(cell: str) -> str | Fault:
    """An exercise or a slot: case-folded, spaces and hyphens as `_`.

    >>> identifier(" Side-lying  Roller "), identifier("noon?").code
    ('side_lying_roller', 'value')
    """
    text = re.sub(r"[\s\-‐‑]+", "_", cell.strip().casefold())
    if parse_name(text):
        return text
    return Fault(
        "value", "is not a name of this kind.", "Use a letter first, then letters a-z, digits and _ , such as am."
    )


def client(cell: str) -> str | Fault:
    """A client, by the rule of `core.ids`; always text, so 007, 1e5 and NA stay."""
    return parse_client(cell) or Fault("value", "is not a client.", f"Use {CLIENT_IN_WORDS}.")


def side(cell: str) -> str | Fault:
    """Both, left or right, in six languages.

    >>> side("Links"), side("R"), side("up").code
    ('left', 'right', 'unknown')
    """
    return side_of(cell) or Fault("unknown", "is not both, left or right.", "Give both, left or right (b, l, r).")


def outcome(cell: str) -> str | Fault:
    """Done or skipped, in six languages.

    >>> outcome("Ja"), outcome("missed"), outcome("x").code
    ('done', 'skipped', 'unknown')
    """
    found = mark(cell) if cell.strip().casefold() != "x" else None  # a cross can mean either
    return found or Fault("unknown", "is not done or skipped.", "Give done (yes, y) or skipped (skip, no, n, missed).")


def mark(cell: str) -> str | None:
    """`done` for a yes, `skipped` for a no, in six languages and in signs; None for anything else.

    >>> mark("Ja"), mark("✗"), mark("5")
    ('done', 'skipped', None)
    """
    sign = cell.strip().removesuffix("\ufe0f")
    return _SIGNS.get(sign) or (_answers().get(plain_name(sign)) if len(sign) < 30 else None)


@cache
def _answers() -> dict[str, str]:
    return dict.fromkeys(words()["yes"]["words"], DONE) | dict.fromkeys(words()["no"]["words"], SKIPPED)


def note(cell: str) -> str:
    """Free text: trimmed, NFC, one formula guard taken off.

    >>> note(" '=1+1 "), note("'s avonds"), note("-5")
    ('=1+1', "'s avonds", '-5')
    """
    text = cell.strip()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return text[1:] if text.startswith("'") and _GUARDED.match(text, 1) else text


def guard(text: str) -> str:
    """Text that a spreadsheet will not take for a formula: one `'` before what could begin one.

    >>> guard("=1+1"), guard("felt easier"), note(guard("'=1+1"))
    ("'=1+1", 'felt easier', "'=1+1")
    """
    return "'" + text if _GUARDED.match(text) else text


def _in_range(digits: str, low: int, high: int, number: Callable[[str], Number]) -> Number | Fault:
    if len(digits) > 40:
        digits = digits[:40].split(".")[0]
    if (value := number(digits)) < low:
        return Fault("range", f"is below {low}.", f"Give {low} to {high}.")
    if value > high:
        return Fault("range", f"is above {high}.", f"Give {low} to {high}.")
    return value


def _no_number(text: str, what: str, hint: str = "") -> Fault:
    if _GROUPED.fullmatch(text):
        return Fault(
            "value",
            "may mean thousands or thousandths.",
            "Write it without a mark between the digits, such as 1000 or 1.5.",
        )
    if re.fullmatch(r"-?\d+[.,]\d+", text) and what == "a whole number":
        return Fault("value", "is not a whole number.", hint or "Give a whole number, such as 5.")
    return Fault("value", f"is not {what}.", hint or "Give digits alone, such as 5.")
