"""A running scenario is edited, a mailing becomes automatic, a message tells its arm."""

from typing import Any
from zoneinfo import ZoneInfo

from tests.conftest import MakeWorkspace
from tests.integration.automation.crediting import Said
from tests.integration.automation.shop import ScenarioShop
from tests.integration.automation.storing import store
from tests.integration.items import track

from otklik.automation.hours import BestHours
from otklik.infra.engines import Engines
from otklik.kit.clock import now_ms
from otklik.segments.live.repository import write_members

CONTENT = {"channel": "webhook", "content": {"url": "https://shop.example/hook"}}


async def test_who_waits_at_a_step_that_goes_moves_on_at_once(engines: Engines) -> None:
    shop = await ScenarioShop.open(engines)
    entry = {"triggers": [{"event": "visit"}]}
    nodes: dict[str, Any] = {
        "month": {"wait": {"for": "P30D"}, "next": "stays"},
        "stays": {"wait": {"for": "P1D"}, "next": "say"},
        "say": shop.send(),
    }
    scenario_id = await shop.launch({"entry": entry, "start": "month", "nodes": nodes})
    await shop.happen(track("ann", "visit"))
    assert [row[0] for row in await shop.runs(scenario_id)] == ["month"]
    rest = {name: nodes[name] for name in ("stays", "say")}
    await shop.save({"entry": entry, "start": "stays", "nodes": rest}, scenario_id=scenario_id)
    await shop.work()
    assert [row[0] for row in await shop.runs(scenario_id)] == ["stays"]
    await shop.save({"entry": entry, "start": "say", "nodes": {"say": shop.send()}}, scenario_id=scenario_id)
    await shop.work()
    assert len(shop.sent()) == 1


async def test_a_message_tells_its_arm(engines: Engines) -> None:
    shop = await ScenarioShop.open(engines)
    split = {"split": [{"arm": "a", "weight": 1, "next": "rest"}, {"arm": "b", "weight": 1, "next": "rest"}]}
    graph = {
        "entry": {"triggers": [{"event": "visit"}]},
        "start": "test",
        "nodes": {"test": split, "rest": {"wait": {"for": "PT1H"}, "next": "say"}, "say": shop.send()},
    }
    await shop.launch(graph)
    await shop.happen(*(track(f"p{number}", "visit") for number in range(8)))
    await shop.wait(3_600_000)
    rows = await shop.pump.events()
    given = {
        row["person"]: row["properties"]["variant"] for row in rows if row["name"] == "$experiment_assigned"
    }
    said = {row["person"]: row["properties"]["variant"] for row in rows if row["name"] == "$message_sent"}
    assert len(said) == 8
    assert said == given


async def test_a_mailing_that_worked_becomes_automatic(make_workspace: MakeWorkspace) -> None:
    owner = await (await make_workspace()).owner()
    content = (await owner.post("/api/v1/contents", json=CONTENT)).json()["id"]
    mailing = (await owner.post("/api/v1/scenarios", json={"kind": "mailing", "name": "Sale"})).json()
    path = f"/api/v1/scenarios/{mailing['id']}"
    refused = await owner.post(f"{path}/automate", json={"name": "Sale, always"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_mailing")
    audience = {"property": "$cart_amount", "op": "gt", "value": 1_000}
    node = {"send": {"channel": "webhook", "content_id": content}}
    graph = {"entry": {"mailing": {}, "audience": audience}, "start": "say", "nodes": {"say": node}}
    assert (await owner.post(f"{path}/versions", json={"graph": graph})).status_code == 201
    goal = {
        "name": "Order",
        "event": {"event": "$order_completed"},
        "window": "P2D",
        "value": {"kind": "none"},
    }
    await owner.put(f"{path}/goals", json={"goals": [{**goal, "is_main": True}]})
    made = await owner.post(f"{path}/automate", json={"name": "Sale, always", "is_launched": True})
    assert made.status_code == 201, made.text
    found = (await owner.get(f"/api/v1/scenarios/{made.json()['id']}")).json()
    assert (found["kind"], found["status"], found["graph"]["nodes"]) == ("message", "active", {"say": node})
    (trigger,) = found["graph"]["entry"]["triggers"]
    segment = (await owner.get(f"/api/v1/segments/{trigger['segment']}")).json()
    assert segment["filter"] == audience
    goals = (await owner.get(f"/api/v1/scenarios/{found['id']}/goals")).json()["goals"]
    assert [each["name"] for each in goals] == ["Order"]
    again = await owner.post(f"{path}/automate", json={"name": "Once more"})
    assert (again.json()["status"], again.status_code) == ("draft", 201)


async def test_a_best_hour_is_that_of_the_segment_before_that_of_everybody(
    engines: Engines, make_workspace: MakeWorkspace
) -> None:
    workspace = await make_workspace()
    day = now_ms() // 86_400_000 * 86_400_000 - 3 * 86_400_000
    hours = [(person, 7 if person <= 300 else 15) for person in range(1, 1_001)]
    seen = [Said("$page_viewed", day + hour * 3_600_000, person, person, {}) for person, hour in hours]
    await store(engines, workspace.id, seen)
    async with engines.postgres.connection() as connection:
        await write_members(connection, workspace_id=workspace.id, rows={each: [9] for each in range(1, 301)})
    best = BestHours(engines)

    async def likeliest(segment_id: int | None) -> int:
        shares = await best.find_shares(workspace.id, segment_id, ZoneInfo("UTC"))
        return max(range(len(shares)), key=lambda place: shares[place]) % 24

    assert (await likeliest(None), await likeliest(9), await likeliest(10)) == (15, 7, 15)
