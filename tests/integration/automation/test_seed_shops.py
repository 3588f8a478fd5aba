"""Shops of the field: a gift for an order, answers with points, dear carts that get a call, a discount."""

from typing import Any

import pytest
from tests.integration.automation.shop import DAY_MS, HOUR_MS, ScenarioShop
from tests.integration.items import identify, track

from otklik.infra.engines import Engines
from otklik.messaging.channels.registry import Channels
from otklik.messaging.contents import keep_content
from otklik.messaging.contracts import Channel, Heard


@pytest.fixture
async def shop(engines: Engines) -> ScenarioShop:
    return await ScenarioShop.open(engines)


async def text(shop: ScenarioShop, words: str) -> dict[str, Any]:
    """A step that says this."""
    async with shop.engines.postgres.connection() as connection:
        content = await keep_content(
            connection,
            Channels(shop.box),
            workspace_id=shop.workspace_id,
            channel=Channel.TASK,
            content={"text": words},
        )
    return {"channel": "task", "content_id": content, "kind": "transactional"}


def said(shop: ScenarioShop) -> list[tuple[int, str]]:
    """(home, text) of what was delivered."""
    return [(each.send.profile_id, each.content["text"]) for each in shop.box.delivered]


async def test_angift_gives_a_ticket_to_who_pressed_the_button_and_ordered(shop: ScenarioShop) -> None:
    """A popup's button says `gift_wanted`; an order within its three hours brings the ticket, once."""
    await shop.launch(
        {
            "entry": {"triggers": [{"event": "gift_wanted"}]},
            "start": "order",
            "nodes": {
                "order": {
                    "wait": {"events": [{"event": "$order_completed"}], "at_most": "PT3H"},
                    "next": "ticket",
                    "otherwise": "late",
                },
                "late": {"exit": "did not order"},
                "ticket": shop.send(),
            },
        }
    )
    await shop.happen(
        *(track(who, "gift_wanted", who=who) for who in ("ann", "bob")), track("cat", "seen", who="cat")
    )
    await shop.happen(
        track("ann", "$order_completed", order_id="1", amount=3200),
        track("cat", "$order_completed", order_id="2", amount=3200),
    )
    ann = await shop.home("ann")
    assert shop.sent() == [(ann, "ticket")], "cat has ordered without the button"
    await shop.wait(4 * HOUR_MS)
    await shop.happen(
        track("bob", "$order_completed", order_id="3", amount=3200),
        track("ann", "$order_completed", order_id="4", amount=3200),
    )
    assert shop.sent() == [(ann, "ticket")], "bob came too late, ann has hers"


async def test_opsview_warms_up_until_twenty_six_points(shop: ScenarioShop) -> None:
    """Who has 26 points by his answers is offered to buy at once, others after letters that add to them."""
    enough = {"property": "points", "op": "gte", "value": 26}
    read = {"event": "$message_clicked", "where": [{"property": "node", "op": "eq", "value": "letter"}]}
    await shop.launch(
        {
            "entry": {"triggers": [{"event": "$form_submitted"}]},
            "start": "hot",
            "nodes": {
                "hot": {"condition": enough, "next": "buy", "otherwise": "letter"},
                "buy": {"send": await text(shop, "Buy"), "next": "call"},
                "call": {"send": await text(shop, "Call him")},
                "letter": {"send": await text(shop, "An article"), "next": "read"},
                "read": {"wait": {"events": [read], "at_most": "P3D"}, "next": "more", "otherwise": "cold"},
                "more": {"property": [{"op": "add", "property": "points", "value": 10}], "next": "week"},
                "week": {"wait": {"for": "P1D"}, "next": "hot"},
                "cold": {"exit": "cold"},
            },
        }
    )
    await shop.happen(
        identify("ann", points=26),
        identify("bob", points=10),
        identify("cat", points=25),
        *(track(who, "$form_submitted", who=who) for who in ("ann", "bob", "cat")),
    )
    ann, bob, cat = [await shop.home(who) for who in ("ann", "bob", "cat")]
    assert sorted(said(shop)) == sorted(
        [(ann, "Buy"), (ann, "Call him"), (bob, "An article"), (cat, "An article")]
    )
    for _ in range(2):
        await shop.hear(bob, "letter", Heard.CLICKED)
        await shop.wait(DAY_MS + HOUR_MS)
    assert said(shop)[4:] == [(bob, "An article"), (bob, "Buy"), (bob, "Call him")], "10 + 10 + 10 is enough"
    await shop.wait(3 * DAY_MS)
    assert cat not in [home for home, words in said(shop) if words == "Buy"], "25 is not"


async def test_a_dear_cart_gets_a_call_and_another_a_letter(shop: ScenarioShop) -> None:
    """Over 20 000 somebody calls an hour later; whoever orders meanwhile is left in peace."""
    dear = {"property": "$cart_amount", "op": "gt", "value": 20_000}
    await shop.launch(
        {
            "entry": {
                "triggers": [
                    {"event": "$cart_viewed", "after": "PT1H", "unless": [{"event": "$order_completed"}]}
                ]
            },
            "start": "dear",
            "nodes": {
                "dear": {"condition": dear, "next": "call", "otherwise": "letter"},
                "call": {"send": await text(shop, "Call: {{ event.amount }}")},
                "letter": {"send": await text(shop, "You left something")},
            },
        }
    )
    await shop.happen(
        *(
            track(who, "$cart_viewed", amount=amount, items=[{"name": "Bicycle", "price": amount}], who=who)
            for who, amount in (("ann", 25_000), ("bob", 20_000), ("cat", 30_000))
        )
    )
    await shop.happen(track("cat", "$order_completed", order_id="1", amount=30_000))
    await shop.wait(HOUR_MS + 60_000)
    ann, bob = await shop.home("ann"), await shop.home("bob")
    assert sorted(said(shop)) == sorted([(ann, "Call: 25000"), (bob, "You left something")])


async def test_the_category_looked_at_three_times_is_what_the_discount_is_for(shop: ScenarioShop) -> None:
    """Laundry baskets three times in a week: fifteen per cent off baskets, not off everything."""
    await shop.launch(
        {
            "entry": {
                "triggers": [{"event": "$product_viewed", "where": [{"property": "category", "op": "set"}]}],
                "audience": {
                    "event": "$product_viewed",
                    "same": "category",
                    "times": {"op": "gte", "value": 3},
                    "within": {"last": "P7D"},
                },
                "repeat": {"every": "P30D"},
            },
            "start": "offer",
            "nodes": {"offer": {"send": await text(shop, "−15%: {{ event.category }}")}},
        }
    )

    async def look(who: str, category: str) -> None:
        await shop.happen(track(who, "$product_viewed", category=category, who=who))

    for time in range(3):
        await look("ann", "baskets")
        await look("bob", ("lamps", "baskets", "lamps")[time])
    assert said(shop) == [(await shop.home("ann"), "−15%: baskets")], "bob looked at two things"
    await look("ann", "baskets")
    assert len(said(shop)) == 1, "once a month"
