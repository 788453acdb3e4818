"""The commands that change a plan file: excuse, revise and shift; each reads one plan and writes a new one."""

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

import rbtools as rb
from rbtools.command.options import PlanFile, times_of
from rbtools.core.files import output_path
from rbtools.errors import ArgumentError
from rbtools.plan.plan_file import read_plan, write_plan
from rbtools.terminal import say

Output = Annotated[Path, typer.Option("--output", "-o", help="Write the new plan as .csv or .parquet.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace the output file where there is one.")]
FromDate = Annotated[str, typer.Option("--from", help="The first plan day that changes, as 2026-03-16.")]
Who = Annotated[str | None, typer.Option(help="Whose plan; by default everybody's.")]


def add_to(app: typer.Typer) -> None:
    """Register the three commands."""
    app.command(epilog="Example: `rbtools excuse plan.csv --from 2026-03-20 --to 2026-03-22 --reason flu -o new.csv`")(
        excuse
    )
    app.command(epilog="Example: `rbtools revise plan.csv --from 2026-03-16 --tz Asia/Tokyo -o new.csv`")(revise)
    app.command(epilog="Example: `rbtools shift plan.csv --from 2026-03-16 --days 3 -o new.csv`")(shift)


def excuse(
    plan: PlanFile,
    from_date: Annotated[str, typer.Option("--from", help="The first plan day to excuse, as 2026-03-20.")],
    reason: Annotated[str, typer.Option(help="Why, such as flu or travel.")],
    output: Output,
    to_date: Annotated[str | None, typer.Option("--to", help="The last plan day; by default the first alone.")] = None,
    client: Who = None,
    slot: Annotated[list[str] | None, typer.Option(help="Only this slot, such as pm; repeat for each.")] = None,
    overwrite: Overwrite = False,
) -> None:
    """Excuse the sessions of some days: illness, travel, a holiday."""
    _check_output(output, overwrite)
    planned = read_plan(plan)
    changed = rb.excuse(planned, from_date, to_date, client=client, slots=slot or None, reason=reason)
    n_excused = _n_excused(changed) - _n_excused(planned)
    _write(changed, output, f"{n_excused} more sessions are excused")


def revise(
    plan: PlanFile,
    from_date: FromDate,
    output: Output,
    client: Who = None,
    tz: Annotated[str | None, typer.Option(help="IANA time zone from that day on.")] = None,
    weeks: Annotated[int | None, typer.Option(help="Length of the whole plan in weeks, 1 to 12.")] = None,
    slot: Annotated[
        list[str] | None,
        typer.Option(help='Times of a slot from that day on, as pm=20:30 or "pm=20:30, sun none"; name all slots.'),
    ] = None,
    exercise: Annotated[
        list[str] | None, typer.Option(help="Only this exercise from that day on; repeat for each.")
    ] = None,
    program: Annotated[
        str | None, typer.Option(help="Take the doses of this programme: a shipped one, or a TOML file of your own.")
    ] = None,
    day_start: Annotated[str | None, typer.Option(help="When a plan day begins, as 04:00.")] = None,
    overwrite: Overwrite = False,
) -> None:
    """Plan again from a day on; what came before, and what is not given, stays as it was."""
    _check_output(output, overwrite)
    given = {"tz": tz, "weeks": weeks, "day_start": day_start, "exercises": exercise, "program": program, "times": slot}
    if not any(given.values()):
        raise ArgumentError(
            "Nothing to change. Give at least one of --tz, --weeks, --slot, --exercise, --program and --day-start."
        )
    changed = rb.revise_plan(
        read_plan(plan),
        from_date,
        program=rb.load_program(program) if program else None,
        client=client,
        tz=tz,
        weeks=weeks,
        times=times_of(slot) if slot else None,
        day_start=day_start,
        exercises=exercise or None,
    )
    _write(changed, output, f"Planned again from {from_date} on")


def shift(
    plan: PlanFile,
    from_date: FromDate,
    days: Annotated[int, typer.Option(help="How many days later, 1 to 365.")],
    output: Output,
    client: Who = None,
    overwrite: Overwrite = False,
) -> None:
    """Move the rest of a plan to later days: a start that slips, or a pause."""
    _check_output(output, overwrite)
    changed = rb.shift_plan(read_plan(plan), from_date, days=days, client=client)
    _write(changed, output, f"Moved by {days} {'day' if days == 1 else 'days'} from {from_date} on")


def _check_output(path: Path, overwrite: bool) -> None:
    """Raise `ArgumentError` for a path that cannot be written, or a file that is there and is not to be replaced."""
    output_path(path, ".csv", ".parquet")
    if path.exists() and not overwrite:
        raise ArgumentError(f"{path} exists already. Give another --output, or --overwrite to replace it.")


def _write(plan: pd.DataFrame, path: Path, what: str) -> None:
    n_sessions = len(plan.drop_duplicates(["client", "session"]))
    say(f"{what}; {n_sessions} sessions from {plan['date'].min():%Y-%m-%d} to {plan['date'].max():%Y-%m-%d}")
    say(f"Plan written: {write_plan(plan, path)}")


def _n_excused(plan: pd.DataFrame) -> int:
    return len(plan[plan["excuse_reason"] != ""].drop_duplicates(["client", "session"]))
