"""When a window that moves with the clock passes a fixed moment, exactly, calendar months included.

With months in a duration the window's edge does not even rise with the clock: it stands still over the days
that a short month lacks, jumps back at midnight, and skips or repeats an hour where the zone changes its
clocks. Between such breaks it moves as fast as the clock, so the breaks and one subtraction between two of
them give every crossing.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from otklik.kit.clock import to_ms
from otklik.segments.language.conditions import Duration
from otklik.segments.language.durations import DAY_MS, add, local_reading, subtract

Move: TypeAlias = Callable[[int, Duration, ZoneInfo], int]

_MARGIN_MS: Final = 5 * DAY_MS
"""A month is cut by at most three days, and a zone lies at most a day off."""
_KNOWN_DAYS: Final = 16_384
_KNOWN_CROSSINGS: Final = 16_384
_MIDNIGHT: Final = time(0)
_SHORTEST_MONTH_MS: Final = 28 * DAY_MS
_LONGEST_MONTH_MS: Final = 31 * DAY_MS


def leaves_window(moment_ms: int, duration: Duration, zone: ZoneInfo) -> tuple[int, ...]:
    """The moments at which `moment_ms` leaves the window [now − duration, now], or comes back into it."""
    if duration.months == 0:
        return (moment_ms + duration.milliseconds + 1,)
    return _crossings(moment_ms, duration, zone, subtract, add)


def comes_within(moment_ms: int, duration: Duration, zone: ZoneInfo) -> tuple[int, ...]:
    """The moments at which `moment_ms` begins, or ceases, to be at most `duration` ahead of now."""
    if duration.months == 0:
        return (moment_ms - duration.milliseconds,)
    return _crossings(moment_ms - 1, duration, zone, add, subtract)


def earliest_leave(moment_ms: int, duration: Duration) -> int:
    """A lower bound of `leaves_window`, quickly."""
    slack = _MARGIN_MS if duration.months else 0
    return moment_ms + duration.months * _SHORTEST_MONTH_MS + duration.milliseconds - slack


def latest_leave(moment_ms: int, duration: Duration) -> int:
    """An upper bound of `leaves_window`, quickly."""
    slack = _MARGIN_MS if duration.months else 1
    return moment_ms + duration.months * _LONGEST_MONTH_MS + duration.milliseconds + slack


def next_break(now_ms: int, duration: Duration, zone: ZoneInfo, move: Move) -> int:
    """Until the millisecond before this moment after now, `move` goes on as evenly as the clock."""
    high = now_ms + 2 * DAY_MS
    return min((at for at in _breaks(now_ms + 1, high, duration, zone, move) if at > now_ms), default=high)


@lru_cache(_KNOWN_CROSSINGS)
def _crossings(bound_ms: int, duration: Duration, zone: ZoneInfo, move: Move, back: Move) -> tuple[int, ...]:
    """Every t at which "move(t) ≤ bound" is not what it was at t − 1."""
    centre = back(bound_ms, duration, zone)
    low, high = centre - _MARGIN_MS, centre + _MARGIN_MS
    points = sorted({low, high, *_breaks(low, high, duration, zone, move)})
    found: list[int] = []
    was_inside = move(low - 1, duration, zone) <= bound_ms
    for here, following in pairwise(points):
        edge = move(here, duration, zone)
        if (edge <= bound_ms) != was_inside:
            found.append(here)
        passes = here + bound_ms - edge + 1
        if here < passes < following:
            found.append(passes)
        was_inside = edge + following - 1 - here <= bound_ms
    return tuple(found)


def _breaks(low: int, high: int, duration: Duration, zone: ZoneInfo, move: Move) -> Iterator[int]:
    """Where move(t) does not go on evenly, t from `low` to `high`."""
    yield from (moment for moment in _transitions(low, high, zone) if low <= moment <= high)
    months = Duration(months=duration.months)
    reached = sorted((move(low, months, zone), move(high, months, zone)))
    readings = {_MIDNIGHT}
    for moment in _transitions(reached[0] - _MARGIN_MS, reached[1] + _MARGIN_MS, zone):
        readings.add(local_reading(moment, zone).time())
        readings.add((local_reading(moment - 1, zone) + timedelta(milliseconds=1)).time())
    day = local_reading(low, zone).date()
    last = local_reading(high, zone).date()
    while day <= last:
        for reading in readings:
            for fold in (0, 1):
                moment = to_ms(datetime.combine(day, reading, zone).replace(fold=fold))
                if low <= moment <= high:
                    yield moment
        day += timedelta(days=1)


def _transitions(low: int, high: int, zone: ZoneInfo) -> Iterator[int]:
    for day in range(low // DAY_MS, high // DAY_MS + 1):
        moment = _transition_of_day(day, zone)
        if moment is not None:
            yield moment


@lru_cache(_KNOWN_DAYS)
def _transition_of_day(day: int, zone: ZoneInfo) -> int | None:
    """The first millisecond of a new offset from UTC within a UTC day (and its end), if there is one."""
    begins = day * DAY_MS
    old = _offset(begins, zone)
    if _offset(begins + DAY_MS, zone) == old:
        return None
    return begins + bisect_left(range(DAY_MS + 1), 1, key=lambda ms: _offset(begins + ms, zone) != old)


def _offset(moment_ms: int, zone: ZoneInfo) -> int:
    return to_ms(local_reading(moment_ms, zone)) - moment_ms
