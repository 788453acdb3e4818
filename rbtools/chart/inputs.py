"""What every chart asks of the frame it is given: which frame it is, and whose rows it draws."""

from collections.abc import Iterable

import pandas as pd

from rbtools import schema
from rbtools.chart import text
from rbtools.core.frame import Column, Frame
from rbtools.core.ids import CLIENT
from rbtools.core.numbers import listing
from rbtools.errors import MOST_NAMED, ArgumentError, FrameError, did_you_mean
from rbtools.match.match import sessions_of

CLIENT_COLUMN = Column("client", "id", "the person", rule=CLIENT)


def require(frame: pd.DataFrame, name: str, columns: Iterable[str]) -> None:
    """Refuse what is not the frame of a measure; the measure itself made sure of its values."""
    if not isinstance(frame, pd.DataFrame):
        raise FrameError(f"{name}: expected a DataFrame, got {type(frame).__name__}.")
    if missing := [c for c in columns if c not in frame.columns]:
        raise FrameError.missing_columns(name, missing, map(str, frame.columns))
    check_values(frame, name)


def check_values(frame: pd.DataFrame, name: str) -> None:
    """Refuse duplicate column names, ids that are not text and infinite numbers in the frame of any measure."""
    numbers = [c for c in frame.columns[frame.dtypes == "float64"] if c != "client"]
    ids = (CLIENT_COLUMN,) if "client" in frame.columns else ()
    reals = (Column(str(c), "real", "a number of a measure", missing=True) for c in dict.fromkeys(numbers))
    Frame(name, "one row of a measure", (*ids, *reals)).check(frame, unique=False)


def is_matched(frame: object) -> bool:
    """Whether a frame is what `match_log` gives, rather than a measure made from it."""
    return isinstance(frame, pd.DataFrame) and {"status", "sets_counted", "opens_at"} <= set(frame.columns)


def clients_of(frame: pd.DataFrame) -> list[str]:
    """The clients that a frame is about; in matched only those who have a plan."""
    if "client" not in frame.columns:
        return []
    planned = frame.loc[frame["session"].notna(), "client"] if is_matched(frame) else frame["client"]
    return sorted(map(str, (planned if len(planned) else frame["client"]).dropna().unique()))


def one_client(frame: pd.DataFrame, client: str | None, instead: str = "") -> tuple[pd.DataFrame, str]:
    """The rows of one client, and the client's name where the frame has others too (else "").

    Never the first of several: that is refused, with `instead` as another way out.
    """
    require(frame, "frame", ())
    clients = clients_of(frame)
    if client is None:
        if len(clients) > 1:
            way_out = f", or {instead}" if instead else ""
            raise ArgumentError(
                f"The frame holds {len(clients)} clients ({clients[0]}, {clients[1]}, …) and the chart shows one. "
                f'Pass client="{clients[0]}"{way_out}.'
            )
        client = clients[0] if clients else None
    elif client not in clients:
        raise ArgumentError(
            f"client={client!r} is not in the frame{did_you_mean(str(client), clients)}. "
            f"It holds {len(clients)}: {listing(clients, MOST_NAMED) or 'none'}."
        )
    if client is None:
        return frame, ""
    mine = (frame["client"] == client).to_numpy(dtype=bool)
    return frame.loc[mine].reset_index(drop=True), client if len(clients) > 1 else ""


def heading(title: object, usual: str, named: str = "") -> str:
    """The title that was asked for, else the usual one, with the client's name where the frame has others too."""
    if title is None:
        return f"{usual} · {text.drawable(named)}" if named else usual
    if not isinstance(title, str):
        raise ArgumentError.not_allowed("title", title, 'text, "" for none, or None for the usual heading')
    return text.drawable(title)


def sessions_of_one(matched: pd.DataFrame, client: str | None) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, str]:
    """The rows of one client in matched, those that were planned, their sessions, and the name as in `one_client`."""
    rows, named = one_client(schema.MATCHED.check(matched), client)
    planned = rows[rows["session"].notna().to_numpy(dtype=bool)]
    return rows, planned, sessions_of(planned), named
