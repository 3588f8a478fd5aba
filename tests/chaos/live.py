"""What the stores of an installation say of live segments: memberships, and what was told of them."""

from collections.abc import Mapping

from otklik.infra.clickhouse import ClickHouse

ENTERED = "$segment_entered"


async def told_of(clickhouse: ClickHouse, workspace_id: int, segment: int) -> Mapping[int, list[str]]:
    """What each person was told of the segment, in order."""
    rows = await clickhouse.query(
        """
        SELECT person, arrayMap(x -> x.3, arraySort(groupArray((ts, pos, toString(name))))) AS told
        FROM events WHERE workspace_id = {workspace_id:UInt32}
            AND name IN ('$segment_entered', '$segment_left')
            AND JSONExtractString(properties, 'segment_id') = {segment:String}
        GROUP BY person
        """,
        workspace_id=workspace_id,
        comment="test",
        parameters={"segment": str(segment)},
    )
    return {row["person"]: row["told"] for row in rows}


async def people_with(clickhouse: ClickHouse, workspace_id: int, name: str) -> set[int]:
    """Who has an event of this name."""
    rows = await clickhouse.query(
        "SELECT DISTINCT person FROM events WHERE workspace_id = {workspace_id:UInt32}"
        " AND name = {name:String}",
        workspace_id=workspace_id,
        comment="test",
        parameters={"name": name},
    )
    return {row["person"] for row in rows}


def is_alternating(told: list[str]) -> bool:
    """True when nobody enters twice in a row, nor leaves before he entered."""
    return all((name == ENTERED) == (number % 2 == 0) for number, name in enumerate(told))
