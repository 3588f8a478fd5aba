"""Quiet hours: when channels that ring are silent, in a person's own time. Pure.

The window is of wall clocks and may wrap midnight. It is turned into moments first (kit.zones says how on
days when clocks move), and whether a moment is quiet is asked of those: so the window is neither left early
nor stretched over an hour that comes twice.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from otklik.kit.ids import derive_id
from otklik.kit.zones import local_instant

_DAY: Final = timedelta(days=1)
_DAYS_AROUND: Final = (-2, -1, 0, 1)
"""Days whose windows may cover a moment: two back, for a day may be missing."""


class QuietHours(msgspec.Struct, frozen=True):
    """Silent from `start` (with it) to `end` (without it); equal ones are no window."""

    start: time
    end: time


def quiet_until(moment: datetime, zone: ZoneInfo, hours: QuietHours) -> datetime | None:
    """When the quiet time that holds at `moment` ends (UTC); None when it does not hold.

    Windows that follow each other without a gap (a day that is missing) are one.
    """
    until: datetime | None = None
    for start, end in _windows(moment, zone, hours):
        if start <= (until or moment) < end:
            until = end
    return until


def _windows(moment: datetime, zone: ZoneInfo, hours: QuietHours) -> Iterator[tuple[datetime, datetime]]:
    if hours.start == hours.end:
        return
    today = moment.astimezone(zone).date()
    wraps = hours.end < hours.start
    for offset in _DAYS_AROUND:
        day = today + offset * _DAY
        end = local_instant(day + _DAY if wraps else day, hours.end, zone)
        yield local_instant(day, hours.start, zone), end


def spread(until: datetime, *, send_id: int, over: timedelta) -> datetime:
    """A moment within `over` after `until`, the same for the same send: a backlog leaves evenly."""
    seconds = int(over.total_seconds())
    return until + timedelta(seconds=derive_id("spread", send_id) % seconds) if seconds > 0 else until
