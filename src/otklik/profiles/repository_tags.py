"""The tags of a workspace: what each is called and looks like. Who carries them: `repository_marks`."""

from datetime import datetime
from typing import Final

import msgspec

from otklik.infra.postgres import Connection


class TagRow(msgspec.Struct, frozen=True):
    """A tag: `tag` is its name for ever, `title` what is shown."""

    tag: str
    title: str
    color: str
    created_by: str
    created_at: datetime
    is_deleted: bool


_COLUMNS: Final = "tag, title, color, created_by, created_at, deleted_at IS NOT NULL"
_LIST: Final = (
    f"SELECT {_COLUMNS} FROM tags "  # noqa: S608 - our own names
    "WHERE workspace_id = %s AND deleted_at IS NULL ORDER BY lower(title), tag"
)
_FIND: Final = (
    f"SELECT {_COLUMNS} FROM tags "  # noqa: S608 - our own names
    "WHERE workspace_id = %s AND (lower(tag) = lower(%s) OR lower(title) = lower(%s)) "
    "ORDER BY lower(title) = lower(%s) DESC, tag LIMIT 1"
)
_INSERT: Final = f"""
    INSERT INTO tags (workspace_id, tag, title, color, created_by) VALUES (%s, %s, %s, %s, %s)
    RETURNING {_COLUMNS}"""  # noqa: S608 - our own names
_UPDATE: Final = f"""
    UPDATE tags SET title = coalesce(%s, title), color = coalesce(%s, color)
    WHERE workspace_id = %s AND tag = %s AND deleted_at IS NULL RETURNING {_COLUMNS}"""  # noqa: S608 - our own names


async def lock_tags(connection: Connection, *, workspace_id: int) -> None:
    """Make and rename tags of a workspace one after the other, until the transaction ends."""
    await connection.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"tags {workspace_id}",)
    )


async def list_tags(connection: Connection, *, workspace_id: int) -> list[TagRow]:
    """All tags by title."""
    return [TagRow(*row) for row in await (await connection.execute(_LIST, (workspace_id,))).fetchall()]


async def count_tags(connection: Connection, *, workspace_id: int) -> int:
    """How many tags there are, those being deleted too."""
    cursor = await connection.execute("SELECT count(*) FROM tags WHERE workspace_id = %s", (workspace_id,))
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def find_tag(connection: Connection, *, workspace_id: int, name: str) -> TagRow | None:
    """The tag that is called so, or is shown so; capitals do not matter. One being deleted is found too."""
    row = await (await connection.execute(_FIND, (workspace_id, name, name, name))).fetchone()
    return TagRow(*row) if row else None


async def insert_tag(
    connection: Connection, *, workspace_id: int, tag: str, color: str, author: str
) -> TagRow:
    """Make a tag, shown as it is called."""
    row = await (await connection.execute(_INSERT, (workspace_id, tag, tag, color, author))).fetchone()
    if row is None:
        raise RuntimeError("INSERT … RETURNING gave no row")
    return TagRow(*row)


async def update_tag(
    connection: Connection, *, workspace_id: int, tag: str, title: str | None, color: str | None
) -> TagRow | None:
    """Change what is given."""
    row = await (await connection.execute(_UPDATE, (title, color, workspace_id, tag))).fetchone()
    return TagRow(*row) if row else None


async def hide_tag(connection: Connection, *, workspace_id: int, tag: str) -> bool:
    """Let nobody see it any more; whether it stood there."""
    cursor = await connection.execute(
        "UPDATE tags SET deleted_at = now() WHERE workspace_id = %s AND tag = %s AND deleted_at IS NULL",
        (workspace_id, tag),
    )
    return cursor.rowcount > 0


async def remove_tag(connection: Connection, *, workspace_id: int, tag: str) -> None:
    """Forget a hidden tag that nobody carries."""
    await connection.execute(
        "DELETE FROM tags WHERE workspace_id = %s AND tag = %s AND deleted_at IS NOT NULL",
        (workspace_id, tag),
    )
