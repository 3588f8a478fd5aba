"""Who stands behind a cookie or a token, by one statement: every request of the interface asks it."""

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


_FIND_API: Final = """
    SELECT id, coalesce(nullif(name, ''), '…' || hint), workspace_id, role, last_used_at
    FROM api_tokens WHERE token_hash = %s AND revoked_at IS NULL"""


class Token(msgspec.Struct, frozen=True):
    """A live API token, what it is called, and when its use was noted last."""

    id: int
    name: str
    workspace_id: int
    role: str
    last_used_at: datetime | None


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


# all workspaces: the token leads to one
async def find_token(connection: Connection, *, token_hash: bytes) -> Token | None:
    """The API token unless it is unknown or revoked."""
    row = await (await connection.execute(_FIND_API, (token_hash,))).fetchone()
    return Token(*row) if row else None
