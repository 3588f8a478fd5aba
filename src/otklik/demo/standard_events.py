"""The shop's events as `docs/reference` names them, built the same way by site, simulator and history.

Amounts are exact decimals here and leave as JSON numbers with at most three decimals, which survive the way
through a float unharmed; the currency stands beside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from otklik.demo.catalogue import CURRENCY, Product

JsonValue: TypeAlias = "str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None"
Properties: TypeAlias = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class CartLine:
    """A product in a cart with its quantity."""

    product: Product
    quantity: int

    @property
    def amount(self) -> Decimal:
        """Price times quantity, GBP."""
        return self.product.price * self.quantity


def cart_amount(lines: Sequence[CartLine]) -> Decimal:
    """What the whole cart costs, GBP."""
    return sum((line.amount for line in lines), Decimal(0))


def product_properties(product: Product, shop_url: str) -> Properties:
    """Properties of `$product_viewed`, and of the cart events without the quantity."""
    return {
        "product_id": product.code,
        "name": product.en,
        "url": f"{shop_url}/product/{product.code}",
        "picture": f"{shop_url}/pictures/{product.code}.svg",
        "category": product.category.value,
        "price": float(product.price),
        "currency": CURRENCY,
    }


def line_properties(line: CartLine, shop_url: str) -> Properties:
    """Properties of `$cart_added` and `$cart_removed`: the product and how many of it."""
    return product_properties(line.product, shop_url) | {"quantity": line.quantity}


def cart_properties(lines: Sequence[CartLine]) -> Properties:
    """Properties of `$cart_viewed` and `$order_started`: items, amount, currency."""
    items: list[JsonValue] = [
        {
            "product_id": line.product.code,
            "name": line.product.en,
            "price": float(line.product.price),
            "quantity": line.quantity,
        }
        for line in lines
    ]
    return {"items": items, "amount": float(cart_amount(lines)), "currency": CURRENCY}


def order_properties(order_id: str, lines: Sequence[CartLine]) -> Properties:
    """Properties of `$order_completed`."""
    return {"order_id": order_id} | cart_properties(lines)
