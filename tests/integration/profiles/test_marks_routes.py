"""Tags, lists and subscriptions over HTTP: read at once, told once, for whom it is due."""

import asyncio
from typing import Any

import httpx
import pytest
from tests.conftest import MakeWorkspace, TestWorkspace

from otklik.infra.engines import Engines
from otklik.intake.pipeline.testing import Pump
from otklik.profiles import unmarking
from otklik.profiles.contracts_marks import MarkKind
from otklik.profiles.service import change_marks

API = "/api/v1"


class Site:
    """A workspace with people, and its stores."""

    def __init__(self, workspace: TestWorkspace, pump: Pump) -> None:
        self.workspace = workspace
        self.pump = pump
        self.api = workspace.api

    async def see(self, *users: str, **traits: object) -> list[str]:
        """Each of `users` is there with an email of his own; their ids."""
        await self.pump.append(
            *[
                {
                    "type": "identify",
                    "messageId": f"i-{user}",
                    "anonymousId": f"d-{user}",
                    "userId": user,
                    "traits": {"email": f"{user}@x.ru", **traits},
                }
                for user in users
            ]
        )
        await self.pump.settle()
        return [(await self.get(f"/profiles/by/user_id/{user}"))["id"] for user in users]

    async def get(self, path: str) -> Any:  # noqa: ANN401 - any JSON
        return await self.call("GET", path)

    async def call(self, method: str, path: str, body: object = None, status: int = 200) -> Any:  # noqa: ANN401 - any JSON
        answer = await self.api.request(method, f"{API}{path}", json=body)
        assert answer.status_code == status, (method, path, answer.text)
        return answer.json() if answer.content else None

    async def told(self, *names: str) -> list[tuple[str, str, dict[str, Any]]]:
        """(event, person, properties) of what was told, after everything was shipped."""
        await self.pump.settle()
        return [
            (row["name"], str(row["person"]), row["properties"])
            for row in await self.pump.events()
            if row["name"] in names
        ]


@pytest.fixture
async def site(make_workspace: MakeWorkspace, engines: Engines) -> Site:
    workspace = await make_workspace()
    return Site(workspace, await Pump.open(engines, workspace.id))


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def test_tags_are_made_by_their_first_use_and_keep_their_name(site: Site) -> None:
    ann, bob = await site.see("ann", "bob")
    assert (await site.call("PUT", f"/profiles/{ann}/tags/VIP%20%2F%20A"))["tags"] == ["VIP / A"]
    assert (await site.call("PUT", f"/profiles/{ann}/tags/vip%20%2F%20a"))["tags"] == ["VIP / A"]
    await site.call("PUT", f"/profiles/{bob}/tags/VIP%20%2F%20A")
    renamed = await site.call("PATCH", "/tags/VIP%20%2F%20A", {"title": "Важные", "color": "red"})
    assert (renamed["tag"], renamed["title"], renamed["color"]) == ("VIP / A", "Важные", "red")
    assert (await site.call("PUT", f"/profiles/{ann}/tags/важные"))["tags"] == ["VIP / A"]
    assert (await site.call("POST", "/tags", {"name": "cold"}, 201))["title"] == "cold"
    for name in ("VIP / a", "ВАЖНЫЕ"):
        assert code(await site.api.post(f"{API}/tags", json={"name": name})) == (409, "tag_exists")
    taken = await site.api.patch(f"{API}/tags/cold", json={"title": "важные"})
    assert code(taken) == (409, "tag_exists")
    long = await site.api.put(f"{API}/profiles/{ann}/tags/{'x' * 61}")
    assert code(long) == (422, "wrong_tag")
    assert code(await site.api.put(f"{API}/profiles/5/tags/cold")) == (404, "person_not_found")
    assert code(await site.api.delete(f"{API}/profiles/{ann}/tags/never")) == (404, "tag_not_found")

    assert await site.told("$property_changed", "$list_joined") == [], "tags tell nobody"
    found = (await site.get("/tags"))["items"]
    assert [(tag["tag"], tag["count"]) for tag in found] == [("cold", 0), ("VIP / A", 2)]
    writes = await site.pump.ch("SELECT key, is_on, source, author FROM mark_writes ORDER BY k")
    assert [(row["key"], row["is_on"], row["source"]) for row in writes] == [("VIP / A", 1, "api")] * 2
    assert writes[0]["author"].startswith("token:")

    assert (await site.call("DELETE", f"/profiles/{bob}/tags/важные"))["tags"] == []
    await site.call("DELETE", "/tags/важные", status=204)
    assert (await site.get(f"/profiles/{ann}"))["tags"] == []
    assert code(await site.api.delete(f"{API}/tags/важные")) == (404, "tag_not_found")
    await site.pump.settle()
    assert [tag["tag"] for tag in (await site.get("/tags"))["items"]] == ["cold"]


async def test_lists_hold_people_until_they_leave_and_tell_each_change_once(site: Site) -> None:
    ann, bob, zed = await site.see("ann", "bob", "zed")
    await site.pump.append({"type": "page", "messageId": "p1", "anonymousId": "nobody"})
    await site.pump.settle()
    made = await site.call("POST", "/lists", {"name": "Выставка", "description": "May"}, 201)
    path = f"/lists/{made['id']}/members"
    by_email = {"by": {"kind": "email", "values": ["ANN@x.ru", "none@x.ru", "bob@x.ru"]}}
    assert await site.call("POST", path, by_email) == {
        "changed": 2,
        "unchanged": 0,
        "unknown": ["none@x.ru"],
        "ambiguous": [],
    }
    devices = {"by": {"kind": "anonymous_id", "values": ["d-ann", "nobody", "never"]}}
    assert (await site.call("POST", path, devices)) == {
        "changed": 1,
        "unchanged": 1,
        "unknown": ["never"],
        "ambiguous": [],
    }
    assert (await site.call("POST", path, {"profile_ids": [zed, "77"]}))["unknown"] == ["77"]
    assert (await site.call("POST", f"{path}/remove", {"profile_ids": [bob, bob]}))["changed"] == 1

    first = await site.get(f"{path}?limit=2")
    rest = await site.get(f"{path}?limit=2&cursor={first['next_cursor']}")
    assert [item["email"] for item in first["items"] + rest["items"]] == ["zed@x.ru", None, "ann@x.ru"]
    assert rest["next_cursor"] is None
    assert (await site.get(f"/profiles/{ann}"))["lists"] == [{"id": made["id"], "name": "Выставка"}]
    assert (await site.get(f"/profiles/{bob}"))["lists"] == []

    told = await site.told("$list_joined", "$list_left")
    assert sorted(name for name, _, _ in told) == ["$list_joined"] * 4 + ["$list_left"]
    about = next(properties for name, person, properties in told if (name, person) == ("$list_left", bob))
    assert (about["list_id"], about["list"], about["source"]) == (made["id"], "Выставка", "api")
    assert (await site.get("/lists"))["items"][0]["count"] == 3

    await site.call("POST", f"/profiles/{ann}/merge", {"other_id": zed}, status=409)
    await site.call("PATCH", f"/lists/{made['id']}", {"name": "Expo"})
    assert (await site.get(f"/lists/{made['id']}"))["name"] == "Expo"
    assert code(await site.api.post(f"{API}/lists", json={"name": "expo"})) == (409, "list_exists")
    await site.call("DELETE", f"/lists/{made['id']}", status=204)
    for gone in (path, f"/lists/{made['id']}"):
        assert code(await site.api.get(f"{API}{gone}")) == (404, "list_not_found")
    assert len(await site.told("$list_joined", "$list_left")) == 5, "nobody left: the list went"
    assert await site.pump.pg("SELECT count(*) FROM marks WHERE is_on") == [(0,)]
    assert await site.pump.pg("SELECT count(*) FROM people_lists") == [(0,)]
    actions = await site.pump.pg("SELECT action FROM audit_log WHERE action LIKE 'list%%' ORDER BY id")
    assert [action for (action,) in actions] == [
        "list.created",
        *["list.people_added"] * 3,
        "list.people_removed",
        "list.updated",
        "list.deleted",
    ]


async def test_a_merged_person_is_on_a_list_once_and_parts_with_his_own_words(site: Site) -> None:
    (ann,) = await site.see("ann")
    await site.pump.append(
        {"type": "identify", "messageId": "t1", "anonymousId": "tablet", "traits": {"name": "A"}}
    )
    await site.pump.settle()
    tablet = (await site.get("/profiles/by/anonymous_id/tablet"))["id"]
    made = await site.call("POST", "/lists", {"name": "L"}, 201)
    path = f"/lists/{made['id']}/members"
    await site.call("POST", path, {"profile_ids": [ann, tablet]})
    await site.call("PUT", f"/profiles/{tablet}/tags/old")
    await site.call("PUT", f"/profiles/{ann}/subscriptions", {"channel": "email", "is_subscribed": True})
    refused = {"channel": "email", "topic": "news", "is_subscribed": False}
    await site.call("PUT", f"/profiles/{tablet}/subscriptions", refused)

    card = await site.call("POST", f"/profiles/{ann}/merge", {"other_id": tablet})
    assert (card["tags"], card["lists"]) == (["old"], [{"id": made["id"], "name": "L"}])
    said = [(each["channel"], each["topic"], each["is_subscribed"]) for each in card["subscriptions"]]
    assert said == [("email", "", True), ("email", "news", False)]
    members = (await site.get(path))["items"]
    assert [member["id"] for member in members] == [card["id"]]
    await site.pump.settle()
    assert (await site.get("/lists"))["items"][0]["count"] == 1
    await site.call("POST", f"{path}/remove", {"profile_ids": [card["id"]]})
    assert (await site.get(path))["items"] == []

    merges = (await site.get(f"/profiles/{card['id']}/merges"))["items"]
    manual = next(merge for merge in merges if merge["reason"] == "manual")
    await site.call("POST", f"/merges/{manual['id']}/undo")
    parts = [await site.get(f"/profiles/{person}") for person in (ann, tablet)]
    assert [part["tags"] for part in parts] == [[], ["old"]]
    assert [len(part["subscriptions"]) for part in parts] == [1, 1]
    assert sorted(len(part["lists"]) for part in parts) == [0, 1], "he left as the survivor alone"
    told = await site.told("$subscribed", "$unsubscribed", "$list_left")
    assert sorted((name, properties.get("topic")) for name, _, properties in told) == [
        ("$list_left", None),
        ("$subscribed", None),
        ("$unsubscribed", "news"),
    ]


async def test_wrong_input_and_strangers_change_nothing(site: Site, make_workspace: MakeWorkspace) -> None:
    (ann,) = await site.see("ann")
    made = await site.call("POST", "/lists", {"name": "L"}, 201)
    await site.call("PUT", f"/profiles/{ann}/tags/vip")
    wrong: list[tuple[str, str, object]] = [
        ("PUT", f"/profiles/{ann}/subscriptions", {"channel": "pigeon", "is_subscribed": True}),
        ("PUT", f"/profiles/{ann}/subscriptions", {"channel": "email"}),
        ("POST", f"/lists/{made['id']}/members", {}),
        (
            "POST",
            f"/lists/{made['id']}/members",
            {"profile_ids": [ann], "by": {"kind": "email", "values": ["a"]}},
        ),
        ("POST", f"/lists/{made['id']}/members", {"by": {"kind": "colour", "values": ["red"]}}),
        ("POST", f"/lists/{made['id']}/members", {"profile_ids": []}),
        ("POST", "/lists", {"name": "  "}),
        ("POST", "/lists", {"name": "a\x00b"}),
        ("POST", "/tags", {"name": "x", "color": "mauve"}),
        ("GET", f"/lists/{made['id']}/members?cursor=x", None),
    ]
    for method, path, body in wrong:
        answer = await site.api.request(method, f"{API}{path}", json=body)
        assert answer.status_code == 422, (path, body, answer.text)

    stranger = (await make_workspace(name="Other")).api
    for method, path, body in (
        ("PUT", f"/profiles/{ann}/tags/vip", None),
        ("GET", f"/lists/{made['id']}", None),
        ("POST", f"/lists/{made['id']}/members", {"profile_ids": [ann]}),
        ("PATCH", f"/lists/{made['id']}", {"name": "Mine"}),
        ("DELETE", f"/lists/{made['id']}", None),
        ("DELETE", "/tags/vip", None),
    ):
        assert (await stranger.request(method, f"{API}{path}", json=body)).status_code == 404, (method, path)
    assert (await stranger.get(f"{API}/tags")).json()["items"] == []
    operator = await site.workspace.as_role("operator")
    assert (await operator.put(f"{API}/profiles/{ann}/tags/mine")).status_code == 200
    subscription = {"channel": "email", "is_subscribed": True}
    for refused in (
        await operator.put(f"{API}/profiles/{ann}/subscriptions", json=subscription),
        await operator.post(f"{API}/lists/{made['id']}/members", json={"profile_ids": [ann]}),
        await operator.delete(f"{API}/tags/vip"),
    ):
        assert refused.status_code == 403
    viewer = await site.workspace.as_role("viewer")
    assert (await viewer.put(f"{API}/profiles/{ann}/tags/vip")).status_code == 403
    assert sorted((await site.get(f"/profiles/{ann}"))["tags"]) == ["mine", "vip"]


async def test_many_are_marked_in_one_call_and_freed_by_the_job(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await site.call("POST", "/lists", {"name": "Crowd"}, 201)
    many = [1_000_000 + number for number in range(3_000)]
    async with site.pump.engines.postgres.connection() as connection, connection.transaction():
        changes = await change_marks(
            connection,
            workspace_id=site.workspace.id,
            people=many,
            kind=MarkKind.LIST,
            key=made["id"],
            is_on=True,
            author="test",
        )
    assert len(changes) == len(many)
    assert len(await site.told("$list_joined")) == len(many)
    assert (await site.get("/lists"))["items"][0]["count"] == len(many)

    monkeypatch.setattr(unmarking, "PORTION", 1_000)
    await site.call("DELETE", f"/lists/{made['id']}", status=204)
    assert await site.pump.pg("SELECT count(*) FROM marks WHERE is_on") == [(2_000,)]
    engines = site.pump.engines
    unmarking.register_unmarking(engines)
    jobs = asyncio.create_task(engines.jobs.run(concurrency=1))

    async def is_forgotten() -> bool:
        return await site.pump.pg("SELECT count(*) FROM people_lists") == [(0,)]

    await site.pump.until(is_forgotten)
    jobs.cancel()
    await asyncio.gather(jobs, return_exceptions=True)
    assert await site.pump.pg("SELECT count(*) FROM marks WHERE is_on") == [(0,)]
