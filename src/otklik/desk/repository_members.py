"""Names of members, in PostgreSQL."""

from collections.abc import Collection

import msgspec

from otklik.infra.postgres import Connection


class MemberRow(msgspec.Struct, frozen=True):
    """A member of the workspace."""

    id: int
    name: str
    role: str


async def list_members(connection: Connection, *, workspace_id: int) -> list[MemberRow]:
    """Everybody in the workspace, by name."""
    cursor = await connection.execute(
        """
        SELECT m.id, coalesce(nullif(m.name, ''), m.email), s.role
        FROM memberships s JOIN members m ON m.id = s.member_id
        WHERE s.workspace_id = %s ORDER BY 2, 1
        """,
        (workspace_id,),
    )
    return [MemberRow(*row) for row in await cursor.fetchall()]


# all workspaces: who left the workspace is still named where he wrote; the ids come from its rows
async def find_names(connection: Connection, *, member_ids: Collection[int]) -> dict[int, str]:
    """Names of members, also of those who have left."""
    cursor = await connection.execute(
        "SELECT id, coalesce(nullif(name, ''), email) FROM members WHERE id = ANY(%s)", (list(member_ids),)
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}
