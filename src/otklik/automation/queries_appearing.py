"""Since when somebody's visit is known, in ClickHouse."""

from collections.abc import Sequence

from otklik.infra.clickhouse import ClickHouse


async def find_visit(
    clickhouse: ClickHouse, *, workspace_id: int, homes: Sequence[int], since_ms: int
) -> int | None:
    """Milliseconds of the first event of a visit of these homes of `since_ms` or later, or None."""
    rows = await clickhouse.query(
        """
        SELECT min(toUnixTimestamp64Milli(ts)) AS began, count() AS found FROM events
        WHERE workspace_id = {workspace_id:UInt32} AND person IN {homes:Array(UInt64)} AND session != 0
            AND ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
        """,
        workspace_id=workspace_id,
        comment="scenarios.visit",
        parameters={"homes": list(homes), "since": since_ms},
    )
    return int(rows[0]["began"]) if rows[0]["found"] else None
