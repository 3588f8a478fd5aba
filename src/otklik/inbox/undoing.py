"""Takes back what was just sent: its place stays, its words go everywhere."""

from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from otklik.inbox import (
    deciding,
    errors,
    repository,
    repository_files,
    repository_mentions,
    repository_parts,
)
from otklik.inbox.contracts import Author, Conversation, Part, PartKind
from otklik.inbox.deciding import Decision
from otklik.inbox.keeping import get_conversation, keep, now
from otklik.inbox.writing import Written
from otklik.infra.bus import Bus
from otklik.infra.postgres import Connection

UNDO_S: Final = 15


async def undo_part(
    bus: Bus,
    connection: Connection,
    *,
    workspace_id: int,
    conversation_id: int,
    part_id: int,
    author: Author,
) -> Written:
    """Take back a message or note of the author within 15 seconds, unless the visitor has read it.

    A conversation that has no other message goes with it. Taken back again it is the same. What was told
    beside it (who took the conversation, that it was reopened) has happened and stays. Raises NotFoundError,
    ConflictError.
    """
    seq = await repository.take_numbers(connection, workspace_id=workspace_id)
    before = await get_conversation(connection, workspace_id=workspace_id, conversation_id=conversation_id)
    part = await repository_parts.find_part(connection, workspace_id=workspace_id, part_id=part_id)
    at = now()
    if part is None or part.conversation_id != before.id or part.author != author:
        raise errors.not_own_part()
    if part.deleted_at is not None:
        return Written(before, part, is_repeat=True)
    _check(before, part, at)
    gone = replace(part, seq=seq, body="", data={}, deleted_at=at)
    await repository_parts.update_part(connection, workspace_id=workspace_id, part=gone)
    await repository_mentions.delete_mentions(connection, workspace_id=workspace_id, part=part.id)
    await repository_files.loosen_files(connection, workspace_id=workspace_id, part_id=part.id)
    left = await repository_parts.list_folded(
        connection, workspace_id=workspace_id, conversation_id=before.id
    )
    after = deciding.refold(before, left)
    if after.last_part == 0:
        after = replace(after, deleted_at=at)
    return Written(await keep(bus, connection, Decision(after), before=before, at=at, seq=seq), gone)


def _check(conversation: Conversation, part: Part, at: datetime) -> None:
    if part.kind is PartKind.HAPPENING:
        raise errors.not_own_part()
    if at - part.at > timedelta(seconds=UNDO_S):
        raise errors.too_late_to_undo(UNDO_S)
    if part.kind is PartKind.MESSAGE and part.id <= conversation.visitor_read:
        raise errors.was_read()
