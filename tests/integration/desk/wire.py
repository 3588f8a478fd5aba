"""An operator's socket, spoken to as a browser does, without a network."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from otklik.app import Application
from otklik.infra.middleware import Message

PATIENCE_S = 60


class Line:
    """One socket: `say` a frame, `hear` the next one, `code` once it was closed."""

    def __init__(self) -> None:
        self.to_server: asyncio.Queue[Message] = asyncio.Queue()
        self.frames: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.closed: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.to_server.put_nowait({"type": "websocket.connect"})

    async def send(self, message: Message) -> None:
        """What the server says."""
        if message["type"] == "websocket.send":
            self.frames.put_nowait(json.loads(message["text"]))
        elif message["type"] == "websocket.close":
            self.closed.set_result(message["code"])

    def say(self, **frame: object) -> None:
        self.to_server.put_nowait({"type": "websocket.receive", "text": json.dumps(frame)})

    async def hear(self, type_: str, **fields: object) -> dict[str, Any]:
        """The next frame of this kind with these fields; others go by."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                frame = await self.frames.get()
                if frame["type"] == type_ and all(frame.get(name) == value for name, value in fields.items()):
                    return frame

    async def hear_words(self, body: str) -> dict[str, Any]:
        """The push that brings a part with these words."""
        while True:
            frame = await self.hear("changes")
            if body in [part["body"] for part in frame["parts"]]:
                return frame

    async def code(self) -> int:
        async with asyncio.timeout(PATIENCE_S):
            return await self.closed


@asynccontextmanager
async def connected(
    app: Application, client: httpx.AsyncClient, *, workspace: int, origin: str = "http://test"
) -> AsyncIterator[Line]:
    """The socket of whoever is signed in with this client."""
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    scope = {
        "type": "websocket",
        "path": "/api/v1/inbox/socket",
        "query_string": f"workspace={workspace}".encode(),
        "headers": [(b"host", b"test"), (b"origin", origin.encode()), (b"cookie", cookies.encode())],
        "client": ("127.0.0.1", 40001),
    }
    line = Line()
    task = asyncio.create_task(app(scope, line.to_server.get, line.send))
    try:
        yield line
    finally:
        line.to_server.put_nowait({"type": "websocket.disconnect", "code": 1000})
        async with asyncio.timeout(PATIENCE_S):
            await task
