"""Who waits in a scenario, and what leaves on which day."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from tests.conftest import MakeWorkspace, TestWorkspace

from otklik.profiles.contracts import IdentityKind
from otklik.profiles.creating import create_people

Json = dict[str, Any]


async def _make_ann(workspace: TestWorkspace) -> int:
    async with workspace.engines.postgres.connection() as connection:
        made = await create_people(
            connection,
            workspace_id=workspace.id,
            kind=IdentityKind.EMAIL,
            values=["ann@example.com"],
            phone_region="RU",
            author="test",
            secrets=workspace.engines.secrets,
        )
    return next(iter(made.values()))


async def _ask(api: httpx.AsyncClient, method: str, path: str, **options: Any) -> Json:  # noqa: ANN401 - httpx's own
    answer = await api.request(method, f"/api/v1{path}", **options)
    assert answer.is_success, answer.text
    found: Json = answer.json()
    return found


async def _plan_send(workspace: TestWorkspace, scenario_id: int, at: datetime) -> None:
    async with workspace.engines.postgres.connection() as connection:
        await connection.execute(
            "INSERT INTO sends (workspace_id, unique_key, scenario_id, profile_id, channel, content_id,"
            " purpose, kind, lane, planned_at, release_at) VALUES (%s, 'k', %s, 1, 'email', 1, 'marketing',"
            " 'promotional', 1, now(), %s)",
            (workspace.id, scenario_id, at),
        )


async def test_who_waits_and_what_is_to_come(make_workspace: MakeWorkspace) -> None:
    workspace = await make_workspace()
    api, ann = workspace.api, await _make_ann(workspace)
    made = await _ask(api, "POST", "/scenarios", json={"name": "Days", "kind": "chain"})
    path = f"/scenarios/{made['id']}"
    graph = {
        "entry": {"triggers": [{"call": True}]},
        "start": "day",
        "nodes": {"day": {"wait": {"for": "P2D"}}},
    }
    await _ask(api, "POST", f"{path}/versions", json={"graph": graph})
    await _ask(api, "POST", f"{path}/launch")
    await _ask(api, "POST", f"{path}/call", json={"profile_id": str(ann), "key": "1"})

    (walker,) = (await _ask(api, "GET", f"{path}/walkers"))["items"]
    assert walker["person"] == {"id": str(ann), "name": "", "email": "ann@example.com", "phone": ""}
    assert (await _ask(api, "GET", f"{path}/walkers", params={"node": "day"}))["items"] == []
    assert (await api.get("/api/v1/scenarios/999999/walkers")).status_code == 404
    other = await make_workspace()
    assert (await other.api.get(f"/api/v1{path}/walkers")).status_code == 404

    tomorrow = datetime.now(UTC) + timedelta(days=1)
    await _plan_send(workspace, int(made["id"]), tomorrow)
    today = datetime.now(UTC).date()
    period = {"from": str(today - timedelta(days=1)), "to": str(today + timedelta(days=5))}
    calendar = await _ask(api, "GET", "/calendar", params=period)
    items = [item for day in calendar["days"] for item in day["items"]]
    assert [(item["name"], item["planned"]) for item in items if item["planned"]] == [("Days", 1)]
    assert sum(item["due"] for item in items) == 1, "she begins at once"
    assert (await _ask(other.api, "GET", "/calendar", params=period))["days"] == []
    wrong = {"from": str(today), "to": str(today - timedelta(days=1))}
    assert (await api.get("/api/v1/calendar", params=wrong)).status_code == 422
    assert (
        await api.get("/api/v1/calendar", params={"from": "2026-01-01", "to": "2026-12-31"})
    ).status_code == 422
