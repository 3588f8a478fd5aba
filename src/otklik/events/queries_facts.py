"""What follows from people's events, counted in ClickHouse for the people asked for.

Every statement takes two equally long arrays, `members` (home ids) and `roots` (whom each counts for).
"""

from collections.abc import Mapping, Sequence
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
GOODS_EVENTS: Final = ("$product_viewed", "$order_completed")
SHOP_EVENTS: Final = tuple(dict.fromkeys((*ORDER_EVENTS, *CART_EVENTS, *GOODS_EVENTS)))
RECENT_ROWS: Final = 100
_MAX_ACTIVE_MS: Final = 86_400_000
_ROOT: Final = "transform(person, {members:Array(UInt64)}, {roots:Array(UInt64)}, person)"
_THEIRS: Final = "workspace_id = {workspace_id:UInt32} AND person IN {members:Array(UInt64)}"

Row = dict[str, Any]


async def count_events(
    clickhouse: ClickHouse, *, workspace_id: int, clusters: Mapping[int, int]
) -> list[Row]:
    """One row a root: when he was seen, how often, where, on what; `has_shop`: he did something in a shop."""
    return await _query(
        clickhouse,
        f"""
        SELECT {_ROOT} AS root,
            minIf(ts, NOT has({{not_his:Array(String)}}, name)) AS first_own,
            maxIf(ts, NOT has({{not_his:Array(String)}}, name)) AS last_own,
            min(ts) AS first_any, max(ts) AS last_any,
            countIf(NOT has({{not_his:Array(String)}}, name)) AS own_count,
            count() AS events_count,
            countIf(name = '$page_viewed') AS pages_count,
            countIf(name = '$session_started') AS sessions_count,
            argMaxIf((country, city), (ts, pos), country != '') AS place,
            argMaxIf((device_type, browser, os), (ts, pos), browser != '') AS agent,
            argMaxIf(url, (ts, pos), url != '') AS last_url,
            countIf(has({{shop:Array(String)}}, name)) > 0 AS has_shop
        FROM events WHERE {_THEIRS} GROUP BY root
        """,  # noqa: S608 - put together of constants of this module
        workspace_id=workspace_id,
        clusters=clusters,
        comment="events.facts.count",
        parameters={"not_his": list(NOT_HIS), "shop": list(SHOP_EVENTS)},
    )


async def list_sessions(
    clickhouse: ClickHouse, *, workspace_id: int, clusters: Mapping[int, int]
) -> list[Row]:
    """One row a root: the properties of his first and his last session, and the last of each ad id."""
    ids = ", ".join(
        f"argMaxIf(JSONExtractString(properties, '{name}'), (ts, pos),"
        f" JSONExtractString(properties, '{name}') != '') AS {name}"
        for name in AD_IDS
    )
    return await _query(
        clickhouse,
        f"""
        SELECT {_ROOT} AS root, argMin(properties, (ts, pos)) AS first, argMax(properties, (ts, pos)) AS last,
            {ids}
        FROM events WHERE {_THEIRS} AND name = '$session_started' GROUP BY root
        """,  # noqa: S608 - put together of constants of this module
        workspace_id=workspace_id,
        clusters=clusters,
        comment="events.facts.sessions",
    )


AD_IDS: Final = ("gclid", "yclid", "ymclid", "fbclid", "ga_client_id", "ym_client_id")


async def sum_activity(
    clickhouse: ClickHouse, *, workspace_id: int, clusters: Mapping[int, int]
) -> list[Row]:
    """One row a root: milliseconds with a visible page, told when a page is left."""
    return await _query(
        clickhouse,
        f"""
        SELECT {_ROOT} AS root,
            sum(least(JSONExtractUInt(properties, 'active_ms'), {_MAX_ACTIVE_MS})) AS active_ms
        FROM events WHERE {_THEIRS} AND name = '$page_left' GROUP BY root
        """,  # noqa: S608 - put together of constants of this module
        workspace_id=workspace_id,
        clusters=clusters,
        comment="events.facts.activity",
    )


_AMOUNT: Final = "toDecimal128OrNull(trim(BOTH '\"' FROM JSONExtractRaw(properties, 'amount')), 6)"
_STATUS: Final = "JSONExtractString(properties, 'status')"
_ORDER: Final = (
    "if(JSONExtractRaw(properties, 'order_id') IN ('', 'null', '\"\"'), concat('pos ', toString(pos)),"
    " trim(BOTH '\"' FROM JSONExtractRaw(properties, 'order_id')))"
)


async def sum_orders(clickhouse: ClickHouse, *, workspace_id: int, clusters: Mapping[int, int]) -> list[Row]:
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
            SELECT {_ROOT} AS root, {_ORDER} AS order_key,
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
            FROM events WHERE {_THEIRS} AND name IN {{names:Array(String)}}
            GROUP BY root, order_key
        ) GROUP BY root
        """,  # noqa: S608 - put together of constants of this module
        workspace_id=workspace_id,
        clusters=clusters,
        comment="events.facts.orders",
        parameters={"names": list(ORDER_EVENTS)},
    )


async def list_recent(
    clickhouse: ClickHouse, *, workspace_id: int, clusters: Mapping[int, int], names: Sequence[str]
) -> list[Row]:
    """The last 100 events of these names of each root, oldest first: root, name, properties."""
    return await _query(
        clickhouse,
        f"""
        SELECT root, name, properties FROM (
            SELECT {_ROOT} AS root, name, properties, ts, pos
            FROM events WHERE {_THEIRS} AND name IN {{names:Array(String)}}
            ORDER BY ts DESC, pos DESC LIMIT {RECENT_ROWS} BY root
        ) ORDER BY root, ts, pos
        """,  # noqa: S608 - put together of constants of this module
        workspace_id=workspace_id,
        clusters=clusters,
        comment="events.facts.recent",
        parameters={"names": list(names)},
    )


async def list_stored(clickhouse: ClickHouse, *, workspace_id: int, people: Sequence[int]) -> list[int]:
    """Which of `people` have a live row in `people`."""
    rows = await clickhouse.query(
        """
        SELECT person FROM people FINAL
        WHERE workspace_id = {workspace_id:UInt32} AND person IN {people:Array(UInt64)} AND is_deleted = 0
        """,
        workspace_id=workspace_id,
        comment="events.facts.stored",
        parameters={"people": list(people)},
    )
    return [row["person"] for row in rows]


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
    clickhouse: ClickHouse,
    sql: str,
    *,
    workspace_id: int,
    clusters: Mapping[int, int],
    comment: str,
    parameters: Mapping[str, Any] | None = None,
) -> list[Row]:
    """`clusters`: home id → root."""
    members = sorted(clusters)
    bound = {"members": members, "roots": [clusters[member] for member in members], **(parameters or {})}
    return await clickhouse.query(
        sql, workspace_id=workspace_id, comment=comment, parameters=bound, max_seconds=30
    )
