"""What a person is told when something cannot be done: what, where, what stood there, what is allowed, what to do next.

Every error that rbtools raises on purpose is an `RbtoolsError`, which is a `ValueError`: code that catches the latter
keeps working. The message is built from facts, so the same words serve the notebook, the command and the tests.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Self


class RbtoolsError(ValueError):
    """Something in the input or a call that rbtools will not guess about; the message ends with the next step."""


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
        present = [str(name) for name in present]
        named = ", ".join(f'"{name}"{did_you_mean(name, present)}' for name in missing)
        return cls(f"{frame}: no column {named}. Give the frame as rbtools made it.")

    @classmethod
    def bad_value(cls, frame: str, column: str, place: str, value: object, allowed: str) -> Self:
        """Build the error for the first value of a column that is not allowed there.

        >>> print(FrameError.bad_value("plan", "sets_min", "row 3", -1, "0 or more"))
        plan, column sets_min, row 3: -1 is not allowed. Allowed: 0 or more. Correct the value and call again.
        """
        shown = repr(value) if isinstance(value, str) else str(value)
        return cls(
            f"{frame}, column {column}, {place}: {shown} is not allowed. "
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
        return cls(f"{name}={value!r} is not allowed. Allowed: {allowed}.")

    @classmethod
    def not_in(cls, name: str, value: object, choices: Iterable[str]) -> Self:
        """Build the error for an argument that has to be one of a few words.

        >>> print(ArgumentError.not_in("by", "weak", ["client", "week"]))
        by='weak' is not allowed (did you mean "week"?). Allowed: client, week.
        """
        choices = list(choices)
        hint = did_you_mean(str(value), choices)
        return cls(f"{name}={value!r} is not allowed{hint}. Allowed: {', '.join(choices)}.")


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


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` (did you mean "x"?)` for the nearest known word, or nothing.

    >>> did_you_mean("excercise", ["client", "exercise"])
    ' (did you mean "exercise"?)'
    """
    close = get_close_matches(word, list(known), n=1, cutoff=0.7)
    return f' (did you mean "{close[0]}"?)' if close else ""
