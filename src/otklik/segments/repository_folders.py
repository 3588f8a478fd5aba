"""Folders of segments."""

from collections.abc import Mapping
from typing import Any

import msgspec
from psycopg import AsyncConnection, sql

Connection = AsyncConnection[Any]


class FolderRow(msgspec.Struct, frozen=True):
    """A folder and how many segments lie in it."""

    id: int
    name: str
    position: int
    segments_count: int


async def list_folders(connection: Connection, *, workspace_id: int) -> list[FolderRow]:
    """Every folder, in the members' order."""
    cursor = await connection.execute(
        """
        SELECT f.id, f.name, f.position, (SELECT count(*) FROM segments s
            WHERE s.workspace_id = f.workspace_id AND s.folder_id = f.id)
        FROM segment_folders f WHERE f.workspace_id = %s ORDER BY f.position, lower(f.name), f.id
        """,
        (workspace_id,),
    )
    return [FolderRow(*row) for row in await cursor.fetchall()]


async def has_folder_named(connection: Connection, *, workspace_id: int, name: str, but: int = 0) -> bool:
    """Whether a folder other than `but` is called so."""
    cursor = await connection.execute(
        "SELECT 1 FROM segment_folders WHERE workspace_id = %s AND lower(name) = lower(%s) AND id <> %s",
        (workspace_id, name, but),
    )
    return await cursor.fetchone() is not None


async def insert_folder(connection: Connection, *, workspace_id: int, name: str, position: int) -> int:
    """The id of a new folder."""
    cursor = await connection.execute(
        "INSERT INTO segment_folders (workspace_id, name, position) VALUES (%s, %s, %s) RETURNING id",
        (workspace_id, name, position),
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - INSERT … RETURNING gives its row
    return int(row[0])


async def update_folder(
    connection: Connection, *, workspace_id: int, folder_id: int, values: Mapping[str, object]
) -> bool:
    """Change name or position; False when there is no such folder."""
    changes = [sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in values]
    statement = sql.SQL(
        "UPDATE segment_folders SET {} WHERE workspace_id = %(workspace_id)s AND id = %(folder_id)s"
    ).format(sql.SQL(", ").join(changes))
    cursor = await connection.execute(
        statement, {**values, "workspace_id": workspace_id, "folder_id": folder_id}
    )
    return cursor.rowcount > 0


async def delete_folder(connection: Connection, *, workspace_id: int, folder_id: int) -> bool:
    """Delete a folder; its segments stay, in none. False when there is no such folder."""
    cursor = await connection.execute(
        "DELETE FROM segment_folders WHERE workspace_id = %s AND id = %s", (workspace_id, folder_id)
    )
    return cursor.rowcount > 0
