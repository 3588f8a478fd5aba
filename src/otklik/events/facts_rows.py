"""Scratch rows of a run of the facts: whom it asks for, and what carts and orders make of them."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from otklik.events.shop import describe_shop
from otklik.kit.json_values import decode_json

ASKED: Final = "facts_asked"
SHOPS: Final = "facts_shops"
_encode = msgspec.json.Encoder().encode


class AskedRow(msgspec.Struct, gc=False):
    """A home profile, the root it counts for, and the stage of that one."""

    run: int
    workspace_id: int
    member: int
    root: int
    stage: str


class ShopRow(msgspec.Struct, gc=False):
    """The shop's side of a root; `revenue` is decimal text."""

    run: int
    root: int
    shop: str
    orders_count: int
    revenue: str


class Trade(msgspec.Struct):
    """What ClickHouse found of a root's carts and orders; what he never did is absent."""

    orders: Mapping[str, Any] | None = None
    cart: list[tuple[str, Mapping[str, Any]]] = msgspec.field(default_factory=list)
    goods: list[tuple[str, Mapping[str, Any]]] = msgspec.field(default_factory=list)


def make_shop_row(trade: Trade, *, run: int, root: int) -> ShopRow:
    """The row of one root."""
    orders = trade.orders
    shop = describe_shop(trade.cart, trade.goods, orders)
    return ShopRow(
        run=run,
        root=root,
        shop=_encode(shop).decode() if shop else "",
        orders_count=orders["orders_count"] if orders else 0,
        revenue=str(orders["revenue"]) if orders else "0",
    )


def read_object(text: str) -> dict[str, Any]:
    """The JSON object of stored properties; {} for anything else."""
    try:
        value = decode_json(text.encode("utf-8", "replace"))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
