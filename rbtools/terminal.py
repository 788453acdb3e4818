"""What the command shows in a terminal: tables on stdout, progress and errors on stderr."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

import pandas as pd
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from rbtools.errors import visible

SECONDS_BEFORE_PROGRESS = 2.0
WIDTH_OF_A_PIPE = 200
"""Characters of a line when stdout is not a terminal."""


def show(frame: pd.DataFrame, title: str) -> None:
    """Print a frame as a table; people's text is never read as markup and never steers the terminal."""
    table = Table(title=Text(visible(title)) if title else None, title_justify="left", header_style="bold")
    for name in frame.columns:
        numeric = pd.api.types.is_numeric_dtype(frame[name].dtype)
        table.add_column(Text(visible(str(name))), justify="right" if numeric else "left", overflow="fold")
    for row in frame.itertuples(index=False):
        table.add_row(*(Text(_cell(value)) for value in row))
    stdout().print(table)


def say(text: object, style: str = "") -> None:
    """Print a line on stdout; it is never read as markup and never steers the terminal."""
    stdout().print(Text(visible(str(text), lines=True), style=style))


def _cell(value: object) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return "–"
    return f"{value:.2f}" if isinstance(value, float) else visible(str(value))


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr that only appears when the work takes longer than two seconds.

    What the block gets is a function to call with how much is done and how much there is; work that cannot tell shows
    a bar without an end. Where stderr is not a terminal, one line says what is being done.
    """
    console = Console(stderr=True)
    bar = Progress(console=console, transient=True)
    task = bar.add_task(what, total=None)
    start = bar.start if console.is_terminal else lambda: print(f"{what} …", file=sys.stderr, flush=True)
    timer = Timer(SECONDS_BEFORE_PROGRESS, start)
    timer.daemon = True
    timer.start()
    try:
        yield lambda done, total: bar.update(task, completed=done, total=total)
    finally:
        timer.cancel()
        timer.join()
        bar.stop()


def stdout() -> Console:
    """A console for stdout; a pipe gets whole lines, whatever the width of the terminal."""
    console = Console(highlight=False, soft_wrap=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDTH_OF_A_PIPE)


def stop(message: str, code: int) -> None:
    """Print on stderr what went wrong and leave with an exit code."""
    Console(stderr=True, highlight=False).print(Text(f"rbtools: {visible(message, lines=True)}"))
    sys.exit(code)
