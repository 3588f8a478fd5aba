"""From an event to the popup on the page that stands open, under load.

    python -m bench.popups [--rate 1000] [--triggers 50] [--browsers 200] [--seconds 25]

Starts `otklik serve`, launches so many triggers (one of them answers the probes, the others look out for what
the load does and rarely find it), opens a socket for each browser and sends `rate` events a second of other
visitors. One browser after the other tells of what its trigger waits for; the time runs from the moment its
event is sent until the frame with the popup has come. Target: 99 % within 300 ms.
"""

import argparse
import asyncio
import base64
import contextlib
import json
import statistics
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

import httpx
import psutil
import psycopg
from tests.integration.infra.installation import Installation
from websockets.asyncio.client import ClientConnection, connect

from bench._engines import addresses_of, served
from bench._visitors import Visitors, load
from bench.whole_way import cpu_seconds
from otklik.kit.clock import format_ms, now_ms
from otklik.workspaces.contracts import NewWorkspace

TARGET_MS = 300
BATCH = 20
WARM_S = 5.0
WAIT_S = 30.0
LEGS = (
    "event → stored, seen, walk begun",
    "→ first step",
    "→ decided",
    "→ frame on the page",
)
_POPUP = {
    "look": "small",
    "pages": [
        {
            "id": "a",
            "blocks": [
                {"kind": "title", "text": "Hi {{ person.first_name | default: 'friend' }}"},
                {"kind": "text", "text": "{{ event.number }}"},
                {"kind": "button", "text": "Thanks", "does": "close"},
            ],
        }
    ],
}


async def launch(api: httpx.AsyncClient, count: int) -> None:
    """One trigger for the probes, the others for events of the load."""
    made = await api.post("/api/v1/contents", json={"channel": "popup", "content": _POPUP})
    content_id = made.raise_for_status().json()["id"]
    for number in range(count):
        trigger: dict[str, Any] = {"event": "probe"}
        if number:
            low = 29_990 - number
            where = [
                {"property": "price", "op": "gt", "value": low},
                {"property": "category", "op": "eq", "value": "7"},
            ]
            trigger = {"event": f"deed {number % 9}", "where": where}
        graph = {
            "entry": {"triggers": [trigger], "repeat": "always"},
            "start": "say",
            "nodes": {
                "say": {"send": {"channel": "popup", "content_id": content_id, "kind": "transactional"}}
            },
        }
        scenario = await api.post("/api/v1/scenarios", json={"name": f"Trigger {number}"})
        path = f"/api/v1/scenarios/{scenario.raise_for_status().json()['id']}"
        version = await api.post(f"{path}/versions", json={"graph": graph})
        assert version.status_code < httpx.codes.BAD_REQUEST, version.text
        (await api.post(f"{path}/launch", json={})).raise_for_status()


async def open_page(client: httpx.AsyncClient, url: str, key: str, number: int) -> ClientConnection:
    hello = {"write_key": key, "anonymous_id": f"browser-{number:08d}"}
    told = (await client.post("/chat/hello", content=json.dumps(hello))).raise_for_status().json()
    socket = await connect(url.replace("http", "ws") + "/chat/socket", compression=None, ping_interval=None)
    await socket.send(json.dumps({"type": "resume", "after": 0, "token": told["token"]}))
    await socket.recv()
    return socket


class Probe(NamedTuple):
    """Moments of this machine's clock in ms; `send`: number of the send, 0: no popup came."""

    asked: int
    took_ms: float
    send: int = 0


async def probe(client: httpx.AsyncClient, socket: ClientConnection, number: int) -> Probe:
    """One browser's event, and when the frame came."""
    event = {
        "event": "probe",
        "messageId": f"probe-{number:020d}",
        "anonymousId": f"browser-{number:08d}",
        "timestamp": format_ms(now_ms()),
        "properties": {"number": number},
    }
    asked, started, send = now_ms(), time.perf_counter(), 0
    answering = asyncio.create_task(client.post("/v1/track", json=event))
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(WAIT_S):
            while not send:
                frame = json.loads(await socket.recv())
                send = frame["popups"][0]["send"] if frame["type"] == "popups" else 0
    took = time.perf_counter() - started
    await answering
    return Probe(asked, took * 1_000, send)


async def read_legs(dsn: str, probes: Sequence[Probe]) -> dict[str, list[float]]:
    """Milliseconds of each leg of the way."""
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        cursor = await connection.execute(
            "SELECT s.id, extract(epoch FROM r.entered_at) * 1000, extract(epoch FROM s.planned_at) * 1000,"
            " extract(epoch FROM s.released_at) * 1000 FROM sends s JOIN scenario_runs r ON r.id = s.run_id"
        )
        moments = {row[0]: [float(each) for each in row[1:]] for row in await cursor.fetchall()}
    legs: dict[str, list[float]] = {name: [] for name in LEGS}
    for each in probes:
        if each.send in moments:
            stops = [each.asked, *moments[each.send], each.asked + each.took_ms]
            for name, start, end in zip(LEGS, stops, stops[1:], strict=False):
                legs[name].append(end - start)
    return legs


async def probe_all(client: httpx.AsyncClient, sockets: list[ClientConnection], until: float) -> list[Probe]:
    """One browser after the other, evenly until then."""
    await asyncio.sleep(WARM_S)
    pause_s = (until - time.monotonic() - 1) / len(sockets)
    probes = []
    for number, socket in enumerate(sockets):
        probes.append(asyncio.create_task(probe(client, socket, number)))
        await asyncio.sleep(pause_s)
    return await asyncio.gather(*probes)


async def measure(running: Installation, made: NewWorkspace, arguments: argparse.Namespace) -> None:
    url, root = running.url, psutil.Process(running.process.pid)
    auth = {"Authorization": "Basic " + base64.b64encode(f"{made.write_key}:".encode()).decode()}
    limits = httpx.Limits(max_connections=50)
    token = {"Authorization": f"Bearer {made.api_token}"}
    async with (
        httpx.AsyncClient(base_url=url, headers=token, trust_env=False, timeout=60) as api,
        httpx.AsyncClient(base_url=url, headers=auth, trust_env=False, timeout=60, limits=limits) as client,
    ):
        await launch(api, arguments.triggers)
        sockets = [
            await open_page(client, url, made.write_key, number) for number in range(arguments.browsers)
        ]
        before, machine = cpu_seconds(root), psutil.cpu_times()
        until = time.monotonic() + WARM_S + arguments.seconds
        accepted, took = await asyncio.gather(
            load(client, Visitors(), rate=arguments.rate, batch=BATCH, connections=4, until=until),
            probe_all(client, sockets, until),
        )
        used, machine_after = cpu_seconds(root), psutil.cpu_times()
        for socket in sockets:
            await socket.close()
    span = WARM_S + arguments.seconds
    report(took, accepted / span)
    for name, values in (await read_legs(addresses_of(running).postgres_url, took)).items():
        p99 = statistics.quantiles(values, n=100, method="inclusive")[98] if len(values) > 1 else 0
        print(f"  {name:40} median {statistics.median(values or [0]):4.0f} ms, 99 % {p99:4.0f}")
    print(
        "CPU %  "
        + "  ".join(f"{name} {(used[name] - before.get(name, 0)) / span * 100:.0f}" for name in used)
    )
    idle = (machine_after.idle - machine.idle) / span / psutil.cpu_count() * 100
    print(f"the machine was idle {idle:.0f} % of the time")


def report(took: Sequence[Probe], rate: float) -> None:
    came = sorted(each.took_ms for each in took if each.send)
    print(f"{len(came)} of {len(took)} popups came, at {rate:,.0f} events/s beside them")
    if len(came) > 1:
        p95, p99 = (statistics.quantiles(came, n=100, method="inclusive")[at] for at in (94, 98))
        median = statistics.median(came)
        slow = f"95 % {p95:.0f}, 99 % {p99:.0f}, most {came[-1]:.0f}"
        print(f"from the event to the frame: median {median:.0f} ms, {slow}")
        print(f"target: 99 % within {TARGET_MS} ms: {'met' if p99 <= TARGET_MS else 'missed'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=1_000)
    parser.add_argument("--triggers", type=int, default=50)
    parser.add_argument("--browsers", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=25)
    arguments = parser.parse_args()
    with served() as (running, made):
        asyncio.run(measure(running, made, arguments))


if __name__ == "__main__":
    main()
