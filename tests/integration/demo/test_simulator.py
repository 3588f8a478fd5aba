"""Simulated visitors: at a recording server, as a process, and at the real door."""

import asyncio
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from random import Random
from typing import Any

import httpx
import msgspec
import pytest
from tests.conftest import MakeWorkspace
from tests.integration.desk.asking import Desk

from otklik.demo.catalogue import Language
from otklik.demo.devices import BOTS
from otklik.demo.personas import Coming, Crowd
from otklik.demo.simulator.door import Door, Sleep
from otklik.demo.simulator.talks import MOST_WAITING, Talks
from otklik.demo.simulator.topics import TOPICS
from otklik.demo.simulator.visitor import HEARTBEAT_S, Visitor

SHOP = "http://shop.test"


async def at_once(seconds: float) -> None:
    """Wait for nothing."""


class Recorder:
    """A server that keeps what it is sent; `failures` are answered first."""

    def __init__(self, *failures: httpx.Response | httpx.HTTPError) -> None:
        self.requests: list[httpx.Request] = []
        self.failures = list(failures)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.failures:
            failure = self.failures.pop(0)
            if isinstance(failure, httpx.HTTPError):
                raise failure
            return failure
        return httpx.Response(200, json={"success": True})

    def bodies(self) -> list[dict[str, Any]]:
        return [msgspec.json.decode(request.content) for request in self.requests]

    def door(self, sleep: Sleep = at_once) -> Door:
        client = httpx.AsyncClient(transport=httpx.MockTransport(self.answer), base_url="http://door.test")
        return Door(client, "wk", Random(1), sleep)


def buyer(seed: int) -> Coming:
    """A visit that ends with an order, of a visitor who signs in on the way."""
    crowd = Crowd(Random(seed), SHOP)
    for _ in count():
        coming = crowd.draw()
        if coming.plan.order and coming.plan.before_checkout:
            return coming
    raise AssertionError


async def walk(door: Door, coming: Coming, *, sleep: Sleep = at_once, speed: float = 1.0) -> None:
    visitor = Visitor(
        door, coming.device, coming.plan, Random(1), speed=speed, sleep=sleep, user_id=coming.user_id
    )
    await visitor.walk()


async def test_a_visit_is_sent_as_the_tracker_sends_it() -> None:
    recorder, coming = Recorder(), buyer(1)
    await walk(recorder.door(), coming)
    bodies = recorder.bodies()
    items = [item for body in bodies for item in body["batch"]]
    assert {body["writeKey"] for body in bodies} == {"wk"}
    assert {request.url.path for request in recorder.requests} == {"/v1/b"}
    assert {request.headers["content-type"].split(";")[0] for request in recorder.requests} == {"text/plain"}
    assert {request.headers["user-agent"] for request in recorder.requests} == {coming.device.user_agent}
    assert {item["anonymousId"] for item in items} == {coming.device.anonymous_id}
    assert len({item["messageId"] for item in items}) == len(items)
    names = [item.get("event") or item["type"] for item in items if item["type"] != "heartbeat"]
    assert names[0] == "page"
    assert names.index("identify") < names.index("$order_started") < names.index("$order_completed")
    signed_in = next(number for number, item in enumerate(items) if item["type"] == "identify")
    assert not any("userId" in item for item in items[:signed_in])
    assert all(item["userId"] == items[signed_in]["userId"] for item in items[signed_in:])
    assert all("path" in item["context"]["page"] for item in items)


async def test_a_long_look_keeps_the_session_open_with_heartbeats() -> None:
    recorder, waits = Recorder(), list[float]()

    async def note(seconds: float) -> None:
        waits.append(seconds)

    await walk(recorder.door(), buyer(2), sleep=note, speed=0.2)
    types = Counter(item["type"] for body in recorder.bodies() for item in body["batch"])
    assert types["heartbeat"] == waits.count(HEARTBEAT_S) > 5
    assert max(waits) <= HEARTBEAT_S


async def test_a_server_that_is_away_loses_nothing() -> None:
    waits: list[float] = []

    async def note(seconds: float) -> None:
        waits.append(seconds)

    recorder = Recorder(
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("silent"),
        httpx.Response(503, headers={"Retry-After": "3"}),
        httpx.Response(429),
    )
    door = recorder.door(note)
    await walk(door, buyer(3))
    tries = [[item["messageId"] for item in body["batch"]] for body in recorder.bodies()]
    assert tries[0] == tries[1] == tries[2] == tries[3] == tries[4]
    assert tries[5] != tries[4]
    assert (door.counts.retried, door.counts.refused) == (4, 0)
    assert 3 <= waits[2] <= 4


async def test_what_is_refused_for_good_is_dropped() -> None:
    recorder = Recorder(httpx.Response(401))
    door = recorder.door()
    await walk(door, buyer(4))
    tries = [body["batch"][0]["messageId"] for body in recorder.bodies()]
    assert tries[0] not in tries[1:]
    assert door.counts.refused > 0


async def test_the_real_door_takes_every_item(make_workspace: MakeWorkspace) -> None:
    workspace = await make_workspace(name="Tea & Thimble")
    door = Door(workspace.make_client(), workspace.write_key, Random(1))
    crowd = Crowd(Random(7), SHOP)
    for _ in range(25):
        await walk(door, crowd.draw())
    assert door.counts.refused == door.counts.retried == 0
    answer = await workspace.api.get("/api/v1/intake/status")
    status = answer.json()
    assert status["accepted"] == door.counts.delivered > 200
    assert (await workspace.api.get("/api/v1/intake/rejects")).json()["items"] == []


async def heard(desk: Desk, after: int) -> tuple[int, int, list[str]]:
    """What visitors wrote after a number, waited for: the new number, the conversation, the words."""
    while True:
        told = await desk.poll(desk.anna, after)
        after = told["seq"]
        said = [part for part in told["parts"] if part["author"]["kind"] == "visitor"]
        if said:
            return after, said[0]["conversation_id"], [part["body"] for part in said]


async def test_a_visitor_asks_in_the_chat_and_answers_what_he_is_told(make_workspace: MakeWorkspace) -> None:
    desk = await Desk.make(make_workspace)
    shop = desk.workspace
    talks = Talks(shop.make_client(), shop.write_key, Random(1), Language.RU, sleep=at_once)
    coming = buyer(5)
    assert talks.draw(coming), "the first visitors write"
    visitor = asyncio.create_task(talks.talk(coming))
    after, talk, asked = await heard(desk, 0)
    assert talks.waiting == 1
    assert not talks.draw(coming), "one conversation at a time"
    await desk.answers(desk.anna, talk, "Минутку")
    after, same, more = await heard(desk, after)
    await desk.answers(desk.anna, talk, "Готово", force=True)
    _, last, thanked = await heard(desk, after)
    await visitor
    assert (talk, talk) == (same, last), "in one conversation"
    told = next(topic for topic in TOPICS if [topic.more[Language.RU]] == more)
    product = coming.plan.products[0].title(Language.RU)
    assert asked[0].replace("„", "«").replace("“", "»") == told.question[Language.RU].format(product=product)
    assert thanked == [told.thanks[Language.RU]]
    assert talks.waiting == 0
    row = (await desk.get(desk.anna, f"/conversations/{talk}"))["conversation"]
    assert row["visitor_read"] > 0, "he has read what he was answered"


async def test_visitors_do_not_write_while_nobody_answers(make_workspace: MakeWorkspace) -> None:
    shop = await make_workspace()
    talks = Talks(shop.make_client(), shop.write_key, Random(1), sleep=at_once)
    crowd = Crowd(Random(3), SHOP)
    comings = [crowd.draw() for _ in range(300)]
    bots = [each for each in comings if each.device.user_agent in BOTS]
    assert bots
    assert not any(talks.draw(each) for each in bots), "programs ask nothing"
    talks.waiting = MOST_WAITING
    assert not any(talks.draw(each) for each in comings)


def test_what_visitors_write_is_there_in_both_languages() -> None:
    for topic in TOPICS:
        for words in (topic.question, topic.more, topic.thanks):
            assert all(words[language] for language in Language)
            assert len({"{product}" in words[language] for language in Language}) == 1


@pytest.fixture
def sink() -> Iterator[tuple[str, threading.Event]]:
    """A server on the loopback and an event that is set by its first request."""
    asked = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()
            asked.set()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_process_sends_and_ends_on_sigterm(sink: tuple[str, threading.Event]) -> None:
    url, asked = sink
    command = [sys.executable, "-m", "otklik.demo.simulator", "--otklik-url", url, "--shop-url", SHOP]
    with subprocess.Popen(
        [*command, "--write-key", "wk", "--speed", "50"], stderr=subprocess.PIPE
    ) as process:
        assert asked.wait(30)
        process.send_signal(signal.SIGTERM)
        _, complaints = process.communicate(timeout=20)
    assert (process.returncode, complaints) == (0, b"")
