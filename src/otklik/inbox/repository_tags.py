"""Tags of conversations, in PostgreSQL."""

from collections.abc import Sequence

from otklik.infra.postgres import Connection


async def list_tagged(connection: Connection, *, workspace_id: int, tag: str, limit: int) -> list[int]:
    """Conversations with this tag, by id."""
    cursor = await connection.execute(
        "SELECT id FROM conversations WHERE workspace_id = %s AND tags @> ARRAY[%s] ORDER BY id LIMIT %s",
        (workspace_id, tag, limit),
    )
    return [row[0] for row in await cursor.fetchall()]


async def remove_tag(
    connection: Connection, *, workspace_id: int, tag: str, conversation_ids: Sequence[int], first: int
) -> None:
    """Take the tag off; each conversation gets a number from `first` on."""
    ids = list(conversation_ids)
    await connection.execute(
        """
        UPDATE conversations SET tags = array_remove(tags, %s),
            seq = %s - 1 + array_position(%s::bigint[], id)
        WHERE workspace_id = %s AND id = ANY(%s)
        """,
        (tag, first, ids, workspace_id, ids),
    )
