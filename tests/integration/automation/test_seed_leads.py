"""Leads: who left an address, who reads, who begins and does not end, and at which hour he eats."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.integration.automation.shop import DAY_MS, HOUR_MS, ScenarioShop
from tests.integration.automation.test_seed_shops import said, text
from tests.integration.automation.test_seed_tasks import MINUTE_MS, entered, keep_segment
from tests.integration.items import identify, track

from otklik.infra.engines import Engines
from otklik.messaging.contracts import Heard

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture
async def shop(engines: Engines) -> ScenarioShop:
    return await ScenarioShop.open(engines)


async def test_diningln_writes_of_food_at_the_hour_of_each_meal(shop: ScenarioShop) -> None:
    """Ann orders breakfasts, Bob suppers: the new menu reaches each when he thinks of eating."""
    graph = {
        "entry": {"triggers": [{"event": "menu_changed"}]},
        "start": "hour",
        "nodes": {
            "hour": {"wait": {"until": "best_hour"}, "next": "menu"},
            "menu": {"send": await text(shop, "Today: {{ event.dish }}")},
        },
    }
    await shop.launch(graph)
    now = datetime.now(MOSCOW)
    meals = {"ann": 8, "bob": 19}
    orders = []
    for who, hour in meals.items():
        for day in range(1, 15):
            at = now.replace(hour=hour, minute=30).timestamp() * 1_000 - day * DAY_MS
            orders.append(track(who, "$order_completed", order_id=f"{who}{day}") | {"timestamp": int(at)})
    await shop.happen(*orders)
    await shop.happen(*(track(who, "menu_changed", dish="soup", who=who) for who in meals))
    assert said(shop) == [], "nobody is written to at once"
    await shop.wait(DAY_MS + HOUR_MS)
    rows = await shop.pump.pg("SELECT profile_id, sent_at FROM sends WHERE state = 'sent'")
    hours = {home: at.astimezone(MOSCOW).hour for home, at in rows}
    assert hours == {await shop.home(who): hour for who, hour in meals.items()}
    assert {words for _, words in said(shop)} == {"Today: soup"}


async def test_a_reader_of_five_warming_letters_is_called(shop: ScenarioShop) -> None:
    """Five letters about marketing, one every two days: who has read all of them is ready to buy."""
    shop.keep_segments()
    read = [{"property": "topic", "op": "eq", "value": "marketing"}]
    ready = {
        "all": [
            {"event": "$form_submitted"},
            {"event": "$message_read", "where": read, "times": {"op": "gte", "value": 5}},
        ]
    }
    segment = await keep_segment(shop, "Warm", ready)
    nodes: dict[str, Any] = {}
    for number in range(1, 6):
        send = await text(shop, f"Article {number}") | {"topic": "marketing"}
        nodes[f"letter{number}"] = {"send": send} | ({"next": f"rest{number}"} if number < 5 else {})
        nodes[f"rest{number}"] = {"wait": {"for": "P2D"}, "next": f"letter{number + 1}"}
    del nodes["rest5"]
    letters = {"entry": {"triggers": [{"event": "$form_submitted"}]}, "start": "letter1", "nodes": nodes}
    await shop.launch(letters, name="Letters")
    call = {"call": {"send": await text(shop, "Call him")}}
    await shop.launch(
        {"entry": {"triggers": [entered(segment)]}, "start": "call", "nodes": call}, name="Call"
    )
    await shop.happen(*(track(who, "$form_submitted", who=who) for who in ("ann", "bob")))
    ann, bob = await shop.home("ann"), await shop.home("bob")
    for number in range(1, 6):
        assert "Call him" not in [words for _, words in said(shop)]
        await shop.hear(ann, f"letter{number}", Heard.READ)
        if number > 1:
            await shop.hear(bob, f"letter{number}", Heard.READ)
        await shop.wait(2 * DAY_MS)
    told = {home: [words for each, words in said(shop) if each == home] for home in (ann, bob)}
    articles = [f"Article {number}" for number in range(1, 6)]
    assert told == {ann: [*articles, "Call him"], bob: articles}, "bob has left the first unread"


async def test_who_begins_an_application_twice_and_does_not_end_it_is_helped(shop: ScenarioShop) -> None:
    """Half an hour after the second beginning, unless it was sent; a discount brings him back."""
    done = {"event": "application_sent"}
    graph = {
        "entry": {
            "triggers": [{"event": "application_started", "after": "PT30M", "unless": [done]}],
            "audience": {
                "all": [
                    {
                        "event": "application_started",
                        "same": "service",
                        "times": {"op": "gte", "value": 2},
                        "within": {"last": "P7D"},
                    },
                    {"not": done},
                ]
            },
        },
        "start": "help",
        "nodes": {"help": {"send": await text(shop, "{{ event.service }}: −5% if you end it today")}},
    }
    await shop.launch(graph)

    async def begin(who: str, service: str, *, days_ago: int = 0) -> None:
        at = {"timestamp": shop.now_ms - days_ago * DAY_MS}
        await shop.happen(track(who, "application_started", service=service, who=who) | at)

    for who, service in (("ann", "Tour"), ("bob", "Tour"), ("cat", "Tour"), ("dan", "Visa")):
        await begin(who, service, days_ago=1)
    assert said(shop) == [], "once is no sign"
    for who in ("ann", "bob", "dan"):
        await begin(who, "Tour")
    await shop.wait(10 * MINUTE_MS)
    await shop.happen(track("bob", "application_sent"))
    assert said(shop) == []
    await shop.wait(HOUR_MS)
    ann = await shop.home("ann")
    assert said(shop) == [(ann, "Tour: −5% if you end it today")], "cat began once, dan two services"


async def test_a_first_address_is_thanked_for_and_a_changed_one_is_not(shop: ScenarioShop) -> None:
    """Thanks at once in the chat; the mailing to fresh addresses leaves out who left his long ago."""
    first = {"event": "$email_changed", "where": [{"property": "first", "op": "eq", "value": True}]}
    thanks = {
        "entry": {"triggers": [first], "repeat": "always"},
        "start": "thanks",
        "nodes": {"thanks": {"send": await text(shop, "Thank you, {{ person.email }}")}},
    }
    await shop.launch(thanks, name="Thanks")
    fresh = {
        "entry": {
            "triggers": [{"event": "asked"}],
            "audience": first | {"within": {"last": "P7D"}},
        },
        "start": "letters",
        "nodes": {"letters": {"send": await text(shop, "Would you like our letters?")}},
    }
    await shop.launch(fresh, name="Fresh")
    long_ago = int(datetime.now(UTC).timestamp() * 1_000) - 30 * DAY_MS
    await shop.happen(identify("bob", email="bob@old.example") | {"timestamp": long_ago})
    await shop.happen(
        track("ann", "seen", who="ann"),
        track("bob", "seen", who="bob"),
        identify("ann", email="ann@mail.example"),
        identify("bob", email="bob@mail.example"),
    )
    ann, bob = await shop.home("ann"), await shop.home("bob")
    assert (ann, "Thank you, ann@mail.example") in said(shop)
    assert (bob, "Thank you, bob@mail.example") not in said(shop), "his is not the first"
    thanked = len(said(shop))
    await shop.happen(*(track(who, "asked") for who in ("ann", "bob")))
    assert said(shop)[thanked:] == [(ann, "Would you like our letters?")]
