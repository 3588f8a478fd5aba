"""Settings of letters as they are kept, in PostgreSQL."""

from collections.abc import Mapping
from typing import Any

import msgspec

from otklik.infra.postgres import Connection


async def read(connection: Connection, *, workspace_id: int) -> dict[str, Any]:
    """What was set, {} when nothing was."""
    cursor = await connection.execute(
        "SELECT settings::text FROM mail_settings WHERE workspace_id = %s", (workspace_id,)
    )
    row = await cursor.fetchone()
    return msgspec.json.decode(row[0], type=dict[str, Any]) if row else {}


async def write(connection: Connection, *, workspace_id: int, settings: Mapping[str, Any]) -> None:
    """Keep settings."""
    await connection.execute(
        "INSERT INTO mail_settings (workspace_id, settings) VALUES (%s, %s::jsonb) "
        "ON CONFLICT (workspace_id) DO UPDATE SET settings = excluded.settings",
        (workspace_id, msgspec.json.encode(dict(settings)).decode()),
    )
