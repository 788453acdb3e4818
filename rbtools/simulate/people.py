"""Simulated people: what they are like, with the source of every number, and the chance that decides for each of them.

A draw depends on the seed, the client's id, what it is for and its place in that client's record; on nothing else. So
a client's record is the same alone, among millions, or in any partition.
"""

from dataclasses import dataclass, field, fields
from typing import Any, Self
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import betaincinv, ndtri

from rbtools.core.arguments import real, whole
from rbtools.errors import ArgumentError

Reals = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def _number(default: float, low: float, high: float, source: str) -> Any:
    """A parameter with its default, its limits and where the default is from."""
    return field(default=default, metadata={"low": low, "high": high, "source": source})


@dataclass(frozen=True, kw_only=True)
class SimulationParameters:
    """The parameters of `simulate_log`: default, limits and source of each; its docstring gives the meanings."""

    adherence: float = _number(
        4.5 / 7.1, 0, 1, "Beta(4.5, 2.6): 60.7 % by frequency, 70.9 % by duration, doi:10.1186/1471-2474-10-155"
    )
    adherence_count: float = _number(7.1, 0.1, 1e6, "the same Beta; a twice-daily app had 62/26/11 %, PMC8663573")
    declining: float = _number(0.25, 0, 1, "choice; coached people 12 % (Arensman 2023)")
    improving: float = _number(0.20, 0, 1, "choice; coached people 43 % (Arensman 2023)")
    weekly_change: float = _number(0.08, 0, 1, "choice; habit decays exponentially (sensor study, n 2,583)")
    quitting: float = _number(0.03, 0, 1, "choice, a week")
    never_start: float = _number(0.03, 0, 1, "choice")
    evening: float = _number(0.05, 0, 1, "assumption, no source found")
    weekend: float = _number(0.05, 0, 1, "assumption, no source found")
    partial: float = _number(0.15, 0, 1, "choice")
    unlogged: float = _number(0.10, 0, 1, "choice")
    inflation: float = _number(0.25, 0, 1, "diaries held 220 sessions where a sensor saw 176 (Nicolson 2018)")
    skip_logged: float = _number(0.05, 0, 1, "choice")
    late_writers: float = _number(0.15, 0, 1, "choice")
    late_days: float = _number(0.60, 0, 1, "choice")
    late_evenings: float = _number(0.08, 0, 1, "choice")
    baseline_days: int = _number(7, 0, 28, "choice: 7 days against 7 is about the first design that sees 2 points")
    ratings_missing: float = _number(0.15, 0, 1, "completion 85 %, n 701 (Ono 2019), jmir.org/2019/2/e11398")
    ratings_end: float = _number(0.50, 0, 1, "choice")
    tightness: float = _number(5.5, 0, 10, "choice")
    tightness_spread: float = _number(1.2, 0, 5, "choice")
    sd: float = _number(1.3, 0, 5, "choice; Harris 2005")
    sd_spread: float = _number(0.25, 0, 1, "choice")
    phi: float = _number(0.3, 0, 0.95, "choice")
    natural_fall: float = _number(0.8, -10, 10, "choice; new neck pain fell 6.1 to 2.5 in two weeks (Leaver 2013)")
    effect: float = _number(0.0, -10, 10, "choice: nothing is promised")
    effect_by_dose: float = _number(1.0, 0, 1, "choice")
    relief: float = _number(0.5, -10, 10, "choice")

    @classmethod
    def of(cls, given: dict[str, Any]) -> Self:
        """Change some of the defaults; raises `ArgumentError` for an unknown name or a value out of range."""
        known = {f.name: f.metadata for f in fields(cls)}
        for name, value in given.items():
            if name not in known:
                raise ArgumentError.not_in("parameter", name, known)
            low, high = known[name]["low"], known[name]["high"]
            real(name, value, low, high)
            if name == "baseline_days":
                whole(name, value, int(low), int(high))
        parameters = cls(**given)
        if parameters.declining + parameters.improving > 1:
            raise ArgumentError.not_allowed("declining", parameters.declining, "with improving, at most 1 together")
        return parameters


class Chance:
    """Random numbers that are looked up, not drawn: by seed, client, purpose and place (splitmix64 as a hash).

    >>> chance = Chance(1, np.array(["anna", "ben"], dtype=object))
    >>> ben = Chance(1, np.array(["ben"], dtype=object))
    >>> day = np.array([28])
    >>> bool(chance.uniform("sleep", np.array([1]), day) == ben.uniform("sleep", np.array([0]), day))
    True
    """

    def __init__(self, seed: int, clients: npt.NDArray[np.object_]) -> None:
        self._seed = np.array([seed], dtype=np.uint64)
        self._client = pd.util.hash_array(clients)

    def uniform(self, purpose: str, client: Ints, *place: Ints) -> Reals:
        """Evenly spread numbers between 0 and 1, without 0 and 1, one for each client code and place."""
        salt = _mixed(self._seed ^ _mixed(np.array([crc32(purpose.encode())], dtype=np.uint64)))
        word = _mixed(self._client ^ salt)[client]
        for index in place:
            word = _mixed(word ^ _mixed(index.astype(np.uint64) + _GOLDEN))
        return ((word >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52

    def normal(self, purpose: str, client: Ints, *place: Ints) -> Reals:
        """Standard normal numbers, looked up like the even ones."""
        found: Reals = ndtri(self.uniform(purpose, client, *place))
        return found


def _mixed(word: Words) -> Words:
    """The finaliser of splitmix64 (Steele, Lea and Flood 2014, doi:10.1145/2714064.2660195)."""
    word = word + _GOLDEN
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


@dataclass(frozen=True, slots=True)
class People:
    """What each client is like; one number a client."""

    adherence: Reals
    course: Reals
    quits: Reals
    inflation: Reals
    stops_rating: Flags
    base: Reals
    sd: Reals
    minutes_off: Reals
    fullness: Reals
    writes_late: Flags
    names_slot: Flags
    names_side: Flags
    logs_reps: Flags
    logs_minutes: Flags
    rates_pain: Flags


def draw_people(parameters: SimulationParameters, chance: Chance, n: int) -> People:
    """The traits of clients 0 to n - 1; shares without a name in `SimulationParameters` are choices."""
    who = np.arange(n)

    def share(purpose: str, of: float) -> Flags:
        return chance.uniform(purpose, who) < of

    course = chance.uniform("course", who)
    weekly: Reals = parameters.weekly_change * (
        (course > 1 - parameters.improving).astype(np.float64) - (course < parameters.declining)
    )
    return People(
        adherence=_beta(parameters, chance.uniform("adherence", who)),
        course=weekly,
        quits=np.where(share("never start", parameters.never_start), 0, _quitting_day(parameters, chance, who)),
        inflation=parameters.inflation * chance.uniform("inflation", who),
        stops_rating=share("ratings end", parameters.ratings_end),
        base=np.clip(parameters.tightness + parameters.tightness_spread * chance.normal("base", who), 0, 10),
        sd=parameters.sd * np.exp(parameters.sd_spread * chance.normal("sd", who)),
        minutes_off=20 * chance.normal("minutes off", who),
        fullness=chance.uniform("fullness", who),
        writes_late=share("writes late", parameters.late_writers),
        names_slot=share("names slot", 0.8),
        names_side=share("names side", 0.15),
        logs_reps=share("logs reps", 0.6),
        logs_minutes=share("logs minutes", 0.3),
        rates_pain=share("rates pain", 0.25),
    )


def _beta(parameters: SimulationParameters, u: Reals) -> Reals:
    mean, count = parameters.adherence, parameters.adherence_count
    if mean in (0, 1):
        return np.full(len(u), float(mean))
    found: Reals = betaincinv(mean * count, (1 - mean) * count, u)
    return found


def _quitting_day(parameters: SimulationParameters, chance: Chance, who: Ints) -> Reals:
    """The plan day from which nothing more is done, at a constant risk; infinite for who never quits."""
    if parameters.quitting in (0, 1):
        return np.full(len(who), np.inf if parameters.quitting == 0 else 1)
    daily = np.log1p(-parameters.quitting) / 7
    return 1 + np.ceil(np.log(chance.uniform("quitting", who)) / daily)
