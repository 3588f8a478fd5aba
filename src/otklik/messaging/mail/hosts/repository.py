"""Hosts of workspaces, in PostgreSQL."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

import msgspec

from otklik.infra.postgres import Connection


class Host(msgspec.Struct, frozen=True):
    """A row of `tracking_hosts`. `found`: what the last look saw, "" when all was well."""

    workspace_id: int
    host: str
    is_proved: bool
    found: str
    detail: str
    checked_at: datetime | None
    proved_at: datetime | None
    broken_at: datetime | None


_COLUMNS: Final = ", ".join(Host.__struct_fields__)


async def find_host(connection: Connection, *, workspace_id: int) -> Host | None:
    """Of a workspace."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM tracking_hosts WHERE workspace_id = %s",  # noqa: S608 - our own names
        (workspace_id,),
    )
    row = await cursor.fetchone()
    return Host(*row) if row else None


async def write_host(connection: Connection, *, workspace_id: int, host: str) -> bool:
    """Set it, nothing known of it yet; False: another workspace has it."""
    cursor = await connection.execute(
        """
        INSERT INTO tracking_hosts AS h (workspace_id, host) SELECT %s, %s
        WHERE NOT EXISTS (SELECT 1 FROM tracking_hosts o WHERE o.host = %s AND o.workspace_id <> %s)
        ON CONFLICT (workspace_id) DO UPDATE SET host = excluded.host, is_proved = false, found = '',
            detail = '', checked_at = NULL, proved_at = NULL, broken_at = NULL
        """,
        (workspace_id, host, host, workspace_id),
    )
    return cursor.rowcount > 0


async def delete_host(connection: Connection, *, workspace_id: int) -> None:
    """Forget it."""
    await connection.execute("DELETE FROM tracking_hosts WHERE workspace_id = %s", (workspace_id,))


async def write_seen(
    connection: Connection, *, workspace_id: int, host: str, found: str, detail: str, at: datetime
) -> bool:
    """Keep what a look saw; whether it broke one that was in use."""
    cursor = await connection.execute(
        """
        UPDATE tracking_hosts h SET is_proved = (%s = ''), found = %s, detail = %s, checked_at = %s,
            proved_at = CASE WHEN %s = '' THEN %s ELSE h.proved_at END,
            broken_at = CASE WHEN %s = '' THEN NULL WHEN h.is_proved THEN %s ELSE h.broken_at END
        FROM (SELECT workspace_id, is_proved FROM tracking_hosts WHERE workspace_id = %s AND host = %s
              FOR UPDATE) before
        WHERE h.workspace_id = before.workspace_id RETURNING before.is_proved AND NOT h.is_proved
        """,
        (found, found, detail, at, found, at, found, at, workspace_id, host),
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


# all workspaces: of those whose letters leave together
async def list_proved(connection: Connection, *, workspaces: Collection[int]) -> dict[int, str]:
    """All workspaces: hosts in use, of those that are named."""
    cursor = await connection.execute(
        "SELECT workspace_id, host FROM tracking_hosts WHERE workspace_id = ANY(%s) AND is_proved",
        (list(workspaces),),
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}


# all workspaces: a request names a host before anything else is known of it
async def list_all(connection: Connection) -> list[Host]:
    """All workspaces: each host, for the door that answers on it and the job that looks at it."""
    cursor = await connection.execute(f"SELECT {_COLUMNS} FROM tracking_hosts ORDER BY workspace_id".encode())  # noqa: S608 - our own names
    return [Host(*row) for row in await cursor.fetchall()]
