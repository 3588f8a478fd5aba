"""The homes that the store has anything of."""

from collections.abc import Mapping
from typing import Final

from otklik.events.batches import API_LANE, LANE_SHIFT, PIPELINE_LANE
from otklik.infra.clickhouse import ClickHouse
from otklik.segments.live.queries_spans import Span

_OURS: Final = "workspace_id = {workspace_id:UInt32}"
_SECONDS: Final = 60
_MAX_MEMORY_BYTES: Final = 450_000_000
_LISTED: Final = f"""
    SELECT groupArray(person) AS homes FROM (
        SELECT DISTINCT person FROM (
            SELECT person FROM home_facts WHERE {_OURS}
            UNION ALL
            SELECT person FROM events WHERE {_OURS}
                AND NOT (batch BETWEEN {{pipeline_first:UInt64}} AND {{pipeline_last:UInt64}})
                AND NOT (batch BETWEEN {{api_first:UInt64}} AND {{api_last:UInt64}})
            UNION ALL
            SELECT person FROM property_writes WHERE {_OURS}
            UNION ALL
            SELECT person FROM mark_writes WHERE {_OURS}
            UNION ALL
            SELECT arrayJoin([src, dst]) AS person FROM redirects WHERE {_OURS}
        ) WHERE person BETWEEN {{first:UInt64}} AND {{last:UInt64}})"""  # noqa: S608 - put together of constants


async def list_homes(
    clickhouse: ClickHouse, *, workspace_id: int, counted: Mapping[int, int], span: Span
) -> list[int]:
    """Those of a span, each once.

    `counted`: the batches up to which the facts of homes have counted, by lane; events of others are read.
    """
    rows = await clickhouse.query(
        _LISTED,
        workspace_id=workspace_id,
        comment="segments.live.homes",
        parameters={
            "pipeline_first": PIPELINE_LANE << LANE_SHIFT,
            "pipeline_last": counted.get(PIPELINE_LANE, 0),
            "api_first": API_LANE << LANE_SHIFT,
            "api_last": counted.get(API_LANE, 0),
            "first": span.first,
            "last": span.last,
        },
        max_seconds=_SECONDS,
        max_memory_bytes=_MAX_MEMORY_BYTES,
    )
    return list(rows[0]["homes"])
