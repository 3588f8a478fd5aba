"""From a message accepted at the door to the screens it is for, and back, at so many messages a second.

    python -m bench.chat_delivery [--rate 200] [--seconds 20] [--visitors 200] [--operators 4]

Starts `otklik serve` in a fresh folder, opens a socket for each visitor and each operator's page, and sends
`rate` messages a second in one workspace over HTTP: half of them of visitors, half answers. The time runs
from the moment the request leaves until the frame with the message has come: at every operator's page for a
visitor's message, at the visitor's for an answer. Target on free cores: 99 % within 150 ms.

Yardstick of the same run: one row and its commit in the same PostgreSQL, as often, with nothing beside it.
Where other programs keep the machine busy the times say little; CPU time a message says what there is to do:
that of each process during the load, without what it uses at rest.
"""

import argparse
import asyncio
import json
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final, cast

import httpx
import psutil
import psycopg
from tests.integration.infra.installation import (
    OWNER,
    PASSWORD,
    Installation,
    installation,
    make_workspace,
)
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from bench.whole_way import cpu_seconds
from otklik.infra.embedded.running import find_running
from otklik.workspaces.contracts import NewWorkspace

TARGET_MS: Final = 150
WARM_S: Final = 3.0
REST_S: Final = 3.0
TICK_S: Final = 0.02
TOGETHER: Final = 32
WORDS: Final = "Здравствуйте! Подскажите, пожалуйста, когда привезут мой заказ? Спасибо."


class Times:
    """Milliseconds of one leg, by what it is called."""

    def __init__(self) -> None:
        self.legs: dict[str, list[float]] = {}

    def add(self, leg: str, since: float) -> None:
        """One that began at `since`."""
        self.legs.setdefault(leg, []).append((time.perf_counter() - since) * 1_000)

    def tell(self, leg: str) -> float:
        """Print a leg; its 99 %."""
        took = sorted(self.legs.get(leg, [0.0]))
        p99 = statistics.quantiles(took, n=100, method="inclusive")[98] if len(took) > 1 else took[0]
        half = statistics.median(took)
        print(f"  {leg:44} median {half:6.1f} ms   99 % {p99:6.1f}   most {took[-1]:6.1f}   of {len(took)}")
        return p99


class Room:
    """The pages of one workspace, and when each message left."""

    def __init__(self, url: str, made: NewWorkspace, *, operators: int) -> None:
        self.url = url
        self.made = made
        self.operators = operators
        self.times = Times()
        self.left: dict[str, float] = {}
        self.heard: dict[str, int] = {}
        self.talks: list[tuple[str, int]] = []
        self.sockets: list[ClientConnection] = []
        self.is_measured = False
        self.sent = 0
        self.failed = 0

    async def open_visitor(self, client: httpx.AsyncClient, number: int) -> None:
        """A browser with a conversation that listens."""
        hello = {"write_key": self.made.write_key, "anonymous_id": f"browser-{number:08d}"}
        told = (await client.post("/chat/hello", content=json.dumps(hello))).raise_for_status().json()
        token = str(told["token"])
        first = {"body": "Здравствуйте", "client_key": f"first-{number:08d}"}
        begun = await client.post("/chat/messages", content=json.dumps(first), headers=_bearer(token))
        conversation = int(begun.raise_for_status().json()["conversation"]["id"])
        socket = await connect(
            self.url.replace("http", "ws") + "/chat/socket", ping_interval=None, proxy=None
        )
        await socket.send(json.dumps({"type": "resume", "after": told["seq"], "token": token}))
        self.talks.append((token, conversation))
        self.sockets.append(socket)

    async def open_operator(self, client: httpx.AsyncClient) -> None:
        """A page at the desk that stands at the present."""
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        socket = await connect(
            f"{self.url.replace('http', 'ws')}/api/v1/inbox/socket?workspace={self.made.workspace_id}",
            origin=cast("Any", self.url),
            additional_headers={"Cookie": cookies},
            ping_interval=None,
            max_size=None,
            proxy=None,
        )
        head = (await client.get("/api/v1/inbox/conversations")).raise_for_status().json()["seq"]
        await socket.send(json.dumps({"type": "resume", "after": head}))
        self.sockets.append(socket)

    async def listen(self, socket: ClientConnection, author: str, leg: str) -> None:
        """Note every message of the other side that comes for the first time at this page."""
        known: set[str] = set()
        try:
            async for text in socket:
                told = json.loads(text)
                for part in told.get("parts", ()) if told["type"] == "changes" else ():
                    key = str(part["body"]).partition(" ")[0]
                    if part["author"]["kind"] == author and key in self.left and key not in known:
                        known.add(key)
                        self.heard[key] = self.heard.get(key, 0) + 1
                        self.times.add(leg, self.left[key])
        except ConnectionClosed:
            return

    async def say(self, client: httpx.AsyncClient, desk: httpx.AsyncClient, number: int) -> None:
        """One message: of a visitor, or an answer to one."""
        token, conversation = self.talks[number // 2 % len(self.talks)]
        key = f"m{number:08d}"
        body: dict[str, Any] = {"body": f"{key} {WORDS}", "client_key": key}
        if self.is_measured:
            self.left[key] = time.perf_counter()
        began = time.perf_counter()
        if number % 2:
            path = f"/api/v1/inbox/conversations/{conversation}/parts"
            answer = await desk.post(path, content=json.dumps({**body, "kind": "message"}))
        else:
            body["conversation_id"] = conversation
            answer = await client.post("/chat/messages", content=json.dumps(body), headers=_bearer(token))
        if self.is_measured:
            self.sent += 1
            self.failed += not answer.is_success
            self.times.add("accepted: an answer" if number % 2 else "accepted: a visitor's message", began)

    def missing(self) -> int:
        """Messages that did not come to everybody they are for."""
        wanted = {key: 1 if int(key[1:]) % 2 else self.operators for key in self.left}
        return sum(self.heard.get(key, 0) != count for key, count in wanted.items())


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def at_rate(rate: float, seconds: float, do: Callable[[int], Awaitable[None]], start: int = 0) -> int:
    """Begin so many a second, at moments of chance as people do; the number after the last."""
    dice, number = random.Random(1), start
    due, until = time.monotonic(), time.monotonic() + seconds
    async with asyncio.TaskGroup() as tasks:
        while time.monotonic() < until:
            while due <= time.monotonic():
                tasks.create_task(_await(do(number)))
                number += 1
                due += dice.expovariate(rate)
            await asyncio.sleep(min(TICK_S, max(0.0, due - time.monotonic())))
    return number


async def _await(what: Awaitable[None]) -> None:
    await what


async def watch_loop(times: Times) -> None:
    """How late this program itself is."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(TICK_S)
        times.add("this program, late by", began + TICK_S)


async def commit_alone(dsn: str, rate: float, seconds: float, times: Times) -> None:
    """The yardstick."""
    connections = [await psycopg.AsyncConnection.connect(dsn, autocommit=True) for _ in range(4)]
    await connections[0].execute("CREATE TABLE yardstick (id bigserial PRIMARY KEY, body text)")
    free: asyncio.Queue[psycopg.AsyncConnection[Any]] = asyncio.Queue()
    for each in connections:
        free.put_nowait(each)

    async def write(_number: int) -> None:
        connection, began = await free.get(), time.perf_counter()
        await connection.execute("INSERT INTO yardstick (body) VALUES (%s)", (WORDS,))
        times.add("yardstick: a row and its commit", began)
        free.put_nowait(connection)

    await at_rate(rate, seconds, write)
    for each in connections:
        await each.close()


async def measure(running: Installation, made: NewWorkspace, given: argparse.Namespace) -> bool:
    room = Room(running.url, made, operators=given.operators)
    limits = httpx.Limits(max_connections=TOGETHER)
    headers = {"X-Otklik-CSRF": "1", "X-Otklik-Workspace": str(made.workspace_id)}
    async with (
        httpx.AsyncClient(base_url=running.url, trust_env=False, timeout=60, limits=limits) as client,
        httpx.AsyncClient(
            base_url=running.url, trust_env=False, timeout=60, limits=limits, headers=headers
        ) as desk,
    ):
        desk.headers["Content-Type"] = "application/json"
        signed = await desk.post("/api/v1/sign-in", json={"email": OWNER, "password": PASSWORD})
        signed.raise_for_status()
        for number in range(given.visitors):
            await room.open_visitor(client, number)
        for _ in range(given.operators):
            await room.open_operator(desk)
        await _load(running, room, client, desk, given)
    print(f"{room.sent} messages sent, {room.failed} refused, {room.missing()} not heard by all")
    p99 = [room.times.tell(leg) for leg in ("to each operator's page", "back to the visitor's page")]
    for leg in ("accepted: a visitor's message", "accepted: an answer", "this program, late by"):
        room.times.tell(leg)
    found = find_running(running.data)
    assert found is not None
    await commit_alone(found.postgres_url, given.rate, min(given.seconds, 10), room.times)
    room.times.tell("yardstick: a row and its commit")
    is_met = max(p99) <= TARGET_MS and not room.failed and not room.missing()
    print(f"target: 99 % within {TARGET_MS} ms, both ways: {'met' if is_met else 'missed'}")
    return is_met


async def _load(
    running: Installation,
    room: Room,
    client: httpx.AsyncClient,
    desk: httpx.AsyncClient,
    given: argparse.Namespace,
) -> None:
    root = psutil.Process(running.process.pid)
    visitors, operators = room.sockets[: given.visitors], room.sockets[given.visitors :]
    listening = [
        asyncio.create_task(room.listen(each, "operator", "back to the visitor's page")) for each in visitors
    ]
    listening += [
        asyncio.create_task(room.listen(each, "visitor", "to each operator's page")) for each in operators
    ]

    async def say(number: int) -> None:
        await room.say(client, desk, number)

    rest = cpu_seconds(root)
    await asyncio.sleep(REST_S)
    idle_cpu = {name: (value - rest.get(name, 0)) / REST_S for name, value in cpu_seconds(root).items()}
    number = await at_rate(given.rate, WARM_S, say)
    room.is_measured = True
    watching = asyncio.create_task(watch_loop(room.times))
    before, machine, began = cpu_seconds(root), psutil.cpu_times(), time.perf_counter()
    await at_rate(given.rate, given.seconds, say, number)
    used, after, took = cpu_seconds(root), psutil.cpu_times(), time.perf_counter() - began
    watching.cancel()
    await asyncio.sleep(REST_S)
    for socket in room.sockets:
        await socket.close()
    await asyncio.gather(*listening, watching, return_exceptions=True)
    costs = {
        name: (value - before.get(name, 0) - idle_cpu.get(name, 0) * took) / max(room.sent, 1) * 1_000
        for name, value in used.items()
    }
    shares = "  ".join(f"{name} {max(0.0, cost):.1f}" for name, cost in costs.items())
    idle = (after.idle - machine.idle) / took / (psutil.cpu_count() or 1) * 100
    print(f"CPU ms a message: {shares}; it took {took:.0f} s, the machine was idle {idle:.0f} % of them")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--visitors", type=int, default=200)
    parser.add_argument("--operators", type=int, default=4)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="otklik-bench-") as folder:
        data = Path(folder) / "data"
        with installation(data) as running:
            is_met = asyncio.run(measure(running, make_workspace(data, "Shop"), given))
    raise SystemExit(0 if is_met else 1)


if __name__ == "__main__":
    main()
