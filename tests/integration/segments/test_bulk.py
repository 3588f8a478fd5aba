"""What is done to many at once: each once, resumed after a kill, stopped, undone, never across a wall."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest
from tests.conftest import MakeWorkspace, Servers, TestWorkspace
from tests.integration.segments.crowd import Crowd

from otklik.events.outbox import lines_of
from otklik.infra.engines import Engines
from otklik.segments.bulk import running
from otklik.segments.bulk.erasing import erase_from_bulk
from otklik.settings import Settings

API = "/api/v1"
PATH = f"{API}/bulk-actions"
PEOPLE = range(1_001, 1_011)
MANY = range(10_001, 14_501)


@pytest.fixture
async def shop(make_workspace: MakeWorkspace) -> TestWorkspace:
    return await make_workspace()


@pytest.fixture
async def crowd(engines: Engines, shop: TestWorkspace) -> Crowd:
    crowd = Crowd(engines, shop.id)
    await crowd.add_many(PEOPLE)
    return crowd


def body(action: dict[str, object], people: Sequence[int] = PEOPLE, **more: object) -> dict[str, object]:
    chosen = {"profile_ids": [str(person) for person in people], "expected": len(people)}
    return {"action": action, **chosen, **more}


SET_CITY: dict[str, object] = {"kind": "property_set", "property": "favourite", "value": {"sizes": [1, "M"]}}


async def start(
    client: httpx.AsyncClient, action: dict[str, object], people: Sequence[int] = PEOPLE, confirm: str = ""
) -> dict[str, Any]:
    answer = await client.post(PATH, json=body(action, people, confirm=confirm))
    assert answer.status_code == 201, answer.text
    started: dict[str, Any] = answer.json()
    return started


async def work(engines: Engines) -> None:
    while await running.run_step(engines):
        pass


async def look(shop: TestWorkspace, action: dict[str, Any]) -> dict[str, Any]:
    answer = await shop.api.get(f"{PATH}/{action['id']}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def shipped(engines: Engines, table: str) -> list[dict[str, Any]]:
    """Rows on their way to ClickHouse."""
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute("SELECT bodies FROM outbox ORDER BY id")
        parcels = [msgspec.msgpack.decode(bytes(row[0])) for row in await cursor.fetchall()]
    bodies = [lines_of(parcel.get(table, b"")) for parcel in parcels]
    return [msgspec.json.decode(line) for body in bodies for line in body.splitlines()]


async def freeze(engines: Engines, crowd: Crowd, action: dict[str, Any], people: range) -> None:
    """Give a started action these people in portions of a thousand, as the worker would from a segment."""
    await crowd.add_many(people)
    async with engines.postgres.connection() as connection:
        await connection.execute("DELETE FROM bulk_action_people WHERE action_id = %s", (int(action["id"]),))
        for number, first in enumerate(range(people.start, people.stop, 1_000), start=1):
            portion = list(range(first, min(first + 1_000, people.stop)))
            await connection.execute(
                "INSERT INTO bulk_action_people (workspace_id, action_id, portion, size, members)"
                " VALUES (%s, %s, %s, %s, %s)",
                (crowd.workspace_id, int(action["id"]), number, len(portion), portion),
            )
        await connection.execute(
            "UPDATE bulk_actions SET total = %s WHERE id = %s", (len(people), int(action["id"]))
        )


async def test_a_property_for_many(engines: Engines, shop: TestWorkspace, crowd: Crowd) -> None:
    marketer = await shop.as_role("marketer")
    action = await start(marketer, SET_CITY)
    assert (action["status"], action["total"], action["done"]) == ("running", 10, 0)

    await work(engines)

    done = await look(shop, action)
    assert (done["status"], done["done"], done["changed"], done["failed"]) == ("done", 10, 10, 0)
    assert done["options"] == {"property": "favourite", "value": {"sizes": [1, "M"]}}
    assert (done["can_undo"], done["filename"], done["filter"]) == (False, None, None)
    card = (await shop.api.get(f"{API}/profiles/1003")).json()
    assert card["properties"]["favourite"] == {"sizes": [1, "M"]}
    assert card["origins"]["favourite"]["author"] == done["created_by"]
    events = await shipped(engines, "events")
    assert sorted(event["person"] for event in events) == list(PEOPLE)
    assert {event["name"] for event in events} == {"$property_changed"}
    assert len({event["pos"] for event in events}) == 10

    again = await start(marketer, SET_CITY, [*PEOPLE[:3], PEOPLE[0]])
    unset = await start(marketer, {"kind": "property_unset", "property": "favourite"}, PEOPLE[5:])
    await work(engines)
    assert (await look(shop, again))["changed"] == 0
    assert (await look(shop, again))["total"] == 3
    assert (await look(shop, unset))["changed"] == 5
    listed = (await shop.api.get(PATH, params={"limit": 2})).json()
    assert [each["id"] for each in listed["items"]] == [unset["id"], again["id"]]
    rest = (await shop.api.get(PATH, params={"cursor": listed["next_cursor"]})).json()
    assert [each["id"] for each in rest["items"]] == [action["id"]]


async def test_tags_and_subscriptions_and_their_undo(
    engines: Engines, shop: TestWorkspace, crowd: Crowd
) -> None:
    await crowd.say(PEOPLE[0], "tag", "vip", is_on=True, ts_ms=1)
    action = await start(shop.api, {"kind": "tag_add", "tag": "vip"})
    await work(engines)
    done = await look(shop, action)
    assert (done["status"], done["done"], done["changed"], done["can_undo"]) == ("done", 10, 9, True)
    assert await crowd.marked("tag", "vip") == set(PEOPLE)

    undo = (await shop.api.post(f"{PATH}/{action['id']}/undo")).json()
    assert (undo["kind"], undo["total"], undo["undo_of"]) == ("tag_remove", 9, action["id"])
    await work(engines)
    assert await crowd.marked("tag", "vip") == {PEOPLE[0]}
    assert (await look(shop, undo))["status"] == "done"

    await crowd.say(PEOPLE[1], "subscription", "sms/news", is_on=True, ts_ms=1)
    sms: dict[str, object] = {"kind": "unsubscribe", "channel": "sms", "topic": "news"}
    action = await start(shop.api, sms)
    await work(engines)
    assert (await look(shop, action))["changed"] == 10
    assert (await shop.api.post(f"{PATH}/{action['id']}/undo")).json()["total"] == 1, "silence was no yes"
    await work(engines)
    assert await crowd.marked("subscription", "sms/news") == {PEOPLE[1]}
    told = [event for event in await shipped(engines, "events") if event["name"] == "$unsubscribed"]
    assert len(told) == 10
    refused = await shop.api.post(f"{PATH}/{(await start(shop.api, SET_CITY))['id']}/undo")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "bulk_action_open")


async def test_a_killed_worker_is_followed_by_another_and_nobody_is_done_twice(
    engines: Engines,
    shop: TestWorkspace,
    crowd: Crowd,
    servers: Servers,
    settings: Settings,
    database: str,
) -> None:
    action = await start(shop.api, SET_CITY)
    await freeze(engines, crowd, action, MANY)
    urls = (servers.postgres.dsn(database), f"{servers.clickhouse.url}/{engines.clickhouse.database}")
    async with engines.postgres.connection() as holder:
        # The third portion cannot be noted as done: the worker dies with all of it done and nothing told.
        await holder.execute("SELECT 1 FROM bulk_action_people WHERE portion = 3 FOR UPDATE")
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _WORKER, str(settings.data_dir), *urls
        )
        try:
            async with asyncio.timeout(90):
                while await crowd.rows(_WAITING) == []:  # noqa: ASYNC110 - another process comes there
                    await asyncio.sleep(0.02)
        finally:
            child.kill()
            await child.wait()
    assert (await look(shop, action))["done"] == 2_000

    await work(engines)

    done = await look(shop, action)
    assert (done["status"], done["done"], done["changed"]) == ("done", len(MANY), len(MANY))
    written = [row["person"] for row in await shipped(engines, "property_writes")]
    assert sorted(written) == list(MANY)
    assert sorted(event["person"] for event in await shipped(engines, "events")) == list(MANY)


_WAITING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
_WORKER = """
import asyncio, sys
from pathlib import Path
from otklik.infra.engines import open_engines
from otklik.segments.bulk import running
from otklik.settings import Settings
from otklik.worker import register_jobs

async def main(folder, postgres, clickhouse):
    settings = Settings(data_dir=Path(folder), public_url="http://test", secret_key="a test's secret key")
    async with open_engines(settings.addresses(postgres_url=postgres, clickhouse_url=clickhouse)) as engines:
        register_jobs(engines, settings)  # as the worker is wired, so that nothing it needs is missing there
        await running.run(engines)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_a_cancel_stops_after_the_present_portion(
    engines: Engines, shop: TestWorkspace, crowd: Crowd
) -> None:
    action = await start(shop.api, {"kind": "tag_add", "tag": "vip"})
    await freeze(engines, crowd, action, MANY)
    assert await running.run_step(engines)

    cancelled = (await shop.api.post(f"{PATH}/{action['id']}/cancel")).json()
    await work(engines)

    assert (cancelled["status"], cancelled["done"], cancelled["total"]) == ("cancelled", 1_000, len(MANY))
    assert await crowd.marked("tag", "vip") == set(range(MANY.start, MANY.start + 1_000))
    assert cancelled["can_undo"] is True
    again = await shop.api.post(f"{PATH}/{action['id']}/cancel")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "bulk_action_over")


async def test_actions_take_turns(engines: Engines, shop: TestWorkspace, crowd: Crowd) -> None:
    long = await start(shop.api, {"kind": "tag_add", "tag": "long"})
    await freeze(engines, crowd, long, MANY)
    short = await start(shop.api, {"kind": "tag_add", "tag": "short"})

    for _ in range(4):
        await running.run_step(engines)

    assert (await look(shop, short))["status"] == "done"
    assert (await look(shop, long))["status"] == "running"


async def test_an_erasure_is_confirmed_and_leaves_no_card(
    engines: Engines, shop: TestWorkspace, crowd: Crowd
) -> None:
    await crowd.add(9_001, user_id="u-9", email="nine@example.com")
    erase: dict[str, object] = {"kind": "erase"}
    marketer = await shop.as_role("marketer")
    assert (await marketer.post(PATH, json=body(erase, [9_001], confirm="1"))).status_code == 403
    for wrong in ("", "2"):
        answer = await shop.api.post(PATH, json=body(erase, [9_001], confirm=wrong))
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "not_confirmed")
    late = await start(shop.api, {"kind": "tag_add", "tag": "vip"}, [9_001, PEOPLE[0]])
    action = await start(shop.api, erase, [9_001, *PEOPLE[1:]], confirm="10")
    await crowd.go_first(action["id"])

    await work(engines)

    done, late = await look(shop, action), await look(shop, late)
    assert (done["status"], done["done"], done["can_undo"]) == ("done", 10, False)
    assert (late["done"], late["failed"], late["failures"]) == (1, 1, [{"reason": "erased", "count": 1}])
    assert await crowd.list_cards() == {PEOPLE[0]}
    assert await crowd.marked("tag", "vip") == {PEOPLE[0]}
    erasures = await crowd.rows("SELECT id, members, requested_by FROM erasures")
    assert len(erasures) == 1
    assert sorted(erasures[0][1]) == sorted([9_001, *PEOPLE[1:]])


async def test_a_file_is_written_in_portions_and_fetched(
    engines: Engines, shop: TestWorkspace, crowd: Crowd
) -> None:
    await crowd.add(9_001, email="nine@example.com")
    await crowd.say(9_001, "consent", "advertising", is_on=True, ts_ms=1)
    export: dict[str, object] = {"kind": "export", "format": "yandex", "is_hashed": False}
    action = await start(shop.api, export, [9_001, PEOPLE[0]])
    url = f"{PATH}/{action['id']}/file"
    assert (await shop.api.get(url)).status_code == 404

    await work(engines)

    done = await look(shop, action)
    assert (done["status"], done["written"], done["filename"]) == ("done", 1, "yandex-audience.csv")
    assert done["left_out"] == [{"reason": "never_consented", "count": 1}]
    file = await shop.api.get(url)
    assert file.text == "email,phone,ext_id\r\nnine@example.com,,9001\r\n"
    assert file.headers["content-disposition"] == 'attachment; filename="yandex-audience.csv"'
    assert (await (await shop.as_role("operator")).get(url)).status_code == 403

    await crowd.note_erasure(9_001)
    erased = await crowd.erased(9_001)
    assert await erase_from_bulk(engines, erased) == {"bulk_action_people": 0}
    assert (await shop.api.get(url)).text == "email,phone,ext_id\r\n"

    await running.forget_over(engines, before=datetime.now(UTC) + timedelta(days=1))
    assert [key async for key in engines.blobs.list("exports")] == []
    assert await crowd.rows("SELECT 1 FROM bulk_action_people") == []


async def test_what_cannot_be_done(
    make_workspace: MakeWorkspace, engines: Engines, shop: TestWorkspace, crowd: Crowd
) -> None:
    other, operator = await make_workspace(name="Other"), await shop.as_role("operator")
    action = await start(shop.api, SET_CITY)
    assert (await operator.post(PATH, json=body(SET_CITY))).status_code == 403
    assert (await other.api.post(PATH, json=body(SET_CITY))).status_code == 404
    for way in ("", "/cancel", "/undo", "/file"):
        method = "POST" if way in {"/cancel", "/undo"} else "GET"
        answer = await other.api.request(method, f"{PATH}/{action['id']}{way}")
        assert answer.status_code == 404, way
    assert (await other.api.get(PATH)).json()["items"] == []
    wrong: list[dict[str, object]] = [
        {"kind": "explode"},
        {"kind": "tag_add"},
        {"kind": "tag_add", "tag": ""},
        {"kind": "property_set", "property": "$email", "value": "a@b.ru"},
        {"kind": "property_set", "property": "x", "value": ""},
        {"kind": "property_set", "property": "x", "value": ["y" * 8_000] * 5},
        {"kind": "property_set", "property": "", "value": 1},
        {"kind": "subscribe", "channel": "pigeon"},
        {"kind": "export", "format": "md5"},
        {"kind": "erase", "confirm": "10"},
    ]
    for bad in wrong:
        answer = await shop.api.post(PATH, json=body(bad))
        assert answer.status_code == 422, (bad, answer.text[:300])
    assert (await shop.api.post(PATH, json=body({"kind": "list_add", "list_id": "77"}))).status_code == 404
    assert (await shop.api.post(PATH, json=body(SET_CITY, [123_456]))).status_code == 404
    grown = await shop.api.post(PATH, json=body(SET_CITY, expected=9))
    assert grown.status_code == 409
    assert grown.json()["error"]["params"] == {"count": 10, "expected": 9}
    for _ in range(9):
        await start(shop.api, SET_CITY)
    answer = await shop.api.post(PATH, json=body(SET_CITY))
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "too_many_bulk_actions")
    assert await crowd.rows("SELECT count(*) FROM bulk_actions") == [(10,)]


async def test_a_segment_is_frozen_when_it_starts_and_named_to_erase_it(
    engines: Engines, shop: TestWorkspace, crowd: Crowd
) -> None:
    for person in PEOPLE[:5]:
        await crowd.state(person, "$city", '"Moscow"')
    moscow = {"property": "$city", "op": "eq", "value": "Moscow"}
    segment = (await shop.api.post(f"{API}/segments", json={"name": "Moscow", "filter": moscow})).json()
    tag: dict[str, object] = {"kind": "tag_add", "tag": "muscovite"}
    by_segment = {"segment_id": segment["id"], "expected": 5, "action": tag}

    action = (await shop.api.post(PATH, json=by_segment)).json()
    assert (action["status"], action["total"], action["segment"]) == ("pending", None, "Moscow")
    assert await running.run_step(engines)
    await crowd.state(PEOPLE[5], "$city", '"Moscow"')
    await work(engines)

    done = await look(shop, action)
    assert (done["status"], done["total"], done["done"]) == ("done", 5, 5)
    assert await crowd.marked("tag", "muscovite") == set(PEOPLE[:5])
    filtered = await shop.api.post(PATH, json={"filter": moscow, "expected": 6, "action": tag})
    assert (filtered.status_code, filtered.json()["filter"]) == (201, moscow)
    few = {"filter": moscow, "expected": 5, "action": tag}
    assert (await shop.api.post(PATH, json=few)).json()["error"]["params"] == {"count": 6, "expected": 5}
    erase = {"segment_id": segment["id"], "expected": 6, "action": {"kind": "erase"}}
    assert (await shop.api.post(PATH, json={**erase, "confirm": "6"})).status_code == 422
    assert (await shop.api.post(PATH, json={**erase, "confirm": "Moscow"})).status_code == 201
    bad = await shop.api.post(PATH, json={**few, "filter": {"property": "$city", "op": "sits"}})
    assert bad.status_code == 422
    assert bad.json()["error"]["faults"][0]["path"] == "filter.op"
    other = await shop.api.post(f"{API}/exports/preview", json={"format": "csv", "filter": moscow})
    assert (other.json()["total"], len(other.json()["lines"])) == (6, 5)
