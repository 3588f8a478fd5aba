"""Who stands behind a cookie, by one statement: every request of the interface asks it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from otklik.infra.postgres import Connection

_FIND: Final = """
    SELECT s.id, s.last_seen_at, m.id, coalesce(nullif(m.name, ''), m.email), b.workspace_id, b.role
    FROM sign_ins s
    JOIN members m ON m.id = s.member_id
    LEFT JOIN memberships b ON b.member_id = m.id
        AND b.workspace_id = coalesce(%(workspace_id)s, b.workspace_id)
    WHERE s.token_hash = %(token_hash)s AND s.expires_at > %(now)s AND NOT s.awaits_totp
    LIMIT 2"""


class Standing(msgspec.Struct, frozen=True):
    """A live sign-in, its member by id and name, and what he is in a workspace (None: in none asked for)."""

    sign_in_id: int
    last_seen_at: datetime
    member_id: int
    name: str
    workspace_id: int | None
    role: str | None


# all workspaces: a sign-in opens every workspace of its member
async def list_standings(
    connection: Connection, *, token_hash: bytes, workspace_id: int | None, now: datetime
) -> Sequence[Standing]:
    """One for the workspace that is named, else up to two of his; none: the cookie opens nothing."""
    cursor = await connection.execute(
        _FIND, {"token_hash": token_hash, "workspace_id": workspace_id, "now": now}
    )
    return [Standing(*row) for row in await cursor.fetchall()]
