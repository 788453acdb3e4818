"""Make every file in this folder again: `python data/make_data.py [folder]`.

All records are synthetic: they come from `rbtools.simulate_log` with the seeds named here. `tests/test_data.py` runs
this and compares the bytes.
"""

import sys
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pandas as pd

import rbtools as rb
from rbtools import schema
from rbtools.measure import frames
from rbtools.plan import write_plan

SEED_ONE_CLIENT = 3
SEED_CLINIC = 33
SEED_DIARY = 11
SEED_MESSY = 5
SEED_FORMS = 7

PROGRAM = rb.load_program()
EXERCISES = [e.id for e in PROGRAM.exercises]
SAID = "Synthetic: made by data/make_data.py with rbtools.simulate_log, seed {}. Nobody's real record."


def main(folder: Path) -> None:
    """Write all files below the folder."""
    one_client(folder / "one_client")
    clinic(folder / "clinic")
    diary(folder / "diary")
    messy(folder / "messy")
    google_form(folder / "forms")
    microsoft_form(folder / "forms")
    (folder / "README.md").write_text(readme(), encoding="utf-8", newline="\n")


# ---------------------------------------------------------------------------------------------------- the two tidy logs


def one_client(folder: Path) -> None:
    """Four weeks of one person in Amsterdam, ill on one weekend."""
    folder.mkdir(parents=True, exist_ok=True)
    plan = rb.make_plan(PROGRAM, "2026-03-02", tz="Europe/Amsterdam")
    plan = rb.excuse(plan, "2026-03-14", "2026-03-15", reason="ill")
    log = rb.simulate_log(
        plan,
        seed=SEED_ONE_CLIENT,
        adherence=0.8,
        never_start=0,
        quitting=0,
        effect=-2.5,
        late_writers=1,
        late_days=0.05,
        late_evenings=0.15,
        skip_logged=0.15,
    )
    write_plan(plan, folder / "plan.csv")
    _write_log(log, folder / "log.csv", SEED_ONE_CLIENT)


def clinic(folder: Path) -> None:
    """Thirty clients of one coach: three zones, starts over four weeks, two or four weeks long; some never start."""
    folder.mkdir(parents=True, exist_ok=True)
    number = pd.Series(range(30))
    clients = pd.DataFrame(
        {
            "client": [f"c{n:02}" for n in number + 1],
            "start": pd.Timestamp("2026-02-02") + pd.to_timedelta((number * 17) % 28, unit="D"),
            "tz": number.map(
                lambda n: ("Europe/Amsterdam", "Europe/Amsterdam", "Europe/London", "Europe/Lisbon")[n % 4]
            ),
        }
    )
    short = number % 5 == 4
    clients.assign(weeks=short.map({True: 2, False: 4})).to_csv(folder / "clients.csv", index=False, lineterminator="\n")
    plan = schema.PLAN.sort(
        pd.concat(
            [
                rb.make_plans(PROGRAM, clients[~short], weeks=4).astype({"client": "str", "slot": "str", "tz": "str"}),
                rb.make_plans(PROGRAM, clients[short], weeks=2).astype({"client": "str", "slot": "str", "tz": "str"}),
            ]
        ).pipe(schema.PLAN.check)
    )
    plan = rb.excuse(plan, "2026-02-20", "2026-02-22", client="c07", reason="travelling")
    log = rb.simulate_log(plan, seed=SEED_CLINIC, never_start=0.07, quitting=0.06, effect=-1.5)
    write_plan(plan, folder / "plan.csv")
    _write_log(log, folder / "log.csv", SEED_CLINIC)


def _write_log(log: rb.Log, path: Path, seed: int) -> None:
    rb.write_log(log, path)
    path.write_bytes(f"# {SAID.format(seed)}\n".encode() + path.read_bytes())


# ------------------------------------------------------------------------------------------------- a spreadsheet diary


def diary(folder: Path) -> None:
    """A workbook with a row a session and a column an exercise, and the mapping that reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    titles = {
        "four_point_rotation": "Rotation on the back",
        "side_lying_roller": "Side on the roller",
        "wall_band_breathing": "Wall and band",
        "cross_reach_rolling": "Rolling",
    }
    plan = rb.make_plan(PROGRAM, "2026-04-06", tz="Europe/London", weeks=3, client="noa")
    log = rb.simulate_log(plan, seed=SEED_DIARY, adherence=0.75, never_start=0, late_writers=0, effect=-1.5)
    header = ["Date", "Time", "Session", *titles.values(), "Before", "After", "Tightness today", "Remarks"]
    rows = [
        [s["at"].normalize(), _time(s["at"]), s["slot"], *(s["sets"].get(e, "") for e in titles), *_rated(s), s["note"]]
        for s in _sessions(log)
    ]
    above: list[list[object]] = [["Upper back diary of Noa (made up)"], [SAID.format(SEED_DIARY)], []]
    _write_xlsx(folder / "diary.xlsx", "Diary", [*above, header, *rows])
    mapped = "".join(f'"{title}" = "{exercise}.sets"\n' for exercise, title in titles.items())
    (folder / "diary.toml").write_text(
        '# How diary.xlsx is read: read_log("diary.xlsx", client="noa", format="diary.toml")\n\n'
        '[read]\ntz = "Europe/London"\n\n[columns]\n"Session" = "slot"\n'
        f'{mapped}"Tightness today" = "tightness"\n\n'
        '[answers."Session"]\n"morning" = "am"\n"evening" = "pm"\n',
        encoding="utf-8",
        newline="\n",
    )


def _sessions(log: rb.Log) -> list[dict[str, object]]:
    """Sessions and ratings of the day, in time order, as a person in one zone would fill in a row for each."""
    entries, ratings = log.entries, log.ratings
    local = entries.groupby(["client", "performed_at"], observed=True)
    found = []
    for (client, at), rows in local:
        here = ratings[(ratings["client"] == client) & (ratings["rated_at"] == at)].set_index("moment")["tightness"]
        sets = rows[rows["side"] != "right"].set_index("exercise")["sets"]
        row = {"client": client, "at": rows["performed_local"].iloc[0], "sets": sets.to_dict()}
        notes = {"note": " ".join(n for n in rows["note"] if n), "day": ""}
        rated = {moment: int(here[moment]) if moment in here.index else "" for moment in ("before", "after")}
        found.append({**row, **notes, **rated})
    offset = (entries["performed_local"] - entries["performed_at"].dt.tz_localize(None)).iloc[0]
    for rating in ratings[ratings["moment"] == "day"].itertuples():
        at = rating.rated_at.tz_localize(None) + offset
        alone = {"client": rating.client, "at": at, "sets": {}, "note": rating.note, "day": int(rating.tightness)}
        found.append({**alone, "before": "", "after": ""})
    found.sort(key=lambda row: (str(row["client"]), row["at"]))
    slots = {True: "morning", False: "evening"}
    return [{**row, "slot": slots[4 <= row["at"].hour < 14] if row["sets"] else ""} for row in found]


def _rated(session: dict[str, object]) -> list[object]:
    return [session[moment] for moment in ("before", "after", "day")]


def _time(at: pd.Timestamp) -> str:
    return f"{at:%H:%M}"


# ------------------------------------------------------------------------------------------------------- a messy diary


def messy(folder: Path) -> None:
    """Two weeks typed by hand and saved as text: a title, units, decimal commas, and what goes wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    plan = rb.make_plan(PROGRAM, "2026-05-04", tz="Europe/Amsterdam", weeks=2, client="sam")
    log = rb.simulate_log(
        plan, seed=SEED_MESSY, adherence=0.8, never_start=0, quitting=0, late_writers=0, effect=-1, skip_logged=0.3
    )
    rows = _typed_rows(log)
    spoilt = _spoilt(rows)
    above = ["Upper back diary of Sam (made up);;;;;;;;;", SAID.format(SEED_MESSY) + ";;;;;;;;;", ""]
    header = "Date;Time;Exercise;Sets;Reps;Minutes;Before;After;Tightness;Remarks"
    units = "dd/mm/yyyy;hh:mm;;number;number;min;0-10;0-10;0-10;"
    total = f"Total;;;{sum(int(row[3]) for row in rows if row[3])};;;;;;"
    half = len(spoilt) // 2
    lines = [*above, header, units, *spoilt[:half], header, *spoilt[half:], "", total]
    (folder / "messy.csv").write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig", newline="")


def _typed_rows(log: rb.Log) -> list[list[str]]:
    """A row an exercise; ratings stand on the first row of their session, a rating of the day on its own."""
    rows = []
    for session in _sessions(log):
        when = [f"{session['at']:%d/%m/%Y}", _time(session["at"])]
        if not session["sets"]:
            rows.append([*when, "", "", "", "", "", "", str(session["day"]), str(session["note"])])
        for place, (exercise, sets) in enumerate(session["sets"].items()):
            title = exercise.replace("_", " ").capitalize()
            first = [str(session["before"]), str(session["after"]), "", str(session["note"])] if not place else [""] * 4
            done = [str(sets), str(PROGRAM.exercise(exercise).reps), f"{sets * 1.5:.1f}".replace(".", ",")]
            rows.append([*when, title, *(done if sets else ["0", "", ""]), *first])
    return rows


def _spoilt(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows as lines, with one fault of each kind that people make."""
    exercises = [i for i, row in enumerate(rows) if row[2] and row[3] != "0"]
    at = iter(exercises[3::4])
    lines = {i: [";".join(row)] for i, row in enumerate(rows)}

    def change(column: int, value: str) -> None:
        i = next(at)
        row = list(rows[i])
        row[column] = value
        lines[i] = [";".join(row)]

    change(4, "n/a")
    change(9, '"neck stiff; went slowly"')
    change(7, "11/10")
    change(3, "2-3")
    change(9, '"felt better after')
    change(1, "25:10")
    i = next(at)
    lines[i] = [";".join(rows[i])] * 2
    i = next(at)
    lines[i] = [";".join(rows[i]), ";".join([*rows[i][:3], "1", *rows[i][4:]])]
    change(9, "tired; stopped early")
    change(3, "")
    change(0, "31/04/2026")
    i = next(at)
    lines[i] = [";".join([*rows[i][:5], "1.250", *rows[i][6:]])]
    return [line for i in range(len(rows)) for line in lines[i]]


# ------------------------------------------------------------------------------------------------------ forms' exports

QUESTIONS = {
    "side_lying_roller": "Side-lying on the roller: how many sets?",
    "four_point_rotation": "Four-point rotation: how many sets?",
    "wall_band_breathing": "Wall and band: how many sets?",
    "cross_reach_rolling": "Rolling with a cross reach: how many sets?",
}
BEFORE, AFTER = "How tight before? (0-10)", "How tight after? (0-10)"
TODAY, REMARKS = "How tight on average today? (0-10)", "Anything to add?"
WHICH, CODE = "Which session was it?", "Your code"
ANSWERS = {"morning": "In the morning", "evening": "In the evening", "": "None, only my rating of the day"}


def google_form(folder: Path) -> None:
    """Answers of a Google form, as its sheet saves them as CSV (British settings), and the mapping that reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    log = _answered_by(["rowan", "robin"], "2026-06-01")
    header = ["Timestamp", CODE, WHICH, *QUESTIONS.values(), BEFORE, AFTER, TODAY, REMARKS]
    rows = [
        [f"{s['at']:%d/%m/%Y %H:%M:%S}", str(s["client"]), *_answers(s)]
        for s in sorted(_sessions(log), key=lambda s: s["at"])
    ]
    text = "\n".join(",".join(map(_quoted, row)) for row in [header, *rows]) + "\n"
    (folder / "google_form.csv").write_text(text, encoding="utf-8", newline="")
    _write_mapping(
        folder / "google_form.toml", "google_form.csv", 'date_order = "dmy"\n', {"Timestamp": "performed_at"}
    )


def microsoft_form(folder: Path) -> None:
    """Answers of a Microsoft form, as its workbook, and the mapping that reads them. Codes such as 007 are text."""
    folder.mkdir(parents=True, exist_ok=True)
    log = _answered_by(["007", "012"], "2026-06-08")
    header = ["Id", "Start time", "Completion time", "Email", "Name"]
    header += [CODE, WHICH, *QUESTIONS.values(), BEFORE, AFTER, TODAY, REMARKS]
    rows: list[list[object]] = []
    for number, s in enumerate(sorted(_sessions(log), key=lambda s: s["at"]), 1):
        begun = s["at"] - pd.Timedelta(seconds=95)
        rows.append([number, begun, s["at"] + pd.Timedelta(seconds=17), "anonymous", "", s["client"], *_answers(s)])
    _write_xlsx(folder / "microsoft_form.xlsx", "Sheet1", [header, *rows])
    unread = {"Id": "", "Start time": "", "Completion time": "performed_at", "Email": "", "Name": ""}
    _write_mapping(folder / "microsoft_form.toml", "microsoft_form.xlsx", 'sheet = "Sheet1"\n', unread)


def _answered_by(clients: list[str], start: str) -> rb.Log:
    plans = pd.DataFrame({"client": clients, "start": start, "tz": "Europe/London"})
    plan = rb.make_plans(PROGRAM, plans, weeks=2, advanced_from_week=2)
    return rb.simulate_log(plan, seed=SEED_FORMS, never_start=0, quitting=0, late_writers=0, baseline_days=3)


def _answers(session: dict[str, object]) -> list[str]:
    sets = [str(session["sets"].get(exercise, "")) for exercise in QUESTIONS]
    return [ANSWERS[str(session["slot"])], *sets, *map(str, _rated(session)), str(session["note"])]


def _write_mapping(path: Path, export: str, options: str, columns: dict[str, str]) -> None:
    columns = {**columns, CODE: "client", WHICH: "slot", **{q: f"{e}.sets" for e, q in QUESTIONS.items()}}
    columns |= {BEFORE: "tightness_before", AFTER: "tightness_after", TODAY: "tightness", REMARKS: "note"}
    answers = dict(zip(ANSWERS.values(), ("am", "pm", ""), strict=True))
    lines = [f'# How {export} is read: read_log("{export}", format="{path.name}")', "# The answers are made up.", ""]
    lines += ["[read]", 'tz = "Europe/London"', options.strip(), "", "[columns]"]
    lines += [f'"{name}" = "{meaning}"' for name, meaning in columns.items()]
    lines += ["", f'[answers."{WHICH}"]', *(f'"{answer}" = "{slot}"' for answer, slot in answers.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _quoted(cell: str) -> str:
    return f'"{cell}"' if "," in cell else cell


# ----------------------------------------------------------------------------------------------------------- workbooks

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '<numFmt numFmtId="165" formatCode="dd/mm/yyyy hh:mm:ss"/></numFmts><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0"/>'
    '<xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def _write_xlsx(path: Path, sheet: str, rows: Iterable[Sequence[object]]) -> None:
    """A workbook with the same bytes each time: openpyxl would write the time of day into it."""
    body = "".join(
        f'<row r="{n}">{"".join(_cell_xml(f"{_letter(i)}{n}", value) for i, value in enumerate(row))}</row>'
        for n, row in enumerate(rows, 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>',
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>'
        f'<sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")),
        "xl/styles.xml": _STYLES,
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, xml in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), _DECLARED + xml)


def _relations(*targets: tuple[str, str]) -> str:
    each = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATED}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _letter(column: int) -> str:
    return chr(ord("A") + column)


def _cell_xml(where: str, value: object) -> str:
    if value == "":
        return ""
    if isinstance(value, pd.Timestamp):
        serial = (value - pd.Timestamp("1899-12-30")) / pd.Timedelta(days=1)
        return f'<c r="{where}" s="{1 if serial == int(serial) else 2}"><v>{serial:.10g}</v></c>'
    if isinstance(value, str):
        return f'<c r="{where}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{where}"><v>{value}</v></c>'


# ------------------------------------------------------------------------------------------------------ the dictionary

ABOUT = """# The data

Everything here is synthetic. `python data/make_data.py` makes it again, byte for byte, from `rbtools.simulate_log` and
the seeds named in that file; a test does so. Nothing was recorded from anyone.

| file | what it is | what `read_log` is told |
|---|---|---|
| `one_client/plan.csv`, `log.csv` | four weeks of one person | `tz="Europe/Amsterdam"` |
| `clinic/plan.csv`, `log.csv` | thirty clients of a coach, two or four weeks each | nothing to be said |
| `clinic/clients.csv` | when, where and for how many weeks each of them planned | `pandas.read_csv(..., dtype=str)` |
| `diary/diary.xlsx` | a spreadsheet: a row a session, a column an exercise | `format="diary.toml", client="noa"` |
| `messy/messy.csv` | a diary typed by hand, with the usual faults | `tz="Europe/Amsterdam", date_order="dmy"` |
| `forms/google_form.csv` | answers of a Google form, saved from its sheet | `format="google_form.toml"` |
| `forms/microsoft_form.xlsx` | answers of a Microsoft form, its workbook | `format="microsoft_form.toml"` |

The one client rates a week before the start, then has gaps, late evenings past midnight, a day written up later and
missing ratings, and is ill on one weekend, which the plan excuses. Some clients of the clinic never start and some
stop; they live in three zones. Plans are read with `rbtools.plan.read_plan`. Mappings stand beside the files they read.

`rbtools.shipped.data_path("one_client/log.csv")` finds them in a checkout and in an installed package.

# Data dictionary

Every frame of rbtools, generated from its declaration (`rbtools/schema.py`, `rbtools/measure/frames.py`). Instants are
UTC, local times are naive wall-clock times, and categories of ids hold the values that occur, in text order.
"""


def readme() -> str:
    """What is in this folder, and the data dictionary."""
    return "\n".join([ABOUT, *map(_dictionary_page, (*schema.FRAMES, *frames.FRAMES))])


def _dictionary_page(frame: object) -> str:
    dictionary = frame.dictionary()
    head = f"## {frame.name}\n\nA row is {frame.row}.\n"
    key = f" Key: {', '.join(f'`{name}`' for name in frame.key)}.\n" if frame.key else "\n"
    columns = ["column", "dtype", "unit", "allowed", "missing", "meaning"]
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += [
        "| " + " | ".join(f"`{row[0]}`" if i == 0 else str(cell) for i, cell in enumerate(row)) + " |"
        for row in dictionary[columns].itertuples(index=False)
    ]
    return head.rstrip("\n") + key + "\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as beside:
        main(Path(beside))  # all of it works before any file here changes
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
