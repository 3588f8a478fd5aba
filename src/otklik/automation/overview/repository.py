"""Who waits in a scenario, and what is to leave when, from PostgreSQL."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from otklik.infra.postgres import Connection

MAX_DAYS: Final = 62


class Walker(msgspec.Struct, frozen=True):
    """Somebody who waits at a step; `due_at`: when he goes on by time, None: not by time."""

    run_id: int
    profile_id: int
    node: str
    waits: str
    due_at: datetime | None
    since: datetime
    entered_at: datetime


class Count(msgspec.Struct, frozen=True):
    """So many of a scenario on a day; `scenario_id` 0: of none."""

    day: date
    scenario_id: int
    count: int


async def list_walkers(
    connection: Connection, *, workspace_id: int, scenario_id: int, node: str | None, before: int, limit: int
) -> list[Walker]:
    """Who waits in the scenario, at `node` or anywhere, the last begun first; `before`: a run, 0 for all."""
    cursor = await connection.execute(
        """
        SELECT id, profile_id, node, waits, coalesce(due_at, held_due_at), since, entered_at
        FROM scenario_runs
        WHERE workspace_id = %(workspace_id)s AND scenario_id = %(scenario_id)s AND state = 'waiting'
            AND (%(node)s::text IS NULL OR node = %(node)s) AND (%(before)s = 0 OR id < %(before)s)
        ORDER BY id DESC LIMIT %(limit)s
        """,
        {
            "workspace_id": workspace_id,
            "scenario_id": scenario_id,
            "node": node,
            "before": before,
            "limit": limit,
        },
    )
    return [Walker(*row) for row in await cursor.fetchall()]


async def count_planned(
    connection: Connection, *, workspace_id: int, zone: str, moments: Sequence[datetime]
) -> list[Count]:
    """Sends that are planned to leave between the two moments, by day of the zone and scenario."""
    cursor = await connection.execute(
        """
        SELECT (release_at AT TIME ZONE %s)::date AS day, coalesce(scenario_id, 0), count(*) FROM sends
        WHERE workspace_id = %s AND state = 'planned' AND release_at >= %s AND release_at < %s
        GROUP BY 1, 2
        """,
        (zone, workspace_id, *moments),
    )
    return [Count(*row) for row in await cursor.fetchall()]


async def count_due(
    connection: Connection, *, workspace_id: int, zone: str, moments: Sequence[datetime]
) -> list[Count]:
    """Walks that go on by time between the two moments, by day of the zone and scenario."""
    cursor = await connection.execute(
        """
        SELECT (due_at AT TIME ZONE %s)::date AS day, scenario_id, count(*) FROM scenario_runs
        WHERE workspace_id = %s AND state = 'waiting' AND due_at >= %s AND due_at < %s
        GROUP BY 1, 2
        """,
        (zone, workspace_id, *moments),
    )
    return [Count(*row) for row in await cursor.fetchall()]
