"""The graph of a scenario as a tree: what `reading` makes of JSON, and what the engine walks.

A graph holds no doubt: every name of a node leads to a node, conditions are trees, durations are read. The
JSON that a person saved is kept beside it, for editing. Meaning: docs/reference/scenarios.md.

`next` of a node is the node after it, None where the walk ends well.
"""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import TypeAlias

import msgspec

from otklik.automation.graph.entries import WEEK, Entry, Exit, Zone
from otklik.messaging.contracts import Channel, MessageKind
from otklik.segments.language.conditions import Condition, Duration, Selector
from otklik.segments.language.values import Json


class Send(msgspec.Struct, frozen=True, tag="send"):
    """Plans one message and waits until it is decided; `otherwise`: where to go when it was not sent."""

    channel: Channel
    content_id: int
    kind: MessageKind = MessageKind.PROMOTIONAL
    topic: str = ""
    priority: int = 0
    expires_after: Duration | None = None
    next: str | None = None
    otherwise: str | None = None
    has_otherwise: bool = False


class WaitFor(msgspec.Struct, frozen=True, tag="wait_for"):
    """Waits that long."""

    duration: Duration
    next: str | None = None


class WaitUntil(msgspec.Struct, frozen=True, tag="wait_until"):
    """Waits until clocks show `at` the next time on one of `days` (1 is Monday)."""

    at: time
    days: tuple[int, ...] = WEEK
    zone: Zone = Zone.PERSON
    next: str | None = None


class WaitBest(msgspec.Struct, frozen=True, tag="wait_best"):
    """Waits until the hour at which this person acts most, within `within` from now."""

    within: Duration
    days: tuple[int, ...] = WEEK
    next: str | None = None


class WaitEvent(msgspec.Struct, frozen=True, tag="wait_event"):
    """Waits for one of these events of the person, `at_most` so long: then `otherwise`."""

    events: tuple[Selector, ...]
    at_most: Duration
    next: str | None = None
    otherwise: str | None = None


class Ask(msgspec.Struct, frozen=True, tag="condition"):
    """Goes on to `next` if the condition holds of the person now, else to `otherwise`."""

    condition: Condition
    next: str | None = None
    otherwise: str | None = None


class Arm(msgspec.Struct, frozen=True):
    """One way of a split test; people are shared out by weight."""

    name: str
    weight: int
    next: str | None = None


class Split(msgspec.Struct, frozen=True, tag="split"):
    """Sends each person one way, always the same."""

    arms: tuple[Arm, ...]


class PropertyEdit(msgspec.Struct, frozen=True):
    """One operation on a property of the person (product.md 1.6)."""

    op: str
    property: str
    value: Json = None


class Edit(msgspec.Struct, frozen=True, tag="property"):
    """Writes properties of the person."""

    edits: tuple[PropertyEdit, ...]
    next: str | None = None


class Mark(msgspec.Struct, frozen=True, tag="mark"):
    """Puts a tag on the person or takes it off, puts him on a list or takes him off."""

    kind: str
    key: str
    is_on: bool
    next: str | None = None


class HandOver(msgspec.Struct, frozen=True, tag="handover"):
    """Gives the person's conversation to the team with a note; `assignee` and `team`: to whom."""

    note: str
    team: int | None = None
    assignee: int | None = None
    next: str | None = None


class Leave(msgspec.Struct, frozen=True, tag="exit"):
    """Ends the walk; `reason` is told with it."""

    reason: str = ""


Node: TypeAlias = (
    Send | WaitFor | WaitUntil | WaitBest | WaitEvent | Ask | Split | Edit | Mark | HandOver | Leave
)
WAITS = (WaitFor, WaitUntil, WaitBest, WaitEvent)
DOINGS = (Send, Edit, Mark, HandOver)
"""Steps that do something to a person: nothing of it is done to whom the condition to leave holds of."""


class Graph(msgspec.Struct, frozen=True):
    """A whole scenario. `start` is the first node; `moved`: where people of vanished nodes go."""

    entry: Entry
    start: str
    nodes: Mapping[str, Node]
    exit: Exit = Exit()
    moved: Mapping[str, str] = {}


def list_ways(node: Node) -> Iterator[str | None]:
    """Where the walk may go from a node; None is a good end."""
    match node:
        case Leave():
            return
        case Split(arms):
            yield from (arm.next for arm in arms)
        case WaitEvent() | Ask():
            yield node.next
            yield node.otherwise
        case Send():
            yield node.next
            if node.has_otherwise:
                yield node.otherwise
        case _:
            yield node.next
