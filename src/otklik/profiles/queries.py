"""What ClickHouse knows of one person: derived facts, history, devices, events."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from otklik.infra.clickhouse import ClickHouse

LARGEST_KEY = (1 << 128) - 1
_EXPORT_PAGE = 2_000
MAX_VIEWED = 20
SEEN_VIEWS = 100


class FactsRow(msgspec.Struct, frozen=True):
    """What follows from a person's events ; texts are '' where nothing is known."""

    first_seen: datetime
    last_seen: datetime
    events_count: int
    pages_count: int
    sessions_count: int
    active_ms: int
    country: str
    city: str
    language: str
    time_zone: str
    initial_source: str
    last_source: str
    shop: str
    orders_count: int
    revenue: Decimal
    viewed_products: list[str] = []


class HistoryRow(msgspec.Struct, frozen=True):
    """A property write as it was given; `k` orders, `value` is JSON text."""

    k: int
    property: str
    op: str
    value: str
    at: datetime
    source: str
    author: str


class DeviceRow(msgspec.Struct, frozen=True):
    """A browser or an app of a person."""

    device: int
    device_type: str
    browser: str
    os: str
    country: str
    city: str
    first_seen: datetime
    last_seen: datetime


async def list_viewed_products(
    clickhouse: ClickHouse, *, workspace_id: int, homes: Mapping[int, int]
) -> dict[int, list[str]]:
    """Names of the products that each root looked at, the last first, each once, at most 20.

    `homes`: home id → root, at most some hundreds. Read from the events when asked for: nearly every event of
    a shop is one, too many to keep a list of them up to date.
    """
    rows = await clickhouse.query(
        """
        SELECT person, arrayFilter(title -> title != '', arrayPushFront(arrayReverse(arrayMap(
                item -> JSONExtractString(item, 'name'), JSONExtractArrayRaw(properties, 'items')
            )), JSONExtractString(properties, 'name'))) AS titles
        FROM events
        WHERE workspace_id = {workspace_id:UInt32} AND person IN {homes:Array(UInt64)}
            AND name = '$product_viewed'
        ORDER BY ts DESC, pos DESC LIMIT {seen:UInt32} BY person
        """,
        workspace_id=workspace_id,
        comment="profiles.viewed",
        parameters={"homes": list(homes), "seen": SEEN_VIEWS},
    )
    viewed: dict[int, dict[str, None]] = {}
    for row in rows:
        viewed.setdefault(homes[row["person"]], {}).update(dict.fromkeys(row["titles"]))
    return {root: list(titles)[:MAX_VIEWED] for root, titles in viewed.items()}


async def has_events(clickhouse: ClickHouse, *, workspace_id: int, members: Sequence[int]) -> bool:
    """Whether anything is stored under these homes."""
    rows = await clickhouse.query(
        """
        SELECT 1 AS found FROM events
        WHERE workspace_id = {workspace_id:UInt32} AND person IN {members:Array(UInt64)} LIMIT 1
        """,
        workspace_id=workspace_id,
        comment="profiles.has_events",
        parameters={"members": list(members)},
    )
    return bool(rows)


async def list_history(
    clickhouse: ClickHouse,
    *,
    workspace_id: int,
    members: Sequence[int],
    property_name: str | None,
    before: int | None,
    limit: int,
) -> list[HistoryRow]:
    """Property writes of these homes, the newest first, from below `before`."""
    rows = await clickhouse.query(
        """
        SELECT toString(k) AS order_key, property, op, value, ts, source, author FROM property_writes
        WHERE workspace_id = {workspace_id:UInt32} AND person IN {members:Array(UInt64)}
            AND ({property:String} = '' OR property = {property:String})
            AND k < {before:UInt128}
        ORDER BY k DESC, property LIMIT {limit:UInt32}
        """,
        workspace_id=workspace_id,
        comment="profiles.history",
        parameters={
            "members": list(members),
            "property": property_name or "",
            "before": LARGEST_KEY if before is None else min(before, LARGEST_KEY),
            "limit": limit,
        },
    )
    return [
        HistoryRow(
            int(row["order_key"]),
            row["property"],
            row["op"],
            row["value"],
            row["ts"],
            row["source"],
            row["author"],
        )
        for row in rows
    ]


async def list_devices(
    clickhouse: ClickHouse, *, workspace_id: int, members: Sequence[int], limit: int
) -> list[DeviceRow]:
    """Devices of these homes, the last used first."""
    rows = await clickhouse.query(
        """
        SELECT e.device AS device, argMax(e.device_type, e.ts) AS device_type,
            argMax(e.browser, e.ts) AS browser, argMax(e.os, e.ts) AS os, argMax(e.country, e.ts) AS country,
            argMax(e.city, e.ts) AS city, min(e.ts) AS first_seen, max(e.ts) AS last_seen
        FROM events AS e
        WHERE e.workspace_id = {workspace_id:UInt32} AND e.person IN {members:Array(UInt64)}
            AND e.device != 0 AND e.browser != ''
        GROUP BY e.device ORDER BY last_seen DESC, device LIMIT {limit:UInt32}
        """,
        workspace_id=workspace_id,
        comment="profiles.devices",
        parameters={"members": list(members), "limit": limit},
    )
    return [DeviceRow(**row) for row in rows]


async def stream_events(
    clickhouse: ClickHouse, *, workspace_id: int, members: Sequence[int]
) -> AsyncIterator[dict[str, Any]]:
    """All events of these homes, the oldest first, page by page; a flagged bot's among them."""
    for table in ("events", "bot_events"):
        at, pos = "0", 0
        while True:
            rows = await clickhouse.query(
                # The name of the table is one of the two above.
                f"""
                SELECT toString(toUnixTimestamp64Milli(ts)) AS at_ms, pos, name, original_name, received_at,
                    message_id, person, device, session, source, url, country, city, device_type, browser, os,
                    context, properties
                FROM {table}
                WHERE workspace_id = {{workspace_id:UInt32}} AND person IN {{members:Array(UInt64)}}
                    AND (toUnixTimestamp64Milli(ts), pos) > ({{at:Int64}}, {{pos:UInt64}})
                ORDER BY ts, pos LIMIT {{limit:UInt32}}
                """,  # noqa: S608 - see above
                workspace_id=workspace_id,
                comment="profiles.export",
                parameters={"members": list(members), "at": int(at), "pos": pos, "limit": _EXPORT_PAGE},
                max_seconds=60,
            )
            for row in rows:
                yield row
            if len(rows) < _EXPORT_PAGE:
                break
            at, pos = rows[-1]["at_ms"], rows[-1]["pos"]
