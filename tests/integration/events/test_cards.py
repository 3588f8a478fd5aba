"""The card is right within a tick, whatever the rows of the list wait for, and says what they say later."""

from typing import Any

from tests.integration.events.conftest import ANN, ANNS_PHONE, BOB, VISITOR, Shop
from tests.integration.events.store import make_event

from otklik.events.facts import Facts

SEARCH = "/api/v1/profiles/search"
DERIVED = "derived"
SAME_IN_LIST = ("first_seen", "last_seen", "sessions_count", "pages_count")
AD = {"referrer": "https://ya.ru/", "utm_source": "ad", "channel_kind": "context_ads", "yclid": "y1"}
LATER = {"channel_kind": "direct", "language": "ru-RU", "time_zone": "Asia/Omsk", "gclid": "g1"}
PLACE: dict[str, Any] = {
    "country": "RU",
    "city": "Омск",
    "browser": "Firefox",
    "os": "Linux",
    "device_type": "desktop",
}


async def _card(shop: Shop, person: int) -> dict[str, Any]:
    answer = await shop.api.get(f"/api/v1/profiles/{person}")
    assert answer.status_code == 200, answer.text
    card: dict[str, Any] = answer.json()
    return card


async def _row(shop: Shop, person: int, columns: list[str]) -> dict[str, Any]:
    answer = await shop.api.post(SEARCH, json={"columns": columns})
    assert answer.status_code == 200, answer.text
    row: dict[str, Any] = next(item for item in answer.json()["items"] if item["id"] == str(person))
    return row


def _derived(card: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in card["properties"].items()
        if card["origins"].get(name, {}).get("source") == DERIVED
    }


async def test_the_card_says_at_once_what_the_list_says_later(shop: Shop) -> None:
    before = {person: await _row(shop, person, []) for person in (ANN, BOB, VISITOR)}
    apple = {"product_id": "a", "name": "Apple", "price": 10}
    await shop.store.add(
        make_event(ANNS_PHONE, "$session_started", at_s=-50, properties=AD),
        make_event(ANN, "$session_started", at_s=60, properties=LATER, **PLACE),
        make_event(ANN, "$page_viewed", at_s=61, url="https://a.example/2", **PLACE),
        make_event(ANN, "$page_left", at_s=62, properties={"active_ms": 4000}),
        make_event(ANNS_PHONE, "$cart_added", at_s=63, properties=apple),
        make_event(ANNS_PHONE, "$order_paid", at_s=64, properties={"order_id": 1, "amount": 50}),
        make_event(
            ANN, "$order_completed", at_s=65, properties={"order_id": 3, "amount": 7, "items": [apple]}
        ),
        make_event(ANN, "$cart_viewed", at_s=66, properties={"items": [apple], "amount": 9}),
        make_event(BOB, "$order_refunded", at_s=67, properties={"order_id": 2, "amount": 400}),
        make_event(BOB, "$property_changed", at_s=9_999, source="api"),
        make_event(VISITOR, "$page_viewed", at_s=68, **PLACE),
    )
    facts = Facts(shop.engines)
    await facts.count()

    cards = {person: await _card(shop, person) for person in (ANN, BOB, VISITOR)}
    assert {person: await _row(shop, person, []) for person in cards} == before
    ann = cards[ANN]["properties"]
    assert (ann["$orders_count"], ann["$revenue"], ann["$cart_amount"]) == (2, 106.9, 9)
    assert (ann["$initial_utm_source"], ann["$last_channel_kind"], ann["$gclid"]) == ("ad", "direct", "g1")
    assert (cards[BOB]["last_seen"], cards[BOB]["properties"]["$revenue"]) == (
        "2026-01-10T12:01:07.000Z",
        600,
    )

    await shop.count(*cards)
    for person, card in cards.items():
        assert await _card(shop, person) == card
        row = await _row(shop, person, sorted(card["properties"]))
        assert {name: row[name] for name in SAME_IN_LIST} == {name: card[name] for name in SAME_IN_LIST}
        assert {name: row["properties"].get(name) for name in _derived(card)} == _derived(card)


async def test_the_card_counts_for_whom_his_homes_count_now(shop: Shop) -> None:
    """A merge or its undo shows before any row is written."""
    assert (await _card(shop, ANN))["pages_count"] == 2
    async with shop.engines.postgres.connection() as connection:
        await connection.execute("UPDATE profiles SET root_id = id WHERE id = %s", (ANNS_PHONE,))
    assert (await _card(shop, ANN))["pages_count"] == 1
    assert (await _card(shop, ANNS_PHONE))["pages_count"] == 1


async def test_viewed_products_are_told_the_last_first_each_once(shop: Shop) -> None:
    def view(person: int, name: object, at_s: int, **more: object) -> Any:  # noqa: ANN401 - a row of the store
        return make_event(person, "$product_viewed", at_s=at_s, properties={"name": name, **more})

    await shop.store.add(
        view(ANN, "Kettle", 100),
        view(ANNS_PHONE, "Lamp", 101),
        view(ANN, "Kettle", 102),
        view(ANN, None, 103, items=[{"name": "Fork"}, {"name": "Knife"}, {"price": 3}]),
        view(ANN, "", 104),
        *(view(BOB, f"Book {number}", 200 + number) for number in range(30)),
    )
    await shop.count(ANN, BOB, VISITOR)

    ann, bob, visitor = [(await _card(shop, person))["properties"] for person in (ANN, BOB, VISITOR)]
    assert set(ann["$viewed_products"]) == {"Kettle", "Lamp", "Fork", "Knife"}
    assert ann["$viewed_products"][:3] == ["Knife", "Fork", "Kettle"]
    assert bob["$viewed_products"] == [f"Book {number}" for number in range(29, 9, -1)]
    assert "$viewed_products" not in visitor
    for person, known in ((ANN, ann), (BOB, bob)):
        row = await _row(shop, person, ["$viewed_products"])
        assert row["properties"] == {"$viewed_products": known["$viewed_products"]}
