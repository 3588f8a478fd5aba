"""What is heard of sends, in PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from otklik.infra.postgres import Connection
from otklik.messaging.contracts import Heard


async def write_heard(
    connection: Connection,
    *,
    workspace_id: int,
    send_id: int,
    heard: Sequence[Heard],
    at: datetime,
    is_sent: bool,
) -> None:
    """Set moments that are not set; `is_sent`: it proves that an unknown one was sent."""
    columns = ", ".join(f"{each.value}_at = %(at)s" for each in heard)
    proved = (
        ", state = 'sent', reason = '', lease_until = NULL, sent_at = coalesce(sent_at, claimed_at)"
        if is_sent
        else ""
    )
    await connection.execute(
        f"UPDATE sends SET {columns}{proved} WHERE workspace_id = %(workspace)s AND id = %(id)s".encode(),  # noqa: S608 - names of an enum
        {"at": at, "workspace": workspace_id, "id": send_id},
    )


async def write_report(
    connection: Connection, *, workspace_id: int, send_id: int, entry: Mapping[str, Any], error: str
) -> None:
    """Put what was reported of a send into its journal; `error`: its last words, "" leaves them."""
    await connection.execute(
        """
        UPDATE sends SET journal = journal || %s::jsonb, error = CASE WHEN %s = '' THEN error ELSE %s END
        WHERE workspace_id = %s AND id = %s
        """,
        (msgspec.json.encode([entry]).decode(), error, error, workspace_id, send_id),
    )


async def suppress(
    connection: Connection, *, workspace_id: int, channel: str, digest: bytes, reason: str, at: datetime
) -> None:
    """Let nothing more go to an address; a bounce is more than a complaint."""
    await connection.execute(
        """
        INSERT INTO suppressed_addresses AS s (workspace_id, channel, address_hash, reason, at)
        VALUES (%s, %s, %s, %s, %s) ON CONFLICT (workspace_id, channel, address_hash) DO UPDATE
            SET reason = excluded.reason, at = excluded.at WHERE s.reason = 'complained'
        """,
        (workspace_id, channel, digest, reason, at),
    )


async def delete_of_people(connection: Connection, *, workspace_id: int, people: Sequence[int]) -> None:
    """Delete what was said to these homes, the letters among it, and their arms."""
    await connection.execute(
        """
        DELETE FROM mailbox WHERE workspace_id = %s AND send_id IN (
            SELECT id FROM sends WHERE workspace_id = %s AND profile_id = ANY(%s))
        """,
        (workspace_id, workspace_id, list(people)),
    )
    await connection.execute(  # of whatever home answered: the send was his
        """
        DELETE FROM form_submissions WHERE workspace_id = %s AND send_id IN (
            SELECT id FROM sends WHERE workspace_id = %s AND profile_id = ANY(%s))
        """,
        (workspace_id, workspace_id, list(people)),
    )
    for table, column in _OF_PEOPLE:
        await connection.execute(
            f"DELETE FROM {table} WHERE workspace_id = %s AND {column} = ANY(%s)".encode(),  # noqa: S608 - named below
            (workspace_id, list(people)),
        )


async def count_of_people(
    connection: Connection, *, workspace_id: int, people: Sequence[int]
) -> dict[str, int]:
    """How many rows of each table are left."""
    left: dict[str, int] = {}
    for table, column in _OF_PEOPLE:
        cursor = await connection.execute(
            f"SELECT count(*) FROM {table} WHERE workspace_id = %s AND {column} = ANY(%s)".encode(),  # noqa: S608 - named below
            (workspace_id, list(people)),
        )
        row = await cursor.fetchone()
        left[table] = int(row[0]) if row else 0
    return left


_OF_PEOPLE = (
    ("form_submissions", "profile_id"),
    ("subscription_requests", "profile_id"),
    ("sends", "profile_id"),
    ("control_assignments", "profile_id"),
    ("send_locks", "subject"),
)
