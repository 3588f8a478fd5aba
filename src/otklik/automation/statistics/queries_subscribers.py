"""When people subscribed and left, from the words about marks in ClickHouse."""

from datetime import date
from typing import Any, Final

from otklik.infra.clickhouse import ClickHouse
from otklik.profiles.contracts_marks import MarkKind

_SECONDS: Final = 30
_MEMORY: Final = 600_000_000


async def count_changes(
    clickhouse: ClickHouse, *, workspace_id: int, zone: str, until: date
) -> list[dict[str, Any]]:
    """key, day, came, gone: how often the last word of a person became yes, or no after a yes."""
    return await clickhouse.query(
        """
        SELECT key, toString(turn.1) AS day, countIf(turn.2 = 1) AS came, countIf(turn.2 = -1) AS gone
        FROM (
            SELECT key, arrayJoin(arrayFilter(t -> t.2 != 0, arrayZip(days,
                arrayMap((on, n) -> toInt8(on) - if(n = 1, 0, toInt8(words[n - 1].2)),
                    words.2, arrayEnumerate(words))))) AS turn
            FROM (
                SELECT key, arraySort(groupArray((k, is_on, ts))) AS words,
                    arrayMap(w -> toDate(w.3, {zone:String}), words) AS days
                FROM mark_writes
                WHERE workspace_id = {workspace_id:UInt32} AND kind = {kind:String}
                    AND toDate(ts, {zone:String}) <= {until:Date}
                GROUP BY key, dictGetOrDefault('redirect', 'dst', ({workspace_id:UInt32}, person), person)
            )
        ) GROUP BY key, day ORDER BY key, day
        """,
        workspace_id=workspace_id,
        comment="statistics.subscribers",
        parameters={"kind": MarkKind.SUBSCRIPTION.value, "zone": zone, "until": until.isoformat()},
        max_seconds=_SECONDS,
        max_memory_bytes=_MEMORY,
    )
