"""Scratch rows of a run of the facts: whom it asks for, and what carts and orders make of them."""

from typing import Final

import msgspec

from otklik.profiles.facts import Trade, sum_trade

ASKED: Final = "facts_asked"
SHOPS: Final = "facts_shops"


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


def make_shop_row(trade: Trade, *, run: int, root: int) -> ShopRow:
    """The row of one root."""
    facts = sum_trade(trade)
    return ShopRow(
        run=run, root=root, shop=facts.shop, orders_count=facts.orders_count, revenue=str(facts.revenue)
    )
