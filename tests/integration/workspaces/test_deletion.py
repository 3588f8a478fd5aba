"""Deleting a workspace: who may, what goes at once, and the proof that no engine keeps anything of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import httpx
import pytest
from tests.integration.workspaces.team import MakeClient, MakeTeam, Team

from otklik.events.workspace_erasure import erase_workspace_events
from otklik.infra.blobs import BlobNotFoundError
from otklik.infra.engines import Engines
from otklik.infra.log_format import decode_body
from otklik.intake.pipeline.testing import Pump
from otklik.intake.workspace_erasure import erase_workspace_intake
from otklik.workspaces import deletion
from otklik.workspaces.contracts import DeletedWorkspace
from otklik.workspaces.service import register_workspace_eraser

API = "/api/v1"
NOW = timedelta(0)


@pytest.fixture(autouse=True)
def _erasers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The parts that the worker wires; a short second look."""
    monkeypatch.setattr(deletion, "_SECOND_LOOK_S", 0.0)
    register_workspace_eraser("intake", erase_workspace_intake)
    register_workspace_eraser("clickhouse", erase_workspace_events)
    yield
    deletion.forget_erasers()


async def delete(client: httpx.AsyncClient, name: str, **headers: str) -> httpx.Response:
    return await client.request("DELETE", f"{API}/workspace", json={"name": name}, headers=headers)


def track(device: str) -> dict[str, object]:
    return {"type": "track", "event": "SECRETMARK", "anonymousId": device, "messageId": f"m-{device}"}


async def fill(engines: Engines, team: Team) -> Pump:
    """Something of the workspace in every store."""
    pump = await Pump.open(engines, team.id)
    await pump.append(
        track(f"device-{team.id}"),
        {
            "type": "identify",
            "userId": f"user-{team.id}",
            "traits": {"email": "secretmark@example.com"},
            "messageId": f"i-{team.id}",
        },
    )
    await pump.settle()
    await engines.blobs.put(f"imports/{team.id}.csv", b"email\nsecretmark@example.com\n")
    await pump.pg(
        "INSERT INTO imports (workspace_id, name, format, blob, status)"
        " VALUES (%s, 'x.csv', 'csv', %s, 'done')",
        team.id,
        f"imports/{team.id}.csv",
    )
    await pump.pg(
        "INSERT INTO rejects (workspace_id, door, reason, item) VALUES (%s, 'browser', 'not_json', 'x')",
        team.id,
    )
    return pump


async def test_only_an_owner_who_types_the_name_deletes(make_team: MakeTeam, open_client: MakeClient) -> None:
    team = await make_team("shop", roles=("admin", "viewer"))
    other = await make_team("cafe")
    token = {"Authorization": f"Bearer {team.made.api_token}"}

    assert (await delete(open_client(), "shop")).status_code == 401
    for role in ("admin", "viewer"):
        assert (await delete(team.clients[role], "shop")).status_code == 403, role
    assert (await delete(open_client(), "shop", **token)).status_code == 403
    foreign = {"X-Otklik-Workspace": str(team.id)}
    assert (await delete(other.owner, "shop", **foreign)).status_code == 404
    for name in ("", "Shop", "cafe"):
        answer = await delete(team.owner, name)
        assert answer.status_code == 422, name
    assert answer.json()["error"]["faults"][0]["code"] == "wrong_name"
    assert (await team.owner.get(f"{API}/workspace")).status_code == 200


async def test_access_ends_at_once_and_the_other_workspace_is_told(
    make_team: MakeTeam, open_client: MakeClient
) -> None:
    team = await make_team("shop", roles=("viewer",))
    second = (await team.owner.post(f"{API}/workspaces", json={"name": "Second"})).json()["workspaces"][-1]
    ours = {"X-Otklik-Workspace": str(team.id)}

    answer = await delete(team.owner, " shop ", **ours)

    assert answer.status_code == 202, answer.text
    assert (answer.json()["name"], answer.json()["verified_at"]) == ("shop", None)
    assert (await team.owner.get(f"{API}/workspace", headers=ours)).status_code == 404
    assert (await delete(team.owner, "shop", **ours)).status_code == 404
    bearer = {"Authorization": f"Bearer {team.made.api_token}"}
    assert (await open_client().get(f"{API}/workspace", headers=bearer)).status_code == 401
    assert (await team.clients["viewer"].get(f"{API}/me")).json()["workspaces"] == []
    assert [each["name"] for each in (await team.owner.get(f"{API}/me")).json()["workspaces"]] == ["Second"]
    journal = await team.owner.get(f"{API}/audit", headers={"X-Otklik-Workspace": second["id"]})
    entry = journal.json()["items"][0]
    assert (entry["action"], entry["details"]["name"]) == ("workspace.deleted", "shop")


async def test_nothing_is_left_in_any_engine_and_the_neighbour_is_whole(
    make_team: MakeTeam, engines: Engines
) -> None:
    team, other = await make_team("shop"), await make_team("cafe")
    pump = await fill(engines, team)
    neighbour = await fill(engines, other)
    before = await everything(neighbour, other.id)

    assert (await delete(team.owner, "shop")).status_code == 202
    proof = await deletion.run_deletion(engines, workspace_id=team.id, settle=NOW)

    assert set(proof.values()) == {0}
    assert {"intake.log", "intake.prepared", "clickhouse.events", "clickhouse.people"} <= set(proof)
    assert {"postgres.profiles", "postgres.identities", "postgres.imports"} <= set(proof)
    assert {table: n for table, n in (await everything(pump, team.id)).items() if n} == {}
    with pytest.raises(BlobNotFoundError):
        await engines.blobs.get(f"imports/{team.id}.csv")
    assert await logged_items(pump, team.id) == {b"{}"}
    assert await everything(neighbour, other.id) == before
    assert await engines.blobs.get(f"imports/{other.id}.csv")
    assert b"{}" not in await logged_items(neighbour, other.id)
    told = (await team.owner.get(f"{API}/me/workspace-deletions")).json()["items"]
    assert told[0]["verified_at"] is not None
    assert told[0]["proof"] == proof
    assert (await other.owner.get(f"{API}/me/workspace-deletions")).json()["items"] == []
    assert await deletion.run_deletion(engines, workspace_id=team.id, settle=NOW) == {}


async def test_what_is_still_on_its_way_is_waited_for(make_team: MakeTeam, engines: Engines) -> None:
    team = await make_team("shop")
    pump = await fill(engines, team)
    await pump.append(track("late"))
    assert (await delete(team.owner, "shop")).status_code == 202
    deleted = DeletedWorkspace(team.id, await asked_at(pump, team.id))

    assert (await erase_workspace_intake(engines, deleted))["log"] == 1

    await pump.settle()
    assert set((await deletion.run_deletion(engines, workspace_id=team.id, settle=NOW)).values()) == {0}
    assert {table: n for table, n in (await everything(pump, team.id)).items() if n} == {}


async def everything(pump: Pump, workspace_id: int) -> dict[str, int]:
    """Rows of a workspace in every table of both engines, by the engines' own catalogues."""
    tables = await pump.pg(
        "SELECT table_name FROM information_schema.columns"
        " WHERE column_name = 'workspace_id' AND table_schema = 'public'"
    )
    found = {}
    for (table,) in tables:
        rows = await pump.pg(f"SELECT count(*) FROM {table} WHERE workspace_id = %s", workspace_id)
        found[f"postgres.{table}"] = int(rows[0][0])
    columns = await pump.ch(
        "SELECT c.table AS name FROM system.columns AS c JOIN system.tables AS t"
        " ON t.database = c.database AND t.name = c.table WHERE c.database = currentDatabase()"
        " AND c.name = 'workspace_id' AND t.engine LIKE '%MergeTree'"
    )
    for row in columns:
        counted = await pump.ch(f"SELECT count() AS n FROM {row['name']} WHERE workspace_id = {workspace_id}")
        found[f"clickhouse.{row['name']}"] = int(counted[0]["n"])
    assert len(found) > 15
    return found


async def logged_items(pump: Pump, workspace_id: int) -> set[bytes]:
    rows = await pump.pg("SELECT body FROM intake_log WHERE jsonb_exists(counts, %s)", str(workspace_id))
    bodies = [decode_body(bytes(body)) for (body,) in rows]
    return {
        item
        for body in bodies
        for request, item in body.items
        if body.requests[request].workspace_id == workspace_id
    }


async def asked_at(pump: Pump, workspace_id: int) -> datetime:
    rows = await pump.pg("SELECT requested_at FROM workspace_deletions WHERE deleted_id = %s", workspace_id)
    found: datetime = rows[0][0]
    return found
