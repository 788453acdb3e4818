"""Who is a client, and what names an exercise or a slot: one rule each, for plan, log and every frame."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

MAX_LENGTH = 64
"""Characters that an id may have, after normalisation."""

CLIENT_IN_WORDS = (
    "text of 1 to 64 characters: a letter or digit first, then letters, digits, spaces and _ - . ' ’ @ , ( ) &"
)
NAME_IN_WORDS = "a lower-case letter a-z, then up to 63 lower-case letters a-z, digits and _"

_CLIENT_PUNCTUATION = frozenset(" _-.'’@,()&")
_ASCII_CLIENT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 _\-.'@,()&]{0,62}[A-Za-z0-9_\-.'@,()&])?")
_ASCII_CLIENTS = re.compile(rf"(?:{_ASCII_CLIENT.pattern}\n)*")  # one a line: one search checks many
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


def parse_client(text: object) -> str | None:
    """The id of a client as every frame holds it, or None where the text is not one.

    The text is trimmed and normalised to NFC, so that José is the same person whichever computer typed it. It has 1 to
    64 characters. The first is a letter or a decimal digit of any script; then letters, digits, combining marks, spaces
    and ``_ - . ' ’ @ , ( ) &`` follow. Superscripts and fractions are not digits.

    Parameters
    ----------
    text : object
        What was given. Only text can be a client: 7 and "007" would be two people.

    Returns
    -------
    str or None
        The normalised id; None for what is not a client.

    Examples
    --------
    >>> parse_client("Jose\\u0301") == "Jos\\u00e9", parse_client(" O’Brien "), parse_client("Müller, Anna")
    (True, 'O’Brien', 'Müller, Anna')
    >>> parse_client("²x"), parse_client(7), parse_client("-ann")
    (None, None, None)
    """
    if not isinstance(text, str):
        return None
    if _ASCII_CLIENT.fullmatch(text):
        return text
    text = unicodedata.normalize("NFC", text.strip())
    if not 0 < len(text) <= MAX_LENGTH or not _is_letter_or_digit(text[0]):
        return None
    return text if all(map(_belongs_in_client, text)) else None


def parse_name(text: object) -> str | None:
    """The id of an exercise or a slot as it stands, or None where the text is not one.

    >>> parse_name("side_lying_roller"), parse_name("Side lying"), parse_name("2nd")
    ('side_lying_roller', None, None)
    """
    return text if isinstance(text, str) and _NAME.fullmatch(text) else None


def _is_letter_or_digit(character: str) -> bool:
    return character.isalpha() or character.isdecimal()


def _belongs_in_client(character: str) -> bool:
    return (
        _is_letter_or_digit(character)
        or character in _CLIENT_PUNCTUATION
        or unicodedata.category(character).startswith("M")
    )


@dataclass(frozen=True, slots=True)
class IdRule:
    """What an id column may hold: `parse` gives the normalised id or None, `in_words` says what is allowed.

    `many` matches the lines of many ids that surely hold.
    """

    parse: Callable[[object], str | None]
    in_words: str
    many: re.Pattern[str] | None = None

    def holds(self, ids: Iterable[str]) -> bool:
        """Whether all ids are allowed and normalised already."""
        texts = np.asarray(ids, dtype=object).tolist()  # a column of pyarrow is slow to walk through
        if self.many is None or any(not isinstance(text, str) or "\n" in text for text in texts):
            return all(self.parse(text) == text for text in texts)
        in_lines = self.many.fullmatch("".join(f"{text}\n" for text in texts))
        return in_lines is not None or all(self.parse(text) == text for text in texts)


CLIENT = IdRule(parse_client, CLIENT_IN_WORDS, _ASCII_CLIENTS)
