"""How far the lanes of batches have come."""

from collections.abc import Sequence

from otklik.events.prepared import batch_id
from otklik.infra.postgres import Postgres


async def read_shipped(
    postgres: Postgres, *, lanes: Sequence[int]
) -> dict[int, int]:  # all workspaces: lanes
    """The last shipped batch of each lane; one shipped this moment may be missing yet."""
    async with postgres.looking() as connection:
        cursor = await connection.execute(
            """
            SELECT asked.lane, coalesce(p.batch_seq, 0), (
                SELECT min(w.batch) FROM prepared w
                WHERE w.batch >= asked.lane::bigint << 48
                    AND w.batch <= (asked.lane::bigint << 48 | ((1::bigint << 48) - 1)))
            FROM unnest(%s::int[]) AS asked(lane)
            LEFT JOIN intake_positions p ON p.part = asked.lane
            """,
            (list(lanes),),
        )
        rows = await cursor.fetchall()
    return {lane: batch_id(lane, taken) if waiting is None else waiting - 1 for lane, taken, waiting in rows}
