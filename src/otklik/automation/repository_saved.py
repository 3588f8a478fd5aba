"""Triggers saved under a name, and how often they fired, in PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import msgspec

from otklik.infra.postgres import Connection

_COLUMNS: Final = "t.id, t.name, t.trigger, t.created_by, t.created_at, t.updated_at"


class SavedTrigger(msgspec.Struct, frozen=True):
    """A row of `saved_triggers`; `trigger` as it stands in a graph; `fired`: in the last 30 days."""

    id: int
    name: str
    trigger: dict[str, Any]
    created_by: str
    created_at: datetime
    updated_at: datetime
    fired: int = 0


async def list_triggers(  # all workspaces: of scenarios that the caller has
    connection: Connection, *, trigger_ids: Sequence[int]
) -> dict[int, str]:
    """The JSON texts of these triggers."""
    if not trigger_ids:
        return {}
    cursor = await connection.execute(
        "SELECT id, trigger::text FROM saved_triggers WHERE id = ANY(%s::bigint[])", (list(trigger_ids),)
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def list_saved(
    connection: Connection, *, workspace_id: int, trigger_id: int | None = None
) -> list[SavedTrigger]:
    """All of a workspace by name, or one."""
    cursor = await connection.execute(
        f"""
        SELECT {_COLUMNS}, coalesce((SELECT sum(fired) FROM saved_trigger_counts c
            WHERE c.trigger_id = t.id AND c.day > current_date - 30), 0)::bigint
        FROM saved_triggers t
        WHERE t.workspace_id = %(workspace_id)s AND (%(id)s::bigint IS NULL OR t.id = %(id)s)
        ORDER BY lower(t.name), t.id
        """,  # noqa: S608 - our own names
        {"workspace_id": workspace_id, "id": trigger_id},
    )
    return [SavedTrigger(*row) for row in await cursor.fetchall()]


async def insert_saved(
    connection: Connection, *, workspace_id: int, name: str, trigger: bytes, author: str
) -> int | None:
    """A new one; its id, None when the name is taken."""
    cursor = await connection.execute(
        "INSERT INTO saved_triggers (workspace_id, name, trigger, created_by) VALUES (%s, %s, %s::jsonb, %s)"
        " ON CONFLICT DO NOTHING RETURNING id",
        (workspace_id, name, trigger.decode(), author),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else None


async def has_name(connection: Connection, *, workspace_id: int, name: str, but: int) -> bool:
    """Whether another trigger has this name, capitals aside."""
    cursor = await connection.execute(
        "SELECT 1 FROM saved_triggers WHERE workspace_id = %s AND lower(name) = lower(%s) AND id <> %s",
        (workspace_id, name, but),
    )
    return await cursor.fetchone() is not None


async def update_saved(
    connection: Connection, *, workspace_id: int, trigger_id: int, name: str, trigger: bytes
) -> bool:
    """Change it; whether it is there."""
    cursor = await connection.execute(
        "UPDATE saved_triggers SET name = %s, trigger = %s::jsonb, updated_at = now()"
        " WHERE workspace_id = %s AND id = %s",
        (name, trigger.decode(), workspace_id, trigger_id),
    )
    return cursor.rowcount == 1


async def delete_saved(connection: Connection, *, workspace_id: int, trigger_id: int) -> bool:
    """Delete it; whether it was there."""
    cursor = await connection.execute(
        "DELETE FROM saved_triggers WHERE workspace_id = %s AND id = %s", (workspace_id, trigger_id)
    )
    return cursor.rowcount == 1


async def list_started(connection: Connection, *, workspace_id: int) -> dict[int, list[tuple[int, str, str]]]:
    """{trigger: (scenario, name, status)} of scenarios that are not put away and begin by saved triggers."""
    cursor = await connection.execute(
        """
        SELECT (t.value ->> 'saved')::bigint, s.id, s.name, s.status
        FROM scenarios s JOIN scenario_versions v ON v.id = s.version_id,
            jsonb_path_query(v.graph, '$.entry.triggers[*] ? (@.saved.type() == "number")') AS t(value)
        WHERE s.workspace_id = %s AND s.status <> 'archived' ORDER BY s.id
        """,
        (workspace_id,),
    )
    found: dict[int, list[tuple[int, str, str]]] = {}
    for trigger_id, *scenario in await cursor.fetchall():
        found.setdefault(trigger_id, []).append((scenario[0], scenario[1], scenario[2]))
    return found


async def count_fired(
    connection: Connection, *, workspace_id: int, fired: Mapping[tuple[int, date], int]
) -> None:
    """Add to the counts, by (trigger, day); one that is gone meanwhile is passed over."""
    if not fired:
        return
    ordered = sorted(fired)
    await connection.execute(
        """
        INSERT INTO saved_trigger_counts AS c (trigger_id, day, workspace_id, fired)
        SELECT n.id, n.day, %s, n.fired
        FROM unnest(%s::bigint[], %s::date[], %s::bigint[]) AS n(id, day, fired)
        JOIN saved_triggers t ON t.id = n.id
        ON CONFLICT (trigger_id, day) DO UPDATE SET fired = c.fired + excluded.fired
        """,
        (
            workspace_id,
            [trigger_id for trigger_id, _ in ordered],
            [day for _, day in ordered],
            [fired[each] for each in ordered],
        ),
    )


async def list_days(connection: Connection, *, workspace_id: int, trigger_id: int) -> list[tuple[date, int]]:
    """How often it fired on each of the last 90 days on which it did."""
    cursor = await connection.execute(
        """
        SELECT day, fired FROM saved_trigger_counts
        WHERE workspace_id = %s AND trigger_id = %s AND day > current_date - 90 ORDER BY day
        """,
        (workspace_id, trigger_id),
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]
