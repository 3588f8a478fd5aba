"""What a client reads: conversations with the number they are right at, and what changed after a number.

The number is read first: rows read after it may be newer, never older, and what is newer comes again with the
next question and changes nothing. So no transaction has to hold the tables still.
"""

from collections.abc import Iterable
from typing import Final, TypeVar

import msgspec

from otklik.inbox import repository, repository_lists, repository_parts
from otklik.inbox.contracts import Changes, Conversation, Part, PartKind, ReadMark
from otklik.inbox.repository_lists import Place, View
from otklik.infra.asking import ask_together
from otklik.infra.postgres import Connection

MAX_CHANGES: Final = 1_000
"""Rows of one answer; who is further behind reads anew."""
PAGE: Final = 50
MOST_PARTS: Final = 200
"""Of one answer, for who is on the way to an old one."""
FOR_VISITORS: Final = (PartKind.MESSAGE,)
LAST: Final = (1 << 63) - 1
_Numbered = TypeVar("_Numbered", Conversation, Part, ReadMark)


class Listed(msgspec.Struct, frozen=True):
    """A page of conversations; `seq`: the number it is right at."""

    seq: int
    conversations: list[Conversation]
    reads: list[ReadMark]


class Talk(msgspec.Struct, frozen=True):
    """Parts of a conversation, the newest first; `seq`: the number they are right at."""

    seq: int
    conversation: Conversation | None
    parts: list[Part]


async def read_changes(
    connection: Connection, *, workspace_id: int, after: int, limit: int = MAX_CHANGES
) -> Changes:
    """Everything of the workspace with a number after `after`, as it is now."""
    most = limit + 1
    head, conversations, parts, reads = await ask_together(
        connection,
        repository.head(workspace_id),
        repository.changed_conversations(workspace_id, after=after, limit=most),
        repository_parts.changed_parts(workspace_id, after=after, limit=most),
        repository.changed_reads(workspace_id, after=after, limit=most),
    )
    if head <= after:
        return Changes(after, min(after, head), is_whole=head == after)
    if len(conversations) + len(parts) + len(reads) > limit:
        return Changes(after, after, is_whole=False)
    return Changes(after, head, _up_to(head, conversations), _up_to(head, parts), _up_to(head, reads))


def _up_to(head: int, rows: Iterable[_Numbered]) -> tuple[_Numbered, ...]:
    """Without what was written after the head was asked for: it comes with the next question, once."""
    return tuple(row for row in rows if row.seq <= head)


async def read_list(
    connection: Connection,
    *,
    workspace_id: int,
    view: View,
    member_id: int,
    before: Place | None = None,
    limit: int = PAGE,
) -> Listed:
    """A page of conversations of a view, and how far the member has read each."""
    seq = await repository.read_head(connection, workspace_id=workspace_id)
    conversations = await repository_lists.list_page(
        connection, workspace_id=workspace_id, view=view, before=before, limit=limit
    )
    reads = await repository_lists.list_reads_of(
        connection,
        workspace_id=workspace_id,
        member_id=member_id,
        conversation_ids=[each.id for each in conversations],
    )
    return Listed(seq, conversations, reads)


async def read_talk(
    connection: Connection,
    *,
    workspace_id: int,
    conversation_id: int,
    before: int = LAST,
    limit: int = PAGE,
    kinds: tuple[PartKind, ...] = tuple(PartKind),
) -> Talk:
    """A conversation and a page of its parts."""
    seq = await repository.read_head(connection, workspace_id=workspace_id)
    conversation = await repository.find_conversation(
        connection, workspace_id=workspace_id, conversation_id=conversation_id
    )
    parts = await repository_parts.list_parts(
        connection,
        workspace_id=workspace_id,
        conversation_ids=[conversation_id],
        before=before,
        limit=limit,
        kinds=kinds,
    )
    return Talk(seq, conversation, parts)
