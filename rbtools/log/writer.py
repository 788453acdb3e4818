"""Logs and rejects to CSV: one form for the same content, safe to open in a spreadsheet, and read back exactly."""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.core.clock import MINUTE
from rbtools.core.files import output_path, write
from rbtools.core.frame import sort_code
from rbtools.errors import FrameError, LogError
from rbtools.log.header import FIELDS, RATINGS
from rbtools.log.log import Log
from rbtools.log.values.grammar import guard

_COLUMN_OF = {
    "before": "tightness_before",
    "after": "tightness_after",
    "day": "tightness",
    "usual": "usual_tightness",
}
_NUMBER = re.compile(r"[-−–—]?[\d.,]*(?:/10)?")
_BARE = re.compile(r"[\w.:+-]*")


def write_log(log: Log, path: str | Path) -> Path:
    """Write entries and ratings as canonical CSV v1; what it writes, `read_log(path)` reads back without an option.

    UTF-8, LF, sorted by client, instant, exercise and side. Instants stand as local time with their offset, a date
    alone with the offset of its noon (`2026-03-16+01:00`), so that plan days survive. Ratings stand on rows of their
    own, so that instant, slot and note survive; only where two would share an instant does one stand next to its
    exercise. Notes that a spreadsheet could take for a formula get one `'`, which reading takes off again.
    `source` and `line` are not written: a log that is read back has those of the new file.

    Parameters
    ----------
    log : Log
        What `read_log` or `simulate_log` gives, or `Log(entries, ratings)`.
    path : str or Path
        The file to write, in a folder that exists.

    Returns
    -------
    Path
        The path that was written.

    Raises
    ------
    RbtoolsError
        Where the frames are not those of a log, or the path cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from rbtools.log.reader import read_log
    >>> log = read_log(b"performed_at,exercise,sets\\n2026-03-16T07:30+01:00,side_lying_roller,5\\n")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(write_log(log, f"{folder}/log.csv").read_text().splitlines()[1])
    me,2026-03-16T07:30:00+01:00,,side_lying_roller,5,,both,,done,,,,,,,
    """
    if not isinstance(log, Log):
        raise FrameError(f"log: expected a Log, got {type(log).__name__}. Give what read_log returns, or Log(entries).")
    entries = schema.ENTRIES.check(log.entries)
    ratings = schema.RATINGS.check(log.ratings)
    rows = _entry_rows(entries)
    alone, joined_to = _placed(ratings, entries)
    for row, column, text in joined_to:
        rows.loc[row, column] = text
    table = pd.concat([rows, _rating_rows(alone)], ignore_index=True)
    order = np.lexsort([np.arange(len(table)), *(sort_code(table[k]) for k in ("side", "exercise", "_at", "client"))])
    return _write(path, [list(FIELDS), *table.iloc[order][list(FIELDS)].to_numpy().tolist()])


def write_rejects(log: Log, path: str | Path) -> Path:
    """Write the rejected records as they stood, to be corrected and read again with the options of the first reading.

    The first columns are `_line`, `_code` and `_message`, which are not read; then come the cells of the source, also
    of records with too many or too few. Cells that a spreadsheet could take for a formula get one `'`.

    Parameters
    ----------
    log : Log
        What `read_log` gave.
    path : str or Path
        The CSV file to write, in a folder that exists.

    Returns
    -------
    Path
        The path that was written.

    Raises
    ------
    RbtoolsError
        Where the log was not read from a source, or the path cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from rbtools.log.reader import read_log
    >>> log = read_log(b"performed_at,exercise,sets\\n2026-03-16T07:30+01:00,side_lying_roller,99\\n")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(write_rejects(log, f"{folder}/rejects.csv").read_text().splitlines()[0])
    _line,_code,_message,performed_at,exercise,sets
    """
    if not isinstance(log, Log):
        raise FrameError(f"log: expected a Log, got {type(log).__name__}. Give what read_log returns.")
    report = log.report
    if not report.originals.header:
        raise LogError(
            "log: expected a log that was read from one source, as its rejected records are written as they are there. "
            "Give what read_log returned."
        )
    told = dict(zip(log.rejects["line"], zip(log.rejects["code"], log.rejects["message"], strict=True), strict=True))
    rows = [["_line", "_code", "_message", *report.originals.header]]
    for line, cells in report.originals.records:
        code, message = told.get(line, ("", ""))
        rows.append([str(line), code, guard(message), *map(_guarded, cells)])
    return _write(path, rows)


def _guarded(cell: str) -> str:
    """A cell as it stood, guarded unless it is a number or a mark for none: those are no formulas."""
    return cell if _NUMBER.fullmatch(cell.strip()) else guard(cell)


def _write(path: str | Path, rows: list[list[str]]) -> Path:
    """Write rows as CSV, whole or not at all."""
    path = output_path(path)
    whole = "".join(",".join(map(_cell, row)) + "\n" for row in rows)
    broken = any("\udc80" <= c <= "\udcff" for c in whole) if not whole.isascii() else False
    data = ("\ufeff" if broken else "").encode() + whole.encode("utf-8", "surrogateescape")
    return write(path, data)


def _cell(text: str) -> str:
    """A cell, quoted unless it is plainly an id, a number or a time: no other reading of the file shall fit better."""
    return text if _BARE.fullmatch(text) else '"' + text.replace('"', '""') + '"'


def _entry_rows(entries: pd.DataFrame) -> pd.DataFrame:
    offset = _micros(entries["performed_local"]) - _micros(entries["performed_at"])
    skipped = (entries["outcome"] == "skipped").to_numpy()
    return pd.DataFrame(
        {
            "_at": entries["performed_at"],
            "client": entries["client"].astype("str"),
            "performed_at": _when(entries["performed_at"], offset, entries["time_known"].to_numpy(), entries["date"]),
            "slot": entries["slot"].astype("str").fillna(""),
            "exercise": entries["exercise"].astype("str"),
            "sets": np.where(skipped, "0", entries["sets"].astype("str")),
            "reps": entries["reps"].astype("str").fillna(""),
            "side": entries["side"].astype("str"),
            "minutes": _minutes(entries["minutes"]),
            "outcome": entries["outcome"].astype("str"),
            **dict.fromkeys(RATINGS, ""),
            "recorded_at": _recorded(entries["recorded_at"], offset),
            "note": _notes(entries["note"]),
        }
    )


def _placed(ratings: pd.DataFrame, entries: pd.DataFrame) -> tuple[pd.DataFrame, list[tuple[int, str, str]]]:
    """The ratings that stand alone, and (row of the entry, column, text) of those in the row of an exercise."""
    slot, at = ratings["slot"].astype("str").fillna(""), ratings["rated_at"]
    told = pd.DataFrame(
        {"client": ratings["client"].astype("str"), "at": at, "slot": slot, "note": ratings["note"],
         "recorded": _micros(ratings["recorded_at"])}
    )  # fmt: skip
    different = told.drop_duplicates()
    crowded = different[different.duplicated(["client", "at"], keep=False)]
    crowded = crowded[crowded["note"] == ""]
    if crowded.empty:
        return ratings, []
    shared = ["client", "at", "slot", "recorded"]
    hosts = pd.DataFrame(
        {"client": entries["client"].astype("str"), "at": entries["performed_at"], "row": np.arange(len(entries)),
         "slot": entries["slot"].astype("str").fillna(""), "recorded": _micros(entries["recorded_at"])}
    )[entries["time_known"].to_numpy()].drop_duplicates(shared)  # fmt: skip
    joined = told.reset_index().merge(crowded, on=[*shared, "note"]).merge(hosts, on=shared)
    joined_to = []
    for place, row in zip(joined["index"].tolist(), joined["row"].tolist(), strict=True):
        rating = ratings.loc[place]
        for column, value in ((_COLUMN_OF[rating["moment"]], rating["tightness"]), ("pain", rating["pain"])):
            if value == value:
                joined_to.append((row, column, _tenths(value)))
    return ratings[~ratings.index.isin(joined["index"])], joined_to


def _rating_rows(ratings: pd.DataFrame) -> pd.DataFrame:
    """Ratings alone, those of one client, instant, slot and note on one row."""
    offset = _micros(ratings["rated_local"]) - _micros(ratings["rated_at"])
    told = pd.DataFrame(
        {
            "_at": ratings["rated_at"],
            "client": ratings["client"].astype("str"),
            "performed_at": _when(ratings["rated_at"], offset, np.ones(len(ratings), bool), ratings["date"]),
            "slot": ratings["slot"].astype("str").fillna(""),
            "recorded_at": _recorded(ratings["recorded_at"], offset),
            "note": _notes(ratings["note"]),
        }
    )
    for moment, column in _COLUMN_OF.items():
        here = (ratings["moment"] == moment).to_numpy()
        told[column] = [_tenths(v) if h and v == v else "" for v, h in zip(ratings["tightness"], here, strict=True)]
    told["pain"] = [_tenths(v) if v == v else "" for v in ratings["pain"]]
    columns = [*_COLUMN_OF.values(), "pain"]
    keys = ["_at", "client", "performed_at", "slot", "recorded_at", "note"]
    rows = told.groupby(keys, sort=False, as_index=False)[columns].max() if len(told) else told
    return rows.assign(**dict.fromkeys(("exercise", "sets", "reps", "side", "minutes", "outcome"), ""))


def _when(at: pd.Series, offset: np.ndarray, known: np.ndarray, date: pd.Series) -> np.ndarray:
    """Instants as local time with offset; a date alone as the date with the offset."""
    text = _clock_text(_micros(at) + offset)
    day = date.dt.strftime("%Y-%m-%d").to_numpy(dtype=object)
    return np.where(known, text, day) + _offset_texts(offset) if len(at) else text


def _recorded(at: pd.Series, offset: np.ndarray) -> np.ndarray:
    """Instants as local time with offset, empty where missing."""
    absent = at.isna().to_numpy()
    if absent.all():
        return np.full(len(at), "", dtype=object)
    micros = np.where(absent, 0, _micros(at)) + offset
    return np.where(absent, "", _clock_text(micros) + _offset_texts(offset))


def _clock_text(micros: np.ndarray) -> np.ndarray:
    text = pd.Series(micros.view("datetime64[us]")).dt.strftime("%Y-%m-%dT%H:%M:%S").to_numpy(dtype=object)
    fraction = micros % 1_000_000
    for i in np.flatnonzero(fraction).tolist():
        text[i] += f".{fraction[i]:06d}"
    return text


def _offset_texts(offset: np.ndarray) -> np.ndarray:
    codes, different = pd.factorize(offset)
    return np.array([_offset_text(int(o)) for o in different], dtype=object)[codes]


def _offset_text(micros: int) -> str:
    minutes, rest = divmod(abs(micros), MINUTE)
    if rest or minutes > 14 * 60:
        raise LogError(
            "A local time is not a whole number of minutes from UTC, or more than 14 hours. Give the log as read."
        )
    return f"{'-' if micros < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


def _micros(times: pd.Series) -> np.ndarray:
    return times.to_numpy(dtype="datetime64[us]").view("int64")


def _minutes(values: pd.Series) -> list[str]:
    """Decimal text that reads back: nine digits after the point at most, never three (which may mean thousands)."""
    texts = [f"{v + 0.0:.9f}".rstrip("0").rstrip(".") if v == v else "" for v in values.tolist()]
    return [t + "0" if len(t.partition(".")[2]) == 3 else t for t in texts]


def _tenths(value: float) -> str:
    return f"{value + 0.0:.1f}".removesuffix(".0")  # adding 0 makes a 0 of -0


def _notes(notes: pd.Series) -> list[str]:
    codes, words = pd.factorize(notes)
    guarded = np.array([guard(w) for w in words], dtype=object)
    return guarded[codes].tolist() if len(notes) else []
