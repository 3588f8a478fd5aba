"""Periods of whole days in a zone, and what time is by the clock on its walls. Pure.

A day lasts as long as it does there: 23 or 25 hours when the clocks change.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
from numpy.typing import NDArray

from otklik.desk.statistics.contracts import MAX_DAYS

DAY_S: Final = 86_400
HOUR_S: Final = 3_600
Numbers: TypeAlias = NDArray[np.int64]
"""Moments are seconds since 1970 in UTC; what has not happened is NEVER."""
NEVER: Final = -1
_EPOCH_WEEKDAY: Final = 3
"""1970-01-01 was a Thursday; Monday is 0."""


class Period(msgspec.Struct, frozen=True):
    """Days from `first` to `last`, both whole, in the zone `zone`; until `now` when that is earlier."""

    first: date
    last: date
    zone: str
    now: datetime

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def since(self) -> datetime:
        """Where it begins, in UTC."""
        return _midnight(self.first, self.zone)

    @property
    def until(self) -> datetime:
        """Where it ends, in UTC, not with it."""
        return _midnight(self.last + timedelta(days=1), self.zone)

    @property
    def is_over(self) -> bool:
        """Whether nothing more can come into it."""
        return self.until <= self.now

    def before(self) -> tuple[datetime, datetime]:
        """As many days right before it; of a period that is not over, as much of them as is over of it."""
        since = _midnight(self.first - timedelta(days=self.days), self.zone)
        if self.is_over:
            return since, self.since
        zone = ZoneInfo(self.zone)
        same = self.now.astimezone(zone).replace(tzinfo=None) - timedelta(days=self.days)
        return since, max(since, min(same.replace(tzinfo=zone).astimezone(UTC), self.since))

    def list_days(self) -> list[date]:
        """Each day."""
        return [self.first + timedelta(days=number) for number in range(self.days)]


def make_period(
    first: date | None, last: date | None, *, zone: str, now: datetime, usual_days: int = 28
) -> Period:
    """The period asked for; nothing said: four weeks up to today.

    Raises ValueError when it ends before it begins, or is too long.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    end = last or max(today, first or today)
    begin = first or end - timedelta(days=usual_days - 1)
    if begin > end or (end - begin).days >= MAX_DAYS:
        raise ValueError(f"a period lasts from one day to {MAX_DAYS} days")
    return Period(begin, end, zone, now)


def _midnight(day: date, zone: str) -> datetime:
    """The first moment of a day; where the clocks skip midnight, the moment they do so."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


class WallClock:
    """What the clock on the walls of a zone says at moments between two moments."""

    def __init__(self, zone: str, since: datetime, until: datetime) -> None:
        self._zone = ZoneInfo(zone)
        self._steps, self._offsets = _list_offsets(self._zone, int(since.timestamp()), int(until.timestamp()))

    def read(self, moments: Numbers) -> Numbers:
        """Seconds since 1970-01-01 00:00 by that clock."""
        found = np.searchsorted(self._steps, moments, side="right") - 1
        return moments + self._offsets[np.maximum(found, 0)]


def read_weekdays(wall: WallClock, moments: Numbers) -> Numbers:
    """Days of the week, 0 is Monday."""
    return (wall.read(moments) // DAY_S + _EPOCH_WEEKDAY) % 7


def read_hours_of_day(wall: WallClock, moments: Numbers) -> Numbers:
    """Hours, 0 to 23."""
    return wall.read(moments) % DAY_S // HOUR_S


def read_days(wall: WallClock, moments: Numbers, first: date) -> Numbers:
    """Days since `first`, which is 0."""
    return wall.read(moments) // DAY_S - (first - date(1970, 1, 1)).days


def _list_offsets(zone: ZoneInfo, since: int, until: int) -> tuple[Numbers, Numbers]:
    """Where the offset changes, and what it is from there on."""
    steps, offsets = [since], [_offset(zone, since)]
    moment = since
    while moment < until:
        later = min(moment + DAY_S, until)
        if _offset(zone, later) != offsets[-1]:
            steps.append(_find_change(zone, moment, later))
            offsets.append(_offset(zone, later))
        moment = later
    return np.array(steps, np.int64), np.array(offsets, np.int64)


def _find_change(zone: ZoneInfo, low: int, high: int) -> int:
    """The first second that has the offset of `high`."""
    wanted = _offset(zone, high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _offset(zone, middle) == wanted else (middle, high)
    return high


def _offset(zone: ZoneInfo, moment: int) -> int:
    offset = datetime.fromtimestamp(moment, zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


class WorkingTime:
    """How long the team worked between moments, by its spans of work."""

    def __init__(self, spans: list[tuple[datetime, datetime]]) -> None:
        pairs = [(int(begin.timestamp()), int(end.timestamp())) for begin, end in spans]
        self._begins = np.array([begin for begin, _ in pairs], np.int64)
        self._lengths = np.array([end - begin for begin, end in pairs], np.int64)
        self._worked = np.concatenate([np.zeros(1, np.int64), np.cumsum(self._lengths)])

    def between(self, since: Numbers, until: Numbers) -> Numbers:
        """Seconds of work."""
        return self._until(until) - self._until(since)

    def _until(self, moments: Numbers) -> Numbers:
        if not len(self._begins):
            return np.zeros_like(moments)
        found = np.searchsorted(self._begins, moments, side="right") - 1
        at = np.maximum(found, 0)
        inside = np.clip(moments - self._begins[at], 0, self._lengths[at])
        worked: Any = np.where(found < 0, 0, self._worked[at] + inside)
        return np.asarray(worked, np.int64)
