"""Cases of shops, a school and a studio, each as one chain from what a person does to what he is told."""

from typing import Any

import pytest
from tests.integration.automation.shop import DAY_MS, HOUR_MS, ScenarioShop
from tests.integration.automation.test_seed_shops import said, text
from tests.integration.automation.test_seed_tasks import entered, keep_segment
from tests.integration.items import identify, track

from otklik.infra.engines import Engines

ORDER = {"event": "$order_completed"}


@pytest.fixture
async def shop(engines: Engines) -> ScenarioShop:
    return await ScenarioShop.open(engines)


def of_category(name: str) -> list[dict[str, Any]]:
    return [{"property": "category", "op": "eq", "value": name}]


async def test_21shop_brings_back_at_each_stage_of_a_purchase(shop: ScenarioShop) -> None:
    """A banner for who would leave with a full cart, three letters later, a word to who is at the till."""
    banner = {
        "entry": {
            "triggers": [{"event": "$exit_intent"}],
            "audience": {"property": "$cart_amount", "op": "gt", "value": 0},
        },
        "start": "banner",
        "nodes": {"banner": shop.send()},
    }
    letters = {
        "entry": {"triggers": [{"event": "$cart_viewed", "after": "PT1H", "unless": [ORDER]}]},
        "exit": {"events": [ORDER]},
        "start": "one",
        "nodes": {
            "one": shop.send(next="day"),
            "day": {"wait": {"for": "P1D"}, "next": "two"},
            "two": shop.send(next="days"),
            "days": {"wait": {"for": "P2D"}, "next": "three"},
            "three": shop.send(),
        },
    }
    till = {
        "entry": {"triggers": [{"event": "$order_started", "after": "PT5M", "unless": [ORDER]}]},
        "start": "chat",
        "nodes": {"chat": shop.send()},
    }
    for name, graph in (("Banner", banner), ("Letters", letters), ("Till", till)):
        await shop.launch(graph, name=name)
    for who in ("ann", "bob", "cat"):
        await shop.happen(track(who, "$cart_added", product_id="1", price=5000, quantity=1, who=who))
        await shop.happen(track(who, "$cart_viewed", amount=5000, items=[{"name": "Coat", "price": 5000}]))
    await shop.happen(
        track("bob", "$order_started"),
        track("cat", "$order_started"),
        *(track(who, "$exit_intent", who=who) for who in ("ann", "dan")),
    )
    ann, bob, cat = [await shop.home(who) for who in ("ann", "bob", "cat")]
    assert shop.sent() == [(ann, "banner")], "dan has nothing in his cart"
    await shop.happen(track("cat", "$order_completed", order_id="1", amount=5000))
    await shop.wait(2 * HOUR_MS)
    assert sorted(shop.sent()[1:]) == sorted([(bob, "chat"), (ann, "one"), (bob, "one")])
    await shop.happen(track("bob", "$order_completed", order_id="2", amount=5000))
    await shop.wait(4 * DAY_MS)
    assert shop.sent()[4:] == [(ann, "two"), (ann, "three")], "bob has bought after the first"
    assert cat not in [home for home, _ in shop.sent()]


async def test_dog_food_is_remembered_before_the_bag_is_empty(shop: ScenarioShop) -> None:
    """The husky eats a bag in three and a half months: after three months a letter, unless it was bought."""
    again = {"event": "$order_completed", "where": of_category("dog food")}
    trigger = {**again, "after": "P90D", "unless": [again]}
    graph = {
        "entry": {"triggers": [trigger], "repeat": "always"},
        "start": "bag",
        "nodes": {"bag": {"send": await text(shop, "{{ event.title }} is nearly eaten")}},
    }
    await shop.launch(graph)
    await shop.happen(
        *(
            track(who, "$order_completed", order_id=who, category="dog food", title="Husky 15 kg", who=who)
            for who in ("ann", "bob")
        ),
        track("cat", "$order_completed", order_id="c", category="cat food", title="Tuna", who="cat"),
    )
    await shop.wait(80 * DAY_MS)
    at = shop.now_ms
    await shop.happen(
        track("bob", "$order_completed", order_id="b2", category="dog food", title="Husky 15 kg")
        | {"timestamp": at}
    )
    assert said(shop) == []
    await shop.wait(11 * DAY_MS)
    ann = await shop.home("ann")
    assert said(shop) == [(ann, "Husky 15 kg is nearly eaten")], "bob has bought another bag meanwhile"


async def test_headphones_left_in_the_cart_are_offered_the_next_day(shop: ScenarioShop) -> None:
    """Subscribed for ten per cent, looked at several, took one, left: the next day that one for fifteen."""
    looked = {"event": "$product_viewed", "where": of_category("headphones")}
    graph = {
        "entry": {
            "triggers": [
                {
                    "event": "$cart_added",
                    "where": of_category("headphones"),
                    "after": "P1D",
                    "unless": [ORDER],
                }
            ],
            "audience": {
                "all": [
                    {"property": "$email", "op": "set"},
                    {**looked, "times": {"op": "gte", "value": 2}, "within": {"last": "P7D"}},
                ]
            },
            "repeat": {"every": "P30D"},
        },
        "start": "offer",
        "nodes": {"offer": {"send": await text(shop, "{{ event.title }}: −15%")}},
    }
    await shop.launch(graph)
    people = ("ann", "bob", "cat", "dan")
    await shop.happen(
        *(identify(who, email=f"{who}@mail.example") for who in people if who != "dan"),
        *(track(who, "$product_viewed", category="headphones", title="A", who=who) for who in people),
        *(track(who, "$product_viewed", category="headphones", title="B") for who in people if who != "cat"),
        *(track(who, "$cart_added", category="headphones", title="B", price=9000) for who in people),
    )
    await shop.happen(track("bob", "$order_completed", order_id="1", amount=9000))
    await shop.wait(DAY_MS - HOUR_MS)
    assert said(shop) == []
    await shop.wait(2 * HOUR_MS)
    ann = await shop.home("ann")
    assert said(shop) == [(ann, "B: −15%")], "bob has bought, cat chose at once, dan left no address"


async def test_a_school_of_drawing_leads_students_and_parents_apart(shop: ScenarioShop) -> None:
    """From the first day: sketching for students, a course together for parents, what else they look at."""
    of_children = [{"property": "$url", "op": "contains", "value": "/kids"}]
    parents = {
        "any": [
            {"property": "has_children", "op": "eq", "value": True},
            {"event": "$page_viewed", "where": of_children},
        ]
    }
    graph = {
        "entry": {"triggers": [{"event": "$registered"}]},
        "exit": {"events": [ORDER]},
        "start": "hello",
        "nodes": {
            "hello": {"send": await text(shop, "Begin here"), "next": "day"},
            "day": {"wait": {"for": "P1D"}, "next": "who"},
            "who": {
                "condition": parents,
                "next": "together",
                "otherwise": "young",
            },
            "young": {
                "condition": {"property": "age", "op": "lt", "value": 25},
                "next": "sketching",
                "otherwise": "usual",
            },
            "together": {"send": await text(shop, "A course with your child")},
            "sketching": {"send": await text(shop, "Sketching, −20%")},
            "usual": {"send": await text(shop, "Our courses")},
        },
    }
    await shop.launch(graph)
    await shop.happen(
        identify("ann", age=19),
        identify("bob", age=40, has_children=True),
        identify("cat", age=40),
        identify("dan", age=50),
        identify("eve", age=19),
        *(track(who, "$registered", who=who) for who in ("ann", "bob", "cat", "dan", "eve")),
    )
    await shop.happen(
        {"type": "page", "anonymousId": "cat", "properties": {"url": "https://art.example/kids"}},
        track("eve", "$order_completed", order_id="1", amount=1000),
    )
    await shop.wait(DAY_MS + HOUR_MS)
    ann, bob, cat, dan = [await shop.home(who) for who in ("ann", "bob", "cat", "dan")]
    assert [words for _, words in said(shop)[:5]] == ["Begin here"] * 5
    assert sorted(said(shop)[5:]) == sorted(
        [
            (ann, "Sketching, −20%"),
            (bob, "A course with your child"),
            (cat, "A course with your child"),
            (dan, "Our courses"),
        ]
    ), "eve has bought a course already"


async def test_anivers_gives_each_segment_its_gift_and_three_letters(shop: ScenarioShop) -> None:
    """Who looked at shops is offered one guide, who looked at blogs another; then three useful letters."""

    def visited(what: str) -> dict[str, Any]:
        where = [{"property": "$url", "op": "contains", "value": f"/{what}"}]
        return {"event": "$page_viewed", "where": where}

    for what in ("shops", "blogs"):
        nodes: dict[str, Any] = {"gift": {"send": await text(shop, f"Guide to {what}"), "next": "asked"}}
        nodes["asked"] = {
            "wait": {"events": [{"event": "$email_changed"}], "at_most": "P7D"},
            "next": "letter1",
            "otherwise": None,
        }
        for number in (1, 2, 3):
            last = {"next": f"rest{number}"} if number < 3 else {}
            nodes[f"letter{number}"] = {"send": await text(shop, f"{what} {number}"), **last}
            if number < 3:
                nodes[f"rest{number}"] = {"wait": {"for": "P2D"}, "next": f"letter{number + 1}"}
        entry = {"triggers": [{"event": "stayed"}], "audience": visited(what)}
        await shop.launch({"entry": entry, "start": "gift", "nodes": nodes}, name=what)
    for who, what in (("ann", "shops"), ("bob", "blogs"), ("cat", "shops")):
        url = f"https://studio.example/{what}"
        await shop.happen({"type": "page", "anonymousId": who, "properties": {"url": url}})
        await shop.happen(track(who, "stayed", who=who))
    await shop.happen(*(identify(who, email=f"{who}@mail.example") for who in ("ann", "bob")))
    await shop.wait(8 * DAY_MS)
    ann, bob, cat = [await shop.home(who) for who in ("ann", "bob", "cat")]
    told: dict[int, list[str]] = {}
    for home, words in said(shop):
        told.setdefault(home, []).append(words)
    assert told == {
        ann: ["Guide to shops", "shops 1", "shops 2", "shops 3"],
        bob: ["Guide to blogs", "blogs 1", "blogs 2", "blogs 3"],
        cat: ["Guide to shops"],
    }


async def test_a_car_dealer_hears_of_hot_leads_only(shop: ScenarioShop) -> None:
    """From an advertisement, looked at one car more than twice, has not applied: somebody calls."""
    shop.keep_segments()
    car = [{"property": "$url", "op": "contains", "value": "/bmw-3"}]
    hot = {
        "all": [
            {"property": "$initial_utm_medium", "op": "eq", "value": "cpc"},
            {"event": "$page_viewed", "where": car, "times": {"op": "gt", "value": 2}},
            {"not": {"event": "applied"}},
        ]
    }
    segment = await keep_segment(shop, "Hot: BMW 3", hot)
    call = {"send": await text(shop, "Call {{ person.first_name | default: 'him' }}")}
    await shop.launch({"entry": {"triggers": [entered(segment)]}, "start": "call", "nodes": {"call": call}})
    mark = "?utm_source=yandex&utm_medium=cpc"
    for who, query, times in (("ann", mark, 3), ("bob", mark, 2), ("cat", "", 3), ("dan", mark, 3)):
        if who == "dan":
            await shop.happen(track("dan", "applied", who="dan"))
        url = f"https://cars.example/bmw-3{query}"
        for _ in range(times):
            await shop.happen({"type": "page", "anonymousId": who, "properties": {"url": url}})
        await shop.happen(track(who, "seen", who=who))
    await shop.work()
    assert said(shop) == [(await shop.home("ann"), "Call him")]
