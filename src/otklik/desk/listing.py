"""What operators read: lists, one conversation, counts, changes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Annotated, Final, TypeAlias

import msgspec

from otklik.desk import beside, repository_counts
from otklik.desk.beside import Beside
from otklik.desk.schemas import Counts
from otklik.events.cursors import decode_cursor, encode_cursor
from otklik.inbox import keeping, reading, repository, repository_lists
from otklik.inbox.contracts import Conversation, Part, ReadMark
from otklik.inbox.repository_lists import Place, View
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.profiles import service as profiles

ALSO: Final = 50
"""Other conversations of a person that are shown beside one."""


_Number: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=reading.LAST)]


class _After(msgspec.Struct, frozen=True):
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    id: _Number


class Listed(msgspec.Struct, frozen=True):
    """A page of conversations and what stands beside it."""

    seq: int
    conversations: Sequence[Conversation]
    reads: Sequence[ReadMark]
    beside: Beside
    next: str | None
    counts: Counts


class Opened(msgspec.Struct, frozen=True):
    """One conversation and what stands beside it."""

    seq: int
    conversation: Conversation
    parts: Sequence[Part]
    next: int | None
    also: Sequence[Conversation]
    marks: Sequence[ReadMark]
    own_marks: Sequence[ReadMark]
    beside: Beside


async def list_conversations(
    engines: Engines, *, workspace_id: int, view: View, member_id: int, before: str | None
) -> Listed:
    """A page of a view, the last spoken in first. Raises InvalidError for a `before` that is none."""
    place = _place(before)
    async with engines.postgres.connection() as connection:
        listed = await reading.read_list(
            connection,
            workspace_id=workspace_id,
            view=view,
            member_id=member_id,
            before=place,
            limit=reading.PAGE + 1,
        )
        counts = await repository_counts.count_unread(
            connection, workspace_id=workspace_id, member_id=member_id
        )
    shown = listed.conversations[: reading.PAGE]
    has_more = len(listed.conversations) > reading.PAGE
    return Listed(
        listed.seq,
        shown,
        listed.reads,
        await beside.load_beside(engines, workspace_id=workspace_id, conversations=shown),
        encode_cursor(_After(shown[-1].last_at, shown[-1].id)) if has_more else None,
        Counts.model_validate(counts),
    )


class _AfterNote(msgspec.Struct, frozen=True):
    part: _Number


async def list_mentioned(
    engines: Engines, *, workspace_id: int, member_id: int, before: str | None
) -> Listed:
    """Conversations with a note that names the member, the last named first. Raises InvalidError."""
    after = decode_cursor(before, _AfterNote).part if before is not None else reading.LAST
    async with engines.postgres.connection() as connection:
        seq = await repository.read_head(connection, workspace_id=workspace_id)
        found = await repository_lists.list_mentioned(
            connection,
            workspace_id=workspace_id,
            member_id=member_id,
            before=after,
            limit=reading.PAGE + 1,
        )
        shown = [row for _, row in found[: reading.PAGE]]
        reads = await repository_lists.list_reads_of(
            connection,
            workspace_id=workspace_id,
            member_id=member_id,
            conversation_ids=[row.id for row in shown],
        )
        counts = await repository_counts.count_unread(
            connection, workspace_id=workspace_id, member_id=member_id
        )
    has_more = len(found) > reading.PAGE
    return Listed(
        seq,
        shown,
        reads,
        await beside.load_beside(engines, workspace_id=workspace_id, conversations=shown),
        encode_cursor(_AfterNote(found[reading.PAGE - 1][0])) if has_more else None,
        Counts.model_validate(counts),
    )


def _place(before: str | None) -> Place | None:
    if before is None:
        return None
    after = decode_cursor(before, _After)
    return (after.at, after.id)


async def find_homes(engines: Engines, *, workspace_id: int, person_id: int) -> tuple[int, ...]:
    """Every home of the person that `person_id` leads to."""
    clusters = await profiles.list_clusters(engines, workspace_id=workspace_id, people=[person_id])
    return clusters[person_id].members


class _Talk(msgspec.Struct, frozen=True):
    seq: int
    conversation: Conversation
    parts: Sequence[Part]


async def open_conversation(
    engines: Engines, *, workspace_id: int, conversation_id: int, member_id: int
) -> Opened:
    """A conversation with its newest parts. Raises NotFoundError."""
    async with engines.postgres.connection() as connection:
        talk = await _read_talk(connection, workspace_id, conversation_id)
        marks = await repository_lists.list_readers(
            connection, workspace_id=workspace_id, conversation_id=talk.conversation.id
        )
    conversation = talk.conversation
    homes = await find_homes(engines, workspace_id=workspace_id, person_id=conversation.profile_id)
    async with engines.postgres.connection() as connection:
        others = await reading.read_list(
            connection,
            workspace_id=workspace_id,
            view=View(profile_ids=homes),
            member_id=member_id,
            limit=ALSO + 1,
        )
    also = [row for row in others.conversations if row.id != conversation.id][:ALSO]
    shown = talk.parts[: reading.PAGE]
    return Opened(
        talk.seq,
        conversation,
        shown,
        shown[-1].id if len(talk.parts) > reading.PAGE else None,
        also,
        marks,
        others.reads,
        await beside.load_beside(
            engines, workspace_id=workspace_id, conversations=[conversation, *also], parts=shown
        ),
    )


async def _read_talk(
    connection: Connection,
    workspace_id: int,
    conversation_id: int,
    *,
    before: int = reading.LAST,
    limit: int = reading.PAGE,
) -> _Talk:
    """A page of parts of a conversation, or of what it became. Raises NotFoundError."""
    found = await keeping.get_conversation(
        connection, workspace_id=workspace_id, conversation_id=conversation_id
    )
    talk = await reading.read_talk(
        connection,
        workspace_id=workspace_id,
        conversation_id=found.id,
        before=before,
        limit=limit + 1,
    )
    return _Talk(talk.seq, talk.conversation or found, talk.parts)


class Parts(msgspec.Struct, frozen=True):
    """A page of parts and who wrote them."""

    seq: int
    parts: Sequence[Part]
    next: int | None
    beside: Beside


async def list_parts(
    engines: Engines, *, workspace_id: int, conversation_id: int, before: int, limit: int
) -> Parts:
    """So many parts older than `before`, the newest first. Raises NotFoundError."""
    async with engines.postgres.connection() as connection:
        talk = await _read_talk(connection, workspace_id, conversation_id, before=before, limit=limit)
    shown = talk.parts[:limit]
    return Parts(
        talk.seq,
        shown,
        shown[-1].id if len(talk.parts) > limit else None,
        await beside.load_beside(engines, workspace_id=workspace_id, conversations=(), parts=shown),
    )


async def read_head(engines: Engines, *, workspace_id: int) -> int:
    """The workspace's last number."""
    async with engines.postgres.connection() as connection:
        return await repository.read_head(connection, workspace_id=workspace_id)


async def count_unread(engines: Engines, *, workspace_id: int, member_id: int) -> Counts:
    """What the member has not read, now."""
    counts = await count_unread_of(engines, workspace_id=workspace_id, member_ids=[member_id])
    return counts[member_id]


async def count_unread_of(
    engines: Engines, *, workspace_id: int, member_ids: Collection[int]
) -> dict[int, Counts]:
    """What each of the members has not read, now."""
    async with engines.postgres.looking() as connection:
        counts = await repository_counts.count_unread_of(
            connection, workspace_id=workspace_id, member_ids=sorted(member_ids)
        )
    return {member_id: Counts.model_validate(unread) for member_id, unread in counts.items()}
