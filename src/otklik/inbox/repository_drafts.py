"""What operators have begun to write, in PostgreSQL."""

from datetime import datetime

import msgspec

from otklik.inbox.contracts import PartKind
from otklik.infra.postgres import Connection


class DraftRow(msgspec.Struct, frozen=True):
    """What a member has begun to write in a conversation; `files` are ids."""

    kind: PartKind
    body: str
    files: tuple[int, ...]
    at: datetime


async def find_draft(
    connection: Connection, *, workspace_id: int, conversation_id: int, member_id: int
) -> DraftRow | None:
    """A member's draft."""
    cursor = await connection.execute(
        "SELECT kind, body, files, at FROM conversation_drafts "
        "WHERE workspace_id = %s AND conversation_id = %s AND member_id = %s",
        (workspace_id, conversation_id, member_id),
    )
    row = await cursor.fetchone()
    return DraftRow(PartKind(row[0]), row[1], tuple(row[2]), row[3]) if row else None


async def write_draft(
    connection: Connection, *, workspace_id: int, conversation_id: int, member_id: int, draft: DraftRow
) -> None:
    """Keep a draft in the place of the one before."""
    await connection.execute(
        """
        INSERT INTO conversation_drafts (workspace_id, conversation_id, member_id, kind, body, files, at)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (workspace_id, conversation_id, member_id) DO UPDATE
        SET kind = excluded.kind, body = excluded.body, files = excluded.files, at = excluded.at
        """,
        (
            workspace_id,
            conversation_id,
            member_id,
            draft.kind.value,
            draft.body,
            list(draft.files),
            draft.at,
        ),
    )


async def delete_draft(
    connection: Connection,
    *,
    workspace_id: int,
    conversation_id: int,
    member_id: int,
    kind: PartKind | None = None,
) -> None:
    """Forget a draft (of this kind only, when one is given)."""
    await connection.execute(
        "DELETE FROM conversation_drafts WHERE workspace_id = %s AND conversation_id = %s AND member_id = %s "
        "AND (%s::text IS NULL OR kind = %s)",
        (workspace_id, conversation_id, member_id, kind, kind),
    )
