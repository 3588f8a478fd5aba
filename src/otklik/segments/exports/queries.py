"""What ad systems' files need of many people at once, from ClickHouse.

Ids travel in the statement's address: at most some thousands a call.
"""

from collections.abc import Sequence

from otklik.infra.clickhouse import ClickHouse


async def list_client_ids(
    clickhouse: ClickHouse, *, workspace_id: int, homes: Sequence[int], name: str
) -> dict[int, str]:
    """{home: the last id `name` (ga_client_id, ym_client_id) that its browser had}."""
    rows = await clickhouse.query(
        """
        SELECT person, maxMap(ad_ids)[{name:String}].2 AS client_id FROM home_facts
        WHERE workspace_id = {workspace_id:UInt32} AND person IN {homes:Array(UInt64)}
        GROUP BY person HAVING client_id != ''
        """,
        workspace_id=workspace_id,
        comment="segments.export.client_ids",
        parameters={"homes": list(homes), "name": name},
    )
    return {row["person"]: row["client_id"] for row in rows}


async def list_places(
    clickhouse: ClickHouse, *, workspace_id: int, people: Sequence[int]
) -> dict[int, tuple[str, str]]:
    """{person: (country's two letters, city)} where they were seen last; "" where unknown."""
    rows = await clickhouse.query(
        """
        SELECT person, country, city FROM people FINAL
        WHERE workspace_id = {workspace_id:UInt32} AND person IN {people:Array(UInt64)} AND is_deleted = 0
        """,
        workspace_id=workspace_id,
        comment="segments.export.places",
        parameters={"people": list(people)},
    )
    return {row["person"]: (row["country"], row["city"]) for row in rows}
