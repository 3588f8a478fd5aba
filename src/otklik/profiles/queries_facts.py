"""What follows from people's events: folds over the facts of home profiles, and over carts and orders.

The card folds one person's when it is asked for; the rows of the list are written by the same expressions
(`events.queries_facts`), so that both say the same (docs/adr/0005-facts-by-ticks.md).
"""

from collections.abc import Sequence
from typing import Any, Final

from otklik.infra.clickhouse import ClickHouse
from otklik.profiles.shop import RECENT

ORDER_EVENTS: Final = (
    "$order_completed",
    "$order_paid",
    "$order_cancelled",
    "$order_refunded",
    "$order_status_changed",
)
CART_EVENTS: Final = ("$cart_viewed", "$cart_added", "$cart_removed", "$order_completed")
"""What a cart is folded from; `$order_completed` names the goods that were ordered too."""
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

Row = dict[str, Any]

FOLDED: Final = """
    sum(home.own_count) AS own,
    if(own = 0, min(home.first_any), min(home.first_own)) AS first_seen,
    if(own = 0, max(home.last_any), max(home.last_own)) AS last_seen,
    sum(home.events_count) AS events_count, sum(home.pages_count) AS pages_count,
    sum(home.sessions_count) AS sessions_count, sum(home.active_ms) AS active_ms,
    splitByChar('\t', max(home.place).2) AS place, splitByChar('\t', max(home.agent).2) AS agent,
    max(home.url).2 AS last_url, min(home.first_session).2 AS first_session,
    max(home.last_session).2 AS last_session, maxMap(home.ad_ids) AS ads"""
"""Aggregates of rows of `home_facts AS home`."""

_SOURCE: Final = """arrayFilter(x -> x.1 IN {{source:Array(String)}} AND x.2 != '',
    JSONExtractKeysAndValues({text}, 'String'))"""
_FIRST, _LAST = _SOURCE.format(text="first_session"), _SOURCE.format(text="last_session")
_IDS: Final = "arrayMap(n -> (concat('$', n), ads[n].2), mapKeys(ads))"
_AS_JSON: Final = "if(empty({pairs}), '', toJSONString(CAST({pairs}, 'Map(String, String)')))"
SHOWN: Final = f"""
    toDateTime64(first_seen, 3, 'UTC') AS first_seen, toDateTime64(last_seen, 3, 'UTC') AS last_seen,
    events_count, pages_count, sessions_count, active_ms,
    place[1] AS country, place[2] AS city, JSONExtractString(last_session, 'language') AS language,
    JSONExtractString(last_session, 'time_zone') AS time_zone,
    agent[1] AS device_type, agent[2] AS browser, agent[3] AS os,
    {_AS_JSON.format(pairs=f"({_FIRST} AS initial)")} AS initial_source,
    {_AS_JSON.format(pairs=f"(arrayConcat({_LAST}, {_IDS}) AS latest)")} AS last_source"""
"""What is shown of `FOLDED`; binds `source`, an array of the names of SOURCE_FIELDS."""

_AMOUNT: Final = "toDecimal128OrNull(trim(BOTH '\"' FROM JSONExtractRaw(properties, 'amount')), 6)"
_STATUS: Final = "JSONExtractString(properties, 'status')"
_ORDER: Final = (
    "if(JSONExtractRaw(properties, 'order_id') IN ('', 'null', '\"\"'), concat('pos ', toString(pos)),"
    " trim(BOTH '\"' FROM JSONExtractRaw(properties, 'order_id')))"
)

# The place (times begin in 1900) << 1 | whether the order is kept: numbers are quicker to compare than names.
_TURN: Final = (
    "bitOr(bitShiftLeft(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(ts) + 2208988800000), 64),"
    " toUInt128(pos)), 1), toUInt128(name != '$order_cancelled'))"
)


def make_orders_sql(  # all workspaces: a piece of SQL, whose trades are bound to one
    trades: str,
) -> str:
    """One row a root: sums over his orders; `trades` is a table of root, ts, pos, name, properties.

    An order counts once by its id over the whole cluster, with the amount told last; it counts while the last
    of "completed" and "cancelled" is not "cancelled". Refunds are taken off, one without an amount wholly.
    An order without an id is an order of its own.
    """
    return f"""
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
                maxIf({_TURN}, name IN ('$order_completed', '$order_cancelled', '$order_paid')) AS turn,
                bitAnd(turn, 1) = 1 AS is_kept,
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
            FROM {trades}
            GROUP BY root, order_key
        ) GROUP BY root
        """  # noqa: S608 - put together of constants


def make_recent_sql(  # all workspaces: as above
    trades: str,
) -> str:
    """The last RECENT orders and the last RECENT other events of each root: root, name, properties.

    Oldest first; `trades` as above.
    """
    return f"""
        SELECT root, name, properties FROM (
            SELECT root, name, properties, ts, pos FROM {trades}
            ORDER BY ts DESC, pos DESC LIMIT {RECENT} BY root, name = '$order_completed'
        ) ORDER BY root, ts, pos
        """  # noqa: S608 - put together of constants


_HIS_TRADES: Final = """(
    SELECT 0 AS root, ts, pos, name, properties FROM trades FINAL
    WHERE workspace_id = {workspace_id:UInt32} AND person IN {members:Array(UInt64)}
        AND name IN {names:Array(String)})"""


_ALONE: Final = " SETTINGS max_threads = 1"
"""One person is some granules: to divide them costs more than to read them."""


async def find_folded(clickhouse: ClickHouse, *, workspace_id: int, members: Sequence[int]) -> Row | None:
    """`SHOWN` of one person's homes and `has_trades`; None while none of his events is counted."""
    rows = await clickhouse.query(
        f"""
        SELECT {SHOWN}, (
                SELECT count() FROM (
                    SELECT 1 FROM trades
                    WHERE workspace_id = {{workspace_id:UInt32}} AND person IN {{members:Array(UInt64)}}
                    LIMIT 1
                )
            ) AS has_trades
        FROM (
            SELECT {FOLDED} FROM home_facts AS home
            WHERE home.workspace_id = {{workspace_id:UInt32}} AND home.person IN {{members:Array(UInt64)}}
            HAVING count() > 0
        )
        {_ALONE}
        """,  # noqa: S608 - put together of constants of this module
        workspace_id=workspace_id,
        comment="profiles.facts",
        parameters={"members": list(members), "source": list(SOURCE_FIELDS)},
    )
    return rows[0] if rows else None


async def sum_orders(clickhouse: ClickHouse, *, workspace_id: int, members: Sequence[int]) -> Row | None:
    """The sums over one person's orders, see `make_orders_sql`."""
    rows = await clickhouse.query(
        make_orders_sql(_HIS_TRADES) + _ALONE,
        workspace_id=workspace_id,
        comment="profiles.orders",
        parameters={"members": list(members), "names": list(ORDER_EVENTS)},
    )
    return rows[0] if rows else None


async def list_recent(clickhouse: ClickHouse, *, workspace_id: int, members: Sequence[int]) -> list[Row]:
    """One person's last CART_EVENTS, see `make_recent_sql`."""
    return await clickhouse.query(
        make_recent_sql(_HIS_TRADES) + _ALONE,
        workspace_id=workspace_id,
        comment="profiles.recent",
        parameters={"members": list(members), "names": list(CART_EVENTS)},
    )
