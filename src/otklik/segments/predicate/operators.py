"""Operators on one value, in memory: what `Comparison` and `Measure` ask of it.

Every operator is false on a value that is unset or of the wrong kind; `ne`, `not_in`, `not_contains` and
`unset` are the exact opposites of their partners, so true there.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

import msgspec

from otklik.kit.clock import to_ms
from otklik.segments.language.conditions import OPPOSITES, DatePoint, Duration, Op, Operand, Scalar
from otklik.segments.language.durations import add, local_reading, subtract
from otklik.segments.language.patterns import pattern
from otklik.segments.language.values import Json, as_moment, as_number, as_text, fold, is_set, written_day

_FEBRUARY: Final = 2


class Clock(msgspec.Struct, frozen=True):
    """The moment for which a condition is asked, and the workspace's zone for months, years and days."""

    now_ms: int
    zone: ZoneInfo


Test: TypeAlias = Callable[[Json, Operand, Clock], bool]


def passes(value: Json, op: Op, operand: Operand, clock: Clock) -> bool:
    """True when `value op operand` holds at the clock's moment.

    `for_at_least` and `for_less_than` need a history and are no operators on one value: ValueError.
    """
    partner = OPPOSITES.get(op)
    if partner is not None:
        return not _TESTS[partner](value, operand, clock)
    test = _TESTS.get(op)
    if test is None:
        raise ValueError(f"{op} is no operator on one value")
    return test(value, operand, clock)


def equal(value: Json, operand: Scalar) -> bool:
    """True when both are one value: numbers by value, text by its letters, true and false only themselves.

    What is unset equals nothing; a list or an object equals no scalar.
    """
    kind = type(value)
    if kind is bool or type(operand) is bool:
        return value is operand
    if kind is str and value == operand:
        return bool(value)
    left = as_number(value)
    return left is not None and left == as_number(operand)


def _eq(value: Json, operand: Operand, _clock: Clock) -> bool:
    return equal(value, _scalar(operand))


def _in(value: Json, operand: Operand, _clock: Clock) -> bool:
    return any(equal(value, item) for item in _scalars(operand))


def _set(value: Json, _operand: Operand, _clock: Clock) -> bool:
    return is_set(value)


def _contains(value: Json, operand: Operand, _clock: Clock) -> bool:
    text, part = as_text(value), as_text(operand)
    return text is not None and part is not None and fold(part) in fold(text)


def _starts_with(value: Json, operand: Operand, _clock: Clock) -> bool:
    text, part = as_text(value), as_text(operand)
    return text is not None and part is not None and fold(text).startswith(fold(part))


def _ends_with(value: Json, operand: Operand, _clock: Clock) -> bool:
    text, part = as_text(value), as_text(operand)
    return text is not None and part is not None and fold(text).endswith(fold(part))


def _matches(value: Json, operand: Operand, _clock: Clock) -> bool:
    text = as_text(value)
    return text is not None and pattern(str(operand)).search(text) is not None


def _gt(value: Json, operand: Operand, _clock: Clock) -> bool:
    left, right = as_number(value), as_number(operand)
    return left is not None and right is not None and left > right


def _gte(value: Json, operand: Operand, _clock: Clock) -> bool:
    left, right = as_number(value), as_number(operand)
    return left is not None and right is not None and left >= right


def _lt(value: Json, operand: Operand, _clock: Clock) -> bool:
    left, right = as_number(value), as_number(operand)
    return left is not None and right is not None and left < right


def _lte(value: Json, operand: Operand, _clock: Clock) -> bool:
    left, right = as_number(value), as_number(operand)
    return left is not None and right is not None and left <= right


def _between(value: Json, operand: Operand, _clock: Clock) -> bool:
    low, high = operand if isinstance(operand, tuple) else (None, None)
    if isinstance(low, DatePoint) and isinstance(high, DatePoint):
        moment_ms = as_moment(value)
        return moment_ms is not None and low.ms <= moment_ms <= high.ms
    number, least, most = as_number(value), as_number(low), as_number(high)
    return number is not None and least is not None and most is not None and least <= number <= most


def _has(value: Json, operand: Operand, _clock: Clock) -> bool:
    return _holds_item(value, _scalar(operand))


def _has_any(value: Json, operand: Operand, _clock: Clock) -> bool:
    return any(_holds_item(value, item) for item in _scalars(operand))


def _has_all(value: Json, operand: Operand, _clock: Clock) -> bool:
    return isinstance(value, list) and all(_holds_item(value, item) for item in _scalars(operand))


def _holds_item(value: Json, item: Scalar) -> bool:
    return isinstance(value, list) and any(equal(one, item) for one in value)


def _before(value: Json, operand: Operand, _clock: Clock) -> bool:
    moment_ms = as_moment(value)
    return moment_ms is not None and isinstance(operand, DatePoint) and moment_ms < operand.ms


def _after(value: Json, operand: Operand, _clock: Clock) -> bool:
    moment_ms = as_moment(value)
    return moment_ms is not None and isinstance(operand, DatePoint) and moment_ms > operand.ms


def _within_last(value: Json, operand: Operand, clock: Clock) -> bool:
    moment_ms = as_moment(value)
    if moment_ms is None or moment_ms > clock.now_ms:
        return False
    return moment_ms >= subtract(clock.now_ms, _duration(operand), clock.zone)


def _within_next(value: Json, operand: Operand, clock: Clock) -> bool:
    moment_ms = as_moment(value)
    if moment_ms is None or moment_ms < clock.now_ms:
        return False
    return moment_ms <= add(clock.now_ms, _duration(operand), clock.zone)


def _anniversary_within(value: Json, operand: Operand, clock: Clock) -> bool:
    """An anniversary is a whole day of the zone: today's counts until midnight, the next by its beginning."""
    day = written_day(value)
    if day is None:
        return False
    upcoming = upcoming_anniversary(day, clock)
    return upcoming is not None and upcoming <= add(clock.now_ms, _duration(operand), clock.zone)


def upcoming_anniversary(day: tuple[int, int, int], clock: Clock) -> int | None:
    """The first millisecond of the first anniversary of `day` that is not over yet."""
    year = local_reading(clock.now_ms, clock.zone).year
    for candidate in (max(day[0] + 1, year), max(day[0] + 1, year + 1)):
        begins_ms, ends_ms = anniversary(day, candidate, clock.zone)
        if ends_ms > clock.now_ms:
            return begins_ms
    return None


def anniversary(day: tuple[int, int, int], year: int, zone: ZoneInfo) -> tuple[int, int]:
    """The beginning and the end (exclusive), in milliseconds, of the anniversary of `day` in `year`.

    The day is as written in the value; 29 February is kept on 28 February in a common year.
    """
    _, month, number = day
    try:
        kept = date(year, month, number)
    except ValueError:
        kept = date(year, _FEBRUARY, 28)
    return midnight(kept, zone), midnight(kept + timedelta(days=1), zone)


def midnight(day: date, zone: ZoneInfo) -> int:
    """The first millisecond of `day` in `zone`."""
    return to_ms(datetime(day.year, day.month, day.day, tzinfo=zone))


def _scalar(operand: Operand) -> Scalar:
    if isinstance(operand, str | bool | int | float | Decimal):
        return operand
    raise ValueError(f"{operand!r} is no single value")


def _scalars(operand: Operand) -> tuple[Scalar, ...]:
    items = operand if isinstance(operand, tuple) else ()
    return tuple(item for item in items if not isinstance(item, DatePoint))


def _duration(operand: Operand) -> Duration:
    if isinstance(operand, Duration):
        return operand
    raise ValueError(f"{operand!r} is no duration")


_TESTS: Final[Mapping[Op, Test]] = {
    Op.SET: _set,
    Op.EQ: _eq,
    Op.IN: _in,
    Op.CONTAINS: _contains,
    Op.STARTS_WITH: _starts_with,
    Op.ENDS_WITH: _ends_with,
    Op.MATCHES: _matches,
    Op.GT: _gt,
    Op.GTE: _gte,
    Op.LT: _lt,
    Op.LTE: _lte,
    Op.BETWEEN: _between,
    Op.HAS: _has,
    Op.HAS_ANY: _has_any,
    Op.HAS_ALL: _has_all,
    Op.BEFORE: _before,
    Op.AFTER: _after,
    Op.WITHIN_LAST: _within_last,
    Op.WITHIN_NEXT: _within_next,
    Op.ANNIVERSARY_WITHIN: _anniversary_within,
}
