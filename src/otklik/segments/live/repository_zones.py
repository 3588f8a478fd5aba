"""The zone that a workspace's dues were reckoned by."""

from otklik.infra.postgres import Postgres


async def note_zone(postgres: Postgres, *, workspace_id: int, zone: str, now_ms: int) -> None:
    """Reckon by this zone from now on; when it was another one, everybody with a due is due now.

    Months begin and end otherwise there, so a stored due may be too late; one too early costs one look.
    """
    async with postgres.connection() as connection, connection.transaction():
        cursor = await connection.execute(
            "SELECT zone FROM segment_zones WHERE workspace_id = %s", (workspace_id,)
        )
        row = await cursor.fetchone()
        if row is not None and row[0] == zone:
            return
        # A workspace that is being deleted has no row to belong to.
        await connection.execute(
            """
            INSERT INTO segment_zones (workspace_id, zone) SELECT id, %s FROM workspaces WHERE id = %s
            ON CONFLICT (workspace_id) DO UPDATE SET zone = excluded.zone
            """,
            (zone, workspace_id),
        )
        if row is not None:
            await connection.execute(
                "UPDATE segment_dues SET due_ms = %s WHERE workspace_id = %s AND due_ms > %s",
                (now_ms, workspace_id, now_ms),
            )
