"""The door: one event a request, durable, beside the same uvicorn answering without work.

`python -m bench.door [--seconds 8] [--connections 128]` prints both rates, their ratio (target ≥ 50 %), the
door's p50/p99 at half its own rate (target p99 ≤ 50 ms), and the bare server's at the same pace beside them.
PostgreSQL runs with fsync, in a folder on disk; partitions of the log are made ahead, as the worker does.
"""

import argparse
import asyncio
import gc
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

import psutil
import uvloop

from otklik.infra.addresses import EngineAddresses
from otklik.infra.embedded import clickhouse as embedded_clickhouse
from otklik.infra.embedded import postgres as embedded_postgres
from otklik.infra.embedded.process import ChildSpec, spawn, stop, wait_until
from otklik.infra.engines import open_engines
from otklik.infra.log import PostgresLog
from otklik.infra.migrate import migrate_clickhouse, migrate_postgres
from otklik.infra.serving import run, serve_asgi
from otklik.intake.door_http import Receive, Scope, Send
from otklik.settings import Settings
from otklik.workspaces.service import create_workspace_with_owner

ANSWER = b'{"success":true}'


@dataclass(frozen=True, slots=True)
class Outcome:
    """Answers a second, and latencies in milliseconds."""

    rate: float
    p50_ms: float
    p99_ms: float
    failures: int


class Connection(asyncio.Protocol):
    """One keep-alive connection with one request on its way; no HTTP library, so that it costs little."""

    def __init__(self) -> None:
        self._buffer = b""
        self._waiter: asyncio.Future[bool] | None = None
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport (uvloop's does not derive from asyncio's class)."""
        self._transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        """An answer ends with the body that every good answer has."""
        self._buffer += data
        if self._waiter is not None and b"\r\n\r\n" in self._buffer and self._buffer.endswith(b"}"):
            is_good = self._buffer.startswith(b"HTTP/1.1 200") and self._buffer.endswith(ANSWER)
            self._buffer = b""
            waiter, self._waiter = self._waiter, None
            waiter.set_result(is_good)

    def connection_lost(self, _exc: Exception | None) -> None:
        """Whoever waits learns it."""
        if self._waiter is not None:
            self._waiter.set_result(False)

    async def ask(self, request: bytes) -> bool:
        """Send a request; True for the exact good answer."""
        assert self._transport is not None
        self._waiter = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiter

    def close(self) -> None:
        """End the connection."""
        if self._transport is not None:
            self._transport.close()


def requests(port: int, write_key: str) -> Iterator[bytes]:
    """Requests of one page view's size, each with its own messageId and one of 5 000 visitors."""
    key = b64encode(f"{write_key}:".encode()).decode()
    n = 0
    while True:
        n += 1
        body = json.dumps(
            {
                "anonymousId": f"3f2a9c1e-0000-4000-8000-{n % 5_000:012d}",
                "messageId": f"ajs-next-1790000000000-00000000-0000-4000-8000-{n:012d}",
                "event": "Product Viewed",
                "timestamp": "2026-01-01T00:00:00.000Z",
                "sentAt": "2026-01-01T00:00:00.100Z",
                "properties": {
                    "product_id": f"p{n % 60}",
                    "name": "Чайник",
                    "price": 1290.5,
                    "currency": "RUB",
                },
                "context": {
                    "page": {
                        "url": "https://shop.example/p/1",
                        "path": "/p/1",
                        "title": "Чайник",
                        "referrer": "",
                    },
                    "locale": "ru-RU",
                    "library": {"name": "analytics.js", "version": "npm:next-1.84.3"},
                },
            }
        ).encode()
        head = (
            f"POST /v1/t HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Basic {key}\r\n"
            f"User-Agent: Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0\r\nContent-Type: text/plain\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body


async def flood(port: int, source: Iterator[bytes], *, seconds: float, connections: int) -> Outcome:
    """Every connection asks again as soon as it is answered."""
    loop = asyncio.get_running_loop()
    lines = [(await loop.create_connection(Connection, "127.0.0.1", port))[1] for _ in range(connections)]
    latencies: list[float] = []
    failures = 0
    end = time.perf_counter() + seconds

    async def drive(line: Connection) -> None:
        nonlocal failures
        while (started := time.perf_counter()) < end:
            failures += not await line.ask(next(source))
            latencies.append(time.perf_counter() - started)

    started = time.perf_counter()
    await asyncio.gather(*(drive(line) for line in lines))
    return _outcome(latencies, failures, time.perf_counter() - started, lines)


async def pace(port: int, source: Iterator[bytes], *, seconds: float, per_second: float) -> Outcome:
    """Requests at fixed moments, whoever is late; latency counts from the planned moment."""
    loop = asyncio.get_running_loop()
    lines = [(await loop.create_connection(Connection, "127.0.0.1", port))[1] for _ in range(256)]
    idle = asyncio.Queue[Connection]()
    for line in lines:
        idle.put_nowait(line)
    latencies: list[float] = []
    failures = 0

    async def one(planned: float) -> None:
        nonlocal failures
        line = await idle.get()
        failures += not await line.ask(next(source))
        latencies.append(time.perf_counter() - planned)
        idle.put_nowait(line)

    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for n in range(int(seconds * per_second)):
            planned = started + n / per_second
            if (wait := planned - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            group.create_task(one(planned))
    return _outcome(latencies, failures, time.perf_counter() - started, lines)


def _outcome(latencies: list[float], failures: int, seconds: float, lines: list[Connection]) -> Outcome:
    for line in lines:
        line.close()
    ordered = sorted(latencies)
    p50, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 for share in (0.5, 0.99))
    return Outcome(len(ordered) / seconds, p50, p99, failures)


async def bare(scope: Scope, receive: Receive, send: Send) -> None:
    """The yardstick: reads the body, answers the same bytes."""
    del scope
    while (await receive()).get("more_body"):
        pass
    headers = [(b"content-type", b"application/json"), (b"content-length", b"16")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": ANSWER})


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and its children so far."""
    root = psutil.Process(pid)
    return sum(sum(each.cpu_times()[:2]) for each in (root, *root.children(recursive=True)))


@contextmanager
def server(arguments: list[str], port: int, env: dict[str, str], log: Path) -> Iterator[int]:
    """A web process for the length of the block; yields its pid."""
    with log.open("ab") as file:
        process = subprocess.Popen(
            [sys.executable, *arguments], env={**os.environ, **env}, stdout=file, stderr=file
        )
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        else:
            raise RuntimeError(log.read_text(encoding="utf-8")[-2000:])
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)


@contextmanager
def engines(folder: Path) -> Iterator[tuple[dict[str, str], int]]:
    """PostgreSQL (with fsync) and ClickHouse; yields the environment of a web process, PostgreSQL's pid."""
    postgres = embedded_postgres.prepare(folder)
    clickhouse = embedded_clickhouse.prepare(folder)
    started: list[tuple[subprocess.Popen[bytes], ChildSpec]] = []
    try:
        for spec, is_ready in ((postgres.spec, postgres.is_ready), (clickhouse.spec, clickhouse.is_ready)):
            process = spawn(spec)
            started.append((process, spec))
            wait_until(is_ready, process, spec=spec, timeout_s=60)
        postgres.ensure_database()
        migrate_postgres(postgres.dsn())
        env = {
            "OTKLIK_POSTGRES_URL": postgres.dsn(),
            "OTKLIK_CLICKHOUSE_URL": clickhouse.url,
            "OTKLIK_DATA_DIR": str(folder),
        }
        yield env, started[0][0].pid
    finally:
        for process, spec in reversed(started):
            stop(process, spec)


async def make_partitions(settings: Settings) -> None:
    """Do the worker's part: table partitions for the next minutes."""
    async with open_engines(_addresses(settings)) as opened:
        await PostgresLog(opened.postgres, settings.log_max_bytes).ensure_partitions()


def _addresses(settings: Settings) -> EngineAddresses:
    return settings.addresses(
        postgres_url=settings.postgres_url or "", clickhouse_url=settings.clickhouse_url or ""
    )


async def make_workspace(settings: Settings) -> str:
    """A workspace; returns its write key."""
    async with open_engines(_addresses(settings)) as opened:
        await migrate_clickhouse(opened.clickhouse)
        made = await create_workspace_with_owner(
            opened, name="bench", email="bench@example.org", password=secrets.token_urlsafe(16)
        )
    return made.write_key


def flood_measured(
    port: int, source: Iterator[bytes], pids: list[int], *, seconds: float, connections: int
) -> tuple[Outcome, list[float]]:
    """A flood after a short warm-up, and the CPU microseconds a request that each process took."""
    uvloop.run(flood(port, source, seconds=1.5, connections=connections))
    before = [cpu_seconds(pid) for pid in pids]
    outcome = uvloop.run(flood(port, source, seconds=seconds, connections=connections))
    n = outcome.rate * seconds
    return outcome, [(cpu_seconds(pid) - was) / n * 1e6 for pid, was in zip(pids, before, strict=True)]


def measure(folder: Path, *, seconds: float, connections: int) -> dict[str, object]:
    """Both servers in turn, on the same machine, with the same generator."""
    port = free_port()
    with engines(folder) as (addresses, postgres_pid):
        settings = Settings(
            data_dir=folder,
            postgres_url=addresses["OTKLIK_POSTGRES_URL"],
            clickhouse_url=addresses["OTKLIK_CLICKHOUSE_URL"],
        )
        write_key = uvloop.run(make_workspace(settings))
        env = {**addresses, "OTKLIK_PORT": str(port), "OTKLIK_HOST": "127.0.0.1"}
        source = requests(port, write_key)
        ask = partial(flood_measured, port, source, seconds=seconds, connections=connections)
        bare_server = ["-m", "bench.door", "--serve-bare", str(port)]
        with server(bare_server, port, env, folder / "bare.log") as pid:
            yardstick, bare_cpu = ask([pid])
            uvloop.run(make_partitions(settings))
        with server(["-m", "otklik.app"], port, env, folder / "web.log") as pid:
            full, door_cpu = ask([pid, postgres_pid])
            uvloop.run(make_partitions(settings))
            half = uvloop.run(pace(port, source, seconds=seconds, per_second=full.rate / 2))
        with server(bare_server, port, env, folder / "bare.log"):
            bare_half = uvloop.run(pace(port, source, seconds=seconds, per_second=full.rate / 2))
    return {
        "bare_per_s": round(yardstick.rate),
        "door_per_s": round(full.rate),
        "ratio": round(full.rate / yardstick.rate, 3),
        "half_load_p50_ms": round(half.p50_ms, 1),
        "half_load_p99_ms": round(half.p99_ms, 1),
        "bare_at_that_load_p99_ms": round(bare_half.p99_ms, 1),
        "connections": connections,
        "cpu_us_a_request": {
            "bare": round(bare_cpu[0]),
            "door": round(door_cpu[0]),
            "postgres": round(door_cpu[1]),
        },
        "failures": yardstick.failures + full.failures + half.failures + bare_half.failures,
        "targets": {"ratio": ">= 0.5", "half_load_p99_ms": "<= 50"},
    }


def main() -> None:
    """Measure, or serve the yardstick."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--connections", type=int, default=128, help="each visitor has his own")
    parser.add_argument("--serve-bare", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, default=None, help="where the data goes (a folder on disk)")
    given = parser.parse_args()
    gc.freeze()  # the generator's own pauses are not the server's
    if given.serve_bare:
        listener = socket.create_server(("127.0.0.1", given.serve_bare), backlog=2048)
        run(serve_asgi(bare, listener=listener, trusted_proxies=("127.0.0.1", "::1")))
        return
    folder = Path(tempfile.mkdtemp(prefix="otklik-bench-", dir=given.folder))
    try:
        print(json.dumps(measure(folder, seconds=given.seconds, connections=given.connections), indent=2))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
