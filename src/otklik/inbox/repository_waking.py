"""What was put off and is due, in PostgreSQL."""

from datetime import datetime

from otklik.infra.postgres import Connection


async def list_due(  # all workspaces: one task wakes them all
    connection: Connection, *, now: datetime, limit: int
) -> list[tuple[int, int]]:
    """(workspace, conversation) put off until `now` or before, the longest due first."""
    cursor = await connection.execute(
        """
        SELECT workspace_id, id FROM conversations
        WHERE status = 'snoozed' AND snoozed_until <= %s AND deleted_at IS NULL
        ORDER BY snoozed_until LIMIT %s
        """,
        (now, limit),
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]
