from typing import Any

import pytest

from otklik.intake.translate import (
    Dialect,
    Translated,
    dialect_of,
    translate_event,
    translate_group,
    translate_operations,
    translate_traits,
)


@pytest.mark.parametrize(
    ("door", "library", "expected"),
    [
        ("browser", "otklik.js", Dialect.SEGMENT),
        ("server", "", Dialect.SEGMENT),
        ("carrotquest", "", Dialect.CARROTQUEST),
        ("browser", "carrotquest", Dialect.CARROTQUEST),
    ],
)
def test_the_dialect_follows_the_door_and_the_library(door: str, library: str, expected: Dialect) -> None:
    assert dialect_of(door, library) is expected


@pytest.mark.parametrize(
    ("name", "properties", "expected"),
    [
        ("Bought", {"total": 1}, Translated("Bought", "", {"total": 1})),
        (
            "Order Completed",
            {
                "order_id": "7",
                "total": 10.5,
                "revenue": 9,
                "products": [{"sku": "s", "image_url": "p"}, "odd"],
            },
            Translated(
                "$order_completed",
                "Order Completed",
                {
                    "order_id": "7",
                    "amount": 10.5,
                    "revenue": 9,
                    "items": [{"product_id": "s", "picture": "p"}, "odd"],
                },
            ),
        ),
        (
            "order completed",
            {"orderId": "7", "revenue": 9},
            Translated("$order_completed", "order completed", {"order_id": "7", "amount": 9}),
        ),
        (
            "Product Viewed",
            {"product_id": "1", "sku": "2", "image_url": "p", "name": "n"},
            Translated(
                "$product_viewed",
                "Product Viewed",
                {"product_id": "1", "sku": "2", "picture": "p", "name": "n"},
            ),
        ),
        ("Signed Up", {"plan": "x"}, Translated("$registered", "Signed Up", {"plan": "x"})),
        ("$cart_added", {"price": 1}, Translated("$cart_added", "", {"price": 1})),
    ],
)
def test_segment_names_become_ours(name: str, properties: dict[str, Any], expected: Translated) -> None:
    assert translate_event(Dialect.SEGMENT, name, properties) == expected


@pytest.mark.parametrize(
    ("name", "properties", "expected"),
    [
        ("$session_start", {}, None),
        ("$page_view", {"$url": "u"}, Translated("$page_viewed", "$page_view", {"url": "u"})),
        (
            "$product_viewed",
            {"$name": "n", "$url": "u", "$amount": 5, "$img": "i", "color": "red"},
            Translated(
                "$product_viewed", "", {"name": "n", "url": "u", "price": 5, "picture": "i", "color": "red"}
            ),
        ),
        (
            "$order_completed",
            {"$order_id": "7", "$order_amount": 100, "$items": ["a"]},
            Translated("$order_completed", "", {"order_id": "7", "amount": 100, "items": ["a"]}),
        ),
        (
            "$cart_viewed",
            {"$name": ["a", "b"], "$amount": [1, 2], "$img": ["i"], "note": 1},
            Translated(
                "$cart_viewed",
                "",
                {"note": 1, "items": [{"name": "a", "price": 1, "picture": "i"}, {"name": "b", "price": 2}]},
            ),
        ),
        ("own event", {"$amount": 5}, Translated("own event", "", {"$amount": 5})),
    ],
)
def test_carrot_quest_names_become_ours(
    name: str, properties: dict[str, Any], expected: Translated | None
) -> None:
    assert translate_event(Dialect.CARROTQUEST, name, properties) == expected


def test_traits_become_properties_and_ours_win() -> None:
    traits = {
        "email": "a@b.c",
        "$email": "x@y.z",
        "firstName": "Анна",
        "address": {"city": "Пермь"},
        "vip": True,
    }
    assert translate_traits(traits) == {
        "$email": "x@y.z",
        "$first_name": "Анна",
        "address": {"city": "Пермь"},
        "$city": "Пермь",
        "vip": True,
    }


@pytest.mark.parametrize(
    ("company", "expected"),
    [
        ("Ромашка", {"$company": "Ромашка"}),
        ({"name": "Ромашка", "id": 5}, {"$company": "Ромашка", "$company_id": 5}),
        (5, {}),
    ],
)
def test_company_is_unfolded(company: object, expected: dict[str, Any]) -> None:
    assert translate_traits({"company": company}) == {"company": company, **expected}


def test_a_null_trait_stays_null_so_that_it_unsets() -> None:
    assert translate_traits({"phone": None}) == {"$phone": None}


def test_group_is_kept_on_the_person() -> None:
    assert translate_group("g1", {"name": "Ромашка", "plan": "pro"}) == {
        "$company_id": "g1",
        "$company": "Ромашка",
        "company_plan": "pro",
    }


def test_operations_get_our_names_and_unknown_ones_are_left_out() -> None:
    operations: list[dict[str, Any]] = [
        {"op": "update_or_create", "key": "a", "value": 1},
        {"op": "add", "key": "b", "value": 2},
        {"op": "explode", "key": "c"},
        {"op": "set", "key": 5},
        {"op": 7, "key": "d"},
    ]
    assert translate_operations(operations) == [
        {"op": "set", "key": "a", "value": 1},
        {"op": "add", "key": "b", "value": 2},
    ]
