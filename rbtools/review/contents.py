"""What a review page says: frozen, in one order, before it is written as HTML, PDF, notebook or terminal text.

The order is that of the fields of `Contents`: head, remarks, key figures, sentences, advice, charts with their tables,
notes. Every writer takes a `Contents` and nothing else, so no writer can say more, less or other things.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

from rbtools.chart.chart import Chart
from rbtools.errors import visible

T = TypeVar("T")


@dataclass(frozen=True)
class Heading:
    """Whose page it is, over which dates, and up to when the record was looked at."""

    client: str
    facts: str
    period: str


@dataclass(frozen=True)
class KeyFigure:
    """A number as it is printed, what it is, and what it counts."""

    value: str
    label: str
    note: str


@dataclass(frozen=True)
class Advice:
    """What to discuss next, why, and the numbers of the rule that led to it."""

    text: str
    why: str
    details: str


@dataclass(frozen=True)
class DataTable:
    """Texts in rows under a head; the first text of a row names it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, eq=False)
class ContentChart:
    """A chart of the page with its heading and table; `plot(title=…, ax=…)` draws it into given axes."""

    name: str
    title: str
    plot: Callable[..., Chart]
    table: DataTable


@dataclass(frozen=True, eq=False)
class Contents:
    """All that one client's page says."""

    heading: Heading
    remarks: tuple[str, ...]
    figures: tuple[KeyFigure, ...]
    sentences: tuple[str, ...]
    advice: Advice
    charts: tuple[ContentChart, ...]
    notes: tuple[str, ...]
    language: str = "en"


def as_visible(value: T) -> T:
    """Show every text as `visible` does, so that nothing that people typed can turn or hide the words of a page.

    >>> print(as_visible(KeyFigure("1", "done \\x1b", "")).label)
    done \\x1b
    """
    found: Any = value
    if isinstance(value, str):
        found = visible(value)
    elif isinstance(value, tuple):
        found = tuple(map(as_visible, value))
    elif is_dataclass(value) and not isinstance(value, type):
        found = replace(value, **{f.name: as_visible(getattr(value, f.name)) for f in fields(value)})
    return found
