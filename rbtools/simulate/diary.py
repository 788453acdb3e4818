"""What simulated people write down: the entries and ratings that a reader would make of their logs."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from rbtools import schema
from rbtools.core.clock import DAY, MINUTE, to_instant, to_wall
from rbtools.core.frame import INSTANT, TEXT
from rbtools.log.values.instants import DAY_START  # a log does not know the plan that it belongs to
from rbtools.simulate.behaviour import Events, Simulation, codes
from rbtools.simulate.people import Flags, Ints, Reals

_NOON = 12 * 60 * MINUTE
_DONE_NOTES = ("", "felt easier", "in a hurry", "tired", "neck a bit stiff", "did it in front of the television")
_SKIP_NOTES = ("", "travelling", "slept in", "headache", "no roller here")
_DAY_NOTES = ("", "long day at the desk", "slept badly", "good day")


def write_entries(simulation: Simulation, events: Events, plan: pd.DataFrame) -> pd.DataFrame:
    """The entries of all clients, without `source` and `line`, in key order."""
    sessions = simulation.sessions
    chosen = np.flatnonzero(events.logged | events.skipped)
    n_rows = sessions.n_rows[chosen]
    begin = np.cumsum(n_rows) - n_rows
    of = np.repeat(chosen, n_rows)
    row = np.repeat(sessions.row[chosen] - begin, n_rows) + np.arange(n_rows.sum())
    exercise = codes(plan["exercise"])[row]
    name = pd.util.hash_array(plan["exercise"].cat.categories.to_numpy(dtype=object))[exercise]
    place = (sessions.client[of], sessions.session[of], name.view(np.int64))
    dose = plan[["sides", "sets_min", "sets_max", "reps"]].take(row).reset_index(drop=True)
    sets = np.where(events.skipped[of], 0, _sets(simulation, events.partial[of], dose, place, begin))
    keep = (sets > 0) | events.skipped[of] | (simulation.chance.uniform("logs left out", *place) < 0.3)
    named = (sets > 0) & (dose["sides"] == 2).to_numpy() & simulation.people.names_side[sessions.client[of]]
    line = np.repeat(np.flatnonzero(keep), 1 + named[keep])
    second = np.r_[False, line[1:] == line[:-1]] if len(line) else np.zeros(0, dtype=bool)
    fewer = second & (sets[line] > 1) & (simulation.chance.uniform("fewer right", *(p[line] for p in place)) < 0.1)
    side = np.where(named[line], 1 + second, 0)
    first_row = np.r_[True, of[line][1:] != of[line][:-1]] if len(line) else np.zeros(0, dtype=bool)
    return _entry_frame(
        simulation, events, plan, of[line], exercise[line], side, sets[line] - fewer, dose.take(line), first_row
    )


def _sets(
    simulation: Simulation, partial: Flags, dose: pd.DataFrame, place: tuple[Ints, Ints, Ints], begin: Ints
) -> Ints:
    """Sets done of each planned exercise: a partial session lacks an exercise, or sets of one, but never all."""
    low, high = dose["sets_min"].to_numpy(), dose["sets_max"].to_numpy()
    zeal = (simulation.chance.uniform("zeal", *place) + simulation.people.fullness[place[0]]) / 2
    whole = low + (zeal * (high - low + 1)).astype(np.int64)
    if not len(begin):
        return whole
    rank = simulation.chance.uniform("left out", *place)
    n_rows = np.diff(begin, append=len(rank))
    lowest = rank == np.repeat(np.minimum.reduceat(rank, begin), n_rows)
    highest = rank == np.repeat(np.maximum.reduceat(rank, begin), n_rows)
    left_out = partial & ~highest & (lowest | (rank < 0.35))
    fewer = partial & ~left_out & ((rank < 0.6) | (lowest & highest))
    some = 1 + (zeal * (low - 1)).astype(np.int64)
    return np.select([left_out, fewer], [0, some], whole)


def _entry_frame(
    simulation: Simulation,
    events: Events,
    plan: pd.DataFrame,
    of: Ints,
    exercise: Ints,
    side: Ints,
    sets: Ints,
    dose: pd.DataFrame,
    first_row: Flags,
) -> pd.DataFrame:
    """One row an entry; `of` is its session, `side` its place in `schema.SIDES`."""
    sessions, people, who = simulation.sessions, simulation.people, simulation.sessions.client[of]
    tz, zones = sessions.tz[of], list(plan["tz"].cat.categories)
    dated_only, done = events.dated_only[of], sets > 0
    slot = np.where(people.names_slot[who], sessions.slot[of], -1)
    at = np.where(dated_only, _noons(sessions.date[of], tz, zones), events.performed[of])
    at += MINUTE * _place_that_day((who, sessions.date[of], exercise, side, slot, sessions.session[of]), dated_only)
    local = _by_zone(to_wall, at, tz, zones)
    date = np.where(dated_only, sessions.date[of], _plan_day(local))
    reps, sides = dose["reps"].to_numpy(), np.where(side > 0, 1, dose["sides"].to_numpy())
    noted = first_row & (simulation.chance.uniform("note", who, sessions.session[of]) < np.where(done, 0.08, 0.5))
    place = (who, sessions.session[of], exercise * 0)
    note = _pick(_DONE_NOTES, simulation.chance.uniform("which note", *place), noted & done)
    note = note.where(done | ~noted, _pick(_SKIP_NOTES, simulation.chance.uniform("which note", *place), noted))
    return pd.DataFrame(
        {
            "client": _category(who, plan["client"]),
            "performed_at": _instants(at),
            "exercise": _category(exercise, plan["exercise"]),
            "side": _choice(side, schema.SIDES),
            "performed_local": local.view("datetime64[us]"),
            "date": date.view("datetime64[us]"),
            "slot": _category(slot, plan["slot"]),
            "time_known": ~dated_only,
            "sets": sets,
            "reps": pd.Series(reps, dtype="Int64").where(done & people.logs_reps[who]),
            "minutes": np.where(done & people.logs_minutes[who], _minutes(sets, reps * sides), np.nan),
            "outcome": _choice(np.where(done, 0, 1), schema.OUTCOMES),
            "recorded_at": _never(len(who)),
            "note": note,
        },
        copy=False,
    )


def _minutes(sets: Ints, reps: Ints) -> Reals:
    """Eight seconds a rep and twenty between sets, to half a minute."""
    return np.rint((sets * reps * 8 + (sets - 1) * 20) / 30) / 2


def _place_that_day(keys: tuple[Ints, ...], dated_only: Flags) -> Ints:
    """Of entries with a date alone: how many of the same client, date, exercise and side stand before it."""
    place = np.zeros(len(dated_only), dtype=np.int64)
    rows = np.flatnonzero(dated_only)
    if len(rows):
        order = rows[np.lexsort([key[rows] for key in keys[::-1]])]
        new = np.r_[True, np.logical_or.reduce([k[order][1:] != k[order][:-1] for k in keys[:4]])]
        count = np.arange(len(order))
        place[order] = count - np.maximum.accumulate(np.where(new, count, 0))
    return place


def write_ratings(simulation: Simulation, events: Events, level: Reals, plan: pd.DataFrame) -> pd.DataFrame:
    """The ratings of all clients, without `source` and `line`."""
    zones = list(plan["tz"].cat.categories)
    parts = [
        _day_ratings(simulation, level, zones),
        *(_session_ratings(simulation, events, level, zones, moment) for moment in ("before", "after")),
    ]
    found = pd.concat(parts, ignore_index=True)
    return found.assign(
        client=_category(found["client"].to_numpy(), plan["client"]),
        rated_at=_instants(found["rated_at"].to_numpy()),
        rated_local=found["rated_local"].to_numpy().view("datetime64[us]"),
        date=found["date"].to_numpy().view("datetime64[us]"),
        slot=_category(found["slot"].to_numpy(), plan["slot"]),
    )


def _day_ratings(simulation: Simulation, level: Reals, zones: list[str]) -> pd.DataFrame:
    """One rating an evening, on planned days and on the baseline days before the plan's first."""
    sessions, people, before = simulation.sessions, simulation.people, simulation.parameters.baseline_days
    tz = np.full(level.shape, -1, dtype=np.int64)
    tz[sessions.client, sessions.day + before - 1] = sessions.tz
    first = np.flatnonzero(np.r_[True, sessions.client[1:] != sessions.client[:-1]])
    tz[:, :before] = sessions.tz[first][:, None]
    start = sessions.date[first] - (sessions.day[first] - 1) * DAY
    who, column = np.nonzero(tz >= 0)
    day = column - before + 1
    stopped = people.stops_rating[who] & (day >= np.maximum(people.quits[who], 1))
    rated = ~stopped & (simulation.chance.uniform("rates day", who, day) >= simulation.parameters.ratings_missing)
    who, column, day = who[rated], column[rated], day[rated]
    minutes = np.clip(np.rint(21.5 * 60 + 25 * simulation.chance.normal("rated at", who, day)), 18 * 60, 24 * 60 - 1)
    date = start[who] + (day - 1) * DAY
    value = level[who, column]
    pain = _whole(value / 3 - 0.5 + 0.7 * simulation.chance.normal("pain", who, day))
    noted = simulation.chance.uniform("day note", who, day) < 0.04
    zone = tz[who, column]
    at = _by_zone(to_instant, date + minutes.astype(np.int64) * MINUTE, zone, zones)
    return _ratings(
        who, at, _by_zone(to_wall, at, zone, zones), "day", date, np.full(len(who), -1), _whole(value)
    ).assign(
        pain=np.where(people.rates_pain[who], pain, np.nan),
        note=_pick(_DAY_NOTES, simulation.chance.uniform("which day note", who, day), noted),
    )


def _session_ratings(
    simulation: Simulation, events: Events, level: Reals, zones: list[str], moment: str
) -> pd.DataFrame:
    """Ratings before or after sessions that were done and written down at the time."""
    sessions, parameters = simulation.sessions, simulation.parameters
    rated = simulation.share(f"rates {moment}", 1 - parameters.ratings_missing)
    at = np.flatnonzero(rated & events.did & events.logged & ~events.dated_only)
    who, session = sessions.client[at], sessions.session[at]
    value = level[who, sessions.day[at] + parameters.baseline_days - 1] - parameters.relief * (moment == "after")
    value = value + 0.6 * simulation.chance.normal(f"tightness {moment}", who, session)
    local = _by_zone(to_wall, events.performed[at], sessions.tz[at], zones)
    slot = np.where(simulation.people.names_slot[who], sessions.slot[at], -1)
    return _ratings(who, events.performed[at], local, moment, _plan_day(local), slot, _whole(value))


def _whole(value: Reals) -> Reals:
    """The nearest whole rating from 0 to 10; adding 0 makes a 0 of the -0 that rounding gives."""
    return np.clip(np.rint(value), 0, 10) + 0.0


def _ratings(who: Ints, at: Ints, local: Ints, moment: str, date: Ints, slot: Ints, tightness: Reals) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "client": who,
            "rated_at": at,
            "moment": _choice(np.full(len(who), schema.MOMENTS.index(moment)), schema.MOMENTS),
            "rated_local": local,
            "date": date,
            "slot": slot,
            "tightness": tightness,
            "pain": np.full(len(who), np.nan),
            "recorded_at": _never(len(who)),
            "note": _pick(("",), np.zeros(len(who)), np.zeros(len(who), dtype=bool)),
        }
    )


def _plan_day(local: Ints) -> Ints:
    return (local - DAY_START) // DAY * DAY


def _noons(date: Ints, tz: Ints, zones: list[str]) -> Ints:
    return _by_zone(to_instant, date + _NOON, tz, zones)


def _by_zone(convert: Callable[[Ints, str], Ints], times: Ints, tz: Ints, zones: list[str]) -> Ints:
    converted = np.empty_like(times)
    for code in np.unique(tz).tolist():
        here = tz == code
        converted[here] = convert(times[here], zones[code])
    return converted


def _pick(words: tuple[str, ...], u: Reals, noted: Flags) -> pd.Series:
    """A note for each chosen row, each as likely; the first is the empty one."""
    which = np.where(noted, 1 + (u * (len(words) - 1)).astype(np.int64), 0)
    return pd.Series(pd.array(list(words), dtype=TEXT).take(which))


def _category(which: npt.NDArray[np.integer], like: pd.Series) -> pd.Categorical:
    return pd.Categorical.from_codes(which, categories=like.cat.categories)


def _choice(which: npt.NDArray[np.integer], of: tuple[str, ...]) -> "pd.Categorical[str]":
    return pd.Categorical.from_codes(which, categories=pd.Index(of))


def _instants(at: Ints) -> pd.Series:
    return pd.Series(at.view("datetime64[us]")).dt.tz_localize("UTC")


def _never(n: int) -> pd.Series:
    return pd.Series(pd.NaT, index=range(n), dtype=INSTANT)
