"""The whole way: HTTP to stored and reacted, in batches of 100, through `otklik serve`.

    python -m bench.whole_way [--seconds 20] [--connections 8] [--rate 0]

Prints events accepted and stored a second, the lag at the end of the load, and CPU time an event of every
process; then the yardstick: the same rows straight into ClickHouse, batch by batch. Target on two free cores:
20 000 events/s sustained, lag at most 1 s. `--rate` bounds the load.
"""

import argparse
import asyncio
import base64
import json
import random
import time

import httpx
import psutil
from tests.integration.infra.installation import Installation

from bench._engines import served, store_of
from otklik.events.prepared import encode_rows
from otklik.events.rows import EventRow
from otklik.infra.clickhouse import ClickHouse
from otklik.kit.clock import format_ms, now_ms, to_ms
from otklik.workspaces.contracts import NewWorkspace

BATCH = 100
DEVICES = 20_000
YARDSTICK_ROWS = 50_000
YARDSTICK_BATCH = 5_000


_TIME = "2026-01-01T00:00:00.000Z"
_ITEM = {
    "type": "track",
    "event": "Product Viewed",
    "messageId": "%024x",
    "anonymousId": "d%d",
    "timestamp": _TIME,
    "properties": {
        "product_id": "7",
        "name": "Чайник",
        "price": 1990.5,
        "url": "https://shop.example/p/7",
    },
    "context": {"page": {"url": "https://shop.example/p/7", "title": "Чайник"}, "locale": "ru-RU"},
}
_BODY = json.dumps({"batch": [_ITEM] * BATCH, "sentAt": _TIME}, ensure_ascii=False)


def make_body(chance: random.Random) -> bytes:
    """A request of BATCH events, each with its own messageId and one of DEVICES visitors, dated now."""
    numbers: list[int] = []
    for _ in range(BATCH):
        numbers += (chance.getrandbits(96), chance.randrange(DEVICES))
    return (_BODY % tuple(numbers)).replace(_TIME, format_ms(now_ms())).encode()


async def load(url: str, key: str, arguments: argparse.Namespace) -> int:
    """Events answered with 200."""
    chance = random.Random(time.time_ns())
    until = time.monotonic() + arguments.seconds
    accepted = 0
    auth = base64.b64encode(f"{key}:".encode()).decode()
    headers = {"Authorization": f"Basic {auth}", "Content-Type": "application/json"}
    pause_s = arguments.connections * BATCH / arguments.rate if arguments.rate else 0.0

    async def send(client: httpx.AsyncClient) -> None:
        nonlocal accepted
        while time.monotonic() < until:
            started = time.monotonic()
            answer = await client.post(f"{url}/v1/batch", content=make_body(chance), headers=headers)
            accepted += BATCH if answer.status_code == httpx.codes.OK else 0
            await asyncio.sleep(max(0.0, started + pause_s - time.monotonic()))

    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        await asyncio.gather(*(send(client) for _ in range(arguments.connections)))
    return accepted


async def wait_until_stored(url: str, token: str) -> tuple[int, int]:
    """(lag at the end of the load, events processed once all are)."""
    headers = {"Authorization": f"Bearer {token}"}
    first_lag = -1
    async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False) as client:
        while True:
            status = (await client.get("/api/v1/intake/status")).json()
            first_lag = status["lag_ms"] if first_lag < 0 else first_lag
            if status["accepted"] == status["processed"]:
                return first_lag, int(status["processed"])
            await asyncio.sleep(0.05)


def cpu_seconds(root: psutil.Process) -> dict[str, float]:
    """By kind of process; those that have ended are their parent's."""
    found: dict[str, float] = {}
    for process in [root, *root.children(recursive=True)]:
        try:
            line, times = " ".join(process.cmdline()), process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        names = {"clickhouse": "clickhouse", "postgres": "postgres", "worker": "worker", "otklik.app": "web"}
        name = next((name for sign, name in names.items() if sign in line), "other")
        found[name] = found.get(name, 0.0) + sum(times[:4])
    return found


async def yardstick(clickhouse: ClickHouse, server: psutil.Process) -> tuple[float, float]:
    """(rows/s, CPU µs a row of ClickHouse) of the stored rows' insert into an empty copy of the table."""
    names = ", ".join(EventRow.__struct_fields__)
    rows = await clickhouse.system_query(
        f"SELECT {names} FROM events ORDER BY pos LIMIT {YARDSTICK_ROWS}", comment="bench"
    )
    for row in rows:
        row["ts"], row["received_at"] = str(to_ms(row["ts"])), str(to_ms(row["received_at"]))
    bodies = [
        encode_rows([EventRow(**row) for row in rows[start : start + YARDSTICK_BATCH]])
        for start in range(0, len(rows), YARDSTICK_BATCH)
    ]
    await clickhouse.command("CREATE TABLE yardstick AS events", comment="bench")
    before, started = cpu_seconds(server)["clickhouse"], time.perf_counter()
    for number, body in enumerate(bodies):
        await clickhouse.insert("yardstick", body, token=f"yardstick-{number}")
    took = time.perf_counter() - started
    used = cpu_seconds(server)["clickhouse"] - before
    return len(rows) / took, used / len(rows) * 1e6


async def measure(running: Installation, made: NewWorkspace, arguments: argparse.Namespace) -> None:
    server = psutil.Process(running.process.pid)
    before, started = cpu_seconds(server), time.perf_counter()
    accepted = await load(running.url, made.write_key, arguments)
    loaded_s = time.perf_counter() - started
    lag_ms, processed = await wait_until_stored(running.url, made.api_token)
    took = time.perf_counter() - started
    print(f"accepted {accepted / loaded_s:,.0f} events/s, stored {processed / took:,.0f} events/s")
    print(f"lag when the load ended {lag_ms} ms; accepted {accepted}, processed {processed}")
    used = cpu_seconds(server)
    costs = {name: (value - before.get(name, 0)) / max(accepted, 1) * 1e6 for name, value in used.items()}
    print("CPU µs/event  " + "  ".join(f"{name} {cost:.1f}" for name, cost in costs.items()))
    async with store_of(running) as clickhouse:
        rate, cost = await yardstick(clickhouse, server)
    print(f"yardstick, the same rows straight into ClickHouse: {rate:,.0f} rows/s, CPU µs/row {cost:.1f}")
    print(f"whole way / yardstick: {processed / took / rate:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--rate", type=int, default=0)
    arguments = parser.parse_args()
    with served() as (running, made):
        asyncio.run(measure(running, made, arguments))


if __name__ == "__main__":
    main()
