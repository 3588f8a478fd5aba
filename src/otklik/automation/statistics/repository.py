"""What statistics ask of PostgreSQL."""

from otklik.infra.postgres import Connection


async def list_ids(connection: Connection, *, workspace_id: int) -> list[int]:
    """Scenarios that are not archived, the newest first."""
    cursor = await connection.execute(
        "SELECT id FROM scenarios WHERE workspace_id = %s AND status <> 'archived' ORDER BY id DESC",
        (workspace_id,),
    )
    return [row[0] for row in await cursor.fetchall()]
