"""The card through the whole way: log, pipeline, ClickHouse, facts, API."""

import json
from collections.abc import Awaitable, Callable, Mapping
from itertools import count
from typing import Any

import httpx
import pytest

from otklik.events.facts import Facts
from otklik.intake.pipeline.testing import Pump
from otklik.kit.clock import format_ms, now_ms

MakeWorkspace = Callable[..., Awaitable[Any]]
MESSAGES = count(1)


class Site:
    """A workspace whose events go the whole way."""

    def __init__(self, workspace: Any, pump: Pump) -> None:  # noqa: ANN401 - the fixture's class has no importable name
        self.api: httpx.AsyncClient = workspace.api
        self.pump = pump
        self.facts = Facts(workspace.engines)

    async def happen(self, *items: Mapping[str, Any]) -> None:
        await self.pump.append(*items)
        await self.settle()

    async def settle(self) -> None:
        await self.pump.settle(self.facts)
        await self.facts.count_waiting()

    async def get(self, path: str) -> dict[str, Any]:
        answer = await self.api.get(f"/api/v1{path}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def post(self, path: str, **body: object) -> dict[str, Any]:
        answer = await self.api.post(f"/api/v1{path}", json=body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
async def site(make_workspace: MakeWorkspace) -> Site:
    workspace = await make_workspace()
    return Site(workspace, await Pump.open(workspace.engines, workspace.id))


def page(device: str, url: str, *, ago_ms: int = 0, user: str | None = None) -> dict[str, Any]:
    return {
        "type": "page",
        "anonymousId": device,
        "userId": user,
        "messageId": f"m{next(MESSAGES)}",
        "timestamp": format_ms(now_ms() - ago_ms),
        "properties": {"url": url},
        "context": {"page": {"url": url}},
    }


def identify(device: str | None, user: str | None, *, ago_ms: int = 0, **traits: object) -> dict[str, Any]:
    return {
        "type": "identify",
        "anonymousId": device,
        "userId": user,
        "messageId": f"m{next(MESSAGES)}",
        "timestamp": format_ms(now_ms() - ago_ms),
        "traits": traits,
    }


async def test_derived_values_stand_on_the_card_until_the_site_sets_its_own(site: Site) -> None:
    await site.happen(
        page("d1", "https://shop.ru/?utm_source=yandex&utm_medium=cpc", ago_ms=5_000),
        page("d1", "https://shop.ru/b"),
    )
    card = await site.get("/profiles/by/anonymous_id/d1")
    assert card["stage"] == "visitor"
    assert card["pages_count"] == card["properties"]["$pages_count"] == 2
    assert card["sessions_count"] == 1
    assert card["properties"]["$initial_utm_source"] == "yandex"
    assert card["origins"]["$initial_utm_source"]["source"] == "derived"
    assert card["first_seen"] < card["last_seen"]

    operations = [{"op": "set", "key": "$pages_count", "value": 7}]
    answer = await site.api.patch(f"/api/v1/profiles/{card['id']}", json={"operations": operations})
    assert answer.json()["properties"]["$pages_count"] == 7
    assert answer.json()["origins"]["$pages_count"]["source"] == "api"
    assert answer.json()["pages_count"] == 2


async def test_an_edit_is_in_history_and_feed_with_its_author(site: Site) -> None:
    await site.happen(
        identify("d1", "u1", ago_ms=2_000, email="a@x.ru"), identify("d1", "u1", ago_ms=1_000, email="b@x.ru")
    )
    card = await site.get("/profiles/by/user_id/u1")
    operations = [
        {"op": "set", "key": "$email", "value": "c@x.ru"},
        {"op": "add", "key": "points", "value": 1},
    ]
    assert (
        await site.api.patch(f"/api/v1/profiles/{card['id']}", json={"operations": operations})
    ).is_success
    await site.settle()

    history = (await site.get(f"/profiles/{card['id']}/history?property=$email"))["items"]
    assert [each["value"] for each in history] == ["c@x.ru", "b@x.ru", "a@x.ru"]
    assert [bool(each["author"]) for each in history] == [True, False, False]
    first = await site.get(f"/profiles/{card['id']}/history?limit=3")
    rest = await site.get(f"/profiles/{card['id']}/history?limit=3&cursor={first['next_cursor']}")
    assert len(first["items"]) == 3
    assert rest["next_cursor"] is None
    values = [each["value"] for each in first["items"] + rest["items"]]
    assert values == [1, "c@x.ru", "b@x.ru", "a@x.ru", "u1"]

    changes = [event for event in await site.pump.events() if event["name"] == "$email_changed"]
    assert [(event["properties"]["old"], event["properties"]["new"]) for event in changes] == [
        (None, "a@x.ru"),
        ("a@x.ru", "b@x.ru"),
        ("b@x.ru", "c@x.ru"),
    ]
    assert [event["properties"]["first"] for event in changes] == [True, False, False]
    assert changes[2]["properties"]["author"] == history[0]["author"]


async def test_who_has_a_user_id_is_told_from_who_has_not(site: Site) -> None:
    await site.happen(
        page("d1", "https://shop.ru/", ago_ms=9_000), page("d2", "https://shop.ru/", ago_ms=9_000)
    )
    await site.happen(identify("d1", "u1", ago_ms=5_000))
    await site.settle()

    async def found(**more: object) -> list[str]:
        body = {"filter": {"property": "$user_id", **more}}
        answer = await site.api.post("/api/v1/profiles/search", json=body)
        assert answer.status_code == 200, answer.text
        return [each["id"] for each in answer.json()["items"]]

    visitor, user = await site.get("/profiles/by/anonymous_id/d2"), await site.get("/profiles/by/user_id/u1")
    assert await found(op="set") == await found(op="eq", value="u1") == [user["id"]]
    assert await found(op="unset") == [visitor["id"]]
    before = await site.api.post(
        "/api/v1/segments/count",
        json={"filter": {"property": "$user_id", "op": "set"}, "as_of": format_ms(now_ms() - 7_000)},
    )
    assert before.json()["count"] == 0, "he had not registered yet"
    await site.happen(identify("d2", "u1", ago_ms=2_000))  # the same account on his phone
    await site.settle()
    assert await found(op="unset") == []
    operations = [{"op": "set", "key": "$user_id", "value": "u2"}]
    refused = await site.api.patch(f"/api/v1/profiles/{user['id']}", json={"operations": operations})
    assert refused.status_code == 422
    assert refused.json()["error"]["faults"][0]["code"] == "computed"


async def test_merged_people_count_once_under_the_survivor_and_part_again(site: Site) -> None:
    await site.happen(
        page("d1", "https://shop.ru/a", ago_ms=9_000), page("d2", "https://shop.ru/b", ago_ms=8_000)
    )
    await site.happen(identify("d1", "u1", email="a@x.ru"), identify("d2", "u1", name="Anna"))
    card = await site.get("/profiles/by/user_id/u1")
    assert card["pages_count"] == 2
    assert len(card["members"]) == 2
    devices = (await site.get(f"/profiles/{card['id']}/devices"))["items"]
    assert len(devices) == 2
    assert {each["browser"] for each in devices} == {"Chrome"}

    merge = (await site.get(f"/profiles/{card['id']}/merges"))["items"][0]
    await site.post(f"/merges/{merge['id']}/undo")
    await site.settle()
    parts = [await site.get(f"/profiles/by/anonymous_id/{device}") for device in ("d1", "d2")]
    assert [part["pages_count"] for part in parts] == [1, 1]
    assert [part["properties"].get("$name") for part in parts] == [None, "Anna"]
    assert [part["user_id"] for part in parts] == ["u1", None]


async def test_an_export_holds_everything_known(site: Site) -> None:
    await site.happen(
        page("d1", "https://shop.ru/a"), identify("d1", "u1", email="a@x.ru"), page("d2", "https://shop.ru/b")
    )
    card = await site.get("/profiles/by/user_id/u1")
    answer = await site.api.get(f"/api/v1/profiles/{card['id']}/export")
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert "attachment" in answer.headers["content-disposition"]
    lines = [json.loads(line) for line in answer.text.splitlines()]
    kinds = {line["kind"] for line in lines}
    assert kinds == {"profile", "identity", "property_write", "event"}
    assert next(line for line in lines if line["kind"] == "profile")["properties"]["$email"] == "a@x.ru"
    events = {line["name"]: line for line in lines if line["kind"] == "event"}
    assert events["$page_viewed"]["properties"]["url"] == "https://shop.ru/a"
    assert events["$page_viewed"]["person"] == card["id"]
    assert "https://shop.ru/b" not in answer.text
    assert await site.pump.pg(
        "SELECT action FROM audit_log WHERE action LIKE 'profile%%'",
    ) == [("profile.exported",)]


async def test_a_consent_is_kept_with_its_text_and_place(site: Site) -> None:
    given = {
        "processing": True,
        "advertising": False,
        "text": "I agree",
        "version": 2,
        "url": "https://shop.ru/",
    }
    event = {"type": "track", "anonymousId": "d1", "event": "$consent_given", "properties": given}
    await site.happen({**event, "messageId": "c1"}, {**event, "messageId": "c1"})
    card = await site.get("/profiles/by/anonymous_id/d1")
    lines = (await site.api.get(f"/api/v1/profiles/{card['id']}/export")).text.splitlines()
    consents = [line for line in map(json.loads, lines) if line["kind"] == "consent"]
    assert [(each["type"], each["is_given"]) for each in consents] == [
        ("advertising", False),
        ("processing", True),
    ]
    assert {(each["text"], each["text_version"], each["url"]) for each in consents} == {
        ("I agree", "2", "https://shop.ru/")
    }
    assert [each["value"] for each in card["identities"]] == ["d1"]


async def test_who_is_here_now_is_told(site: Site) -> None:
    async with site.pump.running():
        await site.pump.append(page("d1", "https://shop.ru/now"))
        await site.pump.until(site.pump.is_idle)

        async def is_present() -> bool:
            return bool(await site.pump.pg("SELECT 1 FROM presence"))

        await site.pump.until(is_present)
    card = await site.get("/profiles/by/anonymous_id/d1")
    assert card["is_online"]
    assert card["presence"]["url"] == "https://shop.ru/now"
