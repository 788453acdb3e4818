"""What a messy file of `pollute_open` or `pollute_more` must give, held against what `read_log` gives."""

import random
import unicodedata

import pandas as pd
import pollute_open
from pollute_open import Variant, clean_log, entry_of, ratings_of

from rbtools import Log, RbtoolsError, read_log


def variant_of(kinds: dict, name: str, seed: int, n_rows: int = 28) -> tuple[Variant, str]:
    make, _, verdict = kinds[name]
    variant = make(random.Random(f"{name}:{seed}"), clean_log(seed, n_rows))
    return variant, variant.verdict or verdict


def number(text: object) -> float | None:
    return None if text is pd.NA or text in ("", None) or text != text else float(text)


def text_of(note: str) -> str:
    return unicodedata.normalize("NFC", note).replace("\r\n", "\n")


def wanted_entries(variant: Variant) -> list[tuple]:
    rows = [e for e in map(entry_of, variant.accepted) if e]
    return sorted(
        (e["line"], e["client"], e["performed_at"][: 10 if variant.compare == "date" else None], e["slot"],
         e["exercise"], e["side"], e["outcome"], text_of(e["note"]), number(e["sets"]), repr(number(e["reps"])),
         repr(number(e["minutes"])))
        for e in rows
    )  # fmt: skip


def given_entries(log: Log, compare: str) -> list[tuple]:
    column, pattern = ("date", "%Y-%m-%d") if compare == "date" else ("performed_at", "%Y-%m-%dT%H:%M:%SZ")
    rows = log.entries.assign(
        at=log.entries[column].dt.strftime(pattern),
        slot=log.entries["slot"].astype("str").fillna(""),
    )
    return sorted(
        (r.line, r.client, r.at, r.slot, r.exercise, r.side, r.outcome, r.note, float(r.sets), repr(number(r.reps)),
         repr(number(r.minutes)))
        for r in rows.itertuples()
    )  # fmt: skip


def wanted_ratings(variant: Variant) -> set[tuple]:
    return {
        (r["client"], r["rated_at"], r["moment"], number(r["tightness"]), number(r["pain"]), text_of(r["note"]))
        for r in ratings_of(variant.accepted)
    }


def given_ratings(log: Log) -> set[tuple]:
    return {
        (r.client, f"{r.rated_at:%Y-%m-%dT%H:%M:%SZ}", r.moment, number(r.tightness), number(r.pain), r.note)
        for r in log.ratings.itertuples()
    }


def wrongs(variant: Variant, verdict: str) -> list[str]:
    """Everything about the reading of a messy file that is not as it must be, in words; nothing where it is right."""
    found = []
    if verdict == "ask" and accepted_by(variant.data, {}):
        found.append("records were accepted before the question was answered")
    if verdict == "refuse":
        return found + (["records were accepted"] if accepted_by(variant.data, variant.options) else [])
    try:
        log = read_log(variant.data, **variant.options)
    except RbtoolsError as refusal:
        return [*found, f"refused: {refusal}"]
    rejects = sorted(zip(log.rejects["line"], log.rejects["code"], strict=True))
    if rejects != sorted(variant.rejects):
        found.append(f"rejects {rejects}, not {sorted(variant.rejects)}")
    if given_entries(log, variant.compare) != wanted_entries(variant):
        found.append("entries differ")
    if variant.compare == "instant" and given_ratings(log) != wanted_ratings(variant):
        found.append(f"ratings differ: {given_ratings(log) ^ wanted_ratings(variant)}")
    report = log.report
    if (report.accepted, report.duplicate) != (len(variant.accepted), variant.duplicates):
        found.append(f"{report}")
    return found


def accepted_by(data: bytes, options: dict) -> int:
    try:
        return read_log(data, **options).report.accepted
    except RbtoolsError:
        return 0


__all__ = ["accepted_by", "pollute_open", "variant_of", "wrongs"]
