"""What lies in conversations on its way to another one, in PostgreSQL."""

from collections.abc import Sequence

from otklik.infra.postgres import Connection


async def count_parts(connection: Connection, *, workspace_id: int, conversation_id: int, since: int) -> int:
    """Parts of a conversation from a place on."""
    cursor = await connection.execute(
        "SELECT count(*) FROM conversation_parts "
        "WHERE workspace_id = %s AND conversation_id = %s AND id >= %s",
        (workspace_id, conversation_id, since),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def move_parts(
    connection: Connection, *, workspace_id: int, source: int, target: int, since: int, first: int
) -> None:
    """Put the parts from `since` on, their files and mentions into another conversation.

    Each part keeps its place and gets a number from `first` on.
    """
    await connection.execute(
        """
        UPDATE conversation_parts p SET conversation_id = %s, seq = %s - 1 + moved.number
        FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM conversation_parts
            WHERE workspace_id = %s AND conversation_id = %s AND id >= %s) moved
        WHERE p.workspace_id = %s AND p.id = moved.id
        """,
        (target, first, workspace_id, source, since, workspace_id),
    )
    await connection.execute(
        "UPDATE conversation_files SET conversation_id = %s "
        "WHERE workspace_id = %s AND conversation_id = %s AND part_id >= %s",
        (target, workspace_id, source, since),
    )
    await connection.execute(
        "UPDATE conversation_mentions SET conversation_id = %s "
        "WHERE workspace_id = %s AND conversation_id = %s AND part >= %s",
        (target, workspace_id, source, since),
    )


async def move_drafts(connection: Connection, *, workspace_id: int, source: int, target: int) -> None:
    """Who has begun to write in both goes on with what he has in `target`."""
    await connection.execute(
        """
        UPDATE conversation_drafts d SET conversation_id = %s
        WHERE workspace_id = %s AND conversation_id = %s AND NOT EXISTS (
            SELECT FROM conversation_drafts o
            WHERE o.workspace_id = d.workspace_id AND o.conversation_id = %s AND o.member_id = d.member_id)
        """,
        (target, workspace_id, source, target),
    )
    await connection.execute(
        "DELETE FROM conversation_drafts WHERE workspace_id = %s AND conversation_id = %s",
        (workspace_id, source),
    )


async def find_first_unread(
    connection: Connection, *, workspace_id: int, conversation_id: int, after: int, is_to_visitor: bool
) -> int | None:
    """The first message behind `after` that the visitor, or else the team, has to read."""
    cursor = await connection.execute(
        """
        SELECT min(id) FROM conversation_parts
        WHERE workspace_id = %s AND conversation_id = %s AND id > %s AND kind = 'message'
            AND deleted_at IS NULL AND (author_kind = 'visitor') <> %s
        """,
        (workspace_id, conversation_id, after, is_to_visitor),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def list_strange_devices(
    connection: Connection, *, workspace_id: int, one: int, other: int, homes: Sequence[int]
) -> list[int]:
    """Browsers that may read one of two conversations only, and have not proved to be one of `homes`."""
    cursor = await connection.execute(
        """
        SELECT d.device_id FROM conversation_devices d JOIN chat_devices c ON c.id = d.device_id
        WHERE d.workspace_id = %(workspace)s AND d.conversation_id IN (%(one)s, %(other)s)
            AND (c.user_home IS NULL OR c.user_home <> ALL(%(homes)s::bigint[]))
        GROUP BY d.device_id HAVING count(*) = 1
        """,
        {"workspace": workspace_id, "one": one, "other": other, "homes": list(homes)},
    )
    return [row[0] for row in await cursor.fetchall()]


async def delete_reads(connection: Connection, *, workspace_id: int, conversation_id: int) -> None:
    """Forget how far operators have read a conversation that is no more."""
    await connection.execute(
        "DELETE FROM conversation_reads WHERE workspace_id = %s AND conversation_id = %s",
        (workspace_id, conversation_id),
    )
