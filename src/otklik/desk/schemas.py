"""Answers of the inbox: what operators see of conversations."""

from typing import Annotated, Any, Literal

from pydantic import Field

from otklik.inbox.contracts import AuthorKind, ConversationStatus, PartKind, TalkChannel
from otklik.workspaces.schemas import Answer, Moment


class AuthorAnswer(Answer):
    """Who wrote or did it. `id`: of operators only; a visitor is the conversation's person."""

    kind: AuthorKind
    id: int | None = None
    name: str = ""
    picture: str | None = None


class PartAnswer(Answer):
    """One entry of a conversation.

    `id` is its place, `seq` the number of its last change. `data`: `files` and `mentions` of words; of a
    happening `what`, and its details.
    """

    id: int
    seq: int
    conversation_id: int
    kind: PartKind
    author: AuthorAnswer
    channel: TalkChannel
    body: str
    data: dict[str, Any]
    client_key: str | None
    at: Moment
    edited_at: Moment | None
    deleted_at: Moment | None


class ConversationAnswer(Answer):
    """A conversation as it is at its number `seq`.

    `visitor_part`, `answer_part`: the last message of the visitor, and the last one to him. `waiting_since`:
    his first message that no person has answered. `asked_at`: when he was asked how it was. `is_unread`: for
    who asks; null in what is pushed.
    """

    id: int
    seq: int
    profile_id: str
    channel: TalkChannel
    reply_channel: TalkChannel
    status: ConversationStatus
    snoozed_until: Moment | None
    assignee: int | None
    subject: str
    tags: list[str]
    started_by: AuthorKind
    started_at: Moment
    last_part: int
    last_at: Moment
    last_author: str
    preview: str
    visitor_part: int
    answer_part: int
    visitor_read: int
    operators_read: int
    waiting_since: Moment | None
    replied_at: Moment | None
    replied_by: int | None
    closed_at: Moment | None
    closed_by: str
    deleted_at: Moment | None
    merged_into: int | None = None
    split_from: int | None = None
    rating: int | None = None
    rating_comment: str = ""
    rated_at: Moment | None = None
    team: int | None = None
    assigned_at: Moment | None = None
    asked_at: Moment | None = None
    is_unread: bool | None = None


class ReadAnswer(Answer):
    """How far an operator has read a conversation."""

    conversation_id: int
    member_id: int
    part: int
    seq: int


class PersonBeside(Answer):
    """Whose a conversation is. `id`: of the card (a merge may have given it to another one)."""

    id: str
    name: str = ""
    email: str = ""
    phone: str = ""
    user_id: str | None = None
    is_verified: bool = False
    is_online: bool = False
    is_blocked: bool = False
    country: str = ""
    city: str = ""


People = Annotated[dict[str, PersonBeside], Field(description="By `profile_id` of the conversations")]


class Counts(Answer):
    """Open conversations with something the asking member has not read: exact, at this moment.

    `mine`: assigned to him; `unassigned`: nobody's; `mentions`: with a note that names him; `open`: all;
    `teams`: nobody's of each team that he belongs to, where there are some.
    """

    mine: int = 0
    unassigned: int = 0
    mentions: int = 0
    open: int = 0
    teams: dict[str, int] = Field(default_factory=dict)


class ConversationPage(Answer):
    """A page of conversations; `next` asks for the next one as `before`, null at the end."""

    seq: int
    items: list[ConversationAnswer]
    people: People
    next: str | None
    counts: Counts


class PartPage(Answer):
    """A page of parts, the newest first; `next` asks for older ones as `before`, null at the beginning."""

    seq: int
    parts: list[PartAnswer]
    next: int | None


class Draft(Answer):
    """What the asking member has begun to write."""

    kind: PartKind
    body: str
    files: list[dict[str, Any]]
    at: Moment


class Talk(Answer):
    """A conversation, its newest parts, and what stands beside it.

    `also`: other conversations of the same person; `readers`: how far each operator has read.
    """

    seq: int
    conversation: ConversationAnswer
    parts: list[PartAnswer]
    next: int | None
    person: PersonBeside
    also: list[ConversationAnswer]
    readers: list[ReadAnswer]
    draft: Draft | None


class WrittenAnswer(Answer):
    """What stands there now, sent once or again."""

    conversation: ConversationAnswer
    part: PartAnswer
    seq: int


class ConversationChanged(Answer):
    """A conversation after an action."""

    conversation: ConversationAnswer
    seq: int


class ChangesAnswer(Answer):
    """What has a number after `after`, as it is now, up to `seq`.

    A row takes the place of the one with the same id when its `seq` is higher. `stale`: too much has
    changed; read the snapshot anew.
    """

    after: int
    seq: int
    stale: bool = False
    conversations: list[ConversationAnswer] = Field(default_factory=list)
    parts: list[PartAnswer] = Field(default_factory=list)
    reads: list[ReadAnswer] = Field(default_factory=list)
    people: People = Field(default_factory=dict)
    counts: Counts = Field(default_factory=Counts)


class SplitAnswer(Answer):
    """The new conversation, and the old one as it is now."""

    conversation: ConversationAnswer
    old: ConversationAnswer
    seq: int


class BulkConversationsAnswer(Answer):
    """What was done, and what is not there."""

    changed: list[int]
    failed: list[int]


class BlockAnswer(Answer):
    """Whether messages of the person are taken. `is_changed`: it was otherwise before."""

    is_blocked: bool
    is_changed: bool


class OperatorAnswer(Answer):
    """A member of the team: whether he is at the desk. `is_automatic`: away because nothing moved there."""

    id: int
    name: str
    picture: str | None = None
    state: Literal["online", "away", "offline"]
    is_automatic: bool = False
    is_me: bool


class OperatorList(Answer):
    """The team, by name."""

    items: list[OperatorAnswer]


class VisitorAnswer(Answer):
    """A browser with a page open. `profile_id`: of the browser; who writes first to it reaches it."""

    profile_id: str
    name: str
    email: str
    url: str
    title: str
    since: Moment
    device: str
    country: str
    city: str
    conversation_id: int | None


class VisitorList(Answer):
    """Who is here, the last come first; at most 200, `total` all."""

    items: list[VisitorAnswer]
    total: int


class TagAnswer(Answer):
    """A tag of the workspace, for people and conversations."""

    tag: str
    title: str
    color: str


class ConversationTagList(Answer):
    """Every tag, by title."""

    items: list[TagAnswer]


class FileAnswer(Answer):
    """A file; `url` is signed and relative to the installation."""

    id: int
    name: str
    size: int
    type: str
    is_picture: bool
    width: int
    height: int
    url: str
