"""Wall clocks the slow and obvious way, with zoneinfo alone: what the fast code has to agree with."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


def exists(wall: datetime, tz: str) -> bool:
    """Whether the clocks of the zone ever show this time."""
    zone = ZoneInfo(tz)
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall


def first_existing(wall: datetime, tz: str) -> datetime:
    """The wall time itself, or the first later whole minute that the clocks show."""
    while not exists(wall, tz):
        wall += MINUTE
    return wall


def instant(wall: datetime, tz: str) -> datetime:
    """UTC of the first existing wall time, the first of the two where it is shown twice."""
    return first_existing(wall, tz).replace(tzinfo=ZoneInfo(tz), fold=0).astimezone(UTC)


def date_exists(day: date, tz: str) -> bool:
    """Whether any minute of the date is shown."""
    midnight = datetime.combine(day, datetime.min.time())
    return any(exists(midnight + MINUTE * minute, tz) for minute in range(0, 24 * 60, 15))


def changes(tz: str, first_year: int, last_year: int) -> list[date]:
    """UTC dates at whose end the offset is another than at their beginning."""
    zone = ZoneInfo(tz)
    day = datetime(first_year, 1, 1, tzinfo=UTC)
    found = []
    while day.year <= last_year:
        tomorrow = day + timedelta(days=1)
        if day.astimezone(zone).utcoffset() != tomorrow.astimezone(zone).utcoffset():
            found.append(day.date())
        day = tomorrow
    return found
