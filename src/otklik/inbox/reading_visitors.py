"""What a visitor reads: his conversations only, so whatever else a workspace says costs him nothing."""

from collections.abc import Sequence

from otklik.inbox import repository, repository_parts
from otklik.inbox.contracts import Changes
from otklik.inbox.reading import FOR_VISITORS, MAX_CHANGES
from otklik.infra.postgres import Connection


async def read_changes_of(
    connection: Connection, *, workspace_id: int, conversation_ids: Sequence[int], after: int
) -> Changes:
    """Everything public of some conversations with a number after `after`, as it is now.

    Not whole when there is more than an answer holds, or when the number is from the future (a restored
    backup).
    """
    head = await repository.read_head(connection, workspace_id=workspace_id)
    if head < after:
        return Changes(after, after, is_whole=False)
    if head == after or not conversation_ids:
        return Changes(after, head)
    rows = await repository.list_conversations(
        connection, workspace_id=workspace_id, conversation_ids=conversation_ids
    )
    parts = await repository_parts.list_changed_of(
        connection,
        workspace_id=workspace_id,
        conversation_ids=conversation_ids,
        after=after,
        limit=MAX_CHANGES + 1,
        kinds=FOR_VISITORS,
    )
    if len(parts) > MAX_CHANGES:
        return Changes(after, after, is_whole=False)
    return Changes(after, head, tuple(row for row in rows if row.seq > after), tuple(parts))
