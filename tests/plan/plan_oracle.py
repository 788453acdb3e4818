"""A slow, obvious oracle of plans: one client, day by day, with datetime and zoneinfo alone."""

from datetime import datetime, time, timedelta
from functools import cache
from itertools import pairwise

import zone_oracle

date_exists, instant = cache(zone_oracle.date_exists), cache(zone_oracle.instant)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ONE = timedelta(days=1)


def time_of(value, day):
    """The clock time of a slot on a date, None for no session."""
    if isinstance(value, str):
        return value
    by_weekday = dict(value)
    name = WEEKDAYS[day.weekday()]
    return by_weekday[name] if name in by_weekday else by_weekday["other"]


def day_of(day, tz, times, day_start):
    """The sessions of one plan day; `times` are the pairs of slot and time, or slot and pairs of weekday and time."""
    return sessions_of(day, tz, times, day_start)


@cache
def sessions_of(day, tz, times, day_start):
    """The sessions of one plan day in time order: (slot, scheduled, opens, closes), instants in UTC."""
    if not date_exists(day, tz):
        return []
    begin, end = opening(day, tz, day_start), opening(day + ONE, tz, day_start)
    walls = []
    for slot, value in times:
        clock = time_of(value, day)
        if clock is not None:
            hour, minute = map(int, clock.split(":"))
            on = day + ONE if time(hour, minute) < parsed(day_start) else day
            walls.append((datetime.combine(on, time(hour, minute)), slot))
    walls.sort()
    at = [instant(wall, tz) for wall, _ in walls]
    borders = [begin, *(min(a + (b - a) // 2 + timedelta(microseconds=1), end) for a, b in pairwise(at)), end]
    return [(slot, at[n], borders[n], borders[n + 1]) for n, (_, slot) in enumerate(walls)]


def opening(day, tz, day_start):
    while not date_exists(day, tz):
        day += ONE
    return instant(datetime.combine(day, parsed(day_start)), tz)


def parsed(text):
    hour, minute = map(int, text.split(":"))
    return time(hour, minute)


class Planned:
    """A plan as the setting (zone, times, day start) and the doses of each of its dates."""

    def __init__(self, start, weeks, times, tz, day_start, exercises):
        """`exercises` are (id, sets_min, sets_max, first week)."""
        self.start, self.version = start, 1
        self.days = {
            start + n * ONE: {
                "setting": (tz, times, day_start),
                "version": 1,
                "doses": {e: (low, high) for e, low, high, week in exercises if n // 7 + 1 >= week},
            }
            for n in range(weeks * 7)
        }
        self.trim()

    def revise(self, first, *, tz=None, times=None, day_start=None, doses=None):
        """A new zone, times, day start or doses from a date on."""
        for day in [day for day in self.days if day >= first]:
            old = self.days[day]
            zone, slots, start = old["setting"]
            kept = {e: (doses or {}).get(e, dose) for e, dose in old["doses"].items()}
            setting = (tz or zone, times or slots, day_start or start)
            self.days[day] = {"setting": setting, "version": None, "doses": kept}
        self.number()

    def shift(self, first, days):
        """What is done moves; zones, times and day starts stay with their dates."""
        settings = {day: planned["setting"] for day, planned in self.days.items()}
        moved = {day: self.days.pop(day)["doses"] for day in sorted(settings) if day >= first}
        if not self.days:
            self.start += days * ONE
        for day, doses in moved.items():
            on = day + days * ONE
            setting = settings[max((known for known in settings if known <= on), default=min(settings))]
            self.days[on] = {"setting": setting, "version": None, "doses": doses}
        self.number()

    def number(self):
        """Versions of the days planned again, in time order: one more where the setting changes or after a pause."""
        before = None
        for day in sorted(self.days):
            planned = self.days[day]
            if day - ONE not in self.days:
                before = None
            if planned["version"] is None and day_of(day, *planned["setting"]):
                self.version += before != planned["setting"]
                planned["version"], before = self.version, planned["setting"]
        for day in sorted(self.days, reverse=True):  # a day without a session goes with the day after it
            if self.days[day]["version"] is None:
                self.days[day]["version"] = self.days.get(day + ONE, {"version": 0})["version"]
        self.trim()

    def trim(self):
        """Days without a session at the beginning or the end of a version are no days of the plan any more."""
        for version in {planned["version"] for planned in self.days.values()}:
            days = [day for day, planned in self.days.items() if planned["version"] == version]
            used = [day for day in days if day_of(day, *self.days[day]["setting"])]
            for day in sorted(days):
                if not used or not min(used) <= day <= max(used):
                    del self.days[day]
                elif day not in used:  # nothing in the plan says what would be done on it: it is as the day before
                    self.days[day]["doses"] = self.days[day - ONE]["doses"]

    def rows(self):
        """Every row of the plan as a tuple, in time order."""
        found, number, before, last = [], 0, None, None
        for day in sorted(self.days):
            planned = self.days[day]
            tz, times, day_start = planned["setting"]
            n = (day - self.start).days + 1
            for place, (slot, at, opens, closes) in enumerate(day_of(day, tz, times, day_start)):
                if last is not None:  # a change of zone or day start leaves neither a hole nor an overlap
                    opens = last if not place and before == day - ONE else max(opens, last)
                    closes = max(closes, last)
                number, last = number + 1, closes
                when = (planned["version"], tz, day_start, at, opens, closes)
                for exercise, dose in sorted(planned["doses"].items()):
                    found.append((number, day, n, (n - 1) // 7 + 1, slot, exercise, *dose, *when))
                before = day
        return found
