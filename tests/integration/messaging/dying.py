"""A worker of its own process: decides and delivers until it is killed. Started by `live_for`."""

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path

from tests.integration.messaging.ledger import Ledger

from otklik.events.shipping import ship_rows
from otklik.infra.engines import open_engines
from otklik.intake.pipeline.testing import Pump
from otklik.profiles.service import register_shipper
from otklik.settings import Settings


async def live_for(places: int, settings: Settings, *urls: str, workspace_id: int) -> str:
    """Let such a worker come to so many places of its work and kill it; the last one it told of.

    `urls`: of PostgreSQL and ClickHouse. It works on while the kill is on its way.
    """
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__, str(settings.data_dir), *urls, str(workspace_id)),
        stdout=asyncio.subprocess.PIPE,
    )
    assert worker.stdout is not None
    place = b""
    for _ in range(places):
        place = await worker.stdout.readline() or place
    worker.kill()
    await worker.wait()
    return place.decode().strip()


async def _say(place: str) -> None:
    print(place, flush=True)  # noqa: T201 - whoever kills it reads it


async def _work(folder: str, postgres_url: str, clickhouse_url: str, workspace_id: str) -> None:
    settings = Settings(
        data_dir=Path(folder), public_url="http://test", secret_key="a test's secret key", log_partitions=2
    )
    register_shipper(ship_rows)
    addresses = settings.addresses(postgres_url=postgres_url, clickhouse_url=clickhouse_url)
    async with open_engines(replace(addresses, pool_size=2)) as engines:
        number = int(workspace_id)
        ledger = Ledger(engines, number, await Pump.open(engines, number))
        ledger.sms.at_once = 2
        while True:
            done = await ledger.release(checkpoint=_say)
            done += await ledger.deliver(checkpoint=_say, by=str(os.getpid()))
            if not done:
                await _say("idle")


if __name__ == "__main__":
    asyncio.run(_work(*sys.argv[1:]))
