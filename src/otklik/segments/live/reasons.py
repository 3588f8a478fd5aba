"""What can change the answer of a condition: names of events, properties, marks, existence, time. Pure.

Live membership looks at a person again only for segments that have a reason to. A reason too many costs one
look, a reason too few a wrong member, so whatever is unclear counts as a reason.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias, TypeVar, cast
from zoneinfo import ZoneInfo

import msgspec

from otklik.events.contracts import NOT_HIS
from otklik.events.queries_facts import AD_IDS, TRADE_EVENTS
from otklik.segments.language.conditions import (
    All,
    AnyOf,
    Comparison,
    Condition,
    Consented,
    Did,
    Followed,
    Held,
    InList,
    InSegment,
    Last,
    Not,
    Op,
    PropertyIs,
    Selector,
    Subscribed,
    Tagged,
)
from otklik.segments.predicate.evaluation import holds
from otklik.segments.predicate.history import History, MarkKind, Past, Write

MOVING: Final = frozenset({Op.WITHIN_LAST, Op.WITHIN_NEXT, Op.ANNIVERSARY_WITHIN})
EVERYTHING: Final = ("$first_seen", "$last_seen", "$country", "$city")
"""Derived properties that any event may change."""
_SESSION: Final = frozenset({"$session_started"})
_TRADE: Final = frozenset(TRADE_EVENTS)
_SHOP: Final = (
    "$cart_amount", "$cart_items", "$ordered_items", "$viewed_products", "$orders_count",
    "$paid_orders_count", "$revenue", "$last_payment", "$last_order_at", "$last_order_status",
    "$average_cheque",
)  # fmt: skip
_DERIVED: Final[Mapping[str, frozenset[str]]] = {
    "$sessions_count": _SESSION,
    "$pages_count": frozenset({"$page_viewed"}),
    "$language": _SESSION,
    "$time_zone": _SESSION,
    **dict.fromkeys((f"${name}" for name in AD_IDS), _SESSION),
    **dict.fromkeys(_SHOP, _TRADE),
}
_FROM_SESSIONS: Final = ("$initial_", "$last_")
_VIEWED: Final = "$product_viewed"

Members: TypeAlias = Mapping[int, Condition]
MarkName: TypeAlias = tuple[str, str]
"""Kind and key."""


class Reasons(msgspec.Struct, frozen=True):
    """Whatever may change an answer.

    `prefixes`: beginnings of names of events ("" = whatever he did); `is_any_event`: every event, noted ones
    too; `is_moving`: time alone; `is_open`: it holds of somebody of whom nothing else is known.
    """

    events: frozenset[str] = frozenset()
    prefixes: frozenset[str] = frozenset()
    properties: frozenset[str] = frozenset()
    marks: frozenset[MarkName] = frozenset()
    is_any_event: bool = False
    is_moving: bool = False
    is_open: bool = False

    def __or__(self, other: "Reasons") -> "Reasons":
        """The reasons of both."""
        return Reasons(
            self.events | other.events,
            self.prefixes | other.prefixes,
            self.properties | other.properties,
            self.marks | other.marks,
            self.is_any_event or other.is_any_event,
            self.is_moving or other.is_moving,
            self.is_open or other.is_open,
        )

    def has_event(self, name: str) -> bool:
        """Whether an event of this name may change the answer."""
        if self.is_any_event or name in self.events:
            return True
        return any(name.startswith(start) if start else name not in NOT_HIS for start in self.prefixes)


def find_reasons(condition: Condition, *, members: Members, now_ms: int, zone: ZoneInfo) -> Reasons:
    """All reasons of a condition; `members`: the conditions of the segments that it may name."""
    reasons = _find(condition, members, frozenset())
    return msgspec.structs.replace(reasons, is_open=_is_open(condition, members, now_ms, zone))


def _is_open(condition: Condition, members: Members, now_ms: int, zone: ZoneInfo) -> bool:
    """Whether it holds of a person who has just come to be and of whom it knows nothing.

    A condition that counts whatever a person did has every event of his as a reason anyway.
    """
    ghost = History(Past(writes=(Write(property="\x00", ts_ms=now_ms, pos=0, value=1),)))
    return holds(condition, ghost, now_ms=now_ms, zone=zone, members=members)


def _find(condition: Condition, members: Members, inside: frozenset[int]) -> Reasons:
    return _FINDERS[type(condition)](condition, members, inside)


def _of_group(condition: All | AnyOf, members: Members, inside: frozenset[int]) -> Reasons:
    found = Reasons()
    for part in condition.conditions:
        found |= _find(part, members, inside)
    return found


def _of_not(condition: Not, members: Members, inside: frozenset[int]) -> Reasons:
    return _find(condition.condition, members, inside)


def _of_segment(condition: InSegment, members: Members, inside: frozenset[int]) -> Reasons:
    inner = members.get(condition.segment_id)
    if inner is None or condition.segment_id in inside:
        return Reasons()
    return _find(inner, members, inside | {condition.segment_id})


def _of_property(condition: PropertyIs, members: Members, inside: frozenset[int]) -> Reasons:
    del members, inside
    name = condition.test.path[0]
    events = _DERIVED.get(name, frozenset())
    if name == "$viewed_products":
        events |= {_VIEWED}
    if name.startswith(_FROM_SESSIONS):
        events |= _SESSION
    return Reasons(
        events=events,
        properties=frozenset({name}),
        is_any_event=name in EVERYTHING,
        is_moving=moves(condition.test),
    )


def _of_events(condition: Did, members: Members, inside: frozenset[int]) -> Reasons:
    del members, inside
    measure = condition.measure
    is_moving = isinstance(condition.within, Last)
    if measure is not None and moves(Comparison(measure.of, measure.op, measure.operand)):
        is_moving = True
    return _of_selector(condition.selector) | Reasons(is_moving=is_moving)


def _of_sequence(condition: Followed, members: Members, inside: frozenset[int]) -> Reasons:
    del members, inside
    is_waiting = condition.within is not None and condition.steps[-1].is_absent
    found = Reasons(is_moving=is_waiting or isinstance(condition.during, Last))
    for step in condition.steps:
        found |= _of_selector(step.selector)
    return found


def _of_selector(selector: Selector) -> Reasons:
    is_moving = any(moves(test) for test in selector.where)
    if selector.is_prefix:
        return Reasons(prefixes=frozenset({selector.name}), is_moving=is_moving)
    return Reasons(events=frozenset({selector.name}), is_moving=is_moving)


def moves(test: Comparison) -> bool:
    """Whether time alone may change its answer about one value."""
    return test.op in MOVING or isinstance(test.operand, Held)


def _of_list(condition: InList, members: Members, inside: frozenset[int]) -> Reasons:
    del members, inside
    return _of_marks((MarkKind.LIST, str(condition.list_id)))


def _of_tag(condition: Tagged, members: Members, inside: frozenset[int]) -> Reasons:
    del members, inside
    return _of_marks((MarkKind.TAG, condition.tag))


def _of_subscription(condition: Subscribed, members: Members, inside: frozenset[int]) -> Reasons:
    del members, inside
    channel = (MarkKind.SUBSCRIPTION, condition.channel)
    if condition.topic is None:
        return _of_marks(channel)
    return _of_marks(channel, (MarkKind.SUBSCRIPTION, f"{condition.channel}/{condition.topic}"))


def _of_consent(condition: Consented, members: Members, inside: frozenset[int]) -> Reasons:
    del members, inside
    return _of_marks((MarkKind.CONSENT, condition.kind))


def _of_marks(*marks: tuple[MarkKind, str]) -> Reasons:
    return Reasons(marks=frozenset((kind.value, key) for kind, key in marks))


Node = TypeVar("Node")
_Finder: TypeAlias = Callable[[Condition, Members, frozenset[int]], Reasons]


def _finder(find: Callable[[Node, Members, frozenset[int]], Reasons]) -> _Finder:
    """Each is reached by its own node type only, which a mapping by type cannot say."""
    return cast(_Finder, find)


_FINDERS: Final[Mapping[type, _Finder]] = {
    All: _finder(_of_group),
    AnyOf: _finder(_of_group),
    Not: _finder(_of_not),
    PropertyIs: _finder(_of_property),
    Did: _finder(_of_events),
    Followed: _finder(_of_sequence),
    InSegment: _finder(_of_segment),
    InList: _finder(_of_list),
    Tagged: _finder(_of_tag),
    Subscribed: _finder(_of_subscription),
    Consented: _finder(_of_consent),
}
