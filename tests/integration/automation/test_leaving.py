"""Who must leave by a condition leaves while he waits, whatever dies; who need not stays."""

from typing import Any

from tests.integration.automation.shop import DAY_MS, ScenarioShop
from tests.integration.automation.test_kills import work_on
from tests.integration.deadly import Deadly
from tests.integration.items import identify, track

from otklik.infra.engines import Engines
from otklik.segments import segments
from otklik.workspaces.roles import system_actor


def waiting(shop: ScenarioShop, condition: dict[str, Any]) -> dict[str, Any]:
    """A chain of three days' wait and a letter, which one leaves by a condition."""
    return {
        "entry": {"triggers": [{"event": "go"}]},
        "exit": {"condition": condition},
        "start": "days",
        "nodes": {"days": {"wait": {"for": "P3D"}, "next": "hello"}, "hello": shop.send()},
    }


async def test_who_changes_while_he_waits_leaves_at_once(engines: Engines) -> None:
    shop = await ScenarioShop.open(engines)
    actor = system_actor(workspace_id=shop.workspace_id)
    spent = {"event": "$order_completed", "where": [{"property": "amount", "op": "gte", "value": 100}]}
    async with shop.engines.postgres.session() as session:
        big = await segments.create_segment(session, actor=actor, values={"name": "Big", "filter": spent})
    chains = {
        "event": await shop.launch(waiting(shop, spent), name="By event"),
        "property": await shop.launch(
            waiting(shop, {"property": "plan", "op": "eq", "value": "pro"}), name="By property"
        ),
        "segment": await shop.launch(waiting(shop, {"segment": big.id}), name="By segment"),
        "none": await shop.launch(waiting(shop, {"event": "other"}), name="By nothing that comes"),
    }
    await shop.happen(*(track(who, "go", who=who) for who in ("ann", "bob", "cat")))
    await shop.happen(
        track("ann", "$order_completed", order_id="1", amount=150),
        track("bob", "$order_completed", order_id="2", amount=50),
        identify("cat", plan="pro"),
    )
    states = {name: [row[1:] for row in await shop.runs(made)] for name, made in chains.items()}
    stays, left = ("waiting", ""), ("exited", "exit_condition")
    assert states == {
        "event": [left, stays, stays],
        "property": [stays, stays, left],
        "segment": [left, stays, stays],
        "none": [stays, stays, stays],
    }
    assert shop.sent() == [], "nothing was due"

    # By another of his devices: one human.
    await shop.happen(identify("bob", "bob@shop"), identify("bob phone", "bob@shop"))
    await shop.happen(track("bob phone", "$order_completed", order_id="3", amount=500))
    assert [row[1] for row in await shop.runs(chains["event"])] == ["exited", "exited", "waiting"]
    await shop.wait(3 * DAY_MS + 1)
    assert sorted(node for _, node in shop.sent()) == ["hello"] * (1 + 2 + 1 + 3)
    assert await shop.pump.pg("SELECT count(*) FROM scenario_looks") == [(0,)]


async def test_whoever_dies_wherever_he_leaves_once(engines: Engines) -> None:
    shop = await ScenarioShop.open(engines)
    made = await shop.launch(waiting(shop, {"event": "paid"}))
    await shop.happen(*(track(who, "go", who=who) for who in ("ann", "bob")))
    await shop.pump.append(track("ann", "paid"), track("bob", "looked"))
    await shop.pump.settle()
    deadly = Deadly(times=2)
    await work_on(shop, deadly)
    assert [row[1:] for row in await shop.runs(made)] == [("exited", "exit_condition"), ("waiting", "")]
    assert {"looks taken", "looked", "left", "noted"} <= {*deadly.deaths}
    lines = await shop.pump.pg("SELECT what, reason FROM scenario_steps WHERE what = 'exited'")
    assert lines == [("exited", "exit_condition")], "told once"
