"""The short way through a real uvicorn, over a real socket: the long way's answers, and its own edges."""

import asyncio
import json
from collections.abc import AsyncIterator
from functools import partial

import pytest
import uvicorn

from otklik.infra.engines import Engines
from otklik.infra.listener import listen
from otklik.infra.short_way import short_way
from otklik.intake.door import Door, open_log
from otklik.intake.testing import FailingLog, Shop
from otklik.settings import Settings
from otklik.workspaces.service import find_write_key


class Wire:
    """One connection to the doors, spoken to in bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, raw: bytes) -> None:
        self.writer.write(raw)

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        """The next answer: status, headers, body."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        status, *lines = head.rstrip().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        body = await self.reader.readexactly(int(headers["content-length"]))
        return int(status.split(" ")[1]), headers, body


class Doors:
    """The running doors, their log, and the connections to them."""

    def __init__(self, port: int, log: FailingLog, shop: Shop) -> None:
        self.port = port
        self.log = log
        self.shop = shop
        self.wires: list[Wire] = []

    async def wire(self) -> Wire:
        wire = Wire(*await asyncio.open_connection("127.0.0.1", self.port))
        self.wires.append(wire)
        return wire

    def request(self, n: int, *, path: str = "/v1/t", more: str = "", **fields: object) -> bytes:
        item = {"anonymousId": "a", "event": f"E{n}", "messageId": f"m-{n}", **fields}
        body = json.dumps({"writeKey": self.shop.write_key, **item}).encode()
        return f"POST {path} HTTP/1.1\r\nHost: x\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode() + body

    async def names(self) -> list[str]:
        return [item["event"] for item in await self.shop.items()]


@pytest.fixture
async def doors(engines: Engines, settings: Settings, shop: Shop) -> AsyncIterator[Doors]:
    log = FailingLog(open_log(engines, settings))
    rate = settings.model_copy(update={"door_rate": 2})
    door = Door(engines, rate, log=log, find_key=partial(find_write_key, engines))
    with listen("127.0.0.1", 0) as listener:
        config = uvicorn.Config(
            door, http=short_way(door.quick), log_config=None, access_log=False, lifespan="off", ws="none"
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server._serve(sockets=[listener]))
        running = Doors(listener.getsockname()[1], log, shop)
        yield running
        for wire in running.wires:
            wire.writer.close()
        server.should_exit = True
        await serving
    await door.stop()


async def test_both_ways_answer_alike(doors: Doors) -> None:
    wire = await doors.wire()
    answers = []
    for n in (1, 2):  # the key of the first is not known yet, so it goes the long way
        wire.send(doors.request(n))
        answers.append(await wire.answer())
    (long_status, long_headers, long_body), (short_status, short_headers, short_body) = answers
    assert (long_status, long_body) == (short_status, short_body) == (200, b'{"success":true}')
    assert {**long_headers, "date": ""} == {**short_headers, "date": ""}
    assert await doors.names() == ["E1", "E2"]


async def test_requests_in_one_packet_are_answered_in_order(doors: Doors) -> None:
    wire = await doors.wire()
    wire.send(doors.request(1))
    await wire.answer()
    wire.send(doors.request(2) + doors.request(3, path="/v1/batch") + doors.request(4))
    answers = [await wire.answer() for _ in range(3)]
    assert [status for status, _, _ in answers] == [200, 400, 200]  # the second is no batch
    assert await doors.names() == ["E1", "E2", "E4"]


async def test_a_body_in_pieces_arrives_whole(doors: Doors) -> None:
    wire = await doors.wire()
    for n in (1, 2):
        raw = doors.request(n, properties={"text": "x" * 20_000})
        for start in range(0, len(raw), 9_000):
            wire.send(raw[start : start + 9_000])
            await wire.writer.drain()
        assert (await wire.answer())[0] == 200
    assert await doors.names() == ["E1", "E2"]


async def test_too_large_a_body_gets_its_answer(doors: Doors) -> None:
    wire = await doors.wire()
    wire.send(doors.request(1))
    await wire.answer()
    wire.send(doors.request(2, properties={"text": "x" * 200_000}))
    status, _, body = await wire.answer()
    assert (status, json.loads(body)["code"]) == (413, "too_large")
    wire.send(doors.request(3))
    assert (await wire.answer())[0] == 200


async def test_a_connection_that_shall_end_ends_after_the_answer(doors: Doors) -> None:
    wire = await doors.wire()
    wire.send(doors.request(1))
    await wire.answer()
    wire.send(doors.request(2, more="Connection: close\r\n"))
    status, headers, _ = await wire.answer()
    assert (status, headers["connection"]) == (200, "close")
    assert await wire.reader.read() == b""


async def test_a_body_that_is_cut_off_stores_nothing_and_harms_nobody(doors: Doors) -> None:
    wire, other = await doors.wire(), await doors.wire()
    other.send(doors.request(1))
    await other.answer()
    wire.send(doors.request(2)[:-10])
    await wire.writer.drain()
    wire.writer.close()
    await wire.writer.wait_closed()
    other.send(doors.request(3))
    assert (await other.answer())[0] == 200
    assert await doors.names() == ["E1", "E3"]


async def test_a_log_that_is_full_is_503_with_a_time_and_no_loss_later(doors: Doors) -> None:
    wire = await doors.wire()
    wire.send(doors.request(1))
    await wire.answer()
    doors.log.refusals = 1
    wire.send(doors.request(2))
    status, headers, body = await wire.answer()
    assert (status, headers["retry-after"], json.loads(body)["code"]) == (503, "1", "log_full")
    wire.send(doors.request(2))
    assert (await wire.answer())[0] == 200
    assert await doors.names() == ["E1", "E2"]


async def test_a_client_gone_wild_is_429_and_the_others_are_not(doors: Doors, other_shop: Shop) -> None:
    """2 events a second, 20 at once: the bound of this fixture."""
    wire = await doors.wire()
    wild = "X-Forwarded-For: 2001:db8::1\r\n"
    statuses = []
    for n in range(30):
        wire.send(doors.request(n, more=wild))
        statuses.append(await wire.answer())
    refused = [answer for answer in statuses if answer[0] == 429]
    assert len(refused) >= 5
    assert all(1 <= int(headers["retry-after"]) <= 10 for _, headers, _ in refused)
    others = (
        doors.request(90, more="X-Forwarded-For: 2001:db8:0:1::1\r\n"),
        doors.request(91, more=wild, writeKey=other_shop.write_key),
        doors.request(92, more=wild, path="/v1/track"),
    )
    for raw in others:
        wire.send(raw)
        assert (await wire.answer())[0] == 200
    wire.send(doors.request(93, more="X-Forwarded-For: 2001:db8::2\r\n"))  # the same household
    assert (await wire.answer())[0] == 429


async def test_what_was_429_counts_once_when_it_comes_back(doors: Doors) -> None:
    wire = await doors.wire()
    more = "X-Forwarded-For: 203.0.113.7\r\n"
    waiting = list(range(22))
    async with asyncio.timeout(30):
        while waiting:
            wire.send(doors.request(waiting[0], more=more))
            if (await wire.answer())[0] == 200:
                waiting.pop(0)
    assert await doors.names() == [f"E{n}" for n in range(22)]
