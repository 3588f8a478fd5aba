"""Of one scenario: how its sends stand, and whom it has missed. For mailings; in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from otklik.infra.postgres import Connection


class Standing(msgspec.Struct, frozen=True):
    """How many sends of a scenario stand so; `latest`: of them, those that left since a moment."""

    state: str
    reason: str
    count: int
    latest: int


async def list_standings(
    connection: Connection, *, workspace_id: int, scenario_id: int, since: datetime
) -> list[Standing]:
    """All sends of a scenario by state and reason."""
    cursor = await connection.execute(
        """
        SELECT state, reason, count(*), count(*) FILTER (WHERE sent_at >= %s) FROM sends
        WHERE workspace_id = %s AND scenario_id = %s GROUP BY state, reason ORDER BY 3 DESC
        """,
        (since, workspace_id, scenario_id),
    )
    return [Standing(*row) for row in await cursor.fetchall()]


async def find_last_release(
    connection: Connection, *, workspace_id: int, scenario_id: int
) -> datetime | None:
    """When the last of what is planned may leave; what a pause has parked is left out."""
    cursor = await connection.execute(
        """
        SELECT max(release_at) FROM sends WHERE workspace_id = %s AND scenario_id = %s AND state = 'planned'
            AND release_at < '9999-01-01'
        """,
        (workspace_id, scenario_id),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def list_missed(
    connection: Connection,
    *,
    workspace_id: int,
    scenario_id: int,
    reasons: Sequence[str],
    after: int,
    limit: int,
) -> list[int]:
    """Homes, by rising id after one, for whom all sends of a scenario ended without leaving.

    `reasons`: "failed", "unknown", or the reason of a skip; the last send of each must have ended so.
    """
    cursor = await connection.execute(
        """
        SELECT profile_id FROM (
            SELECT DISTINCT ON (profile_id) profile_id,
                CASE WHEN state = 'skipped' THEN reason ELSE state END AS said
            FROM sends s WHERE workspace_id = %(workspace)s AND scenario_id = %(scenario)s
                AND profile_id > %(after)s AND NOT EXISTS (
                    SELECT FROM sends o WHERE o.workspace_id = s.workspace_id AND o.profile_id = s.profile_id
                        AND o.scenario_id = s.scenario_id
                        AND o.state IN ('planned', 'ready', 'claimed', 'sent'))
            ORDER BY profile_id, id DESC) last
        WHERE said = ANY(%(reasons)s::text[]) ORDER BY profile_id LIMIT %(limit)s
        """,
        {
            "workspace": workspace_id,
            "scenario": scenario_id,
            "after": after,
            "reasons": list(reasons),
            "limit": limit,
        },
    )
    return [row[0] for row in await cursor.fetchall()]


async def list_released(
    connection: Connection, *, workspace_id: int, but: int, since: datetime, limit: int = 1_000_000
) -> list[tuple[int, datetime, str]]:
    """(home, when it was let go, channel) of promotional sends since a moment, but those of one scenario."""
    cursor = await connection.execute(
        """
        SELECT profile_id, released_at, channel FROM sends
        WHERE workspace_id = %s AND released_at >= %s AND kind = 'promotional'
            AND scenario_id IS DISTINCT FROM %s ORDER BY id DESC LIMIT %s
        """,
        (workspace_id, since, but, limit),
    )
    return [(row[0], row[1], row[2]) for row in await cursor.fetchall()]
