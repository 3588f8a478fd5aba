"""What messages are called, in PostgreSQL."""

from collections.abc import Sequence

from otklik.infra.postgres import Connection


async def list_names(
    connection: Connection, *, workspace_id: int, scenarios: Sequence[int]
) -> dict[int, str]:
    """Names of scenarios; those that are no more are left out."""
    cursor = await connection.execute(
        "SELECT id, name FROM scenarios WHERE workspace_id = %s AND id = ANY(%s)",
        (workspace_id, list(scenarios)),
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}
