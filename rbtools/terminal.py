"""What the command shows in a terminal: tables on stdout, progress and errors on stderr."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pandas as pd
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

SECONDS_BEFORE_PROGRESS = 2.0


def show(frame: pd.DataFrame, title: str) -> None:
    """Print a frame as a table; people's text is never read as markup."""
    table = Table(title=Text(title) if title else None, title_justify="left", header_style="bold")
    for name in frame.columns:
        numeric = pd.api.types.is_numeric_dtype(frame[name].dtype)
        table.add_column(Text(str(name)), justify="right" if numeric else "left", overflow="fold")
    for row in frame.itertuples(index=False):
        table.add_row(*(Text(_cell(value)) for value in row))
    stdout().print(table)


def _cell(value: object) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return "–"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr that only appears when the work takes longer than two seconds."""
    began = time.monotonic()
    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(what, total=None)

    def advance(done: int, total: int) -> None:
        if not bar.live.is_started and time.monotonic() - began > SECONDS_BEFORE_PROGRESS:
            bar.start()
        bar.update(task, completed=done, total=total)

    try:
        yield advance
    finally:
        bar.stop()


def stdout() -> Console:
    """A console for stdout; a pipe gets whole lines, whatever the width of the terminal."""
    console = Console(highlight=False, soft_wrap=False)
    return console if console.is_terminal else Console(highlight=False, width=200)


def stop(message: str, code: int) -> None:
    """Say on stderr what went wrong and leave with an exit code."""
    Console(stderr=True, highlight=False).print(Text(f"rbtools: {message}"))
    sys.exit(code)
