"""When an answer may next change by time alone: SQL for the earliest such moment after now, 0 = never.

A moment is never too late; one that is too early costs a look, after which it is worked out anew. Windows of
exact time leave to the millisecond. The edge of a window of calendar months moves evenly only between breaks
(midnights, changes of clocks): until the next break it is exact, beyond it a bound that is surely too early.
"""

from typing import Final

from otklik.segments.language.conditions import (
    Comparison,
    Did,
    Duration,
    Followed,
    Last,
    Op,
    Operand,
    Selector,
    Times,
    Window,
)
from otklik.segments.language.durations import DAY_MS, add, subtract
from otklik.segments.predicate.crossings import next_break
from otklik.segments.predicate.operators import Clock, midnight
from otklik.segments.predicate.selecting import ALWAYS, Bounds
from otklik.segments.sets.binding import LATEST_MS, Binder
from otklik.segments.sets.queries_columns import Columns
from otklik.segments.sets.queries_days import day_after, day_of, days_number, kept_days_sql, last_day
from otklik.segments.sets.queries_selecting import Selection
from otklik.segments.sets.queries_sequences import deadline_sql
from otklik.segments.sets.queries_values import Value

MOVING: Final = frozenset({Op.WITHIN_LAST, Op.WITHIN_NEXT, Op.ANNIVERSARY_WITHIN})
_SLACK_MS: Final = 5 * DAY_MS
"""A month is cut by at most three days, and a zone lies at most a day off."""
_SHORT_MONTH_MS: Final = 28 * DAY_MS
_LONG_MONTH_MS: Final = 31 * DAY_MS
_KEPT: Final = (1, 5, 20, 100)
"""So many latest moments are kept: conditions on the first, second, third event share a column."""
_MS: Final = "toUnixTimestamp64Milli(ts)"


class Wakes:
    """The moments at which the answers of one statement may change, in columns of a person."""

    def __init__(self, clock: Clock, binder: Binder, selection: Selection, columns: Columns) -> None:
        self.moments: list[str] = []
        self._clock = clock
        self._binder = binder
        self._selection = selection
        self._columns = columns

    def earliest(self) -> str:
        """The earliest moment after now."""
        if not self.moments:
            return "toInt64(0)"
        ahead = f"arrayFilter(at -> at > {self._now()}, [{', '.join(dict.fromkeys(self.moments))}])"
        return f"toInt64(arrayMin({ahead}))"

    def did(self, condition: Did) -> None:
        """A count or a measure: events leave the window, dates of events come."""
        tests = list(condition.selector.where)
        if condition.measure is not None:
            tests.append(Comparison(condition.measure.of, condition.measure.op, condition.measure.operand))
        self._moving(condition.selector, tests)
        is_plain = condition.measure is None and condition.same is None
        self._window(condition.selector, condition.within, _place_of(condition.times) if is_plain else None)

    def followed(self, condition: Followed, steps: str) -> None:
        """A sequence: its start leaves, its time is over."""
        for step in condition.steps:
            self._moving(step.selector, step.selector.where)
        self._window(condition.steps[0].selector, condition.during, None)
        if condition.within is None or not condition.steps[-1].is_absent:
            return
        deadline = deadline_sql(
            "toInt64(bitShiftRight(x.1, 64))", condition.within, self._clock, self._binder
        )
        ends = f"arrayMap(x -> {deadline}, arrayFilter(x -> bitTest(x.2, 0), {steps}))"
        self.moments.append(f"(arrayMin(arrayFilter(at -> at >= {self._now()}, {ends})) + 1)")

    def value(self, value: Value, op: Op, operand: Operand) -> None:
        """A date of the person comes or goes."""
        if op in MOVING and isinstance(operand, Duration):
            self.moments.append(self.crossing(value, op, operand))

    def held(self, duration: Duration, is_equal: str, columns: Columns) -> None:
        """A value has been held long enough; `is_equal`: a test of one write."""
        full = deadline_sql("toInt64(bitShiftRight(k, 64))", duration, self._clock, self._binder)
        self._earliest_of(full, f"{is_equal} AND {full} > {self._now()}", columns)

    def crossing(self, value: Value, op: Op, duration: Duration) -> str:
        """The next moment at which the answer about one date may change."""
        at = f"ifNull({value.moment}, 0)"
        if op is Op.WITHIN_LAST:
            found = f"if({at} > {self._now()}, {at}, {self._leaves(at, duration)})"
        elif op is Op.WITHIN_NEXT:
            found = f"if({at} < {self._now()}, 0, {self._comes(at, duration)})"
        else:
            found = self._anniversary(value, duration)
        return f"if({value.moment} IS NULL, 0, {found})"

    def _now(self) -> str:
        return self._binder.number(self._clock.now_ms)

    def _earliest_of(self, moment: str, test: str, columns: Columns) -> None:
        """The least of moments of rows; kept as its distance from the end of times, so that 0 is none."""
        end = self._binder.number(LATEST_MS)
        column = columns.add("Int64", f"maxIf({end} - toInt64({moment}), {test})", "max")
        self.moments.append(f"if({column} = 0, 0, {end} - {column})")

    def _moving(self, selector: Selector, tests: "list[Comparison] | tuple[Comparison, ...]") -> None:
        lasting = tuple(test for test in selector.where if test.op not in MOVING)
        for test in tests:
            if test.op in MOVING and isinstance(test.operand, Duration):
                flag = self._selection.flag(Selector(selector.name, selector.is_prefix, lasting), ALWAYS)
                crossing = self.crossing(self._selection.value(test.path), test.op, test.operand)
                self._earliest_of(f"({crossing})", f"{flag} AND ({crossing}) > {self._now()}", self._columns)

    def _window(self, selector: Selector, window: Window | None, place: int | None) -> None:
        """`place`: this event, counted from the latest, decides by being inside or not; None: any may."""
        if not isinstance(window, Last):
            return
        duration = window.duration
        begins_ms = subtract(self._clock.now_ms, duration, self._clock.zone)
        self._first_out(selector, begins_ms, duration, place)
        if duration.months:  # one that is just out may come in again at the next break of the calendar
            self._first_out(selector, begins_ms - _SLACK_MS, duration, place)

    def _first_out(self, selector: Selector, since_ms: int, duration: Duration, place: int | None) -> None:
        """When the first event from `since_ms` on that decides leaves the window."""
        flag = self._selection.flag(selector, Bounds(since_ms, self._clock.now_ms))
        decisive = self._event(flag, place)
        self.moments.append(f"if({decisive} = 0, 0, {self._leaves(decisive, duration)})")

    def _event(self, flag: str, place: int | None) -> str:
        """The time of the deciding event, 0 for none."""
        if place is not None and place <= _KEPT[-1]:
            most = next(most for most in _KEPT if place <= most)
            kept = self._columns.add(
                "Array(Int64)", f"groupArraySortedIf({most})(-{_MS}, {flag})", "groupArrayArray"
            )
            return f"(-arraySort({kept})[{place}])"
        end = self._binder.number(LATEST_MS)
        column = self._columns.add("Int64", f"maxIf({end} - {_MS}, {flag})", "max")
        return f"if({column} = 0, 0, {end} - {column})"

    def _leaves(self, at: str, duration: Duration) -> str:
        """When the moment `at`, not after now, leaves the window of the last `duration`; 0: it is out."""
        if not duration.months:
            return f"({at} + {self._binder.number(duration.milliseconds + 1)})"
        now_ms, zone = self._clock.now_ms, self._clock.zone
        begins_ms = subtract(now_ms, duration, zone)
        begins, out = self._binder.number(begins_ms), self._binder.number(begins_ms - _SLACK_MS)
        pause = self._binder.number(next_break(now_ms, duration, zone, subtract))
        even = f"({at} + {self._binder.number(now_ms - begins_ms + 1)})"
        least_ms = duration.months * _SHORT_MONTH_MS + duration.milliseconds - _SLACK_MS
        early = f"({at} + {self._binder.number(least_ms)})"
        return (
            f"multiIf({at} < {out}, 0, {at} < {begins}, {pause}, greatest(least({even}, {pause}), {early}))"
        )

    def _comes(self, at: str, duration: Duration) -> str:
        """When the moment `at`, not before now, comes to be at most `duration` ahead, or is over."""
        now_ms, zone = self._clock.now_ms, self._clock.zone
        ends_ms = add(now_ms, duration, zone)
        if not duration.months:
            due = f"({at} - {self._binder.number(duration.milliseconds)})"
            return f"if({due} > {self._now()}, {due}, {at} + 1)"
        ends, unsure = self._binder.number(ends_ms), self._binder.number(ends_ms - _SLACK_MS)
        pause = self._binder.number(next_break(now_ms, duration, zone, add))
        even = f"({at} - {self._binder.number(ends_ms - now_ms)})"
        early_ms = duration.months * _LONG_MONTH_MS + duration.milliseconds + _SLACK_MS
        early = f"({at} - {self._binder.number(early_ms)})"
        return (
            f"multiIf({at} > {ends}, greatest(least({even}, {pause}), {early}),"
            f" {at} > {unsure}, least({pause}, {at} + 1), {at} + 1)"
        )

    def _anniversary(self, value: Value, duration: Duration) -> str:
        """Today's is over at midnight; another comes near when its day begins in time."""
        now_ms, zone = self._clock.now_ms, self._clock.zone
        today, last = day_of(now_ms, zone), last_day(add(now_ms, duration, zone), zone)
        over_ms = midnight(day_after(today), zone)
        near_ms = now_ms + midnight(day_after(last), zone) - add(now_ms, duration, zone)
        pause_ms = next_break(now_ms, duration, zone, add) if duration.months else over_ms
        kept = kept_days_sql(value.text, today, self._binder)
        first = f"arrayMin(arrayFilter(day -> day >= {self._binder.number(days_number(today))}, {kept}))"
        over = self._after_days(over_ms, f"(day - {self._binder.number(days_number(today))})")
        ahead = f"(day - {self._binder.number(days_number(last))})"
        near = self._after_days(min(near_ms, pause_ms) if duration.months else near_ms, f"({ahead} - 1)")
        if duration.months:
            over = f"if({ahead} < -{_SLACK_MS // DAY_MS}, {over}, {self._binder.number(pause_ms)})"
        return f"arrayMap(day -> if({ahead} <= 0, {over}, {near}), [{first}])[1]"

    def _after_days(self, moment_ms: int, days: str) -> str:
        """`moment_ms` and so many days more, at most: zones skip days, months are of many lengths."""
        return f"({self._binder.number(moment_ms)} + greatest({days} - {_SLACK_MS // DAY_MS}, 0) * {DAY_MS})"


def _place_of(times: Times | None) -> int | None:
    """Which event, counted from the latest, decides a count: "n and more" stands while the n-th is inside."""
    if times is None:
        return 1
    if times.op in {Op.GTE, Op.LT}:
        return max(times.numbers[0], 1)
    if times.op in {Op.GT, Op.LTE} or (times.op in {Op.EQ, Op.NE} and times.numbers[0] == 0):
        return times.numbers[0] + 1
    return None
