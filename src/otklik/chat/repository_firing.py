"""Which firings of browser triggers stand on the card already, in PostgreSQL."""

from otklik.infra.postgres import Connection


async def note_firing(
    connection: Connection, *, workspace_id: int, device_id: int, trigger: str, view: str
) -> bool:
    """Keep a firing; False when it was kept before."""
    cursor = await connection.execute(
        "INSERT INTO trigger_firings (workspace_id, device_id, trigger, view, at)"
        " VALUES (%s, %s, %s, %s, now()) ON CONFLICT DO NOTHING",
        (workspace_id, device_id, trigger, view),
    )
    return cursor.rowcount == 1


async def forget_firings(connection: Connection, *, hours: int) -> None:  # all workspaces: housekeeping
    """Forget those that no page can repeat any more."""
    await connection.execute(
        "DELETE FROM trigger_firings WHERE at < now() - make_interval(hours => %s)", (hours,)
    )
