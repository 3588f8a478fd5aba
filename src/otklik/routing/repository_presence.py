"""Who came to the desk, who left it, and whose screen shows no sign of life: in PostgreSQL."""

from datetime import datetime, timedelta
from typing import Final, TypeAlias

from otklik.inbox.repository_presence import ALIVE
from otklik.infra.postgres import Connection

Key: TypeAlias = tuple[int, int]
"""(workspace, member)"""
_HERE: Final = f"""EXISTS (SELECT FROM operator_presence p
    WHERE p.workspace_id = g.workspace_id AND p.member_id = g.member_id AND p.{ALIVE})"""


async def is_anybody_known(connection: Connection) -> bool:  # all workspaces: as note_comings
    """Whether there is an operator who is here, or was a moment ago."""
    cursor = await connection.execute(
        "SELECT EXISTS (SELECT FROM operator_grace) OR EXISTS (SELECT FROM operator_presence)"
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def note_comings(connection: Connection, *, now: datetime) -> None:  # all workspaces: one task sees all
    """Write down who has left since the last look, and who is back."""
    await connection.execute(_change("left_at = %s", where=f"left_at IS NULL AND NOT {_HERE}"), (now,))
    await connection.execute(
        _change("left_at = NULL, has_come = true", where=f"left_at IS NOT NULL AND {_HERE}")
    )


def _change(what: str, *, where: str) -> bytes:  # all workspaces: as note_comings
    """Rows that a web process is writing just now are left to the next look."""
    return f"""
        UPDATE operator_grace SET {what} WHERE (workspace_id, member_id) IN (
            SELECT workspace_id, member_id FROM operator_grace g WHERE {where} FOR UPDATE SKIP LOCKED)
    """.encode()  # noqa: S608 - our own names


async def list_come(connection: Connection) -> list[int]:  # all workspaces: as note_comings
    """Workspaces to which somebody came who was not given anything for it."""
    cursor = await connection.execute(
        "SELECT DISTINCT workspace_id FROM operator_grace WHERE has_come AND left_at IS NULL ORDER BY 1"
    )
    return [row[0] for row in await cursor.fetchall()]


async def settle_come(connection: Connection, *, workspace_id: int) -> None:
    """Whoever came has been seen to."""
    await connection.execute(
        "UPDATE operator_grace SET has_come = false WHERE workspace_id = %s AND has_come", (workspace_id,)
    )


async def list_gone(  # all workspaces: as note_comings
    connection: Connection, *, left_before: datetime
) -> list[Key]:
    """Who left so long ago that he is not expected any more."""
    cursor = await connection.execute(
        "SELECT workspace_id, member_id FROM operator_grace WHERE left_at <= %s ORDER BY 1, 2",
        (left_before,),
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def forget_gone(
    connection: Connection, *, workspace_id: int, member_id: int, left_before: datetime
) -> bool:
    """Expect him no more; False when he is back."""
    cursor = await connection.execute(
        f"DELETE FROM operator_grace g WHERE workspace_id = %s AND member_id = %s AND left_at <= %s "  # noqa: S608 - ours
        f"AND NOT {_HERE}".encode(),
        (workspace_id, member_id, left_before),
    )
    return cursor.rowcount > 0


_IDLE: Final = f"""
    SELECT g.workspace_id, g.member_id FROM operator_presence g
    LEFT JOIN routing_settings s USING (workspace_id)
    LEFT JOIN operator_away a USING (workspace_id, member_id)
    WHERE a.member_id IS NULL AND g.{ALIVE}
        AND coalesce((s.settings->>'auto_away_minutes')::integer, %(default)s) > 0
    GROUP BY g.workspace_id, g.member_id, s.settings
    HAVING max(g.active_at)
        <= %(now)s - make_interval(mins => coalesce((s.settings->>'auto_away_minutes')::integer, %(default)s))
"""  # noqa: S608 - our own names


async def list_idle(  # all workspaces: as note_comings
    connection: Connection, *, now: datetime, default: timedelta
) -> list[Key]:
    """Who is here and was not seen to move for as long as his workspace allows."""
    minutes = int(default.total_seconds()) // 60
    cursor = await connection.execute(_IDLE.encode(), {"now": now, "default": minutes})
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def set_away(
    connection: Connection, *, workspace_id: int, member_id: int, is_away: bool, is_automatic: bool = False
) -> bool:
    """Note that somebody is away, or back; whether he was not so. What is said by hand is not weakened."""
    if not is_away:
        cursor = await connection.execute(
            "DELETE FROM operator_away WHERE workspace_id = %s AND member_id = %s", (workspace_id, member_id)
        )
        return cursor.rowcount > 0
    cursor = await connection.execute(
        """
        INSERT INTO operator_away (workspace_id, member_id, is_automatic) VALUES (%s, %s, %s)
        ON CONFLICT (workspace_id, member_id) DO UPDATE
        SET is_automatic = operator_away.is_automatic AND excluded.is_automatic
        RETURNING xmax = 0
        """,
        (workspace_id, member_id, is_automatic),
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def list_due(  # all workspaces: as note_comings
    connection: Connection, *, now: datetime, limit: int
) -> list[tuple[int, int]]:
    """(workspace, conversation) whose time has come, the longest due first."""
    cursor = await connection.execute(
        "SELECT workspace_id, id FROM conversations WHERE due_at <= %s ORDER BY due_at LIMIT %s", (now, limit)
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def list_queues(connection: Connection) -> list[int]:  # all workspaces: as note_comings
    """Workspaces in which something waits that a team gives to somebody."""
    cursor = await connection.execute(
        """
        SELECT DISTINCT t.workspace_id FROM teams t
        WHERE t.mode <> 'take' AND t.deleted_at IS NULL AND EXISTS (
            SELECT FROM conversations c WHERE c.workspace_id = t.workspace_id AND c.team = t.id
                AND c.assignee IS NULL AND c.status = 'open' AND c.waiting_since IS NOT NULL
                AND c.deleted_at IS NULL)
        """
    )
    return [row[0] for row in await cursor.fetchall()]
