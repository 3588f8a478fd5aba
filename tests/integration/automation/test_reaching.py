"""A reached goal stands on the card once, credited to one message, and may begin another scenario."""

from typing import Any

from tests.integration.automation.shop import ScenarioShop
from tests.integration.items import track

from otklik.automation.goals import service as goals_service
from otklik.infra.engines import Engines
from otklik.workspaces.roles import system_actor

ORDER: dict[str, Any] = {
    "name": "Order",
    "event": {"event": "$order_completed"},
    "window": "PT3H",
    "value": {"kind": "property", "name": "amount"},
    "is_main": True,
    "weight": "0.5",
}


async def _launch(shop: ScenarioShop, event: str, *goals: dict[str, Any]) -> int:
    graph = {
        "entry": {"triggers": [{"event": event}], "repeat": "always"},
        "start": "a",
        "nodes": {"a": shop.send()},
    }
    scenario_id = await shop.launch(graph, name=event)
    async with shop.engines.postgres.session() as session:
        await goals_service.put_goals(
            session,
            actor=system_actor(workspace_id=shop.workspace_id),
            scenario_id=scenario_id,
            goals=list(goals),
            is_without=not goals,
        )
    await shop.follower.catch_up()
    return scenario_id


async def _told(shop: ScenarioShop) -> list[tuple[str, str, str | None]]:
    """(scenario, goal, value) of what was told, in order."""
    rows = [row for row in await shop.pump.events() if row["name"] == "$goal_reached"]
    rows.sort(key=lambda row: (row["ts"], row["pos"]))
    return [
        (row["properties"]["message_id"], row["properties"]["goal"], row["properties"].get("value"))
        for row in rows
    ]


async def test_a_goal_is_told_once_of_the_last_message(engines: Engines) -> None:
    shop = await ScenarioShop.open(engines)
    lead = {**ORDER, "name": "Lead", "is_main": False, "event": {"event": "lead"}, "value": {"kind": "none"}}
    early = await _launch(shop, "early", ORDER)
    late = await _launch(shop, "late", ORDER, lead)
    follows = await _launch(shop, "$goal_reached")
    await shop.happen(track("ann", "$order_completed", order_id="0", amount=1))
    assert await _told(shop) == [], "nothing was said before"

    await shop.happen(track("ann", "early"), track("bob", "early"))
    await shop.happen(track("ann", "late"))
    order = track("ann", "$order_completed", order_id="1", amount="1000")
    await shop.happen(order)
    assert await _told(shop) == [(str(late), "g1", "500")], "the last one said is credited"
    await shop.happen(order, track("ann", "$order_paid", order_id="1", amount="1000"))
    assert len(await _told(shop)) == 1, "an order once, however often it is told"
    await shop.happen(track("ann", "lead"), track("bob", "$order_completed", order_id="2", amount=70))
    assert sorted((await _told(shop))[1:]) == sorted([(str(late), "g2", None), (str(early), "g1", "35")]), (
        "another goal, another person"
    )
    assert len(await shop.runs(follows)) == 3, "each began a walk"

    shop.follower.forget()
    await shop.follower.catch_up()
    assert len(await _told(shop)) == 3
