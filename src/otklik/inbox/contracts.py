"""What the inbox is made of: conversations, their parts, who writes them. Shapes only."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec

MAX_BODY: Final = 20_000
"""Characters of one message."""
PREVIEW: Final = 140
MAX_KEY: Final = 64


class ConversationStatus(StrEnum):
    """Where a conversation stands."""

    OPEN = "open"
    SNOOZED = "snoozed"
    CLOSED = "closed"


class PartKind(StrEnum):
    """What one entry of a conversation is; notes and happenings are not shown to the visitor."""

    MESSAGE = "message"
    NOTE = "note"
    HAPPENING = "happening"


class AuthorKind(StrEnum):
    """Who wrote or did it. Only an operator's message is an answer of a person."""

    VISITOR = "visitor"
    OPERATOR = "operator"
    BOT = "bot"
    SYSTEM = "system"


class TalkChannel(StrEnum):
    """The way a message comes or goes."""

    CHAT = "chat"
    EMAIL = "email"
    CALL = "call"
    TELEGRAM = "telegram"
    VK = "vk"
    FACEBOOK = "facebook"


class Happening(StrEnum):
    """What is told inside a conversation besides words."""

    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    TEAM = "team"
    CLOSED = "closed"
    REOPENED = "reopened"
    SNOOZED = "snoozed"
    TAGGED = "tagged"
    UNTAGGED = "untagged"
    RATED = "rated"
    MERGED = "merged"
    SPLIT = "split"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    AUTO_REPLY = "auto_reply"
    MANY_MAILS = "many_mails"


class Author(msgspec.Struct, frozen=True):
    """Who writes: a visitor by his home profile, an operator by the member's id, bot and system without."""

    kind: AuthorKind
    id: int | None = None

    @property
    def text(self) -> str:
        """As it stands in rows and events: `operator:7`, `visitor:12`, `bot`."""
        return self.kind.value if self.id is None else f"{self.kind.value}:{self.id}"


SYSTEM: Final = Author(AuthorKind.SYSTEM)


class NewPart(msgspec.Struct, frozen=True):
    """A part that is to be written. `client_key`: of the client that sends; `external_id`: of the channel."""

    author: Author
    body: str = ""
    kind: PartKind = PartKind.MESSAGE
    channel: TalkChannel | None = None
    data: dict[str, Any] = {}
    client_key: str | None = None
    external_id: str | None = None


class Part(msgspec.Struct, frozen=True):
    """One entry of a conversation. `id` is its place for everybody, `seq` the number of its last change."""

    id: int
    seq: int
    conversation_id: int
    kind: PartKind
    author: Author
    channel: TalkChannel
    body: str
    data: dict[str, Any]
    client_key: str | None
    at: datetime
    edited_at: datetime | None = None
    deleted_at: datetime | None = None


class Conversation(msgspec.Struct, frozen=True):
    """A talk with one person; fields as in the table."""

    id: int
    workspace_id: int
    seq: int
    profile_id: int
    channel: TalkChannel
    reply_channel: TalkChannel
    status: ConversationStatus
    snoozed_until: datetime | None
    assignee: int | None
    subject: str
    tags: tuple[str, ...]
    started_by: AuthorKind
    started_at: datetime
    last_part: int
    last_at: datetime
    last_author: str
    preview: str
    visitor_part: int
    answer_part: int
    visitor_read: int
    operators_read: int
    waiting_since: datetime | None
    replied_at: datetime | None
    replied_by: int | None
    closed_at: datetime | None
    closed_by: str
    deleted_at: datetime | None
    rating: int | None = None
    rating_comment: str = ""
    rated_at: datetime | None = None
    merged_into: int | None = None
    split_from: int | None = None
    team: int | None = None
    assigned_at: datetime | None = None
    """Since when the assignee has it."""
    asked_at: datetime | None = None
    """When the visitor was asked how it was."""
    passed_by: int | None = None
    """Who gave it up or was silent: no rule gives it to him again."""
    hours_told_at: datetime | None = None
    """When the visitor was told last that the team is not at work."""
    due_at: datetime | None = None
    """When a rule has to look at it again."""


class ReadMark(msgspec.Struct, frozen=True):
    """How far an operator has read a conversation."""

    conversation_id: int
    member_id: int
    part: int
    seq: int


class Changes(msgspec.Struct, frozen=True):
    """What has a number after `after`, up to and with `seq`. `is_whole`: else there is more than fits."""

    after: int
    seq: int
    conversations: tuple[Conversation, ...] = ()
    parts: tuple[Part, ...] = ()
    reads: tuple[ReadMark, ...] = ()
    is_whole: bool = True
