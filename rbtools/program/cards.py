"""Tables and cards as HTML and as text, for what shows itself in a notebook. Every text is escaped."""

from collections.abc import Sequence
from html import escape
from textwrap import fill

import pandas as pd

Facts = Sequence[tuple[str, str | list[str]]]

_CELL = 'style="text-align:left;vertical-align:top;padding:2px 12px 2px 0"'


def table_html(title: str, lines: Sequence[str], table: pd.DataFrame, source: str) -> str:
    """A table under a title and a few lines, with its source beneath."""
    head = "".join(f"<th {_CELL}>{escape(str(name))}</th>" for name in table.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td {_CELL}>{escape(str(cell))}</td>" for cell in row) + "</tr>"
        for row in table.itertuples(index=False)
    )
    text = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        f"<div><h3>{escape(title)}</h3>{text}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"<p><small>Source: {escape(source)}</small></p></div>"
    )


def card_html(title: str, facts: Facts) -> str:
    """An instruction card: a title, then each fact next to its name; a list is numbered."""
    rows = "".join(
        f'<tr><th scope="row" {_CELL}>{escape(name)}</th><td {_CELL}>{_cell(value)}</td></tr>'
        for name, value in facts
        if value
    )
    return f"<div><h4>{escape(title)}</h4><table><tbody>{rows}</tbody></table></div>"


def card_text(title: str, facts: Facts) -> str:
    """The same card as plain text."""
    lines = [title]
    for name, value in facts:
        if value:
            text = value if isinstance(value, str) else "; ".join(f"{n}. {v}" for n, v in enumerate(value, start=1))
            lines.append(fill(f"{name}: {text}", width=100, initial_indent="  ", subsequent_indent="    "))
    return "\n".join(lines)


def _cell(value: str | list[str]) -> str:
    if isinstance(value, str):
        return escape(value)
    items = "".join(f"<li>{escape(item)}</li>" for item in value)
    return f'<ol style="margin:0;padding-left:1.2em">{items}</ol>'
