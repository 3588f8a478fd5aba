"""What each step of the pipeline costs: a log filled beforehand, emptied as fast as it goes.

    python bench/pipeline.py [--events 200000] [--profile]

Beside it, in the same run: the empty pipeline (read, decode, prepare, commit, ship; nothing decided) and the
yardstick, the same rows inserted straight into ClickHouse.
"""

import argparse
import asyncio
import cProfile
import gc
import json
import pstats
import random
import time

import psutil

from bench._engines import opened_engines
from otklik.events.prepared import PreparedBatch
from otklik.infra import metrics
from otklik.infra.engines import Engines
from otklik.infra.log import LogBody, LoggedRequest, PostgresLog
from otklik.infra.postgres import Connection
from otklik.intake.pipeline.batch import Batch
from otklik.intake.pipeline.decide import Decider
from otklik.intake.pipeline.enrich import enrich
from otklik.intake.pipeline.pipeline import GC_THRESHOLDS, Pipeline, PipelineOptions
from otklik.intake.pipeline.prepare import prepare
from otklik.intake.pipeline.testing import CHROME
from otklik.kit.clock import format_ms, now_ms

PARTITIONS = 4
BATCH = 100
ROW_BATCHES = 5
DEVICES = 20_000
IDENTIFY_EVERY = 50
STAGES = (
    "decode",
    "drop",
    "enrich",
    "identify",
    "properties",
    "sessions",
    "prepare",
    "commit",
    "ship",
    "react",
)


class EmptyDecider(Decider):
    """Decides nothing: every item is stored as it is."""

    async def _try(self, batch: Batch, *, is_rehearsal: bool) -> list[PreparedBatch]:
        batch.rules = await self._rules.get({event.workspace_id for event in batch.events})
        enrich(batch, self._geo)
        for event in batch.events:
            event.person = event.pos
        return await self._commit(batch, is_rehearsal=is_rehearsal)

    async def _decide_within(self, connection: Connection, batch: Batch) -> list[PreparedBatch]:
        prepared = prepare(batch, {})
        await self._write(connection, batch, prepared)
        return prepared


def make_item(number: int, now: int) -> bytes:
    device = f"{random.randrange(DEVICES):08x}-6f0e-4b1c-9b44-0c7f0e4b5d11"
    page = f"https://shop.example/p/{number % 60}"
    item = {
        "type": "track",
        "event": "Product Viewed",
        "messageId": f"ajs-next-{now}-{random.getrandbits(96):024x}",
        "anonymousId": device,
        "userId": None,
        "timestamp": format_ms(now - random.randrange(2_000)),
        "properties": {
            "product_id": str(number % 60), "name": "Чайник", "price": 1990.5, "currency": "RUB",
            "category": "Кухня", "url": page,
        },
        "context": {
            "page": {"url": page, "path": f"/p/{number % 60}", "title": "Чайник", "referrer": "https://yandex.ru/"},
            "locale": "ru-RU", "timezone": "Europe/Moscow", "screen": {"width": 1440, "height": 900},
            "library": {"name": "otklik.js", "version": "0.1"},
        },
    }  # fmt: skip
    if number % IDENTIFY_EVERY == 0:
        item |= {"type": "identify", "traits": {"email": f"{device[:8]}@example.com", "plan": number % 3}}
    return json.dumps(item, ensure_ascii=False).encode()


async def fill(log: PostgresLog, workspace_id: int, events: int) -> None:
    done = 0
    while done < events:
        now = now_ms()
        bodies: dict[int, LogBody] = {}
        for part in range(PARTITIONS):
            requests = [
                LoggedRequest(workspace_id, 0, "browser", "", now, format_ms(now), "203.0.113.7", CHROME)
                for _ in range(ROW_BATCHES)
            ]
            items = [
                (index, make_item(done + index * BATCH + number, now))
                for index in range(ROW_BATCHES)
                for number in range(BATCH)
            ]
            bodies[part] = LogBody(requests, items)
            done += len(items)
        await log.append(bodies)


async def drain(engines: Engines, log: PostgresLog, *, is_empty: bool) -> float:
    """Seconds until everything in the log is stored and proved."""
    options = PipelineOptions(partitions=PARTITIONS)
    decider = EmptyDecider if is_empty else Decider
    work = await Pipeline.start(engines, log, options, (), decider_type=decider)
    started = time.perf_counter()
    task = asyncio.create_task(work.run())
    while not await is_idle(engines):  # noqa: ASYNC110 - what is waited for happens in the engines
        await asyncio.sleep(0.05)
    took = time.perf_counter() - started
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return took


async def is_idle(engines: Engines) -> bool:
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT NOT EXISTS (SELECT 1 FROM prepared) AND NOT EXISTS (SELECT 1 FROM intake_log l"
            " LEFT JOIN intake_positions p ON p.part = l.part WHERE l.id > coalesce(p.position, 0))"
        )
        row = await cursor.fetchone()
        return bool(row and row[0])


def stage_seconds() -> dict[str, float]:
    return {stage: metrics.STAGE_SECONDS.labels(stage)._sum.get() for stage in STAGES}  # noqa: SLF001 - no reader


def cpu_seconds() -> dict[str, float]:
    """CPU time so far of this process and of each engine with its children (the load of others left out)."""
    own = psutil.Process()
    found = {"pipeline": sum(own.cpu_times()[:2])}
    for child in own.children(recursive=True):
        name = "clickhouse" if "clickhouse" in " ".join(child.cmdline()) else "postgres"
        times = child.cpu_times()
        found[name] = found.get(name, 0.0) + times.user + times.system
    return found


async def run(arguments: argparse.Namespace) -> None:
    async with opened_engines() as opened:
        engines, made = opened.engines, await opened.make_workspace()
        log = PostgresLog(engines.postgres, 8 << 30)
        await log.ensure_partitions()
        for name, is_empty in (("empty pipeline", True), ("whole pipeline", False), ("whole again", False)):
            await fill(log, made.workspace_id, arguments.events)
            gc.collect()
            gc.set_threshold(*GC_THRESHOLDS)
            before, cpu = stage_seconds(), cpu_seconds()
            profile = cProfile.Profile() if arguments.profile and not is_empty else None
            if profile:
                profile.enable()
            took = await drain(engines, log, is_empty=is_empty)
            if profile:
                profile.disable()
                pstats.Stats(profile).sort_stats("tottime").print_stats(60)
            report(name, arguments.events, took, before)
            used = {
                key: (value - cpu.get(key, 0)) / arguments.events * 1e6
                for key, value in cpu_seconds().items()
            }
            print("    CPU µs/event  " + "  ".join(f"{key} {value:.1f}" for key, value in used.items()))
        await yardstick(engines, arguments.events)


def report(name: str, events: int, took: float, before: dict[str, float]) -> None:
    print(f"{name}: {events / took:,.0f} events/s ({took:.2f} s)")
    after = stage_seconds()
    costs = {stage: (after[stage] - before[stage]) / events * 1e6 for stage in STAGES}
    print("    µs/event  " + "  ".join(f"{stage} {cost:.1f}" for stage, cost in costs.items()))


async def yardstick(engines: Engines, events: int) -> None:
    await engines.clickhouse.command("CREATE TABLE copy AS events", comment="bench")
    started = time.perf_counter()
    names = await engines.clickhouse.system_query(
        "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = 'events'"
        " AND default_kind = ''",
        comment="bench",
    )
    columns = ", ".join(row["name"] for row in names)
    await engines.clickhouse.command(
        f"INSERT INTO copy ({columns}) SELECT {columns} FROM events LIMIT {events}", comment="bench"
    )
    took = time.perf_counter() - started
    print(f"yardstick, INSERT SELECT of {events} rows in ClickHouse: {events / took:,.0f} rows/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    asyncio.run(run(arguments))


if __name__ == "__main__":
    main()
