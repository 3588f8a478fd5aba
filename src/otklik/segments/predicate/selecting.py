"""Which events a condition looks at: by name, window and `where`; and the values in them."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from otklik.segments.language.conditions import Last, Selector, Window
from otklik.segments.language.durations import subtract
from otklik.segments.language.values import Json, value_at
from otklik.segments.predicate.history import Event, History
from otklik.segments.predicate.operators import Clock, passes

STORED_FIELDS: Final[Mapping[str, str]] = {
    "$url": "url",
    "$country": "country",
    "$city": "city",
    "$device_type": "device_type",
    "$browser": "browser",
    "$os": "os",
    "$source": "source",
}
"""Names by which a condition on an event finds its stored fields; they never mean its properties."""


class Bounds(NamedTuple):
    """The first and the last millisecond of a window, both included; None is open."""

    from_ms: int | None
    to_ms: int | None


ALWAYS: Final = Bounds(None, None)


def bounds_of(window: Window | None, clock: Clock) -> Bounds:
    """The milliseconds that a window covers at the clock's moment."""
    if window is None:
        return ALWAYS
    if isinstance(window, Last):
        return Bounds(subtract(clock.now_ms, window.duration, clock.zone), clock.now_ms)
    return Bounds(window.from_ms, window.to_ms)


def select(history: History, selector: Selector, bounds: Bounds, clock: Clock) -> Sequence[Event]:
    """The events of a selector inside the bounds, in order; `where` holds together on one event."""
    events = history.named(selector.name, is_prefix=selector.is_prefix).inside(*bounds)
    if not selector.where:
        return events
    return [event for event in events if fits(event, selector, clock)]


def fits(event: Event, selector: Selector, clock: Clock) -> bool:
    """True when every comparison of `where` holds on this event."""
    return all(passes(event_value(event, test.path), test.op, test.operand, clock) for test in selector.where)


def event_value(event: Event, path: tuple[str, ...]) -> Json:
    """A value of the event: a stored field for the names of STORED_FIELDS, else a property; None = none."""
    field = STORED_FIELDS.get(path[0])
    if field is None:
        return value_at(event.properties, path)
    return event.fields.get(field) if len(path) == 1 else None
