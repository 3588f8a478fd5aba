"""Which goals were told, in PostgreSQL."""

from collections.abc import Sequence

import msgspec

from otklik.automation.goals.reaching import Reached
from otklik.infra.postgres import Connection
from otklik.kit.clock import to_datetime


class AimRow(msgspec.Struct, frozen=True):
    """The goals of a scenario as JSON, and its workspace's zone."""

    workspace_id: int
    scenario_id: int
    goals: str
    zone: str


async def list_aims(connection: Connection) -> list[AimRow]:  # all workspaces: one follower for all
    """The goals that rule, of scenarios that were launched and not archived."""
    cursor = await connection.execute(
        """
        SELECT s.workspace_id, s.id, g.goals::text, w.time_zone FROM scenarios s
        JOIN workspaces w ON w.id = s.workspace_id
        JOIN LATERAL (SELECT goals FROM scenario_goals g
            WHERE g.workspace_id = s.workspace_id AND g.scenario_id = s.id
            ORDER BY number DESC LIMIT 1) g ON true
        WHERE s.status IN ('active', 'paused') AND g.goals <> '[]'
        """
    )
    return [AimRow(*row) for row in await cursor.fetchall()]


async def list_told(connection: Connection, *, workspace_id: int, purchases: Sequence[str]) -> dict[str, int]:
    """Which scenario each purchase was credited to when it was told."""
    cursor = await connection.execute(
        "SELECT purchase, min(scenario_id) FROM goals_told"
        " WHERE workspace_id = %s AND purchase = ANY(%s) GROUP BY purchase",
        (workspace_id, list(purchases)),
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def insert_told(
    connection: Connection, *, workspace_id: int, reached: Sequence[tuple[int, Reached]]
) -> list[tuple[int, Reached]]:
    """Note what is told; what was told before is left out."""
    keyed = {
        (found.purchase, found.send.scenario_id or 0, found.goal.id): (home, found)
        for home, found in reversed(reached)
    }
    if not keyed:
        return []
    cursor = await connection.execute(
        """
        INSERT INTO goals_told (workspace_id, purchase, scenario_id, goal, profile_id, at)
        SELECT %s, * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::bigint[], %s::timestamptz[])
        ON CONFLICT DO NOTHING RETURNING purchase, scenario_id, goal
        """,
        (
            workspace_id,
            [key[0] for key in keyed],
            [key[1] for key in keyed],
            [key[2] for key in keyed],
            [home for home, _ in keyed.values()],
            [to_datetime(found.at_ms) for _, found in keyed.values()],
        ),
    )
    new = {(row[0], row[1], row[2]) for row in await cursor.fetchall()}
    return [pair for key, pair in reversed(keyed.items()) if key in new]
