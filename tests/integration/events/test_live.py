import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from tests.conftest import MakeWorkspace
from tests.integration.events.conftest import ANN, ANNS_PHONE, BOB, Shop
from tests.integration.events.store import make_event

from otklik.app import Application
from otklik.events import endpoints_live, live
from otklik.events.contracts import BatchSummary, WorkspaceSummary
from otklik.events.facts import Facts
from otklik.events.live import LiveHub, LiveMessage, Stream, parse_topics
from otklik.events.prepared import API_LANE, batch_id
from otklik.infra.engines import Engines
from otklik.kit.errors import InvalidError

NEWCOMER = 777


@pytest.fixture
async def server(app: Application) -> AsyncIterator[str]:
    """The application on a real socket: streams cannot be tried without one."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            app, log_level="error", lifespan="off", ws="none", timeout_graceful_shutdown=1
        )
        running = uvicorn.Server(config)
        task = asyncio.create_task(running.serve(sockets=[listener]))
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        running.should_exit = True
        await task


class StreamEndedError(Exception):
    """The server closed the stream."""


class Page:
    """An open page: reads messages of the stream."""

    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.aiter_lines()

    async def begin(self) -> None:
        """Wait until the server listens: it says how soon to come back first."""
        async with asyncio.timeout(20):
            assert (await anext(self._lines)).startswith("retry: ")

    async def next(self) -> tuple[str, Any]:
        async with asyncio.timeout(20):
            kind = ""
            async for line in self._lines:
                if line.startswith("event: "):
                    kind = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    return kind, json.loads(line.removeprefix("data: "))
                elif line.startswith(": "):
                    return "comment", None
        raise StreamEndedError

    async def until(self, wanted: str) -> Any:  # noqa: ANN401 - any JSON
        while True:
            kind, data = await self.next()
            if kind == wanted:
                return data


@asynccontextmanager
async def _open(server: str, token: str, topics: str) -> AsyncIterator[Page]:
    async with (
        httpx.AsyncClient(
            base_url=server, headers={"Authorization": f"Bearer {token}"}, timeout=30
        ) as client,
        client.stream("GET", "/api/v1/live", params={"topics": topics}) as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        page = Page(answer)
        await page.begin()
        yield page


@pytest.fixture(autouse=True)
async def _earlier_batches(engines: Engines) -> None:
    async with engines.postgres.connection() as connection:
        await connection.execute("INSERT INTO intake_positions (part, batch_seq) VALUES (0, 10)")


async def _ship(shop: Shop, lane: int, sequence: int, *events: Any) -> None:  # noqa: ANN401 - event rows
    """Store a batch and tell of it, as the pipeline does."""
    batch = batch_id(lane, sequence)
    await shop.store.add(*events, batch=batch)
    async with shop.engines.postgres.connection() as connection:
        await connection.execute(
            "INSERT INTO intake_positions (part, batch_seq) VALUES (%s, %s)"
            " ON CONFLICT (part) DO UPDATE SET batch_seq = excluded.batch_seq",
            (lane, sequence),
        )
    await shop.engines.bus.publish("live", json.dumps({"batch": batch}))


async def test_pages_hear_what_is_stored(shop: Shop, server: str, make_workspace: MakeWorkspace) -> None:
    token = shop.workspace.api_token
    other = await make_workspace(name="Cafe")
    async with (
        _open(server, token, f"events,intake,profile:{ANN}") as page,
        _open(server, other.api_token, f"events,profile:{ANN}") as stranger,
        _open(server, token, "events") as second,
    ):
        assert await page.until("presence") == {"id": str(ANN), "is_online": False}
        await _ship(
            shop, 0, 11, make_event(ANNS_PHONE, "$page_viewed", at_s=60), make_event(BOB, "x", at_s=61)
        )
        for each in (page, second):
            items = (await each.until("events"))["items"]
            assert {(item["name"], item["person_name"]) for item in items} == {
                ("$page_viewed", "Анна Орлова"),
                ("x", "Bob 100%"),
            }
        assert await page.next() == ("intake", {"batch": "11"})
        assert await page.next() == ("profile", {"id": str(ANN)})
        await _ship(shop, API_LANE, 1, make_event(BOB, "only Bob", at_s=70))
        assert (await page.until("events"))["items"][0]["name"] == "only Bob"
        assert (await page.next())[0] == "intake"
        await _ship(shop, 0, 12, make_event(ANN, "Ann again", at_s=80))
        assert (await page.until("events"))["items"][0]["name"] == "Ann again"
        # The stranger has heard of nobody but of his own silence.
        assert await stranger.next() == ("presence", {"id": str(ANN), "is_online": False})
        foreign = make_event(5, "theirs")
        shop.store.workspace_id = other.id
        await _ship(shop, 0, 13, foreign)
        assert [item["name"] for item in (await stranger.until("events"))["items"]] == ["theirs"]


async def test_pages_hear_who_is_there(shop: Shop, server: str) -> None:
    async with _open(server, shop.workspace.api_token, f"people,profile:{ANN}") as page:
        heard = {json.dumps((await page.next())[1]) for _ in range(2)}
        assert heard == {'{"online": 0}', json.dumps({"id": str(ANN), "is_online": False})}
        async with shop.engines.postgres.connection() as connection:
            await connection.execute(
                "INSERT INTO presence VALUES (%s, 1, %s, 'https://a.example/', 'Shop', now(), now())",
                (shop.workspace.id, ANNS_PHONE),
            )
        messages = [await page.next(), await page.next()]
        assert ("presence", {"online": 1}) in messages
        place = next(data for _, data in messages if "id" in data)
        assert (place["id"], place["is_online"], place["url"]) == (str(ANN), True, "https://a.example/")


async def test_pages_hear_when_the_list_and_memberships_have_changed(shop: Shop, server: str) -> None:
    facts = Facts(shop.engines)
    await facts.count_waiting()
    async with _open(server, shop.workspace.api_token, "people") as page:
        batch = await shop.store.add(make_event(NEWCOMER, "$page_viewed"))
        touched = WorkspaceSummary(events=1, persons=(NEWCOMER,))
        await facts([BatchSummary(batch=batch, workspaces={shop.workspace.id: touched})])
        await facts.count_waiting()
        assert await page.until("people") == {}
    found = (await shop.api.post("/api/v1/profiles/search", json={})).json()
    assert str(NEWCOMER) in {item["id"] for item in found["items"]}
    async with _open(server, shop.workspace.api_token, "segments,intake") as page:
        await shop.engines.bus.publish("live", json.dumps({"segments": [shop.workspace.id + 1]}))
        await _ship(shop, 0, 11, make_event(NEWCOMER, "$page_viewed"))
        assert (await page.next())[0] == "intake", "the memberships of another workspace"
        await shop.engines.bus.publish("live", json.dumps({"segments": [shop.workspace.id]}))
        assert await page.until("segments") == {}


async def test_a_silent_stream_says_that_it_lives_and_ends(
    shop: Shop, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoints_live, "HEARTBEAT_S", 0.1)
    monkeypatch.setattr(endpoints_live, "LIFETIME_S", 1.0)
    async with _open(server, shop.workspace.api_token, "intake") as page:
        assert await page.next() == ("comment", None)
        with pytest.raises(StreamEndedError):
            await page.until("nothing")


async def test_a_lost_bus_makes_pages_read_anew(shop: Shop, server: str) -> None:
    async with _open(server, shop.workspace.api_token, "events") as page:
        async with shop.engines.postgres.connection() as connection:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'otklik bus'"
            )
        assert await page.until("resync") is None


def test_a_slow_page_is_told_to_read_anew() -> None:
    stream = Stream(1, parse_topics("events"))
    for _ in range(live.QUEUE_SIZE + 1):
        stream.put(LiveMessage("events", {}))
    assert stream.queue.get_nowait() == LiveMessage("resync", None)
    assert stream.queue.empty()


async def test_nobody_listens_when_nobody_looks(shop: Shop) -> None:
    hub = LiveHub(shop.engines, render=lambda row, _: row["name"])
    topics = parse_topics("events")
    seen: list[bool] = []
    async with hub.open(workspace_id=shop.workspace.id, topics=topics):
        async with hub.open(workspace_id=shop.workspace.id, topics=topics):
            seen.append(hub.is_following)
        seen.append(hub.is_following)
    assert [*seen, hub.is_following] == [True, True, False]
    async with hub.open(workspace_id=shop.workspace.id, topics=topics) as stream:
        await _ship(shop, 0, 19, make_event(BOB, "after a rest"))
        async with asyncio.timeout(20):
            assert await stream.queue.get() == LiveMessage("events", {"items": ["after a rest"]})


@pytest.mark.parametrize(
    "bad", ["", ",", "everything", "profile:", "profile:x", "profile:-1", ",".join(["events"] * 21)]
)
def test_unknown_topics_are_refused(bad: str) -> None:
    with pytest.raises(InvalidError, match="bad_topic"):
        parse_topics(bad)


async def test_streams_refuse_strangers_and_bad_topics(shop: Shop, make_workspace: MakeWorkspace) -> None:
    path = "/api/v1/live?topics=events"
    assert (await shop.workspace.make_client().get(path)).status_code == 401
    other = await (await make_workspace(name="Cafe")).owner()
    assert (
        await other.get(f"{path}&workspace={shop.workspace.id}", headers={"X-Otklik-Workspace": ""})
    ).status_code == 404
    for bad in ("", "?topics=", "?topics=everything"):
        assert (await shop.api.get(f"/api/v1/live{bad}")).status_code == 422
