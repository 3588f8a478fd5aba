"""What let people in is asked of the store once for a portion of messages, and never while sends are held."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
from tests.integration.automation.shop import HOUR_MS, ScenarioShop
from tests.integration.automation.test_seed_shops import said, text
from tests.integration.automation.test_sweeps import sweep
from tests.integration.items import identify, track

from otklik.automation.matching import find_matched
from otklik.infra.clickhouse import ClickHouse
from otklik.infra.engines import Engines
from otklik.kit.clock import to_datetime
from otklik.messaging import delivering, releasing
from otklik.messaging.channels.registry import Channels
from otklik.messaging.contracts import Send
from otklik.messaging.repository_delivering import take_ready

PEOPLE = 100
CATEGORIES = ("tea", "cups", "spoons")
CLOSELY = {
    "event": "$product_viewed",
    "same": "category",
    "times": {"op": "gte", "value": 3},
    "within": {"last": "P7D"},
}


@pytest.fixture
async def shop(engines: Engines) -> ScenarioShop:
    return await ScenarioShop.open(engines)


@asynccontextmanager
async def listened_to(
    engines: Engines, hear: Callable[[httpx.Request], Awaitable[None]]
) -> AsyncIterator[Engines]:
    """The same engines, with an ear at each statement to ClickHouse."""
    store = engines.clickhouse
    client = httpx.AsyncClient(
        base_url=store._client.base_url,
        auth=(store.user, store.password),
        trust_env=False,
        event_hooks={"request": [hear]},
    )
    heard = ClickHouse(client, database=store.database, user=store.user, password=store.password)
    yield replace(engines, clickhouse=heard)
    await heard.close()


async def ready(shop: ScenarioShop) -> list[Send]:
    """What is ready and nobody holds."""
    async with shop.engines.postgres.connection() as connection:
        return await take_ready(connection, channel="task", now=to_datetime(shop.now_ms), limit=1_000)


async def release(shop: ScenarioShop) -> None:
    """Let the ledger decide what is due, and deliver nothing."""
    await releasing.release_portion(shop.engines, Channels(shop.box), now=to_datetime(shop.now_ms))


async def test_a_portion_of_a_mailing_asks_as_often_as_one_message(shop: ScenarioShop) -> None:
    """A hundred people, each of whom is told the category that he looked at three times."""
    people = {f"p{number}": CATEGORIES[number % len(CATEGORIES)] for number in range(PEOPLE)}
    await shop.happen(
        *(track(who, "$product_viewed", category=it, who=who) for who, it in people.items() for _ in "123"),
        *(track(who, "$product_viewed", category="lamps") for who in people),
    )
    node = {"send": await text(shop, "10 % on {{ matched.category }}")}
    graph = {"entry": {"mailing": {}, "audience": CLOSELY}, "start": "say", "nodes": {"say": node}}
    await shop.launch(graph)
    await sweep(shop)
    await release(shop)
    comments: list[str] = []

    async def hear(request: httpx.Request) -> None:
        comments.append(request.url.params["log_comment"].partition(" ")[2])
        assert len(await ready(shop)) == PEOPLE, "nothing is held while the store is asked"

    now = to_datetime(shop.now_ms)
    async with listened_to(shop.engines, hear) as engines:
        assert await delivering.write_portion(engines, shop.box, now=now) == PEOPLE
    assert sorted(comments) == ["segments.beginning", "segments.operated", "segments.person_events"]
    homes = {await shop.home(who): category for who, category in people.items()}
    assert dict(said(shop)) == {home: f"10 % on {category}" for home, category in homes.items()}


async def test_what_is_asked_at_once_is_what_each_is_told_alone(shop: ScenarioShop) -> None:
    """People who came at different moments, by either half of a condition, one of them of two devices."""
    either: dict[str, Any] = {
        "any": [
            {"all": [CLOSELY, {"property": "$orders_count", "op": "gte", "value": 1}]},
            CLOSELY | {"same": "brand", "times": {"op": "gte", "value": 2}, "within": {"last": "PT2H"}},
        ]
    }
    await shop.launch(
        {
            "entry": {"triggers": [{"event": "go"}], "audience": either, "repeat": "always"},
            "start": "rest",
            "nodes": {
                "rest": {"wait": {"for": "PT6H"}, "next": "say"},
                "say": {"send": await text(shop, "{{ matched.category }}/{{ matched.brand }}")},
            },
        }
    )

    async def look(who: str, **properties: object) -> None:
        await shop.happen(track(who, "$product_viewed", who=who, **properties))

    await shop.happen(track("ann", "$order_completed", order_id="1", amount=5, who="ann"))
    for _ in range(3):
        await look("ann", category="tea", brand="A")
    await shop.happen(track("ann", "go"))
    for device in ("bob", "bobs-phone"):
        await look(device, category="cups", brand="B")
        await shop.happen(identify(device, "bob"))
    await shop.happen(track("bob", "go"))
    for _ in range(3):
        await look("cat", category="spoons", brand="C")
    await shop.happen(track("cat", "go"))
    for who in ("ann", "bob", "cat"):
        for _ in range(4):
            await look(who, category="lamps", brand="L")
    assert said(shop) == []
    shop.ahead_ms += 7 * HOUR_MS
    await shop.stepper.step_due(now_ms=shop.now_ms)
    await release(shop)
    sends = await ready(shop)
    together = await find_matched(shop.engines, sends)
    alone = [(await find_matched(shop.engines, [send]))[send.id] for send in sends]
    assert [together[send.id] for send in sends] == alone
    await shop.work()
    ann, bob, cat = [await shop.home(who) for who in ("ann", "bob", "cat")]
    assert sorted(said(shop)) == sorted([(ann, "tea/"), (bob, "/B"), (cat, "/C")])
