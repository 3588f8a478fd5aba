"""What a running import reads and writes about itself."""

from collections.abc import Sequence
from typing import Any, Final

import psycopg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.intake.repository import MAX_LISTED_ERRORS

LEASE: Final = 0x6F746B03
"""Advisory lock: one worker imports at a time."""
MAX_REJECTS: Final = 10_000


# all workspaces: one lease
async def take_lease(connection: psycopg.AsyncConnection[Any]) -> bool:
    """Become the importing worker for as long as the connection lives; False when there is one."""
    cursor = await connection.execute("SELECT pg_try_advisory_lock(%s)", (LEASE,))
    row = await cursor.fetchone()
    return bool(row and row[0])


# all workspaces: one lease
async def give_lease(connection: psycopg.AsyncConnection[Any]) -> None:
    """Let another worker import."""
    await connection.execute("SELECT pg_advisory_unlock(%s)", (LEASE,))


# all workspaces: the queue is one, and the row names its workspace
async def find_waiting(connection: psycopg.AsyncConnection[Any]) -> tuple[int, int] | None:
    """(workspace, import) that waits longest for a worker, or was left by one that died."""
    cursor = await connection.execute(
        """
        SELECT workspace_id, id FROM imports WHERE status IN ('pending', 'running') AND blob <> ''
        ORDER BY id LIMIT 1
        """
    )
    row = await cursor.fetchone()
    return (row[0], row[1]) if row else None


async def begin(session: AsyncSession, *, workspace_id: int, import_id: int, total: int | None) -> None:
    """Mark the import as running; `total` is an estimate of its lines."""
    await session.execute(
        text(
            """
            UPDATE imports SET status = 'running', total = coalesce(:total, total)
            WHERE workspace_id = :workspace_id AND id = :id AND status IN ('pending', 'running')
            """
        ),
        {"workspace_id": workspace_id, "id": import_id, "total": total},
    )


async def advance(
    session: AsyncSession,
    *,
    workspace_id: int,
    import_id: int,
    position: int,
    errors: Sequence[tuple[int, str, str]],
) -> bool:
    """Keep how many lines are handed over and which were refused; False when the import was cancelled."""
    row = (
        await session.execute(
            text(
                """
                UPDATE imports SET position = :position, rejected = rejected + :n,
                                   total = greatest(total, :position)
                WHERE workspace_id = :workspace_id AND id = :id AND status = 'running' RETURNING rejected
                """
            ),
            {"workspace_id": workspace_id, "id": import_id, "position": position, "n": len(errors)},
        )
    ).one_or_none()
    if row is None:
        return False
    room = max(0, MAX_LISTED_ERRORS - (row[0] - len(errors)))
    if errors[:room]:
        await session.execute(
            text(
                """
                INSERT INTO import_errors (import_id, line, reason, detail)
                VALUES (:id, :line, :reason, :detail) ON CONFLICT DO NOTHING
                """
            ),
            [
                {"id": import_id, "line": line, "reason": reason, "detail": detail}
                for line, reason, detail in errors[:room]
            ],
        )
    return True


async def finish(
    session: AsyncSession, *, workspace_id: int, import_id: int, status: str, error: str = ""
) -> None:
    """Mark a running import as done or failed; a cancelled one stays so."""
    await session.execute(
        text(
            """
            UPDATE imports SET status = :status, error = :error, finished_at = now(),
                               total = CASE WHEN :status = 'done' THEN position ELSE total END
            WHERE workspace_id = :workspace_id AND id = :id AND status = 'running'
            """
        ),
        {"workspace_id": workspace_id, "id": import_id, "status": status, "error": error},
    )


# all workspaces: positions belong to the log
async def read_positions(session: AsyncSession) -> dict[int, int]:
    """{log partition: last row whose decisions are committed}."""
    rows = await session.execute(text("SELECT part, position FROM intake_positions"))
    return {row[0]: row[1] for row in rows}


# all workspaces: blobs of all are looked through at once
async def list_needed_blobs(session: AsyncSession) -> set[str]:
    """Uploads of imports that are not over."""
    rows = await session.execute(
        text("SELECT blob FROM imports WHERE status IN ('pending', 'running') AND blob <> ''")
    )
    return {row[0] for row in rows}


# all workspaces: each keeps its newest
async def shorten_rejects(session: AsyncSession) -> None:
    """Forget refused items beyond the newest MAX_REJECTS of each workspace."""
    await session.execute(
        text(
            """
            DELETE FROM rejects r USING (
                SELECT workspace_id, id FROM (
                    SELECT workspace_id, id,
                           row_number() OVER (PARTITION BY workspace_id ORDER BY id DESC) AS n FROM rejects
                ) AS ranked WHERE n = :kept) AS oldest
            WHERE r.workspace_id = oldest.workspace_id AND r.id < oldest.id
            """
        ),
        {"kept": MAX_REJECTS},
    )
