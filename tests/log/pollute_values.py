"""Spoilt cells: times, numbers and words; see `pollute_more`."""

import random

from pollute_more import ASK_ZONE, kind, one_bad, times_as
from pollute_open import ZONE, Sheet, made, offset, rating_row, utc, when, without

# ---------------------------------------------------------------- times

DUTCH = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
GERMAN = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
FRENCH = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")

times_as("months_dutch", lambda t: f"{t.day}-{DUTCH[t.month - 1]}-{t.year} {t:%H:%M}", ASK_ZONE)
times_as("months_german", lambda t: f"{t.day}. {GERMAN[t.month - 1]} {t.year}, {t:%H:%M}", ASK_ZONE)
times_as("months_french", lambda t: f"{t.day} {FRENCH[t.month - 1]} {t.year} {t.hour}h{t:%M}", ASK_ZONE)
times_as("months_american", lambda t: f"{t:%b} {t.day}, {t.year} {t:%I:%M %p}", ASK_ZONE)
times_as("dots_and_a_dotted_clock", lambda t: f"{t:%d.%m.%Y} {t.hour}.{t:%M}", {"tz": ZONE, "date_order": "dmy"})
times_as("slashes_year_first", lambda t: f"{t:%Y/%m/%d %H:%M}", {"tz": ZONE, "date_order": "ymd"})
times_as("narrow_space_before_pm", lambda t: f"{t:%m/%d/%y,} {t:%I:%M}\u202f{t:%p}", {"tz": ZONE, "date_order": "mdy"})
times_as("fractions_of_a_second", lambda t: t.isoformat(timespec="milliseconds"), {}, "exact")


def in_some_form(t):
    forms = t.isoformat(), f"{t:%Y-%m-%d %H:%M}{t:%z}", f"{t:%Y-%m-%dT%H:%M}+0{offset(t.date())[2]}", utc(t)
    return random.Random(t.isoformat()).choice(forms)


times_as("offsets_in_four_forms", in_some_form, {}, "exact")

one_bad("time_24_00", "performed_at", "2026-03-20T24:00:00+01:00", "value")
one_bad("time_minute_60", "performed_at", "2026-03-20T07:60+01:00", "value")
one_bad("time_no_such_day", "performed_at", "2026-02-30T07:30+01:00", "value")
one_bad("time_one_digit_minute", "performed_at", "2026-03-20 20.1", "value", ASK_ZONE)
one_bad("time_before_2000", "performed_at", "1970-01-01T00:00:00Z", "range")
one_bad("time_epoch", "performed_at", "1773642600", "value")
one_bad("time_range", "performed_at", "2026-03-20 07:30-07:45", "value", ASK_ZONE)
one_bad("side_unknown", "side", "achter", "unknown")
one_bad("reps_with_unit", "reps", "10x", "value")
one_bad("minutes_as_clock", "minutes", "08:30", "value")
one_bad("minutes_three_decimals", "minutes", "8.125", "value")
one_bad("minutes_beyond", "minutes", "601", "range")
one_bad("rating_of_five", "tightness_before", "6/5", "value")
one_bad("client_with_a_slash", "client", "a/b", "value")
one_bad("client_blank", "client", " ", "missing")
one_bad("exercise_too_long", "exercise", "x" * 65, "value")


@kind("rows")
def twelve_hour_clock_without_pm(rng, rows):
    """19:30 written 7:30 beside slot pm: nobody can tell a wrong slot from a 12-hour clock."""
    i = next(i for i, r in enumerate(rows) if r["slot"] == "pm")
    written = [dict(r, performed_at=r["performed_at"][:19]) for r in rows]
    written[i]["performed_at"] = f"{when(rows[i]):%Y-%m-%d} {when(rows[i]).hour - 12}:{when(rows[i]):%M}"
    data = Sheet(written, truth=rows).text()
    return made(data, without(rows, i), [(rows[i]["line"], "conflict")], options=ASK_ZONE)


@kind("rows")
def lone_ratings_disagree(rng, rows):
    at = rows[0]["performed_at"]
    two = [rating_row("007", at, tightness="3"), rating_row("007", at, tightness="4")]
    data = Sheet([*rows, *two]).text()
    return made(data, rows, [(r["line"], "conflict") for r in two])
