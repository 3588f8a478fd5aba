"""Periods of whole days in a zone. Pure."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from otklik.automation.statistics import errors
from otklik.automation.statistics.contracts import MAX_DAYS
from otklik.automation.statistics.queries import Period
from otklik.kit.clock import to_ms


def make_period(first: date | None, last: date | None, zone: ZoneInfo) -> Period:
    """From the first moment of one day to the last of another; None is open.

    Raises InvalidError when it ends before it begins, or is too long.
    """
    if first is not None and last is not None and not 0 <= (last - first).days < MAX_DAYS:
        raise errors.wrong_days()
    return Period(
        _midnight(first, zone) if first is not None else None,
        _midnight(last + timedelta(days=1), zone) if last is not None else None,
    )


def list_days(first: date, last: date) -> list[date]:
    """Each day of a period, both ends with it."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _midnight(day: date, zone: ZoneInfo) -> int:
    """The first moment of a day; where the clocks skip midnight, the moment they do so."""
    return to_ms(datetime.combine(day, time(), tzinfo=zone))
