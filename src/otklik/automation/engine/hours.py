"""When a wait until an hour of some day is over, by the clocks of a zone. Pure."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from otklik.automation.graph.nodes import WaitUntil
from otklik.kit.clock import to_ms
from otklik.kit.zones import local_instant
from otklik.segments.language.durations import local_reading

_LOOKED_AHEAD = 9


def next_hour_ms(now_ms: int, wait: WaitUntil, zone: ZoneInfo) -> int:
    """The first moment after `now_ms` at which clocks of `zone` show the hour on one of the days.

    Never the present moment: a circle of such waits must not turn within it. A reading that the zone skips is
    the first moment after the gap, a doubled one the first of both.
    """
    day = local_reading(now_ms, zone).date() - timedelta(days=1)
    for number in range(_LOOKED_AHEAD + 1):
        date = day + timedelta(days=number)
        if date.isoweekday() in wait.days:
            moment_ms = to_ms(local_instant(date, wait.at, zone))
            if moment_ms > now_ms:
                return moment_ms
    raise AssertionError("every week has one of its days")
