"""What ClickHouse knows of those whom messages go to."""

from collections.abc import Sequence

from otklik.infra.clickhouse import ClickHouse


async def list_zones(
    clickhouse: ClickHouse, *, workspace_id: int, homes: Sequence[int]
) -> list[tuple[int, int, str]]:
    """(home, place in time of its last session, the zone it was in) of homes whose sessions told one."""
    rows = await clickhouse.query(
        """
        SELECT home.person AS home, toString(max(home.last_session).1) AS at,
            JSONExtractString(max(home.last_session).2, 'time_zone') AS zone
        FROM home_facts AS home
        WHERE home.workspace_id = {workspace_id:UInt32} AND home.person IN {homes:Array(UInt64)}
        GROUP BY home.person HAVING zone != ''
        """,
        workspace_id=workspace_id,
        comment="profiles.zones",
        parameters={"homes": list(homes)},
    )
    return [(int(row["home"]), int(row["at"]), str(row["zone"])) for row in rows]
