"""Members and what is set for letters, in PostgreSQL."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from otklik.correspondence.answering.contracts import Teammate
from otklik.infra.postgres import Connection


async def read_settings(connection: Connection, *, workspace_id: int) -> dict[str, Any]:
    """What was set for a workspace, {} when nothing was."""
    cursor = await connection.execute(
        "SELECT settings::text FROM talk_settings WHERE workspace_id = %s", (workspace_id,)
    )
    row = await cursor.fetchone()
    return msgspec.json.decode(row[0], type=dict[str, Any]) if row else {}


async def write_settings(connection: Connection, *, workspace_id: int, settings: Mapping[str, Any]) -> None:
    """Keep a workspace's settings."""
    await connection.execute(
        "INSERT INTO talk_settings (workspace_id, settings) VALUES (%s, %s::jsonb) "
        "ON CONFLICT (workspace_id) DO UPDATE SET settings = excluded.settings",
        (workspace_id, msgspec.json.encode(dict(settings)).decode()),
    )


async def list_member_settings(connection: Connection, *, workspace_id: int) -> dict[int, dict[str, Any]]:
    """What members set for themselves, by member."""
    cursor = await connection.execute(
        "SELECT member_id, settings::text FROM talk_member_settings WHERE workspace_id = %s", (workspace_id,)
    )
    return {row[0]: msgspec.json.decode(row[1], type=dict[str, Any]) for row in await cursor.fetchall()}


async def write_member_settings(
    connection: Connection, *, workspace_id: int, member_id: int, settings: Mapping[str, Any]
) -> None:
    """Keep a member's settings."""
    await connection.execute(
        "INSERT INTO talk_member_settings (workspace_id, member_id, settings) VALUES (%s, %s, %s::jsonb) "
        "ON CONFLICT (workspace_id, member_id) DO UPDATE SET settings = excluded.settings",
        (workspace_id, member_id, msgspec.json.encode(dict(settings)).decode()),
    )


async def list_team(
    connection: Connection, *, workspace_id: int, writers: Sequence[str]
) -> dict[int, Teammate]:
    """Everybody in the workspace; those of the roles `writers` may answer."""
    cursor = await connection.execute(
        """
        SELECT m.id, m.name, m.email, m.language, m.picture, s.role = ANY(%s)
        FROM memberships s JOIN members m ON m.id = s.member_id WHERE s.workspace_id = %s
        """,
        (list(writers), workspace_id),
    )
    return {row[0]: Teammate(*row) for row in await cursor.fetchall()}


async def list_messages(
    connection: Connection, *, workspace_id: int, conversation_id: int, after: int, limit: int
) -> list[int]:
    """Ids of messages of a conversation behind `after` that were not taken back, the oldest first."""
    cursor = await connection.execute(
        "SELECT id FROM conversation_parts WHERE workspace_id = %s AND conversation_id = %s AND id > %s "
        "AND kind = 'message' AND deleted_at IS NULL ORDER BY id DESC LIMIT %s",
        (workspace_id, conversation_id, after, limit),
    )
    return sorted(row[0] for row in await cursor.fetchall())


async def find_last_page(connection: Connection, *, workspace_id: int, conversation_id: int) -> str:
    """The address of the page where the visitor wrote last, "" when none is known."""
    cursor = await connection.execute(
        "SELECT data->'page'->>'url' FROM conversation_parts WHERE workspace_id = %s "
        "AND conversation_id = %s AND author_kind = 'visitor' AND data->'page'->>'url' <> '' "
        "ORDER BY id DESC LIMIT 1",
        (workspace_id, conversation_id),
    )
    row = await cursor.fetchone()
    return str(row[0]) if row else ""


async def find_mail_address(connection: Connection, *, workspace_id: int, conversation_id: int) -> str:
    """The address that the visitor's last mail came from, "" when none did."""
    cursor = await connection.execute(
        "SELECT data->'mail'->>'from' FROM conversation_parts WHERE workspace_id = %s "
        "AND conversation_id = %s AND author_kind = 'visitor' AND channel = 'email' "
        "AND data->'mail'->>'from' LIKE '%%@%%' ORDER BY id DESC LIMIT 1",
        (workspace_id, conversation_id),
    )
    row = await cursor.fetchone()
    return str(row[0]) if row else ""
