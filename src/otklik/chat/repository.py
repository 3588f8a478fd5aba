"""Browsers of visitors and the team they talk to, in PostgreSQL."""

from datetime import datetime

import msgspec

from otklik.infra.asking import Question
from otklik.infra.postgres import Connection


class Device(msgspec.Struct, frozen=True):
    """A browser. `profile_id`: its home; `user_home`: of the user it proved to be last.

    `visit_at`: when this visit began.
    """

    id: int
    anonymous_id: str
    profile_id: int
    user_home: int | None
    seen_at: datetime
    visit_at: datetime


class Teammate(msgspec.Struct, frozen=True):
    """Somebody who answers; his address is not for visitors, so who has no name has none here."""

    id: int
    name: str
    role: str
    picture: str | None


async def find_device(connection: Connection, *, workspace_id: int, secret_hash: bytes) -> Device | None:
    """The browser that has this secret."""
    cursor = await connection.execute(
        "SELECT id, anonymous_id, profile_id, user_home, seen_at, visit_at FROM chat_devices "
        "WHERE workspace_id = %s AND secret_hash = %s",
        (workspace_id, secret_hash),
    )
    row = await cursor.fetchone()
    return Device(*row) if row else None


async def write_device(
    connection: Connection,
    *,
    workspace_id: int,
    secret_hash: bytes,
    anonymous_id: str,
    profile_id: int,
    user_home: int | None,
    user_agent: str,
    gap_min: int,
) -> Device:
    """Make a browser, or say what it is now. Unseen for `gap_min` minutes, it begins another visit."""
    cursor = await connection.execute(
        """
        INSERT INTO chat_devices (workspace_id, secret_hash, anonymous_id, profile_id, user_home, user_agent)
        VALUES (%s, %s, %s, %s, %s, %s)
        ON CONFLICT (secret_hash) DO UPDATE SET anonymous_id = excluded.anonymous_id,
            profile_id = excluded.profile_id,
            user_home = coalesce(excluded.user_home, chat_devices.user_home),
            user_agent = excluded.user_agent, seen_at = now(),
            visit_at = CASE WHEN chat_devices.seen_at < now() - make_interval(mins => %s) THEN now()
                ELSE chat_devices.visit_at END
        RETURNING id, anonymous_id, profile_id, user_home, seen_at, visit_at
        """,
        (workspace_id, secret_hash, anonymous_id, profile_id, user_home, user_agent, gap_min),
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - RETURNING of an INSERT
    return Device(*row)


async def note_presence(connection: Connection, *, workspace_id: int, device_id: int) -> None:
    """A browser is here: its visit goes on."""
    await connection.execute(
        "UPDATE chat_devices SET seen_at = now() WHERE workspace_id = %s AND id = %s",
        (workspace_id, device_id),
    )


def is_open(workspace_id: int, *, device_id: int, conversation_id: int) -> Question[bool]:
    """Whether a browser may read a conversation without proving anything."""
    return Question(
        "SELECT 1 FROM conversation_devices "
        "WHERE workspace_id = %s AND conversation_id = %s AND device_id = %s",
        (workspace_id, conversation_id, device_id),
        bool,
    )


async def list_team(connection: Connection, *, workspace_id: int) -> list[Teammate]:
    """Everybody in the workspace, the longest there first."""
    cursor = await connection.execute(
        """
        SELECT m.id, m.name, s.role, m.picture FROM memberships s JOIN members m ON m.id = s.member_id
        WHERE s.workspace_id = %s ORDER BY s.created_at, m.id
        """,
        (workspace_id,),
    )
    return [Teammate(*row) for row in await cursor.fetchall()]


async def forget_devices(connection: Connection, *, unseen_days: int) -> None:  # all workspaces: housekeeping
    """Forget browsers that did not come for so long and have no conversation; a token makes a new row."""
    await connection.execute(
        """
        DELETE FROM chat_devices d WHERE seen_at < now() - make_interval(days => %s)
            AND NOT EXISTS (SELECT FROM conversation_devices c WHERE c.device_id = d.id)
        """,
        (unseen_days,),
    )
