"""Browsers that talk to `/chat`, and the operator who answers."""

import asyncio
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

from otklik.app import Application
from otklik.inbox import writing
from otklik.inbox.contracts import Author, AuthorKind, NewPart
from otklik.infra.engines import Engines
from otklik.infra.middleware import Message

WAIT_S = 20


@dataclass
class Browser:
    """A browser of a site: keeps its token as the widget does."""

    client: httpx.AsyncClient
    write_key: str
    anonymous_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    token: str = ""

    async def hello(self, **more: object) -> dict[str, Any]:
        body = {"write_key": self.write_key, "anonymous_id": self.anonymous_id, "token": self.token, **more}
        answer = await self.client.post(
            "/chat/hello", content=json.dumps(body), headers={"content-type": "text/plain"}
        )
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        self.token = told["token"]
        return told

    async def post(self, path: str, **body: object) -> httpx.Response:
        return await self.client.post(f"/chat/{path}", json=body, headers=self.headers)

    async def get(self, path: str, **asked: int) -> httpx.Response:
        return await self.client.get(f"/chat/{path}", params=asked, headers=self.headers)

    async def say(self, body: str, conversation_id: int | None = None, **more: object) -> dict[str, Any]:
        sent: dict[str, object] = {"body": body, "client_key": str(uuid.uuid4()), **more}
        if conversation_id is not None:
            sent["conversation_id"] = conversation_id
        answer = await self.post("messages", **sent)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def put_file(self, name: str, data: bytes) -> httpx.Response:
        return await self.client.post(
            "/chat/files", params={"name": name}, content=data, headers=self.headers
        )

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}


async def answer(engines: Engines, workspace_id: int, conversation_id: int, body: str, member: int) -> int:
    """An operator answers; the id of his message."""
    async with engines.postgres.connection() as connection:
        written = await writing.write_part(
            engines.bus,
            connection,
            workspace_id=workspace_id,
            conversation_id=conversation_id,
            new=NewPart(Author(AuthorKind.OPERATOR, member), body),
        )
    return written.part.id


class Line:
    """A WebSocket without a network: what the application is given and what it says."""

    def __init__(self, app: Application, path: str = "/chat/socket") -> None:
        self._to_app: asyncio.Queue[Message] = asyncio.Queue()
        self._said: asyncio.Queue[Message] = asyncio.Queue()
        self.code: int | None = None
        scope = {"type": "websocket", "path": path, "headers": [(b"user-agent", b"Firefox")]}
        self._to_app.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.create_task(app(scope, self._to_app.get, self._send))

    async def _send(self, message: Message) -> None:
        if message["type"] == "websocket.close":
            self.code = message["code"]
            self._to_app.put_nowait({"type": "websocket.disconnect", "code": self.code})
        self._said.put_nowait(message)

    def say(self, **frame: object) -> None:
        self.say_text(json.dumps(frame))

    def say_text(self, text: str) -> None:
        self._to_app.put_nowait({"type": "websocket.receive", "text": text})

    async def hear(self, kind: str) -> dict[str, Any]:
        """The next frame of this type; others are passed over."""
        async with asyncio.timeout(WAIT_S):
            while True:
                message = await self._said.get()
                assert message["type"] != "websocket.close", message
                if message["type"] == "websocket.send":
                    frame: dict[str, Any] = json.loads(message["text"])
                    if frame["type"] == kind:
                        return frame

    async def hear_until(self, body: str) -> str:
        """All changes up to those with this message, as text."""
        heard = ""
        while body not in heard:
            heard += json.dumps(await self.hear("changes"))
        return heard

    async def wait_closed(self) -> int | None:
        async with asyncio.timeout(WAIT_S):
            await self._task
        return self.code

    async def leave(self) -> None:
        self._to_app.put_nowait({"type": "websocket.disconnect", "code": 1001})
        await self.wait_closed()
