"""Reads and writes of the room's own tables."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

Session: TypeAlias = AsyncSession

MAX_LISTED_ERRORS = 1_000


class Counters(NamedTuple):
    """Counters of one workspace at one moment; `pending` items lie in the log beyond its positions."""

    counts: list[tuple[str, str, int]]
    pending: int
    oldest_at: datetime | None
    unshipped: list[bytes]


class RejectRow(NamedTuple):
    """One refused item."""

    id: int
    at: datetime
    door: str
    reason: str
    path: str
    detail: str
    message_id: str
    item: str


class ImportRow(NamedTuple):
    """One history import."""

    id: int
    workspace_id: int
    name: str
    format: str
    blob: str
    mapping: dict[str, Any]
    consent_source: str
    status: str
    total: int | None
    position: int
    rejected: int
    error: str
    created_by: str
    created_at: datetime
    finished_at: datetime | None


_IMPORT_COLUMNS = """id, workspace_id, name, format, blob, mapping, consent_source, status, total, position,
    rejected, error, created_by, created_at, finished_at"""


async def read_counters(session: Session, *, workspace_id: int) -> Counters:
    """Read everything the status is made of in one snapshot."""
    row = (
        await session.execute(
            text(
                """
                WITH pending AS (
                    SELECT (l.counts ->> :key)::bigint AS n, l.received_at AS at
                    FROM intake_log l LEFT JOIN intake_positions p ON p.part = l.part
                    WHERE l.id > coalesce(p.position, 0) AND l.counts ? :key)
                SELECT (SELECT coalesce(jsonb_agg(jsonb_build_array(kind, reason, n)), '[]')
                        FROM intake_counters WHERE workspace_id = :id),
                       (SELECT coalesce(sum(n), 0)::bigint FROM pending),
                       least((SELECT min(at) FROM pending), (SELECT min(created_at) FROM prepared),
                             (SELECT min(created_at) FROM outbox)),
                       (SELECT coalesce(array_agg(summary), '{}')
                        FROM (SELECT summary FROM prepared UNION ALL SELECT summary FROM outbox) coming)
                """
            ),
            {"key": str(workspace_id), "id": workspace_id},
        )
    ).one()
    counts, pending, oldest_at, summaries = row
    return Counters(
        [(kind, reason, n) for kind, reason, n in counts],
        pending,
        oldest_at,
        [bytes(summary) for summary in summaries],
    )


async def list_rejects(
    session: Session, *, workspace_id: int, limit: int, before_id: int | None
) -> Sequence[RejectRow]:
    """Refused items, newest first."""
    rows = await session.execute(
        text(
            """
            SELECT id, at, door, reason, path, detail, message_id, item FROM rejects
            WHERE workspace_id = :workspace_id AND (CAST(:before AS bigint) IS NULL OR id < :before)
            ORDER BY id DESC LIMIT :limit
            """
        ),
        {"workspace_id": workspace_id, "before": before_id, "limit": limit},
    )
    return [RejectRow(*row) for row in rows]


async def create_import(
    session: Session, *, workspace_id: int, fields: dict[str, Any], mapping: str
) -> ImportRow:
    """Add an import; `fields`: name, format, blob, consent_source, status, created_by."""
    row = await session.execute(
        text(
            f"""
            INSERT INTO imports (workspace_id, name, format, blob, mapping, consent_source, status,
                                 created_by)
            VALUES (:workspace_id, :name, :format, :blob, CAST(:mapping AS jsonb), :consent_source, :status,
                    :created_by)
            RETURNING {_IMPORT_COLUMNS}
            """  # noqa: S608 - column names of our own
        ),
        {"workspace_id": workspace_id, "mapping": mapping, **fields},
    )
    return ImportRow(*row.one())


async def find_import(session: Session, *, workspace_id: int, import_id: int) -> ImportRow | None:
    """One import of the workspace."""
    row = (
        await session.execute(
            text(
                f"SELECT {_IMPORT_COLUMNS} FROM imports WHERE workspace_id = :workspace_id AND id = :id"  # noqa: S608 - column names of our own
            ),
            {"workspace_id": workspace_id, "id": import_id},
        )
    ).one_or_none()
    return ImportRow(*row) if row else None


async def find_unfinished(session: Session, *, workspace_id: int, name: str) -> ImportRow | None:
    """The newest import of a local file of that name that did not come to its end."""
    row = (
        await session.execute(
            text(
                f"""
                SELECT {_IMPORT_COLUMNS} FROM imports
                WHERE workspace_id = :workspace_id AND name = :name AND blob = ''
                      AND status IN ('pending', 'running')
                ORDER BY id DESC LIMIT 1
                """  # noqa: S608 - column names of our own
            ),
            {"workspace_id": workspace_id, "name": name},
        )
    ).one_or_none()
    return ImportRow(*row) if row else None


async def list_imports(
    session: Session, *, workspace_id: int, limit: int, before_id: int | None
) -> Sequence[ImportRow]:
    """Imports of the workspace, newest first."""
    rows = await session.execute(
        text(
            f"""
            SELECT {_IMPORT_COLUMNS} FROM imports
            WHERE workspace_id = :workspace_id AND (CAST(:before AS bigint) IS NULL OR id < :before)
            ORDER BY id DESC LIMIT :limit
            """  # noqa: S608 - column names of our own
        ),
        {"workspace_id": workspace_id, "before": before_id, "limit": limit},
    )
    return [ImportRow(*row) for row in rows]


async def list_import_errors(
    session: Session, *, workspace_id: int, import_id: int, limit: int
) -> Sequence[tuple[int, str, str]]:
    """(line, reason, detail) of refused lines, by line."""
    rows = await session.execute(
        text(
            """
            SELECT e.line, e.reason, e.detail FROM import_errors e JOIN imports i ON i.id = e.import_id
            WHERE i.workspace_id = :workspace_id AND i.id = :id ORDER BY e.line LIMIT :limit
            """
        ),
        {"workspace_id": workspace_id, "id": import_id, "limit": limit},
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def cancel_import(session: Session, *, workspace_id: int, import_id: int) -> bool:
    """Cancel an import that is not finished; False when it is."""
    row = await session.execute(
        text(
            """
            UPDATE imports SET status = 'cancelled', finished_at = now()
            WHERE workspace_id = :workspace_id AND id = :id AND status IN ('pending', 'running') RETURNING id
            """
        ),
        {"workspace_id": workspace_id, "id": import_id},
    )
    return row.one_or_none() is not None
