"""Make every file in this folder again: `python data/make_data.py [folder]`.

All records are synthetic: they come from `rbtools.simulate_log` with the seeds named here. `tests/test_data.py` runs
this and compares the bytes.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from make_readme import readme
from make_workbook import write_xlsx

import rbtools as rb
from rbtools import schema
from rbtools.plan.plan_file import write_plan

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
    clients.assign(weeks=short.map({True: 2, False: 4})).to_csv(
        folder / "clients.csv", index=False, lineterminator="\n"
    )
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
    write_xlsx(folder / "diary.xlsx", "Diary", [*above, header, *rows])
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
    damaged = _damaged(rows)
    above = ["Upper back diary of Sam (made up);;;;;;;;;", SAID.format(SEED_MESSY) + ";;;;;;;;;", ""]
    header = "Date;Time;Exercise;Sets;Reps;Minutes;Before;After;Tightness;Remarks"
    units = "dd/mm/yyyy;hh:mm;;number;number;min;0-10;0-10;0-10;"
    total = f"Total;;;{sum(int(row[3]) for row in rows if row[3])};;;;;;"
    half = len(damaged) // 2
    lines = [*above, header, units, *damaged[:half], header, *damaged[half:], "", total]
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


def _damaged(rows: Sequence[Sequence[str]]) -> list[str]:
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
    write_xlsx(folder / "microsoft_form.xlsx", "Sheet1", [header, *rows])
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


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
