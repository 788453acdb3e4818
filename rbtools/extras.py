"""Entries that fit no planned row: kept as rows of their own, with the plan's columns missing."""

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from rbtools.place import Logged, half_sets_of
from rbtools.timeline import as_instants, as_local, codes_in

Array = np.ndarray | ExtensionArray
Columns = dict[str, Array]


def with_extras(rows: pd.DataFrame, planned: Columns, entries: pd.DataFrame, log: Logged) -> Columns:
    """Put the entries that fit no planned row behind the rows of their client."""
    n, done = len(rows), log.done
    client, exercise = (_joined(rows[name], entries[name]) for name in ("client", "exercise"))
    order = np.lexsort((log.side, log.instant, log.date, exercise.codes[n:], client.codes[n:]))
    source = np.append(np.arange(n), n + order)
    source = source[np.argsort(client.codes[source], kind="stable")]
    columns = {name: _spread(values, np.where(source < n, source, -1)) for name, values in planned.items()}
    half_sets, reps = _dose_of_extras(rows, log)

    def both(name: str, extras: object) -> Array:
        parts = [pd.Series(values) for values in (planned[name], extras)]
        return pd.concat(parts, ignore_index=True).take(source).array

    return columns | {
        "client": client.take(source),
        "exercise": exercise.take(source),
        "date": both("date", as_local(log.date)),
        "excused": both("excused", pd.Series("", index=range(len(done)), dtype=rows["excused"].dtype)),
        "performed_at": both("performed_at", as_instants(log.instant, ~done)),
        "sets_done": both("sets_done", half_sets / 2),
        "reps_done": both("reps_done", reps),
        "status": both("status", pd.Series("extra", index=range(len(done)), dtype=planned["status"].dtype)),
    }


def _dose_of_extras(rows: pd.DataFrame, log: Logged) -> tuple[np.ndarray, pd.arrays.IntegerArray]:
    """Half sets and reps; a named side is half a set where the client's plan has the exercise for two sides."""
    n_exercises = len(rows["exercise"].cat.categories)
    keys = rows["client"].cat.codes.to_numpy().astype("int64") * n_exercises + rows["exercise"].cat.codes.to_numpy()
    known = (log.client >= 0) & (log.exercise >= 0)
    two_sided = known & np.isin(log.client * n_exercises + log.exercise, keys[rows["sides"].to_numpy() == 2])
    left, right = log.by_side(np.where(two_sided, 2, 1))
    return half_sets_of(left, right, two_sided), pd.arrays.IntegerArray((left + right) * log.reps, log.reps == 0)


def _joined(planned: pd.Series, extras: pd.Series) -> pd.Categorical:
    """The ids of planned rows and extras, one after the other, with the categories that occur, in text order."""
    extras = extras.cat.remove_unused_categories()
    ids = planned.cat.categories.union(extras.cat.categories)
    return pd.Categorical.from_codes(np.append(codes_in(planned, ids), codes_in(extras, ids)), categories=ids)


def _spread(values: Array, at: np.ndarray) -> Array:
    """The values at these positions; at -1 missing, false or 0."""
    if not isinstance(values, np.ndarray):
        return values.take(at, allow_fill=True)
    return np.append(values, np.array([np.nan if values.dtype.kind == "f" else 0], dtype=values.dtype))[at]
