"""People over HTTP (contract of `/api/v1`): ids are text, times RFC 3339 with milliseconds and `Z`."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from otklik.kit.clock import format_ms, to_ms

Moment = Annotated[
    datetime, PlainSerializer(lambda at: format_ms(to_ms(at.astimezone(UTC))), return_type=str)
]
PersonId = Annotated[str, Field(pattern=r"^[0-9]{1,19}$")]


class Answer(BaseModel):
    """The base of what leaves."""

    model_config = ConfigDict(frozen=True)


class Origin(Answer):
    """Where a value comes from: `source` is the door, "api" or "derived" (from his events)."""

    source: str
    at: Moment
    author: str


class Identity(Answer):
    """What leads to this person."""

    kind: str
    value: str
    created_at: Moment


class Duplicate(Answer):
    """Perhaps the same human; `reason`: what both cards have."""

    id: str
    name: str | None
    email: str | None
    reason: Literal["email", "phone", "email_and_phone"]


class Presence(Answer):
    """The page he is on now."""

    url: str
    title: str
    since: Moment


class ListName(Answer):
    """A list that somebody is on."""

    id: str
    name: str


class Subscription(Answer):
    """His last word about a channel (`topic` "") or a topic of it, and who said it for him."""

    channel: str
    topic: str
    is_subscribed: bool
    at: Moment
    source: str
    author: str


class Consent(Answer):
    """His last word about a kind of consent."""

    kind: str
    is_given: bool
    at: Moment


class SegmentName(Answer):
    """A live segment he is in."""

    id: str
    name: str


class Profile(Answer):
    """A card. `members`: the homes that were merged into it, itself among them."""

    id: str
    user_id: str | None
    stage: Literal["visitor", "lead", "user"]
    created_at: Moment
    properties: dict[str, Any]
    origins: dict[str, Origin]
    identities: list[Identity]
    members: list[str]
    tags: list[str]
    lists: list[ListName]
    subscriptions: list[Subscription]
    consents: list[Consent]
    segments: list[SegmentName]
    duplicates: list[Duplicate]
    is_online: bool
    presence: Presence | None
    first_seen: Moment | None
    last_seen: Moment | None
    sessions_count: int
    pages_count: int


class OperationInput(BaseModel):
    """One change of one property; `value` is not needed for `delete`."""

    model_config = ConfigDict(extra="forbid")

    op: Literal["set", "set_once", "add", "append", "union", "exclude", "delete"]
    key: Annotated[str, Field(min_length=1, max_length=255)]
    value: Any = None


class ProfilePatch(BaseModel):
    """Operations in their order."""

    model_config = ConfigDict(extra="forbid")

    operations: Annotated[list[OperationInput], Field(min_length=1, max_length=250)]


class MergeInput(BaseModel):
    """With whom."""

    model_config = ConfigDict(extra="forbid")

    other_id: PersonId


class EraseInput(BaseModel):
    """`suppress`: his user id, email and phone are refused from then on."""

    model_config = ConfigDict(extra="forbid")

    suppress: bool = True


class Merge(Answer):
    """A line of the journal of merges: `src` gave way to `dst`, because of two homes named together."""

    id: str
    src: str
    dst: str
    src_home: str
    dst_home: str
    members: list[str]
    reason: str
    actor: str
    at: Moment
    undone_at: Moment | None
    undone_by: str | None


class MergeList(Answer):
    """All merges of a card."""

    items: list[Merge]
    next_cursor: str | None = None


class HistoryItem(Answer):
    """A property write as it was given."""

    property: str
    op: str
    value: Any
    at: Moment
    source: str
    author: str


class HistoryList(Answer):
    """A page of history, the newest first."""

    items: list[HistoryItem]
    next_cursor: str | None


class Device(Answer):
    """A browser or an app of his."""

    device: str
    device_type: str
    browser: str
    os: str
    country: str
    city: str
    first_seen: Moment
    last_seen: Moment


class DeviceList(Answer):
    """His devices, the last used first."""

    items: list[Device]
    next_cursor: str | None = None


class ErasureStarted(Answer):
    """The erasure runs as a job; ask for its state by this id."""

    erasure_id: str


class Erasure(Answer):
    """`proof`: survivors counted per store, all zero once `verified`."""

    id: str
    profile_id: str
    status: Literal["pending", "running", "verified"]
    requested_by: str
    requested_at: Moment
    verified_at: Moment | None
    proof: dict[str, int]
