"""Durations of conditions: read, written, and counted off from a moment. Both evaluators call this module.

A day is 24 hours and a week seven days, exactly. Months and years are calendar ones in the workspace's zone,
at the same time of day, cut at the month's end (31 March less a month is 28 or 29 February). A clock reading
that the zone skips or has twice is taken as the earlier of its two moments: 02:30 skipped on the way to
summer time is 01:30; this is what ClickHouse's `addMonths` does too (tried with chDB 4.4).
"""

import calendar
import re
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from otklik.segments.language.conditions import Duration

SECOND_MS: Final = 1_000
MINUTE_MS: Final = 60 * SECOND_MS
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS
WEEK_MS: Final = 7 * DAY_MS
MONTHS_A_YEAR: Final = 12
MAX_YEARS: Final = 100
AVERAGE_MONTH_MS: Final = 2_629_746_000
"""Of the Gregorian calendar: 365.2425 days in twelve; only bounds and rough orders use it."""

_PATTERN: Final = re.compile(
    r"P(?:(?P<weeks>\d{1,9})W"
    r"|(?=\d|T\d)(?:(?P<years>\d{1,9})Y)?(?:(?P<months>\d{1,9})M)?(?:(?P<days>\d{1,9})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?"
    r"(?:(?P<seconds>\d{1,12}(?:[.,]\d{1,9})?)S)?)?)",
    re.ASCII,
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)
# A zone may lie a day off UTC, so the last days of the calendar are left alone.
_FIRST_MS: Final = (datetime(1, 1, 3, tzinfo=UTC) - _EPOCH) // _MS
_LAST_MS: Final = (datetime(9999, 12, 29, tzinfo=UTC) - _EPOCH) // _MS


def read_duration(text: str) -> Duration:
    """Read an ISO 8601 duration: `P1Y2M3DT4H5M6.5S` or `P2W`; capitals, no sign, a fraction of seconds only.

    Raises ValueError, in words, for anything else, for parts of a millisecond and for over 100 years.
    """
    found = _PATTERN.fullmatch(text)
    if found is None:
        raise ValueError("an ISO 8601 duration such as P7D, PT30M or P1Y6M is expected")
    part = {name: int(value or 0) for name, value in found.groupdict().items() if name != "seconds"}
    exact = Decimal((found["seconds"] or "0").replace(",", ".")) * SECOND_MS
    if exact != int(exact):
        raise ValueError("a duration is exact to the millisecond, not finer")
    duration = Duration(
        months=part["years"] * MONTHS_A_YEAR + part["months"],
        milliseconds=part["weeks"] * WEEK_MS
        + part["days"] * DAY_MS
        + part["hours"] * HOUR_MS
        + part["minutes"] * MINUTE_MS
        + int(exact),
    )
    if approximate_ms(duration) > MAX_YEARS * MONTHS_A_YEAR * AVERAGE_MONTH_MS:
        raise ValueError(f"a duration is at most {MAX_YEARS} years")
    return duration


def write_duration(duration: Duration) -> str:
    """Write a duration in ISO 8601: whole weeks as weeks, else the parts that are not nought."""
    years, months = divmod(duration.months, MONTHS_A_YEAR)
    if not duration.months and duration.milliseconds and duration.milliseconds % WEEK_MS == 0:
        return f"P{duration.milliseconds // WEEK_MS}W"
    days, rest = divmod(duration.milliseconds, DAY_MS)
    hours, rest = divmod(rest, HOUR_MS)
    minutes, rest = divmod(rest, MINUTE_MS)
    seconds = f"{rest // SECOND_MS}.{rest % SECOND_MS:03}".rstrip("0").rstrip(".") if rest else ""
    date = _joined((years, "Y"), (months, "M"), (days, "D"))
    time = _joined((hours, "H"), (minutes, "M")) + (f"{seconds}S" if seconds else "")
    return f"P{date}T{time}" if time else f"P{date or 'T0S'}"


def add(moment_ms: int, duration: Duration, zone: ZoneInfo) -> int:
    """The moment `duration` after `moment_ms` (milliseconds since 1970): months first, then exact time."""
    return _shift_months(moment_ms, duration.months, zone) + duration.milliseconds


def subtract(moment_ms: int, duration: Duration, zone: ZoneInfo) -> int:
    """The moment `duration` before `moment_ms` (milliseconds since 1970): months first, then exact time.

    With months in it this is no inverse of `add`, and does not even rise with the moment: 31 March 09:00 less
    a month is 28 February 09:00, and 30 March 10:00 less a month is 28 February 10:00.
    """
    return _shift_months(moment_ms, -duration.months, zone) - duration.milliseconds


def approximate_ms(duration: Duration) -> int:
    """About how long it is, for bounds and sorting: a month counts as a twelfth of 365.2425 days."""
    return duration.months * AVERAGE_MONTH_MS + duration.milliseconds


def local_moment_ms(local: datetime, zone: ZoneInfo) -> int:
    """The moment of a naive clock reading in `zone`; skipped or doubled readings are the earlier moment."""
    aware = local.replace(tzinfo=zone)
    moments = [(aware.replace(fold=fold) - _EPOCH) // _MS for fold in (0, 1)]
    return min(moments)


def local_reading(moment_ms: int, zone: ZoneInfo) -> datetime:
    """What the clocks of `zone` show at a moment, as a naive datetime; outside years 1–9999 the nearest."""
    inside = min(max(moment_ms, _FIRST_MS), _LAST_MS)
    return (_EPOCH + inside * _MS).astimezone(zone).replace(tzinfo=None)


def _shift_months(moment_ms: int, months: int, zone: ZoneInfo) -> int:
    if months == 0:
        return moment_ms
    local = local_reading(moment_ms, zone)
    year, month = divmod(local.year * MONTHS_A_YEAR + local.month - 1 + months, MONTHS_A_YEAR)
    if not MINYEAR < year < MAXYEAR:
        return _FIRST_MS if months < 0 else _LAST_MS
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return local_moment_ms(local.replace(year=year, month=month + 1, day=day, fold=0), zone)


def _joined(*parts: tuple[int, str]) -> str:
    return "".join(f"{number}{mark}" for number, mark in parts if number)
