"""Browsers that are notified, and what they were told of, in PostgreSQL."""

from collections.abc import Sequence
from typing import Final

from otklik.inbox.repository_presence import ALIVE
from otklik.infra.postgres import Connection
from otklik.push.contracts import Subscription

_COLUMNS: Final = ", ".join(Subscription.__struct_fields__)


async def save_subscription(connection: Connection, *, workspace_id: int, given: Subscription) -> int:
    """Keep a browser, whosever it was before; its id."""
    names = ("member_id", "endpoint", "p256dh", "auth", "user_agent", "is_phone", "has_previews")
    cursor = await connection.execute(
        """
        INSERT INTO push_subscriptions
            (workspace_id, member_id, endpoint, p256dh, auth, user_agent, is_phone, has_previews)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (workspace_id, endpoint) DO UPDATE SET member_id = excluded.member_id,
            p256dh = excluded.p256dh, auth = excluded.auth, user_agent = excluded.user_agent,
            is_phone = excluded.is_phone, has_previews = excluded.has_previews, failures = 0
        RETURNING id
        """,
        (workspace_id, *(getattr(given, name) for name in names)),
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - RETURNING of an INSERT
    return int(row[0])


async def move_subscriptions(  # all workspaces: a browser has one address for all of them
    connection: Connection, *, member_id: int, old_endpoint: str, endpoint: str, p256dh: bytes, auth: bytes
) -> int:
    """Notify this member's browser at its new address; in how many workspaces."""
    await connection.execute(
        """
        DELETE FROM push_subscriptions old WHERE member_id = %s AND endpoint = %s AND EXISTS (
            SELECT 1 FROM push_subscriptions new
            WHERE new.workspace_id = old.workspace_id AND new.endpoint = %s)
        """,
        (member_id, old_endpoint, endpoint),
    )
    cursor = await connection.execute(
        "UPDATE push_subscriptions SET endpoint = %s, p256dh = %s, auth = %s, failures = 0 "
        "WHERE member_id = %s AND endpoint = %s",
        (endpoint, p256dh, auth, member_id, old_endpoint),
    )
    return cursor.rowcount


async def list_subscriptions(
    connection: Connection, *, workspace_id: int, member_ids: Sequence[int]
) -> list[Subscription]:
    """Browsers of these members, by id."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM push_subscriptions "  # noqa: S608 - our own names
        "WHERE workspace_id = %s AND member_id = ANY(%s) ORDER BY id",
        (workspace_id, list(member_ids)),
    )
    return [Subscription(*row) for row in await cursor.fetchall()]


async def find_subscription(
    connection: Connection, *, workspace_id: int, subscription_id: int
) -> Subscription | None:
    """A browser that is still notified."""
    cursor = await connection.execute(
        f"SELECT {_COLUMNS} FROM push_subscriptions WHERE workspace_id = %s AND id = %s",  # noqa: S608 - ours
        (workspace_id, subscription_id),
    )
    row = await cursor.fetchone()
    return Subscription(*row) if row else None


async def delete_subscription(
    connection: Connection, *, workspace_id: int, subscription_id: int, member_id: int | None = None
) -> bool:
    """Forget a browser (of this member only); False when there is none."""
    cursor = await connection.execute(
        "DELETE FROM push_subscriptions WHERE workspace_id = %s AND id = %s "
        "AND (%s::bigint IS NULL OR member_id = %s)",
        (workspace_id, subscription_id, member_id, member_id),
    )
    return cursor.rowcount > 0


async def note_outcome(
    connection: Connection, *, workspace_id: int, subscription_id: int, is_taken: bool, most: int
) -> None:
    """Count failures in a row; with `most` of them the browser is forgotten."""
    await connection.execute(
        "UPDATE push_subscriptions SET failures = CASE WHEN %s THEN 0 ELSE failures + 1 END "
        "WHERE workspace_id = %s AND id = %s",
        (is_taken, workspace_id, subscription_id),
    )
    await connection.execute(
        "DELETE FROM push_subscriptions WHERE workspace_id = %s AND id = %s AND failures >= %s",
        (workspace_id, subscription_id, most),
    )


async def take_turn(
    connection: Connection, *, workspace_id: int, member_id: int, topic: str, every_s: float
) -> bool:
    """Whether the member may be told of a topic again; then he is."""
    cursor = await connection.execute(
        """
        INSERT INTO push_told AS known (workspace_id, member_id, topic, at) VALUES (%s, %s, %s, now())
        ON CONFLICT (workspace_id, member_id, topic) DO UPDATE SET at = now()
        WHERE known.at <= now() - make_interval(secs => %s) RETURNING 1
        """,
        (workspace_id, member_id, topic, every_s),
    )
    return await cursor.fetchone() is not None


async def list_at_desk(connection: Connection, *, workspace_id: int, within_s: float) -> set[int]:
    """Members whose screen is open and was touched lately, and who are not away."""
    cursor = await connection.execute(
        f"""
        SELECT DISTINCT p.member_id FROM operator_presence p
        WHERE p.workspace_id = %s AND p.{ALIVE} AND p.active_at > now() - make_interval(secs => %s)
            AND NOT EXISTS (SELECT 1 FROM operator_away a
                WHERE a.workspace_id = p.workspace_id AND a.member_id = p.member_id)
        """.encode(),  # noqa: S608 - our own names
        (workspace_id, within_s),
    )
    return {row[0] for row in await cursor.fetchall()}


async def list_writers(connection: Connection, *, workspace_id: int, roles: Sequence[str]) -> dict[int, str]:
    """Members of these roles with their language."""
    cursor = await connection.execute(
        """
        SELECT m.id, m.language FROM memberships s JOIN members m ON m.id = s.member_id
        WHERE s.workspace_id = %s AND s.role = ANY(%s)
        """,
        (workspace_id, list(roles)),
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def begin(connection: Connection, *, workspace_id: int, seq: int) -> None:
    """Look at conversations from here on, unless they are looked at already."""
    await connection.execute(
        "INSERT INTO push_progress (workspace_id, seq) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        (workspace_id, seq),
    )


async def take_progress(connection: Connection, *, workspace_id: int) -> int | None:
    """Up to which number was looked; None: nobody is notified there. Held until the end."""
    cursor = await connection.execute(
        "SELECT seq FROM push_progress WHERE workspace_id = %s FOR UPDATE", (workspace_id,)
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def move_on(connection: Connection, *, workspace_id: int, seq: int) -> None:
    """Note up to which number was looked."""
    await connection.execute("UPDATE push_progress SET seq = %s WHERE workspace_id = %s", (seq, workspace_id))


async def list_followed(connection: Connection) -> list[int]:  # all workspaces: one task follows them all
    """Workspaces in which somebody is notified."""
    cursor = await connection.execute("SELECT workspace_id FROM push_progress ORDER BY workspace_id")
    return [row[0] for row in await cursor.fetchall()]


async def forget_told(connection: Connection) -> None:  # all workspaces: the sweep
    """Forget what was told a day ago."""
    await connection.execute("DELETE FROM push_told WHERE at < now() - interval '1 day'")
