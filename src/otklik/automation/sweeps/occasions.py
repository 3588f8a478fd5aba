"""When a schedule comes round, and at which moment its reading is shown by whose clocks. Pure."""

import calendar
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from otklik.automation.graph.entries import OnSchedule, Zone
from otklik.kit.clock import to_ms
from otklik.kit.ids import derive_id
from otklik.kit.zones import local_instant
from otklik.segments.language.durations import local_reading

EARLIEST: Final = ZoneInfo("Etc/GMT-14")
"""The zone in which a reading is shown first: UTC+14."""
LATEST: Final = ZoneInfo("Etc/GMT+12")
"""The zone in which a reading is shown last: UTC-12."""
_LOOKED_AHEAD: Final = 63
"""Days: two months have every date that any month has, the 29th of February apart (dates that are none)."""


def next_reading(schedule: OnSchedule, now_ms: int, zone: ZoneInfo) -> datetime | None:
    """The next reading of clocks at which it comes round, later than now; None: never again.

    By the workspace's `zone`; for people's own clocks, by those that show it first. What comes once is still
    to come while anybody's clocks have not shown it.
    """
    clocks = EARLIEST if schedule.zone is Zone.PERSON else zone
    if schedule.once is not None:
        last = moment_ms(schedule.once, LATEST if schedule.zone is Zone.PERSON else zone)
        return schedule.once if last > now_ms else None
    today = local_reading(now_ms, clocks).date()
    for number in range(_LOOKED_AHEAD):
        day = today + timedelta(days=number)
        last = calendar.monthrange(day.year, day.month)[1]
        is_date = day.day in schedule.dates or (day.day == last and -1 in schedule.dates)
        if is_date if schedule.dates else day.isoweekday() in schedule.days:
            reading = datetime.combine(day, schedule.at)
            if first_moment_ms(reading, schedule.zone, zone) > now_ms:
                return reading
    return None


def first_moment_ms(reading: datetime, whose: Zone, zone: ZoneInfo) -> int:
    """The first moment at which clocks show the reading: the workspace's, or anybody's."""
    return moment_ms(reading, EARLIEST if whose is Zone.PERSON else zone)


def moment_ms(reading: datetime, zone: ZoneInfo) -> int:
    """The moment at which clocks of a zone show the reading; gaps and folds as in kit/zones."""
    return to_ms(local_instant(reading.date(), reading.time(), zone))


def make_key(schedule: OnSchedule, reading: datetime) -> str:
    """The occasion's name: the same schedule comes round at a reading once, whichever version has it."""
    said = (
        schedule.once and schedule.once.isoformat(),
        schedule.at.isoformat(),
        schedule.days,
        schedule.dates,
    )
    return f"{derive_id('schedule', *map(str, said), schedule.zone.value):x}@{reading.isoformat()}"
