"""The shop side of a person, folded from his events: cart, seen and ordered goods, sums. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_DOWN, Context, Decimal
from typing import Any, Final

import msgspec

from otklik.kit.clock import format_ms, to_ms

Json = Any
MAX_GOODS: Final = 20
RECENT: Final = 100
"""A cart is folded from so many events at most, and the ordered goods are those of so many orders."""
_CART_FIELDS: Final = ("product_id", "name", "url", "price", "currency", "picture", "category", "quantity")

_WRITTEN: Final = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?", re.ASCII)
_SAFE: Final = Decimal(10) ** 30
_PLACES: Final = Decimal("0.000001")
_EXACT: Final = Context(prec=76)
"""As many digits as the store's decimals have: conditions count the same there (`segments.sets`)."""


class CartLine(msgspec.Struct):
    """A product in the cart."""

    key: str
    fields: dict[str, Json]
    quantity: Decimal


def as_amount(value: object) -> Decimal | None:
    """The amount, to 6 places, of a JSON number or a text that is one (blanks around it aside); else None."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value).strip(" ")
    if isinstance(value, str) and not _WRITTEN.fullmatch(text):
        return None
    amount = Decimal(text)
    if not amount.is_finite() or abs(amount) >= _SAFE:
        return None
    return amount.quantize(_PLACES, ROUND_DOWN, _EXACT)


def fold_cart(events: Iterable[tuple[str, Mapping[str, Json]]]) -> tuple[list[dict[str, Json]], Decimal]:
    """(items, amount) of the cart after `events` (name, properties), oldest first.

    `$cart_viewed` that tells items or an amount is the cart as it stands; added and removed change it by a
    product and quantity (one unless told; removed without a quantity it goes wholly); an order empties it.
    """
    lines: dict[str, CartLine] = {}
    told: Decimal | None = None
    for name, properties in events:
        if name == "$order_completed":
            lines, told = {}, None
        elif name == "$cart_viewed":
            if "items" in properties or "amount" in properties:
                lines, told = _read_items(properties.get("items")), as_amount(properties.get("amount"))
        else:
            _change(lines, name, properties)
            told = None
    amount = Decimal(0)
    for line in lines.values():
        price = as_amount(line.fields.get("price")) or Decimal(0)
        amount = _EXACT.add(amount, _EXACT.multiply(price, line.quantity))
    return [_item(line) for line in lines.values()], amount if told is None else told


def _read_items(items: object) -> dict[str, CartLine]:
    lines: dict[str, CartLine] = {}
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and (key := product_key(item)):
            quantity = as_amount(item.get("quantity"))
            lines[key] = CartLine(key, _fields(item), Decimal(1) if quantity is None else quantity)
    return lines


def _change(lines: dict[str, CartLine], name: str, properties: Mapping[str, Json]) -> None:
    key = product_key(properties)
    if not key:
        return
    quantity = as_amount(properties.get("quantity"))
    if name == "$cart_added":
        line = lines.setdefault(key, CartLine(key, {}, Decimal(0)))
        line.fields.update(_fields(properties))
        line.quantity += Decimal(1) if quantity is None else quantity
    elif key in lines:
        lines[key].quantity -= lines[key].quantity if quantity is None else quantity
    if key in lines and lines[key].quantity <= 0:
        del lines[key]


def product_key(product: Mapping[str, Json]) -> str:
    """What tells products apart: the id, else the address, else the name."""
    for field in ("product_id", "url", "name"):
        value = product.get(field)
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return f"{field}:{value}"
    return ""


def _fields(product: Mapping[str, Json]) -> dict[str, Json]:
    return {name: product[name] for name in _CART_FIELDS if not _is_blank(product.get(name))}


def _is_blank(value: object) -> bool:
    return value is None or value == ""


def _item(line: CartLine) -> dict[str, Json]:
    return {**line.fields, "quantity": _number(line.quantity)}


def list_goods(events: Iterable[tuple[str, Mapping[str, Json]]], name: str) -> list[str]:
    """Names of the products of events called `name`, the last first, each once, at most 20."""
    found: dict[str, None] = {}
    for event, properties in events:
        if event != name:
            continue
        items = properties.get("items")
        for product in (properties, *(items if isinstance(items, list) else ())):
            title = product.get("name") if isinstance(product, dict) else None
            if isinstance(title, str) and title:
                found.pop(title, None)
                found[title] = None
    return list(reversed(found))[:MAX_GOODS]


def describe_shop(
    recent: Sequence[tuple[str, Mapping[str, Json]]], orders: Mapping[str, Json] | None
) -> dict[str, Json]:
    """The properties of names.md that carts and orders make, without `$`; what says nothing is left out.

    `recent` are (name, properties) of `queries_facts.make_recent_sql`, oldest first, `orders` a row of
    `make_orders_sql`.
    """
    items, amount = fold_cart(recent[-RECENT:])
    found: dict[str, Json] = {}
    if items or amount:
        found |= {"cart_amount": _number(amount), "cart_items": items}
    if ordered := list_goods(recent, "$order_completed"):
        found["ordered_items"] = ordered
    return found | _describe_orders(orders) if orders else found


def _describe_orders(orders: Mapping[str, Json]) -> dict[str, Json]:
    found: dict[str, Json] = {"last_order_status": orders["last_order_status"]}
    if orders["paid_orders_count"]:
        found["paid_orders_count"] = orders["paid_orders_count"]
    if orders["last_payment"]:
        found["last_payment"] = _number(orders["last_payment"])
    last_ms = to_ms(orders["last_order_at"])
    if last_ms > 0:
        found["last_order_at"] = format_ms(last_ms)
    if orders["orders_count"]:
        average = Decimal(orders["revenue"]) / orders["orders_count"]
        found["average_cheque"] = _number(round(average, 2))
    return found


def _number(value: Decimal) -> int | float:
    """A JSON number, whole where it can be."""
    return int(value) if value == value.to_integral_value() else float(value)
