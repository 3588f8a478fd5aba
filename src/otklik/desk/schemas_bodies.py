"""Bodies of requests to the inbox."""

from datetime import datetime
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from otklik.inbox.contracts import MAX_BODY, MAX_KEY, ConversationStatus, TalkChannel
from otklik.kit.text import clean_text
from otklik.workspaces.schemas import Body

LARGEST_ID: Final = (1 << 63) - 1
MAX_FILES: Final = 10
MAX_MENTIONS: Final = 20
MAX_AT_ONCE: Final = 500
_LAST_YEAR: Final = 2200


def _clean(text: str) -> str:
    return clean_text(text, len(text) + 1)


def _is_near(moment: datetime) -> datetime:
    if moment.year > _LAST_YEAR:
        raise ValueError("that is too far ahead")
    return moment


Later: TypeAlias = Annotated[AwareDatetime, AfterValidator(_is_near)]
Given: TypeAlias = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Mark: TypeAlias = Annotated[int, Field(ge=0, le=LARGEST_ID)]
Words: TypeAlias = Annotated[str, StringConstraints(max_length=MAX_BODY), AfterValidator(_clean)]
Key: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:\-]+$", max_length=MAX_KEY)]
Tag: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), AfterValidator(_clean)
]
Subject: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_clean)
]
FileIds: TypeAlias = Annotated[list[Given], Field(max_length=MAX_FILES)]


class StartBody(Body):
    """A conversation that an operator begins. Sent again under the same `client_key` it is the same one."""

    profile_id: Annotated[str, StringConstraints(pattern="^[1-9][0-9]{0,18}$")]
    body: Words = ""
    files: FileIds = Field(default_factory=list)
    client_key: Key
    channel: TalkChannel = TalkChannel.CHAT
    subject: Subject = ""


class PartBody(Body):
    """A message or a note.

    `seen_part`: the last part that the operator saw; 409 `answered_meanwhile` when a colleague's message is
    newer, unless `force`.
    """

    kind: Literal["message", "note"] = "message"
    body: Words = ""
    files: FileIds = Field(default_factory=list)
    mentions: Annotated[list[Given], Field(max_length=MAX_MENTIONS)] = Field(default_factory=list)
    client_key: Key
    seen_part: Mark | None = None
    force: bool = False


class ConversationPatch(Body):
    """What to change of a conversation; what is not given stays. `assignee` null: nobody's.

    `team`: into its hands, null: no team's; who has it and does not belong to that team lets it go.
    """

    status: ConversationStatus | None = None
    snoozed_until: Later | None = None
    assignee: Given | None = None
    team: Given | None = None
    tags_add: Annotated[list[Tag], Field(max_length=50)] = Field(default_factory=list)
    tags_remove: Annotated[list[Tag], Field(max_length=50)] = Field(default_factory=list)
    subject: Subject | None = None
    reply_channel: TalkChannel | None = None


class ReadBody(Body):
    """The asking member has read up to this part."""

    part: Mark


class MergeBody(Body):
    """The conversation that this one becomes a part of."""

    into: Given


class SplitBody(Body):
    """The first message of the new conversation."""

    from_part: Given


class DraftBody(Body):
    """What is begun; empty: nothing any more."""

    kind: Literal["message", "note"] = "message"
    body: Words = ""
    files: FileIds = Field(default_factory=list)


class BulkConversationsBody(Body):
    """One action on many conversations.

    `assign`: `assignee`; `team`: `team`; `snooze`: `snoozed_until`; tags: `tag`.
    """

    ids: Annotated[list[Given], Field(min_length=1, max_length=MAX_AT_ONCE)]
    action: Literal["close", "reopen", "snooze", "assign", "tag", "untag", "read", "team"]
    assignee: Given | None = None
    team: Given | None = None
    snoozed_until: Later | None = None
    tag: Tag | None = None


class AwayBody(Body):
    """Whether the asking member is away; it holds until he says otherwise."""

    is_away: bool
