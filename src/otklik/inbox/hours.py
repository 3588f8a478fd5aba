"""When the team works: intervals of the days of a week in a zone, and holidays. Pure.

An interval belongs to the day it begins on: one over midnight goes on into the next day, even into a holiday,
and on a holiday none begins. Times that a change of the clocks skips are read by the clock before it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

import msgspec

DAY_MIN: Final = 24 * 60
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")
_AHEAD: Final = 400
"""Days that are looked through for the next opening: more than a year of holidays is closed for good."""
Interval: TypeAlias = tuple[int, int]
"""Minutes since midnight; an end that is not later than its begin is of the next day."""


class Hours(msgspec.Struct, frozen=True):
    """Intervals of Monday to Sunday in the local time of a zone; no interval begins on a holiday."""

    zone: str = "UTC"
    days: tuple[tuple[Interval, ...], ...] = (((0, DAY_MIN),),) * 7
    holidays: frozenset[date] = frozenset()


def stored_hours(settings: Mapping[str, Any]) -> Hours:
    """Hours of the chat's settings as they are kept; round the clock when none were set."""
    given = settings.get("hours")
    if not given:
        return Hours()
    return read_hours(zone=given["zone"], days=given["days"], holidays=given["holidays"])


def read_time(text: str) -> int:
    """Minutes of `HH:MM`, 24:00 is the end of the day. Raises ValueError."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError("a time is written as HH:MM, from 00:00 to 24:00")
    return DAY_MIN if found[1] is None else int(found[1]) * 60 + int(found[2])


def read_hours(*, zone: str, days: Sequence[Sequence[Sequence[str]]], holidays: Sequence[str]) -> Hours:
    """Hours as settings give them. Raises ValueError: no zone, no time, no date, an empty interval."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise ValueError("there is no such time zone") from None
    return Hours(
        zone,
        tuple(tuple(_read_interval(each) for each in day) for day in days),
        frozenset(date.fromisoformat(each) for each in holidays),
    )


def _read_interval(given: Sequence[str]) -> Interval:
    begin, end = (read_time(each) for each in given)
    if begin in {end, DAY_MIN}:
        raise ValueError("an interval begins before 24:00 and ends at another time")
    return begin, end


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether the team works at a moment (aware)."""
    return any(begin <= at < end for begin, end in _spans(hours, at, days=1))


def next_open(hours: Hours, at: datetime) -> datetime | None:
    """When the team works next, in UTC: the moment itself while it works, None when never."""
    if is_open(hours, at):
        return at.astimezone(UTC)
    return min((begin for begin, _ in _spans_until_found(hours, at)), default=None)


def list_spans(hours: Hours, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """When the team works between two moments (aware), in UTC: in order, none touching another."""
    days = (until - since).days + 2
    found: list[tuple[datetime, datetime]] = []
    for begin, end in sorted(_spans(hours, since, days=days)):
        cut = (max(begin, since), min(end, until))
        if cut[0] >= cut[1]:
            continue
        if found and cut[0] <= found[-1][1]:
            found[-1] = (found[-1][0], max(cut[1], found[-1][1]))
        else:
            found.append(cut)
    return found


def _spans_until_found(hours: Hours, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Spans that begin after `at`, of the first day that has some and of the next."""
    last: date | None = None
    for begin, end in _spans(hours, at, days=_AHEAD):
        if last is not None and begin.date() > last + timedelta(days=2):
            return
        if begin > at:
            last = last or begin.date()
            yield begin, end


def _spans(hours: Hours, at: datetime, *, days: int) -> Iterator[tuple[datetime, datetime]]:
    """Working spans in UTC of the day before `at` and of `days` days from its day on."""
    zone = ZoneInfo(hours.zone)
    today = at.astimezone(zone).date()
    for number in range(-1, days):
        day = today + timedelta(days=number)
        if day in hours.holidays:
            continue
        for begin, end in hours.days[day.weekday()]:
            until = end if end > begin else end + DAY_MIN
            span = (_moment(zone, day, begin, fold=0), _moment(zone, day, until, fold=1))
            if span[0] < span[1]:
                yield span


def _moment(zone: ZoneInfo, day: date, minutes: int, *, fold: int) -> datetime:
    """A local time as UTC. Of an hour that comes twice a begin is the first, an end the second."""
    later, rest = divmod(minutes, DAY_MIN)
    local = datetime.combine(day + timedelta(days=later), time(rest // 60, rest % 60), tzinfo=zone)
    return local.replace(fold=fold).astimezone(UTC)
