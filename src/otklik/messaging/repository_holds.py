"""Scenarios whose sends do not leave, in PostgreSQL.

All workspaces: one worker carries out the holds of them all; every row carries its own.
"""

from datetime import datetime
from typing import Final, NamedTuple

from otklik.infra.postgres import Connection
from otklik.messaging.contracts import Send
from otklik.messaging.deciding import PARKED
from otklik.messaging.repository import COLUMNS, to_send

PAUSE: Final = "pause"
STOP: Final = "stop"
RESUME: Final = "resume"


class Hold(NamedTuple):
    """A hold; `up_to_id`: of a stop, the last send it concerns."""

    workspace_id: int
    scenario_id: int
    what: str
    up_to_id: int


async def write_hold(
    connection: Connection, *, workspace_id: int, scenario_id: int, what: str, reason: str, at: datetime
) -> None:
    """Note a hold; a stop concerns what is planned up to now."""
    await connection.execute(
        """
        INSERT INTO send_holds (workspace_id, scenario_id, what, up_to_id, reason, at)
        VALUES (%(workspace)s, %(scenario)s, %(what)s, CASE WHEN %(what)s = 'stop' THEN
            coalesce(pg_sequence_last_value(pg_get_serial_sequence('sends', 'id')::regclass), 0) ELSE 0 END,
            %(reason)s, %(at)s)
        ON CONFLICT (workspace_id, scenario_id, what) DO UPDATE
            SET up_to_id = excluded.up_to_id, reason = excluded.reason, at = excluded.at
        """,
        {"workspace": workspace_id, "scenario": scenario_id, "what": what, "reason": reason, "at": at},
    )


async def delete_hold(connection: Connection, *, workspace_id: int, scenario_id: int, what: str) -> bool:
    """Take a hold back; whether there was one."""
    cursor = await connection.execute(
        "DELETE FROM send_holds WHERE workspace_id = %s AND scenario_id = %s AND what = %s",
        (workspace_id, scenario_id, what),
    )
    return cursor.rowcount > 0


async def list_all(connection: Connection) -> list[Hold]:
    """Every hold."""
    cursor = await connection.execute(
        "SELECT workspace_id, scenario_id, what, up_to_id FROM send_holds ORDER BY at"
    )
    return [Hold(*row) for row in await cursor.fetchall()]


async def take_stopped(connection: Connection, hold: Hold, *, limit: int) -> list[Send]:
    """Planned and ready sends that a stop concerns, locked."""
    cursor = await connection.execute(
        f"""
        SELECT {COLUMNS} FROM sends WHERE workspace_id = %s AND scenario_id = %s
            AND state IN ('planned', 'ready') AND id <= %s ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
        """.encode(),  # noqa: S608 - our own names
        (hold.workspace_id, hold.scenario_id, hold.up_to_id, limit),
    )
    return [to_send(row) for row in await cursor.fetchall()]


async def is_any_left(connection: Connection, hold: Hold) -> bool:
    """Whether a stop still concerns something, in another worker's hand too."""
    cursor = await connection.execute(
        """
        SELECT 1 FROM sends WHERE workspace_id = %s AND scenario_id = %s
            AND state IN ('planned', 'ready') AND id <= %s LIMIT 1
        """,
        (hold.workspace_id, hold.scenario_id, hold.up_to_id),
    )
    return await cursor.fetchone() is not None


async def park_ready(connection: Connection, hold: Hold, *, limit: int) -> int:
    """Make ready sends of a paused scenario planned ones that wait for the resuming; how many."""
    cursor = await connection.execute(
        """
        UPDATE sends SET state = 'planned', release_at = %s, released_at = NULL WHERE id IN (
            SELECT id FROM sends WHERE workspace_id = %s AND scenario_id = %s AND state = 'ready'
            LIMIT %s FOR UPDATE SKIP LOCKED)
        """,
        (PARKED, hold.workspace_id, hold.scenario_id, limit),
    )
    return cursor.rowcount


async def bring_back(connection: Connection, hold: Hold, *, now: datetime, limit: int) -> int:
    """Make parked sends of a resumed scenario due now; how many."""
    cursor = await connection.execute(
        """
        UPDATE sends SET release_at = %s WHERE id IN (
            SELECT id FROM sends WHERE workspace_id = %s AND scenario_id = %s AND state = 'planned'
                AND release_at = %s
            LIMIT %s FOR UPDATE SKIP LOCKED)
        """,
        (now, hold.workspace_id, hold.scenario_id, PARKED, limit),
    )
    return cursor.rowcount
