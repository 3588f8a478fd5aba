"""Runs of people who changed: whether they must leave is asked. A row a run, while it waits to be asked."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from otklik.infra.postgres import Connection
from otklik.kit.clock import to_datetime, to_ms


class Look(msgspec.Struct, frozen=True):
    """A waiting run that somebody must look at, and whose it is."""

    run_id: int
    workspace_id: int
    scenario_id: int
    profile_id: int


async def mark(
    connection: Connection, *, workspace_id: int, homes: Mapping[int, Sequence[int]], now_ms: int
) -> int:
    """Have the waiting runs of these homes (by scenario) looked at; how many there are.

    A run that is being asked about is asked about again: what was read may be older than the change.
    """
    pairs = [(scenario_id, home) for scenario_id, theirs in homes.items() for home in theirs]
    cursor = await connection.execute(
        """
        INSERT INTO scenario_looks AS l (run_id, workspace_id, due_at)
        SELECT r.id, r.workspace_id, %s
        FROM unnest(%s::bigint[], %s::bigint[]) AS n(scenario_id, home)
        JOIN scenario_runs r ON r.workspace_id = %s AND r.profile_id = n.home
            AND r.scenario_id = n.scenario_id AND r.state = 'waiting'
        ORDER BY r.id
        ON CONFLICT (run_id) DO UPDATE SET due_at = excluded.due_at WHERE l.due_at > excluded.due_at
        """,
        (to_datetime(now_ms), [pair[0] for pair in pairs], [pair[1] for pair in pairs], workspace_id),
    )
    return cursor.rowcount


async def take(  # all workspaces: whatever is due
    connection: Connection, *, now_ms: int, until: datetime, limit: int
) -> list[Look]:
    """Runs that are due to be looked at; nobody else takes them before `until`."""
    cursor = await connection.execute(
        """
        UPDATE scenario_looks l SET due_at = %s FROM (
            SELECT run_id FROM scenario_looks WHERE due_at <= %s ORDER BY due_at LIMIT %s
            FOR UPDATE SKIP LOCKED
        ) n, scenario_runs r
        WHERE l.run_id = n.run_id AND r.id = n.run_id
        RETURNING r.id, r.workspace_id, r.scenario_id, r.profile_id
        """,
        (until, to_datetime(now_ms), limit),
    )
    return [Look(*row) for row in await cursor.fetchall()]


async def finish(  # all workspaces: runs that the caller has taken
    connection: Connection, *, run_ids: Sequence[int], until: datetime
) -> None:
    """They were looked at; whoever changed meanwhile is looked at again."""
    await connection.execute(
        """
        DELETE FROM scenario_looks WHERE run_id IN (
            SELECT run_id FROM scenario_looks WHERE run_id = ANY(%s::bigint[]) AND due_at = %s
            ORDER BY run_id FOR UPDATE
        )
        """,
        (sorted(run_ids), until),
    )


async def find_next_due(connection: Connection) -> int | None:  # all workspaces: one clock for all
    """When the next run is due, or must be looked at."""
    cursor = await connection.execute(
        """
        SELECT least(
            (SELECT due_at FROM scenario_runs WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1),
            (SELECT due_at FROM scenario_looks ORDER BY due_at LIMIT 1)
        )
        """
    )
    row = await cursor.fetchone()
    return to_ms(row[0]) if row and row[0] is not None else None
