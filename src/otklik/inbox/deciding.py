"""What a message or an action makes of a conversation. Pure: rows in, rows and what is told out.

An answer is a message that an operator wrote: bots and automatic messages never end a visitor's waiting.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from otklik.inbox import errors
from otklik.inbox.contracts import (
    PREVIEW,
    Author,
    AuthorKind,
    Conversation,
    ConversationStatus,
    Happening,
    NewPart,
    Part,
    PartKind,
)

STARTED: Final = "$conversation_started"
REPLIED: Final = "$conversation_replied"
CLOSED: Final = "$conversation_closed"
REOPENED: Final = "$conversation_reopened"
RATED: Final = "$rated"
_MAX_TAGS: Final = 50


class Told(msgspec.Struct, frozen=True):
    """What is written into the conversation beside words, by whom."""

    what: Happening
    data: Mapping[str, object]
    author: Author


class Decision(msgspec.Struct, frozen=True):
    """The conversation as it is then, what is told in it, and the events of the person's card."""

    conversation: Conversation
    told: Sequence[Told] = ()
    events: Sequence[str] = ()
    said: Sequence[NewPart] = ()
    """Messages that the program itself adds, behind all else."""


def after_message(before: Conversation, part: Part, *, is_taken: bool = True) -> Decision:
    """What a message or note makes of it; `is_taken`: who answers first, takes it."""
    if part.kind is not PartKind.MESSAGE:
        return Decision(before)
    after = _spoken(before, part)
    match part.author.kind:
        case AuthorKind.VISITOR:
            seen = replace(after, visitor_read=part.id, reply_channel=part.channel)
            return _reopened(seen, part.author)
        case AuthorKind.OPERATOR:
            return _after_operator(after, part, is_taken=is_taken)
        case _:
            return Decision(after)


def refold(before: Conversation, parts: Iterable[Part]) -> Conversation:
    """The conversation as these parts, in their order, make it: after some were taken out or put in.

    Who has it, its status, tags and what was read are not of the words, and stay.
    """
    after = replace(
        before,
        last_part=0,
        last_at=before.started_at,
        last_author="",
        preview="",
        visitor_part=0,
        answer_part=0,
        waiting_since=None,
        replied_at=None,
        replied_by=None,
    )
    for part in parts:
        if part.deleted_at is not None:
            continue
        if part.kind is PartKind.MESSAGE:
            after = _spoken(after, part)
        elif part.data.get("what") == Happening.CLOSED:
            after = replace(after, waiting_since=None)
    return after


def _spoken(before: Conversation, part: Part) -> Conversation:
    """Who spoke last, who waits, who has answered first."""
    after = replace(
        before,
        last_part=part.id,
        last_at=part.at,
        last_author=part.author.text,
        preview=make_preview(part),
    )
    if part.author.kind is AuthorKind.VISITOR:
        return replace(after, visitor_part=part.id, waiting_since=after.waiting_since or part.at)
    after = replace(after, answer_part=part.id)
    if part.author.kind is not AuthorKind.OPERATOR:
        return after
    after = replace(after, waiting_since=None)
    return after if after.replied_at else replace(after, replied_at=part.at, replied_by=part.author.id)


def make_preview(part: Part) -> str:
    """The first words of a message, or the name of its first file."""
    words = " ".join(part.body.split())
    if not words:
        files = part.data.get("files") or [{}]
        words = str(files[0].get("name", ""))
    return words if len(words) <= PREVIEW else words[: PREVIEW - 1] + "…"


def _after_operator(after: Conversation, part: Part, *, is_taken: bool) -> Decision:
    answered = replace(after, operators_read=max(after.operators_read, part.id))
    reopened = _reopened(answered, part.author)
    told, conversation = list(reopened.told), reopened.conversation
    if is_taken and conversation.assignee is None and part.author.id is not None:
        conversation = replace(conversation, assignee=part.author.id)
        told.append(Told(Happening.ASSIGNED, {"member": part.author.id, "by": "answer"}, part.author))
    return Decision(conversation, told, (*reopened.events, REPLIED))


def _reopened(conversation: Conversation, author: Author) -> Decision:
    """Words bring a conversation back that was closed or put off."""
    if conversation.status is ConversationStatus.OPEN:
        return Decision(conversation)
    was_closed = conversation.status is ConversationStatus.CLOSED
    opened = replace(
        conversation, status=ConversationStatus.OPEN, snoozed_until=None, closed_at=None, closed_by=""
    )
    told = Told(Happening.REOPENED, {"from": conversation.status.value}, author)
    return Decision(opened, (told,), (REOPENED,) if was_closed else ())


def assign(before: Conversation, *, member_id: int | None, author: Author, by: str = "") -> Decision:
    """Give it to somebody, or back to all; `by`: the rule that does it."""
    if before.assignee == member_id:
        return Decision(before)
    what = Happening.UNASSIGNED if member_id is None else Happening.ASSIGNED
    data: dict[str, object] = {"member": member_id if member_id is not None else before.assignee}
    told = Told(what, {**data, "by": by} if by else data, author)
    return Decision(replace(before, assignee=member_id), (told,))


def note_holder(before: Conversation | None, after: Conversation, *, at: datetime) -> Conversation:
    """Since when somebody has it; who gives it up is not given it again."""
    held = before.assignee if before is not None else None
    if after.assignee == held:
        return after
    if after.assignee is None:
        return replace(after, assigned_at=None, passed_by=held)
    return replace(after, assigned_at=at, passed_by=None)


def move_to_team(
    before: Conversation, *, team: int | None, name: str, members: Collection[int], author: Author
) -> Decision:
    """Put it into a team's hands, or no team's; who has it and is not one of `members` lets it go."""
    if before.team == team:
        return Decision(before)
    told = Told(Happening.TEAM, {"team": team, "name": name}, author)
    moved = Decision(replace(before, team=team, passed_by=None), (told,))
    if team is None or before.assignee is None or before.assignee in members:
        return moved
    freed = assign(moved.conversation, member_id=None, author=author)
    return Decision(freed.conversation, (*moved.told, *freed.told))


def close(before: Conversation, *, author: Author, at: datetime) -> Decision:
    """Over: nobody waits any more."""
    if before.status is ConversationStatus.CLOSED:
        return Decision(before)
    after = replace(
        before,
        status=ConversationStatus.CLOSED,
        snoozed_until=None,
        waiting_since=None,
        closed_at=at,
        closed_by=author.text,
    )
    return Decision(after, (Told(Happening.CLOSED, {}, author),), (CLOSED,))


def reopen(before: Conversation, *, author: Author) -> Decision:
    """Open again by hand, or because its time has come."""
    return _reopened(before, author)


def snooze(before: Conversation, *, until: datetime, author: Author, at: datetime) -> Decision:
    """Put off until a moment; the visitor's next message brings it back sooner. Raises InvalidError."""
    if until <= at:
        raise errors.not_later()
    after = replace(
        before, status=ConversationStatus.SNOOZED, snoozed_until=until, closed_at=None, closed_by=""
    )
    return Decision(after, (Told(Happening.SNOOZED, {"until": until.isoformat()}, author),))


def tag(before: Conversation, *, added: Sequence[str], removed: Sequence[str], author: Author) -> Decision:
    """Put tags on and take tags off; each real change is told."""
    kept = [each for each in before.tags if each not in removed]
    new = [each for each in dict.fromkeys(added) if each not in kept][: _MAX_TAGS - len(kept)]
    gone = [each for each in before.tags if each in removed and each not in new]
    told = [Told(Happening.TAGGED, {"tag": each}, author) for each in new if each not in before.tags]
    told += [Told(Happening.UNTAGGED, {"tag": each}, author) for each in gone]
    return Decision(replace(before, tags=(*kept, *new)), told) if told else Decision(before)
