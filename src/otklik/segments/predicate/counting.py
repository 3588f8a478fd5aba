"""Counts and measures over events: the node `Did`."""

import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from otklik.segments.language.conditions import Did, Measure, MeasureKind, Op, Times
from otklik.segments.language.values import Json, as_number, average, is_set, key_of, total_of
from otklik.segments.predicate.finding import Finding
from otklik.segments.predicate.history import Event, History
from otklik.segments.predicate.operators import Clock, passes
from otklik.segments.predicate.selecting import Bounds, bounds_of, event_value, select

_COMPARE: Final[Mapping[Op, Callable[[int, int], bool]]] = {
    Op.GT: operator.gt,
    Op.GTE: operator.ge,
    Op.LT: operator.lt,
    Op.LTE: operator.le,
    Op.EQ: operator.eq,
    Op.NE: operator.ne,
}
_ONCE: Final = Times(Op.GTE, (1,))


def count_or_measure(condition: Did, history: History, clock: Clock) -> Finding:
    """The answer of a condition on events at the clock's moment."""
    bounds = bounds_of(condition.within, clock)
    events = select(history, condition.selector, bounds, clock)
    if condition.same is not None:
        return _same(condition, condition.same, events, bounds, clock)
    holds, figure = _judge(condition, events, clock)
    return Finding(holds, figure, len(events), bounds)


def _judge(condition: Did, events: Sequence[Event], clock: Clock) -> tuple[bool, Json]:
    measure = condition.measure
    if measure is None:
        return is_so_often(condition.times or _ONCE, len(events)), len(events)
    figure = measured(measure, events)
    return passes(figure, measure.op, measure.operand, clock), figure


def is_so_often(times: Times, count: int) -> bool:
    """True when `count` answers to `times`."""
    if times.op is Op.BETWEEN:
        return times.numbers[0] <= count <= times.numbers[1]
    return _COMPARE[times.op](count, times.numbers[0])


def measured(measure: Measure, events: Sequence[Event]) -> Json:
    """The figure of a measure; over nothing sum and distinct are 0, the others None (unset)."""
    values = [event_value(event, measure.of) for event in events]
    if measure.kind is MeasureKind.FIRST:
        return values[0] if values else None
    if measure.kind is MeasureKind.LAST:
        return values[-1] if values else None
    if measure.kind is MeasureKind.DISTINCT:
        return Decimal(len({key_of(value) for value in values if is_set(value)}))
    return _of_numbers(measure.kind, [number for value in values if (number := as_number(value)) is not None])


def _of_numbers(kind: MeasureKind, numbers: list[Decimal]) -> Decimal | None:
    if kind is MeasureKind.SUM:
        return total_of(numbers)
    if not numbers:
        return None
    if kind is MeasureKind.AVG:
        return average(total_of(numbers), len(numbers))
    return min(numbers) if kind is MeasureKind.MIN else max(numbers)


def _same(
    condition: Did, path: tuple[str, ...], events: Sequence[Event], bounds: Bounds, clock: Clock
) -> Finding:
    """For one value of `path`; of several that fit, the one whose last event is the latest."""
    groups: dict[tuple[str, Json], list[Event]] = {}
    for event in reversed(events):
        value = event_value(event, path)
        if is_set(value):
            groups.setdefault(key_of(value), []).append(event)
    best: Finding | None = None
    for group in groups.values():
        value = event_value(group[0], path)
        group.reverse()
        holds, figure = _judge(condition, group, clock)
        if holds:
            return Finding(holds, figure, len(group), bounds, ((".".join(path), value),))
        if best is None or len(group) > (best.count or 0):
            best = Finding(holds, figure, len(group), bounds, ((".".join(path), value),))
    return best or Finding(holds=False, count=0, bounds=bounds)
