# ruff: noqa: E501 - SQL, read line by line
"""Live segments under load: when membership follows, and what it costs.

    python -m bench.live_segments [--segments 100] [--people 100000] [--rate 4000] [--visit 20] [--rest 20]
        [--warm 20] [--seconds 40]

`people` are in the store before (three events and a plan each). When the segments are prepared nothing happens for
`rest` seconds, so that the engines tidy up what a shop does not make before each of its minutes. Then `rate` events a second of 20 000 visitors
come by HTTP in batches of 100, through `otklik serve`; whoever has done `visit` things, more or less, makes room
for somebody new (0: nobody goes). The first `warm` seconds, in which all 20 000 are strangers, are not counted;
then every quarter of a second a new visitor does what one more segment waits for.
Prints how long after the answer to his event he was a member (target: 2 s); beside it the
yardstick, how long until the same event was in the store, which nothing that follows can beat; the CPU of each
process, and what other programs took of the machine meanwhile; and memory before and after.
"""

import argparse
import asyncio
import base64
import contextlib
import statistics
import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import httpx
import psutil
import psycopg
from tests.integration.infra.installation import Installation

from bench._engines import addresses_of, served, store_of
from bench._visitors import Visitors, load
from bench.whole_way import cpu_seconds
from otklik.infra.clickhouse import ClickHouse
from otklik.kit.clock import format_ms, now_ms
from otklik.kit.ids import derive_person_id
from otklik.profiles.contracts import IdentityKind
from otklik.workspaces.contracts import NewWorkspace

BATCH = 100
PROBE_EVERY_S = 0.25
PROBE_WAIT_S = 60
PREPARED_S = 1_200
STEP = 200_000
# A lane of its own: the numbers of the pipeline's batches stay free.
_KNOWN = """
    INSERT INTO events (workspace_id, name, ts, person, pos, batch, received_at, message_id, source, properties)
    SELECT {workspace:UInt32}, ['$product_viewed', '$order_completed', 'deed 1'][1 + number % 3],
        fromUnixTimestamp64Milli({now:Int64} - toInt64(cityHash64(number) % 2592000000), 'UTC') AS at,
        bitShiftRight(cityHash64('known', intDiv(number, 3)), 1), number + 1,
        bitShiftLeft(toUInt64(7), 48) + intDiv(number, 5000) + 1, at, toString(number), 'browser',
        concat('{"price":', toString(number % 30000), ',"category":"', toString(number % 40), '"}')
    FROM numbers({start:UInt64}, {count:UInt64})
    """
_PLANS = """
    INSERT INTO {table} SELECT {workspace:UInt32}, 'plan', bitShiftRight(cityHash64('known', number), 1), {columns}
    FROM numbers({people:UInt64})
    """
_WRITE = """bitShiftLeft(toUInt128({now:Int64} - 86400000), 64) + number, fromUnixTimestamp64Milli({now:Int64} - 86400000, 'UTC'),
    bitShiftLeft(toUInt64(7), 48) + 1, 'set', if(number % 2, '"pro"', '"free"'), 'test', ''"""
_PRESENT = """1, bitShiftLeft(toUInt64(7), 48) + 1, if(number % 2, '"pro"', '"free"')"""


def make_conditions(count: int) -> list[dict[str, Any]]:
    """Counts, windows of minutes, properties, sequences, values of events, negations."""
    kinds = (
        lambda n: {
            "event": "$product_viewed",
            "times": {"op": "gte", "value": 2 + n},
            "within": {"last": f"PT{5 + n}M"},
        },
        lambda n: {"event": f"deed {n % 9}", "times": {"op": "gte", "value": 1 + n % 5}},
        lambda n: {
            "event": "$cart_added",
            "where": [{"property": "price", "op": "gt", "value": 1_000 * n}],
            "within": {"last": f"PT{1 + n}M"},
        },
        lambda n: {
            "all": [
                {"event": "$order_completed", "within": {"last": f"P{1 + n}D"}},
                {"property": "plan", "op": "eq", "value": "pro" if n % 2 else "free"},
            ]
        },
        lambda n: {
            "sequence": [{"event": "$cart_added"}, {"not": {"event": "$order_completed"}}],
            "within": f"PT{1 + n}M",
            "during": {"last": "P1D"},
        },
        lambda n: {
            "all": [
                {"event": "$product_viewed", "within": {"last": f"PT{1 + n}M"}},
                {"not": {"event": "$order_completed", "within": {"last": f"PT{10 + n}M"}}},
            ]
        },
        lambda n: {
            "event": "$order_completed",
            "measure": {"of": "price", "as": "sum", "op": "gte", "value": 5_000 * (1 + n)},
        },
    )
    return [kinds[number % len(kinds)](number // len(kinds)) for number in range(count)]


@dataclass(frozen=True, slots=True)
class Asked:
    """Where answers are looked up: of everybody at once, each by his key, so that asking takes nothing away."""

    connection: psycopg.AsyncConnection
    clickhouse: ClickHouse
    workspace: int
    segment: int

    async def find_members(self, people: Collection[int]) -> set[int]:
        """Whoever of them belongs."""
        cursor = await self.connection.execute(
            "SELECT person FROM segment_members"
            " WHERE workspace_id = %s AND person = ANY(%s) AND %s = ANY(segments)",
            (self.workspace, list(people), self.segment),
        )
        return {int(row[0]) for row in await cursor.fetchall()}

    async def find_stored(self) -> set[int]:
        """Whose event is in the store."""
        rows = await self.clickhouse.system_query(
            "SELECT person FROM events WHERE workspace_id = {workspace:UInt32} AND name = 'probe'",
            comment="bench",
            parameters={"workspace": self.workspace},
        )
        return {int(row["person"]) for row in rows}


async def probe(client: httpx.AsyncClient, asked: Asked, until: float) -> tuple[list[float], list[float]]:
    """Seconds from each probe's answer to his membership, and to his event in the store; missing ones wait on."""
    outside: dict[int, float] = {}
    unstored: dict[int, float] = {}
    lags: list[float] = []
    stored: list[float] = []

    async def send() -> None:
        number = 0
        while time.monotonic() < until:
            body = {"event": "probe", "anonymousId": f"probe{number}", "timestamp": format_ms(now_ms())}
            await client.post("/v1/track", json=body)
            person = derive_person_id(asked.workspace, IdentityKind.ANONYMOUS_ID, f"probe{number}")
            outside[person] = unstored[person] = time.monotonic()
            number += 1
            await asyncio.sleep(PROBE_EVERY_S)

    sender = asyncio.create_task(send())
    while outside or unstored or not sender.done():
        if time.monotonic() > until + PROBE_WAIT_S:
            break
        members = await asked.find_members(outside)
        lags += [time.monotonic() - outside.pop(person) for person in members]
        arrived = unstored.keys() & await asked.find_stored() if unstored else set()
        stored += [time.monotonic() - unstored.pop(person) for person in arrived]
        await asyncio.sleep(0.05)
    return lags + [time.monotonic() - at for at in outside.values()], stored


async def fill(clickhouse: ClickHouse, workspace: int, people: int) -> None:
    values = {"workspace": workspace, "now": now_ms(), "people": people}
    for start in range(0, 3 * people, STEP):
        span = {"start": start, "count": min(STEP, 3 * people - start)}
        await clickhouse.command(_KNOWN, comment="bench", parameters={**values, **span}, max_seconds=120)
    for table, columns in (("property_writes", _WRITE), ("property_now", _PRESENT)):
        sql = _PLANS.replace("{table}", table).replace("{columns}", columns)
        await clickhouse.command(sql, comment="bench", parameters=values, max_seconds=120)


async def make_segments(url: str, token: str, count: int) -> int:
    """Make them and wait until they live; the id of the one that probes enter."""
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=f"{url}/api/v1", headers=headers, trust_env=False) as client:
        ids = []
        for number, condition in enumerate([*make_conditions(count - 1), {"event": "probe"}]):
            answer = await client.post("/segments", json={"name": f"Segment {number}", "filter": condition})
            ids.append(int(answer.raise_for_status().json()["id"]))
        until = time.monotonic() + PREPARED_S
        while time.monotonic() < until:
            items = (await client.get("/segments", params={"limit": 200})).json()["items"]
            if all(item["status"] == "live" for item in items):
                return ids[-1]
            await asyncio.sleep(0.5)
    raise TimeoutError("the segments did not become live")


def memory(root: psutil.Process) -> dict[str, int]:
    """Megabytes of each process; PostgreSQL's many together."""
    found: dict[str, int] = {}
    for process in [root, *root.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            line = " ".join(process.cmdline())
            name = next(
                (each for each in ("clickhouse", "postgres", "worker", "app") if each in line), "other"
            )
            found[name] = found.get(name, 0) + process.memory_full_info().pss // 1_000_000
    return found


def busy_seconds() -> float:
    """What all programs of the machine have used."""
    times = psutil.cpu_times()
    return float(times.user + times.system + times.nice)


async def measure(running: Installation, made: NewWorkspace, arguments: argparse.Namespace) -> None:
    async with store_of(running) as clickhouse:
        await measure_beside(clickhouse, running, made, arguments)


async def measure_beside(
    clickhouse: ClickHouse, running: Installation, made: NewWorkspace, arguments: argparse.Namespace
) -> None:
    url, server = running.url, psutil.Process(running.process.pid)
    started = time.monotonic()
    await fill(clickhouse, made.workspace_id, arguments.people)
    print(f"{arguments.people:,} people known, {time.monotonic() - started:.0f} s", flush=True)
    started = time.monotonic()
    probed = await make_segments(url, made.api_token, arguments.segments)
    print(f"{arguments.segments} segments prepared, {time.monotonic() - started:.0f} s", flush=True)
    await asyncio.sleep(arguments.rest)
    auth = base64.b64encode(f"{made.write_key}:".encode()).decode()
    headers = {"Authorization": f"Basic {auth}", "Content-Type": "application/json"}
    until = time.monotonic() + arguments.warm + arguments.seconds
    async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=60) as client:
        visitors = Visitors(arguments.visit)
        loading = asyncio.create_task(
            load(client, visitors, rate=arguments.rate, batch=BATCH, connections=8, until=until)
        )
        await asyncio.sleep(arguments.warm)
        before, used, busy = memory(server), cpu_seconds(server), busy_seconds()
        own, started = sum(psutil.Process().cpu_times()[:2]), time.monotonic()
        dsn = addresses_of(running).postgres_url
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
            lags, stored = await probe(
                client, Asked(connection, clickhouse, made.workspace_id, probed), until
            )
        accepted = await loading
    took = time.monotonic() - started
    after, everything = cpu_seconds(server), busy_seconds() - busy
    lags.sort()
    stored.sort()
    whole = arguments.warm + arguments.seconds
    print(f"accepted {accepted / whole:,.0f} events/s; {len(lags)} probes")
    print(
        f"membership after: p50 {statistics.median(lags):.2f} s, p99 {lags[int(len(lags) * 0.99) - 1]:.2f} s, "
        f"most {lags[-1]:.2f} s (target 2 s)"
    )
    print(
        f"yardstick, in the store after: p50 {statistics.median(stored):.2f} s, most {stored[-1]:.2f} s; "
        f"ratio of p50 {statistics.median(lags) / statistics.median(stored):.1f}"
    )
    ours = {name: (after[name] - used.get(name, 0)) / took for name in after}
    me = (sum(psutil.Process().cpu_times()[:2]) - own) / took
    others = everything / took - sum(ours.values()) - me
    print("CPU of a core  " + "  ".join(f"{name} {figure:.2f}" for name, figure in ours.items()))
    print(f"the load itself {me:.2f}, other programs {others:.2f} of {psutil.cpu_count()} cores")
    print(f"memory before, MB {before}\nmemory after, MB  {memory(server)}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--segments", type=int, default=100)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rate", type=int, default=4_000)
    parser.add_argument("--visit", type=int, default=20)
    parser.add_argument("--rest", type=float, default=20)
    parser.add_argument("--warm", type=float, default=20)
    parser.add_argument("--seconds", type=float, default=40)
    arguments = parser.parse_args()
    with served() as (running, made):
        asyncio.run(measure(running, made, arguments))


if __name__ == "__main__":
    main()
