"""What a touched person costs: ticks and rows of `people` over a store that is already large.

    python -m bench.facts [--events 5000000] [--people 300000] [--touched 5000] [--rounds 5]

Fills ClickHouse by INSERT SELECT, then stores 20 000 events of `touched` people a round and follows them.
Prints milliseconds of CPU and of the clock; CPU is that of ClickHouse and of this process, apart.
"""

import argparse
import asyncio
import time

import psutil

from bench._engines import Opened, opened_engines
from otklik.events.facts import Facts
from otklik.infra.engines import Engines

ROUND_EVENTS = 20_000
BATCH_EVENTS = 5_000
"""As in _FILL."""
STEP = 200_000
_FILL = """
    INSERT INTO events (workspace_id, name, ts, person, pos, batch, device, session, received_at, message_id,
        source, identity, url, country, city, device_type, browser, os, context, properties)
    SELECT 1, ['$session_started', '$page_viewed', '$page_viewed', '$product_viewed', '$product_viewed',
            '$page_left'][1 + number % 6] AS event,
        toDateTime64('2026-05-01 00:00:00', 3, 'UTC') + toIntervalMillisecond(number * 1000) AS moment,
        bitShiftRight(cityHash64(cityHash64(number) % {people:UInt64}), 1), (number + 1) * 4096,
        intDiv(number, 5000) + 1, 1, 1, moment, toString(number), 'browser', 'anonymous_id',
        concat('https://shop.example/p/', toString(number % 1000)), 'RU', 'Москва', 'desktop', 'Chrome',
        'Windows', '{}',
        multiIf(event = '$session_started', '{"referrer":"https://ya.ru/","channel_kind":"organic",'
            || '"language":"ru-RU","time_zone":"Europe/Moscow"}', event = '$page_left',
            '{"active_ms":5000}', '{"product_id":"7","name":"Чайник","price":1990.5}')
    FROM numbers({start:UInt64}, {count:UInt64})
    """


async def fill(engines: Engines, *, start: int, count: int, people: int) -> None:
    await engines.clickhouse.command(
        _FILL,
        comment="bench",
        parameters={"start": start, "count": count, "people": people},
        max_seconds=120,
    )


async def measure(opened: Opened, arguments: argparse.Namespace) -> None:
    engines = opened.engines
    for start in range(0, arguments.events, STEP):
        await fill(engines, start=start, count=min(STEP, arguments.events - start), people=arguments.people)
    server, own = psutil.Process(opened.clickhouse_pid), psutil.Process()
    facts = Facts(engines)

    async def timed(what: str, work: object) -> None:
        before = (sum(server.cpu_times()[:2]), sum(own.cpu_times()[:2]), time.perf_counter())
        await work  # type: ignore[misc]  # a coroutine
        after = (sum(server.cpu_times()[:2]), sum(own.cpu_times()[:2]), time.perf_counter())
        engine, python, clock = (round((b - a) * 1000) for a, b in zip(before, after, strict=True))
        print(f"{what:28} clickhouse {engine:6} ms  python {python:6} ms  clock {clock:6} ms", flush=True)

    await timed("catching up, ticks", facts.count())
    done = arguments.events
    await facts.show() if arguments.show_all else None
    for number in range(arguments.rounds):
        await fill(engines, start=done, count=ROUND_EVENTS, people=arguments.touched)
        done += ROUND_EVENTS
        rows = await engines.clickhouse.system_query(
            "SELECT DISTINCT person FROM events WHERE batch > {first:UInt64}",
            comment="bench",
            parameters={"first": (done - ROUND_EVENTS) // BATCH_EVENTS},
        )
        newest = (done - 1) // BATCH_EVENTS + 1
        people = [(1, row["person"]) for row in rows]
        await timed(f"tick {number} ({ROUND_EVENTS} events)", facts._ticks.advance({0: newest}))  # noqa: SLF001 - apart
        from_store = Facts(engines)
        await timed(f"rows {number} ({len(people)} people)", from_store.count_people(people))


async def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=5_000_000)
    parser.add_argument("--people", type=int, default=300_000)
    parser.add_argument("--touched", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--show-all", action="store_true", help="write everybody's row first")
    arguments = parser.parse_args()
    async with opened_engines() as opened:
        await measure(opened, arguments)


if __name__ == "__main__":
    asyncio.run(main())
