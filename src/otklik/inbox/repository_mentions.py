"""Whom notes name, in PostgreSQL. A mention is unread while the member has not read that far."""

from collections.abc import Sequence

from otklik.infra.postgres import Connection


async def insert_mentions(
    connection: Connection, *, workspace_id: int, conversation_id: int, part: int, member_ids: Sequence[int]
) -> None:
    """Note that a note names these members."""
    await connection.execute(
        """
        INSERT INTO conversation_mentions (workspace_id, member_id, conversation_id, part)
        SELECT %s, unnest(%s::bigint[]), %s, %s ON CONFLICT DO NOTHING
        """,
        (workspace_id, list(member_ids), conversation_id, part),
    )


async def delete_mentions(connection: Connection, *, workspace_id: int, part: int) -> None:
    """Forget whom a note named."""
    await connection.execute(
        "DELETE FROM conversation_mentions WHERE workspace_id = %s AND part = %s", (workspace_id, part)
    )
