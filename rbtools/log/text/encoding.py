"""Bytes to text with `\\n` line ends: what the bytes are, in which encoding, and which lines are not in it.

A byte that is not valid in the file's encoding becomes a lone surrogate (PEP 383), so that the record it stands in can
be rejected by itself, with its line, while the rest is read. Nothing is ever guessed from letter statistics.
"""

import codecs
import re
from typing import NamedTuple

from rbtools.errors import ArgumentError, LogError

MAX_BYTES = 2_000_000_000
BROKEN = re.compile("[\ud800-\udfff]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

_NOT_CONTROL = bytes(c for c in range(256) if (c >= 0x20 and c != 0x7F) or c in b"\t\n")
_ENCODED = re.compile(b"\xc2[\x80-\x9f]|\xed[\xa0-\xbf]")
_SLICE = 1 << 22

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NOT_A_TABLE = (
    (b"\x1f\x8b", "gzip-compressed", "Unpack it and read the file inside"),
    (b"PK\x05\x06", "an empty zip archive", "Export the log again as CSV"),
    (b"PK", "a zip archive", "Unpack it and read the file inside"),
    (b"\xd0\xcf\x11\xe0", "an old .xls workbook or Word document", "Save it as .xlsx or CSV and read that"),
    (b"%PDF", "a PDF", "Export the log as CSV or .xlsx and read that"),
    (b"BZh", "bzip2-compressed", "Unpack it and read the file inside"),
    (b"\xfd7zXZ", "xz-compressed", "Unpack it and read the file inside"),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it and read the file inside"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed", "Unpack it and read the file inside"),
    (b"Rar!", "a RAR archive", "Unpack it and read the file inside"),
    (b"\x89PNG", "a PNG picture", "Type the log into a table and read that"),
    (b"\xff\xd8\xff", "a JPEG picture", "Type the log into a table and read that"),
    (b"GIF8", "a GIF picture", "Type the log into a table and read that"),
    (b"SQLite format 3", "an SQLite database", "Export the log as CSV and read that"),
    (b"PAR1", "a Parquet file", "Load it with pandas.read_parquet and give the DataFrame"),
    (b"{\\rtf", "a rich-text document", "Save the table as CSV and read that"),
)
_MARKUP = re.compile(r"\s*<(?:!doctype|!--|\?xml|[a-z][\w:.-]*[\s/>])", re.IGNORECASE)


class Text(NamedTuple):
    """The text of a source, the encoding it was read in, and what was read over (`\\ufeff` at the start)."""

    text: str
    encoding: str


def decode(data: bytes, source: str, encoding: str | None = None) -> Text:
    """The text of `data`: `encoding` if given, else a byte order mark, UTF-16 without one, or UTF-8.

    Raises `LogError` with what it is and what to do, where the bytes are no table or the encoding has to be asked for.
    """
    if len(data) > MAX_BYTES:
        raise LogError(f"{source} has {len(data):,} bytes; at most {MAX_BYTES:,} are read. Split it by client or year.")
    if not data or data.isspace():
        raise LogError(f"{source} is empty. Give the file that holds the log.")
    mark, marked = next(((m, name) for m, name in _MARKS if data.startswith(m)), (b"", None))
    if not marked:
        _refuse_other_formats(data, source)
    chosen = _named(encoding) if encoding is not None else marked or _utf16_without_mark(data)
    if encoding is not None and marked and not _agree(chosen or "", marked):
        raise LogError(
            f"{source}: its byte order mark says {marked}, encoding= says {encoding}. "
            f"Leave encoding= out, or give the file without the mark."
        )
    text = _decoded(data[len(mark) :], source, chosen, declared=encoding is not None or bool(marked))
    text = text.removeprefix("\ufeff")
    _refuse_other_text(text, source)
    return Text(_line_ends(text), chosen or "utf-8")


def plain_text(text: str, source: str) -> Text:
    """Text that came decoded (an open text file), held to the same rules."""
    text = text.removeprefix("\ufeff")
    if not text.strip(" \t\r\n"):
        raise LogError(f"{source} is empty. Give the file that holds the log.")
    _refuse_other_text(text, source)
    return Text(_line_ends(text), "text")


def has_control_or_broken(text: str) -> bool:
    """Whether a control character or an undecodable byte stands anywhere: what the two patterns say, but faster."""
    for at in range(0, len(text), _SLICE):
        piece = text[at : at + _SLICE].encode("utf-8", "surrogatepass")
        if piece.translate(None, _NOT_CONTROL) or (not piece.isascii() and _ENCODED.search(piece)):
            return True
    return False


def is_zip(data: bytes) -> bool:
    """Whether the bytes begin as a zip archive does (an .xlsx workbook is one)."""
    return data.startswith(b"PK\x03\x04")


def _line_ends(text: str) -> str:
    if "\r" not in text:
        return text
    return text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")


def _refuse_other_formats(data: bytes, source: str) -> None:
    for magic, what, step in _NOT_A_TABLE:
        if data.startswith(magic):
            raise LogError(f"{source} is {what}, not a table of text. {step}.")


def _refuse_other_text(text: str, source: str) -> None:
    head = text[:65_536].rstrip("\0")
    if _MARKUP.match(head):
        raise LogError(f"{source} is HTML or XML, not a table of text. Export the log as CSV or .xlsx and read that.")
    if re.match(r"\s*[{\[]\s*[\"{\[\]}]", head):
        raise LogError(f"{source} is JSON, not a table of text. Load it into a DataFrame and give that.")
    head = re.sub("\0+", "\0", head)
    if len(CONTROL.findall(head.replace("\x1f", ""))) * 10 > len(head) or (text and not head):
        raise LogError(f"{source} is binary, not a table of text. Export the log as CSV or .xlsx and read that.")


def _named(encoding: str) -> str:
    try:
        info = codecs.lookup(encoding)
        "".encode(encoding)
    except (LookupError, TypeError, ValueError):
        raise ArgumentError.not_allowed(
            "encoding", encoding, 'a text encoding such as "utf-8", "cp1252" or "utf-16"'
        ) from None
    return "utf-8" if info.name == "utf-8-sig" else info.name


def _agree(chosen: str, marked: str) -> bool:
    return chosen == marked or (chosen in ("utf-16", "utf-32") and marked.startswith(chosen))


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[:4096].rstrip(b"\0")
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(len(sample) // 2, 1)
    if odd * 10 > 6 * half and even * 20 < half:
        return "utf-16-le"
    if even * 10 > 6 * half and odd * 20 < half:
        return "utf-16-be"
    return None


def _decoded(data: bytes, source: str, encoding: str | None, *, declared: bool) -> str:
    if encoding is None:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            if not _some_line_proves_utf8(data):
                raise LogError(
                    f"{source}: the text is not UTF-8, and other encodings are never guessed. "
                    f'Say encoding=, for example encoding="cp1252" (Windows in Western Europe).'
                ) from None
        return data.decode("utf-8", "surrogateescape")
    if encoding.startswith(("utf-16", "utf-32")):
        return _decoded_wide(data, encoding)
    try:
        return data.decode(encoding, "surrogateescape" if declared else "strict")
    except (UnicodeError, ValueError):
        raise LogError(f"{source}: the text is not {encoding}. Say another encoding=, or save it as UTF-8.") from None


def _decoded_wide(data: bytes, encoding: str) -> str:
    """UTF-16 or UTF-32; a cut or unpaired unit leaves a lone surrogate behind, which rejects its record."""
    unit = 2 if encoding.startswith("utf-16") else 4
    whole = len(data) - len(data) % unit
    try:
        text = data[:whole].decode(encoding, "surrogatepass")
    except (UnicodeError, ValueError):
        text = data[:whole].decode(encoding, "replace").replace("\ufffd", "\udc80")
    return text + ("\udc80" if whole < len(data) else "")


def _some_line_proves_utf8(data: bytes) -> bool:
    for line in re.split(rb"[\r\n]+", data):
        if not line.isascii():
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                continue
            return True
    return False
