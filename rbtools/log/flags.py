"""What is kept but worth a look, and rows that stand where no row can be trusted."""

from collections.abc import Sequence

import numpy as np

from rbtools.core.clock import DAY, MINUTE
from rbtools.errors import LogError
from rbtools.log.columns import Cells, Columns
from rbtools.log.header import Names, Target, field_of
from rbtools.log.order import order_of
from rbtools.log.values.grammar import Fault
from rbtools.log.values.parse_columns import NONE, Parsed

_CLOSE = 15 * MINUTE


def flags_of(it: Parsed, counted: np.ndarray) -> dict[str, int]:
    """How many rows that count are worth a look, by what for.

    `ambiguous-time`: a clock time that was shown twice that night, taken as the first. `slot-and-clock-disagree`: slot
    am after noon, or pm before it. `close-together`: the same exercise and side again within 15 minutes. `midnight`:
    00:00 sharp, as programs write where only the date was known.
    """
    found = {
        "ambiguous-time": it.flags["ambiguous-time"],
        "slot-and-clock-disagree": _slot_disagrees(it),
        "close-together": _close_together(it, counted),
        "midnight": it.columns["known"] & (it.columns["local"] % DAY == 0),
    }
    return {name: n for name, rows in found.items() if (n := int((rows & counted).sum()))}


def _slot_disagrees(it: Parsed) -> np.ndarray:
    hour = it.columns["local"] // (60 * MINUTE) % 24
    morning = (hour >= 4) & (hour < 12)
    wrong = np.zeros(it.n, bool)
    for word, expected in (("am", True), ("pm", False)):
        if word in it.words["slot"]:
            wrong |= (it.columns["slot"] == it.words["slot"].index(word)) & (morning != expected)
    return wrong & it.columns["known"]


def _close_together(it: Parsed, counted: np.ndarray) -> np.ndarray:
    c = it.columns
    rows = np.flatnonzero(counted & c["known"] & (c["exercise"] != NONE))
    keys = [c[name][rows] for name in ("client", "exercise", "side", "instant")]
    rows = rows[order_of(keys)]
    again = np.ones(max(len(rows) - 1, 0), bool)
    for name in ("client", "exercise", "side"):
        again &= c[name][rows][1:] == c[name][rows][:-1]
    again &= np.diff(c["instant"][rows]) < _CLOSE
    found = np.zeros(it.n, bool)
    found[rows[1:][again]] = True
    return found


def slipped_cells(columns: Columns) -> tuple[np.ndarray, Fault]:
    """Rows with text beyond the last named column, where other rows have none: a cell too many has pushed it there."""
    n, width = len(columns.lines), len(columns.header)
    named = max((i for i, name in enumerate(columns.header, 1) if name.strip()), default=width)
    filled = [~_blank(column) for column in columns.cells[named:]]
    slipped = np.zeros(n, bool)
    for rows in filled:
        slipped |= rows if n < 2 or not rows.all() else slipped
    hint = "If the note holds a comma, put the note in double quotes; or give the last columns names."
    return slipped, Fault("ragged", f"text beyond the last of the {named} named columns.", hint)


def _blank(cells: Cells) -> np.ndarray:
    return np.array([not word.strip() for word in cells.words], bool)[cells.codes]


def ask_about_midnight(it: Parsed, counted: np.ndarray, when: str, source: str) -> None:
    """Refuse a log of several days in which it is always 00:00: such times are dates alone. Raises `LogError`."""
    rows = counted & it.columns["known"]
    local = it.columns["local"][rows]
    if it.flags["naive"][rows].all() and len(np.unique(local)) > 1 and (local % DAY == 0).all():
        raise LogError(
            f"{source}: every time is 00:00, which programs write where only the date was known. "
            f'If they are dates alone, say columns={{"{when}": "date"}}; otherwise give the times.'
        )


def below_another_header(columns: Columns, targets: Sequence[Target | None], names: Names) -> tuple[np.ndarray, Fault]:
    """Rows as wide as the header that stand below a header of other columns: what is in them nobody can tell."""
    fault = Fault("conflict", "stands below another header.", "Put the second table into a file of its own.")
    below = np.zeros(len(columns.lines), bool)
    when = next((i for i, t in enumerate(targets) if t and t.field in ("performed_at", "date")), None)
    if when is None or not len(columns.lines):
        return below, fault
    cells = columns.cells[when]
    no_time = np.array([len(w) < 200 and not any(map(str.isdecimal, w)) and bool(w.strip()) for w in cells.words], bool)
    for row in np.flatnonzero(no_time[cells.codes]).tolist():
        if _is_header(columns, row, when, names):
            line = int(columns.lines[row])
            fault = fault._replace(reason=f"stands below another header, on line {line}.")
            return columns.lines > line, fault
    return below, fault


def _is_header(columns: Columns, row: int, when: int, names: Names) -> bool:
    """A row that names columns of a log, or, after a gap, one that fills every cell with a different word."""
    cells = columns.row(row)
    if field_of(cells[when]) and names.known(cells) > 1:
        return True
    gap = row > 0 and int(columns.lines[row] - columns.lines[row - 1]) > 1
    words = {cell.strip().casefold() for cell in cells}
    wordy = all(word and not any(map(str.isdecimal, word)) for word in words)
    return gap and wordy and len(words) == len(cells)
