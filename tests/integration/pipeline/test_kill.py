import asyncio
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import pytest

from otklik.infra.embedded.clickhouse import ClickHousePlan
from otklik.intake.pipeline.testing import Pump
from otklik.settings import Settings

ROUNDS = 3
REQUESTS = 120
ITEMS = 100
DEVICES = 300


class Servers(Protocol):
    @property
    def clickhouse(self) -> ClickHousePlan: ...


@contextmanager
def worker(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process; killed at the end, as in the middle."""
    process = subprocess.Popen([sys.executable, "-m", "otklik.worker"], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def fill(pump: Pump, chance: random.Random) -> int:
    """Items of many devices over both partitions, one in ten sent twice; how many ids there are."""
    ids = 0
    for request in range(REQUESTS):
        items: list[dict[str, object]] = []
        for _ in range(ITEMS):
            ids += chance.random() < 0.9 or ids == 0
            device = f"d{ids % DEVICES}"
            items.append({"type": "track", "event": "x", "messageId": f"m{ids}", "anonymousId": device})
            if ids % 50 == 0:
                items.append(
                    {"type": "identify", "messageId": f"i{ids}", "anonymousId": device, "traits": {"n": ids}}
                )
        await pump.append(*items, part=request % 2)
    return ids


@pytest.mark.timeout(400)
async def test_a_worker_killed_under_load_stores_everything_once(
    pump: Pump, settings: Settings, servers: Servers
) -> None:
    chance = random.Random(7)
    ids = await fill(pump, chance)
    identified = ids // 50
    environment = {
        **os.environ,
        "OTKLIK_DATA_DIR": str(settings.data_dir),
        "OTKLIK_SECRET_KEY": "a test's secret key",
        "OTKLIK_POSTGRES_URL": pump.engines.postgres.dsn,
        "OTKLIK_CLICKHOUSE_URL": f"{servers.clickhouse.url}/{pump.engines.clickhouse.database}",
        "OTKLIK_LOG_PARTITIONS": "2",
        "OTKLIK_DEDUP_MB": "1",
    }

    async def stored() -> int:
        rows = await pump.pg("SELECT coalesce(sum(n), 0)::int FROM intake_counters")
        return int(rows[0][0])

    for number in range(ROUNDS):
        with worker(environment):
            goal = await stored() + 1

            async def has_moved(goal: int = goal) -> bool:
                return await stored() >= goal or await pump.is_idle()

            await pump.until(has_moved)
            await asyncio.sleep(chance.random() * 0.15 * number)  # somewhere between commit, insert and proof
    with worker(environment):
        await pump.until(pump.is_idle)
    rows = await pump.ch("SELECT count() AS n, uniqExact(message_id) AS u FROM events WHERE name = 'x'")
    assert rows == [{"n": ids, "u": ids}]
    rows = await pump.ch("SELECT count() AS n FROM events WHERE name = '$session_started'")
    assert rows == [{"n": DEVICES}]
    rows = await pump.ch("SELECT count() AS n, uniqExact(k) AS u FROM property_writes")
    assert rows[0]["n"] == rows[0]["u"] == identified
    counters = await pump.counters()
    assert counters["stored", ""] == ids + identified
    accepted = await pump.pg("SELECT sum(events)::int FROM intake_log")
    assert sum(counters.values()) == accepted[0][0]
