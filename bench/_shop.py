# ruff: noqa: E501 - SQL, read line by line
"""A shop of a million people in the event store, made once by SQL inside it and kept in a folder.

20 M events of 400 days (60 names, Zipf; a few people do very much), 6 M property writes with their present
values, 2 % of the people merged into others, tags. Everything is a function of a row's number.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from otklik.events import queries_ticks
from otklik.events.batches import PIPELINE_LANE
from otklik.infra.clickhouse import ClickHouse, Parameter
from otklik.infra.embedded import clickhouse as embedded
from otklik.infra.embedded.process import spawn, stop, wait_until
from otklik.infra.migrate import migrate_clickhouse

DATABASE = "bench"
WORKSPACE = 1
NOW_MS = 1_790_000_000_000
SPAN_MS = 400 * 86_400_000
BATCH_EVENTS = 5_000
STEP = 200_000
TICK_BATCHES = 100
_STANDARD = (
    "$page_viewed", "$product_viewed", "$session_started", "$page_left", "$cart_viewed", "$product_added",
    "$search", "$clicked", "$order_started", "$order_completed", "$signed_in", "$form_sent",
)  # fmt: skip
NAMES = [*_STANDARD, *(f"deed {number}" for number in range(60 - len(_STANDARD)))]
_HOME = "bitShiftRight(cityHash64('home', {who}), 1)"
_SHARE = "(cityHash64('{salt}', number) / 18446744073709551616.)"
_EVENTS = f"""
    INSERT INTO events (workspace_id, name, ts, person, pos, batch, device, session, received_at, message_id,
        source, identity, url, country, city, device_type, browser, os, context, properties)
    WITH {{names:Array(String)}}[1 + toUInt32(floor(60 * pow({_SHARE.format(salt="name")}, 3)))] AS event,
        toUInt64(floor({{people:UInt64}} * pow({_SHARE.format(salt="who")}, 2))) AS who,
        cityHash64('value', number) AS value,
        fromUnixTimestamp64Milli({{begins:Int64}} + toInt64(intDiv(number * {SPAN_MS}, {{all:UInt64}})), 'UTC') AS at
    SELECT {WORKSPACE}, event, at, {_HOME.format(who="who")}, (number + 1) * 4096,
        intDiv(number, {BATCH_EVENTS}) + 1, 1, 1, at, toString(number), 'browser', 'anonymous_id',
        concat('https://shop.example/p/', toString(value % 1000)), 'RU', ['Москва', 'Тверь', 'Казань'][1 + who % 3],
        'desktop', 'Chrome', 'Windows', '{{}}',
        multiIf(event IN ('$product_viewed', '$product_added', '$cart_viewed'),
            concat('{{"product_id":"', toString(value % 5000), '","category":"', toString(value % 40),
                '","name":"Чайник ', toString(value % 5000), '","price":', toString(value % 30000),
                '.5,"amount":', toString(value % 50000), '}}'),
            event IN ('$order_started', '$order_completed'),
            concat('{{"order_id":"', toString(number), '","amount":', toString(100 + value % 20000),
                '.25,"products":[{{"id":"', toString(value % 5000), '","quantity":1}}]}}'),
            event = '$session_started',
            '{{"referrer":"https://ya.ru/","channel_kind":"organic","language":"ru-RU","time_zone":"Europe/Moscow"}}',
            event = '$page_left', concat('{{"active_ms":', toString(value % 60000), '}}'),
            concat('{{"title":"Страница ', toString(value % 300), '","path":"/p/', toString(value % 1000), '"}}'))
    FROM numbers({{start:UInt64}}, {{count:UInt64}})
    """
# Each person: e-mail and name once, level twice, plan four times (the last one is of the present).
_PROPERTIES = (("$email", 1), ("$name", 1), ("level", 2), ("plan", 4))
_VALUE = """
    multiIf(property = '$email', concat('"p', toString(who), '@example.com"'),
        property = '$name', concat('"Имя ', toString(who % 9000), '"'),
        property = 'level', toString(chance % 100),
        ['"free"', '"pro"', '"team"', '"pro"', '"free"'][1 + chance % 5])"""
_WRITES = f"""
    WITH number AS who, {{property:String}} AS property, cityHash64('write', who, property, nth) AS chance,
        {{begins:Int64}} + toInt64(intDiv({SPAN_MS} * nth, {{times:UInt64}})) + toInt64(chance % 5000000000) AS at_ms,
        fromUnixTimestamp64Milli(least(at_ms, {NOW_MS}), 'UTC') AS at, {_VALUE} AS written
    SELECT {{columns}} FROM numbers({{people:UInt64}}) ARRAY JOIN range({{times:UInt64}}) AS nth {{only}}
    """
_WRITE_COLUMNS = f"""
    {WORKSPACE}, property, {_HOME.format(who="who")},
    bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(at)), 64), toUInt128(who * 16 + nth)),
    at, 1 + intDiv(who, {BATCH_EVENTS}), 'set', written, 'test', ''"""
_NOW_COLUMNS = (
    f"{WORKSPACE}, property, {_HOME.format(who='who')}, 1, 1 + intDiv(who, {BATCH_EVENTS}), written"
)
_REDIRECTS = f"""
    INSERT INTO redirects
    SELECT {WORKSPACE}, {_HOME.format(who="number * 50 + 7")}, {_HOME.format(who="number * 50 + 8")}, 1, 1
    FROM numbers(intDiv({{people:UInt64}}, 50))
    """
_TAGS = f"""
    INSERT INTO mark_writes
    SELECT {WORKSPACE}, 'tag', 'vip', {_HOME.format(who="number * 20")},
        bitShiftLeft(toUInt128({NOW_MS} - 1), 64) + number, fromUnixTimestamp64Milli({NOW_MS} - 1, 'UTC'),
        1, 1, 'test', ''
    FROM numbers(intDiv({{people:UInt64}}, 20))
    """


class Opened(NamedTuple):
    """A running store, and its server's process and address."""

    clickhouse: ClickHouse
    pid: int
    url: str


@asynccontextmanager
async def open_shop(folder: Path, *, events: int, people: int) -> AsyncIterator["Opened"]:
    """The store with the shop in it; filled when it was not yet."""
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - once, before anything else runs
    plan = embedded.prepare(folder)
    process = spawn(plan.spec)
    try:
        wait_until(plan.is_ready, process, spec=plan.spec, timeout_s=60)
        clickhouse = await ClickHouse.open(plan.url, database=DATABASE)
        await migrate_clickhouse(clickhouse)
        filled = folder / "filled"
        if not filled.exists():
            await fill(clickhouse, events=events, people=people)
            filled.touch()
        await clickhouse.command("SYSTEM RELOAD DICTIONARY redirect", comment="bench")
        yield Opened(clickhouse, process.pid, plan.url)
        await clickhouse.close()
    finally:
        stop(process, plan.spec)


async def fill(clickhouse: ClickHouse, *, events: int, people: int) -> None:
    """All tables, some minutes; goes on where it was cut short between two steps."""
    started, done = time.monotonic(), await _count_events(clickhouse)
    if done % STEP:
        await clickhouse.command("TRUNCATE TABLE events", comment="bench")
        done = 0
    shared = {"people": people, "begins": NOW_MS - SPAN_MS}
    for start in range(done, events, STEP):
        count = min(STEP, events - start)
        values: dict[str, Parameter] = {
            **shared,
            "all": events,
            "start": start,
            "count": count,
            "names": NAMES,
        }
        await clickhouse.command(_EVENTS, comment="bench", parameters=values, max_seconds=120)
        if start // STEP % 10 == 0:
            print(f"{start + count:,} events, {time.monotonic() - started:.0f} s", flush=True)
    for table in ("property_writes", "property_now", "mark_writes", "redirects"):
        await clickhouse.command(f"TRUNCATE TABLE {table}", comment="bench")
    for name, times in _PROPERTIES:
        await _write(clickhouse, name, times, shared)
    for sql in (_REDIRECTS, _TAGS):
        await clickhouse.command(sql, comment="bench", parameters={"people": people})
    await count_names(clickhouse, events)
    await settle(clickhouse)
    print(f"filled, {time.monotonic() - started:.0f} s", flush=True)


async def count_names(clickhouse: ClickHouse, events: int) -> None:
    """What the ticks would have counted."""
    await clickhouse.command("TRUNCATE TABLE home_names", comment="bench")
    newest = (events - 1) // BATCH_EVENTS + 1
    for tick, first in enumerate(range(1, newest + 1, TICK_BATCHES), start=1):
        last = min(first + TICK_BATCHES - 1, newest)
        await queries_ticks.insert_names(
            clickhouse, tick=tick, stretches=[(first, last)], reached={PIPELINE_LANE: last}
        )


async def _count_events(clickhouse: ClickHouse) -> int:
    rows = await clickhouse.system_query("SELECT count() AS n FROM events", comment="bench")
    return int(rows[0]["n"])


async def _write(clickhouse: ClickHouse, name: str, times: int, shared: dict[str, int]) -> None:
    values: dict[str, Parameter] = {**shared, "property": name, "times": times}
    for table, columns, only in (
        ("property_writes", _WRITE_COLUMNS, ""),
        # As it is kept: a row a survivor.
        ("property_now", _NOW_COLUMNS, f"WHERE nth = {times - 1} AND who % 50 != 7"),
    ):
        sql = _WRITES.replace("{columns}", columns).replace("{only}", only)
        await clickhouse.command(
            f"INSERT INTO {table} {sql}", comment="bench", parameters=values, max_seconds=120
        )


async def settle(clickhouse: ClickHouse) -> None:
    """Wait until the store has merged what it wants to, so that rounds are alike."""
    quiet = 0
    while quiet < 3:
        rows = await clickhouse.system_query("SELECT count() AS n FROM system.merges", comment="bench")
        quiet = 0 if rows[0]["n"] else quiet + 1
        await asyncio.sleep(1)
