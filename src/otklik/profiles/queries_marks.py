"""Marks over many words and people, from ClickHouse: what was ever said of somebody."""

from collections.abc import Sequence
from typing import Any, Final

from otklik.infra.clickhouse import ClickHouse

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
