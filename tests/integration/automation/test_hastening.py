"""What begins before the store has it begins once, and only where the store is not asked."""

from typing import Any

from tests.integration.automation.shop import ScenarioShop
from tests.integration.items import track

from otklik.automation.hastening import Hastener
from otklik.infra.engines import Engines
from otklik.messaging.channels.registry import Channels
from otklik.messaging.contents import keep_content
from otklik.messaging.contracts import Channel
from otklik.messaging.site.channels import list_media

POPUP: dict[str, Any] = {"look": "small", "pages": [{"id": "a", "blocks": [{"kind": "title", "text": "Hi"}]}]}


async def test_a_popup_begins_at_once_and_once(engines: Engines) -> None:
    shop = await ScenarioShop.open(engines)
    async with engines.postgres.connection() as connection:
        content = await keep_content(
            connection,
            Channels(*list_media()),
            workspace_id=shop.workspace_id,
            channel=Channel.POPUP,
            content=POPUP,
        )
    says = {"send": {"channel": "popup", "content_id": content, "kind": "transactional"}}
    entry = {
        "triggers": [{"event": "seen", "where": [{"property": "price", "op": "gt", "value": 10}]}],
        "repeat": "always",
        "together": True,
    }
    audience = {"event": "seen", "times": {"op": "gte", "value": 1}}
    condition = {"condition": audience, "next": "say", "otherwise": None}
    quick = await shop.launch({"entry": entry, "start": "say", "nodes": {"say": says}}, name="Quick")
    others = [
        await shop.launch(graph, name=f"Slow {number}")
        for number, graph in enumerate(
            (
                {"entry": {**entry, "audience": audience}, "start": "say", "nodes": {"say": says}},
                {"entry": entry, "start": "ask", "nodes": {"ask": condition, "say": says}},
                {"entry": entry, "start": "say", "nodes": {"say": shop.send()}},
            )
        )
    ]
    hastener = Hastener(engines)
    assert await hastener.step() == 0, "it learns what is waited for"
    await shop.pump.append(
        track("ann", "seen", price=20), track("bob", "seen", price=5), track("ann", "other", price=20)
    )
    async with shop.pump.running(first_hearers=(hastener,)):
        await shop.pump.until(shop.pump.is_idle)
    assert await hastener.step() == 1
    assert [len(await shop.runs(each)) for each in (quick, *others)] == [1, 0, 0, 0]
    await shop.follower.catch_up()
    assert [len(await shop.runs(each)) for each in (quick, *others)] == [1, 1, 1, 1], "the follower finds it"
    assert await hastener.step() == 0
