"""The tasks and cases that shops tell of, on live segments and by a clock of the test.

Four tasks: a form after seven pages, a review after an order, what goes well with it, what was looked at.
"""

from typing import Any

import pytest
from tests.integration.automation.shop import DAY_MS, ScenarioShop
from tests.integration.automation.test_seed_shops import said, text
from tests.integration.items import identify, track

from otklik.automation.moments import Moment, MomentKind, ensure_segment
from otklik.infra.engines import Engines
from otklik.segments import segments
from otklik.workspaces.roles import system_actor

MINUTE_MS = 60_000


@pytest.fixture
async def shop(engines: Engines) -> ScenarioShop:
    shop = await ScenarioShop.open(engines)
    shop.keep_segments()
    return shop


def page(device: str, url: str = "https://shop.example/") -> dict[str, Any]:
    return {"type": "page", "anonymousId": device, "properties": {"url": url}}


async def keep_segment(shop: ScenarioShop, name: str, condition: dict[str, Any]) -> int:
    """A live segment."""
    actor = system_actor(workspace_id=shop.workspace_id)
    async with shop.engines.postgres.session() as session:
        made = await segments.create_segment(session, actor=actor, values={"name": name, "filter": condition})
    await shop.work()
    return made.id


async def keep_moment(shop: ScenarioShop, moment: Moment) -> int:
    """The live segment of a moment, as the editor makes it."""
    actor = system_actor(workspace_id=shop.workspace_id)
    async with shop.engines.postgres.session() as session:
        made, _, _ = await ensure_segment(session, actor=actor, moment=moment, name=moment.kind.value)
    await shop.work()
    return made


def entered(segment: int) -> dict[str, Any]:
    return {"segment": segment, "on": "entered"}


async def test_task_2_a_review_is_asked_for_days_after_an_order_of_a_status(shop: ScenarioShop) -> None:
    """Three days after the order, once its status is that of a second purchase; whichever comes last."""
    moment = Moment(MomentKind.ORDER_STATUS, property="$last_order_at", days=3, status="repeat")
    segment = await keep_moment(shop, moment)
    await shop.launch(
        {"entry": {"triggers": [entered(segment)]}, "start": "ask", "nodes": {"ask": shop.send()}}
    )
    await shop.happen(
        track("ann", "$order_completed", order_id="1", amount=100, status="repeat", who="ann"),
        track("bob", "$order_completed", order_id="2", amount=100, status="new", who="bob"),
        track("cat", "$order_completed", order_id="3", amount=100, status="new", who="cat"),
    )
    ann, bob = await shop.home("ann"), await shop.home("bob")
    await shop.wait(2 * DAY_MS)
    assert shop.sent() == []
    await shop.wait(DAY_MS + MINUTE_MS)
    assert shop.sent() == [(ann, "ask")]
    await shop.happen(track("bob", "$order_status_changed", order_id="2", status="repeat"))
    await shop.wait(MINUTE_MS)
    assert shop.sent() == [(ann, "ask"), (bob, "ask")]
    await shop.wait(20 * DAY_MS)
    assert len(shop.sent()) == 2, "once an order, and never to whom it does not concern"


async def test_task_3_what_goes_well_with_an_order_comes_minutes_after_it(shop: ScenarioShop) -> None:
    """Ten minutes after the order, unless it was taken back meanwhile."""
    taken_back = {"event": "$order_cancelled"}
    await shop.launch(
        {
            "entry": {
                "triggers": [{"event": "$order_completed", "after": "PT10M", "unless": [taken_back]}],
                "repeat": "always",
            },
            "start": "well",
            "nodes": {"well": shop.send()},
        }
    )
    await shop.happen(
        track("ann", "$order_completed", order_id="1", amount=100, who="ann"),
        track("bob", "$order_completed", order_id="2", amount=100, who="bob"),
    )
    await shop.wait(9 * MINUTE_MS)
    await shop.happen(track("bob", "$order_cancelled", order_id="2"))
    assert shop.sent() == []
    await shop.wait(2 * MINUTE_MS)
    assert shop.sent() == [(await shop.home("ann"), "well")]


async def test_task_4_who_looked_and_left_is_reminded_after_fifteen_minutes(shop: ScenarioShop) -> None:
    """Nothing in the cart, a quarter of an hour of silence, an address, no order."""
    silent = await keep_moment(shop, Moment(MomentKind.INACTIVE, minutes=15))
    await shop.launch(
        {
            "entry": {
                "triggers": [entered(silent)],
                "audience": {
                    "all": [
                        {"property": "$email", "op": "set"},
                        {"event": "$product_viewed"},
                        {"not": {"property": "$cart_amount", "op": "gt", "value": 0}},
                        {"not": {"event": "$order_completed", "within": {"last": "P1D"}}},
                    ]
                },
                "repeat": {"every": "P7D"},
            },
            "start": "seen",
            "nodes": {"seen": shop.send()},
        }
    )
    await shop.happen(
        *(identify(who, email=f"{who}@mail.example") for who in ("ann", "bob", "cat")),
        *(track(who, "$product_viewed", product_id="1", who=who) for who in ("ann", "bob", "cat", "dan")),
        track("bob", "$cart_added", product_id="1", price=5, quantity=1),
        track("cat", "$order_completed", order_id="1", amount=5),
    )
    await shop.wait(14 * MINUTE_MS)
    assert shop.sent() == []
    await shop.wait(3 * MINUTE_MS)
    ann = await shop.home("ann")
    assert shop.sent() == [(ann, "seen")], "bob has a cart, cat has ordered, dan has no address"


async def test_a_message_names_the_category_that_was_looked_at(shop: ScenarioShop) -> None:
    """Three views of one category bring a discount on it, and what comes later speaks of the same one."""
    closely = {"event": "$product_viewed", "same": "category", "times": {"op": "gte", "value": 3}}
    segment = await keep_segment(shop, "Looking closely", {**closely, "within": {"last": "P7D"}})
    await shop.launch(
        {
            "entry": {
                "triggers": [entered(segment)],
                "audience": {"property": "$orders_count", "op": "unset"},
            },
            "start": "now",
            "nodes": {
                "now": {"send": await text(shop, "10 % on {{ matched.category }}"), "next": "day"},
                "day": {"wait": {"for": "P1D"}, "next": "again"},
                "again": {"send": await text(shop, "{{ matched.category }} ends today")},
            },
        }
    )
    looked = ["tea", "cups", "tea", "spoons", "tea"]
    await shop.happen(*(track("ann", "$product_viewed", category=name, who="ann") for name in looked))
    await shop.happen(*(track("ann", "$product_viewed", category="cups", who="ann") for _ in range(4)))
    await shop.wait(DAY_MS + MINUTE_MS)
    ann = await shop.home("ann")
    assert said(shop) == [(ann, "10 % on tea"), (ann, "tea ends today")]
