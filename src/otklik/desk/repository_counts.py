"""How many conversations a member has not read, in PostgreSQL."""

from collections.abc import Sequence

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
    """Count them for one member, as of one moment."""
    counts = await count_unread_of(connection, workspace_id=workspace_id, member_ids=[member_id])
    return counts[member_id]


async def count_unread_of(
    connection: Connection, *, workspace_id: int, member_ids: Sequence[int]
) -> dict[int, Unread]:
    """Count them for each of the members, as of one moment."""
    cursor = await connection.execute(
        """
        SELECT asked.member, counted.* FROM unnest(%(members)s::bigint[]) AS asked (member), LATERAL (SELECT
            count(*) FILTER (WHERE c.assignee = asked.member), count(*) FILTER (WHERE c.assignee IS NULL),
            count(*), (
                SELECT count(DISTINCT m.conversation_id) FROM conversation_mentions m
                LEFT JOIN conversation_reads r ON r.workspace_id = m.workspace_id
                    AND r.conversation_id = m.conversation_id AND r.member_id = m.member_id
                WHERE m.workspace_id = %(workspace)s AND m.member_id = asked.member
                    AND m.part > coalesce(r.part, 0)), (
                SELECT jsonb_object_agg(t.team_id, t.unread) FROM (
                    SELECT m.team_id, count(*) AS unread FROM team_members m
                    JOIN conversations q ON q.workspace_id = m.workspace_id AND q.team = m.team_id
                        AND q.assignee IS NULL AND q.status = 'open' AND q.deleted_at IS NULL
                    LEFT JOIN conversation_reads r ON r.workspace_id = m.workspace_id
                        AND r.conversation_id = q.id AND r.member_id = m.member_id
                    WHERE m.workspace_id = %(workspace)s AND m.member_id = asked.member
                        AND q.visitor_part > coalesce(r.part, 0)
                    GROUP BY m.team_id) t)
        FROM conversations c
        LEFT JOIN conversation_reads r ON r.workspace_id = c.workspace_id AND r.conversation_id = c.id
            AND r.member_id = asked.member
        WHERE c.workspace_id = %(workspace)s AND c.deleted_at IS NULL AND c.status = 'open'
            AND c.visitor_part > coalesce(r.part, 0)) AS counted
        """,
        {"workspace": workspace_id, "members": list(member_ids)},
    )
    return {
        row[0]: Unread(mine=row[1], unassigned=row[2], open=row[3], mentions=row[4], teams=row[5] or {})
        for row in await cursor.fetchall()
    }
