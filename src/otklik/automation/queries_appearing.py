"""Whether somebody's visit is stored, in ClickHouse."""

from collections.abc import Sequence

from otklik.infra.clickhouse import ClickHouse


async def has_visited(
    clickhouse: ClickHouse, *, workspace_id: int, homes: Sequence[int], since_ms: int
) -> bool:
    """Whether any event of a visit of these homes is of `since_ms` or later."""
    rows = await clickhouse.query(
        """
        SELECT 1 AS found FROM events
        WHERE workspace_id = {workspace_id:UInt32} AND person IN {homes:Array(UInt64)} AND session != 0
            AND ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') LIMIT 1
        """,
        workspace_id=workspace_id,
        comment="scenarios.visit",
        parameters={"homes": list(homes), "since": since_ms},
    )
    return bool(rows)
