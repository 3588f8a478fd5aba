"""What follows from people's events, written for the people asked for.

Whom a run asks for stands in `facts_asked` (home ids, whom each counts for, and his stage): thousands of ids
do not fit into an address.
"""

from collections.abc import Sequence
from typing import Any, Final

from otklik.infra.clickhouse import ClickHouse

# What was done to a person, or noted about him, does not say that he was there.
NOT_HIS: Final = (
    "$email_changed",
    "$phone_changed",
    "$name_changed",
    "$property_changed",
    "$merged",
    "$unmerged",
    "$segment_entered",
    "$segment_left",
    "$list_joined",
    "$list_left",
    "$score_reached",
    "$goal_reached",
    "$experiment_assigned",
)
ORDER_EVENTS: Final = (
    "$order_completed",
    "$order_paid",
    "$order_cancelled",
    "$order_refunded",
    "$order_status_changed",
)
CART_EVENTS: Final = ("$cart_viewed", "$cart_added", "$cart_removed", "$order_completed")
GOODS_EVENTS: Final = ("$order_completed",)
TRADE_EVENTS: Final = tuple(dict.fromkeys((*ORDER_EVENTS, *CART_EVENTS)))
AD_IDS: Final = ("gclid", "yclid", "ymclid", "fbclid", "ga_client_id", "ym_client_id")
SOURCE_FIELDS: Final = (
    "referrer",
    "landing_url",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "channel_kind",
)
RECENT_ROWS: Final = 100
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


_AMOUNT: Final = "toDecimal128OrNull(trim(BOTH '\"' FROM JSONExtractRaw(properties, 'amount')), 6)"
_STATUS: Final = "JSONExtractString(properties, 'status')"
_ORDER: Final = (
    "if(JSONExtractRaw(properties, 'order_id') IN ('', 'null', '\"\"'), concat('pos ', toString(pos)),"
    " trim(BOTH '\"' FROM JSONExtractRaw(properties, 'order_id')))"
)


async def sum_orders(clickhouse: ClickHouse, *, workspace_id: int, run: int) -> list[Row]:
    """One row a root: sums over his orders.

    An order counts once by its id over the whole cluster, with the amount told last; it counts while the last
    of "completed" and "cancelled" is not "cancelled". Refunds are taken off, one without an amount wholly.
    An order without an id is an order of its own.
    """
    return await _query(
        clickhouse,
        f"""
        SELECT root,
            countIf(is_kept) AS orders_count,
            countIf(is_kept AND is_paid) AS paid_orders_count,
            sumIf(greatest(amount - refunded, toDecimal128(0, 6)), is_kept) AS revenue,
            maxIf(completed_at, is_completed) AS last_order_at,
            argMax(status, (changed_at, order_key)) AS last_order_status,
            argMaxIf(paid_amount, paid_at, is_paid) AS last_payment,
            countIf(is_kept AND amount > 0) AS priced_count
        FROM (
            SELECT root, {_ORDER} AS order_key,
                countIf(name = '$order_completed') > 0 AS is_completed,
                countIf(name = '$order_paid') > 0 AS is_paid,
                argMaxIf(name, (ts, pos), name IN ('$order_completed', '$order_cancelled', '$order_paid'))
                    AS turn,
                (is_completed OR is_paid) AND turn != '$order_cancelled' AS is_kept,
                coalesce(argMaxIf({_AMOUNT}, (ts, pos), name = '$order_completed' AND {_AMOUNT} IS NOT NULL),
                    argMaxIf({_AMOUNT}, (ts, pos), name = '$order_paid' AND {_AMOUNT} IS NOT NULL),
                    toDecimal128(0, 6)) AS amount,
                if(countIf(name = '$order_refunded' AND {_AMOUNT} IS NULL) > 0, amount,
                    coalesce(sumIf({_AMOUNT}, name = '$order_refunded'), toDecimal128(0, 6))) AS refunded,
                maxIf(ts, name = '$order_completed') AS completed_at,
                maxIf(ts, name = '$order_paid') AS paid_at,
                coalesce(
                    argMaxIf({_AMOUNT}, (ts, pos), name = '$order_paid' AND {_AMOUNT} IS NOT NULL), amount
                ) AS paid_amount,
                max(ts) AS changed_at,
                argMax(if({_STATUS} != '', {_STATUS}, substring(name, 8)), (ts, pos)) AS status
            FROM {_TRADES}
            GROUP BY root, order_key
        ) GROUP BY root
        """,  # noqa: S608 - put together of constants of this module
        workspace_id=workspace_id,
        run=run,
        comment="events.facts.orders",
        names=ORDER_EVENTS,
    )


async def list_recent(
    clickhouse: ClickHouse, *, workspace_id: int, run: int, names: Sequence[str]
) -> list[Row]:
    """The last 100 events of these names of each root, oldest first: root, name, properties."""
    return await _query(
        clickhouse,
        f"""
        SELECT root, name, properties FROM (
            SELECT root, name, properties, ts, pos FROM {_TRADES}
            ORDER BY ts DESC, pos DESC LIMIT {RECENT_ROWS} BY root
        ) ORDER BY root, ts, pos
        """,  # noqa: S608 - put together of constants of this module
        workspace_id=workspace_id,
        run=run,
        comment="events.facts.recent",
        names=names,
    )


_SOURCE: Final = """arrayFilter(x -> x.1 IN {{source:Array(String)}} AND x.2 != '',
    JSONExtractKeysAndValues({text}, 'String'))"""
_AS_JSON: Final = "if(empty({pairs}), '', toJSONString(CAST({pairs}, 'Map(String, String)')))"
_WRITTEN: Final = (
    "workspace_id, person, version, is_deleted, first_seen, last_seen, events_count, pages_count,"
    " sessions_count, active_ms, country, city, language, time_zone, device_type, browser, os,"
    " initial_source, last_source, shop, orders_count, revenue, last_url, stage"
)


async def write_people(clickhouse: ClickHouse, *, workspace_id: int, run: int, version: int) -> None:
    """Write the rows in `people` of the roots that this run asked for and that have events."""
    first, last = _SOURCE.format(text="first_session"), _SOURCE.format(text="last_session")
    ids = "arrayMap(n -> (concat('$', n), ads[n].2), mapKeys(ads))"
    await clickhouse.command(
        f"""
        INSERT INTO people ({_WRITTEN})
        SELECT {{workspace_id:UInt32}}, facts.root, {{version:UInt64}}, 0, first_seen, last_seen,
            events_count, pages_count, sessions_count, active_ms, place[1], place[2],
            JSONExtractString(last_session, 'language'), JSONExtractString(last_session, 'time_zone'),
            agent[1], agent[2], agent[3],
            {_AS_JSON.format(pairs=f"({first} AS initial)")},
            {_AS_JSON.format(pairs=f"(arrayConcat({last}, {ids}) AS latest)")},
            shop, orders_count, revenue, last_url, stage
        FROM (
            SELECT asked.root AS root, any(asked.stage) AS stage, sum(own_count) AS own,
                if(own = 0, min(first_any), min(first_own)) AS first_seen,
                if(own = 0, max(last_any), max(last_own)) AS last_seen,
                sum(home.events_count) AS events_count, sum(home.pages_count) AS pages_count,
                sum(home.sessions_count) AS sessions_count, sum(home.active_ms) AS active_ms,
                splitByChar('\t', max(home.place).2) AS place, splitByChar('\t', max(home.agent).2) AS agent,
                max(home.url).2 AS last_url, min(home.first_session).2 AS first_session,
                max(home.last_session).2 AS last_session, maxMap(home.ad_ids) AS ads
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
