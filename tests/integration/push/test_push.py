"""Devices are subscribed, told of what concerns their members, and forgotten when they are gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from tests.conftest import MakeWorkspace
from tests.integration.desk.asking import Desk
from tests.integration.infra.installation import wait_for_async
from tests.integration.push.service import Device, PushService, push_service

from otklik.infra.engines import Engines
from otklik.infra.networks import read_networks
from otklik.infra.outgoing import Outgoing
from otklik.kit.clock import to_datetime
from otklik.profiles.contracts import Erased
from otklik.push import following, sending
from otklik.push.erasure import erase_from_push, erase_workspace_push
from otklik.settings import Settings
from otklik.tasks import reminding
from otklik.workspaces.contracts import DeletedWorkspace

PUSH = "/api/v1/push"
PATIENCE_S = 60


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"outgoing_allow": ("127.0.0.0/8",)})


@asynccontextmanager
async def worker(engines: Engines) -> AsyncIterator[None]:
    """What the worker process does of push."""
    outgoing = Outgoing(read_networks(["127.0.0.0/8"]))
    sending.register_jobs(engines, outgoing)
    tasks = [asyncio.create_task(following.run(engines)), asyncio.create_task(engines.jobs.run())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await outgoing.close()


async def told(served: PushService, device: Device) -> tuple[dict[str, str], dict[str, Any]]:
    """The next push, which must be for this device: its headers and what it says."""
    async with asyncio.timeout(PATIENCE_S):
        path, headers, sealed = await served.taken.get()
    assert device.url.endswith(path), path
    return headers, device.open(sealed)


async def test_members_are_told_on_their_devices(make_workspace: MakeWorkspace) -> None:
    desk = await Desk.make(make_workspace)
    await desk.know(1, name="Ирина")
    talk = await desk.visitor_says("before anybody listens")
    handed = [await desk.visitor_says("before, too", person=person) for person in (4, 5)]
    async with push_service() as served:
        anna, boris = served.device("anna"), served.device("boris")
        made = await desk.anna.post(f"{PUSH}/subscriptions", json=anna.body)
        assert made.status_code == 201, made.text
        again = await desk.anna.post(f"{PUSH}/subscriptions", json=anna.body)
        assert again.json() == made.json(), "the same browser is the same subscription"
        assert (
            await desk.boris.post(f"{PUSH}/subscriptions", json={**boris.body, "has_previews": False})
        ).status_code == 201
        await desk.post(desk.anna, f"/conversations/{talk}/parts", {"body": "Yes?", "client_key": "a1"})
        async with worker(desk.engines):
            await desk.visitor_says("where is my tea?", conversation=talk)
            headers, said = await told(served, anna)
            assert (said["title"], said["body"], said["kind"]) == ("Ирина", "where is my tea?", "message")
            assert said["url"] == f"/inbox/{talk}?workspace={desk.workspace.id}"
            assert headers["authorization"].startswith("vapid t=")
            assert (headers["content-encoding"], headers["urgency"]) == ("aes128gcm", "high")
            assert len(headers["topic"]) == 32
            await desk.visitor_says("and my cup?", conversation=talk)  # within the minute: not told again
            mention = {
                "kind": "note",
                "body": "look here",
                "mentions": [desk.ids["boris"]],
                "client_key": "n1",
            }
            await desk.post(desk.anna, f"/conversations/{talk}/parts", mention)
            _, hidden = await told(served, boris)
            assert (hidden["title"], hidden["body"]) == ("Otklik", "You are mentioned")
            await hand_over(desk, handed)
            _, hidden = await told(served, boris)
            assert hidden["body"] == "A conversation has come to you", "of both at once"

            due = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
            task = {"title": "Call her", "assignee": desk.ids["anna"], "remind_at": due}
            assert (await desk.anna.post("/api/v1/tasks", json=task)).status_code == 201
            hear = partial(following.tell_reminder, desk.engines)
            assert await reminding.remind_due(desk.engines, now=datetime.now(UTC), hear=hear) == 1
            _, reminder = await told(served, anna)
            assert (reminder["kind"], reminder["title"]) == ("reminder", "Call her")

            served.statuses["/boris"] = 410
            await desk.visitor_says("somebody new", person=2)  # nobody's: for both
            async with asyncio.timeout(PATIENCE_S):
                paths = {(await served.taken.get())[0], (await served.taken.get())[0]}
            assert paths == {"/anna", "/boris"}
            async with asyncio.timeout(PATIENCE_S):
                while await count_devices(desk) > 1:
                    continue
            await move(desk, served, anna)
        assert served.taken.empty()
        await check_erased(desk)
        gone = await desk.boris.delete(f"{PUSH}/subscriptions/{made.json()['id']}")
        assert (gone.status_code, await count_devices(desk)) == (204, 1), "a colleague's stays"
        assert (await desk.anna.delete(f"{PUSH}/subscriptions/{made.json()['id']}")).status_code == 204
        assert await count_devices(desk) == 0


async def hand_over(desk: Desk, talks: list[int]) -> None:
    """Anna gives conversations to Boris, all at once."""
    body = {"ids": talks, "action": "assign", "assignee": desk.ids["boris"]}
    done = await desk.post(desk.anna, "/bulk", body)
    assert done["changed"] == talks


async def check_erased(desk: Desk) -> None:
    """What visitors said stands in jobs that were done; it goes with who said it, and only that."""

    async def kept() -> str:
        async with desk.engines.postgres.connection() as connection:
            cursor = await connection.execute(
                "SELECT coalesce(string_agg(args::text, ' '), '') FROM procrastinate_jobs"
            )
            row = await cursor.fetchone()
        return str(row[0]) if row else ""

    async def is_done() -> bool:
        erased = Erased(desk.workspace.id, 1, 1, (1,), {}, to_datetime(0))
        return await erase_from_push(desk.engines, erased) == {"push_notices": 0}

    assert "where is my tea?" in await kept()
    await wait_for_async(is_done)
    left = await kept()
    assert "where is my tea?" not in left
    assert "Ирина" not in left
    assert "somebody new" in left, "of another person"
    await erase_workspace_push(desk.engines, DeletedWorkspace(desk.workspace.id, datetime.now(UTC)))
    assert "somebody new" not in await kept()


async def move(desk: Desk, served: PushService, device: Device) -> None:
    """Its push service gives a browser another address: it is told there, and nobody else can say so."""
    fresh = served.device("anew")
    moved = {**fresh.body, "old_endpoint": device.url}
    guessed = await desk.boris.post(f"{PUSH}/subscriptions/moved", json=moved)
    assert (guessed.status_code, guessed.json()) == (200, {"moved": 0}), "a colleague's stays"
    own = await desk.anna.post(f"{PUSH}/subscriptions/moved", json=moved)
    assert own.json() == {"moved": 1}
    await desk.visitor_says("and one more", person=3)
    _, said = await told(served, fresh)
    assert said["body"] == "and one more"


async def count_devices(desk: Desk) -> int:
    async with desk.engines.postgres.connection() as connection:
        cursor = await connection.execute("SELECT count(*) FROM push_subscriptions")
        row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def test_what_is_no_browsers_is_refused(make_workspace: MakeWorkspace) -> None:
    desk = await Desk.make(make_workspace)
    good = Device("https://push.example/a").body
    key = (await desk.anna.get(f"{PUSH}/key")).json()["key"]
    assert len(key) == 87
    refused = {
        "inside": {**good, "endpoint": "https://10.0.0.1/a"},
        "metadata": {**good, "endpoint": "https://169.254.169.254/a"},
        "another scheme": {**good, "endpoint": "file:///etc/passwd"},
        "no point": {**good, "p256dh": "AAAA"},
        "short secret": {**good, "auth": "AAAA"},
    }
    for name, body in refused.items():
        assert (await desk.anna.post(f"{PUSH}/subscriptions", json=body)).status_code == 422, name
        moved = {**body, "old_endpoint": "https://push.example/old"}
        assert (await desk.anna.post(f"{PUSH}/subscriptions/moved", json=moved)).status_code == 422, name
    token = await desk.workspace.api.post(f"{PUSH}/subscriptions", json=good)
    assert (token.status_code, token.json()["error"]["code"]) == (403, "push_members_only")
    assert (await desk.workspace.make_client().get(f"{PUSH}/key")).status_code == 401
