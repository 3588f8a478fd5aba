import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from tests.conftest import MakeWorkspace
from tests.integration.items import identify, track

from otklik.events.contracts import BatchSummary
from otklik.events.delivery import Delivery
from otklik.events.outbox import put_rows
from otklik.events.prepared import API_LANE, PreparedBatch, batch_id, pack
from otklik.events.rows import EVENTS, PROPERTY_NOW, PROPERTY_WRITES, SEEN, EventRow, SeenRow
from otklik.infra.clickhouse import ClickHouse
from otklik.infra.embedded import clickhouse as embedded
from otklik.infra.embedded.process import spawn, stop, wait_until
from otklik.infra.engines import Engines
from otklik.infra.migrate import migrate_clickhouse
from otklik.intake.pipeline.testing import Pump
from otklik.kit.clock import now_ms

MONTH_MS = 31 * 86_400_000


def row(
    number: int, *, batch: int, ts_ms: int | None = None, properties: str = "{}", pos: int = 0
) -> EventRow:
    moment = str(now_ms() if ts_ms is None else ts_ms)
    return EventRow(
        workspace_id=1,
        name="x",
        ts=moment,
        person=number + 1,
        pos=pos or number,
        batch=batch,
        device=0,
        session=0,
        received_at=moment,
        message_id=str(number),
        original_name="",
        source="api",
        properties=properties,
    )


def pack_rows(batch: int, rows: Sequence[EventRow]) -> PreparedBatch:
    return pack(batch, tables={EVENTS: rows}, summary=BatchSummary(batch=batch, workspaces={}))


async def count(engines: Engines) -> tuple[int, int]:
    rows = await engines.clickhouse.system_query(
        "SELECT count() AS n, uniqExact(pos) AS u FROM events", comment="test"
    )
    return rows[0]["n"], rows[0]["u"]


async def delete(engines: Engines, condition: str) -> None:
    await engines.clickhouse.command(
        f"ALTER TABLE events DELETE WHERE {condition}", comment="test", settings={"mutations_sync": "2"}
    )


async def test_a_replay_doubles_nothing(engines: Engines) -> None:
    batch = pack_rows(7, [row(number, batch=7) for number in range(100)])
    delivery = Delivery(engines.clickhouse)
    for is_certain in (True, False, False):
        assert await delivery.deliver(batch, table=EVENTS, is_certain=is_certain) == []
    assert await count(engines) == (100, 100)


async def test_a_part_lost_behind_its_token_is_refilled(engines: Engines) -> None:
    """What a kill does one time in 25: the token is logged, the part is not there."""
    batch = pack_rows(7, [row(number, batch=7) for number in range(100)])
    delivery = Delivery(engines.clickhouse)
    await delivery.deliver(batch, table=EVENTS, is_certain=True)
    await delete(engines, "batch = 7")
    assert await count(engines) == (0, 0)
    await engines.clickhouse.insert(EVENTS, batch.bodies[EVENTS], token="7")
    assert await count(engines) == (0, 0), "the token alone brings nothing back"
    await delivery.deliver(batch, table=EVENTS, is_certain=False)
    assert await count(engines) == (100, 100)


async def test_only_the_missing_rows_are_refilled(engines: Engines) -> None:
    start = now_ms() - 40 * MONTH_MS
    rows = [row(number, batch=7, ts_ms=start + number * MONTH_MS) for number in range(40)]
    batch = pack_rows(7, rows)
    delivery = Delivery(engines.clickhouse)
    await delivery.deliver(batch, table=EVENTS, is_certain=True)
    await delete(engines, "pos % 3 = 0")
    await delivery.deliver(batch, table=EVENTS, is_certain=False)
    assert await count(engines) == (40, 40)
    await delete(engines, "pos % 3 = 1")  # the refill is lost as well
    await delivery.deliver(batch, table=EVENTS, is_certain=False)
    assert await count(engines) == (40, 40)


async def test_refused_rows_are_found_and_the_others_stored(engines: Engines) -> None:
    rows = [row(number, batch=7) for number in range(50)]
    rows[13].properties = "no json"
    rows[31].ts = "no time"
    poison = await Delivery(engines.clickhouse).deliver(pack_rows(7, rows), table=EVENTS, is_certain=True)
    assert sorted(json.loads(each.line)["pos"] for each in poison) == [13, 31]
    assert await count(engines) == (48, 48)


async def test_rows_of_the_api_arrive(engines: Engines, pump: Pump) -> None:
    async with engines.postgres.connection() as connection:
        await put_rows(connection, {EVENTS: [row(1, batch=0)], SEEN: [SeenRow(1, 2, 0)]})
    await pump.settle()
    assert await count(engines) == (1, 1)
    assert [summary.batch for summary in pump.summaries] == [batch_id(API_LANE, 1)]


async def test_what_clickhouse_refuses_is_listed_and_counted(engines: Engines, pump: Pump) -> None:
    async with engines.postgres.connection() as connection:
        bad = row(2, batch=0, properties="no json", pos=(9 << 12) + 1)
        bad.workspace_id = pump.workspace_id
        await put_rows(connection, {EVENTS: [row(1, batch=0), bad]})
    await pump.settle()
    assert await count(engines) == (1, 1)
    ((reason, item),) = await pump.pg("SELECT reason, item FROM rejects")
    assert reason == "poison"
    assert "no json" in item
    assert (await pump.counters())["dropped", "poison"] == 1


class Ordered:
    """A store that notes which tables' rows have come to it when rows of events set out."""

    def __init__(self, clickhouse: ClickHouse) -> None:
        self._clickhouse = clickhouse
        self.stored: set[str] = set()
        self.before_events: list[set[str]] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the store has
        return getattr(self._clickhouse, name)

    async def insert(self, table: str, body: bytes, *, token: str) -> None:
        if table == EVENTS:
            self.before_events.append(set(self.stored))
        await self._clickhouse.insert(table, body, token=token)
        self.stored.add(table)


async def test_whoevers_event_is_stored_his_properties_are(
    engines: Engines, make_workspace: MakeWorkspace
) -> None:
    """Otherwise a popup for those without an address may meet somebody who has just said his."""
    workspace = await make_workspace()
    store = Ordered(engines.clickhouse)
    pump = await Pump.open(replace(engines, clickhouse=cast(ClickHouse, store)), workspace.id)
    await pump.append(track("a", "looked", who="ann"), identify("a", email="ann@mail.example"))
    await pump.settle()
    (before,) = store.before_events
    assert {PROPERTY_WRITES, PROPERTY_NOW} <= before
    assert store.stored > before


async def test_a_delivery_waits_for_an_absent_clickhouse(tmp_path: Path) -> None:
    plan = embedded.prepare(tmp_path)
    process = spawn(plan.spec)
    try:
        wait_until(plan.is_ready, process, spec=plan.spec, timeout_s=60)
        clickhouse = await ClickHouse.open(plan.url, database="otklik")
        await migrate_clickhouse(clickhouse)
        delivery = Delivery(clickhouse)
        for number in range(3):
            rows = [row(number * 100 + each, batch=number + 1) for each in range(100)]
            if number == 1:
                process.kill()
                process.wait()
                process = spawn(plan.spec)  # it takes a while to come back
            await delivery.deliver(pack_rows(number + 1, rows), table=EVENTS, is_certain=True)
        found = await clickhouse.system_query(
            "SELECT count() AS n, uniqExact(pos) AS u FROM events", comment="test"
        )
        assert found == [{"n": 300, "u": 300}]
        await clickhouse.close()
    finally:
        stop(process, plan.spec)
