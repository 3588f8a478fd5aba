"""The table `segments`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from psycopg import AsyncConnection, sql
from psycopg.types.json import Jsonb

from otklik.segments.dependencies import SegmentNode

Json = Any
Connection = AsyncConnection[Any]

_LOCK: Final = 0x5E_65
_SIZE: Final = """coalesce((
    SELECT c.members FROM segment_counts c
    WHERE c.workspace_id = segments.workspace_id AND c.segment_id = segments.id AND status <> 'preparing'
    ORDER BY c.at DESC LIMIT 1), count_seen)"""
"""How many it has now: the follower adds to the present hour with every step, once it is prepared."""
_COLUMNS: Final = (
    "id, name, description, color, folder_id, filter, language_version, definition, depends_on, status,"
    f" ready_at, is_announcing, {_SIZE}, counted_at, created_by, created_at, updated_at"
)
_SORTS: Final[Mapping[str, str]] = {
    "name": "lower(name)",
    "updated": "to_char(updated_at AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS')",
    "count": f"to_char(coalesce({_SIZE}, -1) + 1, 'FM0000000000000000000')",
}
"""Each as text, so that one cursor serves all."""


class SegmentRow(msgspec.Struct, frozen=True):
    """A segment as it is kept; what each column means stands in the migration."""

    id: int
    name: str
    description: str
    color: str
    folder_id: int | None
    filter: Json
    language_version: int
    definition: int
    depends_on: list[int]
    status: str
    ready_at: datetime | None
    is_announcing: bool
    count_seen: int | None
    counted_at: datetime | None
    created_by: int | None
    created_at: datetime
    updated_at: datetime


class SegmentCursor(msgspec.Struct, array_like=True, frozen=True):
    """The last row of a page and the order it was made for."""

    sort: str
    is_descending: bool
    key: str
    id: int


class SegmentsAsked(msgspec.Struct, frozen=True):
    """Which segments a list shows; `folder_id` 0: those in no folder."""

    search: str = ""
    folder_id: int | None = None
    status: str | None = None
    sort: str = "name"
    is_descending: bool = False
    after: SegmentCursor | None = None
    limit: int = 50


async def lock_segments(connection: Connection, *, workspace_id: int) -> None:
    """Let no other edit of the workspace's segments run until the end of the transaction.

    Two edits at once could close a circle that neither sees.
    """
    await connection.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", (f"segments {workspace_id}", _LOCK)
    )


async def list_nodes(connection: Connection, *, workspace_id: int) -> dict[int, SegmentNode]:
    """Every segment with what its condition names."""
    cursor = await connection.execute(
        """
        SELECT id, name, depends_on, computed_id IS NOT NULL, reads_computed FROM segments
        WHERE workspace_id = %s
        """,
        (workspace_id,),
    )
    return {row[0]: SegmentNode(row[0], row[1], tuple(row[2]), *row[3:]) for row in await cursor.fetchall()}


async def list_filters(
    connection: Connection,
    *,
    workspace_id: int,
    segments: Collection[int] | None = None,
    with_parts: bool = False,
) -> list[tuple[int, str]]:
    """(id, filter as JSON text) of every segment, or of these; `with_parts`: of what is computed, too."""
    cursor = await connection.execute(
        """
        SELECT id, filter::text FROM segments
        WHERE workspace_id = %s AND (%s::bigint[] IS NULL OR id = ANY(%s::bigint[]))
            AND (%s OR computed_id IS NULL)
        """,
        (workspace_id, *[None if segments is None else list(segments)] * 2, with_parts),
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def list_segments(
    connection: Connection, *, workspace_id: int, asked: SegmentsAsked
) -> list[tuple[str, SegmentRow]]:
    """(sort key, segment) in the asked order, after the cursor."""
    arrow, direction = ("<", "DESC") if asked.is_descending else (">", "ASC")
    after = asked.after
    cursor = await connection.execute(
        f"""
        SELECT sort_key, {_COLUMNS} FROM (
            SELECT *, {_SORTS[asked.sort]} COLLATE "C" AS sort_key FROM segments
            WHERE workspace_id = %(workspace_id)s AND computed_id IS NULL
                AND (%(search)s = '' OR strpos(lower(name), lower(%(search)s)) > 0
                    OR strpos(lower(description), lower(%(search)s)) > 0)
                AND (%(folder)s::bigint IS NULL OR coalesce(folder_id, 0) = %(folder)s)
                AND (%(status)s::text IS NULL OR status = %(status)s)
        ) segments
        WHERE %(key)s::text IS NULL OR (sort_key, id) {arrow} (%(key)s COLLATE "C", %(after_id)s::bigint)
        ORDER BY sort_key {direction}, id {direction} LIMIT %(limit)s
        """.encode(),  # noqa: S608 - constants of this module
        {
            "workspace_id": workspace_id,
            "search": asked.search,
            "folder": asked.folder_id,
            "status": asked.status,
            "key": after.key if after else None,
            "after_id": after.id if after else None,
            "limit": asked.limit,
        },
    )
    return [(row[0], SegmentRow(*row[1:])) for row in await cursor.fetchall()]


async def find_segment(connection: Connection, *, workspace_id: int, segment_id: int) -> SegmentRow | None:
    """The segment, None when the workspace has none of this id."""
    cursor = await connection.execute(
        f"""
        SELECT {_COLUMNS} FROM segments WHERE workspace_id = %s AND id = %s AND computed_id IS NULL
        """.encode(),  # noqa: S608 - as above
        (workspace_id, segment_id),
    )
    row = await cursor.fetchone()
    return SegmentRow(*row) if row else None


async def insert_segment(
    connection: Connection, *, workspace_id: int, values: Mapping[str, object]
) -> SegmentRow:
    """A new segment of these columns."""
    given = {"workspace_id": workspace_id, **_adapted(values)}
    statement = sql.SQL("INSERT INTO segments ({names}) VALUES ({marks}) RETURNING {columns}").format(
        names=sql.SQL(", ").join(map(sql.Identifier, given)),
        marks=sql.SQL(", ").join(map(sql.Placeholder, given)),
        columns=sql.SQL(_COLUMNS),
    )
    row = await (await connection.execute(statement, given)).fetchone()
    assert row is not None  # noqa: S101 - INSERT … RETURNING gives its row
    return SegmentRow(*row)


async def update_segment(
    connection: Connection, *, workspace_id: int, segment_id: int, values: Mapping[str, object]
) -> SegmentRow | None:
    """Change these columns; None when the workspace has none of this id."""
    given = _adapted(values)
    changes = [sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in given]
    statement = sql.SQL(
        "UPDATE segments SET {changes}, updated_at = now()"
        " WHERE workspace_id = %(workspace_id)s AND id = %(segment_id)s RETURNING {columns}"
    ).format(changes=sql.SQL(", ").join(changes), columns=sql.SQL(_COLUMNS))
    parameters = {**given, "workspace_id": workspace_id, "segment_id": segment_id}
    row = await (await connection.execute(statement, parameters)).fetchone()
    return SegmentRow(*row) if row else None


async def redefine_segments(connection: Connection, *, workspace_id: int, segments: Sequence[int]) -> None:
    """What these mean has changed with a segment they need: their members are looked for anew."""
    await connection.execute(
        """
        UPDATE segments SET definition = definition + 1, ready_at = NULL, is_announcing = false,
            status = CASE status WHEN 'paused' THEN status ELSE 'preparing' END
        WHERE workspace_id = %s AND id = ANY(%s::bigint[])
        """,
        (workspace_id, list(segments)),
    )
    await connection.execute(
        """
        UPDATE computed_properties SET status = 'preparing', version = version + 1, is_announcing = false
        WHERE workspace_id = %s AND status IN ('preparing', 'settling', 'live')
            AND id IN (SELECT computed_id FROM segments WHERE id = ANY(%s::bigint[]))
        """,
        (workspace_id, list(segments)),
    )


def _adapted(values: Mapping[str, object]) -> dict[str, object]:
    return {name: Jsonb(value) if name == "filter" else value for name, value in values.items()}
