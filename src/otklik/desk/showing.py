"""Rows of conversations as operators are shown them."""

from collections.abc import Iterable, Mapping
from typing import Final

from otklik.desk.beside import Beside
from otklik.desk.repository_members import NOBODY
from otklik.desk.schemas import (
    AuthorAnswer,
    ChangesAnswer,
    ConversationAnswer,
    Counts,
    PartAnswer,
    PersonBeside,
    ReadAnswer,
)
from otklik.inbox.contracts import Author, AuthorKind, Changes, Conversation, Part, ReadMark
from otklik.inbox.files_links import with_links

_INNER: Final = frozenset({"workspace_id", "profile_id", "passed_by", "hours_told_at", "due_at"})
_SHOWN: Final = tuple(name for name in Conversation.__struct_fields__ if name not in _INNER)


def show_conversation(row: Conversation, *, read: int | None = None) -> ConversationAnswer:
    """A conversation; with how far the asking member has read it, whether it is unread for him."""
    values = {name: getattr(row, name) for name in _SHOWN}
    is_unread = None if read is None else row.visitor_part > read
    return ConversationAnswer.model_validate(
        {**values, "profile_id": str(row.profile_id), "is_unread": is_unread}
    )


def show_conversations(rows: Iterable[Conversation], reads: Iterable[ReadMark]) -> list[ConversationAnswer]:
    """Conversations with the asking member's marks."""
    known = {mark.conversation_id: mark.part for mark in reads}
    return [show_conversation(row, read=known.get(row.id, 0)) for row in rows]


def show_part(part: Part, beside: Beside) -> PartAnswer:
    """An entry of a conversation."""
    return PartAnswer(
        id=part.id,
        seq=part.seq,
        conversation_id=part.conversation_id,
        kind=part.kind,
        author=show_author(part.author, beside),
        channel=part.channel,
        body=part.body,
        data=with_links(beside.secrets, workspace_id=beside.workspace_id, data=part.data),
        client_key=part.client_key,
        at=part.at,
        edited_at=part.edited_at,
        deleted_at=part.deleted_at,
    )


def show_author(author: Author, beside: Beside) -> AuthorAnswer:
    """Who wrote: operators with their ids, visitors by name only."""
    if author.kind is AuthorKind.VISITOR:
        return AuthorAnswer(kind=author.kind, name=beside.person(author.id or 0).name)
    face = NOBODY if author.id is None else beside.members.get(author.id, NOBODY)
    return AuthorAnswer(kind=author.kind, id=author.id, name=face.name, picture=face.picture)


def show_people(people: Mapping[int, PersonBeside]) -> dict[str, PersonBeside]:
    """People by home."""
    return {str(home): person for home, person in people.items()}


def show_read(mark: ReadMark) -> ReadAnswer:
    """How far somebody has read."""
    return ReadAnswer.model_validate(mark)


def show_changes(changes: Changes, beside: Beside, counts: Counts) -> ChangesAnswer:
    """What a client lays over what it holds."""
    return ChangesAnswer(
        after=changes.after,
        seq=changes.seq,
        stale=not changes.is_whole,
        conversations=[show_conversation(row) for row in changes.conversations],
        parts=[show_part(part, beside) for part in changes.parts],
        reads=[show_read(mark) for mark in changes.reads],
        people=show_people(beside.people),
        counts=counts,
    )
