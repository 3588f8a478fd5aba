"""Requests as they are kept, and how far a workspace's conversations are counted, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from otklik.desk.statistics.contracts import Request
from otklik.desk.statistics.folding import Said
from otklik.inbox.contracts import AuthorKind, ConversationStatus, PartKind, TalkChannel
from otklik.infra.postgres import Connection


class Changed(msgspec.Struct, frozen=True):
    """A conversation that is to be counted anew. `closed_at`: None while it is not closed."""

    id: int
    seq: int
    is_deleted: bool
    closed_at: datetime | None


# all workspaces: what is found is followed one workspace after the other
async def list_behind(connection: Connection) -> list[int]:
    """Workspaces with changes that are not counted yet."""
    cursor = await connection.execute(
        "SELECT h.workspace_id FROM inbox_heads h LEFT JOIN statistics_heads s USING (workspace_id) "
        "WHERE h.seq > coalesce(s.seq, 0) ORDER BY h.workspace_id"
    )
    return [row[0] for row in await cursor.fetchall()]


async def hold_counted(connection: Connection, *, workspace_id: int) -> int:
    """The number up to which changes are counted; whoever else counts waits until the transaction ends."""
    await connection.execute(
        "INSERT INTO statistics_heads (workspace_id, seq) VALUES (%s, 0) ON CONFLICT DO NOTHING",
        (workspace_id,),
    )
    cursor = await connection.execute(
        "SELECT seq FROM statistics_heads WHERE workspace_id = %s FOR UPDATE", (workspace_id,)
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - inserted above
    return int(row[0])


async def read_counted(connection: Connection, *, workspace_id: int) -> int:
    """The number up to which changes are counted, 0 before the first."""
    cursor = await connection.execute(
        "SELECT seq FROM statistics_heads WHERE workspace_id = %s", (workspace_id,)
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def write_counted(connection: Connection, *, workspace_id: int, seq: int) -> None:
    """Changes are counted up to `seq`."""
    await connection.execute(
        "UPDATE statistics_heads SET seq = %s WHERE workspace_id = %s", (seq, workspace_id)
    )


async def count_changed(connection: Connection, *, workspace_id: int, after: int) -> int:
    """How many conversations have a number after `after`."""
    cursor = await connection.execute(
        "SELECT count(*) FROM conversations WHERE workspace_id = %s AND seq > %s", (workspace_id, after)
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def list_changed(
    connection: Connection, *, workspace_id: int, after: int, up_to: int, limit: int
) -> list[Changed]:
    """Conversations whose number is in (after, up_to], by number."""
    cursor = await connection.execute(
        """
        SELECT id, seq, deleted_at IS NOT NULL, CASE WHEN status = %s THEN closed_at END FROM conversations
        WHERE workspace_id = %s AND seq > %s AND seq <= %s ORDER BY seq LIMIT %s
        """,
        (ConversationStatus.CLOSED.value, workspace_id, after, up_to, limit),
    )
    return [Changed(*row) for row in await cursor.fetchall()]


async def list_said(
    connection: Connection, *, workspace_id: int, conversation_ids: Sequence[int]
) -> list[tuple[int, Said]]:
    """What was said and closed in these conversations and was not taken back, with whose it is, in order."""
    cursor = await connection.execute(
        """
        SELECT conversation_id, id, kind, author_kind, author_id, channel, at, coalesce(data ->> 'what', '')
        FROM conversation_parts
        WHERE workspace_id = %s AND conversation_id = ANY(%s) AND kind <> 'note' AND deleted_at IS NULL
            AND (kind = 'message' OR data ->> 'what' IN ('closed', 'reopened'))
        ORDER BY conversation_id, id
        """,
        (workspace_id, list(conversation_ids)),
    )
    return [
        (
            row[0],
            Said(row[1], PartKind(row[2]), AuthorKind(row[3]), row[4], TalkChannel(row[5]), row[6], row[7]),
        )
        for row in await cursor.fetchall()
    ]


async def replace_requests(
    connection: Connection, *, workspace_id: int, conversation_ids: Sequence[int], requests: Sequence[Request]
) -> None:
    """Keep these as all requests of the conversations."""
    await connection.execute(
        "DELETE FROM conversation_requests WHERE workspace_id = %s AND conversation_id = ANY(%s)",
        (workspace_id, list(conversation_ids)),
    )
    await connection.execute(
        """
        INSERT INTO conversation_requests
            (workspace_id, conversation_id, part, channel, asked_at, replied_at, replied_by, closed_at)
        SELECT %s, * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[],
            %s::timestamptz[], %s::bigint[], %s::timestamptz[])
        """,
        (
            workspace_id,
            [each.conversation_id for each in requests],
            [each.part for each in requests],
            [each.channel.value for each in requests],
            [each.asked_at for each in requests],
            [each.replied_at for each in requests],
            [each.replied_by for each in requests],
            [each.closed_at for each in requests],
        ),
    )
