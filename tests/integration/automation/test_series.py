"""The cases of the field, from the event to the message, by a clock of the test."""

from typing import Any

import pytest
from tests.integration.automation.shop import DAY_MS, HOUR_MS, ScenarioShop
from tests.integration.items import identify, track

from otklik.automation import repository_runs
from otklik.infra.engines import Engines


@pytest.fixture
async def shop(engines: Engines) -> ScenarioShop:
    return await ScenarioShop.open(engines)


def cart(shop: ScenarioShop) -> dict[str, Any]:
    """An hour after the cart was seen, a day after that, two days after that; whoever orders leaves."""
    return {
        "entry": {
            "triggers": [{"event": "$cart_viewed", "after": "PT1H", "unless": [{"event": "left"}]}],
            "audience": {"not": {"tag": "quiet"}},
            "repeat": {"every": "P7D"},
        },
        "exit": {"events": [{"event": "$order_completed"}]},
        "start": "first",
        "nodes": {
            "first": shop.send(next="day"),
            "day": {"wait": {"for": "P1D"}, "next": "dear"},
            "dear": {
                "condition": {"property": "cart", "op": "gt", "value": 20000},
                "next": "second",
                "otherwise": "two",
            },
            "second": shop.send(next="two"),
            "two": {"wait": {"for": "P2D"}, "next": "third"},
            "third": shop.send(),
        },
    }


async def test_an_abandoned_cart_gets_three_letters_and_an_order_ends_them(shop: ScenarioShop) -> None:
    series = await shop.launch(cart(shop))
    await shop.happen(
        identify("ann", cart=30000),
        identify("bob", cart=100),
        identify("cat", cart=30000),
        *(track(who, "$cart_viewed", who=who) for who in ("ann", "bob", "cat", "dan")),
        track("dan", "left", who="dan"),
    )
    ann, bob, cat = [await shop.home(who) for who in ("ann", "bob", "cat")]
    assert shop.sent() == [], "nobody gets anything within the hour"
    await shop.wait(HOUR_MS + 1)
    assert sorted(shop.sent()) == sorted([(ann, "first"), (bob, "first"), (cat, "first")])
    await shop.happen(track("cat", "$order_completed", order_id="1", amount=5))
    await shop.wait(DAY_MS + HOUR_MS)
    assert shop.sent()[3:] == [(ann, "second")], "bob's cart is small, cat has ordered"
    await shop.happen(track("ann", "$cart_viewed"))
    await shop.wait(3 * DAY_MS)
    assert sorted(shop.sent()[4:]) == sorted([(ann, "third"), (bob, "third")])
    found = await shop.runs(series)
    assert [each[1:] for each in found] == [
        ("done", ""),
        ("done", ""),
        ("exited", "exit_event"),
        ("exited", "called_off"),
    ]
    names = await shop.pump.names()
    assert names.count("$message_sent") == 6


async def test_a_lead_magnet_gives_waits_for_the_click_and_sends_to_an_operator(shop: ScenarioShop) -> None:
    chain = {
        "entry": {
            "triggers": [{"event": "asked", "where": [{"property": "form", "op": "eq", "value": "guide"}]}]
        },
        "start": "gift",
        "nodes": {
            "gift": shop.send(next="mark"),
            "mark": {"tag": {"add": "Guide"}, "next": "click"},
            "click": {
                "wait": {"events": [{"event": "clicked"}], "at_most": "P2D"},
                "next": "warm",
                "otherwise": "again",
            },
            "again": shop.send(next="last"),
            "last": {"wait": {"events": [{"event": "clicked"}], "at_most": "P1D"}, "next": "warm"},
            "warm": {"property": [{"op": "add", "property": "warmth", "value": 10}], "next": "hot"},
            "hot": {"condition": {"property": "warmth", "op": "gte", "value": 10}, "next": "call"},
            "call": shop.send(),
        },
    }
    made = await shop.launch(chain)
    await shop.happen(
        *(track(who, "asked", form="guide", who=who) for who in ("ann", "bob", "cat")),
        track("eve", "asked", form="price"),
    )
    ann, bob, cat = [await shop.home(who) for who in ("ann", "bob", "cat")]
    assert sorted(shop.sent()) == sorted([(ann, "gift"), (bob, "gift"), (cat, "gift")])
    await shop.happen(track("ann", "clicked"))
    await shop.wait(10_000)
    assert shop.sent()[3:] == [(ann, "call")]
    await shop.wait(2 * DAY_MS)
    assert sorted(shop.sent()[4:]) == sorted([(bob, "again"), (cat, "again")])
    await shop.wait(2 * DAY_MS)
    assert [state for _, state, _ in await shop.runs(made)] == ["done", "done", "done"]
    await shop.happen(track("ann", "asked", form="guide"))
    assert len(await shop.runs(made)) == 3, "once ever"


async def test_who_answers_before_his_walk_has_heard_of_the_letter_is_heard(shop: ScenarioShop) -> None:
    wait = {"wait": {"events": [{"event": "clicked"}], "at_most": "P1D"}, "next": "thanks"}
    nodes = {"gift": shop.send(next="click"), "click": wait, "thanks": shop.send()}
    await shop.launch({"entry": {"triggers": [{"event": "asked"}]}, "start": "gift", "nodes": nodes})
    await shop.pump.append(track("ann", "asked", who="ann"))
    await shop.pump.settle()
    await shop.follower.catch_up()
    assert await shop.stepper.step_due(now_ms=shop.now_ms)
    assert await shop.post()
    await shop.pump.append(track("ann", "clicked"))
    await shop.pump.settle()
    shop.ahead_ms += 60_000  # the worker was busy for a minute
    assert await shop.stepper.step_due(now_ms=shop.now_ms)
    await shop.work()
    ann = await shop.home("ann")
    assert shop.sent() == [(ann, "gift"), (ann, "thanks")]


async def test_an_edit_a_pause_a_merge_and_an_archive_leave_nobody_stuck(shop: ScenarioShop) -> None:
    wait = {"wait": {"for": "P1D"}, "next": "letter"}
    entry = {"triggers": [{"event": "go"}], "repeat": "always"}
    source = {"entry": entry, "start": "rest", "nodes": {"rest": wait, "letter": shop.send()}}
    made = await shop.launch(source)
    await shop.happen(track("ann", "go", who="ann"), track("bob", "go", who="bob"))
    # Both turn out to be one human: the later of the two walks ends when it steps.
    await shop.happen(identify("ann", "7"), identify("bob", "7"))
    nodes = {"pause": wait, "letter": shop.send()}
    await shop.save({"entry": entry, "start": "pause", "nodes": nodes}, scenario_id=made)
    api = shop.pump.pg
    await api("UPDATE scenarios SET status = 'paused' WHERE id = %s", made)
    await shop.wait(2 * DAY_MS)
    assert await api(
        "SELECT count(*) FROM scenario_runs WHERE due_at IS NULL AND held_due_at IS NOT NULL"
    ) == [(2,)]
    await api("UPDATE scenarios SET status = 'active' WHERE id = %s", made)
    async with shop.engines.postgres.connection() as connection:
        await repository_runs.release_runs(connection, workspace_id=shop.workspace_id, scenario_id=made)
    await shop.work()
    assert sorted(each[1:] for each in await shop.runs(made)) == [("done", ""), ("exited", "merged")]
    assert [node for _, node in shop.sent()] == ["letter"], "the step was gone: on to the next that is there"
