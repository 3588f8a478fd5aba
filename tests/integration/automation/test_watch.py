"""The watch over a month of sends: told once, muted, ended when it is over, silence within hours."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.conftest import MakeWorkspace
from tests.integration.automation.crediting import Said
from tests.integration.automation.storing import store

from otklik.automation.watch import endpoints, running, telling
from otklik.infra.engines import Engines
from otklik.kit.clock import to_ms
from otklik.messaging.promo import repository as promo
from otklik.messaging.promo import repository_codes
from otklik.messaging.promo.contracts import Rules
from otklik.messaging.promo.running import look as look_at_pools

NOON = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
"""12:00 in Moscow, today or, while it is already tomorrow there, yesterday."""
YESTERDAY = NOON.date() - timedelta(days=1)
HOUR = timedelta(hours=1)
DAYS = 30


class Month:
    """Sends of a scenario: two an hour, of which 80 of 100 are read."""

    def __init__(self, scenario: int) -> None:
        self.scenario = scenario
        self.events: list[Said] = []
        self.sends = 0

    def send(self, at: datetime, *, is_read: bool) -> None:
        self.sends += 1
        about = {"send_id": str(self.scenario * 10_000 + self.sends), "message_id": str(self.scenario)}
        names = ["sent", "delivered", *(["read"] if is_read else [])]
        for place, name in enumerate(names):
            said = at + timedelta(minutes=place)
            self.events.append(
                Said(f"$message_{name}", to_ms(said), len(self.events) + self.scenario * 100_000, 5, about)
            )

    def fill(self, *, until: datetime = NOON, bad_from: datetime = NOON) -> None:
        at = NOON - timedelta(days=DAYS)
        while at < until:
            for minute in (5, 25, 45):
                is_read = self.sends % 10 < (1 if at >= bad_from else 8)
                self.send(at + timedelta(minutes=minute), is_read=is_read)
            at += HOUR


async def test_what_leaves_its_range_is_told_once(
    engines: Engines, make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoints, "moment", lambda: NOON)
    workspace = await make_workspace()
    owner, other = await workspace.owner(), await make_workspace(name="Other")
    names = ("well", "unread", "silent", "muted")
    ids = {name: (await owner.post("/api/v1/scenarios", json={"name": name})).json()["id"] for name in names}
    async with engines.postgres.connection() as connection:
        await connection.execute(
            "UPDATE scenarios SET status = 'active', launched_at = %s WHERE workspace_id = %s",
            (NOON - timedelta(days=60), workspace.id),
        )
    months = {name: Month(int(ids[name])) for name in names}
    months["well"].fill()
    months["unread"].fill(bad_from=NOON - timedelta(days=3))
    months["silent"].fill(until=NOON - timedelta(hours=9))
    months["muted"].fill(until=NOON - timedelta(hours=9))
    await store(engines, workspace.id, [event for each in months.values() for event in each.events])
    path = f"/api/v1/scenarios/{ids['muted']}/watch"
    until = (NOON + timedelta(days=9)).isoformat()
    assert (await owner.put(path, json={"muted_until": until})).status_code == 200
    assert (await owner.get(path)).json()["is_on"] is True

    reported = await running.look(engines, now=NOON)
    assert sorted((each.scenario, each.kind.value, each.is_muted) for each in reported) == [
        ("muted", "silence", True),
        ("silent", "silence", False),
        ("unread", "read", False),
    ]
    assert await running.look(engines, now=NOON + HOUR / 2) == [], "not yet"
    assert await running.look(engines, now=NOON + HOUR) == [], "once an incident"
    page = (await owner.get("/api/v1/watch/incidents")).json()
    assert (len(page["items"]), page["open"]) == (3, 2)
    (unread,) = [each for each in page["items"] if each["kind"] == "read"]
    assert unread["value"] < 0.2 < unread["low"] < 0.8 <= unread["high"]
    assert (unread["samples"] >= 14, unread["how"], unread["unit"]) == (True, "median_of_shares", "rate")
    days = (await owner.get(f"/api/v1/watch/incidents/{unread['id']}")).json()["days"]
    assert (len(days), days[-1]["day"], days[0]["value"]) == (42, str(YESTERDAY), None)
    assert days[-1]["value"] < 0.2
    assert days[-5]["value"] > 0.7
    letters = (await owner.get("/api/v1/mailbox")).json()["items"]
    told = [each["subject"] for each in letters if "silent" in each["subject"] or "unread" in each["subject"]]
    assert len(told) == 2
    assert not [each for each in letters if "muted" in each["subject"]]

    again = Month(int(ids["silent"]))
    again.sends = 5_000
    again.send(NOON + HOUR, is_read=True)
    again.events = [
        Said(each.name, each.ts, each.pos + 50_000, each.person, each.properties) for each in again.events
    ]
    await store(engines, workspace.id, again.events)
    await owner.put(path, json={"is_on": False})
    await running.look(engines, now=NOON + 3 * HOUR)
    ended = (await owner.get("/api/v1/watch/incidents?state=ended")).json()["items"]
    assert sorted(each["scenario"] for each in ended) == ["muted", "silent"]
    assert (await (await other.owner()).get("/api/v1/watch/incidents?state=all")).json()["items"] == []


async def look_anew(engines: Engines) -> list[str]:
    """Judge the same days once more; the kinds that are reported."""
    async with engines.postgres.connection() as connection:
        await connection.execute("DELETE FROM watch_progress")
    return [each.kind.value for each in await running.look(engines, now=NOON)]


async def test_what_is_learned_is_usual_and_those_who_were_chosen_hear(
    engines: Engines, make_workspace: MakeWorkspace
) -> None:
    workspace = await make_workspace()
    owner, viewer = await workspace.owner(), await workspace.as_role("viewer")
    scenario = (await owner.post("/api/v1/scenarios", json={"name": "unread"})).json()["id"]
    async with engines.postgres.connection() as connection:
        await connection.execute(
            "UPDATE scenarios SET status = 'active', launched_at = %s WHERE workspace_id = %s",
            (NOON - timedelta(days=60), workspace.id),
        )
    month = Month(int(scenario))
    month.fill(bad_from=NOON - timedelta(days=3))
    await store(engines, workspace.id, month.events)
    path = "/api/v1/watch/hearing"
    assert (await owner.get(path)).json() == {"is_author": True, "are_owners": True, "member_ids": []}
    team = (await owner.get("/api/v1/team/members")).json()["items"]
    chosen = [each["id"] for each in team if each["role"] == "viewer"]
    body = {"is_author": False, "are_owners": False, "member_ids": [int(chosen[0]), 999_999]}
    assert (await owner.put(path, json=body)).json()["member_ids"] == chosen
    assert (await viewer.put(path, json=body)).status_code == 403

    assert await look_anew(engines) == ["read"]
    letters = (await owner.get("/api/v1/mailbox")).json()["items"]
    (to,) = [each["recipient"] for each in letters if "unread" in each["subject"]]
    assert to == next(each["email"] for each in team if each["id"] == chosen[0])
    async with engines.postgres.connection() as connection:
        await connection.execute("UPDATE watch_incidents SET ended_at = now()")
    assert await look_anew(engines) == ["read"], "it is out still"
    (incident,) = (await owner.get("/api/v1/watch/incidents")).json()["items"]
    path = f"/api/v1/watch/incidents/{incident['id']}"
    assert (await viewer.post(f"{path}/learn")).status_code == 403
    learned = (await owner.post(f"{path}/learn")).json()
    assert (learned["ended_at"], learned["learned_at"]) != (None, None)
    assert await look_anew(engines) == []
    other = await (await make_workspace(name="Other")).owner()
    assert {(await other.get(path)).status_code, (await other.post(f"{path}/learn")).status_code} == {404}


async def test_a_pool_that_runs_out_is_an_incident(engines: Engines, make_workspace: MakeWorkspace) -> None:
    workspace = await make_workspace()
    owner = await workspace.owner()
    async with engines.postgres.connection() as connection:
        pool_id = await promo.insert_pool(
            connection, workspace_id=workspace.id, name="spring", title="S", rules=Rules(), author="member:1"
        )
        assert pool_id is not None
        given = {"workspace_id": workspace.id, "pool_id": pool_id}
        await repository_codes.insert_codes(connection, **given, codes={f"A{n}": f"A{n}" for n in range(10)})
        await connection.execute("UPDATE promo_codes SET given_at = now() WHERE key <> 'A1'")

    async def hear(session: object, pools: object) -> None:
        await telling.tell_low(engines, session, pools)  # type: ignore[arg-type]  # as they come

    assert await look_at_pools(engines, hear=hear) == 1
    assert await look_at_pools(engines, hear=hear) == 0
    (incident,) = (await owner.get("/api/v1/watch/incidents")).json()["items"]
    assert (incident["kind"], incident["node"], incident["value"], incident["usual"]) == (
        *("promo_low", "spring"),
        *(1.0, 10.0),
    )
    path = f"/api/v1/watch/incidents/{incident['id']}"
    assert (await owner.get(path)).json()["days"] == []
    assert (await owner.post(f"{path}/learn")).status_code == 409, "it is no new usual"
