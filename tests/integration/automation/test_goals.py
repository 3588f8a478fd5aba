"""Goals over HTTP: set, changed, refused, kept from strangers."""

from typing import Any

from tests.conftest import MakeWorkspace

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
