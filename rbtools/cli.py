"""The command `rbtools`: the package's public functions, called from a terminal.

Tables go to stdout, everything else to stderr. Exit code 0 is done, 1 is done but the log has rejects (or cannot be
read), 2 is a call that cannot be carried out. Whatever a person can cause ends in a sentence, never in a traceback.
"""

import os
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.text import Text

import rbtools as rb
from rbtools.core import datasets
from rbtools.core.files import output_path
from rbtools.errors import ArgumentError, LogError
from rbtools.log.writer import write_rejects
from rbtools.plan.make import read_plan, write_plan
from rbtools.review.review import HTML, PDF, remarks
from rbtools.terminal import progress, show, stdout, stop

INPUT_HAS_REJECTS = 1
CANNOT_BE_DONE = 2
FEW_CLIENTS = 20
MOST_CLIENTS = 40

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Plan, log and review a short home programme against upper-back tightness.",
)

AsOf = Annotated[str, typer.Option(help='Look at the record up to here: a date, an instant with its offset, or "end".')]
Zone = Annotated[str | None, typer.Option(help="IANA time zone, such as Europe/Amsterdam.")]
DateOrder = Annotated[str | None, typer.Option(help="Order of dates written in numbers: dmy, mdy or ymd.")]
Encoding = Annotated[str | None, typer.Option(help="Encoding of the file, such as cp1252.")]
Mapping = Annotated[str | None, typer.Option("--format", help="TOML file that says what the columns mean.")]
OneClient = Annotated[str | None, typer.Option(help="The client, where a file names none or several.")]


def main() -> None:
    """Run the command; errors that a person can mend are printed as one sentence."""
    try:
        app()
    except LogError as error:
        stop(str(error), INPUT_HAS_REJECTS)
    except (rb.RbtoolsError, OSError) as error:
        stop(_in_words(error), CANNOT_BE_DONE)


@app.command(epilog="Example: `rbtools demo --output review.html`")
def demo(
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the review page goes.")] = Path("review.html"),
) -> None:
    """Plan, log, match, measure and review the shipped example, and leave the coach's page."""
    output_path(output, *HTML)
    plan = read_plan(datasets.path("one_client/plan.csv"))
    log = rb.read_log(datasets.path("one_client/log.csv"), tz=str(plan["tz"].iloc[0]))
    console = stdout()
    console.print("A made-up client over four weeks; every record is synthetic.")
    console.print(f"Plan   {plan['session'].nunique()} sessions of {plan['exercise'].nunique()} exercises")
    console.print(f"Log    {log.report}")
    review = rb.make_review(plan, log, as_of="end")
    for sentence in review.sentences:
        console.print(Text(f"  {sentence}"))
    console.print(f"Review page: {review.to_html(output)}")


@app.command(epilog="Example: `rbtools plan --start 2026-03-02 --tz Europe/Amsterdam --slot am=07:00 -o plan.csv`")
def plan(
    start: Annotated[str, typer.Option(help="First plan day, as 2026-03-02.")],
    tz: Annotated[str, typer.Option(help="IANA time zone, such as Europe/Amsterdam.")],
    weeks: Annotated[int, typer.Option(help="Length in weeks, 1 to 12.")] = 4,
    client: Annotated[str, typer.Option(help="The person.")] = "me",
    program: Annotated[str, typer.Option(help="A shipped programme, or a TOML file of your own.")] = "upper_back",
    slot: Annotated[list[str] | None, typer.Option(help="Clock time of a slot, as am=07:30; repeat for each.")] = None,
    exercise: Annotated[list[str] | None, typer.Option(help="Only this exercise; repeat for each.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the plan as .csv or .parquet.")] = None,
) -> None:
    """Lay the programme on the calendar and show what each week asks."""
    if output:
        output_path(output, ".csv", ".parquet")
    planned = rb.make_plan(
        rb.load_program(program),
        start,
        tz=tz,
        weeks=weeks,
        client=client,
        times=_times(slot) if slot else None,
        exercises=exercise or None,
    )
    show(_weeks_of(planned), "What each week asks")
    if output:
        stdout().print(f"Plan written: {write_plan(planned, output)}")


@app.command(epilog="Example: `rbtools check log.csv --tz Europe/Amsterdam --rejects mend-these.csv`")
def check(
    log: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="The log: .csv, .xlsx, or what a person kept.")
    ],
    tz: Zone = None,
    client: OneClient = None,
    date_order: DateOrder = None,
    encoding: Encoding = None,
    mapping: Mapping = None,
    rejects: Annotated[Path | None, typer.Option(help="Write the rejected records here, to be mended.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on duplicates and flags too.")] = False,
) -> None:
    """Read a log and account for every record: accepted, rejected, duplicate or ignored."""
    if rejects:
        output_path(rejects)
    found = rb.read_log(log, tz=tz, client=client, date_order=date_order, encoding=encoding, format=mapping)
    _show_accounting(found)
    if rejects:
        stdout().print(f"Rejects written: {write_rejects(found, rejects)}")
    if found.report.rejected or (strict and (found.report.duplicate or found.report.flags)):
        raise typer.Exit(INPUT_HAS_REJECTS)


@app.command(epilog="Example: `rbtools review plan.csv log.csv --as-of 2026-03-15 -o review.html --pdf review.pdf`")
def review(
    plan: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The plan, as `rbtools plan -o` wrote it.")],
    log: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The log.")],
    as_of: AsOf = "end",
    client: OneClient = None,
    tz: Zone = None,
    date_order: DateOrder = None,
    encoding: Encoding = None,
    mapping: Mapping = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the page goes.")] = Path("review.html"),
    pdf: Annotated[Path | None, typer.Option(help="Write the page as PDF too.")] = None,
) -> None:
    """Match a log to its plan and write the coach's page."""
    output_path(output, *HTML)
    if pdf:
        output_path(pdf, *PDF)
    planned = read_plan(plan)
    found = _read_for(planned, log, tz, date_order, encoding, mapping)
    page = rb.make_review(planned, found, as_of=as_of, client=client)
    console = stdout()
    _say_remarks(planned, found)
    for sentence in page.sentences:
        console.print(Text(f"  {sentence}"))
    console.print(f"Review page: {page.to_html(output)}")
    if pdf:
        console.print(f"PDF: {page.to_pdf(pdf)}")
    if found.report.rejected:
        raise typer.Exit(INPUT_HAS_REJECTS)


@app.command(epilog="Example: `rbtools cohort plans.csv logs.csv --as-of 2026-03-15 -o pages/`")
def cohort(
    plans: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The plans of all clients in one file.")],
    logs: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Their logs in one file.")],
    as_of: AsOf = "end",
    tz: Zone = None,
    date_order: DateOrder = None,
    encoding: Encoding = None,
    mapping: Mapping = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the pages.")] = Path("cohort"),
    pdf: Annotated[bool, typer.Option("--pdf", help="Write each client's page as PDF too.")] = False,
    processes: Annotated[int, typer.Option(help="Make pages in so many processes; 0: one for each core.", min=0)] = 0,
) -> None:
    """Show a table over all clients and write an index with a page for each."""
    if output.exists() and not output.is_dir():
        raise ArgumentError(f"{output} is a file. Give the path of a folder.")
    planned = read_plan(plans)
    found = _read_for(planned, logs, tz, date_order, encoding, mapping)
    pages = rb.make_cohort_review(planned, found, as_of=as_of)
    n, first = len(pages.table), pages.table.head(MOST_CLIENTS)
    show(_clients_of(first), f"{n} clients, as of {as_of}; self-reported")
    if n > len(first):
        stdout().print(f"… and {n - len(first)} more, on the index")
    with progress("Writing pages") as advance:
        n_processes = _processes(processes, n)
        index = pages.to_html(output, pdf=pdf, processes=n_processes, progress=advance)
    _say_remarks(planned, found)
    stdout().print(f"Pages: {index}")
    if found.report.rejected:
        raise typer.Exit(INPUT_HAS_REJECTS)


def _read_for(
    plan: pd.DataFrame, log: Path, tz: str | None, date_order: str | None, encoding: str | None, mapping: str | None
) -> rb.Log:
    """Read a log for a plan: one client and one zone in the plan are the log's, unless it says otherwise."""
    zones = plan["tz"].unique()
    clients = plan["client"].unique()
    return rb.read_log(
        log,
        tz=tz or (str(zones[0]) if len(zones) == 1 else None),
        client=str(clients[0]) if len(clients) == 1 else None,
        date_order=date_order,
        encoding=encoding,
        format=mapping,
    )


def _say_remarks(plan: pd.DataFrame, log: rb.Log) -> None:
    for remark in remarks(plan, log):
        stdout().print(Text(remark.removesuffix(".")))


def _processes(wanted: int, n_clients: int) -> int:
    """As many processes as asked for, or as there are cores; few pages are done before a second process has started."""
    return wanted or (os.cpu_count() or 1 if n_clients > FEW_CLIENTS else 1)


def _times(pairs: list[str]) -> dict[str, str]:
    """`["am=07:30"]` as a mapping."""
    times: dict[str, str] = {}
    for pair in pairs:
        name, equals, clock = pair.partition("=")
        if not equals:
            raise ArgumentError.not_allowed("--slot", pair, "a slot and its clock time, as am=07:30")
        if name.strip() in times:
            raise ArgumentError.not_allowed("--slot", pair, f"each slot once; {name.strip()} stands there twice")
        times[name.strip()] = clock.strip()
    return times


def _weeks_of(plan: pd.DataFrame) -> pd.DataFrame:
    """One row a week: its dates, its sessions, and the minutes that one of them takes."""
    load = rb.plan_load(plan)
    sessions = plan.drop_duplicates(["client", "session"])[["client", "session", "week", "date"]]
    weeks = sessions.merge(load, on=["client", "session"], suffixes=("", "_of_load")).groupby("week", observed=True)
    return pd.DataFrame(
        {
            "week": list(weeks.groups),
            "from": weeks["date"].min().dt.strftime("%a %Y-%m-%d").to_numpy(),
            "to": weeks["date"].max().dt.strftime("%a %Y-%m-%d").to_numpy(),
            "sessions": weeks.size().to_numpy(),
            "minutes a session": [
                f"{low:.1f}–{high:.1f}"
                for low, high in zip(weeks["minutes_low"].min(), weeks["minutes_high"].max(), strict=True)
            ],
        }
    )


def _clients_of(table: pd.DataFrame) -> pd.DataFrame:
    """The triage table in words: shares in percent, the change in points with its interval; lower is better."""
    return pd.DataFrame(
        {
            "client": table["client"].astype("str"),
            "triage": table["triage"].astype("str"),
            "reason": table["reason"].astype("str"),
            "sessions done": [f"{n} of {due}" for n, due in zip(table["n_done"], table["n_due"], strict=True)],
            "share (95 %)": _with_interval(table, "share_done", "{:.0%}"),
            "tightness (95 %)": _with_interval(table, "difference", "{:+.1f}"),
        }
    )


def _with_interval(table: pd.DataFrame, name: str, form: str) -> list[str]:
    columns = (table[name], table[f"{name}_low"], table[f"{name}_high"])
    return [
        "–" if pd.isna(value) else f"{form} ({form} to {form})".format(value, low, high).replace("-", "−")
        for value, low, high in zip(*columns, strict=True)
    ]


def _show_accounting(log: rb.Log) -> None:
    console = stdout()
    console.print(Text(str(log.report), style="bold"))
    show(pd.DataFrame(log.report.found().items(), columns=["found", ""]), "What was found out about the file")
    if log.report.reject_groups:
        groups = [(g.n, g.code, g.column, g.example, g.hint) for g in log.report.reject_groups]
        show(
            pd.DataFrame(groups, columns=["rejected", "code", "column", "for example", "what to do"]),
            "Rejected, by reason; nothing of it is counted",
        )
        show(log.rejects[["line", "column", "value", "code"]], "Rejected, line by line")


def _in_words(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename and not isinstance(error, rb.RbtoolsError):
        return f"{error.filename}: {(error.strerror or 'cannot be used').lower()}. Choose another file or folder."
    return str(error)
