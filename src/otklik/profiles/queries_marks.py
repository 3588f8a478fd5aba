"""Marks over many words and people, from ClickHouse: what was ever said of somebody."""

from collections.abc import Sequence
from typing import Any, Final

from otklik.infra.clickhouse import ClickHouse
from otklik.profiles.contracts_marks import MarkKind

_MAX_WORDS: Final = 100_000


async def list_mark_writes(
    clickhouse: ClickHouse, *, workspace_id: int, members: Sequence[int]
) -> list[dict[str, Any]]:
    """Every word about marks of these homes in its order, the last 100 000: kind, key, is_on, ts, …."""
    rows = await clickhouse.query(
        """
        SELECT kind, key, is_on = 1 AS is_on, ts, person, source, author FROM mark_writes
        WHERE workspace_id = {workspace_id:UInt32} AND person IN {members:Array(UInt64)}
        ORDER BY k DESC, kind, key LIMIT {limit:UInt32}
        """,
        workspace_id=workspace_id,
        comment="profiles.mark_writes",
        parameters={"members": list(members), "limit": _MAX_WORDS},
        max_seconds=60,
    )
    return [{**row, "is_on": bool(row["is_on"])} for row in reversed(rows)]


async def count_carriers(clickhouse: ClickHouse, *, workspace_id: int, kind: MarkKind) -> dict[str, int]:
    """How many people carry each mark of a kind, by key; merged ones count once."""
    rows = await clickhouse.query(
        """
        SELECT key, countIf(is_carried) AS people FROM (
            SELECT key, argMax(is_on, (k, is_on)) = 1 AS is_carried FROM mark_writes
            WHERE workspace_id = {workspace_id:UInt32} AND kind = {kind:String}
            GROUP BY key, dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person)
        ) GROUP BY key HAVING people > 0
        """,
        workspace_id=workspace_id,
        comment="profiles.count_carriers",
        parameters={"kind": kind.value},
    )
    return {row["key"]: int(row["people"]) for row in rows}


async def list_seen(clickhouse: ClickHouse, *, workspace_id: int, people: Sequence[int]) -> set[int]:
    """Those of `people` (500 at most) under whom an event is stored."""
    rows = await clickhouse.query(
        """
        SELECT DISTINCT person FROM events
        WHERE workspace_id = {workspace_id:UInt32} AND person IN {people:Array(UInt64)}
        """,
        workspace_id=workspace_id,
        comment="profiles.list_seen",
        parameters={"people": list(people)},
    )
    return {row["person"] for row in rows}
