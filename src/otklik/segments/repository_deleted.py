"""Deleted segments, which may come back under their ids for a while; `live.upkeep` forgets them after it."""

from typing import Any, Final

import msgspec

from otklik.infra.postgres import Connection, Postgres

Json = Any
KEPT_DAYS: Final = 30


class DeletedRow(msgspec.Struct, frozen=True):
    """What is needed to bring a segment back."""

    name: str
    filter: Json


async def delete_segment(connection: Connection, *, workspace_id: int, segment_id: int) -> str | None:
    """Delete it, to be kept for KEPT_DAYS; its name, or None when there was none."""
    cursor = await connection.execute(
        """
        WITH gone AS (DELETE FROM segments WHERE workspace_id = %s AND id = %s AND computed_id IS NULL
            RETURNING *)
        INSERT INTO deleted_segments (id, workspace_id, folder_id, name, description, color, filter,
            definition, is_paused, created_by, created_at)
        SELECT id, workspace_id, folder_id, name, description, color, filter, definition,
            status = 'paused', created_by, created_at
        FROM gone RETURNING name
        """,
        (workspace_id, segment_id),
    )
    row = await cursor.fetchone()
    return str(row[0]) if row else None


async def find_deleted(connection: Connection, *, workspace_id: int, segment_id: int) -> DeletedRow | None:
    """The deleted segment of this id, while it is kept."""
    cursor = await connection.execute(
        "SELECT name, filter FROM deleted_segments WHERE workspace_id = %s AND id = %s",
        (workspace_id, segment_id),
    )
    row = await cursor.fetchone()
    return DeletedRow(*row) if row else None


async def restore_segment(
    connection: Connection, *, workspace_id: int, segment_id: int, depends_on: list[int], version: int
) -> None:
    """Put a deleted segment back as one whose members are looked for anew, unless it was paused.

    Its growth goes on from the members whom upkeep has not taken out yet.
    """
    await connection.execute(
        """
        WITH back AS (DELETE FROM deleted_segments WHERE workspace_id = %s AND id = %s RETURNING *)
        INSERT INTO segments (id, workspace_id, folder_id, name, description, color, filter, language_version,
            definition, depends_on, status, created_by, created_at)
        OVERRIDING SYSTEM VALUE
        SELECT id, workspace_id, folder_id, name, description, color, filter, %s, definition + 1, %s,
            CASE WHEN is_paused THEN 'paused' ELSE 'preparing' END, created_by, created_at
        FROM back
        """,
        (workspace_id, segment_id, version, depends_on),
    )
    await connection.execute(
        """
        INSERT INTO segment_counts AS c (workspace_id, segment_id, at, members)
        SELECT s.workspace_id, s.id, date_trunc('hour', now(), 'UTC'), (
            SELECT count(*) FROM segment_members m
            WHERE m.workspace_id = s.workspace_id AND m.segments @> ARRAY[s.id])
        FROM segments s WHERE s.workspace_id = %s AND s.id = %s
        ON CONFLICT (workspace_id, segment_id, at) DO UPDATE SET members = excluded.members
        """,
        (workspace_id, segment_id),
    )


async def forget_deleted(  # all workspaces: upkeep of the table
    postgres: Postgres,
) -> None:
    """Forget segments that were deleted KEPT_DAYS ago, with their growth."""
    async with postgres.connection() as connection:
        await connection.execute(
            """
            WITH gone AS (
                DELETE FROM deleted_segments WHERE deleted_at < now() - make_interval(days => %s)
                RETURNING workspace_id, id)
            DELETE FROM segment_counts c USING gone
            WHERE c.workspace_id = gone.workspace_id AND c.segment_id = gone.id
            """,
            (KEPT_DAYS,),
        )
