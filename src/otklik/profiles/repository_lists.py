"""Lists of people put together by hand: their names in PostgreSQL, and who is on them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from otklik.infra.postgres import Connection
from otklik.profiles.contracts_marks import MarkKind


class ListRow(msgspec.Struct, frozen=True):
    """A list."""

    id: int
    name: str
    description: str
    created_by: str
    created_at: datetime


class JoinedRow(msgspec.Struct, frozen=True):
    """Somebody on a list: the word that put him there."""

    root: int
    home: int
    ts_ms: int
    position: int
    source: str
    author: str


_COLUMNS: Final = "id, name, description, created_by, created_at"
_FIND: Final = (
    f"SELECT {_COLUMNS} FROM people_lists "  # noqa: S608 - our own names
    "WHERE workspace_id = %s AND id = %s AND deleted_at IS NULL"
)
_LIST: Final = (
    f"SELECT {_COLUMNS} FROM people_lists "  # noqa: S608 - our own names
    "WHERE workspace_id = %s AND deleted_at IS NULL ORDER BY lower(name), id"
)
_INSERT: Final = f"""
    INSERT INTO people_lists (workspace_id, name, description, created_by) VALUES (%s, %s, %s, %s)
    RETURNING {_COLUMNS}"""  # noqa: S608 - our own names
_UPDATE: Final = f"""
    UPDATE people_lists SET name = coalesce(%s, name), description = coalesce(%s, description)
    WHERE workspace_id = %s AND id = %s AND deleted_at IS NULL RETURNING {_COLUMNS}"""  # noqa: S608 - our own names
_MEMBERS: Final = """
    SELECT p.root_id, m.profile_id, m.ts_ms, m.position, m.source, m.author
    FROM marks m JOIN profiles p ON p.workspace_id = m.workspace_id AND p.id = m.profile_id
    WHERE m.workspace_id = %(workspace_id)s AND m.kind = %(kind)s AND m.key = %(key)s AND m.is_on
        AND (m.ts_ms, m.position, m.profile_id) < (%(ts_ms)s::bigint, %(position)s::bigint, %(home)s::bigint)
        AND NOT EXISTS (
            SELECT FROM profiles q JOIN marks n ON n.workspace_id = q.workspace_id AND n.profile_id = q.id
                AND n.kind = m.kind AND n.key = m.key
            WHERE q.workspace_id = m.workspace_id AND q.root_id = p.root_id AND q.root_id <> q.id
                AND (n.ts_ms, n.position, n.profile_id) > (m.ts_ms, m.position, m.profile_id))
        AND NOT EXISTS (
            SELECT FROM marks n WHERE n.workspace_id = m.workspace_id AND n.profile_id = p.root_id
                AND n.kind = m.kind AND n.key = m.key
                AND (n.ts_ms, n.position, n.profile_id) > (m.ts_ms, m.position, m.profile_id))
    ORDER BY m.ts_ms DESC, m.position DESC, m.profile_id DESC LIMIT %(limit)s"""


async def find_list(connection: Connection, *, workspace_id: int, list_id: int) -> ListRow | None:
    """One list that is not being deleted."""
    row = await (await connection.execute(_FIND, (workspace_id, list_id))).fetchone()
    return ListRow(*row) if row else None


async def lock_list(connection: Connection, *, workspace_id: int, list_id: int) -> ListRow | None:
    """As `find_list`; it cannot be deleted before the transaction ends."""
    row = await (await connection.execute(_FIND + " FOR SHARE", (workspace_id, list_id))).fetchone()
    return ListRow(*row) if row else None


async def list_lists(connection: Connection, *, workspace_id: int) -> list[ListRow]:
    """All lists by name."""
    rows = await (await connection.execute(_LIST, (workspace_id,))).fetchall()
    return [ListRow(*row) for row in rows]


async def count_lists(connection: Connection, *, workspace_id: int) -> int:
    """How many lists there are, those being deleted too."""
    cursor = await connection.execute(
        "SELECT count(*) FROM people_lists WHERE workspace_id = %s", (workspace_id,)
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def insert_list(
    connection: Connection, *, workspace_id: int, name: str, description: str, author: str
) -> ListRow:
    """Make a list. Raises psycopg.errors.UniqueViolation for a name that is taken."""
    row = await (await connection.execute(_INSERT, (workspace_id, name, description, author))).fetchone()
    if row is None:
        raise RuntimeError("INSERT … RETURNING gave no row")
    return ListRow(*row)


async def update_list(
    connection: Connection, *, workspace_id: int, list_id: int, name: str | None, description: str | None
) -> ListRow | None:
    """Change what is given. Raises psycopg.errors.UniqueViolation for a name that is taken."""
    row = await (await connection.execute(_UPDATE, (name, description, workspace_id, list_id))).fetchone()
    return ListRow(*row) if row else None


async def hide_list(connection: Connection, *, workspace_id: int, list_id: int) -> bool:
    """Let nobody see it any more; whether it stood there."""
    cursor = await connection.execute(
        "UPDATE people_lists SET deleted_at = now() "
        "WHERE workspace_id = %s AND id = %s AND deleted_at IS NULL",
        (workspace_id, list_id),
    )
    return cursor.rowcount > 0


async def remove_list(connection: Connection, *, workspace_id: int, list_id: int) -> None:
    """Forget a hidden list that nobody is on."""
    await connection.execute(
        "DELETE FROM people_lists WHERE workspace_id = %s AND id = %s AND deleted_at IS NOT NULL",
        (workspace_id, list_id),
    )


async def list_joined(
    connection: Connection,
    *,
    workspace_id: int,
    list_id: int,
    before: tuple[int, int, int],
    limit: int,
) -> list[JoinedRow]:
    """Who is on a list, the last put there first, from below `before` (time, position, home)."""
    values = {"workspace_id": workspace_id, "kind": MarkKind.LIST.value, "key": str(list_id), "limit": limit}
    place = {"ts_ms": before[0], "position": before[1], "home": before[2]}
    rows = await (await connection.execute(_MEMBERS, {**values, **place})).fetchall()
    return [JoinedRow(*row) for row in rows]


async def list_names(connection: Connection, *, workspace_id: int, list_ids: Sequence[int]) -> dict[int, str]:
    """Names of lists by id; deleted ones are left out."""
    cursor = await connection.execute(
        "SELECT id, name FROM people_lists WHERE workspace_id = %s AND id = ANY(%s) AND deleted_at IS NULL",
        (workspace_id, list(list_ids)),
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}
