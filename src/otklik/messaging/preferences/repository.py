"""Settings of the preference page, and how often people were written to, in PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from otklik.infra.postgres import Connection


class Frequency(msgspec.Struct, frozen=True):
    """Promotional messages of a channel and topic to somebody: how many `since`, and the last of all."""

    channel: str
    topic: str
    count: int
    last_at: datetime


async def read_settings(connection: Connection, *, workspace_id: int) -> dict[str, Any]:
    """What was set, {} when nothing was."""
    cursor = await connection.execute(
        "SELECT settings::text FROM preference_settings WHERE workspace_id = %s", (workspace_id,)
    )
    row = await cursor.fetchone()
    return msgspec.json.decode(row[0], type=dict[str, Any]) if row else {}


async def write_settings(connection: Connection, *, workspace_id: int, settings: Mapping[str, Any]) -> None:
    """Keep settings."""
    await connection.execute(
        "INSERT INTO preference_settings (workspace_id, settings) VALUES (%s, %s::jsonb) "
        "ON CONFLICT (workspace_id) DO UPDATE SET settings = excluded.settings",
        (workspace_id, msgspec.json.encode(dict(settings)).decode()),
    )


async def list_frequencies(
    connection: Connection, *, workspace_id: int, people: Sequence[int], since: datetime
) -> list[Frequency]:
    """How often these homes of one person were written to, by channel and topic."""
    cursor = await connection.execute(
        """
        SELECT channel, topic, count(*) FILTER (WHERE sent_at >= %s), max(sent_at) FROM sends
        WHERE workspace_id = %s AND profile_id = ANY(%s) AND kind = 'promotional' AND sent_at IS NOT NULL
        GROUP BY channel, topic
        """,
        (since, workspace_id, list(people)),
    )
    return [Frequency(*row) for row in await cursor.fetchall()]
