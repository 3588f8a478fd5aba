"""Goals and experiments over HTTP: set, changed, refused, judged, ended, kept from strangers."""

from typing import Any

from tests.conftest import MakeWorkspace, TestWorkspace
from tests.integration.automation.crediting import Said
from tests.integration.automation.storing import store

from otklik.kit.clock import now_ms

SCENARIOS = "/api/v1/scenarios"
ORDER: dict[str, Any] = {
    "name": "Order",
    "event": {"event": "$order_completed"},
    "window": "P2D",
    "value": {"kind": "property", "name": "amount"},
    "is_main": True,
}
LEAD: dict[str, Any] = {
    "name": "Lead",
    "event": {"event": "lead", "where": [{"property": "hot", "op": "eq", "value": True}]},
    "window": "PT3H",
    "value": {"kind": "fixed", "amount": "15000"},
    "is_main": False,
    "weight": "0.1",
}


async def test_goals_are_set_changed_and_kept_from_strangers(make_workspace: MakeWorkspace) -> None:
    workspace = await make_workspace()
    api = workspace.api
    made = (await api.post(SCENARIOS, json={"name": "Cart"})).json()
    path = f"{SCENARIOS}/{made['id']}/goals"
    empty = (await api.get(path)).json()
    assert (empty["goals"], empty["without_goal"], empty["number"], empty["changed_at"]) == (
        [],
        False,
        0,
        None,
    )
    assert (empty["usual_windows"]["email"], empty["usual_windows"]["popup"]) == ("P2D", "PT3H")

    without = (await api.put(path, json={"without_goal": True})).json()
    assert (without["without_goal"], without["number"]) == (True, 1)
    both = await api.put(path, json={"goals": [ORDER], "without_goal": True})
    assert (both.status_code, both.json()["error"]["code"]) == (422, "invalid_goals")
    wrong = await api.put(path, json={"goals": [{**ORDER, "window": "P31D"}]})
    assert wrong.json()["error"]["faults"][0]["path"] == "goals[0].window"

    saved = (await api.put(path, json={"goals": [ORDER, LEAD]})).json()
    assert [goal["id"] for goal in saved["goals"]] == ["g1", "g2"]
    assert saved["goals"][1]["value"] == {"kind": "fixed", "amount": "15000", "name": None}
    assert saved["number"] == 2
    assert saved["changed_by"]
    bare = [{key: goal[key] for key in (*LEAD, "id")} for goal in saved["goals"]]
    for goal in bare:
        goal["value"] = {key: value for key, value in goal["value"].items() if value is not None}
    assert (await api.put(path, json={"goals": bare})).json()["number"] == 2, "the same goals are no change"
    fewer = (await api.put(path, json={"goals": [{**bare[1], "is_main": True}]})).json()
    assert ([goal["id"] for goal in fewer["goals"]], fewer["number"]) == (["g2"], 3)

    other = (await make_workspace()).api
    assert (await other.get(path)).status_code == 404
    assert (await other.put(path, json={})).status_code == 404
    viewer = await workspace.as_role("viewer")
    assert (await viewer.get(path)).status_code == 200
    assert (await viewer.put(path, json={})).status_code == 403


SPLIT: dict[str, Any] = {
    "entry": {"triggers": [{"call": True}]},
    "start": "test",
    "nodes": {
        "test": {"split": [{"arm": "a", "weight": 1, "next": "wait"}, {"arm": "b", "weight": 1}]},
        "wait": {"wait": {"for": "P1D"}},
    },
}
PEOPLE = 600
DAY_MS = 86_400_000


def _draw(scenario: int, drawn_ms: int) -> list[Said]:
    """Half of the people in each arm of both experiments; a third of arm a, a tenth of arm b buys."""
    told: list[Said] = []
    for person in range(1, PEOPLE + 1):
        about = {"message_id": str(scenario)}
        arm = "a" if person % 2 else "b"
        for experiment, variant in (("split", arm), ("control", "control" if arm == "b" else "message")):
            node = {"node": "test"} if experiment == "split" else {"node": "call"}
            told.append(
                Said(
                    "$experiment_assigned",
                    drawn_ms + person,
                    len(told) + 1,
                    person,
                    about | node | {"experiment": experiment, "variant": variant},
                )
            )
        if person % 6 == 1 or person % 20 == 0:
            order = {"order_id": str(person), "amount": 100 + person % 3}
            told.append(Said("$order_completed", drawn_ms + DAY_MS, len(told) + 1, person, order))
            told.append(
                Said("$order_completed", drawn_ms + 30 * DAY_MS, len(told) + 1, person, {"amount": 9})
            )
    return told


async def test_experiments_are_judged_and_ended(make_workspace: MakeWorkspace) -> None:
    workspace = await make_workspace()
    api = workspace.api
    made = (await api.post(SCENARIOS, json={"name": "Test", "control_share": 0.5})).json()
    path = f"{SCENARIOS}/{made['id']}"
    assert (await api.post(f"{path}/versions", json={"graph": SPLIT})).json()["faults"] == []
    aimless = (await api.get(f"{path}/experiment")).json()["items"]
    assert [(each["node"], each["arms"]) for each in aimless] == [("", []), ("test", [])], (
        "no goal, no verdict"
    )
    await api.put(f"{path}/goals", json={"goals": [ORDER]})
    empty = (await api.get(f"{path}/experiment")).json()["items"][0]
    assert (empty["arms"][0]["people"], empty["is_enough"], empty["days_more"]) == (0, False, None)

    await _move_versions(workspace, days=50)
    await store(workspace.engines, workspace.id, _draw(int(made["id"]), now_ms() - 40 * DAY_MS))
    control, split = (await api.get(f"{path}/experiment")).json()["items"]
    assert [(arm["arm"], arm["people"], arm["reached"]) for arm in control["arms"]] == [
        ("control", 300, 30),
        ("message", 300, 100),
    ]
    assert control["arms"][1]["by_conversion"]["verdict"] == "better"
    assert control["arms"][1]["by_conversion"]["difference"]["low"] > 0
    assert control["arms"][1]["by_money"]["verdict"] == "not_enough_data", "money needs thousands"
    assert (control["winner"], control["is_lopsided"], control["is_enough"]) == ("message", False, True)
    assert [(arm["arm"], arm["reached"]) for arm in split["arms"]] == [("a", 100), ("b", 30)]
    assert split["arms"][1]["by_conversion"]["verdict"] == "worse"
    assert split["winner"] == "a"

    async def finish(**body: str) -> int:
        return (await api.post(f"{path}/experiment/finish", json=body)).status_code

    assert await finish(node="test", arm="c") == 422
    assert await finish(node="test", arm="a") == 204
    graph = (await api.get(path)).json()["graph"]
    assert [arm["weight"] for arm in graph["nodes"]["test"]["split"]] == [1, 0]
    over = (await api.get(f"{path}/experiment")).json()["items"][1]
    assert (over["is_over"], [arm["people"] for arm in over["arms"]]) == (True, [300, 300])
    assert await finish(arm="message") == 204
    assert (await api.get(path)).json()["control_share"] == 0
    assert await finish(arm="message") == 422

    viewer = await workspace.as_role("viewer")
    assert (await viewer.get(f"{path}/experiment")).status_code == 200
    assert (await viewer.post(f"{path}/experiment/finish", json={"arm": "a"})).status_code == 403
    assert (await (await make_workspace()).api.get(f"{path}/experiment")).status_code == 404


async def _move_versions(workspace: TestWorkspace, *, days: int) -> None:
    """Let the versions have been there when people were drawn."""
    async with workspace.engines.postgres.connection() as connection:
        await connection.execute(
            "UPDATE scenario_versions SET created_at = created_at - make_interval(days => %s)"
            " WHERE workspace_id = %s",
            (days, workspace.id),
        )
