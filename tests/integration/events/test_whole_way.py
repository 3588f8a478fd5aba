"""From the intake log to the list of people and the feed, through the real pipeline and follower."""

import asyncio
from typing import Any

from tests.conftest import MakeWorkspace

from otklik.events.facts import Facts
from otklik.infra.engines import Engines
from otklik.intake.pipeline.testing import Pump
from otklik.kit.clock import format_ms, now_ms


def _item(kind: str, device: str, at_ms: int, **told: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {
        "type": kind,
        "anonymousId": device,
        "timestamp": format_ms(at_ms),
        "messageId": f"{device}-{at_ms}",
        **told,
    }


async def test_a_shopper_is_one_person_on_two_devices(
    engines: Engines, make_workspace: MakeWorkspace
) -> None:
    workspace = await make_workspace(name="Shop")
    pump = await Pump.open(engines, workspace.id)
    facts = Facts(engines, period_s=0.05)
    start = now_ms() - 60_000
    page = {"url": "https://a.example/?utm_source=ad&utm_medium=cpc", "path": "/", "title": "Shop"}
    await pump.append(_item("page", "laptop", start, properties=page, context={"page": page}))
    await pump.append(_item("identify", "laptop", start + 1, userId="u1", traits={"email": "Ann@A.example"}))
    await pump.append(_item("page", "phone", start + 2, properties=page), part=1)
    await pump.append(_item("identify", "phone", start + 3, userId="u1", traits={"name": "Ann"}), part=1)
    await pump.append(
        _item("track", "phone", start + 4, userId="u1", event="Order Completed",
              properties={"order_id": "7", "total": 12.5, "products": [{"name": "Tea"}]}),
        part=1,
    )  # fmt: skip
    api = workspace.api

    async def has_counted() -> bool:
        found = (await api.post("/api/v1/profiles/search", json={})).json()
        return found["total"] == 1 and [item["orders_count"] for item in found["items"]] == [1]

    counting = asyncio.create_task(facts.run())
    try:
        async with pump.running(facts):
            await pump.until(pump.is_idle)
            await pump.until(has_counted)
    finally:
        counting.cancel()
        await asyncio.gather(counting, return_exceptions=True)

    (person,) = (await api.post("/api/v1/profiles/search", json={"search": "ann@a"})).json()["items"]
    assert (person["user_id"], person["stage"], person["pages_count"]) == ("u1", "user", 2)
    assert (person["sessions_count"], person["revenue"]) == (2, "12.5")
    feed = (await api.get(f"/api/v1/profiles/{person['id']}/events")).json()["items"]
    names = [event["name"] for event in feed]
    assert names.count("$session_started") == 2
    assert {"$page_viewed", "$identified", "$email_changed", "$order_completed"} <= set(names)
    card = (await api.get(f"/api/v1/profiles/{person['id']}")).json()
    assert card["properties"]["$initial_utm_source"] == "ad"
    assert (card["properties"]["$orders_count"], card["sessions_count"]) == (1, 2)
    seen = (await api.get("/api/v1/catalog/events")).json()["items"]
    assert {"$order_completed", "$page_viewed"} <= {event["name"] for event in seen}
    overview = (await api.get("/api/v1/overview")).json()
    assert sum(day["visitors"] for day in overview["chart"][-2:]) in {1, 2}
