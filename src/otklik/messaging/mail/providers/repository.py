"""Hooks of providers, in PostgreSQL."""

from datetime import datetime
from typing import Final

import msgspec

from otklik.infra.postgres import Connection


class Hook(msgspec.Struct, frozen=True):
    """A row of `mail_hooks`; `secret` is sealed."""

    id: int
    workspace_id: int
    provider: str
    secret: bytes | None
    topic: str
    created_at: datetime
    heard_at: datetime | None
    taken: int
    unclaimed: int
    refused: str
    refused_at: datetime | None


_COLUMNS: Final = ", ".join(Hook.__struct_fields__)


async def list_hooks(connection: Connection, *, workspace_id: int) -> list[Hook]:
    """All of a workspace."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM mail_hooks WHERE workspace_id = %s ORDER BY id",  # noqa: S608 - our own names
        (workspace_id,),
    )
    return [Hook(*row) for row in await cursor.fetchall()]


# all workspaces: a signed mark names the hook, and nobody can make one
async def find_hook(connection: Connection, *, hook_id: int) -> Hook | None:
    """All workspaces: the hook of a mark."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM mail_hooks WHERE id = %s",  # noqa: S608 - our own names
        (hook_id,),
    )
    row = await cursor.fetchone()
    return Hook(*row) if row else None


async def insert_hook(
    connection: Connection, *, workspace_id: int, provider: str, secret: bytes | None, topic: str
) -> Hook:
    """Keep a hook."""
    cursor = await connection.execute(
        f"INSERT INTO mail_hooks (workspace_id, provider, secret, topic) VALUES (%s, %s, %s, %s)"  # noqa: S608 - our own names
        f" RETURNING {_COLUMNS}",
        (workspace_id, provider, secret, topic),
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - it was written
    return Hook(*row)


async def delete_hook(connection: Connection, *, workspace_id: int, hook_id: int) -> str | None:
    """Forget a hook; whose it was, None: there is none."""
    cursor = await connection.execute(
        "DELETE FROM mail_hooks WHERE workspace_id = %s AND id = %s RETURNING provider",
        (workspace_id, hook_id),
    )
    row = await cursor.fetchone()
    return str(row[0]) if row else None


async def note_call(
    connection: Connection, *, workspace_id: int, hook_id: int, taken: int, unclaimed: int, at: datetime
) -> None:
    """Count what a call brought."""
    await connection.execute(
        "UPDATE mail_hooks SET heard_at = %s, taken = taken + %s, unclaimed = unclaimed + %s"
        " WHERE workspace_id = %s AND id = %s",
        (at, taken, unclaimed, workspace_id, hook_id),
    )


async def note_refusal(
    connection: Connection, *, workspace_id: int, hook_id: int, why: str, at: datetime
) -> None:
    """Keep why a call was not believed."""
    await connection.execute(
        "UPDATE mail_hooks SET refused = %s, refused_at = %s WHERE workspace_id = %s AND id = %s",
        (why, at, workspace_id, hook_id),
    )


async def find_last_letter(
    connection: Connection, *, workspace_id: int, address: str, since: datetime
) -> int | None:
    """The last letter that left for an address."""
    cursor = await connection.execute(
        """
        SELECT id FROM sends WHERE workspace_id = %s AND address = %s AND released_at > %s
            AND channel = 'email' AND state IN ('claimed', 'sent', 'unknown')
        ORDER BY released_at DESC, id DESC LIMIT 1
        """,
        (workspace_id, address, since),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else None
