"""What follows from people's events, written for the people asked for.

Whom a run asks for stands in `facts_asked` (home ids, whom each counts for, and his stage): thousands of ids
do not fit into an address.
"""

from collections.abc import Sequence
from typing import Any, Final

from otklik.infra.clickhouse import ClickHouse
from otklik.profiles.queries_facts import (
    CART_EVENTS,
    FOLDED,
    ORDER_EVENTS,
    SHOWN,
    SOURCE_FIELDS,
    make_orders_sql,
    make_recent_sql,
)

TRADE_EVENTS: Final = tuple(dict.fromkeys((*ORDER_EVENTS, *CART_EVENTS)))
AD_IDS: Final = ("gclid", "yclid", "ymclid", "fbclid", "ga_client_id", "ym_client_id")
MAX_ROWS: Final = 1_000_000
MAX_BYTES: Final = 450_000_000
_SECONDS: Final = 60
_SETTINGS: Final = {"async_insert": "0", "max_insert_threads": "1", "max_threads": "2"}

_ASKED: Final = "SELECT member FROM facts_asked WHERE run = {run:UInt64}"
_ROOTS: Final = "(SELECT member, root FROM facts_asked WHERE run = {run:UInt64}) AS asked"
_TRADES: Final = f"""(
    SELECT asked.root AS root, theirs.ts AS ts, theirs.pos AS pos, theirs.name AS name,
        theirs.properties AS properties
    FROM (
        SELECT person, ts, pos, name, properties FROM trades FINAL
        WHERE workspace_id = {{workspace_id:UInt32}} AND person IN ({_ASKED})
            AND name IN {{names:Array(String)}}
    ) AS theirs INNER JOIN {_ROOTS} ON theirs.person = asked.member)"""  # noqa: S608 - constants of this module

Row = dict[str, Any]


async def sum_orders(clickhouse: ClickHouse, *, workspace_id: int, run: int) -> list[Row]:
    """One row a root asked for: see `make_orders_sql`."""
    return await _query(
        clickhouse,
        make_orders_sql(_TRADES),
        workspace_id=workspace_id,
        run=run,
        comment="events.facts.orders",
        names=ORDER_EVENTS,
    )


async def list_recent(clickhouse: ClickHouse, *, workspace_id: int, run: int) -> list[Row]:
    """The last CART_EVENTS of each root asked for: see `make_recent_sql`."""
    return await _query(
        clickhouse,
        make_recent_sql(_TRADES),
        workspace_id=workspace_id,
        run=run,
        comment="events.facts.recent",
        names=CART_EVENTS,
    )


_WRITTEN: Final = (
    "workspace_id, person, version, is_deleted, first_seen, last_seen, events_count, pages_count,"
    " sessions_count, active_ms, country, city, language, time_zone, device_type, browser, os,"
    " initial_source, last_source, shop, orders_count, revenue, last_url, stage"
)


async def write_people(clickhouse: ClickHouse, *, workspace_id: int, run: int, version: int) -> None:
    """Write the rows in `people` of the roots that this run asked for and that have events."""
    await clickhouse.command(
        f"""
        INSERT INTO people ({_WRITTEN})
        SELECT {{workspace_id:UInt32}}, facts.root, {{version:UInt64}}, 0, {SHOWN},
            shop, orders_count, revenue, last_url, stage
        FROM (
            SELECT asked.root AS root, any(asked.stage) AS stage, {FOLDED}
            FROM (
                SELECT * FROM home_facts
                WHERE workspace_id = {{workspace_id:UInt32}} AND person IN ({_ASKED})
            ) AS home INNER JOIN (
                SELECT member, root, stage FROM facts_asked WHERE run = {{run:UInt64}}
            ) AS asked ON home.person = asked.member
            GROUP BY root
        ) AS facts ANY LEFT JOIN (
            SELECT root, shop, orders_count, revenue FROM facts_shops WHERE run = {{run:UInt64}}
        ) AS shops ON facts.root = shops.root
        """,  # noqa: S608 - put together of constants of this module
        comment=f"w{workspace_id} events.facts.people",
        parameters={
            "workspace_id": workspace_id,
            "run": run,
            "version": version,
            "source": list(SOURCE_FIELDS),
        },
        settings={**_SETTINGS, "max_memory_usage": str(MAX_BYTES)},
        max_seconds=_SECONDS,
    )


async def hide_people(clickhouse: ClickHouse, *, workspace_id: int, run: int, version: int) -> None:
    """Hide those this run asked for who gave way to another, or have no events left."""
    await clickhouse.command(
        f"""
        INSERT INTO people (workspace_id, person, version, is_deleted)
        SELECT workspace_id, person, {{version:UInt64}}, 1 FROM people FINAL
        WHERE workspace_id = {{workspace_id:UInt32}} AND person IN ({_ASKED}) AND is_deleted = 0
            AND version < {{version:UInt64}}
        """,  # noqa: S608 - put together of constants of this module
        comment=f"w{workspace_id} events.facts.hide",
        parameters={"workspace_id": workspace_id, "run": run, "version": version},
        settings=_SETTINGS,
        max_seconds=_SECONDS,
    )


async def clear_scratch(clickhouse: ClickHouse) -> None:  # all workspaces: one run at a time
    """Forget whom the run asked for."""
    for table in ("facts_asked", "facts_shops"):
        await clickhouse.command(f"TRUNCATE TABLE {table}", comment="events.facts.clear")


async def has_trades(clickhouse: ClickHouse, *, workspace_id: int, run: int) -> bool:
    """Whether anybody asked for ever had a cart or an order."""
    rows = await clickhouse.query(
        f"""
        SELECT 1 AS found FROM trades
        WHERE workspace_id = {{workspace_id:UInt32}} AND person IN ({_ASKED}) LIMIT 1
        """,  # noqa: S608 - put together of constants of this module
        workspace_id=workspace_id,
        comment="events.facts.traders",
        parameters={"run": run},
    )
    return bool(rows)


async def count_homes(clickhouse: ClickHouse, *, workspace_id: int, run: int) -> int:
    """How many of the homes asked for have events."""
    rows = await clickhouse.query(
        f"""
        SELECT uniqExact(person) AS n FROM home_facts
        WHERE workspace_id = {{workspace_id:UInt32}} AND person IN ({_ASKED})
        """,  # noqa: S608 - put together of constants of this module
        workspace_id=workspace_id,
        comment="events.facts.homes",
        parameters={"run": run},
    )
    return int(rows[0]["n"])


async def list_touched(  # all workspaces: the follower catches up for everybody
    clickhouse: ClickHouse, *, first: int, last: int
) -> list[tuple[int, int]]:
    """(workspace, person) of what came with the batches `first` to `last`, merges and writes too."""
    rows = await clickhouse.system_query(
        """
        SELECT DISTINCT workspace_id, person FROM (
            SELECT workspace_id, person FROM events WHERE batch BETWEEN {first:UInt64} AND {last:UInt64}
            UNION ALL
            SELECT workspace_id, person FROM property_now WHERE batch BETWEEN {first:UInt64} AND {last:UInt64}
            UNION ALL
            SELECT workspace_id, arrayJoin([src, dst]) AS person FROM redirects
            WHERE batch BETWEEN {first:UInt64} AND {last:UInt64}
        )
        """,
        comment="events.facts.touched",
        parameters={"first": first, "last": last},
        max_seconds=60,
        max_rows=2_000_000,
    )
    return [(row["workspace_id"], row["person"]) for row in rows]


async def find_newest_batch(  # all workspaces: batches belong to nobody
    clickhouse: ClickHouse, *, first: int, last: int
) -> int | None:
    """The newest stored batch between two numbers."""
    rows = await clickhouse.system_query(
        """
        SELECT max(newest) AS newest, count() AS n FROM (
            SELECT batch AS newest FROM events WHERE batch BETWEEN {first:UInt64} AND {last:UInt64}
            UNION ALL SELECT batch FROM property_now WHERE batch BETWEEN {first:UInt64} AND {last:UInt64}
            UNION ALL SELECT batch FROM redirects WHERE batch BETWEEN {first:UInt64} AND {last:UInt64}
        )
        """,
        comment="events.facts.newest",
        parameters={"first": first, "last": last},
        max_seconds=60,
    )
    return rows[0]["newest"] if rows and rows[0]["n"] else None


async def _query(
    clickhouse: ClickHouse, sql: str, *, workspace_id: int, run: int, comment: str, names: Sequence[str]
) -> list[Row]:
    return await clickhouse.query(
        sql,
        workspace_id=workspace_id,
        comment=comment,
        parameters={"run": run, "names": list(names)},
        max_seconds=_SECONDS,
        max_rows=MAX_ROWS,
        max_memory_bytes=MAX_BYTES,
    )
