"""Erasing a person: gone at once, gone everywhere, proved, and not coming back by what was on its way."""

import hashlib
from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from typing import Any

import httpx
import pytest
from tests.conftest import Servers

from otklik.events.erasure import erase_events
from otklik.infra.migrate import migrate_all
from otklik.intake.erasure import erase_from_intake
from otklik.intake.pipeline.testing import Pump
from otklik.kit.clock import format_ms, now_ms
from otklik.kit.ids import derive_device_id
from otklik.profiles import erasure
from otklik.profiles.service import register_eraser, run_erasure
from otklik.settings import Settings

MESSAGES = count(1)
MakeWorkspace = Callable[..., Awaitable[Any]]


@pytest.fixture
def erasers() -> Iterator[None]:
    """The parts that the worker wires."""
    register_eraser("intake", erase_from_intake)
    register_eraser("clickhouse", erase_events)
    yield
    erasure.forget_erasers()


class Site:
    """A workspace, its people and its pipeline."""

    def __init__(self, workspace: Any, pump: Pump) -> None:  # noqa: ANN401 - the fixture's class has no importable name
        self.id: int = workspace.id
        self.engines = workspace.engines
        self.api: httpx.AsyncClient = workspace.api
        self.pump = pump

    async def happen(self, *items: dict[str, Any]) -> None:
        await self.pump.append(*items)
        await self.pump.settle()

    async def person(self, kind: str, value: str) -> str:
        answer = await self.api.get(f"/api/v1/profiles/by/{kind}/{value}")
        assert answer.status_code == 200, answer.text
        found: str = answer.json()["id"]
        return found

    async def erase(self, person_id: str, **body: object) -> dict[str, Any]:
        answer = await self.api.post(f"/api/v1/profiles/{person_id}/erase", json=body)
        assert answer.status_code == 202, answer.text
        erasure_id = answer.json()["erasure_id"]
        await run_erasure(self.engines, workspace_id=self.id, erasure_id=int(erasure_id))
        state: dict[str, Any] = (await self.api.get(f"/api/v1/erasures/{erasure_id}")).json()
        return state


@pytest.fixture
async def site(make_workspace: MakeWorkspace, erasers: None) -> Site:
    workspace = await make_workspace()
    return Site(workspace, await Pump.open(workspace.engines, workspace.id))


def track(device: str, name: str = "Looked", **more: object) -> dict[str, Any]:
    return {
        "type": "track",
        "event": name,
        "anonymousId": device,
        "messageId": f"{device}-{name}-{more}",
        **more,
    }


def identify(device: str, user: str, **traits: object) -> dict[str, Any]:
    return {
        "type": "identify",
        "anonymousId": device,
        "userId": user,
        "traits": traits,
        "messageId": f"m{next(MESSAGES)}",
    }


async def test_a_person_is_gone_from_every_store_of_postgresql(site: Site) -> None:
    await site.happen(track("d1"), identify("d1", "u1", email="anna@x.ru", name="Anna"), track("d2"))
    await site.happen(identify("d3", "u1"), track("d2", "Bought", properties={"to": "ANNA@x.ru"}))
    person = await site.person("user_id", "u1")

    state = await site.erase(person)

    assert state["status"] == "verified"
    assert state["proof"]
    assert not any(state["proof"].values())
    for path in (person, "by/user_id/u1", "by/email/anna@x.ru"):
        assert (await site.api.get(f"/api/v1/profiles/{path}")).status_code == 404
    dump = await dump_postgres(site.pump)
    for trace in ("anna@x.ru", "Anna", '"d1"', '"d3"', '"u1"'):
        assert trace.lower() not in dump.lower()
    assert '"d2"' in dump
    assert {row["name"] for row in await site.pump.events()} == {"Looked", "Bought", "$session_started"}
    assert {row["device"] for row in await site.pump.events()} == {derive_device_id(site.id, "d2")}


async def dump_postgres(pump: Pump) -> str:
    """Everything that PostgreSQL holds of visitors, as text; the log inflated."""
    bodies = [body for part in range(2) for body in await pump.log.read(part, 0, 100_000, 1 << 30)]
    items = [raw.decode() for row in bodies for _, raw in row.body.items]
    tables = (
        "profiles",
        "identities",
        "merges",
        "merge_refusals",
        "rejects",
        "consents",
        "erasures",
        "presence",
    )
    rows = [str(await pump.pg(f"SELECT * FROM {table}")) for table in tables]
    return "\n".join([*items, *rows])


async def test_what_was_on_its_way_does_not_bring_him_back(site: Site) -> None:
    await site.happen(identify("d1", "u1", email="anna@x.ru"))
    person = await site.person("user_id", "u1")
    sent = now_ms()
    await site.erase(person)

    late = {"timestamp": format_ms(sent)}
    await site.happen(track("d1", "Late", **late), identify("d1", "u1"), track("d9", "Now", userId="u1"))
    assert await site.pump.pg("SELECT count(*) FROM profiles") == [(0,)]
    assert (await site.pump.counters())["dropped", "erased"] == 3

    await site.happen(track("d1", "Back"))
    again = await site.person("anonymous_id", "d1")
    assert again != person


async def test_his_ids_are_dropped_and_his_address_in_the_event_of_another_is_kept(site: Site) -> None:
    await site.happen(identify("d1", "u1", email="anna@x.ru"), track("d2", userId="u2"))
    sent = now_ms()
    await site.erase(await site.person("user_id", "u1"))

    late = {"timestamp": format_ms(sent)}
    await site.happen(track("d1", "By device", **late), track("d8", "By account", userId="u1"))
    await site.happen(track("d2", "Invited", userId="u2", properties={"email": "anna@x.ru"}))

    events = {row["name"]: row for row in await site.pump.events()}
    assert {"By device", "By account"}.isdisjoint(events)
    assert (await site.pump.counters())["dropped", "erased"] == 2
    assert events["Invited"]["properties"]["email"] == "anna@x.ru"


async def test_suppressions_of_an_older_release_are_keyed_and_still_suppress(
    site: Site, servers: Servers, settings: Settings
) -> None:
    await site.happen(identify("d1", "u1", email="anna@x.ru"))
    await site.erase(await site.person("user_id", "u1"))
    keyed = await site.pump.pg("SELECT kind, value_hash FROM suppressions ORDER BY kind")
    for kind, value in (("anonymous_id", "d1"), ("user_id", "u1"), ("email", "anna@x.ru")):
        old = hashlib.sha256(f"otklik-suppression:{site.id}:{kind}:{value}".encode()).digest()
        await site.pump.pg(
            "UPDATE suppressions SET value_hash = %s, is_keyed = false WHERE kind = %s", old, kind
        )
    assert await site.pump.pg("SELECT kind, value_hash FROM suppressions ORDER BY kind") != keyed

    addresses = settings.addresses(
        postgres_url=site.engines.postgres.dsn,
        clickhouse_url=f"{servers.clickhouse.url}/{site.engines.clickhouse.database}",
    )
    await migrate_all(addresses)
    await migrate_all(addresses)

    assert await site.pump.pg("SELECT kind, value_hash FROM suppressions ORDER BY kind") == keyed
    await site.happen(track("d9", "By account", userId="u1"), identify("d2", "u2", email="Anna@x.ru"))
    assert "By account" not in {row["name"] for row in await site.pump.events()}
    assert "$email" not in (await site.api.get("/api/v1/profiles/by/user_id/u2")).json()["properties"]


async def test_an_erased_address_is_refused_but_a_new_person_is_not(site: Site) -> None:
    await site.happen(identify("d1", "u1", email="anna@x.ru"))
    await site.erase(await site.person("user_id", "u1"))
    await site.happen(identify("d2", "u2", email="ANNA@x.ru", name="New"))
    found = (await site.api.get("/api/v1/profiles/by/user_id/u2")).json()
    assert found["properties"]["$name"] == "New"
    assert "$email" not in found["properties"]
    assert await site.pump.pg("SELECT reason FROM merge_refusals") == [("erased_contact",)]
    edit = {"operations": [{"op": "set", "key": "$email", "value": "anna@x.ru"}]}
    answer = await site.api.patch(f"/api/v1/profiles/{found['id']}", json=edit)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "erased_contact")


async def test_without_suppression_the_user_may_come_again_as_somebody_new(site: Site) -> None:
    await site.happen(identify("d1", "u1", email="anna@x.ru"))
    person = await site.person("user_id", "u1")
    await site.erase(person, suppress=False)
    await site.happen(identify("d1", "u1", email="anna@x.ru"))
    again = await site.person("user_id", "u1")
    assert again != person
    await site.erase(again, suppress=False)
    await site.happen(identify("d1", "u1"))
    assert await site.person("user_id", "u1") not in {person, again}


async def test_a_nameless_visitor_can_be_erased_too(site: Site) -> None:
    await site.happen(track("d1"))
    person = await site.person("anonymous_id", "d1")
    state = await site.erase(person)
    assert state["status"] == "verified"
    await site.happen(track("d1", "Back"))
    again = await site.person("anonymous_id", "d1")
    assert again != person
    await site.erase(again)
    await site.happen(track("d1", "Again"))
    assert await site.person("anonymous_id", "d1") not in {person, again}


async def test_an_erasure_waits_for_what_is_still_in_the_log(site: Site) -> None:
    await site.happen(identify("d1", "u1", email="anna@x.ru"))
    person = await site.person("user_id", "u1")
    await site.pump.append(track("d1", "Pending"))
    answer = await site.api.post(f"/api/v1/profiles/{person}/erase", json={})
    erasure_id = int(answer.json()["erasure_id"])
    async with site.pump.running():
        proof = await run_erasure(site.engines, workspace_id=site.id, erasure_id=erasure_id)
    assert not any(proof.values())
    assert "Pending" not in await dump_postgres(site.pump)
    assert await run_erasure(site.engines, workspace_id=site.id, erasure_id=erasure_id) == {}


async def test_many_erasures_rewrite_the_store_once(site: Site) -> None:
    erasures = []
    for number in range(3):
        await site.happen(track(f"phone-{number}"), identify(f"phone-{number}", f"u-{number}"))
    people = [await site.person("user_id", f"u-{number}") for number in range(3)]
    for person in people:
        answer = await site.api.post(f"/api/v1/profiles/{person}/erase", json={})
        erasures.append(int(answer.json()["erasure_id"]))
    before = await count_mutations(site)
    proofs = [await run_erasure(site.engines, workspace_id=site.id, erasure_id=each) for each in erasures]
    assert all(proof and not any(proof.values()) for proof in proofs)
    assert await count_mutations(site) == before + 1


async def count_mutations(site: Site) -> int:
    rows = await site.engines.clickhouse.system_query(
        "SELECT count() AS n FROM system.mutations WHERE database = currentDatabase() AND table = 'events'",
        comment="test",
    )
    return int(rows[0]["n"])


async def test_a_worker_runs_the_job(site: Site) -> None:
    await site.happen(identify("d1", "u1"))
    answer = await site.api.post(f"/api/v1/profiles/{await site.person('user_id', 'u1')}/erase", json={})
    assert answer.status_code == 202
    assert await site.pump.pg("SELECT task_name, status::text FROM procrastinate_jobs") == [
        ("profiles.erase", "todo")
    ]
