"""Which browsers may read a conversation without proving a user, in PostgreSQL."""

from collections.abc import Sequence

from otklik.infra.postgres import Connection


async def open_to_device(
    connection: Connection, *, workspace_id: int, conversation_id: int, device_id: int
) -> None:
    """Let a browser read a conversation."""
    await connection.execute(
        "INSERT INTO conversation_devices (workspace_id, conversation_id, device_id) VALUES (%s, %s, %s) "
        "ON CONFLICT DO NOTHING",
        (workspace_id, conversation_id, device_id),
    )


async def open_to_home(
    connection: Connection, *, workspace_id: int, conversation_id: int, profile_id: int
) -> None:
    """Let the browsers of exactly this home read a conversation (not those of homes merged into it)."""
    await connection.execute(
        """
        INSERT INTO conversation_devices (workspace_id, conversation_id, device_id)
        SELECT workspace_id, %s, id FROM chat_devices WHERE workspace_id = %s AND profile_id = %s
        ON CONFLICT DO NOTHING
        """,
        (conversation_id, workspace_id, profile_id),
    )


async def copy_devices(connection: Connection, *, workspace_id: int, source: int, target: int) -> None:
    """Let whoever may read conversation `source` read `target`, which was split off it."""
    await connection.execute(
        """
        INSERT INTO conversation_devices (workspace_id, conversation_id, device_id)
        SELECT workspace_id, %s, device_id FROM conversation_devices
        WHERE workspace_id = %s AND conversation_id = %s
        ON CONFLICT DO NOTHING
        """,
        (target, workspace_id, source),
    )


async def list_devices_of(
    connection: Connection, *, workspace_id: int, conversation_ids: Sequence[int]
) -> list[tuple[int, int]]:
    """(conversation, browser) of each of the conversations."""
    cursor = await connection.execute(
        "SELECT conversation_id, device_id FROM conversation_devices "
        "WHERE workspace_id = %s AND conversation_id = ANY(%s)",
        (workspace_id, list(conversation_ids)),
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def list_open_ids(
    connection: Connection, *, workspace_id: int, device_id: int, homes: Sequence[int]
) -> list[int]:
    """Conversations that a browser may read: its own, and those of `homes` (of the user it proved to be)."""
    cursor = await connection.execute(
        """
        SELECT c.id FROM conversations c
        WHERE c.workspace_id = %s AND c.deleted_at IS NULL AND (c.profile_id = ANY(%s) OR c.id IN (
            SELECT d.conversation_id FROM conversation_devices d WHERE d.device_id = %s
        ))
        ORDER BY c.last_at DESC, c.id DESC
        """,
        (workspace_id, list(homes), device_id),
    )
    return [row[0] for row in await cursor.fetchall()]


async def list_devices(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> list[int]:
    """Browsers of these homes, by what they are or whom they proved to be last."""
    cursor = await connection.execute(
        "SELECT id FROM chat_devices "
        "WHERE workspace_id = %s AND (profile_id = ANY(%s) OR user_home = ANY(%s))",
        (workspace_id, list(people), list(people)),
    )
    return [row[0] for row in await cursor.fetchall()]


async def forget_people(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> None:
    """Delete browsers, blocks and presence of these homes: a browser comes back as somebody new."""
    await connection.execute(
        "DELETE FROM chat_devices WHERE workspace_id = %s AND (profile_id = ANY(%s) OR user_home = ANY(%s))",
        (workspace_id, list(people), list(people)),
    )
    for table in ("conversation_blocks", "visitor_presence"):
        await connection.execute(
            f"DELETE FROM {table} WHERE workspace_id = %s AND profile_id = ANY(%s)".encode(),  # noqa: S608 - named above
            (workspace_id, list(people)),
        )


async def list_verified(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> set[int]:
    """Those of these homes that a browser has proved to be."""
    cursor = await connection.execute(
        "SELECT DISTINCT user_home FROM chat_devices WHERE workspace_id = %s AND user_home = ANY(%s)",
        (workspace_id, list(people)),
    )
    return {row[0] for row in await cursor.fetchall()}
