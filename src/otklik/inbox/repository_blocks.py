"""Whose messages are not taken, in PostgreSQL. A block names every home of the person."""

from collections.abc import Sequence

from otklik.infra.postgres import Connection


async def block(connection: Connection, *, workspace_id: int, people: Sequence[int], author: str) -> None:
    """Take no messages of these homes any more."""
    await connection.execute(
        "INSERT INTO conversation_blocks (workspace_id, profile_id, blocked_by) "
        "SELECT %s, unnest(%s::bigint[]), %s ON CONFLICT DO NOTHING",
        (workspace_id, list(people), author),
    )


async def unblock(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> None:
    """Take the messages of these homes again."""
    await connection.execute(
        "DELETE FROM conversation_blocks WHERE workspace_id = %s AND profile_id = ANY(%s)",
        (workspace_id, list(people)),
    )


async def list_blocked(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> set[int]:
    """Those of these homes that are blocked."""
    cursor = await connection.execute(
        "SELECT profile_id FROM conversation_blocks WHERE workspace_id = %s AND profile_id = ANY(%s)",
        (workspace_id, list(people)),
    )
    return {row[0] for row in await cursor.fetchall()}
