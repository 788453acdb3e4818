"""How people keep a log: each habit turns what was done into a file, as somebody would who thinks of no reader.

A habit gives a `Kept` file: its name, its bytes, the options that the person would answer when asked (a zone is always
given), and what of the truth the file holds (a habit without times of day, say, holds no clocks).
"""

import datetime as dt
import io
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from people import ANNA, CLARA, Person, Session

WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
Row = list[object]
HABITS: dict[str, Callable[[Person, str], "Kept"]] = {}


@dataclass(frozen=True)
class Kept:
    """A file as it was kept, the options it is read with, and what it holds of the truth."""

    name: str
    data: bytes
    options: dict[str, object] = field(default_factory=dict)
    ratings: bool = True
    slots: bool = False
    clocks: bool = True
    sides: bool = False
    people: tuple[Person, ...] = ()  # where several people keep one log, all of them


def habit(make: Callable[[Person, str], Kept]) -> Callable[[Person, str], Kept]:
    HABITS[make.__name__] = make
    return make


def text(rows: list[Row], delimiter: str = ",", ends: str = "\n") -> bytes:
    def cell(value: object) -> str:
        word = "" if value is None else str(value)
        return '"' + word.replace('"', '""') + '"' if any(c in word for c in (delimiter, '"', "\n")) else word

    return (ends.join(delimiter.join(map(cell, row)) for row in rows) + ends).encode()


def book(sheets: dict[str, list[Row]]) -> bytes:
    import openpyxl

    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def done(person: Person) -> Iterator[tuple[Session, str, int]]:
    """Every exercise of every session, with its place in the session."""
    for session in person.sessions:
        for place, letter in enumerate(session.sets):
            yield session, letter, place


def dmy(date: dt.date, mark: str = "/") -> str:
    return f"{date.day:02d}{mark}{date.month:02d}{mark}{date.year}"


def named(date: dt.date, language: str) -> str:
    month = WORDS[language]["months"][date.month - 1]
    return f"{month} {date.day}, {date.year}" if language == "en" else f"{date.day} {month} {date.year}"


def twelve(clock: str) -> str:
    hour, minute = map(int, clock.split(":"))
    return f"{(hour + 11) % 12 + 1}:{minute:02d} {'AM' if hour < 12 else 'PM'}"


# ------------------------------------------------------------------------------------------ a row an exercise


@habit
def one_row_an_exercise(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["date"], w["time"], w["exercise"], w["sets"], w["before"], w["after"], w["note"]]]
    rows += [[s.date, s.clock, w[x], s.sets[x], s.before, s.after, s.note] for s, x, _ in done(p)]
    return Kept("log.csv", text(rows))


@habit
def semicolons_and_slashes(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["date"], w["time"], w["exercise"], w["sets"], w["before"], w["after"]]]
    rows += [[dmy(s.date), s.clock, w[x.lower()], s.sets[x], s.before, s.after] for s, x, _ in done(p)]
    return Kept("training.csv", text(rows, ";", "\r\n"), {"date_order": "dmy"})


@habit
def month_names_and_tabs(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["date"], w["time"], w["exercise"], w["sets"], w["note"]]]
    rows += [[named(s.date, lang), s.clock, w[x], s.sets[x], s.note] for s, x, _ in done(p)]
    return Kept("log.txt", text(rows, "\t"), ratings=False)


@habit
def slots_without_clocks(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["date"], w["slot"], w["exercise"], w["sets"], w["before"], w["after"]]]
    rows += [[s.date, w[s.slot], w[x], s.sets[x], s.before, s.after] for s, x, _ in done(p)]
    return Kept("diary.csv", text(rows), slots=True, clocks=False)


@habit
def one_column_for_the_time(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["when"], w["exercise"], w["sets"], w["minutes"], w["note"]]]
    rows += [[f"{s.date}T{s.clock}", w[x.lower()], s.sets[x], 3, s.note] for s, x, _ in done(p)]
    return Kept("export.csv", text(rows), ratings=False)


@habit
def twelve_hour_clock(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["date"], w["time"], w["exercise"], w["sets"], w["before"], w["after"]]]
    rows += [[s.date, twelve(s.clock), w[x], s.sets[x], s.before, s.after] for s, x, _ in done(p)]
    return Kept("log.csv", text(rows))


@habit
def am_pm_in_a_column(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["date"], w["time"], "AM/PM", w["exercise"], w["sets"]]]
    rows += [[s.date, *twelve(s.clock).split(), w[x], s.sets[x]] for s, x, _ in done(p)]
    return Kept("log.csv", text(rows), ratings=False)


@habit
def weekday_and_title_above(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[p.name + " 2026", "", "", "", ""], [w["day"], w["date"], w["time"], w["exercise"], w["sets"]]]
    rows += [[w["days"][s.date.weekday()], s.date, s.clock, w[x], s.sets[x]] for s, x, _ in done(p)]
    return Kept("log.csv", text(rows), ratings=False)


@habit
def done_or_not(p: Person, lang: str) -> Kept:
    """A printed plan with a column to say whether it was done; what was not done is said with no."""
    w = WORDS[lang]
    rows: list[Row] = [[w["date"], w["time"], w["exercise"], w["sets"], w["done"]]]
    for s, x, place in done(p):
        rows.append([s.date, s.clock, w[x], s.sets[x], w["yes"]])
        if place == len(s.sets) - 1 and "C" not in s.sets:
            rows.append([s.date, s.clock, w["C"], 2, w["no"]])
    return Kept("plan.csv", text(rows), ratings=False)


@habit
def units_in_the_cells(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["date"], w["time"], w["exercise"], w["sets"], w["before"], w["after"]]]
    rows += [
        [s.date, s.clock, w[x], f"{s.sets[x]} {w['unit']}", f"{s.before}/10", f"{s.after}/10"] for s, x, _ in done(p)
    ]
    return Kept("log.csv", text(rows))


@habit
def a_row_a_set(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["date"], w["time"], w["exercise"], w["set"], w["reps"]]]
    rows += [[s.date, s.clock, w[x], n + 1, 5] for s, x, _ in done(p) for n in range(s.sets[x])]
    return Kept("sets.csv", text(rows), ratings=False)


@habit
def a_name_on_every_row(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["name"], w["date"], w["time"], w["exercise"], w["sets"]]]
    rows += [[p.name, s.date, s.clock, w[x], s.sets[x]] for s, x, _ in done(p)]
    return Kept("log.csv", text(rows), ratings=False)


@habit
def one_typo(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["date"], w["time"], w["exercise"], w["sets"]]]
    rows += [[s.date, s.clock, w[x], s.sets[x]] for s, x, _ in done(p)]
    rows[-1][2] = w["typo"]
    return Kept("log.csv", text(rows), ratings=False)


@habit
def ids_of_the_programme(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    ids = {"R": "side_lying_roller", "T": "four-point rotation", "W": "Wall band breathing", "C": "cross_reach_rolling"}
    rows: list[Row] = [[w["date"], w["time"], w["exercise"], w["sets"], w["before"], w["after"]]]
    rows += [[dmy(s.date, "-"), s.clock, ids[x], s.sets[x], s.before, s.after] for s, x, _ in done(p)]
    return Kept("log.csv", text(rows, ";"), {"date_order": "dmy"})


@habit
def blank_lines_and_comments(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [["# " + p.name, "", "", ""], [w["date"], w["time"], w["exercise"], w["sets"]]]
    for s, x, place in done(p):
        if place == 0:
            rows.append(["", "", "", ""])
        rows.append([s.date, s.clock, w[x], s.sets[x]])
    return Kept("log.csv", text(rows), ratings=False)


@habit
def a_total_at_the_foot(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["date"], w["time"], w["exercise"], w["sets"]]]
    rows += [[s.date, s.clock, w[x], s.sets[x]] for s, x, _ in done(p)]
    rows.append([w["total"], "", "", sum(s.sets[x] for s, x, _ in done(p))])
    return Kept("log.csv", text(rows), ratings=False)


@habit
def spare_columns_of_a_spreadsheet(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["date"], w["time"], w["exercise"], w["sets"], "", ""]]
    rows += [[s.date, s.clock, w[x], s.sets[x], "", ""] for s, x, _ in done(p)]
    rows += [["", "", "", "", "", ""]] * 5
    return Kept("log.csv", text(rows, ";"), ratings=False)


@habit
def offsets_from_utc(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["exercise"], w["sets"], w["note"], w["when"]]]
    for s, x, _ in done(p):
        at = dt.datetime.fromisoformat(f"{s.date}T{s.clock}").replace(tzinfo=ZoneInfo(p.tz))
        rows.append([w[x], s.sets[x], s.note, at.isoformat()])
    return Kept("log.csv", text(rows), ratings=False)


@habit
def two_digit_years(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["date"], w["time"], w["exercise"], w["sets"], w["before"], w["after"]]]
    rows += [[f"{s.date:%d.%m.%y}", s.clock, w[x], s.sets[x], s.before, s.after] for s, x, _ in done(p)]
    return Kept("log.csv", text(rows, ";"), {"date_order": "dmy"})


@habit
def commas_that_nobody_quoted(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    lines = [",".join((w["date"], w["time"], w["exercise"], w["sets"], w["note"]))]
    lines += [f"{s.date},{s.clock},{w[x]},{s.sets[x]},{s.note}" for s, x, _ in done(p)]
    return Kept("log.csv", "\n".join(lines).encode(), ratings=False)


@habit
def pasted_twice(p: Person, lang: str) -> Kept:
    """Last week's export with this week's below it, which holds the last week again, header and all."""
    w = WORDS[lang]
    rows: list[Row] = [[w["date"], w["time"], w["exercise"], w["sets"]]]
    rows += [[s.date, s.clock, w[x.lower()], s.sets[x]] for s, x, _ in done(p)]
    return Kept("log.csv", text([*rows[:21], *rows], "\t"), ratings=False)


@habit
def left_and_right(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["date"], w["time"], w["exercise"], w["side"], w["sets"]]]
    for s, x, _ in done(p):
        sides = [w["left"], w["right"]] if x in "TC" else [""]
        rows += [[s.date, s.clock, w[x], side, s.sets[x]] for side in sides]
    return Kept("log.csv", text(rows), ratings=False, sides=True)


@habit
def several_people_in_one_file(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    people = (ANNA, *((p,) if p not in (ANNA, CLARA) else ()), CLARA)
    rows: list[Row] = [["client", w["date"], w["time"], w["exercise"], w["sets"]]]
    rows += [[q.name, s.date, s.clock, w[x], s.sets[x]] for q in people for s, x, _ in done(q)]
    return Kept("clinic.csv", text(rows), ratings=False, people=people)


@habit
def western_windows(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["date"], w["time"], w["exercise"], w["sets"], w["note"]]]
    rows += [[dmy(s.date, "."), s.clock.replace(":", "."), w[x], s.sets[x], s.note] for s, x, _ in done(p)]
    data = text(rows, ";", "\r\n").decode().encode("cp1252")
    return Kept("log.csv", data, {"encoding": "cp1252", "date_order": "dmy"}, ratings=False)


@habit
def a_scale_of_a_hundred(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["date"], w["time"], w["exercise"], w["sets"], w["before"], w["after"]]]
    rows += [[s.date, s.clock, w[x], s.sets[x], s.before * 10, s.after * 10] for s, x, _ in done(p)]
    return Kept("log.csv", text(rows))


@habit
def everything_quoted_and_newest_first(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["note"], w["exercise"], w["sets"], w["time"], w["date"]]]
    rows += reversed([[s.note, w[x.lower()], s.sets[x], s.clock, s.date] for s, x, _ in done(p)])
    lines = [",".join(f'"{cell}"' for cell in row) for row in rows]
    return Kept("log.csv", "\r\n".join(lines).encode("utf-8-sig"), ratings=False)


@habit
def minutes_with_a_decimal_comma(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["date"], w["time"], w["exercise"], w["sets"], w["reps"], w["minutes"]]]
    rows += [[dmy(s.date, "-"), s.clock, w[x], s.sets[x], 5, f"{s.sets[x]},5"] for s, x, _ in done(p)]
    return Kept("log.csv", text(rows, ";"), {"date_order": "dmy"}, ratings=False)


@habit
def capitals_and_spaces(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[f" {w[h].upper()} " for h in ("date", "time", "exercise", "sets", "before", "after")]]
    rows += [[f" {s.date}", s.clock, f"{w[x].upper()} ", f" {s.sets[x]} ", s.before, s.after] for s, x, _ in done(p)]
    return Kept("log.csv", text(rows))


@habit
def utf16_from_a_spreadsheet(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["date"], w["slot"], w["exercise"], w["sets"]]]
    rows += [[named(s.date, lang), w[s.slot], w[x], s.sets[x]] for s, x, _ in done(p)]
    data = text(rows, "\t", "\r\n").decode().encode("utf-16")
    return Kept("log.txt", data, ratings=False, slots=True, clocks=False)


# ------------------------------------------------------------------------------------------ a row a session


def _wide(p: Person, lang: str, when: Callable[[Session], Row], header: Row, *, ratings: bool = True) -> list[Row]:
    w = WORDS[lang]
    letters = [x for x in "RTWC" if any(x in s.sets for s in p.sessions)]
    rated: Row = [w["before"], w["after"]] if ratings else []
    rows: list[Row] = [[*header, *(w[x.lower()] for x in letters), *rated]]
    for s in p.sessions:
        rows.append([*when(s), *(s.sets.get(x, "") for x in letters), *([s.before, s.after] if ratings else [])])
    return rows


@habit
def a_row_a_session(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    return Kept("diary.csv", text(_wide(p, lang, lambda s: [s.date, s.clock], [w["date"], w["time"]])))


@habit
def a_row_a_session_with_slots(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows = _wide(p, lang, lambda s: [named(s.date, lang), w[s.slot]], [w["date"], w["slot"]])
    return Kept("diary.csv", text(rows, ";"), slots=True, clocks=False)


@habit
def a_row_a_session_in_a_workbook(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows = _wide(
        p,
        lang,
        lambda s: [s.date, dt.time.fromisoformat(s.clock)],
        [w["date"], w["time"]],
        ratings=lang in ("en", "de"),
    )
    return Kept("diary.xlsx", book({"Log": rows}), ratings=lang in ("en", "de"))


@habit
def ratings_on_rows_of_their_own(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["date"], w["time"], w["exercise"], w["sets"], w["before"], w["after"]]]
    for s in p.sessions:
        rows += [[s.date, s.clock, w[x.lower()], n, "", ""] for x, n in s.sets.items()]
        rows.append([s.date, s.clock, "", "", s.before, s.after])
    return Kept("log.csv", text(rows))


@habit
def crosses_in_a_diary(p: Person, lang: str) -> Kept:
    """A cross says that it was done, not how many sets."""
    rows = _wide(p, lang, lambda s: [s.date, s.clock], [WORDS[lang]["date"], WORDS[lang]["time"]])
    n = len(rows[0]) - 2
    crossed = [[("x" if isinstance(c, int) else c) if 2 <= i < n else c for i, c in enumerate(row)] for row in rows]
    return Kept("diary.csv", text(crossed))


@habit
def a_printed_fortnight(p: Person, lang: str) -> Kept:
    """A row for each of the 28 sessions was there before anything was done; some stayed empty."""
    w = WORDS[lang]
    rows = _wide(p, lang, lambda s: [s.date, s.clock], [w["date"], w["time"]])
    first, clocks = p.sessions[0].date, {s.clock for s in p.sessions}
    planned = {(first + dt.timedelta(days=i), clock) for i in range(14) for clock in clocks}
    rows += [[*when, *[""] * (len(rows[0]) - 2)] for when in planned - {(s.date, s.clock) for s in p.sessions}]
    return Kept("diary.csv", text([rows[0], *sorted(rows[1:], key=lambda row: (row[0], row[1]))]))


# ------------------------------------------------------------------------------------------ workbooks and forms


@habit
def a_workbook_of_rows(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    rows: list[Row] = [[w["date"], w["time"], w["exercise"], w["sets"], w["note"]]]
    rows += [[s.date, dt.time.fromisoformat(s.clock), w[x], s.sets[x], s.note or None] for s, x, _ in done(p)]
    return Kept("log.xlsx", book({"Log": rows}), ratings=False)


@habit
def a_sheet_a_week(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    first = p.sessions[0].date
    sheets: dict[str, list[Row]] = {}
    for s, x, _ in done(p):
        week = f"Week {(s.date - first).days // 7 + 1}"
        header: list[Row] = [[w["date"], w["time"], w["exercise"], w["sets"]]]
        sheets.setdefault(week, header).append([s.date, dt.time.fromisoformat(s.clock), w[x.lower()], s.sets[x]])
    return Kept("weeks.xlsx", book(sheets), ratings=False)


@habit
def merged_dates_in_a_workbook(p: Person, lang: str) -> Kept:
    """The date stands once, in a cell that is merged over the rows of its session."""
    import openpyxl

    w = WORDS[lang]
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append([w["date"], w["time"], w["exercise"], w["sets"]])
    for s in p.sessions:
        top = sheet.max_row + 1
        for place, (x, n) in enumerate(s.sets.items()):
            when = [s.date, dt.time.fromisoformat(s.clock)] if place == 0 else [None, None]
            sheet.append([*when, w[x], n])
        for column in (1, 2):
            sheet.merge_cells(start_row=top, end_row=sheet.max_row, start_column=column, end_column=column)
    out = io.BytesIO()
    made.save(out)
    return Kept("log.xlsx", out.getvalue(), ratings=False)


@habit
def a_form(p: Person, lang: str) -> Kept:
    w = WORDS[lang]
    letters = [x for x in "RTWC" if any(x in s.sets for s in p.sessions)]
    rows: list[Row] = [["Timestamp", w["slot"], *(w[x] for x in letters), w["before"], w["after"]]]
    for s in p.sessions:
        at = dt.datetime.fromisoformat(f"{s.date}T{s.clock}").replace(tzinfo=ZoneInfo(p.tz))
        stamp = f"{s.date:%Y/%m/%d} {twelve(s.clock)} GMT+{at.utcoffset() // dt.timedelta(hours=1)}"
        rows.append([stamp, w[s.slot], *(s.sets.get(x, "") for x in letters), s.before, s.after])
    return Kept("form.csv", text(rows), {"date_order": "ymd"}, slots=True)


# ------------------------------------------------------------------------------------------ apps


@habit
def strong(p: Person, lang: str) -> Kept:
    header = "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes"
    rows: list[Row] = [[*header.split(",")]]
    for s, x, _ in done(p):
        start: Row = [f"{s.date} {s.clock}:00", "Back", "20m", WORDS[lang][x]]
        rows += [[*start, n + 1, 0, 5, 0, 0, s.note] for n in range(s.sets[x])]
        rows.append([*start, "Rest Timer", 0, 0, 0, 60, s.note])
    return Kept("strong.csv", text(rows), ratings=False)


@habit
def hevy(p: Person, lang: str) -> Kept:
    header = "title start_time end_time description exercise_title superset_id exercise_notes set_index set_type"
    rows: list[Row] = [[*header.split(), "weight_kg", "reps", "distance_km", "duration_seconds", "rpe"]]
    for s, x, _ in done(p):
        at = f"{s.date.day} {WORDS['en']['months'][s.date.month - 1][:3]} {s.date.year}, {s.clock}"
        start: Row = ["Back", at, at, "", WORDS[lang][x.lower()], "", ""]
        rows += [[*start, n, "normal", "", 5, "", 0, ""] for n in range(s.sets[x])]
    return Kept("workouts.csv", text(rows), ratings=False)


@habit
def fitnotes(p: Person, lang: str) -> Kept:
    """The date alone: both sessions of a day are one."""
    header = "Date,Exercise,Category,Weight (kg),Reps,Distance,Distance Unit,Time,Comment"
    rows: list[Row] = [header.split(",")]
    rows += [
        [s.date, WORDS[lang][x], "Back", "0.0", 5, "", "", "", ""] for s, x, _ in done(p) for _ in range(s.sets[x])
    ]
    return Kept("FitNotes_Export.csv", text(rows), ratings=False, clocks=False)
