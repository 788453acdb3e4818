"""Output in any encoding: what a terminal cannot show is written with what it can, and never ends in a traceback."""

import codecs
import sys
import unicodedata

NAME = "rbtools-plain"
"""Name of the error handler, for `reconfigure(errors=...)`."""

_PLAIN = {
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "…": "...", "×": "x", "÷": "/", "±": "+/-", "≥": ">=", "≤": "<=",
    "’": "'", "‘": "'", "“": '"', "”": '"', "•": "*", "·": "-", "→": "->", "ß": "ss", "ø": "o", "Ø": "O", "æ": "ae",
    "ł": "l", "Ł": "L", "đ": "d", "ı": "i",
}  # fmt: skip
_BOX = ("\u2500", "\u257f")


def plain(character: str) -> str:
    """ASCII for one character: a sign that means the same, the letter without its marks, or else its escape.

    >>> plain("−"), plain("é"), plain("│"), plain("ж")
    ('-', 'e', '|', '\\\\u0436')
    """
    if character in _PLAIN:
        return _PLAIN[character]
    if _BOX[0] <= character <= _BOX[1]:
        return _box(character)
    bare = "".join(c for c in unicodedata.normalize("NFKD", character) if c.isascii())
    return bare or character.encode("ascii", "backslashreplace").decode("ascii")


def _box(character: str) -> str:
    name = unicodedata.name(character, "")
    if "VERTICAL" in name and "HORIZONTAL" not in name:
        return "|"
    return "-" if "HORIZONTAL" in name and "VERTICAL" not in name else "+"


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(plain, error.object[error.start : error.end])), error.end


codecs.register_error(NAME, _replace)


def make_output_safe() -> None:
    """Let stdout and stderr write what their encoding does not have as `plain` does."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=NAME)
