"""Scenarios over HTTP: what a marketer does from the draft to the archive, who may, what is refused."""

from typing import Any

import httpx
from tests.conftest import MakeWorkspace, TestWorkspace

from otklik.automation.stepping import Stepper
from otklik.kit.clock import now_ms
from otklik.messaging.channels.registry import Channels
from otklik.messaging.contents import keep_content
from otklik.messaging.contracts import Channel
from otklik.messaging.testing import KeptInner
from otklik.profiles.contracts import IdentityKind
from otklik.profiles.creating import create_people

SCENARIOS = "/api/v1/scenarios"
Json = dict[str, Any]


async def _make_content(workspace: TestWorkspace) -> int:
    async with workspace.engines.postgres.connection() as connection:
        return await keep_content(
            connection,
            Channels(KeptInner(Channel.TASK)),
            workspace_id=workspace.id,
            channel=Channel.TASK,
            content={"text": "Hi"},
        )


async def _make_people(workspace: TestWorkspace) -> list[int]:
    async with workspace.engines.postgres.connection() as connection:
        made = await create_people(
            connection,
            workspace_id=workspace.id,
            kind=IdentityKind.EMAIL,
            values=["ann@example.com", "bob@example.com"],
            phone_region="RU",
            author="test",
            secrets=workspace.engines.secrets,
        )
    return list(made.values())


def _graph(content: int, **more: object) -> Json:
    send = {"send": {"channel": "task", "content_id": content}, "title": "Call"}
    nodes = {"day": {"wait": {"for": "P1D"}, "next": "call"}, "call": send}
    return {"entry": {"triggers": [{"call": True}]}, "start": "day", "nodes": nodes, **more}


async def _ask(api: httpx.AsyncClient, path: str, status: int, **body: object) -> Json:
    answer = await api.post(f"{SCENARIOS}{path}", json=body)
    assert answer.status_code == status, answer.text
    found: Json = answer.json()
    return found


async def test_a_scenario_lives_from_draft_to_archive(make_workspace: MakeWorkspace) -> None:
    workspace = await make_workspace()
    api, content = workspace.api, await _make_content(workspace)
    ann, bob = await _make_people(workspace)

    wrong = {**_graph(content), "start": "nowhere"}
    checked = await _ask(api, "/check", 200, graph=wrong)
    assert [(fault["path"], fault["code"]) for fault in checked["faults"]] == [
        ("graph.start", "unknown_node")
    ]
    foreign = await _ask(api, "/check", 200, graph=_graph(content + 1))
    assert foreign["faults"][0]["path"] == "graph.nodes.call.send.content_id"

    made = await _ask(api, "", 201, name="Welcome", kind="message", hypothesis="A call helps")
    path = f"/{made['id']}"
    assert (made["status"], made["version_id"], made["purpose"]) == ("draft", None, "marketing")
    assert (await _ask(api, f"{path}/launch", 409))["error"]["code"] == "no_graph"
    saved = await _ask(api, f"{path}/versions", 201, graph=wrong)
    assert (saved["number"], saved["faults"][0]["code"]) == (1, "unknown_node"), "a draft may be wrong"
    assert (await _ask(api, f"{path}/launch", 422))["error"]["code"] == "invalid_graph"
    assert (await _ask(api, f"{path}/call", 409, profile_id=str(ann), key="1"))["error"][
        "code"
    ] == "wrong_status"
    await _ask(api, f"{path}/versions", 201, graph=_graph(content))
    assert (await _ask(api, f"{path}/launch", 200))["status"] == "active"
    assert (await _ask(api, f"{path}/versions", 422, graph=wrong))["error"]["code"] == "invalid_graph"

    begun = [
        (await _ask(api, f"{path}/call", 200, profile_id=str(who), key=f"k{who}"))["begun"]
        for who in (ann, bob)
    ]
    assert begun == [True, True]
    assert not (await _ask(api, f"{path}/call", 200, profile_id=str(ann), key="again"))["begun"], "once ever"
    stepper = Stepper(workspace.engines)
    await stepper.step_due(now_ms=now_ms())
    shown = (await api.get(f"{SCENARIOS}{path}")).json()
    assert (shown["waiting"], shown["graph"]) == ({"day": 2}, _graph(content))
    runs = (await api.get(f"{SCENARIOS}{path}/runs", params={"node": "day", "limit": 1})).json()
    assert len(runs["items"]) == 1
    rest = (await api.get(f"{SCENARIOS}{path}/runs", params={"cursor": runs["next_cursor"]})).json()
    ids = [each["id"] for each in (*runs["items"], *rest["items"])]
    assert (await _ask(api, f"{path}/runs/move", 422, run_ids=ids, node="gone"))["error"]["code"] == "no_step"
    assert await _ask(api, f"{path}/runs/move", 200, run_ids=ids[:1], node="call") == {"changed": 1}
    assert await _ask(api, f"{path}/runs/remove", 200, run_ids=ids[1:]) == {"changed": 1}
    assert (await _ask(api, f"{path}/runs/remove", 404, run_ids=ids[1:]))["error"]["code"] == "no_run"
    ways = [(await api.get(f"/api/v1/profiles/{who}/scenarios")).json()["items"][0] for who in (bob, ann)]
    assert [(each["node"], each["state"], each["reason"]) for each in ways] == [
        ("call", "waiting", ""),
        ("day", "exited", "removed"),
    ]
    assert [line["what"] for line in ways[1]["steps"]] == ["exited"]

    await _pause_and_resume(api, path)
    renamed = await api.patch(f"{SCENARIOS}{path}", json={"name": "Hello", "control_share": 0.1})
    assert (renamed.json()["name"], renamed.json()["control_share"]) == ("Hello", 0.1)
    assert (await _ask(api, f"{path}/archive", 200))["status"] == "archived"
    await stepper.step_due(now_ms=now_ms())
    found = (await api.get(f"{SCENARIOS}{path}/runs")).json()["items"]
    assert {each["reason"] for each in found} == {"archived", "removed"}
    assert (await api.get(SCENARIOS)).json()["items"] == []
    await _restore(api, path)
    versions = (await api.get(f"{SCENARIOS}{path}/versions")).json()["items"]
    assert [each["number"] for each in versions] == [2, 1]

    await _check_strangers(workspace, (await make_workspace()).api, path, ids)


async def _check_strangers(
    workspace: TestWorkspace, other: httpx.AsyncClient, path: str, ids: list[str]
) -> None:
    assert (await other.get(f"{SCENARIOS}{path}")).status_code == 404
    assert (await other.post(f"{SCENARIOS}{path}/runs/remove", json={"run_ids": ids})).status_code == 404
    viewer = await workspace.as_role("viewer")
    assert (await viewer.get(SCENARIOS)).status_code == 200
    assert (await viewer.post(SCENARIOS, json={"name": "x"})).status_code == 403


async def _check_sweeps(api: httpx.AsyncClient, path: str) -> None:
    progress = (await api.get(f"{SCENARIOS}{path}/progress")).json()
    assert (progress["state"], progress["rounds"], progress["planned"]) == ("none", [], 1)
    assert (await api.get(f"{SCENARIOS}{path}/inside")).status_code == 200
    refused = await _ask(api, f"{path}/resend", 409, reasons=["failed"])
    assert refused["error"]["code"] == "no_mailing"
    assert (await _ask(api, f"{path}/stop", 200))["state"] == "none"


async def _check_triggers(api: httpx.AsyncClient) -> None:
    path = "/api/v1/triggers"
    scroll = {"browser": "scroll", "percent": 70}
    for wrong in ({"browser": "scrol"}, {"saved": 1}, 5):
        assert (await api.post(path, json={"name": "x", "trigger": wrong})).status_code == 422
    made = (await api.post(path, json={"name": "Far down", "trigger": scroll})).json()
    assert (made["trigger"], made["fired"], made["starts"]) == (scroll, 0, [])
    taken = await api.post(path, json={"name": "FAR DOWN", "trigger": scroll})
    assert taken.json()["error"]["code"] == "trigger_exists"
    graph = {
        "entry": {"triggers": [{"saved": int(made["id"])}, {"saved": 9999}]},
        "start": "a",
        "nodes": {"a": {"exit": ""}},
    }
    checked = (await api.post(f"{SCENARIOS}/check", json={"graph": graph})).json()["faults"]
    assert [(each["path"], each["code"]) for each in checked] == [
        ("graph.entry.triggers[1].saved", "no_trigger")
    ]
    scenario = (await api.post(SCENARIOS, json={"name": "By it"})).json()["id"]
    assert (await api.post(f"{SCENARIOS}/{scenario}/versions", json={"graph": graph})).status_code == 201
    shown = (await api.get(f"{path}/{made['id']}")).json()
    assert (shown["starts"][0]["name"], shown["days"]) == ("By it", [])
    assert (await api.delete(f"{path}/{made['id']}")).json()["error"]["code"] == "trigger_in_use"
    assert (await api.post(f"{SCENARIOS}/{scenario}/archive")).status_code == 200
    changed = await api.put(f"{path}/{made['id']}", json={"name": "Far", "trigger": {"call": True}})
    assert (changed.json()["name"], changed.json()["trigger"]) == ("Far", {"call": True})
    moment = {"name": "Soon", "kind": "anniversary", "property": "$birthday", "days": 3}
    found = [(await api.post(f"{path}/moments", json=moment)).json() for _ in range(2)]
    assert [each["is_new"] for each in found] == [True, False]
    assert found[0]["segment_id"] == found[1]["segment_id"]
    assert (await api.delete(f"{path}/{made['id']}")).status_code == 204
    assert (await api.get(f"{path}/{made['id']}")).status_code == 404


async def _restore(api: httpx.AsyncClient, path: str) -> None:
    archived = (await api.get(SCENARIOS, params={"status": "archived"})).json()["items"]
    assert [each["name"] for each in archived] == ["By it", "Hello"]
    assert (await _ask(api, f"{path}/restore", 200))["status"] == "paused"
    assert (await api.post(f"{SCENARIOS}{path}/restore")).status_code == 409
    assert (await _ask(api, f"{path}/archive", 200))["status"] == "archived"


async def _pause_and_resume(api: httpx.AsyncClient, path: str) -> None:
    assert (await _ask(api, f"{path}/pause", 200))["status"] == "paused"
    assert (await _ask(api, f"{path}/pause", 409))["error"]["code"] == "wrong_status"
    assert (await _ask(api, f"{path}/resume", 200))["status"] == "active"
    await _check_sweeps(api, path)
    await _check_triggers(api)


async def test_the_list_tells_what_graphs_say(make_workspace: MakeWorkspace) -> None:
    workspace = await make_workspace()
    api = workspace.api
    empty = await _ask(api, "", 201, kind="message", name="Empty")
    made = await _ask(api, "", 201, kind="chain", name="Carts")
    trigger = {"segment": 7, "on": "entered"}
    graph = {
        "entry": {"triggers": [trigger, 5], "audience": {"all": [{"segment": 9}, {"segment": 7}]}},
        "nodes": {
            "a": {"send": {"channel": "email"}},
            "b": {"send": {"channel": "email", "topic": "wedding"}},
            "c": {"wait": {}},
        },
    }
    await _ask(api, f"/{made['id']}/versions", 201, graph=graph)
    odd = await _ask(api, "", 201, kind="message", name="Odd")
    await _ask(api, f"/{odd['id']}/versions", 201, graph={"entry": "?", "nodes": [1]})

    listed = (await api.get(SCENARIOS, params={"limit": 1_000})).json()["items"]
    glance = {each["id"]: {key: each[key] for key in _GLANCE} for each in listed}
    assert glance[made["id"]] == {
        "channels": ["email"],
        "topics": ["wedding"],
        "steps": 3,
        "triggers": [trigger],
        "segments": ["7", "9"],
    }
    for bare in (empty, odd):
        assert glance[bare["id"]] == {
            "channels": [],
            "topics": [],
            "steps": 0,
            "triggers": [],
            "segments": [],
        }


_GLANCE = ("channels", "topics", "steps", "triggers", "segments")
