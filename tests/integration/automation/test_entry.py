"""Who begins: what browsers say, filters, saved triggers, exits that are asked for."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from tests.integration.automation.shop import ScenarioShop
from tests.integration.items import identify, track

from otklik.automation import repository_saved, saved, service
from otklik.infra.engines import Engines
from otklik.profiles.erasure import start_erasure
from otklik.workspaces.roles import system_actor


async def test_browsers_and_saved_triggers_let_in_whom_filters_allow(engines: Engines) -> None:
    shop = await ScenarioShop.open(engines)
    actor = system_actor(workspace_id=shop.workspace_id)
    async with engines.postgres.session() as session:
        made = await saved.create_saved(
            session, actor=actor, name="Half way down", trigger={"browser": "scroll", "percent": 50}
        )
    filters = {"pages": [{"match": "starts", "value": "/shop"}], "devices": ["mobile"], "operators": "online"}
    graph: dict[str, Any] = {
        "entry": {
            "triggers": [{"saved": made.id}, {"browser": "exit_intent"}],
            "filters": filters,
            "audience": {"property": "vip", "op": "eq", "value": True},
            "repeat": "always",
        },
        "start": "hi",
        "nodes": {"hi": shop.send()},
    }
    popup = await shop.launch(graph, name="Popup")
    other = await shop.launch({**graph, "entry": {"triggers": [{"saved": made.id}]}}, name="Other")
    await shop.happen(
        identify("ann", vip=True), track("ann", "seen", who="ann"), track("bob", "seen", who="bob")
    )
    ann, bob = await shop.home("ann"), await shop.home("bob")
    async with engines.postgres.connection() as connection:
        found = await service.list_browser_triggers(connection, workspace_id=shop.workspace_id)
    told = msgspec.json.decode(msgspec.json.encode(found))
    scroll, leave, plain = told
    assert scroll == {
        "key": scroll["key"],
        "kind": "scroll",
        "percent": 50,
        "pages": filters["pages"],
        "devices": ["mobile"],
    }
    assert (leave["kind"], plain["key"].partition("-")[0]) == ("exit_intent", str(other))

    async def fire(home: int, view: str, **changed: object) -> bool:
        said: dict[str, Any] = {
            "trigger": scroll["key"],
            "page": "https://example.com/shop/shoes?size=39",
            "device": "mobile",
            "operators_online": True,
            **changed,
        }
        return await service.fire(engines, workspace_id=shop.workspace_id, profile_id=home, view=view, **said)

    refused: dict[str, dict[str, Any]] = {
        "another page": {"page": "https://example.com/blog"},
        "no page": {"page": ""},
        "another device": {"device": "desktop"},
        "nobody online": {"operators_online": False},
        "a trigger of nobody": {"trigger": f"{popup}-0"},
        "nonsense": {"trigger": "x"},
        "another's view": {"view": "v" * 101},
    }
    for what, changed in refused.items():
        assert not await fire(ann, **{"view": "v1", **changed}), what
    assert not await fire(bob, "v1"), "not of the audience"
    assert await fire(ann, "v1")
    assert not await fire(ann, "v1"), "told again"
    await shop.work()
    assert shop.sent() == [(ann, "hi")]
    assert await fire(ann, "v2"), "the next view"
    assert await fire(ann, "v3", trigger=leave["key"]) is False, "she is inside already"
    await shop.work()
    assert await fire(bob, "v1", trigger=plain["key"], page="", device=""), "no filters, everybody"
    async with engines.postgres.connection() as connection:
        days = await repository_saved.list_days(
            connection, workspace_id=shop.workspace_id, trigger_id=made.id
        )
        started = await repository_saved.list_started(connection, workspace_id=shop.workspace_id)
    assert [day for day, _ in days] == [datetime.now(UTC).date()]
    assert [id_ for id_, _, _ in started[made.id]] == [popup, other]


async def test_filters_hold_for_events_and_a_condition_ends_a_walk(engines: Engines) -> None:
    shop = await ScenarioShop.open(engines)
    rules = [{"match": "contains", "value": "cart"}, {"match": "not_contains", "value": "thanks"}]
    source = {
        "entry": {"triggers": [{"event": "go"}], "filters": {"pages": rules}, "repeat": "always"},
        "exit": {"condition": {"tag": "done"}},
        "start": "first",
        "nodes": {
            "first": shop.send(next="mark"),
            "mark": {"property": [{"property": "seen", "value": 1}], "next": "pause"},
            "pause": {"wait": {"for": "PT1H"}, "next": "best"},
            "best": {"wait": {"until": "best_hour"}, "next": "over"},
            "over": {"handover": {"note": "He waits for a call"}, "next": "tag"},
            "tag": {"tag": {"add": "done"}, "next": "more"},
            "more": {"wait": {"for": "PT1H"}, "next": "last"},
            "last": shop.send(),
        },
    }
    made = await shop.launch(source)

    def on(device: str, url: str) -> dict[str, Any]:
        return {**track(device, "go", who=device), "context": {"page": {"url": url}}}

    await shop.happen(
        on("ann", "https://example.com/cart"),
        on("bob", "https://example.com/cart/thanks"),
        track("cat", "go", who="cat"),
    )
    ann = await shop.home("ann")
    await shop.wait(60_000)
    assert shop.sent() == [(ann, "first")], "only on the page"
    await shop.wait(30 * 3_600_000)
    assert shop.sent() == [(ann, "first")], "the tag of the walk itself ends it"
    assert [each[1:] for each in await shop.runs(made)] == [("exited", "exit_condition")]
    notes = await shop.pump.pg("SELECT kind, body FROM conversation_parts WHERE kind = 'note'")
    assert notes == [("note", "He waits for a call")]
    waiting = await shop.pump.pg("SELECT status, waiting_since IS NOT NULL FROM conversations")
    assert waiting == [("open", True)]


async def test_what_is_gone_in_mid_run_leaves_nobody_stuck(engines: Engines) -> None:
    shop = await ScenarioShop.open(engines)
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "INSERT INTO segments (workspace_id, name, filter, language_version, status)"
            " VALUES (%s, 'Gone soon', '{\"event\": \"pay\"}', 1, 'live') RETURNING id",
            (shop.workspace_id,),
        )
        row = await cursor.fetchone()
    assert row is not None
    letter = {"channel": "task", "content_id": shop.content}
    made = await shop.launch(
        {
            "entry": {"triggers": [{"event": "go"}]},
            "exit": {"condition": {"segment": row[0]}},
            "start": "rest",
            "nodes": {
                "rest": {"wait": {"for": "P1D"}, "next": "asked"},
                "asked": {"condition": {"segment": row[0]}, "next": "never", "otherwise": "letter"},
                "never": shop.send(next="letter"),
                "letter": {"send": letter, "otherwise": "told"},
                "told": {"exit": "not reached"},
            },
        }
    )
    await shop.happen(*(track(who, "go", who=who) for who in ("ann", "bob", "cat")))
    ann, bob, cat = [await shop.home(who) for who in ("ann", "bob", "cat")]
    async with engines.postgres.connection() as connection:
        await start_erasure(
            engines,
            connection,
            workspace_id=shop.workspace_id,
            person_id=ann,
            is_suppressed=False,
            author="test",
        )
    await shop.pump.pg("DELETE FROM segments WHERE id = %s RETURNING id", row[0])
    withdrawn = {"type": "track", "event": "$consent_withdrawn", "anonymousId": "bob"}
    await shop.happen({**withdrawn, "properties": {"kind": "advertising"}})
    await shop.wait(2 * 86_400_000)
    assert {home for home, _ in shop.sent()} == {cat}, "not who is being erased, not who withdrew consent"
    ends = await shop.pump.pg(
        "SELECT profile_id, state, reason FROM scenario_runs WHERE scenario_id = %s ORDER BY id", made
    )
    assert ends == [
        (ann, "exited", "deleted_person"),
        (bob, "exited", "not reached"),
        (cat, "done", ""),
    ]
