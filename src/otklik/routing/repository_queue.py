"""What waits for somebody, who has how much, and who is here: in PostgreSQL."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from otklik.inbox.contracts import Conversation
from otklik.inbox.repository import COLUMNS, to_conversation
from otklik.inbox.repository_presence import ALIVE
from otklik.infra.postgres import Connection
from otklik.routing.contracts import Standing
from otklik.routing.repository import WRITERS

_OPEN: Final = "workspace_id = %s AND status = 'open' AND deleted_at IS NULL"


async def list_queue(
    connection: Connection, *, workspace_id: int, team_id: int, limit: int
) -> list[Conversation]:
    """A team's conversations that nobody has and whose visitors wait, the longest waiting first."""
    cursor = await connection.execute(
        f"""
        SELECT {COLUMNS} FROM conversations
        WHERE {_OPEN} AND team = %s AND assignee IS NULL AND waiting_since IS NOT NULL
        ORDER BY waiting_since, id LIMIT %s
        """.encode(),  # noqa: S608 - constants
        (workspace_id, team_id, limit),
    )
    return [to_conversation(row) for row in await cursor.fetchall()]


async def list_waited_for(connection: Connection, *, workspace_id: int, member_id: int) -> list[Conversation]:
    """Conversations of a member whose visitors wait, the longest waiting first."""
    cursor = await connection.execute(
        f"""
        SELECT {COLUMNS} FROM conversations
        WHERE {_OPEN} AND assignee = %s AND waiting_since IS NOT NULL ORDER BY waiting_since, id
        """.encode(),  # noqa: S608 - constants
        (workspace_id, member_id),
    )
    return [to_conversation(row) for row in await cursor.fetchall()]


async def list_open_of_team(connection: Connection, *, workspace_id: int, team_id: int) -> list[Conversation]:
    """Conversations of a team that are not closed."""
    cursor = await connection.execute(
        f"SELECT {COLUMNS} FROM conversations WHERE workspace_id = %s AND team = %s "  # noqa: S608 - constants
        "AND status <> 'closed' AND deleted_at IS NULL ORDER BY id".encode(),
        (workspace_id, team_id),
    )
    return [to_conversation(row) for row in await cursor.fetchall()]


async def list_timed(connection: Connection, *, workspace_id: int) -> list[Conversation]:
    """Open conversations that somebody has while their visitors wait."""
    cursor = await connection.execute(
        f"""
        SELECT {COLUMNS} FROM conversations
        WHERE {_OPEN} AND assignee IS NOT NULL AND waiting_since IS NOT NULL ORDER BY id
        """.encode(),  # noqa: S608 - constants
        (workspace_id,),
    )
    return [to_conversation(row) for row in await cursor.fetchall()]


async def write_due(
    connection: Connection, *, workspace_id: int, due: Sequence[tuple[int, datetime | None]]
) -> None:
    """Write when a rule looks at these conversations again: no client is told of it."""
    await connection.execute(
        """
        UPDATE conversations c SET due_at = given.at
        FROM unnest(%s::bigint[], %s::timestamptz[]) AS given (id, at)
        WHERE c.workspace_id = %s AND c.id = given.id
        """,
        ([each[0] for each in due], [each[1] for each in due], workspace_id),
    )


async def count_loads(
    connection: Connection, *, workspace_id: int, member_ids: Collection[int]
) -> dict[int, int]:
    """How many open conversations each has."""
    cursor = await connection.execute(
        f"SELECT assignee, count(*) FROM conversations "  # noqa: S608 - constants
        f"WHERE {_OPEN} AND assignee = ANY(%s) GROUP BY 1".encode(),
        (workspace_id, list(member_ids)),
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def read_standings(
    connection: Connection, *, workspace_id: int, member_ids: Collection[int], left_after: datetime
) -> dict[int, Standing]:
    """Where members are; who left after `left_after` is still expected.

    Whose role does not let him answer (any more) is nowhere.
    """
    cursor = await connection.execute(
        f"""
        SELECT m, s.member_id IS NOT NULL AND EXISTS (SELECT FROM operator_presence p
                WHERE p.workspace_id = %(workspace)s AND p.member_id = m AND p.{ALIVE}),
            EXISTS (SELECT FROM operator_away a WHERE a.workspace_id = %(workspace)s AND a.member_id = m),
            s.member_id IS NOT NULL AND EXISTS (SELECT FROM operator_grace g
                WHERE g.workspace_id = %(workspace)s AND g.member_id = m
                    AND coalesce(g.left_at > %(left_after)s, true))
        FROM unnest(%(members)s::bigint[]) AS m LEFT JOIN memberships s
            ON s.workspace_id = %(workspace)s AND s.member_id = m AND s.role = ANY(%(roles)s)
        """.encode(),  # noqa: S608 - constants
        {
            "workspace": workspace_id,
            "members": list(member_ids),
            "left_after": left_after,
            "roles": WRITERS,
        },
    )
    return {row[0]: Standing(row[1], row[2], row[3]) for row in await cursor.fetchall()}


async def note_given(
    connection: Connection, *, workspace_id: int, team_id: int, member_id: int, seq: int
) -> None:
    """Write down a member's turn."""
    await connection.execute(
        "UPDATE team_members SET last_given = %s WHERE workspace_id = %s AND team_id = %s AND member_id = %s",
        (seq, workspace_id, team_id, member_id),
    )
