"""Bodies and answers of bulk actions."""

from collections import Counter
from typing import Annotated, Any, Literal, Self, TypeAlias

import msgspec
from pydantic import Field

from otklik.segments.bulk.actions import (
    UNDONE_BY,
    BulkKind,
    BulkStatus,
    EraseOptions,
    ListOptions,
    Options,
    PropertyOptions,
    SubscriptionOptions,
    TagOptions,
)
from otklik.segments.bulk.repository import OPEN, ActionRow
from otklik.segments.bulk.service import is_kept
from otklik.segments.exports.leaving_out import Tally
from otklik.segments.exports.service import ExportSpec
from otklik.segments.schemas import GivenId
from otklik.segments.schemas_exports import (
    AudienceBody,
    FileBody,
    LeftOutAnswer,
    PropertyName,
    list_left_out,
)
from otklik.workspaces.schemas import Answer, Body, FilledLine, Id, Line, Moment

Channel: TypeAlias = Literal[
    "chat", "popup", "form", "email", "web_push", "app_push", "sms", "telegram", "vk", "max",
    "facebook", "callback", "webhook", "task",
]  # fmt: skip


class TagAction(Body):
    """Put a tag on, or take it off."""

    kind: Literal["tag_add", "tag_remove"]
    tag: FilledLine

    def as_options(self) -> Options:
        """The same for the services."""
        return TagOptions(self.tag)


class ListAction(Body):
    """Put on a list, or take off it."""

    kind: Literal["list_add", "list_remove"]
    list_id: GivenId

    def as_options(self) -> Options:
        """The same for the services."""
        return ListOptions(self.list_id)


class PropertySetAction(Body):
    """Give a property a value."""

    kind: Literal["property_set"]
    property: PropertyName
    value: Any

    def as_options(self) -> Options:
        """The same for the services."""
        return PropertyOptions(self.property, self.value)


class PropertyUnsetAction(Body):
    """Take a property off."""

    kind: Literal["property_unset"]
    property: PropertyName

    def as_options(self) -> Options:
        """The same for the services."""
        return PropertyOptions(self.property)


class SubscriptionAction(Body):
    """Subscribe to a channel, or to one topic of it, or take that back."""

    kind: Literal["subscribe", "unsubscribe"]
    channel: Channel
    topic: Line = ""

    def as_options(self) -> Options:
        """The same for the services."""
        return SubscriptionOptions(self.channel, self.topic)


class EraseAction(Body):
    """Erase them. `is_suppressed`: their user ids, emails and phones are refused from then on."""

    kind: Literal["erase"]
    is_suppressed: bool = True

    def as_options(self) -> Options:
        """The same for the services."""
        return EraseOptions(self.is_suppressed)


class ExportAction(FileBody):
    """Write a file to be fetched later."""

    kind: Literal["export"]

    def as_options(self) -> Options:
        """The same for the services."""
        return self.as_spec()


AnyAction: TypeAlias = Annotated[
    TagAction
    | ListAction
    | PropertySetAction
    | PropertyUnsetAction
    | SubscriptionAction
    | EraseAction
    | ExportAction,
    Field(discriminator="kind"),
]


class BulkBody(AudienceBody):
    """What to do to whom. `expected`: how many people the asker saw; `confirm` of an erasure.

    An erasure is confirmed by the segment's name, or, without a segment, by the number expected.
    """

    action: AnyAction
    expected: Annotated[int, Field(ge=0, le=1_000_000_000)]
    confirm: Annotated[str, Field(max_length=200)] = ""


class FailureAnswer(Answer):
    """Why an action was not done to some."""

    reason: str
    count: int


class BulkAnswer(Answer):
    """A bulk action. `done` of `total` people; for `changed` of them it was not so before.

    `segment`: the name at the start. `can_undo`: the opposite can be done to all it changed.
    """

    id: Id
    kind: BulkKind
    options: dict[str, Any]
    segment_id: Id | None
    segment: str | None
    filter: Any
    status: BulkStatus
    expected: int
    total: int | None
    done: int
    changed: int
    failed: int
    failures: list[FailureAnswer]
    written: int | None
    left_out: list[LeftOutAnswer]
    filename: str | None
    error: str | None
    can_undo: bool
    undo_of: Id | None
    created_by: str
    created_at: Moment
    finished_at: Moment | None

    @classmethod
    def of(cls, action: ActionRow) -> Self:
        """The answer for an action."""
        is_file = isinstance(action.options, ExportSpec)
        tally = Tally(action.result.get("written", 0), Counter(action.result.get("left_out", {})))
        return cls(
            id=action.id,
            kind=action.kind,
            options=_options(action.options),
            segment_id=action.audience.get("segment_id"),
            segment=action.audience.get("segment"),
            filter=action.audience.get("filter"),
            status=action.status,
            expected=action.expected,
            total=action.total,
            done=action.done,
            changed=action.changed,
            failed=action.failed,
            failures=[FailureAnswer(reason=each, count=n) for each, n in sorted(action.failures.items())],
            written=tally.written if is_file else None,
            left_out=list_left_out(tally),
            filename=action.options.filename if isinstance(action.options, ExportSpec) else None,
            error=action.error or None,
            can_undo=_can_undo(action),
            undo_of=action.undo_of,
            created_by=action.created_by,
            created_at=action.created_at,
            finished_at=action.finished_at,
        )


def _options(options: Options) -> dict[str, Any]:
    """As they came in: ids are texts."""
    if isinstance(options, ListOptions):
        return {"list_id": str(options.list_id)}
    told: dict[str, Any] = msgspec.to_builtins(options)
    return told


def _can_undo(action: ActionRow) -> bool:
    is_over = action.status.value not in OPEN
    return is_over and action.changed > 0 and action.kind in UNDONE_BY and is_kept(action)
