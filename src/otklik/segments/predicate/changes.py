"""When an answer could next change though nothing new happens: windows run out, dates come, waits end.

Live membership sleeps until then. The moment given is never too late; it may be too early (the answer is
then the same as before, and one asks again).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from heapq import heappop, heappush, merge
from typing import Final, TypeAlias, TypeVar, cast
from zoneinfo import ZoneInfo

import msgspec

from otklik.segments.language.conditions import (
    All,
    AnyOf,
    Comparison,
    Condition,
    Did,
    Duration,
    Followed,
    Held,
    InSegment,
    Last,
    Not,
    Op,
    Operand,
    PropertyIs,
    Selector,
)
from otklik.segments.language.durations import add, local_reading
from otklik.segments.language.values import Json, as_moment, value_at, written_day
from otklik.segments.predicate.crossings import comes_within, earliest_leave, latest_leave, leaves_window
from otklik.segments.predicate.evaluation import NO_SEGMENTS, Members, holds
from otklik.segments.predicate.history import Event, History
from otklik.segments.predicate.operators import Clock, anniversary, equal
from otklik.segments.predicate.selecting import event_value, fits

MAX_TRIES: Final = 50
_MOVING: Final = frozenset({Op.WITHIN_LAST, Op.WITHIN_NEXT, Op.ANNIVERSARY_WITHIN})
_YEARS_AHEAD: Final = 2


class _Asked(msgspec.Struct, frozen=True):
    """Of whom and when, with the segments being looked into."""

    history: History
    clock: Clock
    members: Members
    inside: frozenset[int] = frozenset()


def next_change(
    condition: Condition,
    history: History,
    *,
    now_ms: int,
    zone: ZoneInfo,
    members: Members = NO_SEGMENTS,
    max_tries: int = MAX_TRIES,
) -> int | None:
    """The earliest moment after `now_ms` at which the answer could change by time alone; None = never.

    What `history` already knows of later moments is taken to happen. Until the millisecond before the moment
    given the answer stays what it is now. At that moment it differs, unless `max_tries` moments were tried in
    vain: then the next one is given unasked.
    """

    def ask(moment_ms: int) -> bool:
        return holds(condition, history, now_ms=moment_ms, zone=zone, members=members)

    answer, last, tries = ask(now_ms), now_ms, 0
    asked = _Asked(history, Clock(now_ms, zone), members)
    for moment_ms in merge(history.moments_after(now_ms), _wakes(condition, asked)):
        if moment_ms <= last:
            continue
        last, tries = moment_ms, tries + 1
        if tries > max_tries or ask(moment_ms) != answer:
            return moment_ms
    return None


def _wakes(condition: Condition, asked: _Asked) -> Iterator[int]:
    """Moments at which a node's answer may change, rising; some may be past or of no consequence."""
    wake = _WAKES.get(type(condition))
    return wake(condition, asked) if wake else iter(())


def _of_group(condition: All | AnyOf, asked: _Asked) -> Iterator[int]:
    return merge(*(_wakes(part, asked) for part in condition.conditions))


def _of_not(condition: Not, asked: _Asked) -> Iterator[int]:
    return _wakes(condition.condition, asked)


def _of_segment(condition: InSegment, asked: _Asked) -> Iterator[int]:
    inner = asked.members.get(condition.segment_id, False)
    if isinstance(inner, bool) or condition.segment_id in asked.inside:
        return iter(())
    inside = asked.inside | {condition.segment_id}
    return _wakes(inner, msgspec.structs.replace(asked, inside=inside))


def _of_property(condition: PropertyIs, asked: _Asked) -> Iterator[int]:
    test = condition.test
    if test.op not in _MOVING and not isinstance(test.operand, Held):
        return iter(())
    found: set[int] = set()
    was_equal = False
    for write in asked.history.timeline(test.path[0]):
        value = value_at({test.path[0]: write.value}, test.path)
        if isinstance(test.operand, Held):
            is_equal = equal(value, test.operand.value)
            if is_equal and not was_equal:
                found.add(add(write.ts_ms, test.operand.duration, asked.clock.zone))
            was_equal = is_equal
        else:
            found.update(_of_date(value, test.op, test.operand, asked.clock))
    return iter(sorted(found))


def _of_date(value: Json, op: Op, operand: Operand, clock: Clock) -> Iterable[int]:
    moment_ms = as_moment(value)
    if moment_ms is None or not isinstance(operand, Duration):
        return ()
    if op is Op.WITHIN_LAST:
        return (moment_ms, *leaves_window(moment_ms, operand, clock.zone))
    if op is Op.WITHIN_NEXT:
        return (moment_ms + 1, *comes_within(moment_ms, operand, clock.zone))
    return _of_anniversary(value, operand, clock) if op is Op.ANNIVERSARY_WITHIN else ()


def _of_anniversary(value: Json, duration: Duration, clock: Clock) -> Iterator[int]:
    day = written_day(value)
    if day is None:
        return
    this_year = local_reading(clock.now_ms, clock.zone).year
    years = range(this_year, this_year + _YEARS_AHEAD + 1)
    for year in {day[0] + 1, *(year for year in years if year > day[0])}:
        begins_ms, ends_ms = anniversary(day, year, clock.zone)
        yield ends_ms
        yield from comes_within(begins_ms, duration, clock.zone)


def _of_events(condition: Did, asked: _Asked) -> Iterator[int]:
    tests = list(condition.selector.where)
    if condition.measure is not None:
        tests.append(Comparison(condition.measure.of, condition.measure.op, condition.measure.operand))
    moving = _of_moving(tests, condition.selector, asked)
    if isinstance(condition.within, Last):
        events = _possible(condition.selector, asked)
        return merge(moving, _exits(events, condition.within.duration, asked.clock))
    return moving


def _of_sequence(condition: Followed, asked: _Asked) -> Iterator[int]:
    wakes = [_of_moving(step.selector.where, step.selector, asked) for step in condition.steps]
    is_waiting = condition.within is not None and condition.steps[-1].is_absent
    if not is_waiting and not isinstance(condition.during, Last):
        return merge(*wakes)
    starts = _possible(condition.steps[0].selector, asked)
    if isinstance(condition.during, Last):
        wakes.append(_exits(starts, condition.during.duration, asked.clock))
    if condition.within is not None and is_waiting:
        ends = {add(start.ts_ms, condition.within, asked.clock.zone) + 1 for start in starts}
        wakes.append(iter(sorted(ends)))
    return merge(*wakes)


def _possible(selector: Selector, asked: _Asked) -> list[Event]:
    """Events that fit the selector now or may fit it later."""
    lasting = tuple(test for test in selector.where if test.op not in _MOVING)
    fixed = msgspec.structs.replace(selector, where=lasting)
    events = asked.history.named(selector.name, is_prefix=selector.is_prefix).items
    return [event for event in events if fits(event, fixed, asked.clock)]


def _of_moving(tests: Iterable[Comparison], selector: Selector, asked: _Asked) -> Iterator[int]:
    moving = [test for test in tests if test.op in _MOVING]
    if not moving:
        return iter(())
    return iter(
        sorted(
            {
                moment_ms
                for event in _possible(selector, asked)
                for test in moving
                for moment_ms in _of_date(event_value(event, test.path), test.op, test.operand, asked.clock)
            }
        )
    )


def _exits(events: Iterable[Event], duration: Duration, clock: Clock) -> Iterator[int]:
    """The moments at which events leave the window, rising, worked out no sooner than they are asked for."""
    waiting: list[int] = []
    for event in events:
        least = earliest_leave(event.ts_ms, duration)
        if latest_leave(event.ts_ms, duration) <= clock.now_ms:
            continue
        while waiting and waiting[0] <= least:
            yield heappop(waiting)
        for moment_ms in leaves_window(event.ts_ms, duration, clock.zone):
            if moment_ms > clock.now_ms:
                heappush(waiting, moment_ms)
    while waiting:
        yield heappop(waiting)


Node = TypeVar("Node")
_Wake: TypeAlias = Callable[[Condition, _Asked], Iterator[int]]


def _wake(wake: Callable[[Node, _Asked], Iterator[int]]) -> _Wake:
    """Each is reached by its own node type only, which a mapping by type cannot say."""
    return cast(_Wake, wake)


_WAKES: Final[Mapping[type, _Wake]] = {
    All: _wake(_of_group),
    AnyOf: _wake(_of_group),
    Not: _wake(_of_not),
    PropertyIs: _wake(_of_property),
    Did: _wake(_of_events),
    Followed: _wake(_of_sequence),
    InSegment: _wake(_of_segment),
}
