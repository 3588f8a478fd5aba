"""Subscribers of channels day by day, and what the global control group says, over HTTP."""

from datetime import UTC, datetime, timedelta

from tests.conftest import MakeWorkspace
from tests.integration.automation.crediting import Said
from tests.integration.automation.storing import store
from tests.integration.messaging.ledger import Ledger

from otklik.infra.engines import Engines
from otklik.kit.clock import now_ms
from otklik.profiles.contracts_marks import MarkKind

DAY_MS = 86_400_000


async def test_subscribers_come_and_go(engines: Engines, make_workspace: MakeWorkspace) -> None:
    ledger = await Ledger.open(engines)
    workspace = await make_workspace(name="Readers")
    ledger.workspace_id = workspace.id
    people = await ledger.make_people(4, is_subscribed=False)
    async with engines.postgres.connection() as connection:
        await ledger.mark(connection, people, MarkKind.SUBSCRIPTION, "email")
        await ledger.mark(connection, people[:2], MarkKind.SUBSCRIPTION, "email/wedding")
    async with engines.postgres.connection() as connection:
        await ledger.mark(connection, people[:1], MarkKind.SUBSCRIPTION, "email", is_on=False)
        await ledger.mark(connection, people[:1], MarkKind.SUBSCRIPTION, "email", is_on=False)
    await ledger.pump.settle()
    owner = await workspace.owner()
    today = datetime.now(UTC).date()
    span = f"from={today - timedelta(days=2)}&to={today + timedelta(days=1)}"
    items = (await owner.get(f"/api/v1/subscribers?{span}")).json()["items"]
    told = [
        (each["channel"], each["topic"], each["before"], each["came"], each["left"], each["now"])
        for each in items
    ]
    assert told == [("email", "", 0, 4, 1, 3), ("email", "wedding", 0, 2, 0, 2)]
    assert items[0]["days"][-1]["total"] == 3
    late = f"from={today + timedelta(days=2)}&to={today + timedelta(days=3)}"
    (later, _) = (await owner.get(f"/api/v1/subscribers?{late}")).json()["items"]
    assert (later["before"], later["now"], later["days"]) == (3, 3, [])
    wrong = f"from={today}&to={today - timedelta(days=1)}"
    assert (await owner.get(f"/api/v1/subscribers?{wrong}")).status_code == 422


async def test_the_global_control_group_tells_what_messages_bring(
    engines: Engines, make_workspace: MakeWorkspace
) -> None:
    workspace = await make_workspace()
    owner = await workspace.owner()
    path = "/api/v1/experiments/global?days=7"
    assert (await owner.get(path)).json()["arms"] == [], "there is no group"
    settings = (await owner.get("/api/v1/messaging/settings")).json()
    await owner.put("/api/v1/messaging/settings", json={**settings, "global_control_percent": 50})
    drawn_ms, events = now_ms() - 9 * DAY_MS, []
    for person in range(1, 801):
        arm = "control" if person % 2 else "message"
        about = {"experiment": "global", "variant": arm, "message_id": str(person % 3 + 1)}
        events.append(Said("$experiment_assigned", drawn_ms, person, person, about))
        if person % 2 == 0 and person % 3 == 0:
            order = {"order_id": str(person), "amount": 1_000}
            events.append(Said("$order_completed", drawn_ms + DAY_MS, 10_000 + person, person, order))
    await store(engines, workspace.id, events)
    found = (await owner.get(path)).json()
    arms = {each["arm"]: each for each in found["arms"]}
    assert (arms["control"]["people"], arms["control"]["reached"]) == (400, 0)
    assert (arms["message"]["people"], arms["message"]["reached"]) == (400, 133)
    assert arms["message"]["by_conversion"]["verdict"] == "better", arms
