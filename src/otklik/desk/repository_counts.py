"""How many conversations a member has not read, in PostgreSQL."""

import msgspec

from otklik.infra.postgres import Connection


class Unread(msgspec.Struct, frozen=True):
    """Open conversations with something unread: his own, nobody's, with a note that names him, all.

    `teams`: nobody's of each of his teams that has some.
    """

    mine: int = 0
    unassigned: int = 0
    mentions: int = 0
    open: int = 0
    teams: dict[str, int] = {}


async def count_unread(connection: Connection, *, workspace_id: int, member_id: int) -> Unread:
    """Count them, as of one moment."""
    cursor = await connection.execute(
        """
        SELECT count(*) FILTER (WHERE c.assignee = %(member)s), count(*) FILTER (WHERE c.assignee IS NULL),
            count(*), (
                SELECT count(DISTINCT m.conversation_id) FROM conversation_mentions m
                LEFT JOIN conversation_reads r ON r.workspace_id = m.workspace_id
                    AND r.conversation_id = m.conversation_id AND r.member_id = m.member_id
                WHERE m.workspace_id = %(workspace)s AND m.member_id = %(member)s
                    AND m.part > coalesce(r.part, 0)), (
                SELECT jsonb_object_agg(t.team_id, t.unread) FROM (
                    SELECT m.team_id, count(*) AS unread FROM team_members m
                    JOIN conversations q ON q.workspace_id = m.workspace_id AND q.team = m.team_id
                        AND q.assignee IS NULL AND q.status = 'open' AND q.deleted_at IS NULL
                    LEFT JOIN conversation_reads r ON r.workspace_id = m.workspace_id
                        AND r.conversation_id = q.id AND r.member_id = m.member_id
                    WHERE m.workspace_id = %(workspace)s AND m.member_id = %(member)s
                        AND q.visitor_part > coalesce(r.part, 0)
                    GROUP BY m.team_id) t)
        FROM conversations c
        LEFT JOIN conversation_reads r ON r.workspace_id = c.workspace_id AND r.conversation_id = c.id
            AND r.member_id = %(member)s
        WHERE c.workspace_id = %(workspace)s AND c.deleted_at IS NULL AND c.status = 'open'
            AND c.visitor_part > coalesce(r.part, 0)
        """,
        {"workspace": workspace_id, "member": member_id},
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - an aggregate gives its row
    return Unread(mine=row[0], unassigned=row[1], open=row[2], mentions=row[3], teams=row[4] or {})
