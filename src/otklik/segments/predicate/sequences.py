"""Events one after the other: the node `Followed`.

Any start may succeed. From one start the earliest event for each further step leaves the most room, so one
look per start and step is enough: no search back.
"""

from bisect import bisect_right
from collections.abc import Sequence

import msgspec

from otklik.segments.language.conditions import Duration, Followed
from otklik.segments.language.durations import add
from otklik.segments.predicate.finding import Failing, Finding
from otklik.segments.predicate.history import History
from otklik.segments.predicate.operators import Clock
from otklik.segments.predicate.selecting import ALWAYS, Bounds, bounds_of, select

Place = tuple[int, int]
"""(event time, place in the log): the one order of events."""
_END_OF_MOMENT = 1 << 64  # a place after every place in the log


class Steps(msgspec.Struct, frozen=True):
    """The places of each step's events, rising; `absent`: those that must not follow the last step."""

    starts: Sequence[Place]
    further: tuple[Sequence[Place], ...]
    absent: Sequence[Place] | None


def follow(condition: Followed, history: History, clock: Clock) -> Finding:
    """The answer of a sequence at the clock's moment; otherwise the step at which the best start fails."""
    bounds = bounds_of(condition.during, clock)
    steps = _steps(condition, history, clock, bounds)
    best = Finding(holds=False, bounds=bounds, step=0, failing=Failing.MISSING)
    for start in steps.starts:
        deadline = None if condition.within is None else add(start[0], condition.within, clock.zone)
        step, failing = _try_start(start, steps, deadline, clock.now_ms)
        if failing is None:
            return Finding(holds=True, bounds=bounds, since_ms=start[0])
        if step >= (best.step or 0):
            best = Finding(holds=False, bounds=bounds, step=step, failing=failing, since_ms=start[0])
    return best


def is_followed(steps: Steps, within: Duration | None, clock: Clock) -> bool:
    """Whether any start of `steps` succeeds; nothing in them is later than the clock's moment."""
    for start in steps.starts:
        deadline = None if within is None else add(start[0], within, clock.zone)
        if _try_start(start, steps, deadline, clock.now_ms)[1] is None:
            return True
    return False


def starts_of(condition: Followed, history: History, clock: Clock) -> Sequence[int]:
    """The times of all events of the first step, wherever they lie."""
    return [event.ts_ms for event in select(history, condition.steps[0].selector, ALWAYS, clock)]


def _steps(condition: Followed, history: History, clock: Clock, bounds: Bounds) -> Steps:
    def places(index: int, inside: Bounds) -> Sequence[Place]:
        events = select(history, condition.steps[index].selector, inside, clock)
        return [(event.ts_ms, event.pos) for event in events]

    last = len(condition.steps) - 1
    has_absence = condition.steps[last].is_absent
    further = tuple(places(index, ALWAYS) for index in range(1, last if has_absence else last + 1))
    return Steps(places(0, bounds), further, places(last, ALWAYS) if has_absence else None)


def _try_start(start: Place, steps: Steps, deadline: int | None, now_ms: int) -> tuple[int, Failing | None]:
    """The number of the step that fails and why; no reason = it holds."""
    here = start
    for number, places in enumerate(steps.further, start=1):
        is_last_before_absence = steps.absent is not None and number == len(steps.further)
        index = bisect_right(places, here)
        if index == len(places) or (deadline is not None and places[index][0] > deadline):
            return number, Failing.MISSING
        here = places[index]
        if is_last_before_absence:
            here = places[_last_until(places, deadline)]
    if steps.absent is None:
        return len(steps.further), None
    number = len(steps.further) + 1
    if _is_between(steps.absent, here, deadline):
        return number, Failing.FOLLOWED
    if deadline is not None and now_ms <= deadline:
        return number, Failing.WAITING
    return number, None


def _last_until(places: Sequence[Place], deadline: int | None) -> int:
    """The latest event in time: what must not follow has the least room after it."""
    if deadline is None:
        return len(places) - 1
    return bisect_right(places, (deadline, _END_OF_MOMENT)) - 1


def _is_between(places: Sequence[Place], after: Place, deadline: int | None) -> bool:
    index = bisect_right(places, after)
    return index < len(places) and (deadline is None or places[index][0] <= deadline)
