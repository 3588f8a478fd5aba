"""A rehearsal says of the past what the engine would have done then, and sends nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.integration.automation.shop import ScenarioShop
from tests.integration.items import identify, track

from otklik.automation import scenarios
from otklik.automation.goals import service as goals
from otklik.automation.rehearsing import repository, running
from otklik.automation.rehearsing.contracts import Rehearsal
from otklik.infra.engines import Engines
from otklik.workspaces.roles import system_actor

DAY = timedelta(days=1)
NOON = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)


def past(device: str, name: str, days: float, **properties: object) -> dict[str, Any]:
    """An event so many days ago (before noon of today)."""
    at = NOON - DAY * days
    return {
        **track(device, name, **properties),
        "timestamp": at.isoformat(),
        "messageId": f"{device}{name}{days}",
    }


async def ask(shop: ScenarioShop, scenario_id: int, version_id: int, days: int = 30) -> Rehearsal:
    async with shop.engines.postgres.connection() as connection:
        made = await repository.insert_rehearsal(
            connection,
            workspace_id=shop.workspace_id,
            scenario_id=scenario_id,
            version_id=version_id,
            days=days,
            author="test",
        )
    assert await running.step(shop.engines)
    async with shop.engines.postgres.connection() as connection:
        found = await repository.list_rehearsals(
            connection, workspace_id=shop.workspace_id, scenario_id=scenario_id, rehearsal_id=made
        )
    return found[0]


async def test_a_rehearsal_tells_what_would_have_gone_to_whom(engines: Engines) -> None:
    shop = await ScenarioShop.open(engines)
    actor = system_actor(workspace_id=shop.workspace_id)
    source: dict[str, Any] = {
        "entry": {
            "triggers": [{"event": "cart", "after": "PT1H", "unless": [{"event": "left"}]}, {"call": True}],
            "audience": {"event": "cart"},
            "repeat": {"every": "P7D"},
        },
        "exit": {"events": [{"event": "bought"}]},
        "start": "first",
        "nodes": {
            "first": {"send": {"channel": "task", "content_id": shop.content}, "next": "day"},
            "day": {"wait": {"for": "P1D"}, "next": "second"},
            "second": {"send": {"channel": "task", "content_id": shop.content}},
        },
    }
    made = await shop.draft(source, name="Carts")
    goal = {
        "name": "Bought",
        "event": {"event": "bought"},
        "window": "P2D",
        "value": {"kind": "property", "name": "amount"},
        "is_main": True,
    }
    async with engines.postgres.session() as session:
        await goals.put_goals(session, actor=actor, scenario_id=made, goals=[goal], is_without=False)
    await shop.happen(
        past("ann", "cart", 20),  # both letters
        past("ann", "cart", 19.5),  # she is inside
        past("ann", "cart", 16),  # too soon after
        past("bob", "cart", 10),  # the first one, then he buys
        past("bob", "bought", 9.5, amount=500),
        past("cat", "cart", 10),  # called off
        past("cat", "left", 9.99),
        past("dan", "cart", 40),  # before the time
        past("eve", "bought", 10, amount=7),
    )
    async with engines.postgres.connection() as connection:
        found = await scenarios.get_scenario(connection, workspace_id=shop.workspace_id, scenario_id=made)
    done = await ask(shop, made, found.version_id or 0)
    assert (done.state, done.error) == ("done", "")
    result = done.result or {}
    told = {name: result[name] for name in ("begun", "people", "reached", "sends", "kept_out", "ended")}
    # The audience is asked at the beginnings of five days' stretches: of who came anew it is not true yet.
    assert told["begun"] + sum(told["kept_out"].values()) == 5, result
    assert result["not_rehearsed"] == [1]
    entry = {key: value for key, value in source["entry"].items() if key != "audience"}
    plain = {**source, "entry": entry}
    await shop.save(plain, scenario_id=made)
    done = await ask(shop, made, found.version_id or 0)
    result = done.result or {}
    assert {name: result[name] for name in told} == {
        "begun": 3,
        "people": 3,
        "reached": 2,
        "sends": 3,
        "kept_out": {"inside": 1, "repeat": 1},
        "ended": {"done": 1, "exit_event": 1, "called_off": 1},
    }
    assert (result["goals"], result["money"]) == (1, 500.0)
    assert result["steps"] == {"first": {"sent": 2}, "second": {"sent": 1}}
    first, second = NOON - 20 * DAY, NOON - 10 * DAY
    assert result["days"] == {
        f"{first:%Y-%m-%d}": 1,
        f"{first + DAY:%Y-%m-%d}": 1,
        f"{second:%Y-%m-%d}": 1,
    }
    assert len(result["sample"]) == 3
    assert {(each["event"], each["trigger"]) for each in result["sample"]} == {("cart", 0)}
    assert all(each["began"] < each["at"] for each in result["sample"])
    assert shop.sent() == []
    async with engines.postgres.connection() as connection:
        await repository.delete_of_people(
            connection, workspace_id=shop.workspace_id, people=[int(result["sample"][0]["profile_id"])]
        )
        left = await repository.list_rehearsals(connection, workspace_id=shop.workspace_id, scenario_id=made)
    assert left == [] or all(each.id != done.id for each in left)


async def test_who_changes_while_he_waits_would_have_left_at_once(engines: Engines) -> None:
    """As in test_leaving, of the past: by an event, a property, a mark and another device of his."""
    shop = await ScenarioShop.open(engines)
    source = {
        "entry": {"triggers": [{"event": "go"}]},
        "exit": {
            "condition": {
                "any": [
                    {
                        "event": "paid",
                        "where": [{"property": "amount", "op": "gte", "value": 100}],
                        "within": {"last": "P30D"},
                    },
                    {"property": "plan", "op": "eq", "value": "pro"},
                    {"tag": "quiet"},
                ]
            }
        },
        "start": "hello",
        "nodes": {
            "hello": {"send": {"channel": "task", "content_id": shop.content}, "next": "days"},
            "days": {"wait": {"for": "P3D"}, "next": "bye"},
            "bye": {"send": {"channel": "task", "content_id": shop.content}},
        },
    }
    made = await shop.draft(source, name="Days")
    phone = identify("bob phone", "bob@shop") | {"timestamp": (NOON - 11 * DAY).isoformat()}
    plan = identify("cat", plan="pro") | {"timestamp": (NOON - 9 * DAY).isoformat()}
    await shop.happen(
        *(past(who, "go", 10) for who in ("ann", "bob", "cat", "dan", "eve", "fay")),
        past("ann", "paid", 9, amount=150),
        past("bob", "paid", 9, amount=50),
        identify("bob", "bob@shop"),
        phone,
        past("bob phone", "paid", 8, amount=500),
        plan,
        past("dan", "paid", 20, amount=150),  # he is turned away at the first step
        past("eve", "paid", 6, amount=150),  # she has got both
        past("fay", "paid", 45, amount=150),  # too long ago
    )
    done = await ask(shop, made, 0)
    result = done.result or {}
    assert (done.error, result["begun"]) == ("", 6)
    assert result["ended"] == {"exit_condition": 4, "done": 2}
    assert result["steps"] == {"hello": {"sent": 5}, "bye": {"sent": 2}}
