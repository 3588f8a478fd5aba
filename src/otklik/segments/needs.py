"""What of one person's past a condition looks at, so that no more of it is read. Pure."""

from collections.abc import Iterator, Mapping
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from otklik.segments.language.conditions import (
    All,
    AnyOf,
    Condition,
    Consented,
    Did,
    Followed,
    InList,
    InSegment,
    Not,
    PropertyIs,
    Selector,
    Subscribed,
    Tagged,
    Window,
)
from otklik.segments.predicate.history import MarkKind
from otklik.segments.predicate.operators import Clock
from otklik.segments.predicate.selecting import STORED_FIELDS, Bounds, bounds_of

_OPEN: Final = Bounds(None, None)


class EventsNeeded(msgspec.Struct, frozen=True):
    """Events of a name (or of names that begin so): from when, and which keys of their properties."""

    name: str
    is_prefix: bool
    from_ms: int | None
    keys: frozenset[str]


class Needs(msgspec.Struct):
    """All that a condition, with the segments in it, looks at."""

    events: dict[tuple[str, bool], EventsNeeded] = {}
    properties: set[str] = msgspec.field(default_factory=set)
    marks: set[tuple[MarkKind, str]] = msgspec.field(default_factory=set)

    @property
    def has_fields(self) -> bool:
        """Whether a stored field of events is looked at."""
        return any(key in STORED_FIELDS for each in self.events.values() for key in each.keys)

    @property
    def keys(self) -> list[str]:
        """The keys of events' properties that are looked at."""
        return sorted({key for each in self.events.values() for key in each.keys} - set(STORED_FIELDS))


def find_needs(
    condition: Condition, *, now_ms: int, zone: ZoneInfo, members: Mapping[int, Condition]
) -> Needs:
    """What the condition looks at when it is asked of `now_ms`."""
    needs, clock = Needs(), Clock(now_ms, zone)
    for node in _leaves(condition, members):
        if isinstance(node, Did):
            keys = [node.measure.of[0]] if node.measure else []
            keys += [node.same[0]] if node.same else []
            _add_events(needs, node.selector, _bounds(node.within, clock), keys)
        elif isinstance(node, Followed):
            bounds = _bounds(node.during, clock)
            for step in node.steps:
                _add_events(needs, step.selector, bounds, [])
        elif isinstance(node, PropertyIs):
            needs.properties.add(node.test.path[0])
        else:
            needs.marks.update(_marks_of(node))
    return needs


def _bounds(window: Window | None, clock: Clock) -> Bounds:
    return bounds_of(window, clock) if window else _OPEN


def _leaves(condition: Condition, members: Mapping[int, Condition]) -> Iterator[Condition]:
    waiting, seen = [condition], set[int]()
    while waiting:
        node = waiting.pop()
        if isinstance(node, All | AnyOf):
            waiting.extend(node.conditions)
        elif isinstance(node, Not):
            waiting.append(node.condition)
        elif isinstance(node, InSegment):
            inner = members.get(node.segment_id)
            if inner is not None and node.segment_id not in seen:
                seen.add(node.segment_id)
                waiting.append(inner)
        else:
            yield node


def _add_events(needs: Needs, selector: Selector, bounds: Bounds, keys: list[str]) -> None:
    """A selector's events from the earliest moment that any condition asks for."""
    key = (selector.name, selector.is_prefix)
    wanted = frozenset([*keys, *(test.path[0] for test in selector.where)])
    from_ms = bounds.from_ms
    if (known := needs.events.get(key)) is not None:
        wanted |= known.keys
        is_open = from_ms is None or known.from_ms is None
        from_ms = None if is_open else min(from_ms or 0, known.from_ms or 0)
    needs.events[key] = EventsNeeded(selector.name, selector.is_prefix, from_ms, wanted)


def _marks_of(node: Condition) -> Iterator[tuple[MarkKind, str]]:
    match node:
        case InList(list_id):
            yield MarkKind.LIST, str(list_id)
        case Tagged(tag):
            yield MarkKind.TAG, tag
        case Consented(kind):
            yield MarkKind.CONSENT, kind
        case Subscribed(channel, topic):
            yield MarkKind.SUBSCRIPTION, channel
            if topic is not None:
                yield MarkKind.SUBSCRIPTION, f"{channel}/{topic}"
        case _:
            return
