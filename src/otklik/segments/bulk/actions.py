"""What can be done to many people at once. Pure: kinds, their options, what undoes what."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import msgspec

from otklik.segments.exports.leaving_out import Tally
from otklik.segments.exports.service import ExportSpec


class BulkKind(StrEnum):
    """The actions."""

    TAG_ADD = "tag_add"
    TAG_REMOVE = "tag_remove"
    LIST_ADD = "list_add"
    LIST_REMOVE = "list_remove"
    PROPERTY_SET = "property_set"
    PROPERTY_UNSET = "property_unset"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    ERASE = "erase"
    EXPORT = "export"


class BulkStatus(StrEnum):
    """Where an action is."""

    PENDING = "pending"
    COLLECTING = "collecting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class TagOptions(msgspec.Struct, frozen=True):
    """Which tag."""

    tag: str


class ListOptions(msgspec.Struct, frozen=True):
    """Which list."""

    list_id: int


class PropertyOptions(msgspec.Struct, frozen=True):
    """Which property gets which value; None unsets it."""

    property: str
    value: Any = None


class SubscriptionOptions(msgspec.Struct, frozen=True):
    """Which channel, or which topic of it ("" = the channel)."""

    channel: str
    topic: str = ""


class EraseOptions(msgspec.Struct, frozen=True):
    """`is_suppressed`: their user ids, emails and phones are refused from then on."""

    is_suppressed: bool = True


Options: TypeAlias = (
    TagOptions | ListOptions | PropertyOptions | SubscriptionOptions | EraseOptions | ExportSpec
)

OPTIONS: Final[Mapping[BulkKind, type[Options]]] = MappingProxyType(
    {
        BulkKind.TAG_ADD: TagOptions,
        BulkKind.TAG_REMOVE: TagOptions,
        BulkKind.LIST_ADD: ListOptions,
        BulkKind.LIST_REMOVE: ListOptions,
        BulkKind.PROPERTY_SET: PropertyOptions,
        BulkKind.PROPERTY_UNSET: PropertyOptions,
        BulkKind.SUBSCRIBE: SubscriptionOptions,
        BulkKind.UNSUBSCRIBE: SubscriptionOptions,
        BulkKind.ERASE: EraseOptions,
        BulkKind.EXPORT: ExportSpec,
    }
)
UNDONE_BY: Final[Mapping[BulkKind, BulkKind]] = MappingProxyType(
    {
        BulkKind.TAG_ADD: BulkKind.TAG_REMOVE,
        BulkKind.TAG_REMOVE: BulkKind.TAG_ADD,
        BulkKind.LIST_ADD: BulkKind.LIST_REMOVE,
        BulkKind.LIST_REMOVE: BulkKind.LIST_ADD,
        BulkKind.SUBSCRIBE: BulkKind.UNSUBSCRIBE,
        BulkKind.UNSUBSCRIBE: BulkKind.SUBSCRIBE,
    }
)
"""An undo is the opposite action on those for whom something changed."""

_TENTH: Final = 10


@dataclass(slots=True)
class Outcome:
    """What an action did to a portion: for whom it changed something, how many it failed, by reason.

    `undoable`: those of the changed to whom an undo may do the opposite.
    """

    changed: list[int] = field(default_factory=list)
    undoable: list[int] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    tally: Tally | None = None


def read_options(kind: BulkKind, stored: bytes) -> Options:
    """The options of an action as they are stored, JSON."""
    return msgspec.json.decode(stored, type=OPTIONS[kind])


def has_grown(count: int, expected: int) -> bool:
    """Whether a set is larger than the asker saw by more than a tenth, so that he must be asked again."""
    return (count - expected) * _TENTH > expected
