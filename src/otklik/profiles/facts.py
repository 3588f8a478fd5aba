"""What follows from one person's events as it stands now, within a tick of the last of them.

The row of `people` that lists show is the same, written a little later (docs/adr/0005-facts-by-ticks.md).
"""

import asyncio
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec

from otklik.infra.clickhouse import ClickHouse
from otklik.kit.json_values import read_object
from otklik.profiles import queries, queries_facts
from otklik.profiles.queries import FactsRow
from otklik.profiles.shop import describe_shop

_encode = msgspec.json.Encoder().encode
_FOLDED_FIELDS: Final = frozenset(FactsRow.__struct_fields__) - {
    "shop",
    "orders_count",
    "revenue",
    "viewed_products",
}


class Trade(msgspec.Struct):
    """What ClickHouse found of a root's carts and orders; what he never did is absent."""

    orders: Mapping[str, Any] | None = None
    recent: list[tuple[str, Mapping[str, Any]]] = msgspec.field(default_factory=list)


class ShopFacts(msgspec.Struct, frozen=True):
    """The shop's side of a person: JSON text of properties without `$`, "" when nothing is known."""

    shop: str = ""
    orders_count: int = 0
    revenue: Decimal = Decimal(0)


def sum_trade(trade: Trade) -> ShopFacts:
    """What carts and orders make of a person."""
    shop = describe_shop(trade.recent, trade.orders)
    orders = trade.orders or {"orders_count": 0, "revenue": Decimal(0)}
    return ShopFacts(
        shop=_encode(shop).decode() if shop else "",
        orders_count=orders["orders_count"],
        revenue=orders["revenue"],
    )


def read_event(row: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """(name, properties) of a row of `make_recent_sql`."""
    return row["name"], read_object(row["properties"])


async def find_facts(
    clickhouse: ClickHouse, *, workspace_id: int, root: int, members: Sequence[int]
) -> FactsRow | None:
    """The derived facts of a person over all his homes; None before his first event was counted."""
    folded, viewed = await asyncio.gather(
        queries_facts.find_folded(clickhouse, workspace_id=workspace_id, members=members),
        queries.list_viewed_products(
            clickhouse, workspace_id=workspace_id, homes=dict.fromkeys(members, root)
        ),
    )
    if folded is None:
        return None
    shop = ShopFacts()
    if folded["has_trades"]:
        shop = await _find_shop(clickhouse, workspace_id, members)
    return FactsRow(
        **{name: folded[name] for name in _FOLDED_FIELDS},
        **msgspec.structs.asdict(shop),
        viewed_products=viewed.get(root, []),
    )


async def _find_shop(clickhouse: ClickHouse, workspace_id: int, members: Sequence[int]) -> ShopFacts:
    orders, recent = await asyncio.gather(
        queries_facts.sum_orders(clickhouse, workspace_id=workspace_id, members=members),
        queries_facts.list_recent(clickhouse, workspace_id=workspace_id, members=members),
    )
    return sum_trade(Trade(orders, [read_event(row) for row in recent]))
