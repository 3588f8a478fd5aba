"""Reminders that are due, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from otklik.infra.postgres import Connection
from otklik.tasks.contracts import Task

_COLUMNS: Final = ", ".join(Task.__struct_fields__)
_WAITING: Final = "remind_at IS NOT NULL AND reminded_at IS NULL AND done_at IS NULL"


async def take_due(  # all workspaces: one task reminds them all
    connection: Connection, *, now: datetime, limit: int
) -> list[Task]:
    """Reminders whose moment has come, noted as told, the longest due first; no two workers get one."""
    cursor = await connection.execute(
        f"""
        UPDATE tasks SET reminded_at = %s WHERE id IN (
            SELECT id FROM tasks WHERE {_WAITING} AND remind_at <= %s
            ORDER BY remind_at LIMIT %s FOR UPDATE SKIP LOCKED
        ) RETURNING {_COLUMNS}
        """,  # noqa: S608 - our own names
        (now, now, limit),
    )
    return sorted((Task(*row) for row in await cursor.fetchall()), key=lambda task: task.id)


async def find_next(connection: Connection) -> datetime | None:  # all workspaces: as above
    """When the next reminder is due."""
    cursor = await connection.execute(f"SELECT min(remind_at) FROM tasks WHERE {_WAITING}")  # noqa: S608 - ours
    row = await cursor.fetchone()
    return row[0] if row else None


async def list_members(connection: Connection, *, workspace_id: int, member_ids: Sequence[int]) -> list[int]:
    """Those of the ids who are in the workspace."""
    cursor = await connection.execute(
        "SELECT member_id FROM memberships WHERE workspace_id = %s AND member_id = ANY(%s) "
        "ORDER BY member_id",
        (workspace_id, list(member_ids)),
    )
    return [row[0] for row in await cursor.fetchall()]
