"""What the intake still holds of a workspace that is being deleted, beside rows that name it."""

from datetime import datetime

from otklik.infra.postgres import Connection


async def stop_imports(connection: Connection, *, workspace_id: int) -> list[str]:
    """End its imports and tell the files they were read from."""
    cursor = await connection.execute(
        """
        UPDATE imports
        SET status = CASE WHEN status IN ('pending', 'running') THEN 'cancelled' ELSE status END
        WHERE workspace_id = %s RETURNING blob
        """,
        (workspace_id,),
    )
    return [row[0] for row in await cursor.fetchall() if row[0]]


async def count_prepared(  # all workspaces: a batch holds several; those made later hold nothing of it
    connection: Connection, *, until: datetime
) -> int:
    """What may carry rows of it to ClickHouse: batches, and parcels of the outbox."""
    cursor = await connection.execute(
        """
        SELECT (SELECT count(*) FROM prepared WHERE created_at <= %(until)s)
            + (SELECT count(*) FROM outbox WHERE created_at <= %(until)s)
        """,
        {"until": until},
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
