"""Whoever dies wherever: nobody gets a step twice, nobody is lost."""

import asyncio

import pytest
from tests.integration.automation.shop import DAY_MS, ScenarioShop
from tests.integration.deadly import Deadly, DeathError
from tests.integration.items import identify, track

from otklik.infra.engines import Engines

WHO = ("ann", "bob", "cat")


async def work_on(shop: ScenarioShop, deadly: Deadly) -> None:
    """Processes work one after the other until one is through."""
    while True:
        shop.become(deadly)
        try:
            await shop.work()
        except DeathError:
            shop.ahead_ms += 40_000  # who asked and died is asked again
        else:
            return


async def test_whoever_dies_wherever_each_step_is_done_once(engines: Engines) -> None:
    shop = await ScenarioShop.open(engines)
    source = {
        "entry": {"triggers": [{"event": "go"}], "audience": {"not": {"tag": "never"}}, "repeat": "always"},
        "exit": {"events": [{"event": "stop"}]},
        "start": "share",
        "nodes": {
            "share": {"split": [{"arm": "a", "next": "count"}, {"arm": "b", "next": "count"}]},
            "count": {"property": [{"op": "add", "property": "steps", "value": 1}], "next": "mark"},
            "mark": {"tag": {"add": "seen"}, "next": "hello"},
            "hello": shop.send(next="known"),
            "known": {"condition": {"property": "steps", "op": "eq", "value": 1}, "next": "reply"},
            "reply": {
                "wait": {"events": [{"event": "replied"}], "at_most": "P1D"},
                "next": "thanks",
                "otherwise": "again",
            },
            "thanks": shop.send(),
            "again": shop.send(),
        },
    }
    made = await shop.launch(source)
    deadly = Deadly(times=2)
    await shop.pump.append(
        *(identify(who, name=who) for who in WHO), *(track(who, "go", who=who) for who in WHO)
    )
    await shop.pump.settle()
    await work_on(shop, deadly)
    people = {who: await shop.home(who) for who in WHO}
    assert sorted(shop.sent()) == sorted((home, "hello") for home in people.values())
    shop.ahead_ms += 40_000
    await work_on(shop, deadly)
    assert {node for node, _, _ in await shop.runs(made)} == {"reply"}

    await shop.pump.append(track("ann", "replied"), track("bob", "stop"))
    await shop.pump.settle()
    # The clock of the deaths is ahead of the events'.
    await shop.pump.pg("UPDATE scenario_runs SET since = since - interval '1 day'")
    await work_on(shop, deadly)
    shop.ahead_ms += 2 * DAY_MS
    await work_on(shop, deadly)
    assert sorted(shop.sent()[3:]) == sorted([(people["ann"], "thanks"), (people["cat"], "again")])
    states = sorted(each[1:] for each in await shop.runs(made))
    assert states == [("done", ""), ("done", ""), ("exited", "exit_event")]
    (steps,) = await shop.pump.ch("SELECT count() AS n FROM property_writes WHERE property = 'steps'")
    assert int(steps["n"]) == 3, "written once"
    names = await shop.pump.names()
    assert names.count("$experiment_assigned") == 3
    assert set(deadly.deaths.values()) == {2}
    assert {"taken", "walked", "written", "committed", "asked", "answered", "begun", "noted"} <= {
        *deadly.deaths
    }
    sends = await shop.pump.pg("SELECT count(*), count(DISTINCT unique_key) FROM sends")
    assert sends == [(5, 5)]


@pytest.mark.parametrize("workers", [2])
async def test_two_workers_and_two_followers_do_nothing_twice(engines: Engines, workers: int) -> None:
    shop = await ScenarioShop.open(engines)
    made = await shop.launch(
        {
            "entry": {"triggers": [{"event": "go"}]},
            "start": "hello",
            "nodes": {"hello": shop.send()},
        }
    )
    await shop.pump.append(*(track(f"d{n}", "go", who=f"d{n}") for n in range(40)), track("d0", "go"))
    await shop.pump.settle()
    await shop.follower.catch_up()
    shops = [ScenarioShop(shop.engines, shop.pump, shop.box, shop.content) for _ in range(workers)]
    await asyncio.gather(*(each.stepper.step_due(now_ms=each.now_ms) for each in shops))
    await shop.work()
    assert len(await shop.runs(made)) == 40, "once ever"
    assert len({home for home, _ in shop.sent()}) == len(shop.sent()) == 40
