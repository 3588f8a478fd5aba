from decimal import Decimal
from typing import Any

import pytest

from otklik.profiles.shop import as_amount, fold_cart, list_goods

Event = tuple[str, dict[str, Any]]
APPLE: dict[str, Any] = {"product_id": "a", "name": "Apple", "price": 10}
PEAR: dict[str, Any] = {"product_id": "p", "name": "Pear", "price": "2.50"}


def _cart(*events: Event) -> tuple[dict[str, Any], Decimal]:
    items, amount = fold_cart(events)
    return {item["name"]: item["quantity"] for item in items}, amount


def test_added_goods_gather_and_removed_ones_leave() -> None:
    added: list[Event] = [
        ("$cart_added", APPLE),
        ("$cart_added", {**APPLE, "quantity": 2}),
        ("$cart_added", PEAR),
    ]
    assert _cart(*added) == ({"Apple": 3, "Pear": 1}, Decimal("32.50"))
    assert _cart(*added, ("$cart_removed", {"product_id": "a", "quantity": 1})) == (
        {"Apple": 2, "Pear": 1},
        Decimal("22.50"),
    )
    assert _cart(*added, ("$cart_removed", {"product_id": "a"})) == ({"Pear": 1}, Decimal("2.50"))


def test_a_viewed_cart_is_the_cart_and_its_amount_is_believed() -> None:
    viewed: Event = ("$cart_viewed", {"items": [PEAR], "amount": "2.00"})
    assert _cart(("$cart_added", APPLE), viewed) == ({"Pear": 1}, Decimal("2.00"))
    assert _cart(viewed, ("$cart_added", APPLE)) == ({"Pear": 1, "Apple": 1}, Decimal("12.50"))
    assert _cart(("$cart_added", APPLE), ("$cart_viewed", {})) == ({"Apple": 1}, Decimal(10))


def test_an_order_empties_the_cart() -> None:
    assert _cart(("$cart_added", APPLE), ("$order_completed", {})) == ({}, Decimal(0))


@pytest.mark.parametrize(
    "odd", [{}, {"product_id": None}, {"product_id": True}, {"name": ""}, {"product_id": [1]}]
)
def test_what_names_no_product_changes_nothing(odd: dict[str, Any]) -> None:
    assert _cart(("$cart_added", APPLE), ("$cart_added", odd), ("$cart_removed", odd))[0] == {"Apple": 1}


def test_a_cart_of_odd_items_is_read_as_far_as_it_goes() -> None:
    items = [None, 5, {"x": 1}, {"name": "Nut", "quantity": "three", "price": "dear"}]
    assert _cart(("$cart_viewed", {"items": items, "amount": "lots"})) == ({"Nut": 1}, Decimal(0))


@pytest.mark.parametrize(
    ("value", "amount"),
    [(5, 5), ("5.50", Decimal("5.5")), (0.1, Decimal("0.1")), ("1e3", 1000), (True, None), ("", None),
     ("NaN", None), ("1e400", None), (None, None), ([1], None)],
)  # fmt: skip
def test_amounts_are_numbers_or_texts_that_are(value: object, amount: Decimal | None) -> None:
    assert as_amount(value) == amount


def test_goods_are_listed_last_first_and_once() -> None:
    events: list[Event] = [
        ("$product_viewed", APPLE),
        ("$product_viewed", PEAR),
        ("$product_viewed", APPLE),
        ("$order_completed", {"items": [PEAR, {"name": "Nut"}]}),
    ]
    assert list_goods(events, "$product_viewed") == ["Apple", "Pear"]
    assert list_goods(events, "$order_completed") == ["Nut", "Pear"]
