"""What a review page says: frozen, in one order, before it is written as HTML, PDF, notebook or terminal text.

The order is that of the fields of `Contents`: head, remarks, key figures, sentences, advice, charts with their tables,
notes. Every writer takes a `Contents` and nothing else, so no writer can say more, less or other things.
"""

from collections.abc import Callable
from dataclasses import dataclass

from rbtools.chart.chart import Chart


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
