"""Further ways in which people's files are spoilt, each with what a right reader makes of it; see `pollute_open`."""

import datetime as dt

from pollute_open import COLUMNS, ZONE, Sheet, flat, made, when, without

KINDS = {}
ASK_ZONE = {"tz": ZONE}


def kind(verdict="exact", name=None):
    def register(make):
        KINDS[name or make.__name__] = (make, "more", verdict)
        return make

    return register


def rewritten(rows, **change):
    return [dict(r, **{c: f(r[c]) if r[c] else "" for c, f in change.items()}) for r in rows]


def one_bad(name, column, value, code, options=None):
    @kind("rows", name=name)
    def make(rng, rows):
        i = rng.randrange(len(rows))
        written = [dict(r) for r in rows]
        written[i][column] = value
        data = Sheet(written, truth=rows).text()
        return made(data, without(rows, i), [(rows[i]["line"], code)], options=options or {})


def times_as(name, change, options, verdict="ask"):
    @kind(verdict, name=name)
    def make(rng, rows):
        written = rewritten(rows, performed_at=lambda v: change(dt.datetime.fromisoformat(v)))
        return made(Sheet(written, truth=rows).text(), rows, options=options)


def headed(name, names, delimiter=","):
    """The header in the words of another language; the columns it does not name are empty."""

    @kind(name=name)
    def make(rng, rows):
        gone = set(COLUMNS) - set(names)
        for row in rows:
            row.update(dict.fromkeys(gone, ""))
        sheet = Sheet(rows, columns=[c for c in COLUMNS if c in names], delimiter=delimiter)
        sheet.above = [delimiter.join(names[c] for c in sheet.columns)]
        return made(sheet.text(), rows)


# ---------------------------------------------------------------- bytes and line ends


@kind()
def utf16be_without_mark(rng, rows):
    return made(Sheet(rows).text().encode("utf-16-be"), rows)


@kind()
def utf32_with_mark(rng, rows):
    return made(Sheet(rows).text().encode("utf-32"), rows)


@kind("rows")
def utf16_cut_in_a_letter(rng, rows):
    rows[-1]["note"] = "the end"
    data = b"\xff\xfe" + Sheet(rows, line_end="\n").text().rstrip("\n").encode("utf-16-le")[:-1]
    return made(data, rows[:-1], [(rows[-1]["line"], "encoding")])


@kind("ask")
def latin1_declared(rng, rows):
    rows = [dict(r, note=r["note"].replace("–", "-")) for r in rows]
    rows[5]["note"] = "Zoë, très raide"
    return made(Sheet(rows).text().encode("latin-1"), rows, options={"encoding": "latin-1"})


@kind()
def carriage_returns_alone(rng, rows):
    rows = flat(rows)
    return made(Sheet(rows, line_end="\r").text(), rows)


@kind()
def carriage_returns_doubled(rng, rows):
    return made(Sheet(flat(rows), line_end="\r\r\n", truth=(rows := flat(rows))).text(), rows)


@kind("refuse")
def not_a_table(rng, rows):
    other = (
        b"%PDF-1.7\n1 0 obj", b"<!DOCTYPE html><table>", b'[{"client": "me"}]', b"PK\x03\x04rest",
        b"\xd0\xcf\x11\xe0\xa1\xb1", bytes(range(256)) * 20, b"\n\n \r\n", b"\x89PNG\r\n",
    )  # fmt: skip
    return made(rng.choice(other), [])


@kind("rows")
def control_characters(rng, rows):
    bad = sorted(rng.sample(range(len(rows)), 3))
    for i, c in zip(bad, ("\x0b", "\x85", "\x7f"), strict=True):
        rows[i]["note"] = f"page{c}break"
    return made(Sheet(rows).text(), without(rows, *bad), [(rows[i]["line"], "control-char") for i in bad])


@kind()
def line_separators_are_text(rng, rows):
    rows[2]["note"] = "one\u2028two\u2029three"
    return made(Sheet(rows).text(), rows)


# ---------------------------------------------------------------- dialect


@kind()
def delimiter_bar(rng, rows):
    return made(Sheet(rows, delimiter="|").text(), rows)


@kind()
def delimiter_space(rng, rows):
    rows = flat(rows)
    return made(Sheet(rows, delimiter=" ").text(), rows)


@kind()
def semicolons_and_decimal_commas(rng, rows):
    written = rewritten(rows, minutes=lambda v: v.replace(".", ","))
    return made(Sheet(written, delimiter=";", truth=rows).text(), rows)


@kind()
def sep_line_with_a_bar(rng, rows):
    return made(b"\xef\xbb\xbf" + Sheet(rows, delimiter="|", above=["sep=|"]).text().encode(), rows)


@kind()
def notes_begin_with_an_apostrophe(rng, rows):
    for i in rng.sample(range(len(rows)), 4):
        rows[i]["note"] = rng.choice(["'s avonds stijf", "'t ging goed", "'n beetje moe, verder ok"])
    return made(Sheet(rows).text(), rows)


@kind()
def spare_delimiter_on_every_row(rng, rows):
    sheet = Sheet(rows)
    sheet.instead = {i: sheet.row_line(i) + "," for i in range(len(rows))}
    return made(sheet.text(), rows)


@kind()
def spare_delimiter_on_header_too(rng, rows):
    sheet = Sheet(rows)
    sheet.above[-1] += ",,"
    sheet.instead = {i: sheet.row_line(i) + ",," for i in range(len(rows))}
    return made(sheet.text(), rows)


@kind("rows")
def text_after_the_quote(rng, rows):
    i = rng.randrange(len(rows))
    rows[i]["note"] = ""
    sheet = Sheet(rows)
    sheet.instead[i] = sheet.row_line(i) + '"stiff" today'
    return made(sheet.text(), without(rows, i), [(rows[i]["line"], "quote")])


@kind("rows")
def comma_in_an_unquoted_note(rng, rows):
    i = rng.randrange(len(rows))
    rows[i]["note"] = ""
    sheet = Sheet(rows)
    sheet.instead[i] = sheet.row_line(i) + "stiff, then better"
    return made(sheet.text(), without(rows, i), [(rows[i]["line"], "ragged")])


@kind("rows")
def two_quotes_never_closed(rng, rows):
    rows = flat(rows)
    bad = [3, 11]
    for i in bad:
        rows[i]["note"] = ""
    sheet = Sheet(rows)
    for i in bad:
        sheet.instead[i] = sheet.row_line(i) + '"open'
    return made(sheet.text(), without(rows, *bad), [(rows[i]["line"], "quote") for i in bad])


# ---------------------------------------------------------------- structure

headed("header_dutch", {
    "client": "Deelnemer", "performed_at": "Tijdstip", "slot": "Dagdeel", "exercise": "Oefening", "sets": "Aantal sets",
    "reps": "Herhalingen", "side": "Zijde", "outcome": "Resultaat", "tightness_before": "Stijfheid voor",
    "tightness_after": "Stijfheid na", "pain": "Pijn", "note": "Opmerking",
}, ";")  # fmt: skip
headed("header_german", {
    "client": "Teilnehmer", "performed_at": "Zeitpunkt", "slot": "Tageszeit", "exercise": "Übung", "sets": "Sätze",
    "reps": "Wiederholungen", "side": "Seite", "outcome": "Ergebnis", "tightness_before": "Verspannung vorher",
    "tightness_after": "Verspannung nachher", "pain": "Schmerzen", "note": "Bemerkung",
}, ";")  # fmt: skip
headed("header_french", {
    "client": "Participant", "performed_at": "Horodateur", "exercise": "Exercice", "sets": "Séries", "side": "Côté",
    "outcome": "Résultat", "tightness_before": "Raideur avant", "tightness_after": "Raideur après", "pain": "Douleur",
    "note": "Remarques",
}, ";")  # fmt: skip
headed("header_spanish", {
    "client": "Paciente", "performed_at": "Marca temporal", "exercise": "Ejercicio", "sets": "Series",
    "reps": "Repeticiones", "side": "Lado", "outcome": "Resultado", "tightness_before": "Rigidez antes",
    "tightness_after": "Rigidez después", "pain": "Dolor", "note": "Notas",
})  # fmt: skip


@kind()
def header_with_scales(rng, rows):
    data = Sheet(rows).text().replace("tightness_before", "Tightness before (0-10)", 1)
    return made(data.replace("pain", "Pain (0-10)", 1), rows)


@kind("refuse")
def two_columns_say_when(rng, rows):
    for row in rows:
        row["timestamp"] = row["performed_at"]
    return made(Sheet(rows, columns=[*COLUMNS, "timestamp"]).text(), [])


@kind("rows")
def second_header_swaps_columns(rng, rows):
    """Two exports pasted together whose columns stand in another order: nobody can read on below the second header."""
    half = len(rows) // 2
    other = list(COLUMNS)
    a, b = other.index("tightness_before"), other.index("tightness_after")
    other[a], other[b] = other[b], other[a]
    sheet = Sheet(rows)
    sheet.inserted[half] = [",".join(other)]
    data = sheet.text()
    rejects = [(rows[half]["line"] - 1, "value")] + [(r["line"], "conflict") for r in rows[half:]]
    return made(data, rows[:half], rejects)


@kind()
def two_exports_pasted(rng, rows):
    sheet = Sheet(rows)
    sheet.inserted[9] = ["\ufeff" + ",".join(COLUMNS)]
    return made(sheet.text(), rows)


@kind()
def comments_between(rng, rows):
    sheet = Sheet(rows)
    for i in rng.sample(range(len(rows)), 3):
        sheet.inserted[i] = [rng.choice(["# week 2", '# a "quote, and a comma', "#"])]
    return made(sheet.text(), rows)


@kind("rows")
def merged_cells(rng, rows):
    """A spreadsheet's merged time cells: only the first row of a session has one, and nothing is filled down."""
    bad = [i for i in range(1, len(rows)) if rows[i]["slot"] == rows[i - 1]["slot"]]
    written = [dict(r, performed_at="" if i in bad else r["performed_at"]) for i, r in enumerate(rows)]
    data = Sheet(written, truth=rows).text()
    return made(data, without(rows, *bad), [(rows[i]["line"], "missing") for i in bad])


@kind()
def said_three_times(rng, rows):
    return made(Sheet([*rows, dict(rows[0]), dict(rows[0])]).text(), rows, duplicates=2)


@kind("ask")
def renamed_by_the_caller(rng, rows):
    names = {"Wer": "client", "Was": "exercise", "Wie viele": "sets"}
    data = Sheet(rows).text().replace("client", "Wer", 1).replace("exercise", "Was", 1).replace("sets", "Wie viele", 1)
    return made(data, rows, options={"columns": names})


@kind("ask")
def date_and_time_apart(rng, rows):
    written = [dict(r, date=f"{when(r):%d/%m/%Y}", time=f"{when(r):%H:%M}") for r in rows]
    columns = ["client", "date", "time", *COLUMNS[2:]]
    return made(Sheet(written, columns=columns, truth=rows).text(), rows, options={"tz": ZONE, "date_order": "dmy"})
