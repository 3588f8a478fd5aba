"""Local time: what moment a wall clock's reading is, where clocks are moved.

A reading that a clock jumps over (a gap: spring, or a whole day, Apia 2011-12-30) is the first valid moment
after it; a reading that comes twice (a fold: autumn) is the first of the two. So who waits until nine is
neither waited for in vain nor called twice.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_SECOND: Final = timedelta(seconds=1)
_MAX_NAME: Final = 64


@lru_cache(maxsize=1_024)
def find_zone(name: str) -> ZoneInfo | None:
    """The zone of an IANA name; None for what is none (browsers and imports say anything)."""
    if not name or len(name) > _MAX_NAME:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder
        return None


def local_instant(day: date, reading: time, zone: ZoneInfo) -> datetime:
    """The moment (UTC) at which the clocks of `zone` show `reading` on `day`; see the module for odd days."""
    wall = datetime.combine(day, reading)
    moment = _at(wall, zone, fold=0)
    if _wall(moment, zone) == wall:
        return moment
    return _end_of_gap(_at(wall, zone, fold=1), moment, zone)


def _at(wall: datetime, zone: ZoneInfo, *, fold: int) -> datetime:
    return wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The moment the clocks jump: the offset is the old one at `before`, the new one at `after` (PEP 495)."""
    new = after.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + ((after - before) // 2 // _SECOND) * _SECOND
        if middle.astimezone(zone).utcoffset() == new:
            after = middle
        else:
            before = middle
    return after
