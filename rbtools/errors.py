"""What an error says when something cannot be done: what, where, the value found, what is allowed, what to do next.

Every error that rbtools raises on purpose is an `RbtoolsError`, which is a `ValueError`: code that catches the latter
keeps working. The message is built from facts, so the same words serve the notebook, the command and the tests.
"""

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Self

MOST_SHOWN = 80
"""Characters of a value that a message shows."""
MOST_NAMED = 5
"""Columns or clients that a message names; one more is named too, since "and 1 other" is no shorter."""

_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ESCAPED_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
_SPACES = frozenset("\t\r\v\f")


def visible(text: str, *, lines: bool = False) -> str:
    """Text that is safe to print and to show: what would steer a terminal or turn the writing direction is spelt out.

    Control characters (C0, DEL, C1), line and paragraph separators, lone surrogates and the marks that override the
    writing direction become escapes such as ``\\x1b``; tabs and line breaks become spaces.

    Parameters
    ----------
    text : str
        Text from outside: a cell, a file name, a title, a note.
    lines : bool
        Whether line breaks are kept.

    Returns
    -------
    str

    Examples
    --------
    >>> print(visible("red \\x1b[31m and\\nblue"))
    red \\x1b[31m and blue
    >>> print(visible("log\\u202evsc.exe"))
    log\\u202evsc.exe
    """
    if text.isprintable():
        return text  # none of the characters below counts as printable
    return "".join(_visible_character(c, lines) for c in text)


def _visible_character(c: str, lines: bool) -> str:
    if c == "\n":
        return c if lines else " "
    if c in _SPACES:
        return " "
    if c in _BIDI_CONTROLS or unicodedata.category(c) in _ESCAPED_CATEGORIES:
        return f"\\x{ord(c):02x}" if ord(c) < 256 else f"\\u{ord(c):04x}"
    return c


class RbtoolsError(ValueError):
    """Something in the input or a call that rbtools will not guess about; the message ends with the next step.

    A message may repeat what a file says, so what would steer a terminal is spelt out in it.

    Parameters
    ----------
    message : object, default ""
        The text.

    Examples
    --------
    >>> import rbtools as rb
    >>> try:
    ...     rb.load_program("nosuch")
    ... except rb.RbtoolsError as error:
    ...     print(str(error).split(".")[0])
    nosuch: there is no such file, and no shipped programme has this name
    """

    def __init__(self, message: object = "") -> None:
        super().__init__(visible(str(message), lines=True))


class ProgramError(RbtoolsError):
    """A programme file says something it may not say."""


class FrameError(RbtoolsError):
    """A DataFrame is not the frame that a function takes."""

    @classmethod
    def missing_columns(cls, frame: str, missing: Iterable[str], present: Iterable[str]) -> Self:
        """Build the error for columns that a frame lacks.

        >>> print(FrameError.missing_columns("plan", ["session"], ["client", "sesion"]))
        plan: no column "session" (did you mean "sesion"?). Give the frame as rbtools made it.
        """
        present, missing = [str(name) for name in present], list(missing)
        named = ", ".join(f'"{name}"{did_you_mean(name, present)}' for name in missing[:MOST_NAMED])
        others = f" and {len(missing) - MOST_NAMED} others" if len(missing) > MOST_NAMED + 1 else ""
        if len(missing) == MOST_NAMED + 1:
            named += f', "{missing[-1]}"{did_you_mean(missing[-1], present)}'
        return cls(f"{frame}: no column {named}{others}. Give the frame as rbtools made it.")

    @classmethod
    def bad_value(cls, frame: str, column: str, where: str, value: object, allowed: str) -> Self:
        """Build the error for the first value of a column that is not allowed there.

        >>> print(FrameError.bad_value("plan", "sets_min", "row 3", -1, "0 or more"))
        plan, column sets_min, row 3: -1 is not allowed. Allowed: 0 or more. Correct the value and call again.
        """
        return cls(
            f"{frame}, column {column}, {where}: {shown(value)} is not allowed. "
            f"Allowed: {allowed}. Correct the value and call again."
        )


class ArgumentError(RbtoolsError):
    """An argument has a value that the function does not take."""

    @classmethod
    def not_allowed(cls, name: str, value: object, allowed: str) -> Self:
        """Build the error for an argument.

        >>> print(ArgumentError.not_allowed("weeks", 0, "a whole number from 1 to 12"))
        weeks=0 is not allowed. Allowed: a whole number from 1 to 12.
        """
        return cls(f"{name}={shown(value)} is not allowed. Allowed: {allowed}.")

    @classmethod
    def not_in(cls, name: str, value: object, choices: Iterable[str]) -> Self:
        """Build the error for an argument that has to be one of a few words.

        >>> print(ArgumentError.not_in("by", "weak", ["client", "week"]))
        by='weak' is not allowed (did you mean "week"?). Allowed: client, week.
        """
        choices = list(choices)
        hint = did_you_mean(str(value), choices)
        return cls(f"{name}={shown(value)} is not allowed{hint}. Allowed: {', '.join(choices)}.")


class FileError(RbtoolsError):
    """A file cannot be written; what was there before is as it was."""


class LogError(RbtoolsError):
    """A log cannot be read at all, or not without an answer from the person who has it."""


class MissingExtraError(RbtoolsError, ImportError):
    """An optional dependency is needed for this and is not installed."""

    @classmethod
    def needs(cls, what: str, extra: str) -> Self:
        """Build the error for a part that needs an extra.

        >>> print(MissingExtraError.needs("Reading .xlsx", "excel"))
        Reading .xlsx needs the extra [excel]. Install it: pip install "rbtools[excel]".
        """
        return cls(f'{what} needs the extra [{extra}]. Install it: pip install "rbtools[{extra}]".')


def shown(value: object) -> str:
    """A value as a message shows it: on one line and not too long; a frame or an array by its type and shape.

    >>> shown("am"), shown(5), shown("x" * 100)[-6:]
    ("'am'", '5', 'xxx...')
    """
    if isinstance(shape := getattr(value, "shape", None), tuple) and shape:
        return f"{type(value).__name__} of shape {shape}"
    if isinstance(value, str | bytes):
        text = repr(value[: MOST_SHOWN + 1])
    else:
        plain = isinstance(value, float) or type(value).__module__.partition(".")[0] in ("numpy", "pandas")
        text = str(value) if plain else repr(value)
    text = visible(text)
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 3] + "..."


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` (did you mean "x"?)` for the nearest known word, or nothing.

    >>> did_you_mean("excercise", ["client", "exercise"])
    ' (did you mean "exercise"?)'
    """
    close = get_close_matches(word, list(known), n=1, cutoff=0.7)
    return f' (did you mean "{close[0]}"?)' if close else ""
