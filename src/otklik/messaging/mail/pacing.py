"""When letters may leave: so many a minute to a domain, so many a day from a young one. Pure.

A moment is given away once, whoever waits for it; so two workers share one pace, and a letter that got its
moment is not asked again.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from otklik.messaging.mail.settings import WarmUp

SOON: Final = timedelta(seconds=2)
"""A moment so near is now: a pace is kept over seconds, not over milliseconds."""
_HOLDS: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
_PATIENT: Final = 3
"""Deferrals in turn before a domain is left alone: one full mailbox says nothing of it."""
_FURTHEST: Final = 90
_SPREAD: Final = timedelta(hours=4)
"""Over which a later day's letters leave."""


class Pace(msgspec.Struct, frozen=True):
    """How it goes with a domain. `next_at`: the next free moment; `failures`: deferrals in turn."""

    domain: str
    next_at: datetime
    failures: int = 0
    held_until: datetime | None = None


class Given(msgspec.Struct, frozen=True):
    """Moments for some letters, and when the next one is free."""

    moments: tuple[datetime, ...]
    next_at: datetime


def give_moments(next_at: datetime, *, now: datetime, per_minute: int, count: int) -> Given:
    """The next `count` moments at so many a minute; what was not used is lost."""
    step, at = timedelta(minutes=1) / per_minute, max(next_at, now)
    moments = tuple(at + step * number for number in range(count))
    return Given(moments, at + step * count)


def hold_for(failures: int) -> timedelta | None:
    """How long nothing goes to a domain after so many deferrals in turn; None: go on."""
    if failures < _PATIENT:
        return None
    return _HOLDS[min(failures - _PATIENT, len(_HOLDS) - 1)]


def places_on(plan: WarmUp, day: date) -> int | None:
    """How many letters a day may have; None: as many as there are, the warm-up is over."""
    number = (day - plan.started_on).days
    if number < 0:
        return plan.first
    places = plan.first * plan.growth ** min(number, 1_000)
    return None if places > plan.most else int(places)


def warm_over(plan: WarmUp) -> date:
    """The first day without a bound."""
    day = plan.started_on
    while places_on(plan, day) is not None:
        day += timedelta(days=1)
    return day


def give_days(
    plan: WarmUp, given: Mapping[date, int], *, today: date, now: datetime, count: int
) -> tuple[list[datetime], dict[date, int]]:
    """A moment each for `count` letters, and how many of each day are given away then."""
    taken = dict(given)
    moments: list[datetime] = []
    days = _days(plan, today)
    day, places = next(days)
    while len(moments) < count:
        if places is not None and taken.get(day, 0) >= places:
            day, places = next(days)
            continue
        moments.append(_moment(now, (day - today).days, taken.get(day, 0), places))
        taken[day] = taken.get(day, 0) + 1
    return moments, {each: number for each, number in taken.items() if number != given.get(each)}


def _days(plan: WarmUp, today: date) -> Iterator[tuple[date, int | None]]:
    """Days with their places; the furthest takes all the rest."""
    for number in range(_FURTHEST):
        day = today + timedelta(days=number)
        yield day, places_on(plan, day)
    yield today + timedelta(days=_FURTHEST), None


def _moment(now: datetime, days: int, number: int, places: int | None) -> datetime:
    """Now, or the same hour of a later day, one after another."""
    if days == 0:
        return now
    return now + timedelta(days=days) + (_SPREAD * (number / places) if places else timedelta(0))
