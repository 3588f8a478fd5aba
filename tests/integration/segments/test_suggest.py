"""What the pickers offer is what was really given, the most frequent first, and nobody else's."""

from typing import Any

import httpx
from tests.conftest import MakeWorkspace
from tests.integration.events.store import Store, make_event

from otklik.events.facts import Facts
from otklik.events.prepared import encode_rows
from otklik.infra.engines import Engines
from otklik.profiles.contracts import PropertyNowRow

SUGGEST = "/api/v1/segments/suggest"


async def _ask(api: httpx.AsyncClient, **body: object) -> list[tuple[Any, Any]]:
    answer = await api.post(SUGGEST, json=body)
    assert answer.status_code == 200, answer.text
    return [(item["value"], item["count"]) for item in answer.json()["items"]]


async def test_values_come_from_the_stores(engines: Engines, make_workspace: MakeWorkspace) -> None:
    ours, theirs = await make_workspace(name="Ours"), await make_workspace(name="Theirs")
    store, other = Store(engines, ours.id), Store(engines, theirs.id)
    seen = {"category": "Шины", "items": ["a", "b"], "car": {"make": "BMW"}, "n": 5}
    await store.add(
        *[make_event(1, "$product_viewed", at_s=each, properties=seen, country="RU") for each in range(3)],
        make_event(2, "$product_viewed", properties={"category": "шлемы", "items": ["b"], "n": 7}),
        make_event(2, "$product_viewed", properties={"category": "", "n": None}),
        make_event(2, "$product_added", properties={"category": "Багажники"}, country="DE"),
    )
    await other.add(make_event(9, "$product_viewed", properties={"category": "Чужое"}, country="FR"))
    values = {1: '"Тверь"', 2: '"Тула"', 3: '"Тула"', 4: '{"city": "Омск"}', 5: '["x", "y"]', 6: ""}
    rows = [PropertyNowRow(ours.id, "town", person, 1, value) for person, value in values.items()]
    rows.append(PropertyNowRow(theirs.id, "town", 9, 1, '"Чужой"'))
    await engines.clickhouse.insert("property_now", encode_rows(rows), token="now")
    await Facts(engines).count_people([(ours.id, 1), (ours.id, 2), (theirs.id, 9)])
    api = ours.api

    named = {"of": "event_property", "event": "Product Viewed"}
    assert await _ask(api, **named, property="category") == [("Шины", 3), ("шлемы", 1)]
    assert await _ask(api, **named, property="category", prefix="ШЛ") == [("шлемы", 1)]
    assert await _ask(api, **named, property="items") == [("b", 4), ("a", 3)]
    assert await _ask(api, **named, property="car.make") == [("BMW", 3)]
    assert await _ask(api, **named, property="car") == [], "an object cannot be compared with"
    assert await _ask(api, **named, property="n", prefix="7") == [(7, 1)]
    assert await _ask(api, **named, property="$country") == [("RU", 3)]
    every = {"of": "event_property", "event": "$product_*", "property": "category"}
    assert [value for value, _ in await _ask(api, **every)] == ["Шины", "Багажники", "шлемы"]
    assert await _ask(api, of="property", property="town") == [
        ("Тула", 2),
        ("x", 1),
        ("y", 1),
        ("Тверь", 1),
    ]
    assert await _ask(api, of="property", property="town.city") == [("Омск", 1)]
    assert await _ask(api, of="property", property="town", prefix="т", limit=1) == [("Тула", 2)]
    assert await _ask(api, of="property", property="$country") == [("DE", 1), ("RU", 1)]
    assert await _ask(api, of="property", property="no such") == []


async def test_names_come_from_the_catalogue(engines: Engines, make_workspace: MakeWorkspace) -> None:
    workspace = await make_workspace()
    async with engines.postgres.connection() as connection:
        for kind, event, name in (
            ("event", "", "$order_completed"),
            ("event", "", "order checked"),
            ("event", "", "reorder"),
            ("property", "", "town"),
            ("event_property", "reorder", "amount"),
        ):
            await connection.execute(
                "INSERT INTO definitions (workspace_id, kind, event, name, original_names, types,"
                " first_seen, last_seen) VALUES (%s, %s, %s, %s, '{}', '{}', now(), now())",
                (workspace.id, kind, event, name),
            )
    store = Store(engines, workspace.id)
    await store.add(make_event(1, "reorder", at_s=0))
    api = workspace.api

    names = [value for value, _ in await _ask(api, of="event", prefix="Order")]
    assert names == ["order checked", "$order_completed", "reorder"], "those that begin so come first"
    assert await _ask(api, of="property_name") == [("town", None)]
    assert await _ask(api, of="event_property_name", event="reorder") == [("amount", None)]
    lacking = await api.post(SUGGEST, json={"of": "event_property", "event": "reorder"})
    assert lacking.json()["error"]["faults"][0]["path"] == "property"
    for bad in (
        {"of": "secrets"},
        {"of": "property", "property": "a\x00"},
        {"of": "property", "limit": 1_000},
    ):
        assert (await api.post(SUGGEST, json=bad)).status_code == 422, bad
