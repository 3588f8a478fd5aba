"""Rows of pictures, in PostgreSQL; their bytes lie in the blobs."""

from typing import Final

from sqlalchemy import text

from otklik.infra.postgres import Connection
from otklik.pictures.contracts import PictureRow
from otklik.workspaces.models import Session

_COLUMNS: Final = "id, workspace_id, name, width, height, size, created_by, created_at"


async def save_picture(connection: Connection, *, workspace_id: int, picture: PictureRow) -> PictureRow:
    """Keep the row of a picture, or find the one it has."""
    cursor = await connection.execute(
        "INSERT INTO pictures (workspace_id, name, width, height, size, created_by) "  # noqa: S608 - our own names
        "VALUES (%s, %s, %s, %s, %s, %s) "
        f"ON CONFLICT (workspace_id, name) DO UPDATE SET size = excluded.size RETURNING {_COLUMNS}",
        (workspace_id, picture.name, picture.width, picture.height, picture.size, picture.created_by),
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - RETURNING of an INSERT
    return PictureRow(*row)


async def count_pictures(connection: Connection, *, workspace_id: int) -> int:
    """How many a workspace keeps."""
    cursor = await connection.execute(
        "SELECT count(*) FROM pictures WHERE workspace_id = %s", (workspace_id,)
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def list_pictures(
    connection: Connection, *, workspace_id: int, before: int, limit: int
) -> list[PictureRow]:
    """Those below an id, the newest first."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM pictures "  # noqa: S608 - our own names
        "WHERE workspace_id = %s AND id < %s ORDER BY id DESC LIMIT %s",
        (workspace_id, before, limit),
    )
    return [PictureRow(*row) for row in await cursor.fetchall()]


async def delete_picture(session: Session, *, workspace_id: int, picture_id: int) -> str | None:
    """Forget a picture; its name."""
    found = await session.execute(
        text("DELETE FROM pictures WHERE workspace_id = :workspace AND id = :picture RETURNING name"),
        {"workspace": workspace_id, "picture": picture_id},
    )
    name: str | None = found.scalar_one_or_none()
    return name
