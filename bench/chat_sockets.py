"""What an idle chat costs a web process: memory for each open socket, and the time until all are there.

    python -m bench.chat_sockets [--sockets 2000]

Starts `otklik serve` in a fresh folder, opens sockets of so many browsers, each with a page and a token of
its own, lets them rest and ping, and looks at the web process before and with all of them. Target: 60 KB a
socket (10 000 in 600 MB). Yardstick of the same run: as many sockets of a server that does nothing with them.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from socket import create_server

import httpx
import psutil
from websockets.asyncio.client import ClientConnection, connect

from bench._engines import served

TARGET_KB = 60
TOGETHER = 50
REST_S = 30
_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)


async def greet(client: httpx.AsyncClient, write_key: str, number: int) -> str:
    hello = {"write_key": write_key, "anonymous_id": f"browser-{number:08d}"}
    told = await client.post("/chat/hello", content=json.dumps(hello), headers={"user-agent": _AGENT})
    return str(told.raise_for_status().json()["token"])


async def open_one(url: str, token: str, number: int) -> ClientConnection:
    socket = await connect(
        url.replace("http", "ws") + "/chat/socket",
        compression=None,
        ping_interval=None,
        user_agent_header=_AGENT,
    )
    await socket.send(json.dumps({"type": "resume", "after": 0, "token": token}))
    await socket.recv()
    page = {"type": "page", "url": f"https://shop.example/goods/{number}?utm_source=ads", "title": "A thing"}
    await socket.send(json.dumps(page))
    return socket


@contextmanager
def bare_server() -> Iterator[tuple[str, psutil.Process]]:
    """A server of sockets that do nothing; its address and process."""
    with create_server(("127.0.0.1", 0), backlog=2_048) as listener:
        port, number = listener.getsockname()[1], listener.fileno()
        process = subprocess.Popen(
            [sys.executable, "-m", "bench._bare_sockets", str(number)], pass_fds=[number]
        )
    try:
        yield f"ws://127.0.0.1:{port}", psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


async def measure_bare(wanted: int) -> None:
    """The yardstick."""
    gate = asyncio.Semaphore(TOGETHER)

    async def enter() -> ClientConnection:
        async with gate:
            line = await connect(url, compression=None, ping_interval=None, user_agent_header=_AGENT)
            await line.send('{"type":"ping"}')
            await line.recv()
            return line

    with bare_server() as (url, process):
        warm = [await enter() for _ in range(50)]
        before = process.memory_info().rss
        lines = await asyncio.gather(*(enter() for _ in range(wanted)))
        await ping_all(lines)
        kb = (process.memory_info().rss - before) / wanted / 1024
        for line in (*lines, *warm):
            await line.close()
    print(f"yardstick, a server that does nothing with them: {kb:.1f} KB a socket")


async def ping_all(sockets: list[ClientConnection]) -> None:
    for socket in sockets:
        await socket.send('{"type":"ping"}')
        await socket.recv()


async def measure(url: str, write_key: str, web: psutil.Process, wanted: int) -> None:
    gate = asyncio.Semaphore(TOGETHER)

    async def enter(client: httpx.AsyncClient, number: int) -> ClientConnection:
        async with gate:
            return await open_one(url, await greet(client, write_key, number), number)

    limits = httpx.Limits(max_connections=TOGETHER)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=60) as client:
        warm = [await enter(client, number) for number in range(50)]
        await asyncio.sleep(2)
        before = web.memory_info().rss
        started = time.monotonic()
        sockets = await asyncio.gather(*(enter(client, number) for number in range(50, 50 + wanted)))
        took = time.monotonic() - started
        opened = web.memory_info().rss
        cpu = web.cpu_times()
        for _ in range(2):
            await ping_all(sockets)
            await asyncio.sleep(REST_S / 2)
        used = web.cpu_times()
        rested = web.memory_info().rss
        for socket in (*sockets, *warm):
            await socket.close()
    kb = (rested - before) / wanted / 1024
    whole_mb = rested >> 20
    print(f"{wanted} sockets in {took:.1f} s ({wanted / took:.0f} a second, hello included)")
    print(f"web process: {before >> 20} MB before, {opened >> 20} MB opened, {rested >> 20} MB at rest")
    print(
        f"{kb:.1f} KB a socket (target {TARGET_KB}), the process {whole_mb} MB in all; "
        f"{used.user + used.system - cpu.user - cpu.system:.2f} s of CPU for two pings each"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, default=2_000)
    wanted = parser.parse_args().sockets
    with served() as (running, made):
        asyncio.run(measure(running.url, made.write_key, running.child("web"), wanted))
    asyncio.run(measure_bare(wanted))


if __name__ == "__main__":
    main()
