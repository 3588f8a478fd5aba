"""Saved replies and their folders, in PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from psycopg import sql

from otklik.infra.postgres import Connection


class ReplyRow(msgspec.Struct, frozen=True):
    """A saved reply. `owner`: the member whose it is, None for one of the whole team."""

    id: int
    folder_id: int | None
    owner: int | None
    title: str
    body: str
    shortcut: str
    files: tuple[int, ...]
    used_count: int
    used_at: datetime | None
    created_at: datetime
    updated_at: datetime


class FolderRow(msgspec.Struct, frozen=True):
    """A folder of saved replies."""

    id: int
    name: str
    position: int


_COLUMNS: Final = ", ".join(ReplyRow.__struct_fields__)
_SEEN: Final = "workspace_id = %(workspace)s AND (owner IS NULL OR owner = %(member)s)"


def _reply(row: Sequence[Any]) -> ReplyRow:
    given = dict(zip(ReplyRow.__struct_fields__, row, strict=True))
    return ReplyRow(**{**given, "files": tuple(given["files"])})


async def list_replies(connection: Connection, *, workspace_id: int, member_id: int) -> list[ReplyRow]:
    """The team's and the member's own, by title."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM saved_replies WHERE {_SEEN} ORDER BY lower(title), id".encode(),  # noqa: S608 - ours
        {"workspace": workspace_id, "member": member_id},
    )
    return [_reply(row) for row in await cursor.fetchall()]


async def find_reply(
    connection: Connection, *, workspace_id: int, member_id: int, reply_id: int
) -> ReplyRow | None:
    """A reply that the member may see."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM saved_replies WHERE {_SEEN} AND id = %(id)s".encode(),  # noqa: S608 - ours
        {"workspace": workspace_id, "member": member_id, "id": reply_id},
    )
    row = await cursor.fetchone()
    return _reply(row) if row else None


async def has_shortcut(
    connection: Connection, *, workspace_id: int, owner: int | None, shortcut: str, but: int
) -> bool:
    """Whether another reply of the same owner has this shortcut."""
    cursor = await connection.execute(
        "SELECT 1 FROM saved_replies WHERE workspace_id = %s AND coalesce(owner, 0) = %s "
        "AND lower(shortcut) = lower(%s) AND shortcut <> '' AND id <> %s",
        (workspace_id, owner or 0, shortcut, but),
    )
    return await cursor.fetchone() is not None


async def count_replies(connection: Connection, *, workspace_id: int) -> int:
    """How many there are, of everybody."""
    cursor = await connection.execute(
        "SELECT count(*) FROM saved_replies WHERE workspace_id = %s", (workspace_id,)
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def lock(connection: Connection, *, workspace_id: int) -> None:
    """Change a workspace's saved replies one after the other, until the transaction ends."""
    await connection.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"saved replies {workspace_id}",)
    )


async def insert(
    connection: Connection, *, workspace_id: int, table: str, values: Mapping[str, object]
) -> int:
    """The id of a new row of `saved_replies` or `saved_reply_folders`."""
    names = ["workspace_id", *values]
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, names)),
        sql.SQL(", ").join(map(sql.Placeholder, names)),
    )
    cursor = await connection.execute(statement, {"workspace_id": workspace_id, **values})
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - RETURNING of an INSERT
    return int(row[0])


async def update(
    connection: Connection, *, workspace_id: int, table: str, row_id: int, values: Mapping[str, object]
) -> bool:
    """Change a row; False when there is none."""
    changes = [sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in values]
    statement = sql.SQL("UPDATE {} SET {} WHERE workspace_id = %(workspace_id)s AND id = %(row_id)s").format(
        sql.Identifier(table), sql.SQL(", ").join(changes)
    )
    cursor = await connection.execute(statement, {**values, "workspace_id": workspace_id, "row_id": row_id})
    return cursor.rowcount > 0


async def delete(connection: Connection, *, workspace_id: int, table: str, row_id: int) -> bool:
    """Delete a row; False when there is none."""
    cursor = await connection.execute(
        sql.SQL("DELETE FROM {} WHERE workspace_id = %s AND id = %s").format(sql.Identifier(table)),
        (workspace_id, row_id),
    )
    return cursor.rowcount > 0


async def note_use(connection: Connection, *, workspace_id: int, reply_id: int) -> None:
    """Count that a reply was put into a message."""
    await connection.execute(
        "UPDATE saved_replies SET used_count = used_count + 1, used_at = now() "
        "WHERE workspace_id = %s AND id = %s",
        (workspace_id, reply_id),
    )


async def list_folders(connection: Connection, *, workspace_id: int) -> list[FolderRow]:
    """Every folder, in its order."""
    cursor = await connection.execute(
        "SELECT id, name, position FROM saved_reply_folders WHERE workspace_id = %s "
        "ORDER BY position, lower(name), id",
        (workspace_id,),
    )
    return [FolderRow(*row) for row in await cursor.fetchall()]


async def has_folder(
    connection: Connection, *, workspace_id: int, folder_id: int = 0, name: str = "", but: int = 0
) -> bool:
    """Whether there is a folder of this id, or of this name other than `but`."""
    cursor = await connection.execute(
        "SELECT 1 FROM saved_reply_folders WHERE workspace_id = %s AND (id = %s OR lower(name) = lower(%s)) "
        "AND id <> %s",
        (workspace_id, folder_id, name, but),
    )
    return await cursor.fetchone() is not None
