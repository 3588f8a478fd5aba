"""What the pipeline asks ClickHouse: message ids seen before, and sessions at its start.

All workspaces: one pipeline serves them all, by hashes and devices that hold the workspace.
"""

from collections.abc import Sequence
from typing import Final

from otklik.events.prepared import PIPELINE_LANE, batch_id
from otklik.events.rows import BOT_EVENTS, EVENTS
from otklik.infra.clickhouse import ClickHouse
from otklik.intake.pipeline.duplicates import WINDOW_HOURS, hash_message
from otklik.intake.pipeline.event import EVENT_NUMBER, LAST_DERIVED_NUMBER
from otklik.intake.pipeline.sessions import Span

HOUR_S: Final = 3_600
LOOKUP_IDS: Final = 5_000
LOAD_IDS: Final = 200_000
MAX_UNCARRIED: Final = 2_000_000
_COMMENT: Final = "pipeline"


async def find_seen(
    clickhouse: ClickHouse, *, hashes: Sequence[int], now_hour: int, before_batch: int
) -> set[int]:
    """Those of `hashes` that an earlier batch brought within the window."""
    found: set[int] = set()
    for start in range(0, len(hashes), LOOKUP_IDS):
        listed = ",".join(map(str, hashes[start : start + LOOKUP_IDS]))
        rows = await clickhouse.system_query(
            f"SELECT DISTINCT h FROM seen WHERE h IN ({listed})"  # noqa: S608 - integers of ours
            " AND hour >= toDateTime({since:UInt32}, 'UTC') AND batch < {batch:UInt64}",
            comment=_COMMENT,
            parameters={"since": (now_hour - WINDOW_HOURS) * HOUR_S, "batch": before_batch},
            max_seconds=30,
        )
        found.update(row["h"] for row in rows)
    return found


async def count_seen_by_hour(clickhouse: ClickHouse, *, now_hour: int) -> dict[int, int]:
    """How many ids each hour of the window holds: {hours since 1970: ids}."""
    rows = await clickhouse.system_query(
        "SELECT intDiv(toUnixTimestamp(hour), 3600) AS number, count() AS n FROM seen"
        " WHERE hour >= toDateTime({since:UInt32}, 'UTC') GROUP BY number ORDER BY number",
        comment=_COMMENT,
        parameters={"since": (now_hour - WINDOW_HOURS) * HOUR_S},
        max_seconds=60,
    )
    return {row["number"]: row["n"] for row in rows}


async def read_seen(clickhouse: ClickHouse, *, hour: int, slices: int, number: int) -> list[int]:
    """The ids of one hour that fall into slice `number` of `slices`."""
    rows = await clickhouse.system_query(
        "SELECT groupArray(h) AS hashes FROM seen WHERE hour = toDateTime({hour:UInt32}, 'UTC')"
        " AND h % {slices:UInt32} = {number:UInt32}",
        comment=_COMMENT,
        parameters={"hour": hour * HOUR_S, "slices": slices, "number": number},
        max_seconds=60,
    )
    return list(rows[0]["hashes"])


async def read_uncarried(clickhouse: ClickHouse, *, carrier: int) -> dict[int, list[int]]:
    """Message hashes of events in the pipeline's batches after `carrier`, by hour of arrival."""
    found: dict[int, list[int]] = {}
    for table in (EVENTS, BOT_EVENTS):
        rows = await clickhouse.system_query(
            "SELECT workspace_id, message_id,"  # noqa: S608 - the names of two tables of ours
            " intDiv(toUnixTimestamp64Milli(received_at), 3600000) AS hour"
            f" FROM {table} WHERE batch > {{after:UInt64}} AND batch < {{end:UInt64}}"
            " AND bitAnd(pos, {mask:UInt64}) = {number:UInt64}",
            comment=_COMMENT,
            parameters={
                "after": carrier,
                "end": batch_id(PIPELINE_LANE + 1, 0),
                "mask": LAST_DERIVED_NUMBER,
                "number": EVENT_NUMBER,
            },
            max_seconds=60,
            max_rows=MAX_UNCARRIED,
        )
        for row in rows:
            message_hash = hash_message(row["workspace_id"], row["message_id"])
            found.setdefault(row["hour"], []).append(message_hash)
    return found


async def list_sessions(clickhouse: ClickHouse, *, since_ms: int, limit: int) -> list[tuple[int, Span]]:
    """(device, session) with events since then, the latest `limit`, in the order of their last moments."""
    rows = await clickhouse.system_query(
        "SELECT device, session, toUnixTimestamp64Milli(min(ts)) AS first_ms,"
        " toUnixTimestamp64Milli(max(ts)) AS last_ms FROM events"
        " WHERE ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND session != 0 AND device != 0"
        " GROUP BY workspace_id, device, session ORDER BY last_ms DESC LIMIT {limit:UInt32}",
        comment=_COMMENT,
        parameters={"since": since_ms, "limit": limit},
        max_seconds=60,
        max_rows=limit,
    )
    spans = [(row["device"], Span(row["session"], row["first_ms"], row["last_ms"])) for row in rows]
    return spans[::-1]
