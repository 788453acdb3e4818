"""Settled rows as the frames of `schema.py`: entries and ratings."""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
import pandas as pd

from rbtools import schema
from rbtools.log.account import MOMENTS, Rated
from rbtools.log.header import RATINGS
from rbtools.log.order import order_of
from rbtools.log.values.parse_columns import NONE, Parsed


def entries_frame(it: Parsed, counted: np.ndarray, line: np.ndarray, source: str) -> pd.DataFrame:
    """The entries among the rows that count."""
    rows = np.flatnonzero(counted & (it.columns["exercise"] != NONE))
    c = it.columns
    ranks = [_places(c[name], it.words[name])[c[name][rows]] for name in ("client", "exercise")]
    rows = rows[order_of([ranks[0], c["instant"][rows], ranks[1], c["side"][rows]])]
    c = {name: values[rows] for name, values in it.columns.items() if name not in RATINGS}
    frame = pd.DataFrame(
        {
            "client": _category(c["client"], it.words["client"]),
            "performed_at": _instant(c["instant"]),
            "exercise": _category(c["exercise"], it.words["exercise"]),
            "side": _choice(c["side"], schema.SIDES),
            "performed_local": c["local"].view("datetime64[us]"),
            "date": c["date"].view("datetime64[us]"),
            "slot": _category(c["slot"], it.words["slot"]),
            "time_known": c["known"],
            "sets": c["sets"],
            "reps": pd.array(c["reps"], dtype="Int64"),
            "minutes": c["minutes"],
            "outcome": _choice(c["outcome"], schema.OUTCOMES),
            "recorded_at": _instant(c["recorded"]),
            "note": _text(c["note"], it.words["note"]),
            "source": _text(np.zeros(len(rows), np.int64), [source]),
            "line": line[rows],
        },
        copy=False,
    )
    frame.loc[frame["reps"].eq(NONE), "reps"] = pd.NA
    return schema.ENTRIES.sort(schema.ENTRIES.check(frame))


def ratings_frame(it: Parsed, rated: Rated, line: np.ndarray, source: str) -> pd.DataFrame:
    """The ratings; the note of a rating alone is its own, that of an exercise stays with the entry."""
    client = it.columns["client"][rated.row]
    order = order_of([_places(client, it.words["client"])[client], rated.instant, rated.moment])
    rated = Rated(*(getattr(rated, f.name)[order] for f in fields(Rated)))
    c = {name: values[rated.row] for name, values in it.columns.items()}
    alone = c["exercise"] == NONE
    words = [*it.words["note"], ""]
    frame = pd.DataFrame(
        {
            "client": _category(c["client"], it.words["client"]),
            "rated_at": _instant(rated.instant),
            "moment": _choice(rated.moment, tuple(MOMENTS)),
            "rated_local": (c["local"] + rated.instant - c["instant"]).view("datetime64[us]"),
            "date": c["date"].view("datetime64[us]"),
            "slot": _category(c["slot"], it.words["slot"]),
            "tightness": np.where(rated.tightness == NONE, np.nan, rated.tightness / 10),
            "pain": np.where(rated.pain == NONE, np.nan, rated.pain / 10),
            "recorded_at": _instant(c["recorded"]),
            "note": _text(np.where(alone, c["note"], len(words) - 1), words),
            "source": _text(np.zeros(len(rated.row), np.int64), [source]),
            "line": line[rated.row],
        },
        copy=False,
    )
    return schema.RATINGS.sort(schema.RATINGS.check(frame))


def _category(codes: np.ndarray, words: Sequence[str]) -> pd.Categorical:
    """Codes as a category of the words that are used, in the order of their text."""
    place = _places(codes, words)
    used = sorted(words[i] for i in np.flatnonzero(place >= 0).tolist())
    return _choice(place[codes], used)


def _places(codes: np.ndarray, words: Sequence[str]) -> np.ndarray:
    """The place of each word in the order of their text, among the words that are used; -1 for others and for NONE."""
    used = np.flatnonzero(np.bincount(codes[codes >= 0], minlength=len(words)))
    place = np.full(len(words) + 1, -1, np.int64)
    place[sorted(used.tolist(), key=lambda i: words[i])] = np.arange(len(used))
    return place


def _choice(codes: np.ndarray, words: Sequence[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, pd.Index([*words], dtype="str"))


def _instant(micros: np.ndarray) -> pd.Series:
    return pd.Series(micros.view("datetime64[us]")).dt.tz_localize("UTC")


def _text(codes: np.ndarray, words: Sequence[str]) -> pd.Series:
    return pd.Series([*words], dtype="str").take(codes).reset_index(drop=True)
