"""The people of a condition, by rising id, a stretch at a time, from ClickHouse."""

from otklik.infra.clickhouse import ClickHouse
from otklik.segments.sets.queries_compile import Statement
from otklik.segments.sets.queries_members import MAX_BYTES

SECONDS = 120


async def list_after(
    clickhouse: ClickHouse, statement: Statement, *, workspace_id: int, after: int, limit: int
) -> list[int]:
    """The first `limit` of them whose id is greater than `after`: so a million need no memory of ours."""
    rows = await clickhouse.query(
        f"""
        SELECT groupArray(person) AS people FROM (
            SELECT person FROM ({statement.sql}) WHERE person > {{after:UInt64}}
            ORDER BY person LIMIT {{limit:UInt64}})
        """,  # noqa: S608 - a compiled statement, its values bound
        workspace_id=workspace_id,
        comment="scenarios.sweeping",
        parameters={**statement.parameters, "after": after, "limit": limit},
        max_seconds=SECONDS,
        max_memory_bytes=MAX_BYTES,
    )
    people: list[int] = rows[0]["people"]
    return people
