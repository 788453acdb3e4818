"""The command `rbtools`: the package's public functions, called from a terminal.

Tables go to stdout, everything else to stderr. Exit code 0 is done, 1 is done but something of the log was not counted,
2 is a call that cannot be carried out. Whatever a person can cause ends in a sentence, never in a traceback.
"""

import os
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

import rbtools as rb
from rbtools.command import plans as plan_commands
from rbtools.command.encoding import make_output_safe
from rbtools.command.options import (
    AllowUnread,
    AsOf,
    DateOrder,
    Encoding,
    Format,
    LogFiles,
    OneClient,
    PlanFile,
    Zone,
    in_options,
    times_of,
)
from rbtools.command.tables import clients_of, show_accounting, weeks_of
from rbtools.core import datasets
from rbtools.core.files import output_path
from rbtools.errors import ArgumentError, FrameError
from rbtools.log.formats import loop
from rbtools.log.join import sources_of
from rbtools.log.mapping_file import write_mapping
from rbtools.log.writer import write_rejects
from rbtools.plan.plan_file import read_plan, write_plan
from rbtools.review.compose import remarks
from rbtools.review.review import HTML, PDF
from rbtools.terminal import progress, say, show, stop

NOT_ALL_COUNTED = 1
CANNOT_BE_DONE = 2
FEW_CLIENTS = 20
MOST_CLIENTS = 40

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command; errors that a person can correct are printed as one sentence."""
    make_output_safe()
    try:
        app(prog_name="rbtools")
    except (rb.RbtoolsError, OSError) as error:
        stop(in_options(_in_words(error)), CANNOT_BE_DONE)


def _version(wanted: bool) -> None:
    if wanted:
        say(f"rbtools {rb.__version__}")
        raise typer.Exit


@app.callback(epilog="Example: `rbtools demo`")
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Plan, log and review a short home programme against upper-back tightness."""


@app.command(epilog="Example: `rbtools demo --output review.html`")
def demo(
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the review page goes.")] = Path("review.html"),
) -> None:
    """Plan, log, match, measure and review the shipped example, and leave the coach's page."""
    output_path(output, *HTML)
    plan = read_plan(datasets.path("one_client/plan.csv"))
    log = rb.read_log(datasets.path("one_client/log.csv"), tz=str(plan["tz"].iloc[0]))
    say("A simulated client over four weeks; every record is synthetic.")
    say(f"Plan   {plan['session'].nunique()} sessions of {plan['exercise'].nunique()} exercises")
    say(f"Log    {log.report}")
    review = rb.make_review(plan, log, as_of="end")
    _say_page(review)
    say(f"Review page: {review.to_html(output)}")


@app.command(epilog="Example: `rbtools plan --start 2026-03-02 --tz Europe/Amsterdam --slot am=07:00 -o plan.csv`")
def plan(
    start: Annotated[str, typer.Option(help="First plan day, as 2026-03-02.")],
    tz: Annotated[str, typer.Option(help="IANA time zone, such as Europe/Amsterdam.")],
    weeks: Annotated[int, typer.Option(help="Length in weeks, 1 to 12.")] = 4,
    client: Annotated[str, typer.Option(help="The person.")] = "me",
    program: Annotated[str, typer.Option(help="A shipped programme, or a TOML file of your own.")] = "upper_back",
    slot: Annotated[
        list[str] | None,
        typer.Option(help='Times of a slot, as am=07:30 or "pm=20:30, sat 21:00, sun none"; repeat for each.'),
    ] = None,
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
        times=times_of(slot) if slot else None,
        exercises=exercise or None,
    )
    show(weeks_of(planned), "What each week asks")
    if output:
        say(f"Plan written: {write_plan(planned, output)}")


plan_commands.add_to(app)


@app.command(epilog="Example: `rbtools check log.csv --tz Europe/Amsterdam --rejects to-correct.csv`")
def check(
    log: LogFiles,
    tz: Zone = None,
    client: OneClient = None,
    date_order: DateOrder = None,
    encoding: Encoding = None,
    format: Format = None,
    rejects: Annotated[Path | None, typer.Option(help="Write the rejected records here, to be corrected.")] = None,
    save_mapping: Annotated[
        Path | None,
        typer.Option(help="Write what was found out as a .toml file: fill in what is empty, then give it as --format."),
    ] = None,
    allow_unread: AllowUnread = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 for duplicates and flags too.")] = False,
) -> None:
    """Read a log and account for every record: accepted, rejected, duplicate or ignored."""
    if rejects:
        output_path(rejects)
    if save_mapping:
        output_path(save_mapping, ".toml")
    found = _read(log, tz=tz, client=client, date_order=date_order, encoding=encoding, format=format)
    show_accounting(found)
    if rejects:
        say(f"Rejects written: {write_rejects(found, rejects)}")
    if save_mapping:
        say(f"Mapping file written: {write_mapping(found, save_mapping)}")
    _finish(found, allow_unread, strict=strict)


@app.command(epilog="Example: `rbtools review plan.csv log.csv --as-of 2026-03-15 -o review.html --pdf review.pdf`")
def review(
    plan: PlanFile,
    log: LogFiles,
    as_of: AsOf = "end",
    client: OneClient = None,
    tz: Zone = None,
    date_order: DateOrder = None,
    encoding: Encoding = None,
    format: Format = None,
    allow_unread: AllowUnread = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the page goes.")] = Path("review.html"),
    pdf: Annotated[Path | None, typer.Option(help="Write the page as PDF too.")] = None,
) -> None:
    """Match a log to its plan and write the coach's page."""
    output_path(output, *HTML)
    if pdf:
        output_path(pdf, *PDF)
    planned = _plan_of(plan)
    found = _read_for(planned, log, tz, date_order, encoding, format)
    page = rb.make_review(planned, found, as_of=as_of, client=client)
    _say_page(page)
    say(f"Review page: {page.to_html(output)}")
    if pdf:
        say(f"PDF: {page.to_pdf(pdf)}")
    _finish(found, allow_unread)


@app.command(epilog="Example: `rbtools cohort plans.csv logs.csv --as-of 2026-03-15 -o pages/`")
def cohort(
    plans: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The plans of all clients in one file.")],
    logs: LogFiles,
    as_of: AsOf = "end",
    tz: Zone = None,
    date_order: DateOrder = None,
    encoding: Encoding = None,
    format: Format = None,
    allow_unread: AllowUnread = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the pages.")] = Path("cohort"),
    pdf: Annotated[bool, typer.Option("--pdf", help="Write each client's page as PDF too.")] = False,
    processes: Annotated[int, typer.Option(help="Make pages in so many processes; 0: one for each core.", min=0)] = 0,
) -> None:
    """Show a table over all clients and write an index with a page for each."""
    if output.exists() and not output.is_dir():
        raise ArgumentError(f"{output} is a file. Give the path of a folder.")
    planned = _plan_of(plans)
    found = _read_for(planned, logs, tz, date_order, encoding, format)
    pages = rb.make_cohort_review(planned, found, as_of=as_of)
    n, first = len(pages.table), pages.table.head(MOST_CLIENTS)
    show(clients_of(first), f"{n} clients, as of {as_of}; self-reported")
    if n > len(first):
        say(f"and {n - len(first)} more, on the index")
    with progress("Writing pages") as advance:
        n_processes = _processes(processes, n)
        index = pages.to_html(output, pdf=pdf, processes=n_processes, progress=advance)
    _say_remarks(planned, found)
    say(f"Pages: {index}")
    _finish(found, allow_unread)


def _plan_of(path: Path) -> pd.DataFrame:
    """Read a plan, and name the order of the two files where this one is not a plan."""
    try:
        return read_plan(path)
    except (FrameError, ArgumentError) as error:
        raise FrameError(f"{error} The plan comes first, then the log.") from None


def _read(logs: list[Path], **options: Any) -> rb.Log:
    """Read one log, or several as one; a folder among several gives the logs in it."""
    files = [file for path in logs for file in (_logs_in(path) if len(logs) > 1 else [path])]
    with progress("Reading the log"):
        return rb.read_log(files if len(files) > 1 else files[0], **options)


def _logs_in(path: Path) -> list[Path]:
    found = None if loop.is_export(path) else sources_of(path)
    return [path] if found is None else [Path(str(file)) for _, file in found]


def _finish(log: rb.Log, allowed: list[str] | None, *, strict: bool = False) -> None:
    """Exit with 1 where something of the log was not counted and nobody said that it need not be."""
    report = log.report
    names = [part.name for part in report.unread] + [part.name for part in report.unknown]
    named = [name for name in names if name not in (allowed or ())]
    found = report.rejected or report.cells_rejected or named
    if found or (strict and (report.duplicate or report.flags)):
        raise typer.Exit(NOT_ALL_COUNTED)


def _read_for(
    plan: pd.DataFrame,
    log: list[Path],
    tz: str | None,
    date_order: str | None,
    encoding: str | None,
    format: str | None,
) -> rb.Log:
    """Read a log for a plan: zone, client and names are the plan's, unless the log says otherwise."""
    return _read(log, plan=plan, tz=tz, date_order=date_order, encoding=encoding, format=format)


def _say_page(page: rb.Review) -> None:
    """What the page says in words, in its order."""
    for line in (*page.remarks, *page.sentences, page.advice.text, page.advice.why):
        say(f"  {line}")


def _say_remarks(plan: pd.DataFrame, log: rb.Log) -> None:
    for remark in remarks(plan, log):
        say(remark.removesuffix("."))


def _processes(wanted: int, n_clients: int) -> int:
    """As many processes as asked for, or as there are cores; few pages are done before a second process has started."""
    return wanted or (os.cpu_count() or 1 if n_clients > FEW_CLIENTS else 1)


def _in_words(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename and not isinstance(error, rb.RbtoolsError):
        return f"{error.filename}: {(error.strerror or 'cannot be used').lower()}. Choose another file or folder."
    return str(error)
