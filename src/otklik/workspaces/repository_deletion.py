"""Deleting a workspace from PostgreSQL, and the journal of deletions."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import delete, select

from otklik.infra.postgres import Connection
from otklik.workspaces.models import Session, Workspace, WorkspaceDeletion

_PORTION: Final = 20_000
_TABLES: Final = """
    SELECT c.relname FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    ORDER BY c.relname
    """


async def delete_workspace(session: Session, *, workspace_id: int) -> None:
    """Delete the workspace's row, and with it access, keys, tokens, invitations, journal, letters."""
    await session.execute(delete(Workspace).where(Workspace.id == workspace_id))


async def list_deletions(  # all workspaces: they are gone; a member sees his own
    session: Session, *, member_id: int
) -> Sequence[WorkspaceDeletion]:
    """What the member deleted, newest first."""
    found = select(WorkspaceDeletion).where(WorkspaceDeletion.member_id == member_id)
    return (await session.scalars(found.order_by(WorkspaceDeletion.id.desc()).limit(100))).all()


async def find_deletion(connection: Connection, *, workspace_id: int) -> tuple[datetime, bool] | None:
    """(asked at, whether it is verified) of a workspace's deletion."""
    cursor = await connection.execute(
        "SELECT requested_at, verified_at IS NOT NULL FROM workspace_deletions WHERE deleted_id = %s",
        (workspace_id,),
    )
    row = await cursor.fetchone()
    return (row[0], row[1]) if row else None


async def list_unverified(connection: Connection) -> list[int]:  # all workspaces: the job that wakes them
    """Workspaces whose deletion is not proved yet."""
    cursor = await connection.execute(
        "SELECT deleted_id FROM workspace_deletions WHERE verified_at IS NULL ORDER BY id"
    )
    return [row[0] for row in await cursor.fetchall()]


async def keep_proof(
    connection: Connection, *, workspace_id: int, proof: Mapping[str, int], is_verified: bool
) -> None:
    """Write down what each store counted."""
    await connection.execute(
        "UPDATE workspace_deletions SET proof = %s, verified_at = %s WHERE deleted_id = %s",
        (Jsonb(dict(proof)), datetime.now(UTC) if is_verified else None, workspace_id),
    )


async def list_tables(connection: Connection) -> list[str]:  # all workspaces: the catalogue of tables
    """Every table with rows of workspaces, whichever room it belongs to."""
    return [row[0] for row in await (await connection.execute(_TABLES)).fetchall()]


async def delete_portion(connection: Connection, *, table: str, workspace_id: int) -> bool:
    """Delete some thousand rows of a table; whether more may be left."""
    statement = sql.SQL(
        "DELETE FROM {table} WHERE ctid = ANY (ARRAY("
        "SELECT ctid FROM {table} WHERE workspace_id = %s LIMIT {portion}))"
    ).format(table=sql.Identifier(table), portion=sql.Literal(_PORTION))
    cursor = await connection.execute(statement, (workspace_id,))
    return cursor.rowcount == _PORTION


async def count_rows(connection: Connection, *, table: str, workspace_id: int) -> int:
    """Rows of the workspace that a table still has."""
    statement = sql.SQL("SELECT count(*) FROM {} WHERE workspace_id = %s").format(sql.Identifier(table))
    row = await (await connection.execute(statement, (workspace_id,))).fetchone()
    return int(row[0]) if row else 0
