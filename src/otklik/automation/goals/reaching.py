"""Whose goal an event reaches, as far as is known when it comes. Pure; rules of docs/adr/0020-goals.md."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from otklik.automation.goals.contracts import UNSEEN, Goal, ValueKind
from otklik.automation.queries_following import Seen
from otklik.kit.clock import to_ms
from otklik.messaging.contracts import Send
from otklik.profiles.queries_facts import ORDER_EVENTS
from otklik.profiles.shop import as_amount
from otklik.segments.predicate.operators import Clock
from otklik.segments.predicate.selecting import event_value, fits

_READINGS: Final = ("shown_at", "read_at", "clicked_at", "replied_at")


class Aims(msgspec.Struct, frozen=True):
    """The goals of a workspace's live scenarios, by scenario, and its clocks."""

    goals: Mapping[int, Sequence[Goal]]
    zone: ZoneInfo

    def names(self) -> set[str]:
        """Events that may reach a goal."""
        return {goal.selector.name for goals in self.goals.values() for goal in goals}


class Reached(msgspec.Struct, frozen=True):
    """A goal of a send that an event reached; `purchase`: what it is counted by, once."""

    send: Send
    goal: Goal
    purchase: str
    at_ms: int
    value: str | None


def purchase_of(seen: Seen) -> str:
    """An order by its id, however often it is told; any other event by its place."""
    order = seen.event.properties.get("order_id")
    if seen.event.name in ORDER_EVENTS and isinstance(order, str | int) and str(order):
        return f"o{order}"
    return f"e{seen.event.pos}"


def find_reached(seen: Seen, sends: Iterable[Send], aims: Aims) -> list[Reached]:
    """The goals of the one message that the event is credited to: read last within its own window before it.

    Ties go to the later send; every goal of that message which fits is reached.
    """
    best: tuple[int, int] | None = None
    found: list[Reached] = []
    for send in sends:
        goals = [
            (goal, at_ms)
            for goal in aims.goals.get(send.scenario_id or 0, ())
            if (at_ms := _find_reading(send, goal, seen)) is not None and _fits(seen, goal, aims.zone)
        ]
        if not goals:
            continue
        last = max(at_ms for _, at_ms in goals), send.id
        if best is None or last > best:
            best = last
            found = [
                Reached(send, goal, purchase_of(seen), seen.event.ts_ms, _worth(seen, goal))
                for goal, _ in goals
            ]
    return found


def _fits(seen: Seen, goal: Goal, zone: ZoneInfo) -> bool:
    selector = goal.selector
    return selector.name == seen.event.name and fits(seen.event, selector, Clock(seen.event.ts_ms, zone))


def _find_reading(send: Send, goal: Goal, seen: Seen) -> int | None:
    """The last reading in whose window the event lies, in milliseconds."""
    names = ("sent_at", *_READINGS) if send.channel in UNSEEN else _READINGS
    moments = [to_ms(at) for name in names if (at := getattr(send, name)) is not None]
    now_ms = seen.event.ts_ms
    return max((at for at in moments if at <= now_ms <= at + goal.window_ms), default=None)


def _worth(seen: Seen, goal: Goal) -> str | None:
    value = goal.value
    if value.kind is ValueKind.NONE:
        return None
    amount = value.amount
    if value.kind is ValueKind.PROPERTY:
        told: Any = event_value(seen.event, (value.name,))
        known = as_amount(told)
        if known is None:
            return None
        amount = known
    return f"{(amount * goal.weight).normalize():f}"
