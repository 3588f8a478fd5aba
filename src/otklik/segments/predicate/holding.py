"""A person's property, now or held for a time: the node `PropertyIs`."""

from otklik.segments.language.conditions import Comparison, Held, Op
from otklik.segments.language.durations import add
from otklik.segments.language.values import value_at
from otklik.segments.predicate.finding import Finding
from otklik.segments.predicate.history import History
from otklik.segments.predicate.operators import Clock, equal, passes
from otklik.segments.predicate.selecting import Bounds

HOLDING = frozenset({Op.FOR_AT_LEAST, Op.FOR_LESS_THAN})


def judge_property(test: Comparison, history: History, clock: Clock) -> Finding:
    """The answer of a condition on a property at the clock's moment.

    A value is held "for a month" from a month after it came, so a month once full stays full.
    """
    value = value_at({test.path[0]: history.value(test.path[0])}, test.path)
    if not isinstance(test.operand, Held):
        return Finding(passes(value, test.op, test.operand, clock), value)
    since_ms = held_since(test, test.operand, history)
    if since_ms is None:
        return Finding(holds=False, found=value)
    full_ms = add(since_ms, test.operand.duration, clock.zone)
    is_long = full_ms <= clock.now_ms
    is_asked_long = test.op is Op.FOR_AT_LEAST
    return Finding(is_long is is_asked_long, value, bounds=Bounds(since_ms, full_ms), since_ms=since_ms)


def held_since(test: Comparison, held: Held, history: History) -> int | None:
    """Since when the property has been this value without a break; None when it is not this value now.

    A repeat does not restart it; another value or an unset between, however short, does.
    """
    since_ms: int | None = None
    for write in history.timeline(test.path[0]):
        value = value_at({test.path[0]: write.value}, test.path)
        if not equal(value, held.value):
            since_ms = None
        elif since_ms is None:
            since_ms = write.ts_ms
    return since_ms
