"""The README of the data: what there is, and the data dictionary, generated from the declared frames."""

from rbtools import schema
from rbtools.core.dictionary import dictionary
from rbtools.core.frame import Frame
from rbtools.measure import frames

ABOUT = """# The data

Everything here is synthetic. `python data/make_data.py` makes it again, byte for byte, from `rbtools.simulate_log` and
the seeds named in that file; a test does so. Nothing was recorded from anyone.

| file | what it is | what to give to `read_log` |
|---|---|---|
| `one_client/plan.csv`, `log.csv` | four weeks of one person | `tz="Europe/Amsterdam"` |
| `clinic/plan.csv`, `log.csv` | thirty clients of a coach, two or four weeks each | nothing |
| `clinic/clients.csv` | start day, time zone and number of weeks of each client | `pandas.read_csv(..., dtype=str)` |
| `diary/diary.xlsx` | a spreadsheet: a row a session, a column an exercise | `format="diary.toml", client="noa"` |
| `messy/messy.csv` | a diary typed by hand, with the usual mistakes | `tz="Europe/Amsterdam", date_order="dmy"` |
| `forms/google_form.csv` | answers of a Google form, saved from its sheet | `format="google_form.toml"` |
| `forms/microsoft_form.xlsx` | answers of a Microsoft form, its workbook | `format="microsoft_form.toml"` |

The one client rates their tightness for a week before the start. Later there are gaps, late evenings past midnight, a
day that was written down afterwards, missing ratings, and a weekend of illness, which the plan excuses. Some clients of
the clinic never start and some stop; they live in three time zones. Plans are read with
`rbtools.read_plan`. Each mapping (`.toml`) is in the folder of the file that it describes.

`rbtools.core.datasets.path("one_client/log.csv")` finds them in a checkout and in an installed package.

# Data dictionary

Every frame of rbtools, generated from its declaration (`rbtools/schema.py`, `rbtools/measure/frames.py`). Instants are
UTC, local times are naive wall-clock times, and categories such as `client` hold the values that occur, in text order.
"""


def readme() -> str:
    """What is in this folder, and the data dictionary."""
    return "\n".join([ABOUT, *map(_dictionary_page, (*schema.FRAMES, *frames.FRAMES))])


def _dictionary_page(frame: Frame) -> str:
    described = dictionary(frame)
    head = f"## {frame.name}\n\nA row is {frame.row}.\n"
    key = f" Key: {', '.join(f'`{name}`' for name in frame.key)}.\n" if frame.key else "\n"
    columns = ["column", "dtype", "unit", "allowed", "missing", "meaning"]
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += [
        "| " + " | ".join(f"`{row[0]}`" if i == 0 else str(cell) for i, cell in enumerate(row)) + " |"
        for row in described[columns].itertuples(index=False)
    ]
    return head.rstrip("\n") + key + "\n" + "\n".join(lines) + "\n"
