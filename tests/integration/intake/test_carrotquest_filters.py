"""Filters of Carrot Quest's list of users, over what was written and what follows from events."""

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from tests.integration.events.store import Store, make_event

from otklik.events.facts import Facts
from otklik.events.prepared import encode_rows
from otklik.intake.testing import Shop
from otklik.profiles.contracts import PropertyNowRow

ANN, BOB, EVE = 8_100_000_000_000_000_001, 8_100_000_000_000_000_002, 8_100_000_000_000_000_003
NAMES = {ANN: "ann", BOB: "bob", EVE: "eve"}
LONG_AGO = (datetime.now(UTC) - timedelta(days=10)).isoformat()
OF_LATE = (datetime.now(UTC) - timedelta(minutes=90)).isoformat()
WRITTEN = {
    "$name": {ANN: '"Анна \\"А\\" Орлова"', BOB: '"Bob"'},
    "orders": {ANN: "5", BOB: '"7"'},
    "is_vip": {ANN: "true", BOB: "false"},
    "bought_at": {ANN: json.dumps(LONG_AGO), BOB: json.dumps(OF_LATE)},
    "$viewed_products": {ANN: '["Велосипед","Bell"]', BOB: "[5]"},
    "$city": {BOB: '"Казань"'},
}


@pytest.fixture
async def people(shop: Shop) -> Shop:
    """Ann and Bob with properties, Eve with events alone."""
    store = Store(shop.engines, shop.id)
    await store.add(
        make_event(ANN, "$page_viewed", at_s=0, country="RU", city="Тверь"),
        make_event(BOB, "$page_viewed", at_s=1, country="RU", city="Тверь"),
        make_event(EVE, "$session_started", at_s=2, properties={"utm_source": "mail"}),
        make_event(EVE, "$order_completed", at_s=3, properties={"order_id": 1, "amount": 100}),
    )
    await Facts(shop.engines).count_people((shop.id, person) for person in NAMES)
    for name, values in WRITTEN.items():
        rows = [PropertyNowRow(shop.id, name, person, 1, value) for person, value in values.items()]
        await shop.engines.clickhouse.insert("property_now", encode_rows(rows), token=f"f-{name}")
    return shop


async def find(shop: Shop, client: httpx.AsyncClient, filters: object, **parameters: str) -> set[str]:
    query = {"filters": json.dumps(filters), **parameters}
    answer = await client.get("/apps/$self_app/users", params=query, headers=shop.bearer)
    assert answer.status_code == 200, answer.text
    return {NAMES[user["id"]] for user in answer.json()["data"]}


CASES: list[tuple[str, str, object, str]] = [
    ("known", "$name", {}, "ann bob"),
    ("unknown", "$name", "", "eve"),
    ("known", "nobody's", [], ""),
    ("gt", "orders", {"value": 5}, "bob"),
    ("gt_or_unknown", "orders", {"value": "5"}, "bob eve"),
    ("lt", "orders", {"value": 7}, "ann"),
    ("lt_or_unknown", "orders", '{"value": 7}', "ann eve"),
    ("range", "orders", {"value1": 5, "value2": 7}, "ann bob"),
    ("range", "orders", {"value1": 6, "value2": 7}, "bob"),
    ("eq", "orders", {"value": 7}, "bob"),
    ("neq", "orders", {"value": 7}, "ann eve"),
    ("gt", "$name", {"value": 0}, ""),
    ("str_eq", "$name", {"value": 'Анна "А" Орлова'}, "ann"),
    ("str_eq", "orders", {"value": "5"}, "ann"),
    ("str_neq", "$name", {"value": "Bob"}, "ann eve"),
    ("str_contains", "$name", {"value": "аННа"}, "ann"),
    ("str_contains", "$name", {"value": "%"}, ""),
    ("str_notcontains", "$name", {"value": "о"}, "bob eve"),
    ("bool_true", "is_vip", "", "ann"),
    ("bool_false", "is_vip", "", "bob"),
    ("daysmore", "bought_at", {"value": 2, "unit": "days"}, "ann"),
    ("daysmore_or_unknown", "bought_at", {"value": 1, "unit": "weeks"}, "ann eve"),
    ("daysless", "bought_at", {"value": 2, "unit": "hours"}, "bob"),
    ("daysless", "bought_at", {"value": 80, "unit": "minutes"}, ""),
    ("daysless_or_unknown", "bought_at", {"value": 2}, "bob eve"),
    ("lcontains", "$viewed_products", {"value": "Велосипед"}, "ann"),
    ("lcontains", "$viewed_products", {"value": 5}, "bob"),
    # what follows from events, unless it was written
    ("str_eq", "$city", {"value": "Тверь"}, "ann"),
    ("str_eq", "$city", {"value": "Казань"}, "bob"),
    ("unknown", "$city", {}, "eve"),
    ("gt", "$revenue", {"value": 99.5}, "eve"),
    ("eq", "$orders_count", {"value": 1}, "eve"),
    ("daysmore", "$last_seen", {"value": 1}, "ann bob eve"),
    ("lt", "$sessions", {"value": 1}, "ann bob"),
    ("str_eq", "$initial_utm_source", {"value": "mail"}, "eve"),
]


async def test_every_type_finds_those_and_only_those(people: Shop, post: httpx.AsyncClient) -> None:
    wrong = []
    for kind, name, value, expected in CASES:
        one = {"type": kind, "property_name": name, "value": value}
        found = await find(people, post, {"type": "and", "filters": [one]})
        if found != set(expected.split()):
            wrong.append((kind, name, value, expected, found))
    assert wrong == []


async def test_and_or_and_pages(people: Shop, other_shop: Shop, post: httpx.AsyncClient) -> None:
    named = {"type": "known", "property_name": "$name", "value": {}}
    vip = {"type": "bool_true", "property_name": "is_vip", "value": {}}
    nameless = {"type": "unknown", "property_name": "$name", "value": {}}
    assert await find(people, post, {"type": "and", "filters": [named, vip]}) == {"ann"}
    assert await find(people, post, {"type": "or", "filters": [vip, nameless]}) == {"ann", "eve"}
    assert await find(people, post, {"type": "and", "filters": []}) == {"ann", "bob", "eve"}
    both = {"type": "and", "filters": [named]}
    assert await find(people, post, both, limit="1", sort_prop="$last_seen") == {"bob"}
    assert await find(people, post, both, limit="1", offset="1", sort_prop="$last_seen") == {"ann"}
    assert await find(other_shop, post, both) == set()


@pytest.mark.parametrize(
    "filters",
    [
        "nonsense",
        "[]x",
        "[1]",
        '{"type": "xor", "filters": []}',
        '{"type": "and", "filters": {}}',
        '{"type": "and", "filters": [1]}',
        '{"type": "and", "filters": [{"type": "explode", "property_name": "a", "value": {}}]}',
        '{"type": "and", "filters": [{"type": "gt", "property_name": "", "value": {"value": 1}}]}',
        '{"type": "and", "filters": [{"type": "gt", "property_name": "a", "value": {"value": "x"}}]}',
        '{"type": "and", "filters": [{"type": "gt", "property_name": "a", "value": {"value": "nan"}}]}',
        '{"type": "and", "filters": [{"type": "gt", "property_name": "a", "value": {"value": true}}]}',
        '{"type": "and", "filters": [{"type": "range", "property_name": "a", "value": {"value1": 1}}]}',
        '{"type": "and", "filters": [{"type": "str_eq", "property_name": "a", "value": {"value": {}}}]}',
        '{"type": "and", "filters": [{"type": "daysmore", "property_name": "a", "value": {"value": -1}}]}',
        (
            '{"type": "and", "filters": [{"type": "daysless", "property_name": "a",'
            ' "value": {"value": 1, "unit": "years"}}]}'
        ),
        '{"type": "and", "filters": [' + ",".join(['{"type": "known", "property_name": "a"}'] * 51) + "]}",
    ],
)
async def test_bad_filters_are_told(shop: Shop, post: httpx.AsyncClient, filters: str) -> None:
    answer = await post.get("/apps/$self_app/users", params={"filters": filters}, headers=shop.bearer)
    assert answer.status_code in {400, 422}, answer.text
    assert answer.json()["meta"]["error"] in {"invalid", "not_json"}


async def test_odd_names_and_values_stay_data(people: Shop, post: httpx.AsyncClient) -> None:
    """Names and values never become part of the statement."""
    for odd in (
        "'",
        "\\",
        "'; DROP TABLE people --",
        "{x}",
        "{v}",
        "{test_x0:String}",
        "$last_'",
        "$'\u0000",
    ):
        for kind in ("str_eq", "str_neq", "lcontains"):
            one = {"type": kind, "property_name": odd, "value": {"value": odd}}
            found = await find(people, post, {"type": "and", "filters": [one]})
            assert found == (set(NAMES.values()) if kind == "str_neq" else set()), (odd, kind)
