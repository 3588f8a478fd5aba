"""Claims, leases and results of sends, in PostgreSQL.

All workspaces: one worker delivers for them all; every row carries its own.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from otklik.infra.postgres import Connection
from otklik.messaging.contracts import Lane, Send
from otklik.messaging.repository import COLUMNS, to_send

_NOT_HELD: Final = """NOT EXISTS (SELECT 1 FROM send_holds h WHERE h.workspace_id = s.workspace_id
            AND h.scenario_id = s.scenario_id
            AND (h.what = 'pause' OR (h.what = 'stop' AND s.id <= h.up_to_id)))"""
_FROM: Final = ", ".join(f"s.{name}" for name in Send.__struct_fields__)
_LANES: Final = ", ".join(
    f"""lane_{lane.value} AS (SELECT {_FROM} FROM sends s WHERE s.state = 'ready' AND s.channel = %(channel)s
        AND s.lane = {lane.value} AND s.release_at <= %(now)s
        AND (s.expires_at IS NULL OR s.expires_at > %(now)s) AND {_NOT_HELD}
        ORDER BY s.release_at, s.id LIMIT %(limit)s FOR UPDATE OF s SKIP LOCKED)"""  # noqa: S608 - our own names
    for lane in Lane
)
_ALL_LANES: Final = " UNION ALL ".join(f"SELECT * FROM lane_{lane.value}" for lane in Lane)  # noqa: S608 - our own names
_READY: Final = f"WITH {_LANES} SELECT * FROM ({_ALL_LANES}) AS due LIMIT %(limit)s"  # noqa: S608 - our own names
"""The lanes are read one after another, and a lane only when those before it are empty."""
_ENCODE: Final = msgspec.json.Encoder().encode


class End(msgspec.Struct, frozen=True):
    """What to write of a send. `entry`: for its journal; `until`: when it is looked at again."""

    send_id: int
    state: str
    reason: str = ""
    error: str = ""
    external_id: str | None = None
    until: datetime | None = None
    entry: dict[str, Any] | None = None


async def take_ready(connection: Connection, *, channel: str, now: datetime, limit: int) -> list[Send]:
    """Ready sends of a channel whose time has come and is not over, locked; none of a held scenario.

    What one person waits for goes first, a mailing last; within a lane what has waited longest.
    """
    cursor = await connection.execute(_READY.encode(), {"channel": channel, "now": now, "limit": limit})
    return [to_send(row) for row in await cursor.fetchall()]


async def claim(
    connection: Connection, send_ids: Sequence[int], *, by: str, now: datetime, until: datetime
) -> None:
    """Take sends that the caller holds, for one attempt that ends before `until`."""
    await connection.execute(
        """
        UPDATE sends SET state = 'claimed', claimed_at = %s, claimed_by = %s, lease_until = %s,
            attempts = attempts + 1
        WHERE id = ANY(%s)
        """,
        (now, by, until, list(send_ids)),
    )


async def hold_claims(connection: Connection, claims: Sequence[tuple[int, int]]) -> list[Send]:
    """Those of (send, attempt) that are still this attempt's, claimed or given up as unknown; locked."""
    cursor = await connection.execute(
        f"""
        SELECT {_FROM} FROM unnest(%s::bigint[], %s::integer[]) AS mine(id, attempt)
        JOIN sends s ON s.id = mine.id AND s.attempts = mine.attempt
        WHERE s.state IN ('claimed', 'unknown') ORDER BY s.id FOR UPDATE OF s
        """.encode(),  # noqa: S608 - our own names
        ([each[0] for each in claims], [each[1] for each in claims]),
    )
    return [to_send(row) for row in await cursor.fetchall()]


async def take_lapsed(connection: Connection, *, now: datetime, limit: int) -> list[Send]:
    """Claims whose lease is over, locked."""
    cursor = await connection.execute(
        f"""
        SELECT {COLUMNS} FROM sends WHERE state = 'claimed' AND lease_until <= %s
        ORDER BY lease_until LIMIT %s FOR UPDATE SKIP LOCKED
        """.encode(),  # noqa: S608 - our own names
        (now, limit),
    )
    return [to_send(row) for row in await cursor.fetchall()]


async def write_ends(connection: Connection, ends: Sequence[End], *, now: datetime) -> None:
    """Write what became of sends that the caller holds. What did not leave counts against no cap."""
    await connection.execute(
        """
        UPDATE sends AS s SET state = e.state, reason = e.reason, error = e.error, lease_until = NULL,
            external_id = coalesce(e.external_id, s.external_id),
            release_at = coalesce(e.until, s.release_at),
            sent_at = CASE WHEN e.state = 'sent' THEN coalesce(s.sent_at, %s) ELSE s.sent_at END,
            released_at = CASE WHEN e.state IN ('sent', 'ready', 'unknown') THEN s.released_at END,
            journal = CASE WHEN e.entry IS NULL THEN s.journal ELSE s.journal || e.entry END
        FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[],
            %s::jsonb[])
            AS e(id, state, reason, error, external_id, until, entry)
        WHERE s.id = e.id
        """,
        (
            now,
            [end.send_id for end in ends],
            [end.state for end in ends],
            [end.reason for end in ends],
            [end.error for end in ends],
            [end.external_id for end in ends],
            [end.until for end in ends],
            [None if end.entry is None else _ENCODE([end.entry]).decode() for end in ends],
        ),
    )


async def find_next_ready(connection: Connection, *, channel: str) -> datetime | None:
    """When the next ready send of a channel is due; None: none waits."""
    lanes = ", ".join(
        "(SELECT min(release_at) FROM sends WHERE state = 'ready' AND channel = %(channel)s"  # noqa: S608 - our own numbers
        f" AND lane = {lane.value})"
        for lane in Lane
    )
    cursor = await connection.execute(f"SELECT least({lanes})".encode(), {"channel": channel})
    row = await cursor.fetchone()
    found: datetime | None = row[0] if row else None
    return found
