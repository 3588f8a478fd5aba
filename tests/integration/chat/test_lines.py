import asyncio
from typing import Any

import httpx
import pytest
from tests.conftest import MakeWorkspace
from tests.integration.chat.browsers import WAIT_S, Browser, Line, answer

from otklik.app import Application
from otklik.infra.middleware import Message


class SlowLine(Line):
    """A line that takes nothing once `is_stuck`, until it is freed."""

    def __init__(self, app: Application) -> None:
        self.is_stuck, self.is_free, self.is_cut = asyncio.Event(), asyncio.Event(), asyncio.Event()
        super().__init__(app)

    async def _send(self, message: Message) -> None:
        if message["type"] == "websocket.close":
            self.is_cut.set()
        if self.is_stuck.is_set():
            await self.is_free.wait()
        await super()._send(message)


async def test_lines_that_are_slow_or_silent_are_cut_and_come_back(
    app: Application,
    client: httpx.AsyncClient,
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("otklik.chat.sockets._LOOK_S", 0.02)
    monkeypatch.setattr("otklik.chat.sockets.SLOW_S", 0.0)
    shop = await make_workspace()
    browser = Browser(client, shop.write_key)
    await browser.hello()
    talk: dict[str, Any] = await browser.say("hello")

    slow = SlowLine(app)
    slow.say(type="resume", after=talk["seq"], token=browser.token)
    await slow.hear("ready")
    slow.is_stuck.set()
    await answer(shop.engines, shop.id, talk["conversation"]["id"], "are you there?", 1)
    async with asyncio.timeout(WAIT_S):
        await slow.is_cut.wait()
    slow.is_free.set()
    assert await slow.wait_closed() == 1013

    monkeypatch.setattr("otklik.chat.sockets.SLOW_S", 60.0)
    back = Line(app)
    back.say(type="resume", after=talk["seq"], token=browser.token)
    assert [part["body"] for part in (await back.hear("changes"))["parts"]] == ["are you there?"]
    monkeypatch.setattr("otklik.chat.sockets.QUIET_S", 0.0)
    assert await back.wait_closed() == 4408

    mute = Line(app)
    monkeypatch.setattr("otklik.chat.sockets._HELLO_S", 0.0)
    assert await mute.wait_closed() == 4408
    assert not app._chat_sockets._open


async def test_while_the_database_is_away_browsers_are_told_to_come_back(
    app: Application, client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop = await make_workspace()
    browser = Browser(client, shop.write_key)
    await browser.hello()
    await shop.engines.postgres.pool.close()

    answered = await browser.post("messages", body="hello", client_key="k")
    assert (answered.status_code, answered.json()["error"]["code"]) == (503, "engine_unavailable")
    assert answered.headers["access-control-allow-origin"] == "*"
    assert int(answered.headers["retry-after"]) > 0
    line = Line(app)
    line.say(type="resume", after=0, token=browser.token)
    assert await line.wait_closed() == 1012
