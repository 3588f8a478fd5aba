"""Conditions on events over what is remembered of a person: the answer, and when time alone may change it.

The answers are those of `predicate`, the moments those of `sets.queries_wakes`: never too late. Pure.
"""

import operator
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from decimal import Context, Decimal
from functools import lru_cache
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from otklik.segments.language.conditions import (
    DatePoint,
    Did,
    Duration,
    Followed,
    Held,
    Last,
    Measure,
    Op,
    Operand,
    Times,
    Window,
)
from otklik.segments.language.durations import DAY_MS, add, subtract
from otklik.segments.language.values import SUM_PLACES, as_number
from otklik.segments.live.tracks import NEVER
from otklik.segments.live.trails import Run
from otklik.segments.predicate.counting import is_so_often
from otklik.segments.predicate.crossings import next_break
from otklik.segments.predicate.operators import Clock, passes
from otklik.segments.predicate.selecting import Bounds, bounds_of
from otklik.segments.predicate.sequences import Place, Steps, is_followed

_ONCE: Final = Times(Op.GTE, (1,))
_SLACK_MS: Final = 5 * DAY_MS
_MINUTE_MS: Final = 60_000
_SHORT_MONTH_MS: Final = 28 * DAY_MS
_EXACT: Final = Context(prec=120)
_LARGEST: Final = 10**44
"""From here on a sum is no number."""
_COMPARE: Final[Mapping[Op, Callable[[int, Decimal], bool]]] = {
    Op.GT: operator.gt,
    Op.GTE: operator.ge,
    Op.LT: operator.lt,
    Op.LTE: operator.le,
}
_EMPTY: Final[Sequence[Place]] = ()
Answer = tuple[bool, int]
"""Whether it holds, and the moment after now at which that may change, NEVER for none."""


class Runs(Protocol):
    """What each track sees of a person, by its number; None: nothing."""

    def __getitem__(self, track: int, /) -> Run | None: ...


class Leaf(Protocol):
    """A condition on events."""

    @property
    def tracks(self) -> tuple[int, ...]:
        """The numbers of the tracks it looks at."""

    def ask_of(self, clock: Clock) -> None:
        """From now on it is asked of this moment."""

    def judge(self, runs: Runs) -> Answer:
        """The answer of a person."""


class _Window:
    """A window at a moment: indexes of the events in it, and when the next one leaves."""

    __slots__ = ("_begins_ms", "_duration", "_even_ms", "_out_ms", "_pause_ms", "_window", "now_ms", "to_ms")

    def __init__(self, window: Window | None) -> None:
        self._window = window
        self._duration = window.duration if isinstance(window, Last) else None

    def ask_of(self, clock: Clock) -> None:
        bounds: Bounds = bounds_of(self._window, clock)
        self.now_ms = clock.now_ms
        self.to_ms = clock.now_ms if bounds.to_ms is None else min(bounds.to_ms, clock.now_ms)
        self._begins_ms = bounds.from_ms
        if self._duration is not None and bounds.from_ms is not None:
            self._ask_length(self._duration, bounds.from_ms, clock)

    def _ask_length(self, duration: Duration, begins_ms: int, clock: Clock) -> None:
        self._even_ms = clock.now_ms - begins_ms + 1
        self._out_ms, self._pause_ms = begins_ms, NEVER
        if duration.months:
            self._out_ms = begins_ms - _SLACK_MS
            self._pause_ms = _next_pause(clock.now_ms // _MINUTE_MS, duration, clock.zone)
            if self._pause_ms <= clock.now_ms:
                self._pause_ms = next_break(clock.now_ms, duration, clock.zone, subtract)

    def find(self, run: Run) -> tuple[int, int]:
        """The first index inside and the one after the last."""
        low = 0 if self._begins_ms is None else bisect_left(run.times, self._begins_ms)
        return low, max(low, bisect_right(run.times, self.to_ms))

    @property
    def is_open(self) -> bool:
        """Whether older events count."""
        return self._begins_ms is None

    def wake(self, run: Run, low: int, high: int, place: int | None) -> int:
        """When an event that lies ahead comes, or the one that decides leaves: `place` from the last on."""
        times = run.times
        wake_ms = NEVER
        if times and times[-1] > self.now_ms:
            wake_ms = times[bisect_right(times, self.now_ms)]
        if self._duration is None or not high:
            return wake_ms
        if not self._duration.months:
            index = low if place is None else high - place
            return min(wake_ms, times[index] + self._even_ms) if low <= index < high else wake_ms
        return min(wake_ms, self._wake_of_months(self._duration, run, low, high, place))

    def _wake_of_months(self, duration: Duration, run: Run, low: int, high: int, place: int | None) -> int:
        """The edge may come back over what has just left, at the next break of the calendar."""
        times, wake_ms = run.times, NEVER
        first = bisect_left(times, self._out_ms)
        if first < low and (place is None or first <= high - place < low):
            wake_ms = self._pause_ms
        index = low if place is None else high - place
        if low <= index < high:
            even_ms = min(times[index] + self._even_ms, self._pause_ms)
            least_ms = duration.months * _SHORT_MONTH_MS + duration.milliseconds - _SLACK_MS
            wake_ms = min(wake_ms, max(even_ms, times[index] + least_ms))
        return wake_ms


@lru_cache(1_024)
def _next_pause(minute: int, duration: Duration, zone: ZoneInfo) -> int:
    """The first break after the beginning of a minute."""
    return next_break(minute * _MINUTE_MS, duration, zone, subtract)


def _compare(times: Times) -> Callable[[int], bool]:
    """The most common comparisons without a detour."""
    number = times.numbers[0]
    if times.op is Op.GTE:
        return lambda count: count >= number
    return lambda count: is_so_often(times, count)


class Count:
    """How often."""

    def __init__(self, condition: Did, track: int) -> None:
        times = condition.times or _ONCE
        self.tracks = (track,)
        self._track = track
        self._is_so_often = _compare(times)
        self._of_none = (is_so_often(times, 0), NEVER)
        self._place = place_of(times)
        self._window = _Window(condition.within)

    def ask_of(self, clock: Clock) -> None:
        """From now on it is asked of this moment."""
        self._window.ask_of(clock)

    def judge(self, runs: Runs) -> Answer:
        """The answer of a person."""
        run = runs[self._track]
        if run is None:
            return self._of_none
        window = self._window
        low, high = window.find(run)
        count = high - low + (run.older if window.is_open else 0)
        return self._is_so_often(count), window.wake(run, low, high, self._place)


def _limit_of(operand: Operand) -> Decimal | None:
    """The number of a comparison in units of the last place of sums."""
    number = None if isinstance(operand, tuple | Duration | DatePoint | Held) else as_number(operand)
    return None if number is None else number.scaleb(SUM_PLACES, context=_EXACT)


class Total:
    """What the numbers of a value add up to."""

    def __init__(self, condition: Did, measure: Measure, track: int) -> None:
        self.tracks = (track,)
        self._track = track
        self._measure = measure
        self._compare = _COMPARE.get(measure.op)
        self._limit = _limit_of(measure.operand)
        self._window = _Window(condition.within)
        self._clock: Clock | None = None
        self._of_none = (False, NEVER)

    def ask_of(self, clock: Clock) -> None:
        """From now on it is asked of this moment."""
        self._clock = clock
        self._of_none = (self._passes(0, clock), NEVER)
        self._window.ask_of(clock)

    def judge(self, runs: Runs) -> Answer:
        """The answer of a person."""
        run = runs[self._track]
        if run is None or run.figures is None or self._clock is None:
            return self._of_none
        low, high = self._window.find(run)
        total = sum(run.figures[low:high]) + (run.older_sum if self._window.is_open else 0)
        return self._passes(total, self._clock), self._window.wake(run, low, high, None)

    def _passes(self, total: int, clock: Clock) -> bool:
        compare, limit = self._compare, self._limit
        if compare is not None and limit is not None and abs(total) < _LARGEST:
            return compare(total, limit)
        figure = Decimal(total).scaleb(-SUM_PLACES)
        return passes(figure, self._measure.op, self._measure.operand, clock)


class Chain:
    """Events one after the other."""

    def __init__(self, condition: Followed, tracks: Sequence[int]) -> None:
        self.tracks = tuple(dict.fromkeys(tracks))
        self._condition = condition
        self._steps = tuple(tracks)
        self._window = _Window(condition.during)
        self._clock: Clock | None = None
        self._is_absent = condition.steps[-1].is_absent
        self._waits = condition.within if self._is_absent else None

    def ask_of(self, clock: Clock) -> None:
        """From now on it is asked of this moment."""
        self._clock = clock
        self._window.ask_of(clock)

    def judge(self, runs: Runs) -> Answer:
        """The answer of a person."""
        first, clock = runs[self._steps[0]], self._clock
        if clock is None or first is None:  # without a start nothing that follows matters
            return False, NEVER
        wake_ms = min(
            (_comes(run, clock.now_ms) for run in map(runs.__getitem__, self.tracks)), default=NEVER
        )
        low, high = self._window.find(first)
        wake_ms = min(wake_ms, self._window.wake(first, low, high, None), self._deadline(first, clock))
        if low == high:
            return False, wake_ms
        later = [_places(runs[track], clock.now_ms) for track in self._steps[1:]]
        absent = later.pop() if self._is_absent else None
        steps = Steps(_places(first, self._window.to_ms)[low:], tuple(later), absent)
        return is_followed(steps, self._condition.within, clock), wake_ms

    def _deadline(self, starts: Run, clock: Clock) -> int:
        """When the next wait is over."""
        if self._waits is None:
            return NEVER
        now_ms = clock.now_ms
        if not self._waits.months:
            index = bisect_left(starts.times, now_ms - self._waits.milliseconds)
            if index == len(starts.times) or starts.times[index] > now_ms:
                return NEVER
            return starts.times[index] + self._waits.milliseconds + 1
        ends = (add(at_ms, self._waits, clock.zone) + 1 for at_ms in starts.times if at_ms <= now_ms)
        return min((end_ms for end_ms in ends if end_ms > now_ms), default=NEVER)


def _comes(run: Run | None, now_ms: int) -> int:
    """When the next event that lies ahead comes."""
    if run is None or not run.times or run.times[-1] <= now_ms:
        return NEVER
    return run.times[bisect_right(run.times, now_ms)]


def _places(run: Run | None, until_ms: int) -> Sequence[Place]:
    if run is None or run.places is None:
        return _EMPTY
    high = bisect_right(run.times, until_ms)
    return list(zip(run.times[:high], run.places[:high], strict=True))


def place_of(times: Times) -> int | None:
    """Which event, counted from the last, decides by leaving its window; None: any may."""
    if times.op in {Op.GTE, Op.LT}:
        return max(times.numbers[0], 1)
    if times.op in {Op.GT, Op.LTE} or (times.op in {Op.EQ, Op.NE} and times.numbers[0] == 0):
        return times.numbers[0] + 1
    return None
