"""Tasks: made, given, put off, done; told on the card, at the desk, in time; gone with the person."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
from tests.conftest import MakeWorkspace
from tests.integration.desk.asking import Desk
from tests.integration.desk.wire import connected

from otklik.app import Application
from otklik.events.outbox import lines_of
from otklik.infra.engines import Engines
from otklik.profiles.contracts import Erased
from otklik.routing import repository
from otklik.routing.contracts import Mode, Team
from otklik.tasks import reminding, service
from otklik.tasks.contracts import NewTask
from otklik.tasks.erasure import erase_tasks

TASKS = "/api/v1/tasks"
PATIENCE_S = 60


def moment(**later: float) -> str:
    return (datetime.now(UTC) + timedelta(**later)).isoformat()


async def make(client: httpx.AsyncClient, title: str, **given: object) -> dict[str, Any]:
    answer = await client.post(TASKS, json={"title": title, **given})
    assert answer.status_code == 201, answer.text
    task: dict[str, Any] = answer.json()["task"]
    return task


async def change(client: httpx.AsyncClient, task: dict[str, Any], **given: object) -> dict[str, Any]:
    answer = await client.patch(f"{TASKS}/{task['id']}", json=given)
    assert answer.status_code == 200, answer.text
    changed: dict[str, Any] = answer.json()["task"]
    return changed


async def titles(client: httpx.AsyncClient, **params: str | int) -> list[str]:
    answer = await client.get(TASKS, params=params)
    assert answer.status_code == 200, answer.text
    return [task["title"] for task in answer.json()["items"]]


async def told_on_cards(engines: Engines) -> list[tuple[int, str]]:
    """(home, name) of the tasks' events that are on their way to cards."""
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute("SELECT bodies FROM outbox ORDER BY id")
        parcels = [msgspec.msgpack.decode(bytes(row[0])) for row in await cursor.fetchall()]
    rows = [
        msgspec.json.decode(line) for parcel in parcels for line in lines_of(parcel["events"]).splitlines()
    ]
    return [(row["person"], row["name"]) for row in rows if row["name"].startswith("$task")]


@asynccontextmanager
async def reminding_runs(engines: Engines) -> AsyncIterator[None]:
    task = asyncio.create_task(reminding.run(engines))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_tasks_are_made_listed_changed_and_refused(make_workspace: MakeWorkspace) -> None:
    desk = await Desk.make(make_workspace)
    anna, boris = desk.anna, desk.boris
    await desk.know(1, name="Ирина Соколова", email="ira@example.com")
    talk = await desk.visitor_says("Please call me", person=1)

    late = await make(anna, "Late", due_at=moment(hours=-1), assignee=desk.ids["anna"])
    undated = await make(anna, "Some day", assignee=desk.ids["anna"], client_key="k1")
    called = await make(anna, "  Call Irina ", conversation_id=talk, due_at=moment(days=2), note="evening")
    again = await make(anna, "Some day", assignee=desk.ids["anna"], client_key="k1")
    other = await make(boris, "Some day", client_key="k1")
    assert (again["id"], called["title"], called["profile_id"]) == (undated["id"], "Call Irina", "1")
    assert other["id"] != undated["id"], "a key is its author's own"
    assert called["created_by"] == f"operator:{desk.ids['anna']}"

    assert await titles(anna, assignee="me") == ["Late", "Some day"]
    assert await titles(boris) == ["Late", "Call Irina", "Some day", "Some day"]
    assert await titles(boris, assignee="none", conversation=talk) == ["Call Irina"]
    assert await titles(boris, person=1) == ["Call Irina"]
    whole = (await boris.get(TASKS, params={"person": 1})).json()
    assert whole["people"]["1"]["name"] == "Ирина Соколова"
    assert whole["members"][str(desk.ids["anna"])] == "Operator"

    first = (await boris.get(TASKS, params={"limit": 3})).json()
    rest = (await boris.get(TASKS, params={"limit": 3, "after": first["next"]})).json()
    assert [task["id"] for task in first["items"] + rest["items"]] == [
        late["id"],
        called["id"],
        undated["id"],
        other["id"],
    ]
    assert rest["next"] is None
    assert (await anna.get(f"{TASKS}/counts")).json()["overdue"] == 1
    assert (await boris.get(f"{TASKS}/counts")).json() == {"overdue": 0, "today": 0}

    async with desk.engines.postgres.connection() as connection:
        team_id = await repository.insert_team(
            connection, workspace_id=desk.workspace.id, team=Team(0, "Delivery", Mode.TAKE)
        )
        await connection.execute(
            "INSERT INTO team_members (workspace_id, team_id, member_id) VALUES (%s, %s, %s)",
            (desk.workspace.id, team_id, desk.ids["boris"]),
        )
    await change(anna, other, team_id=team_id)
    assert (await titles(boris, team="mine"), await titles(anna, team="mine")) == (["Some day"], [])
    assert (await anna.get(f"{TASKS}/{other['id']}")).json()["teams"] == {str(team_id): "Delivery"}
    put_off = await change(anna, late, due_at=moment(days=1), assignee=desk.ids["boris"])
    assert put_off["assignee"] == desk.ids["boris"]
    done = await change(boris, called, is_done=True)
    assert done["done_by"] == f"operator:{desk.ids['boris']}"
    assert (await change(anna, called, is_done=True))["done_at"] == done["done_at"], "done once"
    assert await titles(anna, state="done") == ["Call Irina"]
    assert await told_on_cards(desk.engines) == [(1, "$task_created"), (1, "$task_done")]
    assert (await change(boris, called, is_done=False))["done_by"] == ""
    assert (await change(boris, undated, title="Another day"))["title"] == "Another day"
    assert (await anna.delete(f"{TASKS}/{undated['id']}")).status_code == 204

    viewer = await desk.workspace.as_role("viewer")
    stranger = await (await make_workspace()).owner()
    near = f"{TASKS}/{late['id']}"
    refused = {
        "no title": await anna.post(TASKS, json={"title": "  "}),
        "a long one": await anna.post(TASKS, json={"title": "x" * 201}),
        "no such member": await anna.post(TASKS, json={"title": "x", "assignee": 999_999}),
        "no such team": await anna.patch(near, json={"team_id": 999_999}),
        "no such conversation": await anna.post(TASKS, json={"title": "x", "conversation_id": 999_999}),
        "no such person": await anna.post(TASKS, json={"title": "x", "person": "999999"}),
        "without a zone": await anna.patch(near, json={"due_at": "2030-01-01T10:00:00"}),
        "a strange cursor": await anna.get(TASKS, params={"after": "zzz"}),
        "deleted": await anna.get(f"{TASKS}/{undated['id']}"),
        "deleted twice": await anna.delete(f"{TASKS}/{undated['id']}"),
        "read by another workspace": await stranger.get(near),
        "changed by another workspace": await stranger.patch(near, json={"is_done": True}),
        "for a conversation of another": await stranger.post(
            TASKS, json={"title": "x", "conversation_id": talk}
        ),
        "made by a viewer": await viewer.post(TASKS, json={"title": "x"}),
    }
    assert {name: answer.status_code for name, answer in refused.items()} == {
        "no title": 422,
        "a long one": 422,
        "no such member": 422,
        "no such team": 422,
        "no such conversation": 422,
        "no such person": 404,
        "without a zone": 422,
        "a strange cursor": 422,
        "deleted": 404,
        "deleted twice": 404,
        "read by another workspace": 404,
        "changed by another workspace": 404,
        "for a conversation of another": 422,
        "made by a viewer": 403,
    }
    assert await titles(viewer, assignee=desk.ids["boris"]) == ["Late"]


async def test_reminders_come_once_and_tasks_go_with_the_person(
    make_workspace: MakeWorkspace, app: Application
) -> None:
    desk = await Desk.make(make_workspace)
    engines, workspace_id = desk.engines, desk.workspace.id
    async with connected(app, desk.anna, workspace=workspace_id) as line, reminding_runs(engines):
        line.say(type="resume", after=0)
        await line.hear("ready")
        task = await make(desk.boris, "Ring back", assignee=desk.ids["anna"], remind_at=moment(seconds=0.3))
        assert (await line.hear("sign", kind="task"))["data"] == {"assignee": desk.ids["anna"]}
        told = (await line.hear("sign", kind="task_reminder"))["data"]
        assert told == {"for": str(desk.ids["anna"]), "title": "Ring back", "task": task["id"]}
        own = await make(desk.boris, "Nobody's", remind_at=moment(days=1))
        await change(desk.boris, own, remind_at=moment(seconds=-1))
        assert (await line.hear("sign", kind="task_reminder"))["data"]["for"] == str(desk.ids["boris"])
        done = await make(desk.boris, "Done", remind_at=moment(days=1))
        await change(desk.boris, done, is_done=True)
    assert await reminding.remind_due(engines, now=datetime.now(UTC) + timedelta(days=2)) == 0

    async with engines.postgres.connection() as connection:
        for key in ("run:1:a", "run:1:a", "run:2:a"):
            new = NewTask(title="Pack", created_by="scenario:3", profile_id=5, unique_key=key)
            await service.create_task(engines.bus, connection, workspace_id=workspace_id, new=new)
    assert await titles(desk.anna, person=5) == ["Pack", "Pack"]
    erased = Erased(workspace_id, 1, 5, (5,), {}, datetime.now(UTC))
    assert await erase_tasks(engines, erased) == {"tasks": 0}
    assert await titles(desk.anna, person=5) == []
