"""Names of members, in PostgreSQL."""

from collections.abc import Collection
from typing import Final

import msgspec

from otklik.infra.postgres import Connection


class MemberRow(msgspec.Struct, frozen=True):
    """A member of the workspace."""

    id: int
    name: str
    role: str
    picture: str | None


class Face(msgspec.Struct, frozen=True):
    """What a member is recognised by: his name, and the path of his picture."""

    name: str
    picture: str | None = None


NOBODY: Final = Face("")


async def list_members(connection: Connection, *, workspace_id: int) -> list[MemberRow]:
    """Everybody in the workspace, by name."""
    cursor = await connection.execute(
        """
        SELECT m.id, coalesce(nullif(m.name, ''), m.email), s.role, m.picture
        FROM memberships s JOIN members m ON m.id = s.member_id
        WHERE s.workspace_id = %s ORDER BY 2, 1
        """,
        (workspace_id,),
    )
    return [MemberRow(*row) for row in await cursor.fetchall()]


# all workspaces: who left the workspace is still named where he wrote; the ids come from its rows
async def find_faces(connection: Connection, *, member_ids: Collection[int]) -> dict[int, Face]:
    """Names and pictures of members, also of those who have left."""
    cursor = await connection.execute(
        "SELECT id, coalesce(nullif(name, ''), email), picture FROM members WHERE id = ANY(%s)",
        (list(member_ids),),
    )
    return {row[0]: Face(row[1], row[2]) for row in await cursor.fetchall()}
