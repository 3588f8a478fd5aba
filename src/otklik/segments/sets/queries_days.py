"""Days of anniversaries: numbers since 1970 in Python and in SQL.

All workspaces: pieces of statements, and plain arithmetic.
"""

from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from otklik.segments.language.durations import local_reading
from otklik.segments.predicate.operators import midnight
from otklik.segments.sets.binding import Binder
from otklik.segments.sets.queries_values import days_sql, written_day_sql

_DAY: Final = timedelta(days=1)
_EPOCH: Final = date(1970, 1, 1)


def kept_days_sql(text: str, today: date, binder: Binder) -> str:
    """The numbers of the next two anniversaries of a date's text: its first comes a year later."""
    year, month, day = written_day_sql(text)
    first = f"greatest({year} + 1, {binder.number(today.year)})"
    is_common = "NOT ((year % 4 = 0 AND year % 100 != 0) OR year % 400 = 0)"
    kept = f"if({month} = 2 AND {day} = 29 AND {is_common}, 28, {day})"
    return f"arrayMap(year -> {days_sql('year', month, kept)}, [{first}, {first} + 1])"


def days_number(day: date) -> int:
    """Days since 1970."""
    return (day - _EPOCH).days


def day_after(day: date) -> date:
    """The next day."""
    return day + _DAY


def day_of(moment_ms: int, zone: ZoneInfo) -> date:
    """The day that is not over at a moment: its next midnight is still to come."""
    day = local_reading(moment_ms, zone).date() - _DAY
    while midnight(day + _DAY, zone) <= moment_ms:
        day += _DAY
    return day


def last_day(moment_ms: int, zone: ZoneInfo) -> date:
    """The last day that has begun by a moment."""
    day = local_reading(moment_ms, zone).date() + _DAY
    while midnight(day, zone) > moment_ms:
        day -= _DAY
    return day
